"""A store of agreements whose figures are known: three lenders, copies, a hostile text, a text that is no agreement, and files that cannot be read."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import clausescan
from clausescan.batch.rows import Content, Result, Settings, rows_of
from clausescan.batch.settings import settings_of
from clausescan.batch.store import Store
from clausescan.config import Config
from clausescan.errors import DamagedFileError, EmptyInputError
from clausescan.schema import Report, Status
from tests.conftest import SAMPLES

HOSTILE = "\n我们会读取您的通讯录</script><script>alert(1)</script>\"'><img src=http://evil.example/x onerror=alert(2)>\u202e。"
AGREEMENTS = {
    "甲/a.md": "predatory",
    "甲/b.md": "predatory",
    "甲/c.md": "ordinary",
    "乙/<img src=x onerror=alert(3)>.md": "ordinary",
    "乙/e.md": "good",
    "丙/f.md": "good",
}
READ = "status IN ('clean', 'findings', 'partial')"
OTHER = "今天下雨。\n明天去公园散步。"


@functools.cache
def report_of(text: str) -> Report:
    return clausescan.analyze_text(text)


def make_store(path: Path) -> Path:
    """A store with AGREEMENTS, samples that are made a little different by lender; 甲/a and 甲/b are the same bytes."""
    settings = settings_of(Config())
    with Store(path, write=True) as store:
        for name, what in AGREEMENTS.items():
            text = (SAMPLES / f"{what}.md").read_text(encoding="utf-8")
            text += {"甲": "", "乙": f"\n签署编号{name}", "丙": HOSTILE}[name[0]]
            store.put(rows_of(_result(name, text), settings), None)
        other = report_of(OTHER).model_copy(update={"status": Status.NOT_AN_AGREEMENT, "reason": "something else"})
        content = Content(hashlib.sha256(OTHER.encode()).hexdigest(), len(OTHER), "text/markdown")
        store.put(rows_of(Result("w.md", content, other), settings), None)
        for name, error in (("甲/x.pdf", DamagedFileError), ("甲/y.pdf", DamagedFileError), ("z.pdf", EmptyInputError)):
            content = Content(hashlib.sha256(name.encode()).hexdigest(), 3, "application/pdf")
            failed = Result(name, content, error=error(name, "cannot be read"))
            store.put(rows_of(failed, Settings(settings.model_sha256, settings.config_sha256)), None)
    return path


def _result(name: str, text: str) -> Result:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Result(name, Content(digest, len(text), "text/markdown"), report=report_of(text))
