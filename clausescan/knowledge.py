"""What ClauseScan knows, loaded from data/*.toml: practices, provisions, advice, patterns, severity cues.

The files are written for lawyers to edit; this module checks their form and offers look-ups. Unknown keys are errors, so that a slip
of the pen is seen at once.
"""

from __future__ import annotations

import functools
import tomllib
from importlib.resources import files
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from clausescan.errors import ConfigError
from clausescan.schema import Kind, Severity

Lang = Literal["zh", "en"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Entry):
    """A text for readers in Simplified Chinese and in English."""

    zh: str
    en: str

    def in_(self, lang: Lang) -> str:
        """The text in one language."""
        return self.zh if lang == "zh" else self.en


class Examples(_Entry):
    """Clauses of our own that state a practice, and that deny it."""

    asserted: tuple[str, ...]
    denied: tuple[str, ...]


class Practice(_Entry):
    """One label of the taxonomy (the shared annotation guidelines)."""

    id: str
    group: str
    code: str
    base_severity: Severity
    name: Text
    what: Text
    why: Text
    provisions: tuple[str, ...]
    advice: tuple[str, ...]
    examples: Examples
    near_misses: tuple[str, ...] = ()


class ProvisionEntry(_Entry):
    """One rule of law: a paraphrase and where it was checked."""

    id: str
    law: str
    article: str
    effective: str
    level: Literal[
        "law", "regulation", "departmental_rule", "normative_document", "national_standard", "self_regulation"
    ]
    rule: Text
    cited_en: str
    sources: tuple[str, ...]
    checked_on: str


class Advice(_Entry):
    """Something a borrower can do."""

    id: str
    when: Literal["before_signing", "after_leak", "in_collection"]
    severity_at_least: Severity
    zh: str
    en: str
    practices: tuple[str, ...] = ()


class Channel(_Entry):
    """Where to complain."""

    id: str
    name: Text
    use: Text
    sources: tuple[str, ...] = ()


class LinkRule(_Entry):
    """One step of a pattern: an asserted finding of any of these practices, serious enough, with the cue words where given."""

    name: Text
    any_of: tuple[str, ...]
    at_least: Severity = Severity.NONE
    cues: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()


class PatternRule(_Entry):
    """Findings that together mean more."""

    id: str
    code: str
    name: Text
    severity: Severity
    definition: Text
    explanation: Text
    links: tuple[LinkRule, ...]
    absent: tuple[str, ...] = ()
    absent_cues: tuple[str, ...] = ()
    provisions: tuple[str, ...]
    advice: tuple[str, ...]
    positive: tuple[str, ...]
    negative: tuple[str, ...]


class DocumentRule(_Entry):
    """A condition of the file itself, whatever its clauses say."""

    id: str
    code: str
    severity: Severity
    name: Text
    summary: Text
    provisions: tuple[str, ...]
    suggestion: Text | None = None
    positive: tuple[str, ...]
    negative: tuple[str, ...]


class Sign(_Entry):
    """Words that show something in one sentence: one of each group, each within so many characters of the first group's.

    Ordered: after it, too.
    """

    practice: str | None = None
    all_of: tuple[tuple[str, ...], ...] = ()
    within: int = 40
    ordered: bool = False
    forbid: tuple[str, ...] = ()
    even_denied: bool = False


class DisclosureRule(_Entry):
    """What a document of these kinds has to disclose, when it has to, and what shows that it does."""

    id: str
    code: str
    severity: Severity
    name: Text
    looked_for: Text
    why: Text
    provisions: tuple[str, ...]
    suggestion: Text
    kinds: tuple[Kind, ...]
    when: tuple[Sign, ...] = ()
    signs: tuple[Sign, ...]
    positive: tuple[str, ...]
    negative: tuple[str, ...]


class Partners(_Entry):
    """Which practices name recipients, and the words that leave the circle of recipients open."""

    practices: tuple[str, ...]
    open_ended: tuple[str, ...]


class KindEntry(_Entry):
    """How a kind of document is known: words of its title, and words of its text."""

    id: Kind
    name: Text
    titles: tuple[str, ...]
    cues: tuple[str, ...]


class GateWords(_Entry):
    """What tells an agreement from other writing: see data/gate.toml."""

    share: float
    shortest: int
    parties: tuple[str, ...]
    instruments: tuple[str, ...]
    operative: tuple[str, ...]


class Cue(_Entry):
    """Words that raise or lower the severity of a finding by one level, or bound it."""

    id: str
    effect: Literal[1, -1] | None = None
    cap: Severity | None = None
    floor: Severity | None = None
    any_of: tuple[str, ...]
    forbid: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    note: Text


