"""What a check finds: violations with an identity that outlives renumbering, files that could not be read, notes, and the result."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from clausescan.schema import Severity

Identity = tuple[str, str, int]
"""Rule code, digest of the normalised quote, and which of the equal quotes of the document it is, from 1. Never a position."""


class FailOn(StrEnum):
    """From which severity on a violation fails the check."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    NEVER = "never"

    def reached_by(self, severity: Severity) -> bool:
        """Whether a violation of this severity fails the check."""
        return self is not FailOn.NEVER and severity.rank >= Severity(self.value).rank


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mark(_Frozen):
    """A broken rule without a word of the document: offsets, a digest, numbers. This is what the cache holds.

    `start:end` and `spans` (the words that weigh most) point into the document's text; an empty span means the document as a whole.
    """

    code: str
    severity: Severity
    start: int = 0
    end: int = 0
    spans: tuple[tuple[int, int], ...] = ()
    page: int | None = None
    key: str = ""
    occurrence: int = 1
    needs_review: bool = False

    @property
    def identity(self) -> Identity:
        """What makes two violations the same one in two versions of a document."""
        return self.code, self.key, self.occurrence


class Outcome(_Frozen):
    """What the rules say of one document, and why part of it was not read ("" if all of it was)."""

    marks: tuple[Mark, ...] = ()
    unread: str = ""


class Region(_Frozen):
    """A stretch of a text file: 1-based lines and columns in characters; the end column is one past the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


class Violation(_Frozen):
    """A broken rule as a reader meets it."""

    path: str = Field(description="as given or found, with forward slashes")
    code: str
    severity: Severity
    quote: str = Field(default="", description="the clause; empty where the rule concerns the whole document")
    spans: tuple[tuple[int, int], ...] = Field(
        default=(), description="the words that weigh most, as offsets into quote"
    )
    page: int | None = None
    region: Region | None = Field(default=None, description="place in the file, for HTML, Markdown and text")
    needs_review: bool = False
    changed_from: str | None = Field(
        default=None, description="the accepted clause of which this one is an edited form"
    )
    key: str
    occurrence: int

    @property
    def identity(self) -> Identity:
        """See Mark.identity."""
        return self.code, self.key, self.occurrence

    @property
    def fingerprint(self) -> str:
        """The identity as 16 hex digits."""
        return hashlib.sha256("\n".join(map(str, self.identity)).encode()).hexdigest()[:16]


class Unread(_Frozen):
    """A file that was not read, or not all of it. It always fails the check, whatever the settings say."""

    path: str
    reason: str


class Note(_Frozen):
    """Something to put in order that is no violation: an expired or unused suppression, a baseline that moved on."""

    kind: Literal["expired_suppression", "unused_suppression", "stale_baseline", "upgraded_baseline"]
    path: str
    line: int | None = None
    detail: str = Field(default="", description="rules, day and reason of a suppression; how many entries are stale")


class CheckResult(_Frozen):
    """The result of `clausescan.check`, in the order of the paths and of the text.

    `checked` counts the documents read in full; `accepted`, `suppressed` and `unchanged` say what was left out and why.
    """

    schema_version: Literal["1.0"] = "1.0"
    tool_version: str
    fail_on: FailOn
    checked: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    unread: tuple[Unread, ...] = ()
    notes: tuple[Note, ...] = ()
    accepted: int = Field(default=0, description="violations that the baseline accepts")
    suppressed: int = 0
    unchanged: int = Field(default=0, description="documents left out since they equal the diff base")

    @property
    def failing(self) -> tuple[Violation, ...]:
        """The violations that make the check fail."""
        return tuple(v for v in self.violations if self.fail_on.reached_by(v.severity))

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings, 3 something was not read; 3 wins over 1."""
        return 3 if self.unread else int(bool(self.failing))


def name_of(path: Path) -> str:
    """A path as results show it: forward slashes, and bytes that are no text replaced."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def key_of(quote: str) -> str:
    """Digest of a quote's normalised form; empty for the empty quote."""
    from clausescan.segment.numbering import quote_key

    return hashlib.sha256(quote_key(quote).encode()).hexdigest()[:16] if quote else ""
