"""Rows on their way out of the sandboxed child: a small JSON value, of which the parent checks every part.

The report with its text and boxes stays in the child, which makes the rows of it: one parent that had to read every report could feed
few children. The parent trusts a child that met a hostile file no more than the file: only values of the declared types
and of the known words become rows, and which document, model and settings they belong to is the parent's own knowledge.
"""

from __future__ import annotations

import base64
import functools
import math
from collections.abc import Iterable, Sequence
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
_SENT_AS: Final[dict[Type, type]] = {"text": str, "integer": int, "real": float, "boolean": bool, "binary": str}


def sent(report: Report) -> dict[str, list[list[Any]]]:
    """What a report says, as JSON: by table, a list of values a column, in the order of the declared columns, bytes in Base64."""
    rows = said_by(report)
    return {
        name: [[_plain(row[column.name]) for row in rows[name]] for column in columns]
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
    columns = _COLUMNS[name]
    if not isinstance(message, list) or len(message) != len(columns):
        raise ValueError(f"{name}: not its columns")
    checked = [_checked(column, values) for column, values in zip(columns, message, strict=True)]
    names = [column.name for column in columns]
    if "ordinal" in TABLES[name].names:
        names, checked = ["ordinal", *names], [range(len(checked[0])), *checked]
    return [dict(zip(names, values, strict=True)) for values in zip(*checked, strict=True)]


def _checked(column: Column, values: object) -> Sequence[Value]:
    """The values of a column, where all of them are of it. Whole columns are checked at a time: this is the parent's time."""
    if not isinstance(values, list):
        raise ValueError(f"{column.name}: not a list")  # noqa: TRY004 - one error for whatever is wrong
    there = [value for value in values if value is not None] if column.nullable else values
    kind = _SENT_AS[column.type]
    if any(type(value) is not kind for value in there):
        raise ValueError(f"{column.name}: a value of another type")
    words = _words().get(column.name)
    if words is not None and not words.issuperset(there):
        raise ValueError(f"{column.name}: an unknown word")
    match column.type:
        case "text":
            "".join(there).encode("utf-8")  # UnicodeEncodeError is a ValueError: half a surrogate pair cannot be stored
        case "integer" if there and not (min(there) >= 0 and max(there) < _MOST):
            raise ValueError(f"{column.name}: out of range")
        case "real" if not all(map(math.isfinite, there)):
            raise ValueError(f"{column.name}: not a number")
        case "binary":
            return [base64.b64decode(value, validate=True) for value in values]  # binascii.Error is a ValueError
    return values


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


def _plain(value: Value) -> Value:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
