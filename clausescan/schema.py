"""What crosses the border: frozen pydantic models that an app can store, validate and read back.

The JSON of a Report is deterministic: no times, no host names, the same bytes for the same document, model and config.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from clausescan.document import PageQuality, Remedy

SCHEMA_VERSION: Final = "1.0"


class Severity(StrEnum):
    """Risk for the borrower who signs: 0–3 of the annotation guidelines as words."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 (none) to 3 (high)."""
        return _RANKS.index(self)

    @classmethod
    def of(cls, rank: int) -> Severity:
        """The severity of a rank, clipped to 0–3."""
        return _RANKS[min(max(rank, 0), 3)]


_RANKS = (Severity.NONE, Severity.LOW, Severity.MEDIUM, Severity.HIGH)


class Stance(StrEnum):
    """Whether the clause claims a practice or denies it."""

    ASSERTED = "asserted"
    DENIED = "denied"


class Status(StrEnum):
    """What became of the document. Unread never looks like clean."""

    CLEAN = "clean"
    FINDINGS = "findings"
    PARTIAL = "partial"
    UNREADABLE = "unreadable"
    NOT_AN_AGREEMENT = "not_an_agreement"


class Kind(StrEnum):
    """What kind of document it is; decides which disclosures it has to make."""

    LOAN_AGREEMENT = "loan_agreement"
    AUTHORIZATION = "authorization"
    CREDIT_AUTHORIZATION = "credit_authorization"
    DEBIT_AUTHORIZATION = "debit_authorization"
    PRIVACY_POLICY = "privacy_policy"
    SERVICE_AGREEMENT = "service_agreement"
    GUARANTEE = "guarantee"
    ASSIGNMENT = "assignment"
    OTHER = "other"


class Hiding(StrEnum):
    """Why nobody who looks at the document can see a part of its text."""

    SAME_COLOUR = "same_colour"
    COVERED = "covered"
    TINY = "tiny"
    OFF_PAGE = "off_page"
    INVISIBLE = "invisible"
    NOT_DISPLAYED = "not_displayed"


_CONFIG = ConfigDict(extra="forbid", ser_json_inf_nan="null")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, **_CONFIG)


# Dataclasses are what the report of a long document holds by the ten thousand: validated as models are, in a fifth of their memory.


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Box:
    """A rectangle on a page, in points from the top left corner."""

    page: int = Field(ge=1, description="1-based page number")
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Location:
    """Where a quote stands: page (None for formats without pages), boxes, numbered headings above it."""

    page: int | None = None
    boxes: tuple[Box, ...] = ()
    heading_path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Evidence:
    """A part of the quote that weighed for the finding; offsets into `Report.text`, weight in log-odds."""

    text: str
    start: int
    end: int
    weight: float


class Provision(_Frozen):
    """A rule of law that a finding may touch. `rule` is a paraphrase, not the statute's text."""

    id: str
    law: str
    article: str
    level: str
    effective: str = Field(description="ISO date from which it applies")
    rule: str


class Finding(_Frozen):
    """One practice stated (or denied) by one clause."""

    practice: str = Field(description="stable id from data/practices.toml")
    name: str
    group: str
    stance: Stance
    severity: Severity
    confidence: float = Field(ge=0, le=1, description="calibrated probability")
    emphasized: bool = Field(default=False, description="most of the quote is bold, underlined or highlighted")
    needs_review: bool = Field(default=False, description="confidence lies in the band where a person should look")
    start: int
    end: int
    quote: str
    location: Location
    evidence: tuple[Evidence, ...] = ()
    cues: tuple[str, ...] = Field(default=(), description="ids of the severity cues that acted")
    why: str
    provisions: tuple[Provision, ...] = ()
    advice: tuple[str, ...] = ()
    fingerprint: str = Field(description="practice + normalised quote, never position")


class HiddenText(_Frozen):
    """Text that the document holds but that nobody can see: read, analysed, and pointed out."""

    start: int
    end: int
    quote: str
    page: int | None = None
    reason: Hiding


class PatternLink(_Frozen):
    """One step of a pattern: the fingerprints of the findings that fill it, the most serious first."""

    name: str
    findings: tuple[str, ...]


class Pattern(_Frozen):
    """Several findings that together mean more, as a path."""

    id: str
    name: str
    severity: Severity
    explanation: str
    links: tuple[PatternLink, ...]
    provisions: tuple[Provision, ...] = ()
    advice: tuple[str, ...] = ()


ReferenceKind = Literal["document", "annex", "posting"]


class Reference(_Frozen):
    """Something the document refers to but does not contain: another document, an annex, or contents posted elsewhere."""

    title: str = Field(description='name of the document or annex, or the words "以…为准" of a posting')
    kind: ReferenceKind
    quote: str
    start: int
    end: int


