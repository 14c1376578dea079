"""`clausescan check` as a lender's CI meets it: a real process, a real repository, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLES, make_pdf

Run = Callable[..., subprocess.CompletedProcess[str]]
CLAUSE = "（3）联系您通讯录中的亲属、朋友、同事，告知您的欠款情况，请其督促您还款；"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A project folder of its own, away from any settings file."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "clausescan.toml").write_text("", encoding="utf-8")
    return folder


@pytest.fixture
def run(here: Path, tmp_path: Path) -> Run:
    env = os.environ | {"CLAUSESCAN_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)}

    def run(*args: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "clausescan", "check", *map(str, args)]
        return subprocess.run(command, cwd=here, env=env, capture_output=True, encoding="utf-8", timeout=120)

    return run


def codes(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [v["code"] for v in json.loads(done.stdout)["violations"]]


def test_a_predatory_draft_fails_with_the_clause_marked(here: Path, run: Run) -> None:
    shutil.copy(SAMPLES / "predatory.md", here / "loan.md")
    done = run("loan.md")
    assert done.returncode == 1, done.stderr
    assert "loan.md:67:1: CS302 [高]" in done.stdout
    lines = done.stdout.splitlines()
    at = next(n for n, line in enumerate(lines) if CLAUSE[:10] in line)
    assert "^" in lines[at + 1]
    assert "可以改成" in done.stdout
    assert "违法" not in done.stdout
    assert run("loan.md", "--lang", "en").stdout.count("Suggested wording") > 5


def test_the_cache_changes_nothing_and_holds_no_words(here: Path, run: Run, tmp_path: Path) -> None:
    for name in ("predatory.md", "predatory.pdf"):
        shutil.copy(SAMPLES / name, here)
        plain = run(name, "--format", "json", "--no-cache")
        assert not (tmp_path / "cache").exists()
        first = run(name, "--format", "json")
        entries = list((tmp_path / "cache").rglob("*.json"))
        assert len(entries) == 1
        assert entries[0].read_text(encoding="utf-8").isascii()
        assert entries[0].stat().st_mode & 0o077 == 0
        assert run(name, "--format", "json").stdout == first.stdout == plain.stdout
        entries[0].write_text("{", encoding="utf-8")
        assert run(name, "--format", "json").stdout == plain.stdout
        shutil.rmtree(tmp_path / "cache")


def test_parallel_runs_share_a_cache(here: Path, run: Run, tmp_path: Path) -> None:
    for number in range(6):
        (here / f"{number}.md").write_text(f"# 借款合同\n\n第{number}条 {CLAUSE}\n", encoding="utf-8")
    alone = run(".", "--format", "json", "--no-cache").stdout
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: run(".", "--format", "json"), range(4)))
    assert {done.stdout for done in found} == {alone}
    assert not any(done.stderr for done in found)
    entries = [path.name for path in (tmp_path / "cache" / "check").iterdir()]
    assert len(entries) == 6, "and nothing half-written is left behind"


def test_unread_files_win_over_findings_and_over_every_setting(here: Path, run: Run) -> None:
    (here / "scan.pdf").write_bytes(make_pdf([[]], draw=lambda canvas, _n: canvas.rect(9, 9, 99, 99, fill=1)))
    (here / "half.pdf").write_bytes(
        make_pdf([["我们会读取您的通讯录并上传。"], []], draw=lambda c, n: n == 2 and c.rect(9, 9, 99, 99, fill=1))
    )
    (here / "cut.pdf").write_bytes((SAMPLES / "predatory.pdf").read_bytes()[:2000])
    (here / "empty.txt").touch()
    done = run("scan.pdf", "half.pdf", "cut.pdf", "empty.txt", "gone.md", "--format", "json", "--fail-on", "never")
    assert done.returncode == 3
    result = json.loads(done.stdout)
    assert [u["path"] for u in result["unread"]] == ["scan.pdf", "half.pdf", "cut.pdf", "empty.txt", "gone.md"]
    assert result["checked"] == []
    assert "CS101" in codes(done), "what could be read of half.pdf is reported"
    assert run(".", "--ignore", "CS").returncode == 3


def test_usage_errors_are_one_line_and_exit_2(here: Path, run: Run) -> None:
    shutil.copy(SAMPLES / "good.md", here)
    (here / "sub").mkdir()
    for args, words in (
        (["sub"], "no document"),
        (["good.md", "--select", "CS777"], "unknown rule"),
        (["good.md", "--baseline", "none.json"], "--write-baseline"),
        (["good.md", "--config", "none.toml"], "none.toml"),
        (["good.md", "--write-baseline", "--diff-base", "HEAD"], "--diff-base"),
        (["good.md", "-o", "no/such/folder.txt"], "cannot write"),
        (["good.md", "--suppressions", "none.toml"], "none.toml"),
        (["good.md", "--diff-base", "HEAD"], "not in a git repository"),
    ):
        done = run(*args)
        assert done.returncode == 2, (args, done.stdout, done.stderr)
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
    assert run().returncode == 2


def test_a_baseline_accepts_what_is_there_until_someone_edits_it(here: Path, run: Run) -> None:
    draft = here / "loan.md"
    shutil.copy(SAMPLES / "predatory.md", draft)
    assert run("loan.md", "--write-baseline").returncode == 0
    accepted = ("loan.md", "--baseline", "clausescan-baseline.json")
    assert run(*accepted).returncode == 0
    text = draft.read_text(encoding="utf-8")
    moved = text.replace("（3）联系", "（9）联系").replace("## 第五条", "## 第五十条").replace("，告知", ",告知")
    draft.write_text("前言。\n\n" + moved, encoding="utf-8")
    assert run(*accepted).returncode == 0
    draft.write_text(text.replace("朋友、同事", "朋友、同事、领导"), encoding="utf-8")
    done = run(*accepted)
    assert done.returncode == 1
    assert "已接受的条款被改动" in done.stdout
    assert "{+、领导+}" in done.stdout
    draft.write_text(text.replace(CLAUSE, CLAUSE + "\n\n" + CLAUSE), encoding="utf-8")
    again = run(*accepted, "--format", "json")
    assert again.returncode == 1
    assert codes(again).count("CS302") == 1, "the same clause once more is one violation more"


def test_writing_a_baseline_does_not_pass_over_what_was_not_read(here: Path, run: Run) -> None:
    shutil.copy(SAMPLES / "predatory.md", here / "loan.md")
    (here / "empty.txt").touch()
    done = run(".", "--write-baseline")
    assert done.returncode == 3
    assert "empty.txt" in done.stderr
    assert run("loan.md", "--baseline", "clausescan-baseline.json").returncode == 0


def test_the_same_text_as_pdf_keeps_the_baseline_of_its_markdown(here: Path, run: Run) -> None:
    shutil.copy(SAMPLES / "predatory.md", here / "loan.md")
    assert run("loan.md", "--write-baseline").returncode == 0
    (here / "loan.md").unlink()
    shutil.copy(SAMPLES / "predatory.pdf", here / "loan.pdf")
    # Whether a clause is set off is a matter of the file, not of its text.
    done = run("loan.pdf", "--baseline", "clausescan-baseline.json", "--format", "json", "--ignore", "CS904")
    result = json.loads(done.stdout)
    assert result["accepted"] > 30
    assert len(result["violations"]) <= 3, "re-export may cut a clause elsewhere, but not many"


def test_suppressions_need_no_baseline_and_are_reported_when_they_have_had_their_day(here: Path, run: Run) -> None:
    draft = here / "loan.md"
    text = (SAMPLES / "predatory.md").read_text(encoding="utf-8")
    comment = "<!-- clausescan: ignore CS302 until {}: 法务已确认 -->\n"
    only = ("loan.md", "--select", "CS302", "--format", "json")
    draft.write_text(text, encoding="utf-8")
    before = codes(run(*only))
    draft.write_text(text.replace(CLAUSE, comment.format("2999-01-01") + CLAUSE), encoding="utf-8")
    result = json.loads(run(*only).stdout)
    assert len(result["violations"]) == len(before) - 1
    assert (result["suppressed"], result["notes"]) == (1, [])
    draft.write_text(text.replace(CLAUSE, comment.format("2020-01-01") + CLAUSE), encoding="utf-8")
    result = json.loads(run(*only).stdout)
    assert len(result["violations"]) == len(before)
    assert [n["kind"] for n in result["notes"]] == ["expired_suppression"]
    draft.write_text(comment.format("2999-01-01") + text, encoding="utf-8")
    assert [n["kind"] for n in json.loads(run(*only).stdout)["notes"]] == ["unused_suppression"]


def test_a_side_file_suppresses_in_a_pdf(here: Path, run: Run) -> None:
    shutil.copy(SAMPLES / "predatory.pdf", here / "loan.pdf")
    only = ("loan.pdf", "--select", "CS302", "--format", "json")
    before = len(codes(run(*only)))
    side = here / "clausescan-suppressions.toml"
    entry = '[[suppress]]\npath = "*.pdf"\nrule = "CS302"\nquote = "{}"\nreason = "附件，已确认"\n'
    side.write_text(entry.format("亲属、朋友、同事"), encoding="utf-8")
    result = json.loads(run(*only).stdout)
    assert (len(result["violations"]), result["suppressed"]) == (before - 1, 1)
    side.write_text(entry.format("没有这样的话"), encoding="utf-8")
    assert [n["kind"] for n in json.loads(run(*only).stdout)["notes"]] == ["unused_suppression"]


def test_settings_reach_the_check(here: Path, run: Run) -> None:
    (here / "loan.md").write_text(
        "# 个人借款合同\n\n经您单独同意，我们会把您的姓名和借款金额提供给青禾融资担保有限公司，用于担保。\n\n"
        "我们可以把您的信息提供给任何第三方，无需您同意。\n",
        encoding="utf-8",
    )
    plain = json.loads(run("loan.md", "--select", "CS2", "--format", "json").stdout)
    assert [v["region"]["line"] for v in plain["violations"] if v["code"] == "CS201"] == [3, 5]
    (here / "clausescan.toml").write_text(
        'select = ["CS201"]\nfail-on = "high"\nallowed-partners = ["青禾融资担保有限公司"]\nseverity = { CS201 = "medium" }\n',
        encoding="utf-8",
    )
    done = run("loan.md", "--format", "json")
    assert [v["region"]["line"] for v in json.loads(done.stdout)["violations"]] == [5]
    assert done.returncode == 0
    (here / "clausescan.toml").write_text('require = { "*.md" = ["CS508"] }', encoding="utf-8")
    assert "CS508" in codes(run("loan.md", "--format", "json"))
    (here / "clausescan.toml").write_text('kinds = { "*.md" = "privacy_policy" }', encoding="utf-8")
    assert "CS508" in codes(run("loan.md", "--format", "json"))
    (here / "clausescan.toml").write_text("[[suppres]]\n", encoding="utf-8")
    assert "did you mean 'suppressions'" in run("loan.md").stderr
