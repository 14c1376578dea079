"""What every written report shows, in its order and in one language: the renderers only dress it.

A report carries its texts in Chinese; the English ones are looked up by id, so that a stored report can be shown in either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clausescan.knowledge import Lang, advice, messages, patterns, practice, provisions
from clausescan.schema import Finding, Pattern, Provision, Report, Severity, Status


@dataclass(frozen=True, slots=True)
class Entry:
    """The findings of one practice at one severity, with what is said once for all of them."""

    practice: str
    name: str
    why: str
    provisions: tuple[str, ...]
    advice: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A link of a pattern and its most serious quote."""

    name: str
    finding: Finding
    others: int


@dataclass(frozen=True, slots=True)
class Path:
    """A pattern drawn as its steps."""

    name: str
    severity: Severity
    explanation: str
    steps: tuple[Step, ...]
    provisions: tuple[str, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A report in reading order."""

    title: str
    verdict: str
    grade: Severity
    drivers: tuple[str, ...]
    counts: str
    unread: str
    paths: tuple[Path, ...]
    sections: tuple[tuple[Severity, tuple[Entry, ...]], ...]
    denied: tuple[Finding, ...]
    disclaimer: str


def say(key: str, lang: Lang, **values: object) -> str:
    """A fixed word or sentence of reports, filled in."""
    return messages()[key].in_(lang).format(**values)


def name_of(finding: Finding, lang: Lang) -> str:
    """The practice's name."""
    return finding.name if lang == "zh" else practice(finding.practice).name.en


def place_of(finding: Finding, lang: Lang) -> str:
    """Page and headings of a finding, e.g. "第 3 页 · 第七条 信息使用 > （三）"."""
    page = say("page", lang, page=finding.location.page) if finding.location.page else ""
    return " · ".join(part for part in (page, " > ".join(finding.location.heading_path)) if part)


def outline_of(report: Report, lang: Lang) -> Outline:
    """Arrange a report for reading in `lang`."""
    asserted = report.asserted
    by_fingerprint = {f.fingerprint: f for f in reversed(report.findings)}
    sections = []
    for severity in (Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.NONE):
        entries = _entries([f for f in asserted if f.severity is severity], lang)
        if entries:
            sections.append((severity, entries))
    count = {str(s): sum(1 for f in asserted if f.severity is s) for s in Severity}
    return Outline(
        title=say("title", lang),
        verdict=_verdict(report, lang),
        grade=report.verdict.grade,
        drivers=_drivers(report, lang),
        counts=say("counts", lang, **count),
        unread=_unread(report, lang),
        paths=tuple(_path(pattern, by_fingerprint, lang) for pattern in report.patterns),
        sections=tuple(sections),
        denied=report.denied,
        disclaimer=say("disclaimer", lang),
    )


def _verdict(report: Report, lang: Lang) -> str:
    if lang == "zh":
        return report.verdict.sentence
    special = report.status in (Status.UNREADABLE, Status.NOT_AN_AGREEMENT)
    return say(f"verdict_{report.status if special else report.verdict.grade}", lang)


def _drivers(report: Report, lang: Lang) -> tuple[str, ...]:
    if lang == "zh":
        return report.verdict.drivers
    english = {p.name: patterns()[p.id].name.en for p in report.patterns}
    english |= {f.name: practice(f.practice).name.en for f in report.findings}
    return tuple(english.get(driver, driver) for driver in report.verdict.drivers)


def _unread(report: Report, lang: Lang) -> str:
    if not report.unread_pages:
        return report.reason if lang == "zh" else ""
    pages = "、".join(str(p.page) for p in report.unread_pages)
    if report.status is Status.UNREADABLE:
        return say("all_unread", lang, count=len(report.unread_pages), note=say("scan_hint", lang))
    return say("partial", lang, count=len(report.unread_pages), pages=pages)


def _entries(findings: Sequence[Finding], lang: Lang) -> tuple[Entry, ...]:
    by_practice: dict[str, list[Finding]] = {}
    for finding in findings:
        by_practice.setdefault(finding.practice, []).append(finding)
    ordered = sorted(by_practice.values(), key=lambda group: (-len(group), group[0].start))
    return tuple(_entry(group, lang) for group in ordered)


def _entry(group: Sequence[Finding], lang: Lang) -> Entry:
    first = group[0]
    known = practice(first.practice)
    return Entry(
        practice=first.practice,
        name=name_of(first, lang),
        why=first.why if lang == "zh" else known.why.en,
        provisions=tuple(_cited(p, lang) for p in first.provisions),
        advice=first.advice if lang == "zh" else tuple(advice()[a].en for a in known.advice),
        findings=tuple(group),
    )


def _cited(provision: Provision, lang: Lang) -> str:
    rule = provision.rule if lang == "zh" else provisions()[provision.id].rule.en
    return f"《{provision.law}》{provision.article}：{rule}"


def _path(pattern: Pattern, by_fingerprint: dict[str, Finding], lang: Lang) -> Path:
    known = patterns()[pattern.id]
    steps = tuple(
        Step(link.name if lang == "zh" else rule.name.en, by_fingerprint[link.findings[0]], len(link.findings) - 1)
        for link, rule in zip(pattern.links, known.links, strict=True)
    )
    return Path(
        name=pattern.name if lang == "zh" else known.name.en,
        severity=pattern.severity,
        explanation=pattern.explanation if lang == "zh" else known.explanation.en,
        steps=steps,
        provisions=tuple(_cited(p, lang) for p in pattern.provisions),
        advice=pattern.advice if lang == "zh" else tuple(advice()[a].en for a in known.advice),
    )
