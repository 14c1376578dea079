"""Missing disclosures: what the law wants this kind of document to say and that was not found, after data/disclosures.toml.

Found means that one sentence holds the words of a sign, close together and not denied; a sign may also ask that the model found a
practice in that sentence. Nothing here says that a disclosure is right or complete, and what another document discloses is not seen.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clausescan.assess.findings import provisions_of
from clausescan.classify.stance import negated_spans
from clausescan.document import Clause
from clausescan.knowledge import DisclosureRule, Sign, disclosures
from clausescan.schema import Finding, Kind, Missing, Stance
from clausescan.segment.normal import folded

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Passage:
    """A clause as signs are looked for in it: with the words that introduce it, and what the model found it to claim."""

    text: str
    practices: frozenset[str]


def missing_of(
    kind: Kind, clauses: Sequence[Clause], findings: Sequence[Finding], *, require: tuple[str, ...] = ()
) -> tuple[Missing, ...]:
    """The disclosures that a document of this kind calls for and that were not found, in the order of the data file.

    Args:
        kind: what kind of document it is; most kinds call for none.
        clauses: its clauses, headings among them.
        findings: what the model found; a disclosure may be called for only where a practice is claimed.
        require: codes, or prefixes of codes, of disclosures to look for whatever the kind.
    """
    wanted = [rule for rule in disclosures().values() if kind in rule.kinds or rule.code.startswith(require)]
    if not wanted or not clauses:
        return ()
    passages = list(_passages(clauses, findings))
    return tuple(_missing(rule) for rule in wanted if _called_for(rule, passages) and not _found(rule.signs, passages))


def _passages(clauses: Sequence[Clause], findings: Sequence[Finding]) -> Iterator[_Passage]:
    claimed: dict[int, set[str]] = {}
    for finding in findings:
        if finding.stance is Stance.ASSERTED:
            claimed.setdefault(finding.start, set()).add(finding.practice)
    for clause in clauses:
        head = clauses[clause.head].text if clause.head is not None else ""
        yield _Passage(head + clause.text, frozenset(claimed.get(clause.start, ())))


def _called_for(rule: DisclosureRule, passages: Sequence[_Passage]) -> bool:
    return not rule.when or _found(rule.when, passages)


def _found(signs: tuple[Sign, ...], passages: Sequence[_Passage]) -> bool:
    return any(_shows(passage, sign) for sign in signs for passage in passages)


def _shows(passage: _Passage, sign: Sign) -> bool:
    if sign.practice and sign.practice not in passage.practices:
        return False
    text = passage.text
    groups, forbidden = _folded(sign)
    # Plain containment first: it settles nearly every pair of sentence and sign.
    if not all(any(word in text for word in group) for group in groups):
        return False
    if any(word in text for word in forbidden):
        return False
    denied = [] if sign.even_denied else negated_spans(text)
    places = [_places(text, group, denied) for group in groups]
    edges = [(sorted(start for start, _ in spans), sorted(stop for _, stop in spans)) for spans in places[1:]]
    return not places or any(all(_near(place, *others, sign) for others in edges) for place in places[0])


def _near(place: Span, starts: Sequence[int], stops: Sequence[int], sign: Sign) -> bool:
    """Whether another span begins close after `place` or, unless the sign is ordered, ends close before it."""
    begin, end = place
    after = bisect_left(starts, end)
    if after < len(starts) and starts[after] - end <= sign.within:
        return True
    before = bisect_right(stops, begin) - 1
    return not sign.ordered and before >= 0 and begin - stops[before] <= sign.within


def _places(text: str, words: tuple[str, ...], denied: Sequence[Span]) -> list[Span]:
    """Spans of any of the words that no negation reaches."""
    found = (match.span() for word in words for match in re.finditer(re.escape(word), text))
    return [span for span in found if not _inside(span[0], denied)]


def _inside(at: int, spans: Sequence[Span]) -> bool:
    last = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return last >= 0 and at < spans[last][1]


@functools.cache
def _folded(sign: Sign) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    groups = tuple(tuple(folded(word) for word in group) for group in sign.all_of)
    return groups, tuple(folded(word) for word in sign.forbid)


def _missing(rule: DisclosureRule) -> Missing:
    return Missing(
        id=rule.id,
        code=rule.code,
        name=rule.name.zh,
        severity=rule.severity,
        looked_for=rule.looked_for.zh,
        why=rule.why.zh,
        suggestion=rule.suggestion.zh,
        provisions=provisions_of(rule.provisions),
    )
