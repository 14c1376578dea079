"""The verdict: a grade by rule, one sentence, and what drove it.

Rule: the grade is the highest severity among the patterns and the asserted findings. No sum, no score: one serious clause is enough to
be hurt by, and many ordinary ones do not make a serious one. The drivers are what stands at that severity, patterns first. The sentence is
the first of data/verdict.toml with this grade that names a driver, else the grade's general one.
"""

from __future__ import annotations

from collections.abc import Sequence

from clausescan.knowledge import Text, messages, verdict_sentences
from clausescan.schema import Finding, Pattern, Severity, Stance, Status, Verdict

_NO_GRADE = (Status.UNREADABLE, Status.NOT_AN_AGREEMENT)


def verdict_of(status: Status, findings: Sequence[Finding], patterns: Sequence[Pattern]) -> Verdict:
    """Grade a document.

    Args:
        status: unreadable and not_an_agreement get no grade above none, and a sentence that says so.
        findings: all findings.
        patterns: all patterns.
    """
    grade = Severity.NONE if status in _NO_GRADE else _grade(findings, patterns)
    drivers = drivers_of(grade, findings, patterns)
    return Verdict(grade=grade, sentence=sentence_of(status, grade, tuple(drivers)).zh, drivers=tuple(drivers.values()))


def _grade(findings: Sequence[Finding], patterns: Sequence[Pattern]) -> Severity:
    ranks = [f.severity.rank for f in findings if f.stance is Stance.ASSERTED] + [p.severity.rank for p in patterns]
    return Severity.of(max(ranks, default=0))


def drivers_of(grade: Severity, findings: Sequence[Finding], patterns: Sequence[Pattern]) -> dict[str, str]:
    """Names by id of the patterns, then the practices in text order, that stand at the grade; none for a grade of none."""
    if grade is Severity.NONE:
        return {}
    names = {p.id: p.name for p in patterns if p.severity is grade}
    return names | {f.practice: f.name for f in findings if f.stance is Stance.ASSERTED and f.severity is grade}


def sentence_of(status: Status, grade: Severity, drivers: Sequence[str]) -> Text:
    """The verdict's one sentence, given the ids of what drives it."""
    if status in _NO_GRADE:
        return messages()[f"verdict_{status}"]
    fitting = (line for line in verdict_sentences() if line.grade is grade and not set(line.any_of).isdisjoint(drivers))
    return next(fitting, messages()[f"verdict_{grade}"])
