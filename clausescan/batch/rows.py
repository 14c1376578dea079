"""From one document's Result to rows of the declared tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
        if self.content is None:
            return f"unopened:{hashlib.sha256(printable(self.path).encode()).hexdigest()}"
        return self.content.doc_id


@dataclass(frozen=True, slots=True)
class Settings:
    """What besides its bytes decides a document's rows: digests of the model and of the configuration."""

    model_sha256: str
    config_sha256: str


def rows_of(result: Result, settings: Settings) -> Rows:
    """The rows of one document, by table: documents, findings, patterns, missing, signatures."""
    report, doc_id = result.report, result.doc_id
    if report is None:
        return {
            "documents": [_document(result, settings)],
            "findings": [],
            "patterns": [],
            "missing": [],
            "signatures": [],
        }
    return {
        "documents": [_document(result, settings)],
        "findings": [_finding(doc_id, i, f) for i, f in enumerate(report.findings)],
        "patterns": [_pattern(doc_id, i, p) for i, p in enumerate(report.patterns)],
        "missing": [_missing(doc_id, i, m) for i, m in enumerate(report.missing)],
        "signatures": [{"doc_id": doc_id, "sketch": packed(sketch_of(report.text))}],
    }


def _document(result: Result, settings: Settings) -> Row:
    content = result.content
    row: Row = dict.fromkeys(tables.DOCUMENTS.names)
    row |= {
        "path": printable(result.path),
        "doc_id": result.doc_id,
        "sha256": content.sha256 if content else None,
        "size": content.size if content else None,
        "media_type": content.media_type if content else None,
        "tool_version": __version__,
        "model_sha256": settings.model_sha256,
        "config_sha256": settings.config_sha256,
    }
    return row | (_analysis(result.report) if result.report else _failure(result.error, result.path))


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


def _finding(doc_id: str, ordinal: int, finding: Finding) -> Row:
    return {
        "doc_id": doc_id,
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


def _pattern(doc_id: str, ordinal: int, pattern: Pattern) -> Row:
    path = " > ".join(" ".join(link.findings) for link in pattern.links)
    return {
        "doc_id": doc_id,
        "ordinal": ordinal,
        "pattern": pattern.id,
        "severity": pattern.severity.value,
        "fingerprints": path,
    }


def _missing(doc_id: str, ordinal: int, missing: Missing) -> Row:
    return {"doc_id": doc_id, "ordinal": ordinal, "disclosure": missing.id, "severity": missing.severity.value}
