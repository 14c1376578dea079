"""Small drawings of the HTML report, as inline SVG: the grade's sign, the bar of severities, a pattern's path."""

from __future__ import annotations

import textwrap

from markupsafe import Markup

from clausescan.report.parts import Path
from clausescan.schema import Report, Severity

_STEP = 118
"""Width of a step, in units that are pixels on a phone."""
_SCALE = 1.25
"""A drawing is shown this much larger where there is room."""
_RADIUS = 15
_LINE = 16
_CHINESE, _LATIN = 8, 16
"""Characters in a line of a label."""

_QUESTION = '<circle cx="12" cy="12" r="9.5"/><path d="M9.2 9.3a2.9 2.9 0 1 1 4.2 2.6c-.9.5-1.4 1-1.4 2.1M12 17v.3"/>'
# An octagon, a triangle and circles: the grade can be told without its colour.
_SHAPES = {
    "unknown": _QUESTION,
    "partial": _QUESTION,
    "high": '<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path d="M12 7v6M12 16.5v.5"/>',
    "medium": '<path d="M12 3 2.5 20.5h19z"/><path d="M12 9.5v5M12 17.3v.4"/>',
    "low": '<circle cx="12" cy="12" r="9.5"/><path d="M12 11v6M12 7.3v.4"/>',
    "none": '<circle cx="10.5" cy="10.5" r="7"/><path d="m16 16 5.5 5.5"/>',
}


def icon(tone: str) -> Markup:
    """The sign of a verdict: of its grade, or of what was not read."""
    opening = Markup(
        '<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.2" '
        'stroke-linecap="round" stroke-linejoin="round">'
    )
    return opening + Markup(_SHAPES[tone]) + Markup("</svg>")  # noqa: S704 - our own constants


def bar(report: Report) -> Markup:
    """The shares of the severities among the asserted findings."""
    total = len(report.asserted)
    at = 0.0
    parts = []
    for severity in reversed(Severity):
        width = 100 * sum(f.severity is severity for f in report.asserted) / total
        parts.append(Markup('<rect class="{}" x="{:.2f}" width="{:.2f}" height="8"/>').format(severity, at, width))
        at += width
    opening = Markup('<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">')
    return opening + Markup("").join(parts) + Markup("</svg>")


def path_of(path: Path) -> Markup:
    """A pattern's steps as numbered stations joined by arrows."""
    labels = [_label(step.name) for step in path.steps]
    width, height = _STEP * len(labels), 2 * _RADIUS + 14 + _LINE * max(map(len, labels))
    parts = []
    for number, label in enumerate(labels):
        x, y = _STEP * number + _STEP // 2, _RADIUS + 2
        if number:
            left, tip = x - _STEP + _RADIUS + 6, x - _RADIUS - 6
            parts.append(Markup('<line x1="{}" y1="{}" x2="{}" y2="{}"/>').format(left, y, tip - 8, y))
            parts.append(Markup('<polygon points="{},{} {},{} {},{}"/>').format(tip - 9, y - 6, tip - 9, y + 6, tip, y))
        parts.append(Markup('<circle cx="{}" cy="{}" r="{}"/>').format(x, y, _RADIUS))
        parts.append(Markup('<text class="number" x="{}" y="{}">{}</text>').format(x, y + 5, number + 1))
        for line, words in enumerate(label):
            parts.append(Markup('<text x="{}" y="{}">{}</text>').format(x, y + _RADIUS + _LINE * (line + 1), words))
    description = " → ".join(step.name for step in path.steps)
    opening = Markup('<svg class="path" role="img" aria-label="{}" width="{}" viewBox="0 0 {} {}">').format(
        description, round(_SCALE * width), width, height
    )
    return opening + Markup("").join(parts) + Markup("</svg>")


def _label(name: str) -> list[str]:
    if name.isascii():
        return textwrap.wrap(name, _LATIN)
    lines = -(-len(name) // _CHINESE)
    size = -(-len(name) // lines)
    return [name[at : at + size] for at in range(0, len(name), size)]
