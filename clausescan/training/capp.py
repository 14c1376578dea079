"""CAPP-130 (Zhu et al., NeurIPS 2023), with its official splits: the benchmark that published models of this field are measured on.

The method is ClauseScan's own: the blocks of classify.features that a lone sentence has, one linear SVM a label, a threshold a label chosen
by cross-validation of the train split. Nothing is chosen on the test split.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold

from clausescan.classify.features import BLOCKS
from clausescan.document import Clause
from clausescan.training.corpora import Passage
from clausescan.training.fit import SEED, Settings, Table, fit_columns, matrix_of, table_of, vocabulary_of
from clausescan.training.neighbours import in_order

PUBLISHED = {
    "RoBERTa": ("0.819 / 0.841", "0.897 / 0.899", "0.920 / 0.711"),
    "BERT": ("0.802 / 0.820", "0.895 / 0.896", "0.921 / 0.719"),
    "mBERT": ("0.809 / 0.821", "0.889 / 0.889", "0.918 / 0.709"),
    "SBERT": ("0.781 / 0.794", "0.875 / 0.874", "0.917 / 0.689"),
    "PERT": ("0.801 / 0.812", "0.895 / 0.897", "0.922 / 0.716"),
    "ERNIE": ("0.807 / 0.821", "0.895 / 0.896", "0.921 / 0.702"),
}
"""Micro / macro F1 of topic, important and risk on the official test, as its authors report them (Table 3)."""
TASKS = ("topic", "important", "risk")
ORDERED = frozenset({"topic"})
"""Tasks whose files keep the order of the policies: labels of neighbours in the train file correlate at 0.52; in the other two at 0.01 or less."""
F64 = NDArray[np.float64]
Bools = NDArray[np.bool_]
_SETTINGS = Settings(c=0.3, blocks=tuple(block for block in BLOCKS if block.name in ("chars", "words", "negated")))
"""Pairs of words and concepts, tried on the official development split, help only with risk (0.710 → 0.717 macro), not with topic and important."""


@dataclass(frozen=True, slots=True)
class Split:
    """Sentences of one official split, and for each label whether they have it."""

    sentences: tuple[str, ...]
    targets: Bools


def load(folder: Path, task: str, part: str) -> Split:
    """One split of one task; `important` and `risk` have one label."""
    lines = (folder / task / f"{part}.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.rpartition("\t") for line in lines if line.strip()]
    labels = [ast.literal_eval(label) for _, _, label in pairs]
    rows = [label if isinstance(label, list) else [label] for label in labels]
    return Split(tuple(sentence for sentence, _, _ in pairs), np.array(rows, dtype=np.bool_))


def scores(train: Split, test: Sequence[str]) -> tuple[F64, F64]:
    """Out-of-fold scores of the train sentences, and scores of the test sentences."""
    passages = [Passage(str(i), "", (_raw(s),), (frozenset(),), (0,)) for i, s in enumerate((*train.sentences, *test))]
    table = table_of(passages, _SETTINGS.blocks)
    size = len(train.sentences)
    targets = np.vstack([train.targets, np.zeros((len(test), train.targets.shape[1]), dtype=np.bool_)])
    inside = np.full(train.targets.shape, np.nan)
    # Sentences that occur more than once stay in one fold, or thresholds would be chosen on memory.
    _, groups = np.unique(train.sentences, return_inverse=True)
    for rest, held in KFold(5, shuffle=True, random_state=SEED).split(np.arange(groups.max() + 1)):
        known = np.concatenate([np.isin(groups, rest), np.zeros(len(test), dtype=np.bool_)])
        judged = np.flatnonzero(np.isin(groups, held))
        inside[judged] = _fitted(table, known, targets)[judged]
    everything = np.arange(table.size) < size
    return inside, _fitted(table, everything, targets)[size:]


def _raw(sentence: str) -> Clause:
    # As it stands: the width of punctuation tells this corpus's documents apart, and the published models saw it too.
    return Clause(0, 0, len(sentence), sentence, ())


def _fitted(table: Table, rows: Bools, targets: Bools) -> F64:
    vocabulary, idf = vocabulary_of(table, rows, min_count=2)
    matrix = matrix_of(table, vocabulary, idf, _SETTINGS.blocks)
    coefficients, intercepts = fit_columns(
        matrix[rows], targets[rows], table.weights[rows], _SETTINGS, c=_SETTINGS.c, tolerance=0.01
    )
    found: F64 = matrix @ coefficients + intercepts
    return found


def measured(folder: Path, task: str) -> dict[str, dict[str, float]]:
    """Micro and macro F1 on the official test, and on those of its sentences that occur in neither train nor development split.

    A single label is scored over both classes, as the published rows are; its one threshold serves micro and macro alike. Topics are
    measured twice: each sentence alone, and in the order of its file (`test_in_order`, see neighbours; chosen on the development split).
    """
    parts = {part: load(folder, task, part) for part in ("train", "dev", "test")}
    known = Split(
        parts["train"].sentences + parts["dev"].sentences, np.vstack([parts["train"].targets, parts["dev"].targets])
    )
    test = parts["test"]
    inside, outside = scores(known, test.sentences)
    seen = set(known.sentences)
    unseen = np.array([sentence not in seen for sentence in test.sentences])
    said = {"": outside >= thresholds(inside, known.targets)}
    if task in ORDERED:
        border = len(parts["train"].sentences)
        splits = [(inside[:border], parts["train"].targets), (inside[border:], parts["dev"].targets)]
        around, targets, found = in_order(splits, known.sentences, outside)
        said["_in_order"] = found >= thresholds(around, targets)
    return {
        f"{name}{way}": _f1(answers[rows], test.targets[rows])
        for way, answers in said.items()
        for name, rows in (("test", np.ones_like(unseen)), ("unseen", unseen))
    }


def thresholds(inside: F64, targets: Bools) -> F64:
    """For each label the score at which out-of-fold F1 is best; for a single label, where micro and macro together are."""
    best = []
    for column in range(targets.shape[1]):
        candidates = np.quantile(inside[:, column], np.linspace(0.3, 0.999, 200))
        values = [
            _worth(inside[:, column] >= bar, targets[:, column], single=targets.shape[1] == 1) for bar in candidates
        ]
        best.append(candidates[int(np.argmax(values))])
    return np.array(best)


def _worth(said: Bools, true: Bools, *, single: bool) -> float:
    if single:
        return float((said == true).mean() + f1_score(true, said, average="macro"))
    return float(f1_score(true, said))


def _f1(said: Bools, true: Bools) -> dict[str, float]:
    if true.shape[1] == 1:
        said, true = said[:, 0], true[:, 0]
    return {kind: round(float(f1_score(true, said, average=kind)), 4) for kind in ("micro", "macro")}
