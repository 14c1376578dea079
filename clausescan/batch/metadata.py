"""What is known of documents beside their text: lender, kind, version and date, from a CSV file or from the folders they lie in."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from clausescan.errors import ConfigError
from clausescan.schema import Kind

_KEYS: Final = ("path", "sha256")
_FACTS: Final = ("lender", "kind", "version", "date")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_HINT: Final = "columns are path or sha256, and any of lender, kind, version, date (YYYY, YYYY-MM or YYYY-MM-DD)"


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one document; "" where nothing is known."""

    lender: str = ""
    kind: str = ""
    version: str = ""
    date: str = ""


def read_metadata(path: Path) -> dict[str, Facts]:
    """The facts of a CSV file (UTF-8, header line), by path or sha256.

    Raises:
        ConfigError: it cannot be read, or a column, kind or date in it is not as agreed; says where.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            key = _key(path, rows.fieldnames or ())
            return {row[key]: _facts(path, rows.line_num, row) for row in rows}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"cannot read {path}: {error}", hint=_HINT) from error


def _key(path: Path, columns: Iterable[str]) -> str:
    keys = [name for name in columns if name in _KEYS]
    unknown = [name for name in columns if name not in (*_KEYS, *_FACTS)]
    if unknown or len(keys) != 1:
        problem = f"unknown column {unknown[0]!r}" if unknown else "needs one of the columns path and sha256"
        raise ConfigError(f"{path}: {problem}", hint=_HINT)
    return keys[0]


def _facts(path: Path, line: int, row: dict[str, str]) -> Facts:
    # A short line leaves None, a long one a list under None.
    values = {name: (row.get(name) or "").strip() for name in _FACTS}
    if (
        None in row
        or values["kind"] not in ("", *Kind)
        or not (values["date"] == "" or _DATE.fullmatch(values["date"]))
    ):
        raise ConfigError(f"{path}: line {line} has too many columns, or a kind or date of another form", hint=_HINT)
    return Facts(**values)


def lenders_by_folder(paths: Iterable[str]) -> dict[str, str]:
    """The first folder beneath the one that all documents share; "" for those directly in it."""
    folders = {path: PurePath(path).parent for path in paths}
    if len({folder.is_absolute() for folder in folders.values()}) != 1:
        return dict.fromkeys(folders, "")
    shared = PurePath(os.path.commonpath(set(folders.values())))
    return {path: next(iter(folder.relative_to(shared).parts), "") for path, folder in folders.items()}
