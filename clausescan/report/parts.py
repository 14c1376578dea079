"""The parts of a written report, worded in one language and ready to be dressed (see outline)."""

from __future__ import annotations

from dataclasses import dataclass

from clausescan.schema import Finding, Severity


@dataclass(frozen=True, slots=True)
class Entry:
    """The findings of one practice at one severity, with what is said once for all of them."""

    practice: str
    group: str
    name: str
    why: str
    provisions: tuple[str, ...]
    advice: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A link of a pattern and its most serious quote."""

    name: str
    finding: Finding
    others: int


@dataclass(frozen=True, slots=True)
class Path:
    """A pattern drawn as its steps."""

    name: str
    severity: Severity
    explanation: str
    steps: tuple[Step, ...]
    provisions: tuple[str, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Denial:
    """A clause that denies practices, and their names."""

    finding: Finding
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A disclosure that was looked for and not found."""

    name: str
    severity: Severity
    looked_for: str
    why: str
    suggestion: str
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A heading, a hint and items; empty items are not shown. `places` are where the items stand in the text, if they do."""

    heading: str
    items: tuple[str, ...]
    hint: str = ""
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """A report in reading order.

    Attributes:
        tone: the grade, or "unknown" or "partial" where too little was read for it to reassure.
        consequence: the verdict without the grade's word, for where that stands by itself.
    """

    title: str
    grade: Severity
    tone: str
    grade_word: str
    verdict: str
    consequence: str
    drivers: tuple[str, ...]
    counts: str
    unread: str
    hidden: Listed
    references: tuple[Listed, ...]
    paths: tuple[Path, ...]
    sections: tuple[tuple[Severity, tuple[Entry, ...]], ...]
    denied: tuple[Denial, ...]
    missing: tuple[Gap, ...]
    plan: tuple[Listed, ...]
    channels: Listed
    disclaimer: str
