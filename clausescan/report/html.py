"""The report as one self-contained HTML file: phone first, readable without scripts, no request leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clausescan.knowledge import Lang, groups
from clausescan.report.drawing import bar, icon, path_of
from clausescan.report.inert import pieces_of
from clausescan.report.outline import name_of, notes_of, outline_of, place_of, say
from clausescan.report.page import page
from clausescan.report.parts import Outline
from clausescan.schema import Finding, Report, Severity, Stance


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the document's text: plain, marked with the most serious finding on it, or where something is referred to."""

    start: int
    text: str
    finding: Finding | None = None
    severity: Severity = Severity.NONE
    names: str = ""
    referred: bool = False


def render(report: Report, *, lang: Lang = "zh") -> str:
    """The report as an HTML page."""
    outline = outline_of(report, lang)
    anchors = {(f.fingerprint, f.start): f"f-{number}" for number, f in enumerate(report.findings)}
    asserted = report.asserted
    return page(
        "report.html.j2",
        styles=("report.css",),
        script="report.js",
        lang=lang,
        report=report,
        outline=outline,
        place=lambda finding: place_of(finding, lang),
        notes=lambda finding: notes_of(finding, lang),
        anchor_of=lambda finding: anchors[finding.fingerprint, finding.start],
        groups=[(g, name.in_(lang)) for g, name in groups().items() if any(f.group == g for f in asserted)],
        practices=sorted({f.practice: name_of(f, lang) for f in asserted}.items()),
        spans=list(_spans(report, outline, lang)),
        pieces=pieces_of,
        drawing=path_of,
        icon=icon,
        bar=bar,
    )


def _spans(report: Report, outline: Outline, lang: Lang) -> Iterator[Span]:
    """The whole text in order; findings and references of one clause share its span, so spans do not overlap."""
    here: dict[tuple[int, int], list[Finding]] = {(r.start, r.end): [] for r in report.references}
    for finding in (*report.asserted, *(denial.finding for denial in outline.denied)):
        here.setdefault((finding.start, finding.end), []).append(finding)
    at = 0
    for (start, end), group in sorted(here.items()):
        if start < at:
            continue
        yield Span(at, report.text[at:start])
        quote = report.text[start:end]
        names = " · ".join(_marked_name(f, lang) for f in group)
        yield Span(start, quote, group[0], group[0].severity, names) if group else Span(start, quote, referred=True)
        at = end
    yield Span(at, report.text[at:])


def _marked_name(finding: Finding, lang: Lang) -> str:
    name = name_of(finding, lang)
    return name if finding.stance is Stance.ASSERTED else f"{name} ({say('denial', lang)})"
