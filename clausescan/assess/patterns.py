"""Patterns: findings that together mean more, after the rules of data/patterns.toml."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from clausescan.assess.findings import provisions_of
from clausescan.knowledge import LinkRule, PatternRule, advice, patterns
from clausescan.schema import Finding, Pattern, PatternLink, Stance
from clausescan.segment.normal import folded, folded_each


def patterns_of(findings: Sequence[Finding], text: str) -> tuple[Pattern, ...]:
    """The patterns present, in the order of the data file.

    A pattern is present when every one of its links is filled by an asserted finding, and nothing stands against it.
    """
    asserted = [f for f in findings if f.stance is Stance.ASSERTED]
    normal = folded(text) if asserted else ""
    folded_quotes = folded_each([f.quote for f in asserted])
    quotes = {f.fingerprint: quote for f, quote in zip(asserted, folded_quotes, strict=True)}
    found = (_pattern(rule, asserted, quotes, normal) for rule in patterns().values())
    return tuple(pattern for pattern in found if pattern is not None)


def _pattern(rule: PatternRule, asserted: Sequence[Finding], quotes: dict[str, str], text: str) -> Pattern | None:
    if any(f.practice in rule.absent for f in asserted) or any(cue in text for cue in rule.absent_cues):
        return None
    links = []
    for link in rule.links:
        filling = [f for f in asserted if _fits(link, f, quotes[f.fingerprint])]
        if not filling:
            return None
        filling.sort(key=lambda f: (-f.severity.rank, -f.confidence, f.start))
        links.append(PatternLink(name=link.name.zh, findings=tuple(dict.fromkeys(f.fingerprint for f in filling))))
    return Pattern(
        id=rule.id,
        name=rule.name.zh,
        severity=rule.severity,
        explanation=rule.explanation.zh,
        links=tuple(links),
        provisions=provisions_of(rule.provisions),
        advice=tuple(advice()[a].zh for a in rule.advice),
    )


def _fits(link: LinkRule, finding: Finding, quote: str) -> bool:
    if finding.practice not in link.any_of or finding.severity.rank < link.at_least.rank:
        return False
    if link.cues and not any(cue in quote for cue in _folded(link.cues)):
        return False
    return not any(cue in quote for cue in _folded(link.forbid))


@functools.cache
def _folded(cues: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(folded(cue) for cue in cues)
