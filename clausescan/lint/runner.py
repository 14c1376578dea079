"""`clausescan.check`: documents in, broken rules out, less what is accepted, suppressed or unchanged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from clausescan import __version__
from clausescan.errors import InputError
from clausescan.lint.analysis import Analysis
from clausescan.lint.baseline import Accepted, Baseline, changed_clauses, load_baseline
from clausescan.lint.cache import user_cache
from clausescan.lint.discovery import documents
from clausescan.lint.draft import Draft
from clausescan.lint.settings import Settings, load_settings
from clausescan.lint.suppressions import SIDE_FILE, SideFile, Suppression, load_side_file
from clausescan.lint.violations import CheckResult, Identity, Mark, Note, Unread, Violation, name_of
from clausescan.read import load

if TYPE_CHECKING:
    from clausescan.lint.diff import Base


def check(
    paths: Iterable[str | PathLike[str]],
    *,
    settings: Settings | None = None,
    diff_base: str | None = None,
    cache: bool = True,
    today: dt.date | None = None,
) -> CheckResult:
    """Check drafts against the rules.

    Args:
        paths: files, and folders to search for documents.
        settings: None for those of the nearest clausescan.toml or pyproject.toml.
        diff_base: a git revision; only what came in since then is reported.
        cache: keep results between runs (no document text among them).
        today: the date by which suppressions expire; None for the current one.

    Returns:
        the violations that are left. A document that could not be read is in `unread`, and makes `exit_code` 3.

    Raises:
        ConfigError: settings, baseline, suppressions, paths or revision cannot be used.
        ModelError: the model is missing or damaged.
    """
    settings = settings or load_settings()
    files = documents((Path(path) for path in paths), settings)
    baseline = load_baseline(settings.root / settings.baseline) if settings.baseline else None
    with Analysis(settings, user_cache(settings) if cache else None) as analysis:
        run = _Run(
            settings=settings,
            analysis=analysis,
            baseline=baseline,
            side_file=_side_file(settings),
            base=_base(diff_base, files),
            today=today or dt.date.today(),  # noqa: DTZ011 - the calendar day of whoever reads the date
        )
        parts = [run.part(path) for path in files]
    return CheckResult(
        tool_version=__version__,
        fail_on=settings.fail_on,
        checked=tuple(p.path for p in parts if p.unread is None and not p.unchanged),
        violations=tuple(v for p in parts for v in p.violations),
        unread=tuple(p.unread for p in parts if p.unread),
        notes=(*_upgrade_note(settings, baseline), *(n for p in parts for n in p.notes), *run.side_notes(parts)),
        accepted=sum(p.accepted for p in parts),
        suppressed=sum(p.suppressed for p in parts),
        unchanged=sum(p.unchanged for p in parts),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What a run says of one document."""

    path: str
    violations: tuple[Violation, ...] = ()
    notes: tuple[Note, ...] = ()
    unread: Unread | None = None
    accepted: int = 0
    suppressed: int = 0
    unchanged: bool = False
    used: tuple[Suppression, ...] = ()


