"""From a report to the rules that its document breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from clausescan import knowledge
from clausescan.lint.rules import Rule, RuleKind, rules
from clausescan.lint.violations import Mark, Outcome, key_of
from clausescan.schema import Finding, Report, Severity, Status
from clausescan.segment.normal import normalise


def outcome_of(report: Report, *, allowed_partners: Sequence[str] = ()) -> Outcome:
    """The broken rules in the order of the text, those of the whole document first, and why something was not read.

    Args:
        report: what `analyze` says.
        allowed_partners: names of recipients that a sharing clause may name without being reported.
    """
    if report.status is Status.UNREADABLE:
        return Outcome(unread=report.reason)
    found = [
        *_of_document(report),
        *_of_patterns(report),
        *_of_findings(report, allowed_partners),
        *_not_set_off(report),
    ]
    found.sort(key=lambda mark: (mark.start, mark.end, mark.code))
    return Outcome(marks=tuple(_numbered(found)), unread=report.reason if report.status is Status.PARTIAL else "")


def _numbered(marks: Sequence[Mark]) -> Iterator[Mark]:
    """The marks with equal ones told apart by their order, so that a clause that stands twice is two violations."""
    seen: Counter[tuple[str, str]] = Counter()
    for mark in marks:
        seen[mark.code, mark.key] += 1
        yield mark.model_copy(update={"occurrence": seen[mark.code, mark.key]})


def _of_findings(report: Report, allowed: Sequence[str]) -> Iterator[Mark]:
    by_practice = _by_subject(RuleKind.PRACTICE)
    for finding in report.asserted:
        rule = by_practice.get(finding.practice)
        if rule and finding.severity is not Severity.NONE and not _is_allowed(finding, allowed):
            yield _mark(rule, finding, finding.severity)


def _of_patterns(report: Report) -> Iterator[Mark]:
    """A pattern stands where its last step does; its identity is its code, since the clauses are reported by themselves."""
    by_pattern = _by_subject(RuleKind.PATTERN)
    by_fingerprint = {finding.fingerprint: finding for finding in reversed(report.findings)}
    for pattern in report.patterns:
        last = by_fingerprint[pattern.links[-1].findings[0]]
        mark = _mark(by_pattern[pattern.id], last, pattern.severity)
        yield mark.model_copy(update={"key": "", "needs_review": False})


def _of_document(report: Report) -> Iterator[Mark]:
    """What is missing, what is hidden, and whether it is an agreement at all."""
    by_condition = _by_subject(RuleKind.DOCUMENT)
    if report.status is Status.NOT_AN_AGREEMENT:
        rule = by_condition["not_an_agreement"]
        yield Mark(code=rule.code, severity=rule.severity)
    for missing in report.missing:
        yield Mark(code=missing.code, severity=missing.severity)
    for hidden in report.hidden:
        rule = by_condition["hidden_text"]
        key = key_of(hidden.quote)
        yield Mark(
            code=rule.code, severity=rule.severity, start=hidden.start, end=hidden.end, page=hidden.page, key=key
        )


def _not_set_off(report: Report) -> Iterator[Mark]:
    """Clauses of high severity that look like any other, each once. Plain text cannot set anything off."""
    if report.source.media_type == "text/plain":
        return
    rule = _by_subject(RuleKind.DOCUMENT)["not_emphasized"]
    weighty = {f.start: f for f in report.asserted if f.severity is Severity.HIGH and not f.emphasized}
    for finding in weighty.values():
        yield _mark(rule, finding, rule.severity).model_copy(update={"spans": (), "needs_review": False})


def _mark(rule: Rule, finding: Finding, severity: Severity) -> Mark:
    return Mark(
        code=rule.code,
        severity=severity,
        start=finding.start,
        end=finding.end,
        spans=tuple(sorted((e.start, e.end) for e in finding.evidence)),
        page=finding.location.page,
        key=key_of(finding.quote),
        needs_review=finding.needs_review,
    )


def _by_subject(kind: RuleKind) -> dict[str, Rule]:
    return {rule.subject: rule for rule in rules().values() if rule.kind is kind}


def _is_allowed(finding: Finding, allowed: Sequence[str]) -> bool:
    """Whether a sharing clause names an allowed recipient, and leaves the door open to nobody else."""
    known = knowledge.partners()
    if finding.practice not in known.practices or not allowed:
        return False
    quote = normalise(finding.quote).text
    names = [normalise(name).text for name in allowed]
    if not any(name in quote for name in names):
        return False
    for name in names:
        quote = quote.replace(name, "")
    return not any(normalise(cue).text in quote for cue in known.open_ended)
