"""The guide to batches and the README: their Python runs as printed, and their tables are those of the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from clausescan.batch.tables import TABLES
from tests.conftest import ROOT, SAMPLES
from tests.e2e.test_scan import run

GUIDE = ROOT / "clausescan" / "batch" / "README.md"
MARKED = re.compile(r"<!-- run: batch -->\n```python\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with corpora/samples, and out/ as the commands of the guide leave it."""
    here = tmp_path_factory.mktemp("guide")
    (here / "corpora").mkdir()
    (here / "corpora" / "samples").symlink_to(SAMPLES)
    for command in ("scan corpora/samples/*.pdf --store results.db", "families results.db", "export results.db out"):
        done = run(*command.split(), cwd=here)
        assert done.returncode == 0, done.stderr
    return here


@pytest.mark.parametrize(
    "code", MARKED.findall(GUIDE.read_text(encoding="utf-8") + (ROOT / "README.md").read_text(encoding="utf-8"))
)
def test_the_examples_run(folder: Path, code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "contact" in done.stdout or "no-such-file.pdf: no such file" in done.stdout


def test_the_guide_has_every_column_as_the_code_declares_it() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert len(MARKED.findall(text)) == 3
    for table in TABLES.values():
        assert f"### {table.name}\n\nKey: {', '.join(table.key)}.\n" in text
        for column in table.columns:
            assert f"| `{column.name}` | {column.type}{'?' if column.nullable else ''} | {column.meaning} |\n" in text
