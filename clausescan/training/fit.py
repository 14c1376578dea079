"""Fitting: one calibrated linear classifier for each practice and stance.

Method: TF-IDF blocks (see classify.features), linear support vector machines by dual coordinate descent (Fan et al. 2008, LIBLINEAR),
Platt calibration and thresholds from out-of-fold scores of a cross-validation grouped by source, so that no document helps to judge
another of the same platform.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from clausescan.classify.features import BLOCKS, Block, Grams, extract
from clausescan.classify.model import Label, Model, weighed
from clausescan.training.corpora import Passage

SEED = 20261124
F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settings:
    """What training can be told. The defaults were chosen by grouped cross-validation (benchmarks/accuracy.py)."""

    c: float = 0.3
    c_choosing: float = 0.1
    min_count: int = 2
    max_features: int = 28_000
    folds: int = 5
    min_positive: int = 6
    blocks: tuple[Block, ...] = BLOCKS


@dataclass(frozen=True, slots=True)
class Table:
    """All clauses of a corpus as one table: features block by block, targets, groups, sample weights."""

    grams: tuple[Grams, ...]
    labels: tuple[frozenset[str], ...]
    risks: tuple[int, ...]
    groups: NDArray[np.int64]
    weights: F64
    own: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """Number of clauses."""
        return len(self.labels)


def table_of(passages: Sequence[Passage], blocks: tuple[Block, ...] = BLOCKS) -> Table:
    """Extract the features of every clause once; rows run over all passages."""
    pieces: list[list[Grams]] = [[] for _ in blocks]
    labels: list[frozenset[str]] = []
    risks: list[int] = []
    groups: list[int] = []
    weights: list[float] = []
    own: list[bool] = []
    numbers: dict[str, int] = {}
    for passage in passages:
        for block, grams in enumerate(extract(passage.clauses, blocks)):
            pieces[block].append(
                Grams(grams.block, grams.rows + np.int32(len(labels)), grams.hashes, grams.starts, grams.ends)
            )
        size = len(passage.clauses)
        labels += passage.labels
        risks += passage.risks
        groups += [numbers.setdefault(passage.source, len(numbers))] * size
        weights += [passage.weight] * size
        own += [passage.own] * size
    merged = tuple(
        Grams(
            block.name,
            *(np.concatenate([getattr(g, name) for g in found]) for name in ("rows", "hashes", "starts", "ends")),
        )
        for block, found in zip(blocks, pieces, strict=True)
    )
    return Table(merged, tuple(labels), tuple(risks), np.array(groups), np.array(weights), np.array(own))


def vocabulary_of(
    table: Table, rows: NDArray[np.bool_], *, min_count: int
) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Sorted hashes seen in at least `min_count` of the marked clauses, and their idf."""
    hashes, counts = [], []
    for grams in table.grams:
        kept = rows[grams.rows]
        pairs = np.unique(np.stack([grams.hashes[kept], grams.rows[kept].astype(np.uint64)]), axis=1)
        found, count = np.unique(pairs[0], return_counts=True)
        hashes.append(found[count >= min_count])
        counts.append(count[count >= min_count])
    vocabulary, frequency = np.concatenate(hashes), np.concatenate(counts)
    order = np.argsort(vocabulary)
    size = int(rows.sum())
    idf = np.log((1 + size) / (1 + frequency[order])) + 1
    return vocabulary[order], idf.astype(np.float32)


def matrix_of(
    table: Table, vocabulary: NDArray[np.uint64], idf: NDArray[np.float32], blocks: tuple[Block, ...]
) -> csr_matrix:
    """The clauses as rows of a sparse matrix, exactly the values that inference uses."""
    shape = (table.size, vocabulary.size)
    total = csr_matrix(shape, dtype=np.float64)
    for block, grams in zip(blocks, table.grams, strict=True):
        rows, columns, values = weighed(grams, vocabulary, idf, block.weight)
        total = total + csr_matrix((values, (rows, columns)), shape=shape)
    return total.tocsr()


def targets_of(
    labels: Sequence[frozenset[str]], practices: Sequence[str]
) -> tuple[list[tuple[str, str]], NDArray[np.bool_]]:
    """Columns (practice, stance) and a boolean table of who has which."""
    columns = [(p, "asserted") for p in practices] + [(p, "denied") for p in practices]
    names = [p if stance == "asserted" else f"-{p}" for p, stance in columns]
    return columns, np.array([[name in row for name in names] for row in labels], dtype=np.bool_)


def fit_columns(
    matrix: csr_matrix, targets: NDArray[np.bool_], weights: F64, settings: Settings, *, c: float, tolerance: float
) -> tuple[F64, F64]:
    """Coefficients (features × columns) and intercepts; a column with too few positives gets a constant "no"."""
    coefficients = np.zeros((matrix.shape[1], targets.shape[1]))
    intercepts = np.full(targets.shape[1], -8.0)
    for column in range(targets.shape[1]):
        target = targets[:, column]
        if int(target.sum()) < settings.min_positive:
            continue
        # Between no and full class balancing: rare practices are lifted, and common ones not drowned.
        balance = np.where(target, np.sqrt((~target).sum() / target.sum()), 1.0)
        model = LinearSVC(C=c, tol=tolerance, random_state=SEED)
        model.fit(matrix, target, sample_weight=weights * balance)
        coefficients[:, column] = model.coef_[0]
        intercepts[column] = float(model.intercept_[0])
    return coefficients, intercepts


