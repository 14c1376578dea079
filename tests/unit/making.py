"""Findings and patterns made by hand, so that what follows from them is tested without the model."""

from __future__ import annotations

from clausescan.assess.findings import fingerprint_of, provisions_of
from clausescan.knowledge import patterns, practice
from clausescan.schema import Finding, Location, Pattern, PatternLink, Severity, Stance


def finding(
    practice_id: str,
    severity: Severity,
    quote: str = "本条款为示例。",
    *,
    stance: Stance = Stance.ASSERTED,
    start: int = 0,
) -> Finding:
    known = practice(practice_id)
    return Finding(
        practice=known.id,
        name=known.name.zh,
        group=known.group,
        stance=stance,
        severity=severity,
        confidence=0.9,
        start=start,
        end=start + len(quote),
        quote=quote,
        location=Location(),
        why=known.why.zh,
        provisions=provisions_of(known.provisions),
        fingerprint=fingerprint_of(known.id, stance, quote),
    )


def pattern(pattern_id: str, *fingerprints: str) -> Pattern:
    """A pattern each of whose links these findings fill."""
    rule = patterns()[pattern_id]
    return Pattern(
        id=rule.id,
        name=rule.name.zh,
        severity=rule.severity,
        explanation=rule.explanation.zh,
        links=tuple(PatternLink(name=link.name.zh, findings=fingerprints) for link in rule.links),
        provisions=provisions_of(rule.provisions),
    )
