"""A batch as a user runs it: real processes, real files, and everything that can end them in mid-run."""

from __future__ import annotations

import base64
import contextlib
import itertools
import os
import pty
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import clausescan
from clausescan.batch.store import Store
from clausescan.batch.tables import FINDINGS, RUNS, TABLES
from clausescan.config import Config
from clausescan.errors import DamagedFileError, LimitExceededError, ModelError, SourceNotFoundError
from clausescan.limits import Limits
from tests.conftest import SAMPLES
from tests.unit.test_ocr import LINES, picture, real

CLAUSE = "我们会读取您手机中的通讯录，并在您逾期后联系其中的联系人。"


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "clausescan", *map(str, args)]


def run(*args: object, stdin: bytes | None = None, **options: Any) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command(*args), capture_output=True, input=stdin, timeout=120, **options)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def contents(store: Path) -> dict[str, list[Any]]:
    """Every row of every table but the manifest, which holds times."""
    with Store(store) as opened:
        return {name: list(opened.rows(table)) for name, table in TABLES.items() if table is not RUNS}


def texts(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:04}.txt").write_text(f"{CLAUSE}\n第{number}条 合同编号{number:x}。", encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Agreements among things that cannot be read."""
    here = tmp_path / "docs"
    here.mkdir()
    shutil.copy(SAMPLES / "predatory.pdf", here / "b.pdf")
    shutil.copy(SAMPLES / "good.md", here / "good.md")
    shutil.copy(SAMPLES / "good.md", here / "same.md")
    (here / "cut.pdf").write_bytes((SAMPLES / "good.pdf").read_bytes()[:900])
    (here / "empty.txt").write_bytes(b"")
    (here / "packed.pdf").write_bytes(b"\x1f\x8b\x08" + bytes(50))
    return here


