"""The tables of a store as files: Parquet, CSV or JSON Lines, one file a table, and schema.json that explains the columns.

Parquet holds the declared types. CSV is made for spreadsheets: UTF-8 with a byte order mark, null as an empty cell, and a ' before a
text that a spreadsheet would take for a formula. JSON Lines holds one object a line. Binary columns are hexadecimal in both. Rows are
sorted by the table's key, so two exports of one store are the same bytes.
"""

from __future__ import annotations

import contextlib
import csv
import importlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Final

from clausescan.batch.store import Store
from clausescan.batch.tables import SCHEMA_VERSION, TABLES, Format, Row, Table, Value, arrow_schema
from clausescan.errors import MissingExtraError, StoreError

_GROUP: Final = 20_000
"""Rows in memory at a time, and in a row group of Parquet."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters after which a spreadsheet may run a cell (OWASP, CSV injection)."""


def export(store: Store, folder: Path, fmt: Format) -> list[Path]:
    """Write every table of `store` to `folder`, which is made if need be; returns the files.

    Raises:
        MissingExtraError: Parquet needs the extra `batch`.
        StoreError: a file cannot be written; files that are complete stay.
    """
    if fmt is Format.PARQUET:
        _need_pyarrow()
    files = [folder / f"{table.name}.{fmt}" for table in TABLES.values()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, table in zip(files, TABLES.values(), strict=True):
            with _complete(path) as part:
                _WRITERS[fmt](part, table, store.rows(table))
        with _complete(folder / "schema.json") as part:
            part.write_text(_schema(), encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(
            f"cannot write {folder}: {reason}", hint="name a folder that can be written, with room in it"
        ) from error
    return [*files, folder / "schema.json"]


@contextlib.contextmanager
def _complete(path: Path) -> Iterator[Path]:
    """A file to write that takes its name when it is complete."""
    part = path.with_name(f"{path.name}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _need_pyarrow() -> None:
    try:
        importlib.import_module("pyarrow")
    except ImportError:
        hint = "pip install 'clausescan[batch]', or use --format csv"
        raise MissingExtraError("Parquet needs pyarrow", hint=hint) from None


def _parquet(path: Path, table: Table, rows: Iterator[Row]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema(table)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while group := list(islice(rows, _GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))


def _csv(path: Path, table: Table, rows: Iterator[Row]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(table.names)
        for row in rows:
            writer.writerow([_cell(value) for value in row.values()])


def _cell(value: Value) -> Value:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return _plain(value)


def _jsonl(path: Path, _table: Table, rows: Iterator[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for row in rows:
            stream.write(json.dumps({name: _plain(v) for name, v in row.items()}, ensure_ascii=False) + "\n")


def _plain(value: Value) -> Value:
    return value.hex() if isinstance(value, bytes) else value


_WRITERS: Final = {Format.PARQUET: _parquet, Format.CSV: _csv, Format.JSONL: _jsonl}


def _schema() -> str:
    tables = {t.name: {"key": t.key, "columns": [asdict(c) for c in t.columns]} for t in TABLES.values()}
    return json.dumps({"schema_version": SCHEMA_VERSION, "tables": tables}, ensure_ascii=False, indent=2) + "\n"
