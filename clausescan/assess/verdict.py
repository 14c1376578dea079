"""The verdict: a grade by rule, one sentence, and what drove it.

Rule: the grade is the highest severity among the patterns and the asserted findings. No sum, no score: one serious clause is enough to
be hurt by, and many ordinary ones do not make a serious one.
"""

from __future__ import annotations

from collections.abc import Sequence

from clausescan.knowledge import messages
from clausescan.schema import Finding, Pattern, Severity, Stance, Status, Verdict


def verdict_of(status: Status, findings: Sequence[Finding], patterns: Sequence[Pattern]) -> Verdict:
    """Grade a document.

    Args:
        status: unreadable and not_an_agreement get no grade above none, and a sentence that says so.
        findings: all findings.
        patterns: all patterns.
    """
    if status in (Status.UNREADABLE, Status.NOT_AN_AGREEMENT):
        return Verdict(grade=Severity.NONE, sentence=messages()[f"verdict_{status}"].zh)
    asserted = [f for f in findings if f.stance is Stance.ASSERTED]
    rank = max([f.severity.rank for f in asserted] + [p.severity.rank for p in patterns], default=0)
    grade = Severity.of(rank)
    drivers = [p.name for p in patterns if p.severity is grade]
    drivers += [f.name for f in asserted if f.severity is grade] if rank else []
    return Verdict(grade=grade, sentence=messages()[f"verdict_{grade}"].zh, drivers=tuple(dict.fromkeys(drivers)))