class VerdictSentence(Text):
    """A verdict's sentence for a grade, where one of these patterns or practices drives it."""

    grade: Severity
    any_of: tuple[str, ...]


class TitleWords(_Entry):
    """How titles in 《》 that name a document end, those that name a law, and what shows that a title is the document's own."""

    documents: tuple[str, ...]
    laws: tuple[str, ...]
    law_marks: tuple[str, ...]
    self_after: tuple[str, ...]
    self_before: tuple[str, ...]


class AnnexWords(_Entry):
    """What annexes are called, and what must stand before an annex without a number."""

    labels: tuple[str, ...]
    before: tuple[str, ...]


class PostingWords(_Entry):
    """Where contents are posted that "以…为准" defers to, and what shows that the borrower sees them when signing."""

    places: tuple[str, ...]
    seen: tuple[str, ...]


class ReferenceWords(_Entry):
    """The words of data/references.toml."""

    titles: TitleWords
    annexes: AnnexWords
    postings: PostingWords


EntryT = TypeVar("EntryT", bound=BaseModel)


@functools.cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads(files("clausescan").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


def _entries(kind: type[EntryT], file: str, key: str) -> dict[str, EntryT]:
    return {entry["id"]: kind.model_validate(entry) for entry in _file(file)[key]}


@functools.cache
def practices() -> dict[str, Practice]:
    """All practices by id, in the order of the taxonomy."""
    return _entries(Practice, "practices", "practice")


@functools.cache
def groups() -> dict[str, Text]:
    """Names of the groups by id: those of the practices, then those that only rules have."""
    named = _file("practices")["groups"] | _file("rules")["groups"]
    return {name: Text.model_validate(text) for name, text in named.items()}


@functools.cache
def provisions() -> dict[str, ProvisionEntry]:
    """All provisions by id."""
    return _entries(ProvisionEntry, "provisions", "provision")


@functools.cache
def advice() -> dict[str, Advice]:
    """All pieces of advice by id."""
    return _entries(Advice, "advice", "advice")


@functools.cache
def channels() -> dict[str, Channel]:
    """Complaint channels by id."""
    return _entries(Channel, "advice", "channel")


@functools.cache
def patterns() -> dict[str, PatternRule]:
    """All patterns by id."""
    return _entries(PatternRule, "patterns", "pattern")


@functools.cache
def document_rules() -> dict[str, DocumentRule]:
    """All conditions of the document itself by id."""
    return _entries(DocumentRule, "rules", "document")


@functools.cache
def disclosures() -> dict[str, DisclosureRule]:
    """All disclosures by id."""
    return _entries(DisclosureRule, "disclosures", "disclosure")


@functools.cache
def suggestions() -> dict[str, Text]:
    """Compliant wording to put in the place of a practice, by practice id."""
    return {name: Text.model_validate(text) for name, text in _file("rules")["suggestions"].items()}


@functools.cache
def partners() -> Partners:
    """What tells a clause that shares with named recipients only."""
    return Partners.model_validate(_file("rules")["partners"])


@functools.cache
def kinds() -> dict[str, KindEntry]:
    """All kinds of document by id, in the order in which they are tried."""
    return _entries(KindEntry, "kinds", "kind")


@functools.cache
def gate() -> GateWords:
    """What tells an agreement from other writing."""
    return GateWords.model_validate(_file("gate"))


@functools.cache
def cues() -> dict[str, Cue]:
    """All severity cues by id."""
    return _entries(Cue, "severity", "cue")


@functools.cache
def verdict_sentences() -> tuple[VerdictSentence, ...]:
    """The particular sentences of verdicts, in the order they are tried."""
    return tuple(VerdictSentence.model_validate(entry) for entry in _file("verdict")["sentence"])


@functools.cache
def reference_words() -> ReferenceWords:
    """The words by which references to other documents are found."""
    return ReferenceWords.model_validate(_file("references"))


@functools.cache
def messages() -> dict[str, Text]:
    """The fixed words of reports."""
    return {key: Text.model_validate(text) for key, text in _file("messages").items()}


@functools.cache
def practice(practice_id: str) -> Practice:
    """One practice, by id or rule code.

    Raises:
        ConfigError: there is none; names the nearest.
    """
    for entry in practices().values():
        if practice_id in (entry.id, entry.code):
            return entry
    import difflib

    near = difflib.get_close_matches(practice_id, practices(), n=1)
    raise ConfigError(
        f"unknown practice {practice_id!r}", hint=f"did you mean {near[0]!r}?" if near else "see `clausescan practices`"
    )
