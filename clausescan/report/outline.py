"""What every written report shows, in its order and in one language: the renderers only dress it.

A report carries its texts in Chinese; the English ones are looked up by id, so that a stored report can be shown in either.
"""

from __future__ import annotations

from collections.abc import Sequence

from clausescan.assess.advice import advice_for, plan_of
from clausescan.assess.remedies import numbers_of, remedies_for
from clausescan.assess.verdict import drivers_of, sentence_of
from clausescan.knowledge import Lang, advice, channels, cues, disclosures, messages, patterns, practice, provisions
from clausescan.report.inert import visible
from clausescan.report.parts import Denial, Entry, Gap, Listed, Outline, Path, Step
from clausescan.schema import Finding, Missing, Pattern, Provision, Reference, Report, Severity, Status


def say(key: str, lang: Lang, **values: object) -> str:
    """A fixed word or sentence of reports, filled in."""
    return messages()[key].in_(lang).format(**values)


def name_of(finding: Finding, lang: Lang) -> str:
    """The practice's name."""
    return finding.name if lang == "zh" else practice(finding.practice).name.en


def place_of(finding: Finding, lang: Lang) -> str:
    """Page and headings of a finding, e.g. "第 3 页 · 第七条 信息使用 > （三）"."""
    page = say("page", lang, page=finding.location.page) if finding.location.page else ""
    return " · ".join(part for part in (page, visible(" > ".join(finding.location.heading_path))) if part)


def notes_of(finding: Finding, lang: Lang) -> tuple[str, ...]:
    """What a reader should know of a finding: the cues that moved its severity, and whether a person should look."""
    notes = []
    for cue in (cues()[i] for i in finding.cues if i in cues()):
        key = "lowered" if cue.cap or cue.effect == -1 else "raised"
        notes.append(say(key, lang, note=cue.note.in_(lang)))
    return (*notes, *([say("needs_review", lang)] if finding.needs_review else []))


def counts_of(findings: Sequence[Finding], lang: Lang) -> str:
    """How many findings at each severity, e.g. "高 3 · 低 5"."""
    counts = ((severity, sum(f.severity is severity for f in findings)) for severity in reversed(Severity))
    return " · ".join(say(f"count_{severity}", lang, count=count) for severity, count in counts if count)


def outline_of(report: Report, lang: Lang) -> Outline:
    """Arrange a report for reading in `lang`."""
    by_fingerprint = {f.fingerprint: f for f in reversed(report.findings)}
    verdict, grade_word = _verdict(report, lang), _grade_word(report, lang)
    consequence = verdict.removeprefix(grade_word).lstrip("：: ")
    return Outline(
        title=say("title", lang),
        grade=report.verdict.grade,
        tone=_tone(report),
        grade_word=grade_word,
        verdict=verdict,
        consequence=consequence[:1].upper() + consequence[1:],
        drivers=_drivers(report, lang),
        counts=counts_of(report.asserted, lang),
        unread=_unread(report, lang),
        hidden=_hidden(report, lang),
        references=_references(report, lang),
        paths=tuple(_path(pattern, by_fingerprint, lang) for pattern in _worst_first(report.patterns)),
        sections=_sections(report.asserted, lang),
        denied=_denied(report.denied, lang),
        missing=tuple(_gap(missing, lang) for missing in report.missing),
        plan=_plan(report, lang),
        channels=Listed(
            say("channels", lang),
            tuple(f"{c.id} {c.name.in_(lang)}: {c.use.in_(lang)}" for c in channels().values()),
        ),
        disclaimer=say("disclaimer", lang),
    )


def _has_verdict(report: Report) -> bool:
    return report.status not in (Status.UNREADABLE, Status.NOT_AN_AGREEMENT)


def _tone(report: Report) -> str:
    """The grade, but "unknown" or "partial" for what was not read: that never looks like clean."""
    if not _has_verdict(report):
        return "unknown"
    harmless = report.verdict.grade.rank <= Severity.LOW.rank
    return "partial" if report.status is Status.PARTIAL and harmless else str(report.verdict.grade)


def _grade_word(report: Report, lang: Lang) -> str:
    return say(f"grade_{_tone(report)}", lang)


def _verdict(report: Report, lang: Lang) -> str:
    if lang == "zh":
        return report.verdict.sentence
    drivers = drivers_of(report.verdict.grade, report.findings, report.patterns)
    return sentence_of(report.status, report.verdict.grade, tuple(drivers)).in_(lang)


def _drivers(report: Report, lang: Lang) -> tuple[str, ...]:
    if lang == "zh":
        return report.verdict.drivers
    ids = drivers_of(report.verdict.grade, report.findings, report.patterns)
    return tuple(patterns()[i].name.en if i in patterns() else practice(i).name.en for i in ids)


