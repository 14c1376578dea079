"""Patterns: findings that together mean more, after the rules of data/patterns.toml."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from clausescan.assess.findings import provisions_of
from clausescan.knowledge import LinkRule, PatternRule, advice, patterns
from clausescan.schema import Finding, Pattern, PatternLink, Stance
from clausescan.segment.normal import folded


def patterns_of(findings: Sequence[Finding], text: str) -> tuple[Pattern, ...]:
    """The patterns present, in the order of the data file.

    A pattern is present when every one of its links is filled by an asserted finding, and nothing stands against it. Findings that call for
    a person's look fill none: what drives the verdict must not rest on a doubt.
    """
    asserted: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.stance is Stance.ASSERTED:
            asserted.setdefault(finding.practice, []).append(finding)
    quotes = _Quotes()
    found = (_pattern(rule, asserted, quotes, text) for rule in patterns().values())
    return tuple(pattern for pattern in found if pattern is not None)


class _Quotes(dict[str, str]):
    """Quotes in normalised form, worked out when they are first asked for."""

    def __missing__(self, quote: str) -> str:
        return self.setdefault(quote, folded(quote))


def _pattern(
    rule: PatternRule, asserted: Mapping[str, Sequence[Finding]], quotes: _Quotes, text: str
) -> Pattern | None:
    if any(practice in asserted for practice in rule.absent):
        return None
    links = []
    for link in rule.links:
        filling = [
            f for practice in dict.fromkeys(link.any_of) for f in asserted.get(practice, ()) if _fits(link, f, quotes)
        ]
        if not filling:
            return None
        filling.sort(key=lambda f: (-f.severity.rank, -f.confidence, f.start, f.practice))
        links.append(PatternLink(name=link.name.zh, findings=tuple(dict.fromkeys(f.fingerprint for f in filling))))
    if rule.absent_cues:  # last, for a long text takes long to fold
        normal = folded(text)
        if any(cue in normal for cue in rule.absent_cues):
            return None
    return Pattern(
        id=rule.id,
        name=rule.name.zh,
        severity=rule.severity,
        explanation=rule.explanation.zh,
        links=tuple(links),
        provisions=provisions_of(rule.provisions),
        advice=tuple(advice()[a].zh for a in rule.advice),
    )


def _fits(link: LinkRule, finding: Finding, quotes: _Quotes) -> bool:
    if finding.needs_review or finding.severity.rank < link.at_least.rank:
        return False
    if not link.cues and not link.forbid:
        return True
    quote = quotes[finding.quote]
    if link.cues and not any(cue in quote for cue in _folded(link.cues)):
        return False
    return not any(cue in quote for cue in _folded(link.forbid))


@functools.cache
def _folded(cues: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(folded(cue) for cue in cues)
