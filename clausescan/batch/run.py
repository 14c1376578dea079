"""A scan into a store: what is there already is not analysed again."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from clausescan import __version__
from clausescan.assess.remedies import is_asked_for
from clausescan.batch.pool import Lend, ordered
from clausescan.batch.rows import FAILED, Settings, rows_from
from clausescan.batch.scan import bytes_of, content_of, said
from clausescan.batch.settings import model_of, settings_of
from clausescan.batch.store import Known, Store
from clausescan.batch.tables import Row, Rows
from clausescan.config import Config
from clausescan.document import Remedy
from clausescan.errors import InputError
from clausescan.read import printable
from clausescan.schema import Status

_UNREAD = (FAILED, Status.UNREADABLE.value)


@dataclass(slots=True)
class Tally:
    """How far a scan has come: documents analysed, reused from the store, and unread (failed or unreadable) among both."""

    analysed: int = 0
    reused: int = 0
    unread: int = 0

    def add(self, status: str, *, reused: bool) -> None:
        """Count a document."""
        self.reused += reused
        self.analysed += not reused
        self.unread += status in _UNREAD

    @property
    def documents(self) -> int:
        """All documents so far."""
        return self.analysed + self.reused


@dataclass(frozen=True, slots=True)
class Plan:
    """What to scan and how.

    Attributes:
        inputs: what the user gave, for the manifest.
        config: settings of the analysis.
        workers: child processes.
        retry: analyse again what failed in an earlier run, or was not read to its end because the time ran out.
        checksum: read every file again to see whether it changed, instead of trusting its size and time of modification.
    """

    inputs: tuple[str, ...]
    config: Config
    workers: int
    retry: bool = False
    checksum: bool = False


@dataclass(frozen=True, slots=True)
class _Outcome:
    path: str
    doc_id: str
    status: str
    mtime_ns: int | None
    rows: Rows | None
    """None when the store holds them already."""


def scan_into(store: Store, paths: Iterable[str], plan: Plan, *, seen: Callable[[Tally], None]) -> Tally:
    """Analyse `paths` and store their rows; a document whose rows are there is only counted.

    Args:
        store: a writable store.
        paths: files, drawn as needed.
        plan: how.
        seen: told the count after every document.

    Raises:
        StoreError: the store cannot be written; what it holds is whole, and the same scan goes on from there.
        ModelError: the model is missing or damaged.
    """
    settings, tally = settings_of(plan.config), Tally()
    run_id = store.begin(manifest_of(plan, settings))

    def new() -> Iterator[str]:
        for path in paths:
            known = None if plan.checksum else _known(store, path, settings, retry=plan.retry)
            if known is None:
                yield path
            else:
                tally.add(known.status, reused=True)
                seen(tally)

    def work(lend: Lend, path: str) -> _Outcome:
        return _outcome(lend, path, store, settings, plan)

    for outcome in ordered(new(), work, config=plan.config, workers=plan.workers):
        if outcome.rows is None:
            store.link(outcome.path, outcome.mtime_ns, outcome.doc_id)
        else:
            store.put(outcome.rows, outcome.mtime_ns)
        tally.add(outcome.status, reused=outcome.rows is None)
        seen(tally)
    store.finish(
        {
            "run_id": run_id,
            "finished": now(),
            "analysed": tally.analysed,
            "reused": tally.reused,
            "unread": tally.unread,
        }
    )
    return tally


def _known(store: Store, path: str, settings: Settings, *, retry: bool) -> Known | None:
    try:
        state = Path(path).stat()
    except OSError:
        return None
    known = store.known_path(printable(path), state.st_size, state.st_mtime_ns, settings)
    return None if known is None or (retry and _ended_early(known)) else known


def _ended_early(known: Known) -> bool:
    """Whether another try may give more: it failed, or pages stayed unread because the time ran out."""
    return known.status == FAILED or is_asked_for(Remedy.MORE_TIME, known.reason)


def _outcome(lend: Lend, path: str, store: Store, settings: Settings, plan: Plan) -> _Outcome:
    # Before the bytes are read: a file that changes meanwhile is then read again next time.
    mtime_ns = _mtime_ns(path)
    try:
        data = bytes_of(path, plan.config.limits)
    except InputError as error:
        return _made(rows_from(path, None, error, settings), mtime_ns)
    content = content_of(data, path)
    known = store.known_content(content.doc_id, settings)
    if known is not None and not (plan.retry and _ended_early(known)):
        return _Outcome(printable(path), content.doc_id, known.status, mtime_ns, None)
    with lend() as box:
        what = said(box, path, data)
    return _made(rows_from(path, content, what, settings), mtime_ns)


def _made(rows: Rows, mtime_ns: int | None) -> _Outcome:
    (document,) = rows["documents"]
    return _Outcome(str(document["path"]), str(document["doc_id"]), str(document["status"]), mtime_ns, rows)


def _mtime_ns(path: str) -> int | None:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return None


def manifest_of(plan: Plan, settings: Settings) -> Row:
    """What the manifest says of a run that begins now."""
    model = model_of(plan.config)
    return {
        "inputs": json.dumps([printable(argument) for argument in plan.inputs], ensure_ascii=False),
        "tool_version": __version__,
        "model": f"{model.name} {model.version}",
        "model_sha256": settings.model_sha256,
        "config": plan.config.model_dump_json(exclude={"password"}),
        "config_sha256": settings.config_sha256,
        "workers": plan.workers,
        "host": platform.node(),
        "platform": f"{platform.platform()} {platform.machine()} Python {sys.version.split()[0]}",
        "started": now(),
    }


def now() -> str:
    """The time in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
