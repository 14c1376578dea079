"""Exports: the same rows in every format, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

import clausescan
from clausescan.batch.export import export
from clausescan.batch.rows import Settings, rows_of
from clausescan.batch.store import Store
from clausescan.batch.tables import TABLES, Format
from clausescan.errors import MissingExtraError, StoreError
from tests.conftest import SAMPLES


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    path = tmp_path_factory.mktemp("store") / "r.db"
    files = [SAMPLES / "predatory.pdf", SAMPLES / "good.md"]
    with Store(path, write=True) as opened:
        for result in clausescan.scan([*files, "=cmd|calc.pdf", "+1.txt"], workers=1):
            opened.put(rows_of(result, Settings("model", "config")), 1)
    return Store(path)


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}


def test_parquet_holds_the_rows_with_their_types(store: Store, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    export(store, tmp_path, Format.PARQUET)
    for table in TABLES.values():
        found = pq.read_table(tmp_path / f"{table.name}.parquet")
        assert found.to_pylist() == list(store.rows(table))
        assert found.schema.names == list(table.names)


def test_json_lines_hold_the_rows(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path, Format.JSONL)
    for table in TABLES.values():
        lines = (tmp_path / f"{table.name}.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in lines] == [_plain(row) for row in store.rows(table)]


def test_csv_holds_the_rows_and_no_formula(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path, Format.CSV)
    for table in TABLES.values():
        with (tmp_path / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = csv.reader(stream)
        assert tuple(header) == table.names
        wanted = [["" if v is None else str(v) for v in _plain(row).values()] for row in store.rows(table)]
        assert [[cell.removeprefix("'") for cell in row] for row in rows] == wanted
        assert not any(cell[:1] in tuple("=+-@\t\r") and cell for row in rows for cell in row)
    assert "'=cmd|calc.pdf" in (tmp_path / "documents.csv").read_text(encoding="utf-8")


def test_the_schema_explains_every_column(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path, Format.JSONL)
    schema = json.loads((tmp_path / "schema.json").read_text(encoding="utf-8"))
    for name, table in TABLES.items():
        assert [c["name"] for c in schema["tables"][name]["columns"]] == list(table.names)
        assert all(c["meaning"] for c in schema["tables"][name]["columns"])


@pytest.mark.parametrize("fmt", Format)
def test_two_exports_are_the_same_bytes(store: Store, tmp_path: Path, fmt: Format) -> None:
    one, two = (export(store, tmp_path / name, fmt) for name in ("one", "two"))
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]
    assert sorted(p.name for p in (tmp_path / "one").iterdir()) == sorted(p.name for p in one)


def test_without_the_extra_parquet_names_it_and_csv_works(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"clausescan\[batch\]"):
        export(store, tmp_path / "out", Format.PARQUET)
    assert export(store, tmp_path / "out", Format.CSV)


def test_a_folder_that_cannot_be_written_is_a_clear_error(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot write"):
        export(store, tmp_path / "file" / "out", Format.CSV)