@dataclass(frozen=True, slots=True)
class _Run:
    """What stays the same from one document to the next."""

    settings: Settings
    analysis: Analysis
    baseline: Baseline | None
    side_file: SideFile
    base: Base | None
    today: dt.date

    def part(self, path: Path) -> _Part:
        """Check one document."""
        name = name_of(path)
        try:
            data, _ = load(path)
            old = self.base.old_bytes(path) if self.base else None
            if old == data:
                return _Part(name, unchanged=True)
            outcome, text = self.analysis.outcome(data, path)
        except InputError as error:
            return _Part(name, unread=Unread(path=name, reason=_reason(error)))
        before = self._identities(old, path)
        marks = [m for m in outcome.marks if self.settings.reports(m.code, path) and m.identity not in before]
        part = self._judged(Draft(path, data, text), marks, self._accepted(path, outcome.marks))
        return replace(part, unread=Unread(path=name, reason=outcome.unread)) if outcome.unread else part

    def _identities(self, old: bytes | None, path: Path) -> frozenset[Identity]:
        """What was wrong with a document before; nothing is known of one that could not be read."""
        try:
            return frozenset(m.identity for m in self.analysis.outcome(old, path)[0].marks) if old else frozenset()
        except InputError:
            return frozenset()

    def _accepted(self, path: Path, present: Sequence[Mark]) -> _Acceptance:
        entries = self.baseline.accepted_in(path, present) if self.baseline else ()
        there = {mark.identity for mark in present}
        gone = [e for e in entries if e.identity not in there and self.settings.reports(e.rule, path)]
        return _Acceptance(frozenset(e.identity for e in entries), tuple(gone))

    def _judged(self, draft: Draft, marks: Sequence[Mark], accepted: _Acceptance) -> _Part:
        """What is left of the marks once the baseline and the suppressions have had their say."""
        left = list(draft.violations([m for m in marks if m.identity not in accepted.identities], self.settings))
        own, shared = list(draft.suppressions()), self.side_file.about(draft.path, self.settings.matches)
        acting = [s for s in (*own, *shared) if not s.expired(self.today)]
        used = [s for s in acting if any(s.covers(v) for v in left)]
        kept = [v for v in left if not any(s.covers(v) for s in used)]
        violations = changed_clauses(kept, accepted.gone)
        stale = len(accepted.gone) - sum(v.changed_from is not None for v in violations)
        notes = [_expired(s, draft.path) for s in own if s.expired(self.today)]
        notes += [
            _unused(s, draft.path) for s in own if s in acting and s not in used and self._would_show(s, draft.path)
        ]
        return _Part(
            path=name_of(draft.path),
            violations=violations,
            notes=(*notes, *_stale(stale, draft.path)),
            accepted=len(marks) - len(left),
            suppressed=len(left) - len(kept),
            used=tuple(used),
        )

    def _would_show(self, suppression: Suppression, path: Path) -> bool:
        """Whether an unused suppression is worth a note: not where the rule is off, or only changes are looked at."""
        from clausescan.lint.rules import rules

        return self.base is None and any(
            self.settings.reports(code, path) for code in rules() if code.startswith(suppression.codes)
        )

    def side_notes(self, parts: Sequence[_Part]) -> list[Note]:
        """Notes on the side file: what has expired, and what is unused though a document it is about was checked."""
        used = {suppression for part in parts for suppression in part.used}
        read = [Path(part.path) for part in parts if part.unread is None and not part.unchanged]
        notes = []
        for pattern, entry in self.side_file.entries:
            about = [path for path in read if self.settings.matches(pattern, path)]
            if entry.expired(self.today):
                notes.append(_expired(entry, Path(entry.origin)))
            elif entry not in used and any(self._would_show(entry, path) for path in about):
                notes.append(_unused(entry, Path(entry.origin)))
        return notes


@dataclass(frozen=True, slots=True)
class _Acceptance:
    """What the baseline accepts in a document, and the part of it that is there no more."""

    identities: frozenset[Identity]
    gone: tuple[Accepted, ...]


def _side_file(settings: Settings) -> SideFile:
    if settings.suppressions:
        return load_side_file(settings.root / settings.suppressions)
    found = settings.root / SIDE_FILE
    return load_side_file(found) if found.is_file() else SideFile()


def _base(revision: str | None, files: Sequence[Path]) -> Base | None:
    if revision is None:
        return None
    from clausescan.lint.diff import base_of

    return base_of(revision, files[0].parent)


def _reason(error: InputError) -> str:
    return f"{error.message} ({error.hint})" if error.hint else error.message


def _expired(suppression: Suppression, path: Path) -> Note:
    detail = f"{', '.join(suppression.codes)}, {suppression.expires}, {suppression.reason}"
    return Note(kind="expired_suppression", path=name_of(path), line=suppression.line, detail=detail)


def _unused(suppression: Suppression, path: Path) -> Note:
    detail = f"{', '.join(suppression.codes)}, {suppression.reason}"
    return Note(kind="unused_suppression", path=name_of(path), line=suppression.line, detail=detail)


def _stale(count: int, path: Path) -> Iterator[Note]:
    if count:
        yield Note(kind="stale_baseline", path=name_of(path), detail=str(count))


def _upgrade_note(settings: Settings, baseline: Baseline | None) -> Iterator[Note]:
    if baseline and baseline.was_upgraded:
        yield Note(kind="upgraded_baseline", path=str(settings.baseline))
