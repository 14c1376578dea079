"""The report as one self-contained HTML file, by Jinja2: phone first, readable without scripts, no request leaves it.

Everything from the document is escaped by Jinja2's autoescape. The content security policy admits exactly the style and the script of
the template, by their digests.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

import jinja2
from markupsafe import Markup

from clausescan.knowledge import Lang
from clausescan.report.outline import Path, name_of, outline_of, place_of, say
from clausescan.schema import Finding, Report, Severity, Stance

_TEMPLATES = "report/templates"
_NODE = (200, 56)
_GAP = 44


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the document's text: plain, or marked with the most serious finding on it."""

    start: int
    text: str
    finding: Finding | None = None
    severity: Severity = Severity.NONE
    names: str = ""


def render(report: Report, *, lang: Lang = "zh") -> str:
    """The report as an HTML page."""
    style, script = _template_text("report.css"), _template_text("report.js")
    page = _environment().get_template("report.html.j2")
    return page.render(
        report=report,
        outline=outline_of(report, lang),
        lang=lang,
        say=functools.partial(_say, lang),
        place=lambda finding: place_of(finding, lang),
        pieces=_pieces,
        drawing=_drawing,
        ids={(f.fingerprint, f.start): number for number, f in enumerate(report.findings)},
        spans=list(_spans(report, lang)),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=_digest(style),
        script_hash=_digest(script),
    )


def _say(lang: Lang, key: str, **values: object) -> str:
    return say(key, lang, **values)


@functools.cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FunctionLoader(_template_text)
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)


@functools.cache
def _template_text(name: str) -> str:
    return files("clausescan").joinpath(_TEMPLATES, name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _pieces(finding: Finding) -> Iterator[tuple[str, bool]]:
    """The quote cut at its evidence: (text, weighed)."""
    at = 0
    for evidence in sorted(finding.evidence, key=lambda e: e.start):
        start, end = evidence.start - finding.start, evidence.end - finding.start
        if start < at:
            continue
        yield finding.quote[at:start], False
        yield finding.quote[start:end], True
        at = end
    yield finding.quote[at:], False


def _spans(report: Report, lang: Lang) -> Iterator[Span]:
    """The whole text in order; findings of one clause share its span, so spans do not overlap."""
    here: dict[tuple[int, int], list[Finding]] = {}
    for finding in report.findings:
        here.setdefault((finding.start, finding.end), []).append(finding)
    at = 0
    for (start, end), group in sorted(here.items()):
        if start < at:
            continue
        group.sort(key=lambda f: (f.stance is Stance.DENIED, -f.severity.rank, f.practice))
        yield Span(at, report.text[at:start])
        names = "、".join(name_of(f, lang) for f in group)
        yield Span(start, report.text[start:end], group[0], group[0].severity, names)
        at = end
    yield Span(at, report.text[at:])


def _drawing(path: Path) -> Markup:
    """A pattern's steps as boxes joined by arrows, top to bottom so that a phone can show it."""
    width, height = _NODE
    middle = width / 2 + 2
    parts = []
    for number, step in enumerate(path.steps):
        top = number * (height + _GAP) + 2
        parts.append(Markup('<rect x="2" y="{}" width="{}" height="{}" rx="10"/>').format(top, width, height))
        parts.append(Markup('<text x="{}" y="{}">{}</text>').format(middle, top + height / 2 + 5, step.name))
        if number + 1 < len(path.steps):
            foot = top + height
            parts.append(Markup('<line x1="{0}" y1="{1}" x2="{0}" y2="{2}"/>').format(middle, foot, foot + _GAP - 10))
            arrow = f"{middle - 8},{foot + _GAP - 12} {middle + 8},{foot + _GAP - 12} {middle},{foot + _GAP}"
            parts.append(Markup('<polygon points="{}"/>').format(arrow))
    tall = len(path.steps) * (height + _GAP) - _GAP + 4
    label = " → ".join(step.name for step in path.steps)
    opening = Markup('<svg class="path" role="img" aria-label="{}" viewBox="0 0 {} {}">').format(label, width + 4, tall)
    return opening + Markup("").join(parts) + Markup("</svg>")
