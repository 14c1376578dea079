"""The baseline: violations that were there when checking began, accepted until someone touches the clause.

An accepted clause is known by its rule, the normalised form of its quote and which of several equal quotes it is, so it stays accepted
through renumbering, re-export, moved pages and other punctuation widths. The file keeps the quotes, for people to read and to show
what changed when an accepted clause is edited.
"""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clausescan.errors import ConfigError
from clausescan.lint.baseline_upgrades import VERSION, upgraded
from clausescan.lint.cache import write_atomically
from clausescan.lint.violations import Identity, Mark, Violation

_SIMILAR = 0.6
"""Share of equal characters from which a clause counts as an edited form of an accepted one."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Accepted(_Frozen):
    """One accepted violation."""

    rule: str
    quote: str
    key: str
    occurrence: int = Field(ge=1)

    @property
    def identity(self) -> Identity:
        """As that of the violation it accepts."""
        return self.rule, self.key, self.occurrence


class _File(_Frozen):
    version: int
    documents: dict[str, tuple[Accepted, ...]]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is accepted, by document; paths are relative to `folder`, that of the baseline file."""

    folder: Path
    documents: Mapping[str, tuple[Accepted, ...]]
    was_upgraded: bool = False

    def accepted_in(self, path: Path, marks: Iterable[Mark]) -> tuple[Accepted, ...]:
        """What is accepted in a document.

        A document without entries of its own may have been renamed: it takes over those of the vanished document with which it has the
        most clauses in common.
        """
        own = self.documents.get(relative(path, self.folder))
        if own is not None:
            return own
        present = {mark.identity for mark in marks if mark.key}
        gone = [entries for name, entries in self.documents.items() if not (self.folder / name).exists()]
        shared = [(sum(entry.identity in present for entry in entries), entries) for entries in gone]
        most, entries = max(shared, key=lambda pair: pair[0], default=(0, ()))
        return entries if most else ()


def relative(path: Path, folder: Path) -> str:
    """A path as a baseline writes it."""
    whole = (Path.cwd() / path).resolve()
    return (whole.relative_to(folder) if whole.is_relative_to(folder) else whole).as_posix()


def load_baseline(file: Path) -> Baseline:
    """Read a baseline. One of an older version is upgraded in place.

    Raises:
        ConfigError: it is missing or broken. It is never taken for empty.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        hint = "make it with --write-baseline" if isinstance(error, FileNotFoundError) else "check the path"
        raise ConfigError(f"cannot read the baseline {file}: {error.strerror}", hint=hint) from error
    except ValueError as error:
        raise ConfigError(f"the baseline {file} is broken: {error}", hint="restore it from version control") from error
    old = isinstance(content, dict) and content.get("version") != VERSION
    try:
        parsed = _File.model_validate(upgraded(content))
    except (ValidationError, ValueError, KeyError, TypeError) as error:
        what = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise ConfigError(f"the baseline {file} is broken: {what}", hint="restore it from version control") from error
    return Baseline(file.resolve().parent, parsed.documents, was_upgraded=old and _rewritten(file, parsed))


def write_baseline(file: Path, checked: Sequence[str], violations: Sequence[Violation]) -> None:
    """Accept these violations: replaces the entries of the documents checked, and drops those of documents that are gone.

    A document that was not read in full is not among those checked, and what is accepted in it stays as it was.

    Raises:
        ConfigError: the file cannot be written, or the old one is broken.
    """
    folder = file.resolve().parent
    kept = dict(load_baseline(file).documents) if file.exists() else {}
    documents = {name: entries for name, entries in kept.items() if (folder / name).exists()}
    documents |= {relative(Path(path), folder): () for path in checked}
    for v in violations:
        if v.path in checked:
            entry = Accepted(rule=v.code, quote=v.quote, key=v.key, occurrence=v.occurrence)
            documents[relative(Path(v.path), folder)] += (entry,)
    _write(file, _File(version=VERSION, documents=dict(sorted(documents.items()))))


def _rewritten(file: Path, content: _File) -> bool:
    """Whether the file could be brought up to date; where it cannot be written, the old one still serves."""
    try:
        _write(file, content)
    except ConfigError:
        return False
    return True


def _write(file: Path, content: _File) -> None:
    try:
        write_atomically(file, json.dumps(content.model_dump(), ensure_ascii=False, indent=1) + "\n", mode=0o644)
    except OSError as error:
        raise ConfigError(f"cannot write the baseline {file}: {error.strerror}", hint="check the folder") from error


def changed_clauses(violations: Sequence[Violation], accepted: Iterable[Accepted]) -> tuple[Violation, ...]:
    """The violations, those that are edited forms of an accepted clause saying of which; each accepted clause is used once."""
    gone = [entry for entry in accepted if entry.quote]
    if not gone or not violations:
        return tuple(violations)
    from clausescan.segment.numbering import quote_key

    left: dict[str, list[tuple[str, str]]] = {}
    for entry in gone:
        left.setdefault(entry.rule, []).append((quote_key(entry.quote), entry.quote))
    found = []
    for violation in violations:
        candidates = left.get(violation.code, []) if violation.quote else []
        key = quote_key(violation.quote) if candidates else ""
        likeness, best = max(((_likeness(old, key), (old, quote)) for old, quote in candidates), default=(0.0, None))
        if best is None or likeness < _SIMILAR:
            found.append(violation)
            continue
        candidates.remove(best)
        found.append(violation.model_copy(update={"changed_from": best[1]}))
    return tuple(found)


def _likeness(one: str, other: str) -> float:
    # Equal characters in any order bound the ratio from above and are quick to count.
    if 2 * (Counter(one) & Counter(other)).total() < _SIMILAR * (len(one) + len(other)):
        return 0.0
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
