"""A comparison in a terminal, by rich: what got worse first, then clause by clause."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from clausescan.comparison.schema import ClauseChange, Comparison, Effect, Happened
from clausescan.knowledge import Lang
from clausescan.report.comparison import Changed, ComparisonOutline, comparison_outline
from clausescan.report.inert import visible
from clausescan.report.outline import say
from clausescan.report.terminal import Wrapped

_STYLES = {Effect.WORSE: "bold red", Effect.BETTER: "green", Effect.NEUTRAL: "cyan"}
_PARTS = {"same": "", "removed": "red strike", "added": "green underline"}
_MARKS = {Happened.ADDED: "+", Happened.REMOVED: "-", Happened.CHANGED: "~", Happened.MOVED: ">"}
# Without colours (a file, a pipe) the words that went and came are told apart by brackets.
_BRACKETS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}


def render(comparison: Comparison, console: Console, *, lang: Lang = "zh") -> None:
    """Print the comparison on `console`."""
    outline = comparison_outline(comparison, lang)
    console.print(_verdict(comparison, outline))
    if outline.practices:
        console.print(_practices(outline, lang))
    for effect, changes in ((Effect.WORSE, outline.worse), (Effect.BETTER, outline.better)):
        if changes:
            console.print(Rule(f"{say(f'heading_{effect}', lang)} ({len(changes)})", style=_STYLES[effect]))
        for change in changes:
            console.print(_change(change, effect, lang))
    if comparison.clauses:
        console.print(Rule(say("heading_clauses_changed", lang), style="dim"))
    for clause in comparison.clauses:
        console.print(_clause(clause, lang, coloured=console.color_system is not None))
    console.print(Wrapped(Text(outline.disclaimer, style="dim")))


def _verdict(comparison: Comparison, outline: ComparisonOutline) -> RenderableType:
    body = Text(outline.sentence, style=_STYLES[outline.effect])
    body.append(f"\n{outline.verdicts}")
    for warning in outline.warnings:
        body.append(f"\n{warning}", style="bold magenta")
    body.append(f"\n{outline.counts}", style="dim")
    names = visible(f"{comparison.old.source.name} → {comparison.new.source.name}")
    title = Text(f"{outline.title} — {names}")
    return Panel(Wrapped(body), title=title, title_align="left", border_style=_STYLES[outline.effect])


def _practices(outline: ComparisonOutline, lang: Lang) -> RenderableType:
    table = Table(box=None, pad_edge=False, title=say("heading_practices_changed", lang), title_justify="left")
    for key in ("practice", "version_step", "effect"):
        table.add_column(say(key, lang))
    for row in outline.practices:
        table.add_row(row.name, row.step, Text(say(f"effect_{row.effect}", lang), style=_STYLES[row.effect]))
    return Padding(table, (0, 0, 1, 1))


def _change(change: Changed, effect: Effect, lang: Lang) -> RenderableType:
    parts: list[RenderableType] = [Wrapped(Text(f"● {change.name}  {change.step}", style=_STYLES[effect]))]
    for key, quote in (("version_old", change.old_quote), ("version_new", change.new_quote)):
        if quote:
            parts.append(
                Padding(Wrapped(Text(f"{say(key, lang)}：「{visible(' '.join(quote.split()))}」")), (0, 0, 0, 2))
            )
    return Padding(Group(*parts), (0, 0, 1, 1))


def _clause(change: ClauseChange, lang: Lang, *, coloured: bool) -> RenderableType:
    place = change.new or change.old
    assert place is not None  # noqa: S101 - a change has at least one side
    line = Text(f"{_MARKS[change.happened]} {say(f'happened_{change.happened}', lang)}  ", style="bold")
    if place.heading_path:
        line.append(" > ".join(place.heading_path) + "  ", style="dim")
    if not change.pieces:
        line.append(place.text, style=_PARTS.get(str(change.happened), ""))
    for piece in change.pieces:
        before, after = ("", "") if coloured else _BRACKETS[piece.part]
        line.append(f"{before}{piece.text}{after}", style=_PARTS[piece.part])
    return Padding(Wrapped(line), (0, 0, 0, 1))
