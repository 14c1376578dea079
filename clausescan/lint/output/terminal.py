"""For people at a terminal: the clause, carets under the words that weigh most, and wording to use instead."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from clausescan.knowledge import Lang
from clausescan.lint.output.common import (
    citations_of,
    left_out_of,
    marked_diff,
    note_of,
    place_of,
    rule_of,
    say,
    suggestion_of,
    summary_of,
)
from clausescan.lint.violations import CheckResult, Violation

_STYLES = {"high": "bold red", "medium": "bold yellow", "low": "cyan", "none": "dim"}
_WIDTH = 72
"""Columns of a quoted clause; a Chinese character takes two."""


def render(result: CheckResult, *, lang: Lang = "zh") -> str:
    """The result as text, with colours where standard output shows them."""
    console = Console(highlight=False, soft_wrap=True)
    with console.capture() as captured:
        advised: set[str] = set()
        for violation in result.violations:
            for line in _violation(violation, lang, advise=violation.code not in advised):
                console.print(line)
            advised.add(violation.code)
        for unread in result.unread:
            console.print(
                Text(f"{_safe(unread.path)}: {say('check_unread', lang)}: {_safe(unread.reason)}", style="bold magenta")
            )
        for note in result.notes:
            place = f"{note.path}:{note.line}" if note.line else note.path
            console.print(Text(_safe(f"{place}: {say('check_note', lang)}: {note_of(note, lang)}"), style="yellow"))
        style = "bold red" if result.exit_code else "bold green"
        console.print(Text(summary_of(result, lang), style=style))
        console.print(Text(left_out_of(result, lang), style="dim"))
    return captured.get()


def _violation(violation: Violation, lang: Lang, *, advise: bool) -> Iterator[Text]:
    style = _STYLES[violation.severity]
    head = Text(f"{_safe(place_of(violation, lang))}: ", style="bold")
    head.append(f"{violation.code} [{say(f'severity_{violation.severity}', lang)}] ", style=style)
    head.append(rule_of(violation).name.in_(lang))
    yield head
    if violation.changed_from is not None:
        yield Text(f"  {say('check_changed', lang)}: {_safe(marked_diff(violation))}", style="yellow")
    if not violation.quote:
        yield Text(f"  {rule_of(violation).summary.in_(lang)}")
    for quoted, carets in quote_lines(violation.quote, violation.spans):
        yield Text(f"  │ {quoted}")
        if carets:
            yield Text(f"  │ {carets}", style=style)
    if violation.needs_review:
        yield Text(f"  = {say('needs_review', lang)}", style="dim")
    cited = citations_of(violation, lang) if advise else ()
    if cited:
        yield Text(f"  = {say('provisions', lang)}: {cited[0]}", style="dim")
    suggestion = suggestion_of(violation, lang) if advise else ""
    if suggestion:
        yield Text(f"  = {say('check_suggestion', lang)}: {suggestion}", style="green")
    yield Text()


def quote_lines(quote: str, spans: tuple[tuple[int, int], ...], width: int = _WIDTH) -> Iterator[tuple[str, str]]:
    """A clause cut into lines of at most `width` columns, each with its carets ("" for none), one a column under the words marked."""
    marked = {at for start, end in spans for at in range(start, end)}
    line, carets, used = "", "", 0
    for at, character in enumerate(quote):
        shown = _shown(character)
        columns = cell_len(shown)
        if used + columns > width:
            yield line, carets.rstrip()
            line, carets, used = "", "", 0
        line += shown
        carets += ("^" if at in marked else " ") * columns
        used += columns
    if line:
        yield line, carets.rstrip()


def _safe(text: str) -> str:
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    # Escape sequences and direction marks in a draft must not steer the terminal.
    return character if character.isprintable() or character == "\u3000" else " "
