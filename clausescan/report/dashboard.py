"""A store's summary as one self-contained HTML page: tables that read without their drawings, and drawings in inline SVG, no scripts."""

from __future__ import annotations

import functools
from pathlib import PurePath
from typing import Final

from markupsafe import Markup

from clausescan.batch.families import largest
from clausescan.batch.prevalence import Share
from clausescan.batch.store import Store
from clausescan.batch.summary import Cell, Group, Summary
from clausescan.knowledge import Lang, Practice, disclosures, groups, kinds, patterns, practices
from clausescan.report.outline import say
from clausescan.report.page import page

_MOST_GROUPS: Final = 24
_MOST: Final = 20
_ENOUGH: Final = 5
"""Agreements of a group from which on correcting its shares is worth the ink; below, intervals span nearly everything."""


def render(store: Store, summary: Summary, *, uncorrected: str = "", lang: Lang = "zh") -> str:
    """The dashboard.

    Args:
        store: what `summary` sums up.
        summary: its figures.
        uncorrected: why there are no corrected shares, a key of messages.toml; "" where there are.
        lang: language of the page.
    """
    periods = summary.by("period")
    return page(
        "dashboard.html.j2",
        styles=("report.css", "dashboard.css"),
        lang=lang,
        name=functools.partial(_name, lang),
        overall=summary.overall(),
        templates=summary.templates(),
        summary=summary,
        uncorrected=uncorrected,
        groups=_grouped(lang),
        lenders=summary.by("lender"),
        kinds=summary.by("kind"),
        periods=periods,
        trend=trend(periods) if len(periods) > 1 else "",
        families=largest(store, _MOST) if summary.grouped else [],
        worst=summary.worst(_MOST),
        most=_MOST_GROUPS,
        enough=_ENOUGH,
        percent=percent,
        interval=interval,
        bars=bars,
        shade=shade,
        stem=lambda path: PurePath(path).name,
    )


def _name(lang: Lang, ident: str) -> str:
    """What the knowledge calls a practice, pattern, disclosure or kind; itself where it is none of them."""
    for known in (practices(), patterns(), disclosures(), kinds()):
        if entry := known.get(ident):
            return entry.name.in_(lang)
    return say("summary_other_kind", lang) if ident == "other" else ident


def _grouped(lang: Lang) -> list[tuple[str, list[Practice]]]:
    members = [(name.in_(lang), [p for p in practices().values() if p.group == g]) for g, name in groups().items()]
    return [(title, found) for title, found in members if found]


def percent(value: float) -> str:
    """A share in whole percent; never 0 or 100 for what is neither."""
    if 0 < value < 0.01:
        return "<1%"
    if 0.99 < value < 1:
        return ">99%"
    return f"{100 * value:.0f}%"


def interval(share: Share) -> str:
    """A share's 95 % interval in whole percent."""
    return f"{100 * share.low:.0f}–{100 * share.high:.0f}%"


def shade(cell: Cell) -> int:
    """How dark a cell of a grid is, 0 to 5."""
    return -(-5 * cell.count // cell.of) if cell.of else 0


def bars(*shares: tuple[str, Share | None]) -> Markup:
    """A bar with its interval for each share, named by its class; the table beside it says the same in numbers."""
    drawn = []
    for row, (name, share) in enumerate(shares):
        if share is None:
            continue
        top, low, high = 10 * row, 100 * share.low, 100 * share.high
        drawn.append(
            Markup(
                '<rect class="{0}" y="{1}" width="{2:.2f}" height="7"/>'
                '<path class="whisker" d="M{3:.2f} {4}H{5:.2f}M{3:.2f} {6}v4M{5:.2f} {6}v4"/>'
            ).format(name, top + 1, 100 * share.value, low, top + 4.5, high, top + 2.5)
        )
    opening = Markup('<svg class="bars" viewBox="0 0 100 {}" preserveAspectRatio="none" aria-hidden="true">')
    return opening.format(10 * len(shares)) + Markup("").join(drawn) + Markup("</svg>")


def trend(periods: list[Group]) -> Markup:
    """The share of high-risk agreements by period, with intervals."""
    step, height, left = 56, 130, 34
    places = [(left + step * (i + 0.5), g, g.grades["high"].raw) for i, g in enumerate(periods)]
    width = left + step * len(periods)
    drawn = [_grid(width, height, left, level) for level in (0, 50, 100)]
    points = []
    for x, group, share in places:
        if share is None:
            continue
        y, low, high = (height * (1 - v) + 12 for v in (share.value, share.low, share.high))
        points.append(f"{x:.1f},{y:.1f}")
        drawn.append(Markup('<path class="whisker" d="M{0:.1f} {1:.1f}V{2:.1f}"/>').format(x, low, high))
        drawn.append(Markup('<circle class="raw" cx="{:.1f}" cy="{:.1f}" r="4"/>').format(x, y))
        drawn.append(Markup('<text x="{:.1f}" y="{}">{}</text>').format(x, height + 28, group.name[:8]))
    drawn.insert(3, Markup('<polyline points="{}"/>').format(" ".join(points)))
    opening = Markup('<svg class="trend" viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-hidden="true">')
    return opening.format(width, height + 36) + Markup("").join(drawn) + Markup("</svg>")


def _grid(width: int, height: int, left: int, level: int) -> Markup:
    y = height * (1 - level / 100) + 12
    return Markup(
        '<path class="grid" d="M{0} {1:.1f}H{2}"/><text class="level" x="{3}" y="{4:.1f}">{5}%</text>'
    ).format(left, y, width, left - 4, y + 4, level)
