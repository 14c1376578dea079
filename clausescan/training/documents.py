"""What a model did on whole documents it had not seen: the counts that correct a prevalence (batch/prevalence.py)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clausescan.assess.findings import claims_of
from clausescan.classify.model import Model
from clausescan.schema import Stance
from clausescan.training.corpora import Passage


def document_counts(
    passages: Sequence[Passage], scores: NDArray[np.float64], model: Model
) -> dict[str, tuple[int, int, int, int]]:
    """Documents by practice: [true positive, false positive, false negative, true negative].

    A document has a practice when one of its clauses asserts it, and is flagged when `analyze` would report such a clause. Lone clauses
    are no documents and are left out.

    Args:
        passages: what was trained on, in the order of the rows of `scores`.
        scores: out-of-fold scores, one row a clause, grouped by source.
        model: its labels give calibration and thresholds.
    """
    names = [label.practice for label in model.labels if label.stance == Stance.ASSERTED]
    counts = {name: [0, 0, 0, 0] for name in names}
    end = 0
    for passage in passages:
        start, end = end, end + len(passage.clauses)
        if not passage.judged:
            continue
        claims = claims_of(model.labels, passage.clauses, model.probabilities(scores[start:end]))
        asserted = {model.labels[c.column] for c in claims}
        flagged = {label.practice for label in asserted if label.stance == Stance.ASSERTED}
        gold = frozenset().union(*passage.labels)
        for name in names:
            counts[name][2 * (name not in flagged) + (name not in gold)] += 1
    return {name: (cells[0], cells[1], cells[2], cells[3]) for name, cells in counts.items()}