def test_every_document_has_a_row_and_failures_their_reason(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "r.db"
    done = run("scan", folder, "--store", store)
    assert (done.returncode, done.stdout) == (3, "")
    assert "共 6 份" in done.stderr
    assert "没能读出 3 份" in done.stderr
    assert done.stderr.count("\n") == 2
    rows = {Path(row["path"]).name: row for row in contents(store)["documents"]}
    assert {name: (row["status"], row["error"]) for name, row in rows.items()} == {
        "b.pdf": ("findings", None),
        "good.md": ("findings", None),
        "same.md": ("findings", None),
        "cut.pdf": ("failed", "DamagedFileError"),
        "empty.txt": ("failed", "EmptyInputError"),
        "packed.pdf": ("failed", "UnsupportedFormatError"),
    }
    assert all(row["reason"] for row in rows.values() if row["status"] == "failed")
    assert rows["good.md"]["doc_id"] == rows["same.md"]["doc_id"]
    report = clausescan.analyze(SAMPLES / "predatory.pdf")
    with Store(store) as opened:
        found = list(opened.rows(FINDINGS, "doc_id = ?", [rows["b.pdf"]["doc_id"]]))
    assert [row["fingerprint"] for row in found] == [f.fingerprint for f in report.findings]


def test_a_resumed_scan_analyses_only_what_is_new_or_changed(tmp_path: Path) -> None:
    folder, store = texts(tmp_path / "docs", 5), tmp_path / "r.db"
    scan = ("scan", folder, "--store", store, "--lang", "en")
    assert "5 analysed, 0 reused" in run(*scan).stderr
    assert "0 analysed, 5 reused" in run(*scan).stderr
    (folder / "0001.txt").write_text("我们不会读取您的通讯录。", encoding="utf-8")
    (folder / "0002.txt").rename(folder / "renamed.txt")
    (folder / "0003.txt").touch()
    assert "1 analysed, 4 reused" in run(*scan).stderr
    rows = {Path(row["path"]).name: row for row in contents(store)["documents"]}
    assert rows["0001.txt"]["asserted"] == 0
    assert rows["renamed.txt"]["doc_id"] == rows["0002.txt"]["doc_id"]
    # The same size and date over other bytes: only reading tells.
    state = (folder / "0004.txt").stat()
    (folder / "0004.txt").write_text(CLAUSE + "\n第5条 合同编号5。", encoding="utf-8")
    os.utime(folder / "0004.txt", ns=(state.st_atime_ns, state.st_mtime_ns))
    assert "0 analysed, 5 reused" in run(*scan).stderr
    assert "1 analysed, 4 reused" in run(*scan, "--checksum").stderr


def test_failures_are_tried_again_when_asked(tmp_path: Path) -> None:
    folder, store = texts(tmp_path / "docs", 2), tmp_path / "r.db"
    (folder / "cut.pdf").write_bytes((SAMPLES / "good.pdf").read_bytes()[:900])
    scan = ("scan", folder, "--store", store, "--lang", "en")
    assert "3 analysed" in run(*scan).stderr
    again = run(*scan)
    assert again.returncode == 3
    assert "0 analysed, 3 reused, 1 could not be read" in again.stderr
    assert "1 analysed, 2 reused" in run(*scan, "--retry").stderr


def test_limits_are_settings_and_those_of_the_machine_are_not(tmp_path: Path) -> None:
    folder, store = texts(tmp_path / "docs", 2), tmp_path / "r.db"
    scan = ("scan", folder, "--store", store, "--lang", "en")
    low = run(*scan, "--limit", "max_chars=9", "--limit", "seconds=50")
    assert (low.returncode, "2 analysed, 0 reused, 2 could not be read" in low.stderr) == (3, True)
    assert {row["error"] for row in contents(store)["documents"]} == {"LimitExceededError"}
    assert "2 analysed, 0 reused, 0 could not be read" in run(*scan).stderr
    for same in (["--seconds", "50"], ["--limit", "seconds=50"], ["--limit", "memory=2000000000"]):
        assert "0 analysed, 2 reused" in run(*scan, *same).stderr
    with Store(store) as opened:
        limits = [Config.model_validate_json(str(row["config"])).limits for row in opened.rows(RUNS)]
    assert [(one.max_chars, one.seconds) for one in limits[:4]] == [(9, 50), (5_000_000, 60), *[(5_000_000, 50)] * 2]
    for wrong in (["--limit", "pages=3"], ["--limit", "seconds=no"], ["--limit", "seconds=3", "--seconds", "4"]):
        refused = run(*scan, *wrong)
        assert (refused.returncode, "limit" in refused.stderr) == (2, True)


@real
def test_pages_that_the_time_did_not_reach_are_tried_again_when_asked(tmp_path: Path) -> None:
    folder, store = texts(tmp_path / "docs", 1), tmp_path / "r.db"
    data = base64.b64encode(picture(LINES[:2])).decode()
    (folder / "a.html").write_text(
        f"<!doctype html><h1>个人借款合同</h1><p>{CLAUSE}</p><img src='data:image/png;base64,{data}'>"
    )
    scan = ("scan", folder, "--store", store, "--lang", "en")
    assert "2 analysed" in run(*scan, "--limit", "seconds=5").stderr  # less than a tile of OCR may take

    def a() -> tuple[str, int]:
        return next((r["status"], r["unread_pages"]) for r in contents(store)["documents"] if "a.html" in r["path"])

    assert a() == ("partial", 1)
    assert "0 analysed, 2 reused" in run(*scan, "--limit", "seconds=100").stderr
    assert "1 analysed, 1 reused" in run(*scan, "--limit", "seconds=100", "--retry").stderr
    assert a() == ("findings", 0)
    assert "0 analysed, 2 reused" in run(*scan, "--retry").stderr


def test_lists_and_patterns(tmp_path: Path) -> None:
    folder, store = texts(tmp_path / "docs", 4), tmp_path / "r.db"
    listing = "\n".join(map(str, sorted(folder.iterdir())[:2])) + "\ngone.txt\n"
    done = run("scan", "-", "--store", store, "--lang", "en", stdin=listing.encode())
    assert done.returncode == 3
    assert "3 document(s)" in done.stderr
    assert run("scan", f"{folder}/000[23].txt", "--store", store).returncode == 0
    errors = [row["error"] for row in contents(store)["documents"]]
    assert sorted(map(str, errors)) == ["None", "None", "None", "None", "SourceNotFoundError"]
    none = run("scan", f"{folder}/*.docx", "--store", store)
    assert none.returncode == 2
    assert "nothing matches" in none.stderr


def test_what_an_engine_does_not_take_is_refused(tmp_path: Path) -> None:
    folder = texts(tmp_path / "docs", 1)
    for given, told in (
        ((folder, "--store", "r.db", "--input", folder), "--engine local does not take --input"),
        ((folder, "--engine", "ray", "--input", folder, "--output", "out"), "--engine ray does not take PATH"),
        (("--engine", "ray", "--input", folder, "--output", "out", "--checksum"), "does not take --checksum"),
    ):
        done = run("scan", *given, cwd=tmp_path)
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["docs"]


def test_a_folder_that_vanishes_and_a_store_without_a_folder(tmp_path: Path) -> None:
    folder, store = texts(tmp_path / "docs", 300), tmp_path / "r.db"
    scan = subprocess.Popen(command("scan", folder, "--store", store, "--lang", "en"), stderr=subprocess.PIPE)
    while _rows_in(store) < 3:
        time.sleep(0.001)
    folder.rename(tmp_path / "gone")
    said = scan.communicate(timeout=120)[1].decode()
    assert (scan.returncode, "300 document(s)" in said) == (3, True)
    assert {(row["status"], row["error"]) for row in contents(store)["documents"]} == {
        ("findings", None),
        ("failed", "SourceNotFoundError"),
    }
    none = run("scan", tmp_path / "gone", "--store", tmp_path / "no" / "r.db")
    assert (none.returncode, "its folder does not exist" in none.stderr) == (2, True)


def test_on_a_terminal_there_is_a_bar_with_rate_and_errors(tmp_path: Path) -> None:
    folder = texts(tmp_path / "docs", 3)
    (folder / "empty.txt").write_bytes(b"")
    ours, theirs = pty.openpty()
    scan = subprocess.Popen(command("scan", folder, "--store", tmp_path / "r.db", "--lang", "en"), stderr=theirs)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the other end is closed
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)
    assert scan.wait() == 3
    assert b"4/4" in shown
    assert b"documents/s" in shown
    assert b"1 not read" in shown


