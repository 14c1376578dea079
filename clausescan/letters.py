"""Letters that a borrower can send: the quotes and provisions of a report in the templates of data/letters.toml.

A letter says what the agreement states and which provisions that may touch; it accuses nobody, and what only the borrower can know is
left as a marked blank.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import PurePath
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from clausescan.errors import ConfigError, NoGroundsError
from clausescan.knowledge import Lang, Text, channels, provisions
from clausescan.report.outline import name_of, place_of
from clausescan.schema import Finding, Report, Severity, Stance

LetterKind = Literal["withdraw", "delete", "complaint"]
_MOST = 12
"""Clauses that a letter quotes; the most serious ones are kept."""
_PLACE = re.compile(r"\{(?:(file|sender)|blank:([^{}]*))\}")
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Lines(_Entry):
    """Paragraphs in Simplified Chinese and in English, one for one."""

    zh: tuple[str, ...]
    en: tuple[str, ...]

    def in_(self, lang: Lang) -> tuple[str, ...]:
        """The paragraphs in one language."""
        return self.zh if lang == "zh" else self.en


class ChannelRule(_Entry):
    """A complaint channel of data/advice.toml and the practices it is for; empty for all."""

    id: str
    practices: tuple[str, ...]


class Template(_Entry):
    """One kind of letter, as data/letters.toml holds it."""

    id: LetterKind
    title: Text
    recipient: Text
    practices: tuple[str, ...]
    provisions: tuple[str, ...]
    opening: Lines
    requests: Lines
    closing: Lines
    notes: Lines
    channel: tuple[ChannelRule, ...] = ()


class Ground(_Entry):
    """A clause the letter quotes: the words, where they stand, and what they are about."""

    quote: str
    place: str
    note: str


class Section(_Entry):
    """A headed list."""

    heading: str
    items: tuple[str, ...]


class Letter(_Entry):
    """A letter in reading order, ready to be written as Markdown or DOCX."""

    kind: LetterKind
    lang: Lang
    title: str
    recipient: str
    opening: tuple[str, ...]
    grounds_heading: str
    grounds: tuple[Ground, ...]
    more: str
    basis: Section
    requests: Section
    closing: str
    signature: tuple[str, ...]
    channels: Section | None
    notes: Section

    def to_markdown(self) -> str:
        """The letter as CommonMark; quotes are escaped."""
        from clausescan.report.letter import markdown

        return markdown(self)

    def to_docx(self) -> bytes:
        """The letter as a Word document, the same bytes for the same letter."""
        from clausescan.report.letter import docx

        return docx(self)


def letter(
    report: Report, *, kind: LetterKind = "withdraw", to: str = "", sender: str = "", lang: Lang = "zh"
) -> Letter:
    """Fill in a letter about what `report` found.

    Args:
        report: of the agreement the letter is about.
        kind: withdraw consent, ask for deletion, or complain to an authority.
        to: the recipient's name; a marked blank where empty.
        sender: the borrower's name; a marked blank where empty.
        lang: "zh" for the letter to send, "en" for a translation of it to read; quotes stay as they are.

    Raises:
        NoGroundsError: the report has no clause that such a letter is about.
        ConfigError: there is no such kind.
    """
    template = _templates().get(kind)
    if template is None:
        raise ConfigError(f"unknown kind of letter {kind!r}", hint=f"one of {', '.join(_templates())}")
    clauses = _relevant(report, template.practices)
    if not clauses:
        raise NoGroundsError(
            f"{report.source.name}: no clause gives reason for this letter", hint="see what `clausescan analyze` found"
        )
    file = _plain(PurePath(report.source.name).stem)
    names = {"file": file, "sender": _plain(sender) or _blank(_word("sender_blank", lang), lang)}
    left = len(clauses) - _MOST
    return Letter(
        kind=kind,
        lang=lang,
        title=template.title.in_(lang),
        recipient=_word("to", lang, to=_plain(to) or _blank(template.recipient.in_(lang), lang)),
        opening=_filled(template.opening, names, lang),
        grounds_heading=_word("grounds", lang, file=file),
        grounds=tuple(_ground(group, lang) for group in sorted(clauses[:_MOST], key=lambda group: group[0].start)),
        more=_word("more", lang, count=left) if left > 0 else "",
        basis=Section(heading=_word("basis", lang), items=tuple(_provision(i, lang) for i in template.provisions)),
        requests=Section(heading=_word("requests", lang), items=_filled(template.requests, names, lang)),
        closing=_filled(template.closing, names, lang)[0],
        signature=_filled(Lines.model_validate(_data()["signature"]), names, lang),
        channels=_channels(template, clauses, lang),
        notes=Section(heading=_word("notes", lang), items=template.notes.in_(lang)),
    )


def _relevant(report: Report, practices: Sequence[str]) -> list[list[Finding]]:
    """Findings on these practices by clause, the most serious clause first; usual ones only where there is nothing worse."""
    asserted = [f for f in report.findings if f.stance is Stance.ASSERTED and f.practice in practices]
    for least in (Severity.MEDIUM, Severity.LOW):
        clauses: dict[int, list[Finding]] = {}
        for finding in asserted:
            if finding.severity.rank >= least.rank:
                clauses.setdefault(finding.start, []).append(finding)
        if clauses:
            return sorted(clauses.values(), key=lambda group: (-max(f.severity.rank for f in group), group[0].start))
    return []


def _ground(group: Sequence[Finding], lang: Lang) -> Ground:
    articles: dict[str, dict[str, None]] = {}
    for provision in (p for finding in group for p in finding.provisions):
        articles.setdefault(provision.law, {})[provision.article] = None
    cited = "；".join(f"《{law}》{'、'.join(of_it)}" for law, of_it in articles.items())
    names = ("、" if lang == "zh" else ", ").join(name_of(finding, lang) for finding in group)
    return Ground(
        quote=_plain(group[0].quote),
        place=_plain(place_of(group[0], lang)),
        note=_word("ground_note", lang, names=names, provisions=cited),
    )


def _channels(template: Template, clauses: Sequence[Sequence[Finding]], lang: Lang) -> Section | None:
    found = {finding.practice for group in clauses for finding in group}
    fitting = [channels()[c.id] for c in template.channel if not c.practices or found.intersection(c.practices)]
    if not fitting:
        return None
    items = tuple(_word("channel", lang, id=c.id, name=c.name.in_(lang), use=c.use.in_(lang)) for c in fitting)
    return Section(heading=_word("channels", lang), items=items)


def _provision(provision_id: str, lang: Lang) -> str:
    entry = provisions()[provision_id]
    return f"《{entry.law}》{entry.article}：{entry.rule.in_(lang)}"


def _filled(lines: Lines, names: Mapping[str, str], lang: Lang) -> tuple[str, ...]:
    """The paragraphs with names and marked blanks put in, in one pass, so that a name is never read as a template."""

    def put(match: re.Match[str]) -> str:
        return names[match[1]] if match[1] else _blank(match[2], lang)

    return tuple(_PLACE.sub(put, line) for line in lines.in_(lang))


def _blank(what: str, lang: Lang) -> str:
    return _word("blank", lang, what=what)


def _word(key: str, lang: Lang, **values: object) -> str:
    return _words()[key].in_(lang).format(**values)


def _plain(text: str) -> str:
    """One line without characters that XML refuses or that turn the writing direction of what follows."""
    kept = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cs", "Cn"} or c in "\n\t")
    return " ".join("".join(c for c in kept if c not in _TURNING).split())


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("clausescan").joinpath("data", "letters.toml").read_text(encoding="utf-8"))


@functools.cache
def _words() -> dict[str, Text]:
    return {key: Text.model_validate(text) for key, text in _data()["words"].items()}


@functools.cache
def _templates() -> dict[str, Template]:
    return {entry["id"]: Template.model_validate(entry) for entry in _data()["letter"]}
