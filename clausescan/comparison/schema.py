"""What a comparison says, as frozen pydantic models. Its JSON is deterministic, as a Report's is."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from clausescan.schema import SCHEMA_VERSION, Kind, Severity, Source, Stance, Status, Verdict


class Happened(StrEnum):
    """What became of a clause between the two documents."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Effect(StrEnum):
    """What a change means for the borrower."""

    WORSE = "worse"
    BETTER = "better"
    NEUTRAL = "neutral"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Side(_Frozen):
    """One of the two documents."""

    source: Source
    status: Status
    reason: str
    kind: Kind
    verdict: Verdict


class Place(_Frozen):
    """Where a clause stands: its span in the text of its report, its words, and the headings above it."""

    start: int
    end: int
    text: str = Field(description="the clause as written, without its number")
    heading_path: tuple[str, ...] = ()


class Piece(_Frozen):
    """A run of words of a changed clause: in both versions, or only in the old or the new one."""

    part: Literal["same", "removed", "added"]
    text: str


class ClauseChange(_Frozen):
    """A clause that was added, removed, reworded or moved. Renumbering alone is no change."""

    happened: Happened
    old: Place | None = None
    new: Place | None = None
    pieces: tuple[Piece, ...] = Field(default=(), description="word by word, for changed clauses")


class FindingChange(_Frozen):
    """A finding that appeared, vanished, or stands at another severity."""

    practice: str
    name: str
    stance: Stance
    effect: Effect
    old_severity: Severity | None = Field(default=None, description="None: not in the old document")
    new_severity: Severity | None = Field(default=None, description="None: not in the new document")
    old_quote: str = ""
    new_quote: str = ""


class PracticeChange(_Frozen):
    """A practice as a whole: the highest severity at which each document claims it, None where it does not."""

    practice: str
    name: str
    effect: Effect
    old_severity: Severity | None = None
    new_severity: Severity | None = None


class PatternChange(_Frozen):
    """A pattern, or a missing disclosure, that one document has and the other has not."""

    id: str
    name: str
    severity: Severity
    effect: Effect


class Comparison(_Frozen):
    """The result of `clausescan.compare`; every list is empty for two documents that say the same."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    tool_version: str
    old: Side
    new: Side
    effect: Effect = Field(description="worse where anything got worse, better where things only got better")
    clauses: tuple[ClauseChange, ...] = Field(default=(), description="in the order of the new document")
    unchanged: int = Field(description="clauses that say the same in both")
    findings: tuple[FindingChange, ...] = Field(default=(), description="what got worse first")
    practices: tuple[PracticeChange, ...] = ()
    patterns: tuple[PatternChange, ...] = ()
    missing: tuple[PatternChange, ...] = ()

    @property
    def got_worse(self) -> bool:
        """Whether anything in the new document is worse for the borrower than in the old one."""
        return self.effect is Effect.WORSE

    def to_json(self) -> str:
        """The comparison as JSON, UTF-8 text ending in a newline; byte-identical for the same input."""
        return self.model_dump_json(indent=2) + "\n"

    def to_html(self, *, lang: Literal["zh", "en"] = "zh") -> str:
        """The comparison as one self-contained HTML page in Chinese or English."""
        from clausescan.report.comparison_html import render

        return render(self, lang=lang)
