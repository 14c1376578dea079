"""`clausescan compare` as a user meets it."""

from __future__ import annotations

from pathlib import Path

from clausescan.comparison.schema import Comparison
from tests.conftest import SAMPLES, make_pdf
from tests.e2e.test_cli import run

GOOD, PREDATORY = SAMPLES / "good.pdf", SAMPLES / "predatory.md"


def test_terminal_leads_with_what_got_worse() -> None:
    done = run("compare", GOOD, PREDATORY)
    assert done.returncode == 0, done.stderr
    assert done.stdout.index("更不利") < done.stdout.index("爆通讯录") < done.stdout.index("条款逐条对照")
    assert "What got worse" in run("compare", GOOD, PREDATORY, "--lang", "en").stdout


def test_a_pdf_against_its_own_markdown_is_the_same() -> None:
    done = run("compare", SAMPLES / "predatory.pdf", PREDATORY, "--fail-on", "worse")
    assert done.returncode == 0
    assert "两版内容相同" in done.stdout


def test_json_and_html_go_to_files_and_worse_fails(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    done = run("compare", GOOD, PREDATORY, "--format", "json", "-o", target, "--fail-on", "worse")
    assert done.returncode == 1
    assert Comparison.model_validate_json(target.read_text(encoding="utf-8")).got_worse
    page = tmp_path / "out.html"
    assert run("compare", GOOD, PREDATORY, "--format", "html", "-o", page).returncode == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_what_cannot_be_read_is_never_compared(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(make_pdf([[]], draw=lambda canvas, _n: canvas.rect(9, 9, 99, 99, fill=1)))
    done = run("compare", GOOD, scan)
    assert (done.returncode, done.stdout) == (3, "")
    assert "scan.pdf" in done.stderr
    assert run("compare", GOOD, tmp_path / "none.pdf").returncode == 3
    assert run("compare", GOOD).returncode == 2
