"""The Parquet of a distributed scan: written twice it is written once, and copies of a document share their rows."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from clausescan.batch.rows import Content, Result, Settings, rows_of
from clausescan.batch.tables import DOCUMENTS, FINDINGS, MISSING, RUNS, SIGNATURES
from clausescan.errors import EmptyInputError, MissingExtraError
from tests.conftest import SAMPLES

pytest.importorskip("pyarrow")

from clausescan.batch.parts import Parts, nested

RUN = dict.fromkeys(RUNS.names, "x") | dict.fromkeys(("run_id", "workers", "analysed", "reused", "unread"), 1)


@pytest.fixture(scope="module")
def report() -> Any:
    import clausescan

    return clausescan.analyze(SAMPLES / "predatory.md")


def _block(report: Any, *names: str) -> Any:
    """Documents by name; what comes before the dash of a name is its content, and `empty` cannot be read."""
    results = []
    for name in names:
        content = Content(name.partition("-")[0], 1, "text/plain")
        error = EmptyInputError(name, "zero bytes") if name.startswith("empty") else None
        results.append(Result(name, content, report=None if error else report, error=error))
    return nested([rows_of(result, Settings("m", "c")) for result in results])


def _count(parts: Parts, table: Any, names: list[str]) -> int:
    return sum(len(parts.read(table, name)) for name in names)


def test_a_part_written_again_replaces_itself(tmp_path: Path, report: Any) -> None:
    parts = Parts.at(str(tmp_path / "out"))
    one = parts.write([_block(report, "a", "b"), _block(report, "c")])
    assert parts.write([_block(report, "c"), _block(report, "b", "a")]) == one
    parts.finish([one, one], RUN)
    assert sorted(parts.read(DOCUMENTS, one)["path"].to_pylist()) == ["a", "b", "c"]
    assert parts.read(FINDINGS, one)["quote"].to_pylist() == [f.quote for f in report.findings] * 3
    assert len(list((tmp_path / "out" / "runs").iterdir())) == 1


def test_copies_within_and_across_parts_share_their_rows(tmp_path: Path, report: Any) -> None:
    parts = Parts.at(str(tmp_path / "out"))
    blocks = (("a-1", "a-2", "b-1"), ("b-2", "c-1"), ("a-3", "b-3", "empty"))
    names = [parts.write([_block(report, *block)]) for block in blocks]
    parts.finish(names, RUN)
    assert _count(parts, DOCUMENTS, names) == 8
    for table, of_one in ((FINDINGS, len(report.findings)), (MISSING, len(report.missing)), (SIGNATURES, 1)):
        held = [doc_id for name in names for doc_id in parts.read(table, name)["doc_id"].to_pylist()]
        assert sorted(held) == sorted(["a", "b", "c"] * of_one)


def test_what_no_finished_task_claims_is_removed(tmp_path: Path, report: Any) -> None:
    parts = Parts.at(str(tmp_path / "out"))
    kept, _lost = parts.write([_block(report, "a")]), parts.write([_block(report, "a", "b")])
    parts.finish([kept], RUN)
    assert [path.name for path in (tmp_path / "out" / "findings").iterdir()] == [kept]


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "clausescan.batch.ray", raising=False)
    with pytest.raises(MissingExtraError, match=r"clausescan\[ray\]"):
        import clausescan.batch.ray  # noqa: F401
