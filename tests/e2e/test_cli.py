"""The command line as a user meets it: a real process, real files, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from clausescan.schema import Report
from tests.conftest import SAMPLES, make_pdf

PREDATORY = SAMPLES / "predatory.pdf"


def run(*args: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "clausescan", *map(str, args)]
    done = subprocess.run(command, capture_output=True, input=stdin, timeout=60)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_the_report_leads_with_the_verdict_and_the_pattern() -> None:
    done = run("analyze", PREDATORY)
    assert done.returncode == 0, done.stderr
    out = done.stdout
    assert out.index("高风险") < out.index("爆通讯录") < out.index("最要紧的条款") < out.index("可以怎么做")
    assert "第 1 页" in out
    assert "以平台页面显示为准" in out
    assert len(out.splitlines()) < 60, "thirty seconds"


def test_the_full_report_has_every_clause_with_its_law() -> None:
    out = run("analyze", PREDATORY, "--full").stdout
    assert out.index("高风险条款") < out.index("常见条款")
    assert "《个人信息保护法》第二十三条（法律，2021-11-01" in "".join(out.split())
    assert "12378" in out


def test_english() -> None:
    out = run("analyze", PREDATORY, "--lang", "en").stdout
    assert "High risk" in out
    assert "What you can do" in out


def test_json_goes_to_a_file_and_validates(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    assert run("analyze", PREDATORY, "--format", "json", "-o", target).returncode == 0
    report = Report.model_validate_json(target.read_text(encoding="utf-8"))
    assert report.findings
    assert json.loads(run("analyze", PREDATORY, "--format", "json").stdout)["status"] == "findings"


def test_markdown_and_standard_input() -> None:
    done = run("analyze", "-", "--format", "markdown", stdin="我们会读取您的通讯录并上传。".encode())
    assert done.returncode == 0
    assert done.stdout.startswith("# 签约前风险报告")


def test_pdf_is_annotated_through_the_sandbox_or_refused_with_a_reason(tmp_path: Path) -> None:
    target = tmp_path / "annotated.pdf"
    assert run("analyze", PREDATORY, "--format", "pdf", "-o", target).returncode == 0
    source = PREDATORY.read_bytes()
    assert target.read_bytes().startswith(source)
    assert b"/Highlight" in target.read_bytes()[len(source) :]
    for wrong in (("analyze", PREDATORY.with_suffix(".md"), "-o", target), ("analyze", PREDATORY)):
        done = run(*wrong, "--format", "pdf")
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
    assert target.read_bytes().startswith(source)


def test_fail_on() -> None:
    assert run("analyze", PREDATORY, "--fail-on", "high").returncode == 1
    assert run("analyze", SAMPLES / "good.pdf", "--fail-on", "high").returncode == 0


def test_practices_and_explain() -> None:
    assert "通讯录" in run("practices").stdout
    out = run("explain", "contact_access").stdout
    assert "可以怎么做" in out
    assert run("explain", "CS101").stdout == out
    wrong = run("explain", "contact_acess")
    assert wrong.returncode == 2
    assert "contact_access" in wrong.stderr


def test_rules() -> None:
    out = run("rules").stdout
    assert out.index("CS101") < out.index("CS391") < out.index("CS508") < out.index("CS904")
    assert "Contact bombing" in run("rules", "--lang", "en").stdout
    assert json.loads(run("rules", "--format", "json").stdout)[0]["code"] == "CS101"
    assert run("rules", "--format", "markdown").stdout.startswith("# ClauseScan 的规则")
    assert "建议写法" in run("explain", "CS508").stdout


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("cut.pdf", make_pdf([["读取通讯录"]])[:900], "cut off"),
        ("empty.pdf", b"", "zero bytes"),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(50), "picture is damaged"),
        ("locked.pdf", make_pdf([["读取通讯录"]], encrypt="x"), "encrypted"),
        ("blank.pdf", make_pdf([[]]), "text or a picture"),
        ("noise.txt", bytes(range(256)) * 20, "not text"),
    ],
)
def test_bad_files_get_one_clear_line(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    done = run("analyze", path)
    assert done.returncode == 3
    assert done.stdout == ""
    assert words in done.stderr
    assert name in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_missing_files_directories_and_unwritable_output(tmp_path: Path) -> None:
    assert run("analyze", tmp_path / "none.pdf").returncode == 3
    assert "directory" in run("analyze", tmp_path).stderr
    done = run("analyze", PREDATORY, "--format", "json", "-o", tmp_path / "no" / "r.json")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert run("analyze").returncode == 2


def test_a_scan_exits_3_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(make_pdf([[]], draw=lambda canvas, _n: canvas.rect(9, 9, 99, 99, fill=1)))
    done = run("analyze", path)
    assert done.returncode == 3
    assert "扫描件" in done.stderr


def test_limits_are_raised_and_lowered_by_name(tmp_path: Path) -> None:
    path = tmp_path / "two.pdf"
    path.write_bytes(make_pdf([["第一条 我们会读取您的通讯录。"], ["第二条 通知。"]]))
    refused = run("analyze", path, "--limit", "max_pages=1")
    assert (refused.returncode, "--limit max_pages=" in refused.stderr) == (3, True)
    assert run("analyze", path, "--limit", "max_pages=2", "--limit", "seconds=100").returncode == 0
    for wrong, words in (("pages=3", "there is no limit 'pages'"), ("seconds=x", "seconds=x"), ("seconds", "seconds=")):
        done = run("analyze", path, "--limit", wrong)
        assert (done.returncode, words in done.stderr) == (2, True)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there are no devices here")
def test_endless_standard_input_ends() -> None:
    with Path("/dev/zero").open("rb") as endless:
        command = [sys.executable, "-m", "clausescan", "analyze", "-", "--limit", "max_bytes=1000000"]
        done = subprocess.run(command, stdin=endless, capture_output=True, text=True, timeout=120)
    assert (done.returncode, "<stdin>: the file has more than 1,000,000 bytes" in done.stderr) == (3, True)