def test_the_store_may_lie_in_the_folder(tmp_path: Path) -> None:
    folder = texts(tmp_path / "docs", 2)
    for _ in range(2):
        assert "2 document(s)" in run("scan", ".", "--store", "r.db", "--lang", "en", cwd=folder).stderr


def _rows_in(store: Path) -> int:
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as db,
    ):
        return int(db.execute("SELECT count(*) FROM file").fetchone()[0])
    return 0


def test_killed_at_twenty_random_points_a_scan_resumes_to_the_rows_of_an_undisturbed_one(tmp_path: Path) -> None:
    folder, calm, store = texts(tmp_path / "docs", 400), tmp_path / "calm.db", tmp_path / "killed.db"
    (folder / "cut.pdf").write_bytes((SAMPLES / "good.pdf").read_bytes()[:900])
    (folder / "same.txt").write_bytes((folder / "0000.txt").read_bytes())
    run("scan", folder, "--store", calm)
    chance = random.Random(7)
    counts = []
    for turn in range(20):
        wanted = _rows_in(store) + chance.randrange(8)
        scan = subprocess.Popen(
            command("scan", folder, "--store", store, "--workers", 1 + turn % 2), stderr=subprocess.DEVNULL
        )
        while _rows_in(store) < wanted and scan.poll() is None:
            time.sleep(0.001)
        time.sleep(chance.random() * 0.02)
        scan.kill()
        assert scan.wait() == -signal.SIGKILL
        counts.append(_rows_in(store))
    assert counts == sorted(counts)
    assert 0 < counts[-1] < 402
    assert run("scan", folder, "--store", store).returncode == 3
    assert contents(store) == contents(calm)
    with Store(store) as opened:
        assert opened.query("PRAGMA integrity_check") == [("ok",)]
        finished = [row["finished"] for row in opened.rows(RUNS)]
    assert finished[:-1] == [None] * len(finished[:-1])
    assert finished[-1]


