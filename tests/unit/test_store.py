"""The store: rows in, the same rows out; whole or not at all; never in a file that is not ours."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from clausescan import __version__
from clausescan.batch import database
from clausescan.batch.rows import Settings
from clausescan.batch.store import Known, Store
from clausescan.batch.tables import DOCUMENTS, FINDINGS, RUNS, SIGNATURES, Row, Rows
from clausescan.errors import StoreError

MADE_BY = Settings("model", "config")


def _rows(path: str, doc_id: str, *, findings: int = 2, model: str = "model", quote: str = "读取通讯录") -> Rows:
    document: Row = dict.fromkeys(DOCUMENTS.names, 0) | {"path": path, "doc_id": doc_id, "sha256": doc_id, "size": 7}
    document |= {
        "media_type": "text/plain",
        "status": "findings",
        "reason": "",
        "error": None,
        "kind": None,
        "grade": "low",
    }
    document |= {"tool_version": __version__, "model_sha256": model, "config_sha256": "config"}
    row = {"doc_id": doc_id, "practice": "p", "practice_group": "g", "stance": "asserted", "severity": "low"}
    row |= {
        "confidence": 0.5,
        "needs_review": True,
        "page": None,
        "start_char": 0,
        "end_char": 5,
        "heading": "",
        "quote": quote,
    }
    found = [
        {name: (row | {"ordinal": n, "fingerprint": f"f{n}"})[name] for name in FINDINGS.names} for n in range(findings)
    ]
    return {
        "documents": [document],
        "findings": found,
        "signatures": [{"doc_id": doc_id, "sketch": b"\x01\x00\x00\x00"}],
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "r.db"


def test_rows_come_back_as_they_went_in(path: Path) -> None:
    rows = _rows("a.txt", "d1")
    with Store(path, write=True) as store:
        store.put(rows, 5)
    with Store(path) as store:
        assert list(store.rows(DOCUMENTS)) == rows["documents"]
        assert list(store.rows(FINDINGS)) == rows["findings"]
        assert list(store.rows(SIGNATURES)) == rows["signatures"]


def test_two_paths_with_the_same_bytes_are_two_rows_with_one_analysis(path: Path) -> None:
    with Store(path, write=True) as store:
        store.put(_rows("a.txt", "d1"), 5)
        store.link("b.txt", 6, "d1")
        store.put(_rows("c.txt", "d1"), 7)
        assert [r["path"] for r in store.rows(DOCUMENTS)] == ["a.txt", "b.txt", "c.txt"]
        assert len(list(store.rows(FINDINGS))) == 2


def test_storing_again_replaces_and_finish_drops_what_no_path_holds(path: Path) -> None:
    with Store(path, write=True) as store:
        run = store.begin(dict.fromkeys([n for n in RUNS.names if n != "run_id"], "x"))
        store.put(_rows("a.txt", "d1", findings=3), 5)
        store.put(_rows("a.txt", "d1", findings=1), 5)
        assert len(list(store.rows(FINDINGS))) == 1
        store.put(_rows("a.txt", "d2"), 6)
        store.finish({"run_id": run, "finished": "now"})
        assert {r["doc_id"] for r in store.rows(FINDINGS)} == {"d2"} == {r["doc_id"] for r in store.rows(SIGNATURES)}


def test_a_document_is_known_only_as_it_was_and_by_what_made_it(path: Path) -> None:
    with Store(path, write=True) as store:
        store.put(_rows("a.txt", "d1"), 5)
        assert store.known_path("a.txt", 7, 5, MADE_BY) == Known("findings", "")
        assert store.known_content("d1", MADE_BY) == Known("findings", "")
        assert store.known_path("a.txt", 8, 5, MADE_BY) is None
        assert store.known_path("a.txt", 7, 6, MADE_BY) is None
        assert store.known_path("b.txt", 7, 5, MADE_BY) is None
        for other in (Settings("other", "config"), Settings("model", "other")):
            assert store.known_path("a.txt", 7, 5, other) is None
            assert store.known_content("d1", other) is None


def test_a_row_that_cannot_be_stored_leaves_the_document_as_it_was(path: Path) -> None:
    with Store(path, write=True) as store:
        store.put(_rows("a.txt", "d1"), 5)
        bad = _rows("a.txt", "d1", findings=1)
        bad["findings"][0]["quote"] = None
        with pytest.raises(StoreError, match="NOT NULL"):
            store.put(bad, 5)
        assert len(list(store.rows(FINDINGS))) == 2
        with pytest.raises(StoreError, match="another process"):
            store.link("b.txt", 1, "unknown")


def test_a_full_disk_says_so_and_keeps_what_is_there(path: Path) -> None:
    with Store(path, write=True) as store:
        store.put(_rows("a.txt", "d1"), 5)
        pages = store.query("PRAGMA page_count")[0][0]
        store.query(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(StoreError, match="disk is full"):
            store.put(_rows("b.txt", "d2", findings=100, quote="长" * 3000), 5)
        assert [r["path"] for r in store.rows(DOCUMENTS)] == ["a.txt"]
        store.query(f"PRAGMA max_page_count = {pages + 1000}")
        store.put(_rows("b.txt", "d2", findings=100, quote="长" * 3000), 5)
    with Store(path) as store:
        assert [r["path"] for r in store.rows(DOCUMENTS)] == ["a.txt", "b.txt"]


def test_other_files_are_refused_and_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()
    for write in (True, False):
        with pytest.raises(StoreError, match="not a store of clausescan"):
            Store(path, write=write)
    assert path.read_bytes() == before
    path.write_bytes(b"%PDF-1.4 not a database at all, but long enough to be taken for one" * 9)
    with pytest.raises(StoreError, match="not a store of clausescan"):
        Store(path, write=True)
    with pytest.raises(StoreError, match="no such store"):
        Store(path.with_name("gone.db"))
    with pytest.raises(StoreError, match="permissions"):
        Store(path.parent / "no" / "r.db", write=True)


def test_an_older_store_is_upgraded_by_a_writer_and_a_newer_one_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(path, write=True) as store:
        store.put(_rows("a.txt", "d1"), 5)
    steps = (*database._STEPS, "CREATE TABLE later (x); INSERT INTO later VALUES (1)")
    monkeypatch.setattr(database, "_STEPS", steps)
    with pytest.raises(StoreError, match="older"):
        Store(path)
    with Store(path, write=True) as store:
        assert store.query("SELECT x FROM later") == [(1,)]
        assert len(list(store.rows(DOCUMENTS))) == 1
    monkeypatch.setattr(database, "_STEPS", steps[:1])
    for write in (True, False):
        with pytest.raises(StoreError, match="newer"):
            Store(path, write=write)


def test_a_reader_sees_one_state_while_a_scan_writes(path: Path) -> None:
    with Store(path, write=True) as writer:
        writer.put(_rows("a.txt", "d1"), 5)
        with Store(path) as reader:
            assert len(list(reader.rows(DOCUMENTS))) == 1
            writer.put(_rows("b.txt", "d2"), 5)
            assert len(list(reader.rows(DOCUMENTS))) == 1
        assert len(list(writer.rows(DOCUMENTS))) == 2


def test_a_store_that_another_process_holds_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 0.05)
    with Store(path, write=True) as store, Store(path, write=True) as other:
        other.query("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another process is writing"):
            store.put(_rows("a.txt", "d1"), 5)


@contextlib.contextmanager
def _unprivileged() -> Iterator[None]:
    """Without root's right to write everything, where the tests run as root."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_read_only_store_can_be_read_and_says_that_it_cannot_be_written() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "r.db")
        with Store(path, write=True) as store:
            store.put(_rows("a.txt", "d1"), 5)
        before = path.read_bytes()
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        with _unprivileged():
            with pytest.raises(StoreError, match="cannot be written"), Store(path, write=True) as store:
                store.put(_rows("b.txt", "d2"), 5)
            with Store(path) as store:
                assert len(list(store.rows(FINDINGS))) == 2
        assert path.read_bytes() == before
        Path(folder).chmod(0o755)
