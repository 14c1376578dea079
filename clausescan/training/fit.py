"""Fitting: one calibrated linear classifier for each practice and stance.

Method: TF-IDF blocks (see classify.features), linear support vector machines by dual coordinate descent (Fan et al. 2008, LIBLINEAR),
Platt calibration and thresholds from out-of-fold scores of a cross-validation grouped by source, so that no document helps to judge
another of the same platform.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
RARE = 8
SURE = 0.65
"""From this calibrated probability on a finding is shown without a call for a person's look: about two in three would still hold."""
F64 = NDArray[np.float64]
Calibration = tuple[float, float, float]
"""Slope below and above a score of 0, and shift."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What training can be told. The defaults were chosen by grouped cross-validation (benchmarks/accuracy.py)."""

    c: float = 0.3
    c_choosing: float = 0.1
    min_count: int = 2
    max_features: int = 45_000
    folds: int = 5
    min_positive: int = 6
    blocks: tuple[Block, ...] = BLOCKS


@dataclass(frozen=True, slots=True)
class Table:
    """All clauses of a corpus as one table: features block by block, targets, groups, sample weights."""

    grams: tuple[Grams, ...]
    labels: tuple[frozenset[str], ...]
    risks: tuple[int, ...]
    doc_ids: tuple[str, ...]
    groups: NDArray[np.int64]
    weights: F64
    judged: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """Number of clauses."""
        return len(self.labels)