def test_interrupted_it_says_how_to_go_on_and_the_documents_under_way_are_no_failures(tmp_path: Path) -> None:
    folder, store = texts(tmp_path / "docs", 400), tmp_path / "r.db"
    scan = subprocess.Popen(
        command("scan", folder, "--store", store, "--lang", "en"), stderr=subprocess.PIPE, start_new_session=True
    )
    while _rows_in(store) < 3:
        time.sleep(0.01)
    os.killpg(scan.pid, signal.SIGINT)  # as a terminal does: to the whole group
    assert b"Interrupted" in scan.communicate(timeout=60)[1]
    assert scan.returncode == 130
    assert {row["status"] for row in contents(store)["documents"]} == {"findings"}


def _limited_file_size() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))


def test_a_full_disk_is_a_clear_error_and_loses_nothing(tmp_path: Path) -> None:
    folder, store, calm = texts(tmp_path / "docs", 60), tmp_path / "r.db", tmp_path / "calm.db"
    full = run("scan", folder, "--store", store, preexec_fn=_limited_file_size)
    assert full.returncode == 2
    assert "the disk is full" in full.stderr
    assert full.stderr.count("\n") == 1
    assert 0 < _rows_in(store) < 60
    assert run("scan", folder, "--store", store).returncode == 0
    run("scan", folder, "--store", calm)
    assert contents(store) == contents(calm)


def test_scan_yields_results_in_order_with_failures_in_their_places(tmp_path: Path) -> None:
    folder = texts(tmp_path / "docs", 6)
    (folder / "0002.txt").write_bytes((SAMPLES / "good.pdf").read_bytes()[:900])
    paths = [*sorted(folder.iterdir()), folder / "gone.txt"]
    results = list(clausescan.scan(paths, workers=2))
    assert [r.path for r in results] == [str(p) for p in paths]
    assert [type(r.error) for r in results if r.error] == [DamagedFileError, SourceNotFoundError]
    assert all((r.report is None) == (r.error is not None) for r in results)
    assert results[0].report == clausescan.analyze(paths[0])


def test_inputs_are_drawn_only_as_results_are_taken(tmp_path: Path) -> None:
    path, drawn = texts(tmp_path / "docs", 1) / "0000.txt", 0

    def endless() -> Iterator[Path]:
        nonlocal drawn
        for drawn in itertools.count(1):  # noqa: B007 - read by the test
            yield path

    results = clausescan.scan(endless(), workers=2)
    for _ in range(10):
        next(results)
    results.close()  # type: ignore[attr-defined]
    assert 10 <= drawn <= 60


def test_a_hang_costs_only_its_own_document(tmp_path: Path) -> None:
    folder = texts(tmp_path / "docs", 3)
    (folder / "0001.txt").write_text((CLAUSE + "\n") * 60_000, encoding="utf-8")
    warm = [folder / "0000.txt"] * 4
    results = list(
        clausescan.scan([*warm, *sorted(folder.iterdir())], config=Config(limits=Limits(seconds=4)), workers=1)
    )
    assert [type(r.error) for r in results if r.error] == [LimitExceededError]
    assert results[-1].report


def test_a_damaged_model_ends_the_scan_before_it_writes_failures(tmp_path: Path) -> None:
    folder, store = texts(tmp_path / "docs", 2), tmp_path / "r.db"
    done = run("scan", folder, "--store", store, "--model", tmp_path)
    assert done.returncode == 2
    assert "no usable model" in done.stderr
    assert contents(store)["documents"] == []
    with pytest.raises(ModelError):
        list(clausescan.scan(folder.iterdir(), config=Config(model=tmp_path)))


def test_a_file_whose_name_is_not_utf8_has_its_row(tmp_path: Path) -> None:
    folder, store = texts(tmp_path / "docs", 1), tmp_path / "r.db"
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff.txt")).write_text(CLAUSE, encoding="utf-8")
    assert run("scan", folder, "--store", store).returncode == 0
    assert "0 analysed, 2 reused" in run("scan", folder, "--store", store, "--lang", "en").stderr
    assert any("bad\\xff.txt" in row["path"] for row in contents(store)["documents"])
