"""Scores of sentences in the light of the sentences around them, for CAPP-130's topics: its files keep the order of the policies.

A sentence like "我们会征求您的同意" has the topic of its section, and in the official files the same sentence stands more than once with other
topics. A second stage therefore sees the scores of a sentence and of those around it in the same file; it is the mean of a logistic regression
and of boosted trees (Friedman 2001). No label of a neighbour is used, and nothing of the test split but its sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from clausescan.training.fit import SEED

F64 = NDArray[np.float64]
Bools = NDArray[np.bool_]
_NEAR = 2
"""So many sentences on each side are seen one by one …"""
_FAR, _DECAYS = 14, (0.5, 0.8)
"""… and so many as means that fade with the distance."""
_DRAWS = 3
"""How often a split is thinned anew; each draw shows a sentence with other neighbours."""
_SLOPE = 2.0
_STAGES: tuple[Callable[[], LogisticRegression | HistGradientBoostingClassifier], ...] = (
    lambda: LogisticRegression(C=0.1, max_iter=300),
    lambda: HistGradientBoostingClassifier(
        max_iter=250, learning_rate=0.04, max_leaf_nodes=8, min_samples_leaf=40, l2_regularization=20, random_state=SEED
    ),
)


def around(scores: F64) -> F64:
    """For each sentence its scores, and those of the sentences around it, squashed to 0–1 (0 past either end)."""
    likely = expit(_SLOPE * scores)
    pieces = [scores]
    for distance in range(1, _NEAR + 1):
        pieces += [_moved(likely, distance), _moved(likely, -distance)]
    for decay in _DECAYS:
        weights = [decay**distance for distance in range(1, _FAR + 1)]
        fading = [w * (_moved(likely, d) + _moved(likely, -d)) for d, w in enumerate(weights, start=1)]
        pieces.append(np.sum(fading, axis=0) / (2 * sum(weights)))
    return np.hstack(pieces)


def _moved(rows: F64, distance: int) -> F64:
    """The rows so many places further on, or back; 0 past either end."""
    nothing = np.zeros((abs(distance), rows.shape[1]))
    start = abs(distance) + distance
    moved: F64 = np.vstack([nothing, rows, nothing])[start : start + len(rows)]
    return moved


def thinned(scores: F64, parts: int, draw: int) -> F64:
    """As `around`, with the sentences dealt at random into `parts` files that keep their order: as far apart as those of a smaller split."""
    part = np.random.default_rng((SEED, draw)).integers(0, parts, len(scores))
    found: F64 = np.zeros((len(scores), around(scores[:0]).shape[1]))
    for each in range(parts):
        found[part == each] = around(scores[part == each])
    return found


def in_order(splits: Sequence[tuple[F64, Bools]], sentences: Sequence[str], outside: F64) -> tuple[F64, Bools, F64]:
    """Scores 0–1 with the neighbours seen.

    Args:
        splits: out-of-fold scores and labels of each training split, in the order of its file.
        sentences: the sentences of all splits; equal ones stay in one fold.
        outside: scores of the test split, in the order of its file.

    Returns:
        Out-of-fold scores of the training sentences (once for each draw), their labels, and the scores of the test sentences.
    """
    sizes = [max(round(len(scores) / len(outside)), 1) for scores, _ in splits]
    rows = [
        np.vstack([thinned(scores, parts, draw) for (scores, _), parts in zip(splits, sizes, strict=True)])
        for draw in range(_DRAWS)
    ]
    known = np.vstack(rows)
    targets: Bools = np.vstack([labels for _, labels in splits] * _DRAWS)
    groups = np.tile(np.unique(list(sentences), return_inverse=True)[1], _DRAWS)
    asked = around(outside)
    inside, found = np.zeros(targets.shape), np.zeros(outside.shape)
    for column in range(targets.shape[1]):
        truth = targets[:, column]
        for stage in _STAGES:
            told = cross_val_predict(stage(), known, truth, cv=GroupKFold(3), groups=groups, method="predict_proba")
            inside[:, column] += told[:, 1] / len(_STAGES)
            found[:, column] += stage().fit(known, truth).predict_proba(asked)[:, 1] / len(_STAGES)
    return inside, targets, found