def chosen(
    coefficients: F64, vocabulary: NDArray[np.uint64], idf: NDArray[np.float32], size: int, limit: int
) -> NDArray[np.bool_]:
    """The `limit` features that can move a score most: largest |coefficient| over the labels × idf × √(document frequency).

    On held-out documents fewer features are as good as all (benchmarks/accuracy.py), in a fifteenth of the space.
    """
    if vocabulary.size <= limit:
        return np.ones(vocabulary.size, dtype=np.bool_)
    frequency = (1 + size) / np.exp(idf.astype(np.float64) - 1)
    importance = np.abs(coefficients).max(axis=1) * idf * np.sqrt(frequency)
    kept = np.zeros(vocabulary.size, dtype=np.bool_)
    kept[np.argsort(-importance, kind="stable")[:limit]] = True
    return kept


def fit_rows(
    table: Table, rows: NDArray[np.bool_], targets: NDArray[np.bool_], settings: Settings
) -> tuple[NDArray[np.uint64], NDArray[np.float32], F64, F64]:
    """Vocabulary, idf, coefficients and intercepts fitted on the marked clauses: once on all features, again on the chosen ones."""
    vocabulary, idf = vocabulary_of(table, rows, min_count=settings.min_count)
    matrix = matrix_of(table, vocabulary, idf, settings.blocks)
    coefficients, _ = fit_columns(
        matrix[rows], targets[rows], table.weights[rows], settings, c=settings.c_choosing, tolerance=0.05
    )
    kept = chosen(coefficients, vocabulary, idf, int(rows.sum()), settings.max_features)
    vocabulary, idf = vocabulary[kept], idf[kept]
    matrix = matrix_of(table, vocabulary, idf, settings.blocks)
    coefficients, intercepts = fit_columns(
        matrix[rows], targets[rows], table.weights[rows], settings, c=settings.c, tolerance=0.005
    )
    return vocabulary, idf, coefficients, intercepts


def out_of_fold(table: Table, targets: NDArray[np.bool_], settings: Settings) -> F64:
    """Scores of every clause by models that saw no clause of its source. Our own clauses are always trained on, never judged."""
    scores = np.full(targets.shape, np.nan)
    real = np.flatnonzero(~table.own)
    for train, test in GroupKFold(n_splits=settings.folds).split(real, groups=table.groups[real]):
        rows = table.own.copy()
        rows[real[train]] = True
        vocabulary, idf, coefficients, intercepts = fit_rows(table, rows, targets, settings)
        matrix = matrix_of(table, vocabulary, idf, settings.blocks)
        scores[real[test]] = matrix[real[test]] @ coefficients + intercepts
    return scores


def calibrated(scores: F64, target: NDArray[np.bool_]) -> tuple[float, float]:
    """Platt's slope and shift (Platt 1999) for out-of-fold scores."""
    known = ~np.isnan(scores)
    if int(target[known].sum()) < 2:
        return 1.0, 0.0
    model = LogisticRegression(C=1e3, solver="lbfgs")
    model.fit(scores[known, None], target[known])
    return max(float(model.coef_[0, 0]), 0.05), float(model.intercept_[0])


def best_threshold(probabilities: F64, target: NDArray[np.bool_], *, prior: float = 3.0) -> float:
    """The probability at which out-of-fold F1 is best, drawn towards 0.4 by `prior` imaginary errors so that rare labels stay put."""
    candidates = np.arange(0.15, 0.71, 0.01)
    best, best_value = 0.4, -1.0
    for threshold in candidates:
        flagged = probabilities >= threshold
        hits = float((flagged & target).sum())
        misses = float((flagged ^ target).sum()) + prior * abs(float(threshold) - 0.4) * 4
        value = 2 * hits / max(2 * hits + misses, 1.0)
        if value > best_value + 1e-9:
            best, best_value = float(threshold), value
    return round(best, 2)


def train(
    passages: Sequence[Passage], practices: Sequence[str], settings: Settings | None = None
) -> tuple[Model, F64, Table]:
    """Fit, calibrate and choose thresholds.

    Returns:
        the model (with empty digest until exported), the out-of-fold scores it was calibrated on, and the feature table.
    """
    settings = settings or Settings()
    table = table_of(passages, settings.blocks)
    columns, targets = targets_of(table.labels, practices)
    scores = out_of_fold(table, targets, settings)
    labels = []
    real = ~table.own
    for column, (practice, stance) in enumerate(columns):
        slope, shift = calibrated(scores[real, column], targets[real, column])
        probability = 1 / (1 + np.exp(-(slope * scores[real, column] + shift)))
        threshold = best_threshold(probability, targets[real, column])
        labels.append(Label(practice, stance, slope, shift, threshold, round(min(threshold + 0.15, 0.9), 2)))
    everything = np.ones(table.size, dtype=np.bool_)
    vocabulary, idf, coefficients, intercepts = fit_rows(table, everything, targets, settings)
    # Half precision is what the file stores; rounding here keeps the model in memory and the model on disk one and the same.
    rounded: NDArray[np.float32] = coefficients.astype(np.float16).astype(np.float32)
    model = Model("loan-zh", "1", "", tuple(labels), settings.blocks, vocabulary, idf, rounded, intercepts)
    return model, scores, table
