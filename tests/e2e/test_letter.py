"""`clausescan letter` as a user meets it."""

from __future__ import annotations

from pathlib import Path

import docx

from tests.conftest import SAMPLES
from tests.e2e.test_cli import run

PREDATORY = SAMPLES / "predatory.pdf"


def test_markdown_to_standard_output() -> None:
    done = run("letter", PREDATORY, "--kind", "withdraw", "--to", "某某公司", "--from", "张三")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# 撤回个人信息处理同意的通知")
    assert "致：某某公司" in done.stdout
    assert "通讯录" in done.stdout
    assert run("letter", PREDATORY, "--kind", "complaint", "--lang", "en").stdout.startswith("# Complaint")


def test_docx_to_a_file(tmp_path: Path) -> None:
    target = tmp_path / "letter.docx"
    assert run("letter", PREDATORY, "--kind", "delete", "--format", "docx", "-o", target).returncode == 0
    assert docx.Document(str(target)).paragraphs[0].text == "删除个人信息申请"


def test_nothing_to_write_about_exits_1_and_mistakes_2_or_3(tmp_path: Path) -> None:
    harmless = tmp_path / "harmless.txt"
    harmless.write_text("会议将于星期三下午举行。", encoding="utf-8")
    done = run("letter", harmless, "--kind", "withdraw")
    assert (done.returncode, done.stdout) == (1, "")
    assert "harmless.txt" in done.stderr
    assert done.stderr.count("\n") == 1
    assert run("letter", PREDATORY, "--kind", "withdraw", "--format", "docx").returncode == 2
    assert run("letter", PREDATORY, "--kind", "threaten").returncode == 2
    assert run("letter", tmp_path / "none.pdf", "--kind", "withdraw").returncode == 3