def _unread(report: Report, lang: Lang) -> str:
    read = _missing_pages(report, lang)
    if not report.ocr_pages:
        return read
    pages = numbers_of(report.ocr_pages, lang)
    return " ".join(part for part in (read, say("ocr_pages", lang, pages=pages)) if part)


def _missing_pages(report: Report, lang: Lang) -> str:
    if not report.unread_pages:
        return report.reason if lang == "zh" else ""
    pages = numbers_of((page.page for page in report.unread_pages), lang)
    remedies = remedies_for((page.remedy for page in report.unread_pages), lang)
    if report.status is Status.UNREADABLE:
        return say("all_unread", lang, count=len(report.unread_pages), note=say("scan_hint", lang)) + remedies
    return say("partial", lang, count=len(report.unread_pages), pages=pages) + remedies


def _hidden(report: Report, lang: Lang) -> Listed:
    """Text that a person would not see, which is one way to have something signed."""
    items = []
    for hidden in report.hidden:
        page = say("page", lang, page=hidden.page) if hidden.page else ""
        note = " · ".join(part for part in (page, say(f"hidden_{hidden.reason}", lang)) if part)
        items.append(f"「{visible(' '.join(hidden.quote.split()))}」 {note}")
    return Listed(say("hidden_heading", lang), tuple(items), say("hidden_hint", lang))


def _references(report: Report, lang: Lang) -> tuple[Listed, ...]:
    postings = [r for r in report.references if r.kind == "posting"]
    documents = [r for r in report.references if r.kind != "posting"]
    lists = (
        Listed(
            say(f"{key}_heading", lang),
            tuple(map(_title, found)),
            say(f"{key}_hint", lang),
            tuple(r.start for r in found),
        )
        for key, found in (("references", documents), ("postings", postings))
    )
    return tuple(listed for listed in lists if listed.items)


def _title(reference: Reference) -> str:
    title = visible(reference.title)
    return f"《{title}》" if reference.kind == "document" else title


def _sections(asserted: Sequence[Finding], lang: Lang) -> tuple[tuple[Severity, tuple[Entry, ...]], ...]:
    by_severity = ((s, [f for f in asserted if f.severity is s]) for s in reversed(Severity))
    return tuple((severity, _entries(findings, lang)) for severity, findings in by_severity if findings)


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
        group=first.group,
        name=name_of(first, lang),
        why=first.why if lang == "zh" else known.why.en,
        provisions=tuple(cited(p, lang) for p in first.provisions),
        advice=first.advice if lang == "zh" else tuple(piece.en for piece in advice_for(known, first.severity)),
        findings=tuple(group),
    )


def cited(provision: Provision, lang: Lang) -> str:
    """A provision as reports cite it: law and article, level, date from which it applies, paraphrase."""
    source, rule = f"《{provision.law.removeprefix('中华人民共和国')}》{provision.article}", provision.rule
    if lang == "en" and provision.id in provisions():
        known = provisions()[provision.id]
        source, rule = known.cited_en, known.rule.en
    level = say(f"level_{provision.level}", lang)
    return say("cited", lang, source=source, level=level, effective=provision.effective, rule=rule)


def _denied(findings: Sequence[Finding], lang: Lang) -> tuple[Denial, ...]:
    """Denials by clause. A denial reassures, so only those that need no review are shown."""
    by_clause: dict[tuple[int, int], list[Finding]] = {}
    for finding in findings:
        if not finding.needs_review:
            by_clause.setdefault((finding.start, finding.end), []).append(finding)
    return tuple(Denial(group[0], tuple(name_of(f, lang) for f in group)) for group in by_clause.values())


def _gap(missing: Missing, lang: Lang) -> Gap:
    known = disclosures().get(missing.id)
    english = known if lang == "en" else None
    return Gap(
        name=english.name.en if english else missing.name,
        severity=missing.severity,
        looked_for=english.looked_for.en if english else missing.looked_for,
        why=english.why.en if english else missing.why,
        suggestion=english.suggestion.en if english else missing.suggestion,
        provisions=tuple(cited(p, lang) for p in missing.provisions),
    )


def _worst_first(found: Sequence[Pattern]) -> list[Pattern]:
    return sorted(found, key=lambda pattern: -pattern.severity.rank)


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
        provisions=tuple(cited(p, lang) for p in pattern.provisions),
        advice=pattern.advice if lang == "zh" else tuple(advice()[a].en for a in known.advice),
    )


def _plan(report: Report, lang: Lang) -> tuple[Listed, ...]:
    if not _has_verdict(report):
        return ()
    plan = plan_of(report.findings, report.patterns)
    lists = (
        Listed(say(f"when_{when}", lang), tuple(getattr(piece, lang) for piece in pieces))
        for when, pieces in plan.items()
    )
    return tuple(listed for listed in lists if listed.items)
