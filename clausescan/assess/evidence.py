"""Which words of a quote weighed most for a finding, as spans of the source text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clausescan.classify.model import Model
from clausescan.document import Clause, Document
from clausescan.schema import Evidence

_MOST = 4
_SHARE = 0.5
"""Characters that weigh less than this share of the heaviest are not evidence."""


def evidence_of(
    document: Document, clauses: Sequence[Clause], model: Model, row: int, column: int
) -> tuple[Evidence, ...]:
    """Up to four spans of the clause, heaviest first; weights are log-odds and rounded for stable output."""
    clause = clauses[row]
    weights = model.character_weights(clauses, row, column)
    if not weights.size or weights.max() <= 0:
        return ()
    smooth = np.convolve(weights, [0.25, 0.5, 0.25])[1:-1]
    heavy = smooth >= _SHARE * smooth.max()
    edges = np.flatnonzero(np.diff(np.concatenate(([0], heavy.astype(np.int8), [0]))))
    spans = [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
    ranked = sorted(spans, key=lambda s: (-round(float(weights[s[0] : s[1]].sum()), 4), s[0]))[:_MOST]
    found = []
    for first, last in ranked:
        start, end = clause.offsets[first], clause.offsets[last - 1] + 1
        found.append(
            Evidence(
                text=document.text[start:end], start=start, end=end, weight=round(float(weights[first:last].sum()), 3)
            )
        )
    return tuple(found)
