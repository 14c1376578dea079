"""The report in a terminal, by rich: colours where they can be shown, widths right for Chinese.

The short form is for a borrower with thirty seconds: verdict, what drives it, the patterns, the worst clauses, what to do. `full` shows all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from clausescan.knowledge import Lang
from clausescan.report.inert import pieces_of, visible
from clausescan.report.outline import counts_of, name_of, notes_of, outline_of, place_of, say
from clausescan.report.parts import Entry, Gap, Outline, Path
from clausescan.schema import Finding, Report, Severity

_STYLES = {Severity.HIGH: "bold red", Severity.MEDIUM: "bold yellow", Severity.LOW: "cyan", Severity.NONE: "green"}
_MOST_DRIVERS = 6
_MOST_CLAUSES = 5
_MOST_ADVICE = 3
_QUOTE_LENGTH = 64
"""Characters of a quote in the short form, cut around the words that weighed most."""

_UNIT = re.compile(r"[!-~]+\s*|\S[，。；：、！？）」》”]*\s*|\s")
"""What is not broken across lines: a Latin word, or a Chinese character with the closing punctuation after it."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A text broken as Chinese is: between any two characters. Rich itself breaks only at blanks."""

    text: Text

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        for paragraph in self.text.split("\n"):
            breaks, used = [], 0
            for unit in _UNIT.finditer(paragraph.plain):
                width = cell_len(unit.group())
                if used and used + cell_len(unit.group().rstrip()) > options.max_width:
                    breaks.append(unit.start())
                    used = 0
                used += width
            for line in paragraph.divide(breaks):
                line.rstrip()
                yield line


def render(report: Report, console: Console, *, lang: Lang = "zh", full: bool = False) -> None:
    """Print the report on `console`: verdict first, then patterns, then clauses by severity."""
    outline = outline_of(report, lang)
    console.print(_verdict(report, outline, lang))
    for listed in (outline.hidden, *outline.references):
        if listed.items:
            console.print(_listed(listed.heading, listed.items, "magenta", listed.hint))
    for part in _full(outline, lang) if full else _short(report, outline, lang):
        console.print(part)
    console.print(Wrapped(Text(outline.disclaimer, style="dim")))


def _verdict(report: Report, outline: Outline, lang: Lang) -> RenderableType:
    style = "bold magenta" if outline.tone in ("unknown", "partial") else _STYLES[outline.grade]
    body = Text(outline.verdict, style=style)
    if outline.drivers:
        names = " · ".join(outline.drivers[:_MOST_DRIVERS])
        if len(outline.drivers) > _MOST_DRIVERS:
            names += " " + say("and_more", lang, count=len(outline.drivers))
        body.append("\n" + say("drivers", lang, names=names), style="default")
    if outline.unread:
        body.append("\n" + outline.unread, style="bold magenta")
    if outline.counts:
        body.append("\n" + outline.counts, style="dim")
    title = Text(f"{outline.title} — {visible(report.source.name)}")
    return Panel(Wrapped(body), title=title, title_align="left", border_style=style)


def _short(report: Report, outline: Outline, lang: Lang) -> Iterator[RenderableType]:
    if outline.paths:
        yield Rule(say("heading_patterns", lang), style=_STYLES[outline.paths[0].severity])
        yield _short_path(outline.paths[0], lang)
        if len(outline.paths) > 1:
            others = " · ".join(path.name for path in outline.paths[1:])
            yield Padding(Wrapped(Text(say("pattern_more", lang, names=others))), (0, 0, 0, 1))
    shown = [step.finding for step in outline.paths[0].steps] if outline.paths else []
    if outline.missing:
        names = " · ".join(gap.name for gap in outline.missing)
        yield Wrapped(Text(say("missing_line", lang, count=len(outline.missing), names=names), style="magenta"))
    worst = _worst(report, shown)
    if worst:
        yield Rule(say("worst", lang), style=_STYLES[worst[0].severity])
        for finding in worst:
            yield _short_clause(finding, lang)
    left = [f for f in report.asserted if f not in worst and f not in shown]
    if left:
        yield Wrapped(Text(say("rest", lang, count=len(left), counts=counts_of(left, lang)), style="dim"))
    if outline.plan:
        first = outline.plan[0]
        yield Rule(f"{say('advice', lang)} · {first.heading}", style="green")
        yield _items(first.items[:_MOST_ADVICE])


def _worst(report: Report, shown: Sequence[Finding]) -> tuple[Finding, ...]:
    """The first clause of each practice at the highest severity from medium on, up to a handful, without those shown before."""
    rank = max((f.severity.rank for f in report.asserted), default=0)
    told = {f.practice for f in shown}
    top = [f for f in report.asserted if f.severity.rank == rank >= Severity.MEDIUM.rank and f.practice not in told]
    return tuple({f.practice: f for f in reversed(top)}.values())[::-1][:_MOST_CLAUSES]


def _short_path(path: Path, lang: Lang) -> RenderableType:
    parts: list[RenderableType] = [Wrapped(Text.assemble((path.name, _STYLES[path.severity]), f"  {path.explanation}"))]
    for number, step in enumerate(path.steps, start=1):
        parts.append(Text.assemble(("↓ " if number > 1 else "  ", "bold"), (f"{number} {step.name}", "bold")))
        parts.append(Padding(Wrapped(_cut(step.finding, lang)), (0, 0, 0, 4)))
    return Padding(Group(*parts), (0, 0, 0, 1))


