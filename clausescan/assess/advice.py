"""What a borrower can do, by what was found: before signing, in collection, after a leak."""

from __future__ import annotations

from collections.abc import Sequence

from clausescan.knowledge import Advice, Practice, advice, patterns, practice
from clausescan.schema import Finding, Pattern, Severity, Stance

Plan = dict[str, tuple[Advice, ...]]
"""Advice by moment, in the order of a borrower's path."""

_MOMENTS = ("before_signing", "in_collection", "after_leak")


def advice_for(known: Practice, severity: Severity) -> tuple[Advice, ...]:
    """The practice's advice that fits a finding of this severity."""
    return tuple(
        piece for piece in (advice()[i] for i in known.advice) if piece.severity_at_least.rank <= severity.rank
    )


def plan_of(findings: Sequence[Finding], patterns_found: Sequence[Pattern]) -> Plan:
    """All advice for a document, each piece once, the advice on the most serious matters first.

    Advice that belongs to no practice is for the whole document, from its own severity on.
    """
    asserted = sorted((f for f in findings if f.stance is Stance.ASSERTED), key=lambda f: (-f.severity.rank, f.start))
    grade = max([f.severity.rank for f in asserted] + [p.severity.rank for p in patterns_found], default=0)
    pieces = [advice()[i] for p in patterns_found for i in patterns()[p.id].advice]
    pieces += [piece for f in asserted for piece in advice_for(practice(f.practice), f.severity)]
    pieces += [a for a in advice().values() if not a.practices and a.severity_at_least.rank <= grade]
    return {when: tuple(dict.fromkeys(a for a in pieces if a.when == when)) for when in _MOMENTS}
