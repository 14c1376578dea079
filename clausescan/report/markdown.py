"""The report as Markdown, for issue trackers, wikis and mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.knowledge import Lang
from clausescan.report.outline import Entry, Outline, Path, outline_of, place_of, say
from clausescan.schema import Finding, Report

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render(report: Report, *, lang: Lang = "zh") -> str:
    """The report as CommonMark. Quoted text is escaped: a document cannot put markup into its own report."""
    return "\n".join(_lines(report, outline_of(report, lang), lang)) + "\n"


def _lines(report: Report, outline: Outline, lang: Lang) -> Iterator[str]:
    yield f"# {outline.title}"
    yield ""
    yield f"- {say('file', lang)}: {_escaped(report.source.name)}"
    yield f"- {outline.counts}"
    yield ""
    yield f"**{outline.verdict}**"
    yield ""
    if outline.unread:
        yield f"> {outline.unread}"
        yield ""
    if outline.paths:
        yield f"## {say('heading_patterns', lang)}"
        yield ""
        for path in outline.paths:
            yield from _path(path, lang)
    for severity, entries in outline.sections:
        yield f"## {say(f'heading_{severity}', lang)}"
        yield ""
        for entry in entries:
            yield from _entry(entry, lang)
    if outline.denied:
        yield f"## {say('heading_denied', lang)}"
        yield ""
        for finding in outline.denied:
            yield from _quote(finding, lang)
    yield "---"
    yield ""
    yield outline.disclaimer


def _path(path: Path, lang: Lang) -> Iterator[str]:
    yield f"### {path.name}"
    yield ""
    yield path.explanation
    yield ""
    for number, step in enumerate(path.steps, start=1):
        yield f"{number}. **{step.name}**"
        yield ""
        for line in _quote(step.finding, lang):
            yield f"   {line}".rstrip()
    yield from _listed("provisions", path.provisions, lang)
    yield from _listed("advice", path.advice, lang)


def _entry(entry: Entry, lang: Lang) -> Iterator[str]:
    yield f"### {entry.name}"
    yield ""
    yield f"{say('why', lang)}: {entry.why}"
    yield ""
    for finding in entry.findings:
        yield from _quote(finding, lang)
    yield from _listed("provisions", entry.provisions, lang)
    yield from _listed("advice", entry.advice, lang)


def _quote(finding: Finding, lang: Lang) -> Iterator[str]:
    yield f"> {_escaped(finding.quote)}"
    review = say("needs_review", lang) if finding.needs_review else ""
    note = " · ".join(part for part in (_escaped(place_of(finding, lang)), review) if part)
    if note:
        yield ">"
        yield f"> — {note}"
    yield ""


def _listed(key: str, items: tuple[str, ...], lang: Lang) -> Iterator[str]:
    if items:
        yield f"{say(key, lang)}:"
        yield ""
        for item in items:
            yield f"- {item}"
        yield ""


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", text)).strip()