def table_of(passages: Sequence[Passage], blocks: tuple[Block, ...] = BLOCKS) -> Table:
    """Extract the features of every clause once; rows run over all passages."""
    pieces: list[list[Grams]] = [[] for _ in blocks]
    labels: list[frozenset[str]] = []
    risks: list[int] = []
    doc_ids: list[str] = []
    groups: list[int] = []
    weights: list[float] = []
    judged: list[bool] = []
    numbers: dict[str, int] = {}
    for passage in passages:
        for block, grams in enumerate(extract(passage.clauses, blocks)):
            pieces[block].append(
                Grams(grams.block, grams.rows + np.int32(len(labels)), grams.hashes, grams.starts, grams.ends)
            )
        size = len(passage.clauses)
        labels += passage.labels
        risks += passage.risks
        doc_ids += [passage.doc_id] * size
        groups += [numbers.setdefault(passage.source, len(numbers))] * size
        weights += [passage.weight] * size
        judged += [passage.judged] * size
    merged = tuple(
        Grams(
            block.name,
            *(np.concatenate([getattr(g, name) for g in found]) for name in ("rows", "hashes", "starts", "ends")),
        )
        for block, found in zip(blocks, pieces, strict=True)
    )
    return Table(
        merged, tuple(labels), tuple(risks), tuple(doc_ids), np.array(groups), np.array(weights), np.array(judged)
    )


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


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a fit gives: features with their idf, and for every column coefficients and an intercept."""

    vocabulary: NDArray[np.uint64]
    idf: NDArray[np.float32]
    coefficients: F64
    intercepts: F64


def fit_rows(table: Table, rows: NDArray[np.bool_], targets: NDArray[np.bool_], settings: Settings) -> Fitted:
    """Fit on the marked clauses: once on all features, again on those that the first fit leans on."""
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
    return Fitted(vocabulary, idf, coefficients, intercepts)


def fold_fits(
    table: Table, targets: NDArray[np.bool_], settings: Settings, *, share: float = 1.0
) -> Iterator[tuple[NDArray[np.int64], Fitted]]:
    """For each fold the rows that are judged in it, and a fit that saw no clause of their sources.

    What is not judged (our own clauses, lone sentences of other corpora) is trained on in every fold. `share` is the part of the other
    sources that is trained on, for a learning curve.
    """
    real = np.flatnonzero(table.judged)
    for train, test in GroupKFold(n_splits=settings.folds).split(real, groups=table.groups[real]):
        sources = np.random.default_rng(SEED).permutation(np.unique(table.groups[real[train]]))
        kept = real[train][np.isin(table.groups[real[train]], sources[: max(round(share * sources.size), 1)])]
        rows = ~table.judged
        rows[kept] = True
        yield real[test], fit_rows(table, rows, targets, settings)


def scores_of(table: Table, rows: NDArray[np.int64], fitted: Fitted, settings: Settings) -> F64:
    """Scores of the given rows."""
    matrix = matrix_of(table, fitted.vocabulary, fitted.idf, settings.blocks)
    scores: F64 = matrix[rows] @ fitted.coefficients + fitted.intercepts
    return scores


def calibrated(scores: F64, target: NDArray[np.bool_]) -> Calibration:
    """Platt's calibration (Platt 1999) of out-of-fold scores, with a slope of its own on each side of the decision boundary.

    One slope for both is led by the many clear negatives and is then too sure of the positives: expected calibration error of findings
    0.051, against 0.015 with two (benchmarks/accuracy.py).
    """
    model = LogisticRegression(C=1.0, solver="lbfgs")
    model.fit(np.column_stack([np.minimum(scores, 0), np.maximum(scores, 0)]), target)
    below, above = np.maximum(model.coef_[0], 0.05).tolist()
    return below, above, float(model.intercept_[0])


def best_threshold(probabilities: F64, target: NDArray[np.bool_], *, prior: float = 3.0) -> float:
    """The probability at which out-of-fold F1 is best, drawn towards 0.4 by `prior` imaginary errors so that rare labels stay put."""
    candidates = np.arange(0.15, 0.71, 0.01)
    best, best_value = 0.4, 0.0
    for threshold in candidates:
        flagged = probabilities >= threshold
        hits = float((flagged & target).sum())
        misses = float((flagged ^ target).sum()) + prior * abs(float(threshold) - 0.4) * 4
        value = 2 * hits / max(2 * hits + misses, 1.0)
        if value > best_value + 1e-9:
            best, best_value = float(threshold), value
    return round(best, 2)


def labels_of(scores: F64, targets: NDArray[np.bool_], columns: Sequence[tuple[str, str]]) -> tuple[Label, ...]:
    """Calibration, threshold and review band of every column, from out-of-fold scores."""
    # A label seen too seldom to be calibrated by itself takes the calibration of all labels of its stance together.
    stances = np.array([stance for _, stance in columns])
    pooled = {
        stance: calibrated(scores[:, stances == stance].ravel(), targets[:, stances == stance].ravel())
        for stance in sorted(set(stances.tolist()))
    }
    labels = []
    for column, (practice, stance) in enumerate(columns):
        rare = int(targets[:, column].sum()) < RARE
        below, above, shift = pooled[stance] if rare else calibrated(scores[:, column], targets[:, column])
        label = Label(practice, stance, below, above, shift, threshold=0.0, review_below=0.0)
        probability = label.probability(scores[:, column])
        threshold = best_threshold(probability, targets[:, column])
        labels.append(replace(label, threshold=threshold, review_below=max(threshold, SURE)))
    return tuple(labels)


def model_of(fitted: Fitted, labels: tuple[Label, ...], settings: Settings) -> Model:
    """A model in memory, with an empty digest until it is exported."""
    # Half precision is what the file stores; rounding here keeps the model in memory and the model on disk one and the same.
    rounded: NDArray[np.float32] = fitted.coefficients.astype(np.float16).astype(np.float32)
    return Model("loan-zh", "1", "", labels, settings.blocks, fitted.vocabulary, fitted.idf, rounded, fitted.intercepts)


@dataclass(frozen=True, slots=True)
class Fold:
    """One fold of the cross-validation: the documents judged in it, and the model that judges them.

    The model's calibration and thresholds come from the out-of-fold scores of the other folds, so that nothing of these documents helps
    to choose them.
    """

    doc_ids: frozenset[str]
    model: Model


@dataclass(frozen=True, slots=True)
class Trained:
    """The result of training: the model, its cross-validation, and the out-of-fold scores (NaN where a clause is not judged)."""

    model: Model
    folds: tuple[Fold, ...]
    scores: F64
    table: Table


def cross_validated(
    table: Table, practices: Sequence[str], settings: Settings, *, share: float = 1.0
) -> tuple[tuple[Fold, ...], F64]:
    """The folds of a cross-validation grouped by source, and the out-of-fold scores."""
    columns, targets = targets_of(table.labels, practices)
    fits = list(fold_fits(table, targets, settings, share=share))
    scores = np.full(targets.shape, np.nan)
    for rows, fitted in fits:
        scores[rows] = scores_of(table, rows, fitted, settings)
    folds = []
    for rows, fitted in fits:
        others = table.judged.copy()
        others[rows] = False
        labels = labels_of(scores[others], targets[others], columns)
        folds.append(Fold(frozenset(table.doc_ids[row] for row in rows), model_of(fitted, labels, settings)))
    return tuple(folds), scores


def train(passages: Sequence[Passage], practices: Sequence[str], settings: Settings | None = None) -> Trained:
    """Fit, calibrate and choose thresholds."""
    settings = settings or Settings()
    table = table_of(passages, settings.blocks)
    columns, targets = targets_of(table.labels, practices)
    folds, scores = cross_validated(table, practices, settings)
    labels = labels_of(scores[table.judged], targets[table.judged], columns)
    everything = np.ones(table.size, dtype=np.bool_)
    model = model_of(fit_rows(table, everything, targets, settings), labels, settings)
    return Trained(model, folds, scores, table)