def _short_clause(finding: Finding, lang: Lang) -> RenderableType:
    name = Text(f" ● {name_of(finding, lang)}", style=_STYLES[finding.severity])
    return Group(name, Padding(Wrapped(_cut(finding, lang)), (0, 0, 0, 3)))


def _cut(finding: Finding, lang: Lang) -> Text:
    quote = _quoted(finding)
    if len(quote) > _QUOTE_LENGTH:
        heaviest = min((span.start for span in quote.spans), default=0)
        start = max(0, min(heaviest - _QUOTE_LENGTH // 4, len(quote) - _QUOTE_LENGTH))
        end = start + _QUOTE_LENGTH
        quote = Text.assemble("…" if start else "", quote[start:end], "…" if end < len(quote) else "")
    return Text.assemble("「", quote, "」", ("  " + place_of(finding, lang), "dim"))


def _full(outline: Outline, lang: Lang) -> Iterator[RenderableType]:
    if outline.paths:
        yield Rule(say("heading_patterns", lang), style="bold red")
        yield from (_path(path, lang) for path in outline.paths)
    for severity, entries in outline.sections:
        count = sum(len(e.findings) for e in entries)
        yield Rule(f"{say(f'heading_{severity}', lang)} ({count})", style=_STYLES[severity])
        yield from (_entry(entry, severity, lang) for entry in entries)
    if outline.missing:
        yield Rule(say("heading_missing", lang), style="magenta")
        yield Wrapped(Text(say("missing_hint", lang), style="dim"))
        yield from (_gap(gap, lang) for gap in outline.missing)
    if outline.denied:
        yield Rule(say("heading_denied", lang), style="green")
        for denial in outline.denied:
            names = Text(" ○ " + " · ".join(denial.names), style="green")
            yield Group(names, Padding(Wrapped(_quote(denial.finding, lang)), (0, 0, 0, 3)))
    if outline.plan:
        yield Rule(say("heading_plan", lang), style="green")
        yield from (_listed(listed.heading, listed.items, "green") for listed in outline.plan)
    yield _listed(outline.channels.heading, outline.channels.items, "green")


def _path(path: Path, lang: Lang) -> RenderableType:
    parts: list[RenderableType] = [Text(path.name, style=_STYLES[path.severity]), Wrapped(Text(path.explanation))]
    for number, step in enumerate(path.steps, start=1):
        parts.append(Text(f"{'↓ ' if number > 1 else ''}{number}. {step.name}", style="bold"))
        parts.append(Padding(Wrapped(_quote(step.finding, lang)), (0, 0, 0, 2)))
    parts.append(_listed(say("provisions", lang), path.provisions, "blue"))
    parts.append(_listed(say("advice", lang), path.advice, "green"))
    return Padding(Group(*parts), (0, 0, 1, 1))


def _entry(entry: Entry, severity: Severity, lang: Lang) -> RenderableType:
    parts: list[RenderableType] = [Text(f"● {entry.name}", style=_STYLES[severity]), Wrapped(Text(entry.why))]
    parts += [Padding(Wrapped(_quote(finding, lang)), (0, 0, 0, 2)) for finding in entry.findings]
    parts.append(_listed(say("provisions", lang), entry.provisions, "blue"))
    parts.append(_listed(say("advice", lang), entry.advice, "green"))
    return Padding(Group(*parts), (0, 0, 1, 1))


def _gap(gap: Gap, lang: Lang) -> RenderableType:
    lines = (
        gap.why,
        say("looked_for", lang, what=gap.looked_for),
        f"{say('suggestion_heading', lang)}: {gap.suggestion}",
    )
    parts: list[RenderableType] = [Text(f"● {gap.name}", style=_STYLES[gap.severity])]
    parts += [Wrapped(Text(line)) for line in lines]
    parts.append(_listed(say("provisions", lang), gap.provisions, "blue"))
    return Padding(Group(*parts), (0, 0, 1, 1))


def _quote(finding: Finding, lang: Lang) -> Text:
    notes = " · ".join(part for part in (place_of(finding, lang), *notes_of(finding, lang)) if part)
    return Text.assemble("「", _quoted(finding), "」", (f"  {notes}" if notes else "", "dim"))


def _quoted(finding: Finding) -> Text:
    """The quote on one line, the words that weighed most underlined."""
    weighed = f"underline {_STYLES[finding.severity]}"
    parts = ((visible(piece.replace("\n", " ")), weighed if heavy else "") for piece, heavy in pieces_of(finding))
    return Text.assemble(*parts)


def _listed(heading: str, items: Sequence[str], style: str, hint: str = "") -> RenderableType:
    if not items:
        return Text(end="")
    parts: list[RenderableType] = [Text(f"{heading}:", style=style), _items(items)]
    return Group(*parts, *([Padding(Wrapped(Text(hint, style="dim")), (0, 0, 0, 3))] if hint else []))


def _items(items: Sequence[str]) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    for item in items:
        grid.add_row(" -", Wrapped(Text(item)))
    return grid
