"""Which words of a quote weighed most for a finding, as spans of the source text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausescan.classify.model import F64
from clausescan.document import Clause, Document
from clausescan.schema import Evidence
from clausescan.segment.words import words

_MOST = 4
_SHARE = 0.4
"""Words that weigh less than this share of the heaviest are not evidence."""


def evidence_of(document: Document, clause: Clause, weights: F64) -> tuple[Evidence, ...]:
    """Up to four runs of words of the clause, heaviest first; weights are log-odds and rounded for stable output.

    Args:
        document: whose text the spans are of.
        clause: the clause of the finding.
        weights: how much each of its characters weighed, see `Model.character_weights`.
    """
    spans = [(first, last, float(weights[first:last].sum())) for first, last in _word_spans(clause.text)]
    top = max((weight for _, _, weight in spans), default=0.0)
    heavy = _joined([span for span in spans if top > 0 and span[2] >= _SHARE * top])
    ranked = sorted(heavy, key=lambda s: (-round(s[2], 4), s[0]))[:_MOST]
    return tuple(_evidence(document, clause, *span) for span in ranked)


def _word_spans(text: str) -> Iterator[tuple[int, int]]:
    """Places of the words that can stand as evidence: single characters cannot."""
    lowered, at = text.lower(), 0
    for word in words(text):
        at = lowered.index(word, at)
        if len(word) > 1:
            yield at, at + len(word)
        at += len(word)


def _joined(spans: Sequence[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Words that follow each other directly, as one."""
    runs: list[tuple[int, int, float]] = []
    for first, last, weight in spans:
        if runs and runs[-1][1] == first:
            runs[-1] = (runs[-1][0], last, runs[-1][2] + weight)
        else:
            runs.append((first, last, weight))
    return runs


def _evidence(document: Document, clause: Clause, first: int, last: int, weight: float) -> Evidence:
    start, end = clause.offsets[first], clause.offsets[last - 1] + 1
    return Evidence(text=document.text[start:end], start=start, end=end, weight=round(weight, 3))