class Missing(_Frozen):
    """A disclosure that the law wants of this kind of document and that was not found in it."""

    id: str = Field(description="stable id from data/disclosures.toml")
    code: str = Field(description="rule code, CS5xx")
    name: str
    severity: Severity
    looked_for: str
    why: str
    suggestion: str = Field(description="wording of our own that would disclose it")
    provisions: tuple[Provision, ...] = ()


class Verdict(_Frozen):
    """The first thing a borrower reads: a grade, one sentence, and what drove it."""

    grade: Severity
    sentence: str
    drivers: tuple[str, ...] = ()


class PageReading(_Frozen):
    """What was read of a page; listed for every page that was not read well, or not to its end.

    Attributes:
        page: its number.
        quality: how much of it was read.
        note: why not all of it, in English.
        remedy: what would let it be read, where it is known to be more than a sharper picture.
    """

    page: int
    quality: PageQuality
    note: str = ""
    remedy: Remedy | None = None


class Source(_Frozen):
    """The document as identified: name without folders, digest, type and size."""

    name: str
    sha256: str
    media_type: str
    pages: int
    characters: int
    clauses: int


class ModelId(_Frozen):
    """Which weights made the findings."""

    name: str
    version: str
    sha256: str


class Report(_Frozen):
    """The result of `clausescan.analyze`. Findings are sorted by (start, practice)."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    tool_version: str
    status: Status
    reason: str = Field(default="", description="why the status is not clean or findings")
    kind: Kind = Field(default=Kind.OTHER, description="by title and words, or as configured")
    verdict: Verdict
    source: Source
    model: ModelId
    findings: tuple[Finding, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    missing: tuple[Missing, ...] = Field(default=(), description="disclosures looked for and not found")
    references: tuple[Reference, ...] = Field(default=(), description="what it refers to but does not contain")
    unread_pages: tuple[PageReading, ...] = ()
    ocr_pages: tuple[int, ...] = Field(
        default=(), description="pages read by OCR, where single characters may be wrong"
    )
    hidden: tuple[HiddenText, ...] = ()
    text: str = ""

    @model_validator(mode="after")
    def _quotes_are_verbatim(self) -> Report:
        for finding in self.findings:
            if self.text[finding.start : finding.end] != finding.quote:
                raise ValueError(f"quote of {finding.practice} at {finding.start} is not the text at that place")
        for hidden in self.hidden:
            if self.text[hidden.start : hidden.end] != hidden.quote:
                raise ValueError(f"hidden quote at {hidden.start} is not the text at that place")
        return self

    @property
    def asserted(self) -> tuple[Finding, ...]:
        """The findings that claim a practice, most serious first, then in text order."""
        kept = [f for f in self.findings if f.stance is Stance.ASSERTED]
        return tuple(sorted(kept, key=lambda f: (-f.severity.rank, f.start, f.practice)))

    @property
    def denied(self) -> tuple[Finding, ...]:
        """The findings that deny a practice, in text order."""
        return tuple(f for f in self.findings if f.stance is Stance.DENIED)

    @property
    def severity(self) -> Severity:
        """The highest severity among asserted findings and patterns."""
        ranks = [f.severity.rank for f in self.asserted] + [p.severity.rank for p in self.patterns]
        return Severity.of(max(ranks, default=0))

    def to_json(self) -> str:
        """The report as JSON, UTF-8 text ending in a newline; byte-identical for the same input."""
        return self.model_dump_json(indent=2) + "\n"

    def to_html(self, *, lang: Literal["zh", "en"] = "zh") -> str:
        """The report as one self-contained HTML page in Chinese or English."""
        from clausescan.report.html import render

        return render(self, lang=lang)

    def _repr_html_(self) -> str:
        # Notebooks show this inside their own page: the frame keeps the report's style to itself, and its policy keeps all scripts but its own out.
        from html import escape

        page = escape(self.to_html())
        return f'<iframe title="ClauseScan" sandbox="allow-scripts" width="100%" height="640" srcdoc="{page}"></iframe>'

    def to_markdown(self, *, lang: Literal["zh", "en"] = "zh") -> str:
        """The report as Markdown in Chinese or English."""
        from clausescan.report.markdown import render

        return render(self, lang=lang)

    def to_pdf(self, source: bytes, *, password: str | None = None, lang: Literal["zh", "en"] = "zh") -> bytes:
        """The PDF this report was made from, with the findings highlighted and explained on its pages.

        Args:
            source: the bytes that were analysed.
            password: the one they were opened with; the copy is encrypted under it too.
            lang: language of the notes.

        Raises:
            ConfigError: the document is not a PDF, or `source` is another one.
            EncryptedFileError: `password` does not open it.
            DamagedFileError: it is too damaged to be written again.
        """
        from clausescan.report.pdf import render

        return render(self, source, password=password, lang=lang)
