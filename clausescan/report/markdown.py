"""The report as Markdown, for issue trackers, wikis and mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.knowledge import Lang
from clausescan.report.inert import visible
from clausescan.report.outline import notes_of, outline_of, place_of, say
from clausescan.report.parts import Entry, Gap, Listed, Outline, Path
from clausescan.schema import Finding, Report

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render(report: Report, *, lang: Lang = "zh") -> str:
    """The report as CommonMark. Quoted text is escaped: a document cannot put markup into its own report."""
    return "\n".join(_lines(report, outline_of(report, lang), lang)) + "\n"


def _lines(report: Report, outline: Outline, lang: Lang) -> Iterator[str]:
    yield f"# {outline.title}"
    yield ""
    yield f"- {say('file', lang)}: {escaped(report.source.name)}"
    if outline.counts:
        yield f"- {outline.counts}"
    yield ""
    yield f"**{outline.verdict}**"
    yield ""
    if outline.drivers:
        yield say("drivers", lang, names=" · ".join(outline.drivers))
        yield ""
    if outline.unread:
        yield f"> {outline.unread}"
        yield ""
    for listed in (outline.hidden, *outline.references):
        if listed.items:
            yield from _section(listed)
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
    yield from _ending(outline, lang)


def _ending(outline: Outline, lang: Lang) -> Iterator[str]:
    if outline.missing:
        yield f"## {say('heading_missing', lang)}"
        yield ""
        yield say("missing_hint", lang)
        yield ""
        for gap in outline.missing:
            yield from _gap(gap, lang)
    if outline.denied:
        yield f"## {say('heading_denied', lang)}"
        yield ""
        for denial in outline.denied:
            yield f"**{' · '.join(denial.names)}**"
            yield ""
            yield from _quote(denial.finding, lang)
    if outline.plan:
        yield f"## {say('heading_plan', lang)}"
        yield ""
        for listed in (*outline.plan, outline.channels):
            yield from _items(f"### {listed.heading}", listed.items)
    yield "---"
    yield ""
    yield outline.disclaimer


def _gap(gap: Gap, lang: Lang) -> Iterator[str]:
    yield f"### {gap.name}"
    yield ""
    yield gap.why
    yield ""
    yield f"- {say('looked_for', lang, what=gap.looked_for)}"
    yield f"- {say('suggestion_heading', lang)}: {gap.suggestion}"
    yield ""
    yield from _items(f"{say('provisions', lang)}:", gap.provisions)


def _section(listed: Listed) -> Iterator[str]:
    yield from _items(f"## {listed.heading}", tuple(escaped(item) for item in listed.items))
    if listed.hint:
        yield listed.hint
        yield ""


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
    yield from _items(f"{say('provisions', lang)}:", path.provisions)
    yield from _items(f"{say('advice', lang)}:", path.advice)


def _entry(entry: Entry, lang: Lang) -> Iterator[str]:
    yield f"### {entry.name}"
    yield ""
    yield entry.why
    yield ""
    for finding in entry.findings:
        yield from _quote(finding, lang)
    yield from _items(f"{say('provisions', lang)}:", entry.provisions)
    yield from _items(f"{say('advice', lang)}:", entry.advice)


def _quote(finding: Finding, lang: Lang) -> Iterator[str]:
    yield f"> {escaped(finding.quote)}"
    note = " · ".join(part for part in (escaped(place_of(finding, lang)), *notes_of(finding, lang)) if part)
    if note:
        yield ">"
        yield f"> — {note}"
    yield ""


def _items(heading: str, items: tuple[str, ...]) -> Iterator[str]:
    if items:
        yield heading
        yield ""
        for item in items:
            yield f"- {item}"
        yield ""


def escaped(text: str) -> str:
    """One line of text in which nothing is markup."""
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", visible(text))).strip()
