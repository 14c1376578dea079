"""From one document's Result to rows of the declared tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clausescan import __version__
from clausescan.batch import tables
from clausescan.batch.shingles import packed, sketch_of
from clausescan.batch.tables import Row, Rows
from clausescan.errors import ClausescanError
from clausescan.read import printable
from clausescan.schema import Finding, Missing, Pattern, Severity, Stance, Status

if TYPE_CHECKING:
    from clausescan.schema import Report

FAILED = "failed"
"""The status of a document without a Report."""
UNOPENED: Final = "unopened:"
"""What the doc_id of a path begins with that could not be opened."""
PARTS: Final = ("findings", "patterns", "missing", "signatures")
"""The tables besides documents that an analysis fills."""


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes behind a path: digest, size in bytes and media type."""

    sha256: str
    size: int
    media_type: str

    @property
    def doc_id(self) -> str:
        """Identity of the analysis: the digest; a text read as Markdown by its name is another document than as plain text."""
        return f"{self.sha256}.md" if self.media_type == "text/markdown" else self.sha256


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one document of a scan: a report, or the error that stands in its place.

    Attributes:
        path: as given to the scan.
        content: what was read from it; None when it could not be opened.
        report: the analysis; None when it failed.
        error: why there is no report; None when there is one.
    """

    path: str
    content: Content | None
    report: Report | None = None
    error: ClausescanError | None = None

    @property
    def doc_id(self) -> str:
        """`documents.doc_id` of its rows."""
        return doc_id_of(self.path, self.content)


@dataclass(frozen=True, slots=True)
class Settings:
    """What besides its bytes decides a document's rows: digests of the model and of the configuration."""

    model_sha256: str
    config_sha256: str


def doc_id_of(path: str, content: Content | None) -> str:
    """`documents.doc_id` of a path: its content's, or one of its own when it could not be opened."""
    if content is None:
        return f"{UNOPENED}{hashlib.sha256(printable(path).encode()).hexdigest()}"
    return content.doc_id


def rows_of(result: Result, settings: Settings) -> Rows:
    """The rows of one document, by table: documents, findings, patterns, missing, signatures."""
    what = result.error if result.report is None else said_by(result.report)
    return rows_from(result.path, result.content, what, settings)


def rows_from(path: str, content: Content | None, what: Rows | ClausescanError | None, settings: Settings) -> Rows:
    """The rows of one document, by table.

    Args:
        path: as given to the scan.
        content: what was read from it; None when it could not be opened.
        what: from `said_by`, or why there is no report.
        settings: what made it.
    """
    doc_id = doc_id_of(path, content)
    row: Row = dict.fromkeys(tables.DOCUMENTS.names)
    row |= {
        "path": printable(path),
        "doc_id": doc_id,
        "sha256": content.sha256 if content else None,
        "size": content.size if content else None,
        "media_type": content.media_type if content else None,
        "tool_version": __version__,
        "model_sha256": settings.model_sha256,
        "config_sha256": settings.config_sha256,
    }
    if not isinstance(what, dict):
        return {"documents": [row | _failure(what, path)], **{name: [] for name in PARTS}}
    (said,) = what["documents"]
    parts = {name: [{"doc_id": doc_id, **part} for part in what[name]] for name in PARTS}
    return {"documents": [row | said], **parts}


def said_by(report: Report) -> Rows:
    """What a report says, by table: rows without the columns that tell which document and which settings they belong to."""
    return {
        "documents": [_analysis(report)],
        "findings": [_finding(i, f) for i, f in enumerate(report.findings)],
        "patterns": [_pattern(i, p) for i, p in enumerate(report.patterns)],
        "missing": [_missing(i, m) for i, m in enumerate(report.missing)],
        "signatures": [{"sketch": packed(sketch_of(report.text))}],
    }


def _failure(error: ClausescanError | None, path: str) -> Row:
    # The error's own words without its path: rows of the same content must not differ.
    reason = ClausescanError.__str__(error).removeprefix(f"{printable(path)}: ") if error else ""
    counts = dict.fromkeys(("asserted", "denied", "high", "medium", "low", "needs_review", "patterns", "missing"), 0)
    return {"status": FAILED, "reason": reason, "error": type(error).__name__, **counts}


def _analysis(report: Report) -> Row:
    asserted = [f.severity for f in report.findings if f.stance is Stance.ASSERTED]
    graded = report.status not in (Status.UNREADABLE, Status.NOT_AN_AGREEMENT)
    return {
        "status": report.status.value,
        "reason": report.reason,
        "kind": report.kind.value,
        "grade": report.verdict.grade.value if graded else None,
        "pages": report.source.pages,
        "unread_pages": len(report.unread_pages),
        "characters": report.source.characters,
        "clauses": report.source.clauses,
        "asserted": len(asserted),
        "denied": len(report.findings) - len(asserted),
        "high": asserted.count(Severity.HIGH),
        "medium": asserted.count(Severity.MEDIUM),
        "low": asserted.count(Severity.LOW),
        "needs_review": sum(f.needs_review for f in report.findings),
        "patterns": len(report.patterns),
        "missing": len(report.missing),
    }


def _finding(ordinal: int, finding: Finding) -> Row:
    return {
        "ordinal": ordinal,
        "practice": finding.practice,
        "practice_group": finding.group,
        "stance": finding.stance.value,
        "severity": finding.severity.value,
        "confidence": finding.confidence,
        "needs_review": finding.needs_review,
        "page": finding.location.page,
        "start_char": finding.start,
        "end_char": finding.end,
        "heading": " > ".join(finding.location.heading_path),
        "quote": finding.quote,
        "fingerprint": finding.fingerprint,
    }


def _pattern(ordinal: int, pattern: Pattern) -> Row:
    path = " > ".join(" ".join(link.findings) for link in pattern.links)
    return {
        "ordinal": ordinal,
        "pattern": pattern.id,
        "severity": pattern.severity.value,
        "fingerprints": path,
    }


def _missing(ordinal: int, missing: Missing) -> Row:
    return {"ordinal": ordinal, "disclosure": missing.id, "severity": missing.severity.value}
