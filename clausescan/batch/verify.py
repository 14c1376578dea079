"""Proof that a store's rows reproduce: a sample of its documents is analysed again and compared, row by row."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from clausescan.batch.pool import Lend, ordered
from clausescan.batch.rows import UNOPENED
from clausescan.batch.scan import scanned
from clausescan.batch.settings import settings_of
from clausescan.batch.store import Store
from clausescan.batch.tables import DOCUMENTS, RUNS, TABLES, Row, Rows, Value
from clausescan.config import Config
from clausescan.errors import StoreError

_DOC_ID: Final = "documents.doc_id"


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that did not come out again: where it stands, what is stored, what was found now (None: no such row)."""

    path: str
    place: str
    stored: Value
    found: Value

    @property
    def is_gone(self) -> bool:
        """Whether it says that the document can no longer be opened."""
        return self.place == _DOC_ID and str(self.found).startswith(UNOPENED)


def config_of(store: Store) -> Config:
    """The settings of the store's last run.

    Raises:
        StoreError: there was none, or another version's settings cannot be used by this one.
    """
    runs = list(store.rows(RUNS))
    if not runs:
        raise StoreError(f"{store.path}: holds no run", hint="make one with `clausescan scan`")
    try:
        return Config.model_validate_json(str(runs[-1]["config"]))
    except ValidationError as error:
        made_by = str(runs[-1]["tool_version"])
        raise StoreError(
            f"{store.path}: its settings are of clausescan {made_by}", hint="verify with that version, or scan anew"
        ) from error


def sample_of(store: Store, size: int, seed: int) -> list[str]:
    """Paths of up to `size` stored documents, chosen by `seed`, sorted; 0 for all of them."""
    paths = [path for (path,) in store.query("SELECT path FROM documents ORDER BY path")]
    return sorted(random.Random(seed).sample(paths, size)) if 0 < size < len(paths) else paths  # noqa: S311 - a sample, no secret


def differences(store: Store, paths: list[str], config: Config, workers: int) -> Iterator[list[Difference]]:
    """What differs between the stored rows and a new analysis, for each path in order; an empty list where nothing does.

    Raises:
        ModelError: the model is missing or damaged.
    """
    settings = settings_of(config)

    def work(lend: Lend, path: str) -> Rows:
        return scanned(lend, path, config.limits, settings)

    for path, found in zip(paths, ordered(map(_on_disk, paths), work, config=config, workers=workers), strict=True):
        yield _compared(path, _stored(store, path), found)


def _on_disk(path: str) -> str:
    # The way back from `printable`: \xNN may stand for a byte of the name that is not UTF-8.
    if os.path.lexists(path):
        return path
    return re.sub(r"\\x([89a-f][0-9a-f])", lambda match: chr(0xDC00 + int(match[1], 16)), path)


def _stored(store: Store, path: str) -> Rows:
    (document,) = store.rows(DOCUMENTS, "path = ?", [path])
    parts = ("findings", "patterns", "missing", "signatures")
    return {"documents": [document]} | {
        name: list(store.rows(TABLES[name], "doc_id = ?", [document["doc_id"]])) for name in parts
    }


def _compared(path: str, stored: Rows, found: Rows) -> list[Difference]:
    old, new = stored["documents"][0], found["documents"][0]
    if old["doc_id"] != new["doc_id"]:
        # Other bytes: what their analysis says has no bearing on the stored rows.
        return [Difference(path, _DOC_ID, old["doc_id"], new["doc_id"])]
    return [d for name in stored for d in _compared_table(path, name, stored[name], found[name])]


def _compared_table(path: str, name: str, stored: list[Row], found: list[Row]) -> Iterator[Difference]:
    label = name if name in ("documents", "signatures") else f"{name}[{{}}]"
    for number in range(max(len(stored), len(found))):
        place = label.format(number)
        if number >= len(stored) or number >= len(found):
            yield Difference(path, place, _brief(stored, number), _brief(found, number))
            continue
        for column, value in stored[number].items():
            if value != found[number][column]:
                yield Difference(path, f"{place}.{column}", value, found[number][column])


def _brief(rows: list[Row], number: int) -> Value:
    row = rows[number] if number < len(rows) else {}
    return next((row[key] for key in ("practice", "pattern", "disclosure", "doc_id") if key in row), None)
