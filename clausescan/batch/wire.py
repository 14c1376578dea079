"""Rows on their way out of the sandboxed child: a small JSON value, of which the parent checks every part.

The report with its text and boxes stays in the child, which makes the rows of it; what the parent has left to do for a document is a
tenth of reading the report. The parent trusts a child that met a hostile file no more than the file: only values of the declared types
and of the known words become rows, and which document, model and settings they belong to is the parent's own knowledge.
"""

from __future__ import annotations

import base64
import binascii
import functools
import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from clausescan.batch.rows import PARTS, said_by
from clausescan.batch.tables import DOCUMENTS, TABLES, Column, Row, Rows, Type, Value
from clausescan.knowledge import disclosures, groups, patterns, practices
from clausescan.schema import Kind, Severity, Stance, Status

if TYPE_CHECKING:
    from clausescan.schema import Report

_KNOWN_TO_PARENT: Final = {
    *("path", "doc_id", "sha256", "size", "media_type", "error", "ordinal"),
    *("tool_version", "model_sha256", "config_sha256"),
}
_COLUMNS: Final = {
    name: tuple(column for column in TABLES[name].columns if column.name not in _KNOWN_TO_PARENT)
    for name in (DOCUMENTS.name, *PARTS)
}
"""The columns that travel, by table."""
_MOST: Final = 2**63
"""SQLite's integers end before it."""


def sent(report: Report) -> dict[str, list[list[Any]]]:
    """What a report says, as JSON: by table, a list of values a row, in the order of the declared columns, bytes in Base64."""
    rows = said_by(report)
    return {
        name: [[_plain(row[column.name]) for column in columns] for row in rows[name]]
        for name, columns in _COLUMNS.items()
    }


def received(message: object) -> Rows:
    """The rows of `sent`, as `rows.said_by` gives them.

    Raises:
        ValueError: `message` is anything else.
    """
    if not isinstance(message, dict) or message.keys() != _COLUMNS.keys():
        raise ValueError("no tables")
    rows = {name: _rows(name, message[name]) for name in _COLUMNS}
    if len(rows[DOCUMENTS.name]) != 1 or len(rows["signatures"]) != 1:
        raise ValueError("not the rows of one document")
    return rows


def _rows(name: str, message: object) -> list[Row]:
    checks, numbered = _checks(name), "ordinal" in TABLES[name].names
    if not isinstance(message, list):
        raise ValueError(f"{name}: no rows")  # noqa: TRY004 - one error for whatever is wrong
    rows: list[Row] = []
    for number, values in enumerate(message):
        if not isinstance(values, list) or len(values) != len(checks):
            raise ValueError(f"{name}: not its columns")
        row: Row = {"ordinal": number} if numbered else {}
        for (column, check), value in zip(checks, values, strict=True):
            row[column] = check(value)
        rows.append(row)
    return rows


@functools.cache
def _checks(name: str) -> tuple[tuple[str, Callable[[object], Value]], ...]:
    return tuple((column.name, _check(column)) for column in _COLUMNS[name])


def _check(column: Column) -> Callable[[object], Value]:
    """Turns a value of the message into one of the column, or raises ValueError."""
    words, typed = _words().get(column.name), _TYPED[column.type]

    def check(value: object) -> Value:
        if value is None and column.nullable:
            return None
        found = typed(value)
        if found is None or (words is not None and found not in words):
            raise ValueError(f"{column.name}: not a value of it")
        return found

    return check


@functools.cache
def _words() -> dict[str, frozenset[Value]]:
    """The columns that hold only words of a known list."""
    lists: dict[str, Iterable[str]] = {
        "status": Status,
        "kind": Kind,
        "grade": Severity,
        "severity": Severity,
        "stance": Stance,
        "practice": practices(),
        "practice_group": groups(),
        "pattern": patterns(),
        "disclosure": disclosures(),
    }
    return {name: frozenset(map(str, words)) for name, words in lists.items()}


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    value.encode("utf-8")  # UnicodeEncodeError is a ValueError: half a surrogate pair cannot be stored
    return value


def _integer(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < _MOST else None


def _real(value: object) -> float | None:
    return value if type(value) is float and math.isfinite(value) else None


def _boolean(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _binary(value: object) -> bytes | None:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else None
    except binascii.Error:
        return None


_TYPED: Final[dict[Type, Callable[[object], Value]]] = {
    "text": _text,
    "integer": _integer,
    "real": _real,
    "boolean": _boolean,
    "binary": _binary,
}


def _plain(value: Value) -> Value:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
