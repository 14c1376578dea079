"""Which words of a quote weighed most for a finding, as spans of the source text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from clausescan.classify.features import spread
from clausescan.classify.model import Weights
from clausescan.document import Clause, Document
from clausescan.segment.words import Words

_MOST = 4
_SHARE = 0.4
"""Words that weigh less than this share of the heaviest are not evidence."""
Heavy = tuple[int, int, float]
"""A word's span in its clause, and its weight in log-odds."""


def heavy_words(words: Words, rows: NDArray[np.int64], weights: Weights) -> Iterator[list[Heavy]]:
    """For each claim the words of its clause that weighed enough to be evidence, in text order.

    Args:
        words: of the clauses.
        rows: the clause of each claim.
        weights: of its characters, claim by claim, see `Model.character_weights`.
    """
    long = np.flatnonzero(words.ends - words.starts > 1)  # single characters are no evidence
    first, last = (np.searchsorted(words.rows[long], rows, side=side) for side in ("left", "right"))
    which = long[spread(first, last - first)]
    claim = np.repeat(np.arange(rows.size), last - first)
    starts, ends = (places[which] - words.offsets[rows][claim] for places in (words.starts, words.ends))
    sums, tops = np.zeros(0), np.zeros(rows.size)
    if which.size:
        edges = np.stack((starts, ends), axis=1) + weights.begins[claim][:, None]
        sums = np.add.reduceat(np.append(weights.values, 0.0), edges.ravel())[::2]
        np.maximum.at(tops, claim, sums)
    heavy = np.flatnonzero((sums >= _SHARE * tops[claim]) & (tops[claim] > 0))
    found = list(zip(starts[heavy].tolist(), ends[heavy].tolist(), sums[heavy].tolist(), strict=True))
    for begin, end in itertools.pairwise(np.searchsorted(claim[heavy], np.arange(rows.size + 1)).tolist()):
        yield found[begin:end]


def evidence_of(document: Document, clause: Clause, heavy: Sequence[Heavy]) -> list[dict[str, object]]:
    """Up to four runs of these words of the clause, heaviest first, as `schema.Evidence` has them; weights are rounded for stable output."""
    ranked = sorted(_joined(heavy), key=lambda s: (-round(s[2], 4), s[0]))[:_MOST]
    return [_evidence(document, clause, *span) for span in ranked]


def _joined(spans: Sequence[Heavy]) -> list[Heavy]:
    """Words that follow each other directly, as one."""
    runs: list[Heavy] = []
    for first, last, weight in spans:
        if runs and runs[-1][1] == first:
            runs[-1] = (runs[-1][0], last, runs[-1][2] + weight)
        else:
            runs.append((first, last, weight))
    return runs


def _evidence(document: Document, clause: Clause, first: int, last: int, weight: float) -> dict[str, object]:
    start, end = clause.offsets[first], clause.offsets[last - 1] + 1
    return {"text": document.text[start:end], "start": start, "end": end, "weight": round(weight, 3)}
