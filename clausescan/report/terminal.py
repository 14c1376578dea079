"""The report in a terminal, by rich: colours where they can be shown, widths right for Chinese."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from clausescan.knowledge import Lang
from clausescan.report.outline import Entry, Outline, Path, outline_of, place_of, say
from clausescan.schema import Finding, Report, Severity

_STYLES = {Severity.HIGH: "bold red", Severity.MEDIUM: "bold yellow", Severity.LOW: "cyan", Severity.NONE: "green"}
_MOST_QUOTES = 6
"""Quotes shown for one practice of low or no severity; JSON and Markdown carry all of them."""


def render(report: Report, console: Console, *, lang: Lang = "zh") -> None:
    """Print the report on `console`: verdict first, then patterns, then findings by severity."""
    outline = outline_of(report, lang)
    console.print(_verdict(report, outline))
    if outline.paths:
        console.print(Rule(say("heading_patterns", lang), style="bold red"))
        for path in outline.paths:
            console.print(_path(path, lang))
    for severity, entries in outline.sections:
        console.print(
            Rule(
                f"{say(f'heading_{severity}', lang)} ({sum(len(e.findings) for e in entries)})", style=_STYLES[severity]
            )
        )
        for entry in entries:
            console.print(_entry(entry, severity, lang))
    if outline.denied:
        console.print(Rule(say("heading_denied", lang), style="green"))
        for finding in outline.denied[:_MOST_QUOTES]:
            console.print(Padding(_quote(finding, lang, Severity.NONE), (0, 0, 1, 2)))
        console.print(_more(len(outline.denied), lang))
    console.print(Text(outline.disclaimer, style="dim"))


def _verdict(report: Report, outline: Outline) -> RenderableType:
    body = Text()
    body.append(outline.verdict, style=_STYLES[outline.grade])
    if outline.drivers:
        body.append("\n" + " · ".join(outline.drivers))
    if outline.unread:
        body.append("\n" + outline.unread, style="bold magenta")
    body.append("\n" + outline.counts, style="dim")
    title = Text(f"{outline.title} — {report.source.name}")
    return Panel(body, title=title, title_align="left", border_style=_STYLES[outline.grade])


def _path(path: Path, lang: Lang) -> RenderableType:
    parts: list[RenderableType] = [Text(path.name, style=_STYLES[path.severity]), Text(path.explanation)]
    for number, step in enumerate(path.steps, start=1):
        parts.append(Text(f"{'↓ ' if number > 1 else ''}{number}. {step.name}", style="bold"))
        parts.append(Padding(_quote(step.finding, lang, path.severity), (0, 0, 0, 2)))
    parts += _listed(path.provisions, path.advice, lang)
    return Padding(Group(*parts), (0, 0, 1, 1))


def _entry(entry: Entry, severity: Severity, lang: Lang) -> RenderableType:
    brief = severity in (Severity.LOW, Severity.NONE)
    shown = entry.findings[:_MOST_QUOTES] if brief else entry.findings
    parts: list[RenderableType] = [
        Text(f"● {entry.name}", style=_STYLES[severity]),
        Text(f"{say('why', lang)}: {entry.why}"),
    ]
    parts += [Padding(_quote(finding, lang, severity), (0, 0, 0, 2)) for finding in shown]
    if len(entry.findings) > len(shown):
        parts.append(_more(len(entry.findings), lang))
    parts += _listed(entry.provisions, entry.advice, lang)
    return Padding(Group(*parts), (0, 0, 1, 1))


def _more(count: int, lang: Lang) -> Text:
    left = count - _MOST_QUOTES
    return Text(f"  {say('more_quotes', lang, count=left)}", style="dim") if left > 0 else Text()


def _quote(finding: Finding, lang: Lang, severity: Severity) -> Text:
    text = Text("「")
    start = finding.start
    body = Text(finding.quote.replace("\n", " "))
    for evidence in finding.evidence:
        body.stylize(f"underline {_STYLES[severity]}", evidence.start - start, evidence.end - start)
    text.append_text(body)
    text.append("」")
    note = place_of(finding, lang)
    if finding.needs_review:
        note = f"{note} · {say('needs_review', lang)}".lstrip(" ·")
    if note:
        text.append(f"  {note}", style="dim")
    return text


def _listed(provisions: tuple[str, ...], advice: tuple[str, ...], lang: Lang) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for key, items, style in (("provisions", provisions, "blue"), ("advice", advice, "green")):
        if items:
            parts.append(Text(f"{say(key, lang)}:", style=style))
            parts += [Padding(Text(f"- {item}"), (0, 0, 0, 2)) for item in items]
    return parts
