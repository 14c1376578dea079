"""The linear model, run with numpy: sparse TF-IDF blocks, one score per label, calibrated.

A model is a directory: `weights.npz` (arrays, loaded without pickle) and `model.json` (labels, blocks, thresholds, calibration,
fingerprints, metrics). It describes itself; nothing about a label is decided here.
"""

from __future__ import annotations

import functools
import hashlib
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clausescan.classify.features import BLOCKS, Block, Grams, extract, plain_places
from clausescan.document import Clause
from clausescan.errors import ModelError

FORMAT = 1
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Label:
    """What the model can say: a practice and a stance, its calibration and thresholds.

    probability = 1 / (1 + exp(-(slope · score + shift))), with one slope for scores below 0 and another above; at `threshold` or more it is
    reported, and from `review_below` down to the threshold it is reported as needing a person's look.
    """

    practice: str
    stance: str
    slope_below: float
    slope_above: float
    shift: float
    threshold: float
    review_below: float

    def probability(self, scores: F64) -> F64:
        """Calibrated probabilities of this label's scores."""
        odds = self.slope_below * np.minimum(scores, 0) + self.slope_above * np.maximum(scores, 0) + self.shift
        probabilities: F64 = 1.0 / (1.0 + np.exp(-np.clip(odds, -60, 60)))
        return probabilities


@dataclass(frozen=True, slots=True)
class Model:
    """Weights in memory. Immutable and safe to share between threads."""

    name: str
    version: str
    sha256: str
    labels: tuple[Label, ...]
    blocks: tuple[Block, ...]
    vocabulary: NDArray[np.uint64]
    idf: F32
    coefficients: F32
    intercepts: F64

    def scores(self, clauses: Sequence[Clause]) -> F64:
        """Scores before calibration, one row a clause and one column a label."""
        totals = np.tile(self.intercepts, (len(clauses), 1))
        for block, grams in zip(self.blocks, extract(clauses, self.blocks), strict=True):
            rows, columns, values = weighed(grams, self.vocabulary, self.idf, block.weight)
            if rows.size:
                starts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
                products = self.coefficients[columns].astype(np.float64) * values[:, None]
                totals[rows[starts]] += np.add.reduceat(products, starts, axis=0)
        return totals

    def probabilities(self, scores: F64) -> F64:
        """Calibrated probabilities of `scores`."""
        return np.column_stack([label.probability(scores[:, column]) for column, label in enumerate(self.labels)])

    def character_weights(self, clauses: Sequence[Clause], row: int, column: int) -> F64:
        """How much each character of clause `row` weighed for label `column`, in log-odds.

        The weight of an n-gram is shared out evenly over its characters; words and context are not characters of the clause.
        """
        weights = np.zeros(len(clauses[row].text))
        single = [clauses[row]]
        places = plain_places(clauses[row].text)
        blocks = [block for block in self.blocks if block.name == "chars"]
        for grams in extract(single, self.blocks):
            if grams.block != "chars":
                continue
            known, columns = _look_up(grams.hashes, self.vocabulary)
            if not known.any():
                return weights
            idf = self.idf[columns].astype(np.float64)
            distinct, first = np.unique(columns, return_index=True)
            norm = float(np.sqrt((idf[first] ** 2).sum()))
            count = np.bincount(np.searchsorted(distinct, columns), minlength=distinct.size)
            share = (
                blocks[0].weight
                * idf
                / norm
                * self.coefficients[columns, column]
                / count[np.searchsorted(distinct, columns)]
            )
            for start, end, weight in zip(
                grams.starts[known].tolist(), grams.ends[known].tolist(), share.tolist(), strict=True
            ):
                weights[places[start] : places[end]] += weight / (places[end] - places[start])
            break
        return weights


def _look_up(hashes: NDArray[np.uint64], vocabulary: NDArray[np.uint64]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    at = np.searchsorted(vocabulary, hashes)
    at[at == vocabulary.size] = 0
    known = vocabulary[at] == hashes
    return known, at[known]


def weighed(
    grams: Grams, vocabulary: NDArray[np.uint64], idf: F32, weight: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], F64]:
    """The block's matrix as sorted (row, column, value) triples: presence × idf, each row scaled to length `weight`."""
    known, columns = _look_up(grams.hashes, vocabulary)
    if not columns.size:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, np.zeros(0)
    pairs = np.unique(grams.rows[known].astype(np.int64) * vocabulary.size + columns)
    rows, columns = np.divmod(pairs, vocabulary.size)
    values = idf[columns].astype(np.float64)
    norms = np.sqrt(np.bincount(rows, weights=values**2))
    return rows, columns, values * (weight / norms[rows])


def load(directory: Path) -> Model:
    """Load a model directory.

    Raises:
        ModelError: it is missing, damaged, or of another format.
    """
    try:
        meta: dict[str, Any] = json.loads((directory / "model.json").read_text(encoding="utf-8"))
        payload = (directory / "weights.npz").read_bytes()
    except (OSError, ValueError) as error:
        raise ModelError(
            f"no usable model in {directory}",
            hint="reinstall clausescan, or give a directory made by `clausescan train`",
        ) from error
    if meta.get("format") != FORMAT:
        raise ModelError(
            f"the model in {directory} has format {meta.get('format')}, this version reads {FORMAT}",
            hint="train it again",
        )
    digest = hashlib.sha256(payload).hexdigest()
    if digest != meta["weights_sha256"]:
        raise ModelError(
            f"the weights in {directory} are not those of its model.json", hint="reinstall clausescan or train again"
        )
    try:
        with np.load(directory / "weights.npz", allow_pickle=False) as arrays:
            vocabulary, idf = arrays["vocabulary"], arrays["idf"]
            coefficients, intercepts = arrays["coefficients"].astype(np.float32), arrays["intercepts"]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"the weights in {directory} are damaged", hint="reinstall clausescan") from error
    return Model(
        name=meta["name"],
        version=meta["version"],
        sha256=digest,
        labels=tuple(Label(**label) for label in meta["labels"]),
        blocks=tuple(Block(b["name"], tuple(b["sizes"]), b["weight"]) for b in meta["blocks"]),
        vocabulary=vocabulary,
        idf=idf,
        coefficients=coefficients,
        intercepts=intercepts,
    )


def default_directory() -> Path:
    """Where the model that ships with the package lies: inside it when installed, beside it in a source checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "models" / "loan-zh"
    return inside if inside.is_dir() else package.parent / "models" / "loan-zh"


@functools.cache
def default_model() -> Model:
    """The model that ships with the package, loaded once.

    Raises:
        ModelError: it is missing or damaged.
    """
    return load(default_directory())


__all__ = ["BLOCKS", "FORMAT", "Label", "Model", "default_model", "load", "weighed"]
