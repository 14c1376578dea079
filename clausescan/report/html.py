"""The report as one self-contained HTML file, by Jinja2: phone first, readable without scripts, no request leaves it.

Everything from the document is escaped by Jinja2's autoescape. The content security policy admits exactly the style and the script of
the template, by their digests.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

import jinja2
from markupsafe import Markup, escape

from clausescan.knowledge import Lang, groups
from clausescan.report.drawing import bar, icon, path_of
from clausescan.report.outline import Outline, name_of, notes_of, outline_of, place_of, say
from clausescan.schema import Finding, Report, Severity, Stance

_TEMPLATES = "report/templates"
# Characters that turn the direction of text, and other controls: a document could make itself read differently with them.
_CONTROL = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


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
    outline = outline_of(report, lang)
    anchors = {(f.fingerprint, f.start): f"f-{number}" for number, f in enumerate(report.findings)}
    asserted = report.asserted
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            outline=outline,
            lang=lang,
            say=functools.partial(_say, lang),
            place=lambda finding: place_of(finding, lang),
            notes=lambda finding: notes_of(finding, lang),
            anchor_of=lambda finding: anchors[finding.fingerprint, finding.start],
            groups=[(g, name.in_(lang)) for g, name in groups().items() if any(f.group == g for f in asserted)],
            practices=sorted({f.practice: name_of(f, lang) for f in asserted}.items()),
            spans=list(_spans(report, outline, lang)),
            pieces=_pieces,
            drawing=path_of,
            icon=icon,
            bar=bar,
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            style_hash=_digest(style),
            script_hash=_digest(script),
        )
    )


def _say(lang: Lang, key: str, **values: object) -> str:
    return say(key, lang, **values)


@functools.cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FunctionLoader(_template_text)
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    environment.filters["inert"] = _inert
    return environment


@functools.cache
def _template_text(name: str) -> str:
    return files("clausescan").joinpath(_TEMPLATES, name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _inert(text: str) -> Markup:
    """Text escaped, with characters that would turn its direction shown as what they are instead of obeyed."""
    control = Markup('<span class="control">U+{:04X}</span>')
    parts = _CONTROL.split(text)
    controls = [control.format(ord(c)) for c in _CONTROL.findall(text)]
    return Markup("").join(
        piece for pair in zip(map(escape, parts), [*controls, Markup("")], strict=True) for piece in pair
    )


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


def _spans(report: Report, outline: Outline, lang: Lang) -> Iterator[Span]:
    """The whole text in order; findings of one clause share its span, so spans do not overlap."""
    here: dict[tuple[int, int], list[Finding]] = {}
    for finding in (*report.asserted, *(denial.finding for denial in outline.denied)):
        here.setdefault((finding.start, finding.end), []).append(finding)
    at = 0
    for (start, end), group in sorted(here.items()):
        if start < at:
            continue
        yield Span(at, report.text[at:start])
        first = group[0]
        names = " · ".join(_marked_name(f, lang) for f in group)
        yield Span(start, report.text[start:end], first, first.severity, names)
        at = end
    yield Span(at, report.text[at:])


def _marked_name(finding: Finding, lang: Lang) -> str:
    name = name_of(finding, lang)
    return name if finding.stance is Stance.ASSERTED else f"{name} ({say('denial', lang)})"
