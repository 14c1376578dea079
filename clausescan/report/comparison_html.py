"""The comparison as one self-contained HTML page: what got worse first, then both versions clause by clause."""

from __future__ import annotations

from clausescan.comparison.schema import ClauseChange, Comparison, Effect, Happened
from clausescan.knowledge import Lang
from clausescan.report.comparison import comparison_outline
from clausescan.report.drawing import icon
from clausescan.report.page import page
from clausescan.schema import Severity

_LOOKS = {Effect.WORSE: Severity.HIGH, Effect.BETTER: Severity.NONE, Effect.NEUTRAL: Severity.LOW}
"""An effect looks like the severity whose colours mean the same to a reader."""


def render(comparison: Comparison, *, lang: Lang = "zh") -> str:
    """The comparison as an HTML page."""
    return page(
        "comparison.html.j2",
        styles=("report.css", "comparison.css"),
        lang=lang,
        comparison=comparison,
        outline=comparison_outline(comparison, lang),
        looks=_LOOKS,
        icon=icon,
        place=_place,
    )


def _place(change: ClauseChange) -> str:
    """The headings above a clause, the new ones where it is still there."""
    side = change.old if change.happened is Happened.REMOVED else change.new
    return " > ".join(side.heading_path) if side else ""
