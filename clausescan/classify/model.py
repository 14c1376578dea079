"""The linear model, run with numpy: sparse TF-IDF blocks, one score per label, calibrated.

A model is a directory: `weights.npz` (arrays, loaded without pickle) and `model.json` (labels, blocks, thresholds, calibration,
fingerprints, metrics). It describes itself; nothing about a label is decided here.
"""

from __future__ import annotations

import functools
import hashlib
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clausescan.classify.features import BLOCKS, Block, Grams, extract, plain_places
from clausescan.document import Clause
from clausescan.errors import ModelError

FORMAT = 1
_CHARACTERS_AT_ONCE = 30_000
_CLAIMS_AT_ONCE = 256
_SIEVE_BITS = 19
_SIEVE_SHIFT = np.uint64(64 - _SIEVE_BITS)
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
    sieve: NDArray[np.bool_] = field(init=False, repr=False, compare=False)
    """Whether any feature's hash begins with these bits: nine hashes in ten are of no feature, and a search for each is slow."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sieve", sieve_of(self.vocabulary))

    def scores(self, clauses: Sequence[Clause]) -> F64:
        """Scores before calibration, one row a clause and one column a label."""
        totals = np.tile(self.intercepts, (len(clauses), 1))
        for portion in _portions(clauses):
            for block, grams in zip(self.blocks, extract(clauses, self.blocks, portion), strict=True):
                rows, columns, values = weighed(grams, self.vocabulary, self.idf, block.weight, self.sieve)
                if rows.size:
                    starts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
                    products = self.coefficients[columns].astype(np.float64) * values[:, None]
                    totals[portion.start + rows[starts]] += np.add.reduceat(products, starts, axis=0)
        return totals

    def probabilities(self, scores: F64) -> F64:
        """Calibrated probabilities of `scores`."""
        return np.column_stack([label.probability(scores[:, column]) for column, label in enumerate(self.labels)])

    def character_weights(self, clauses: Sequence[Clause], claims: Sequence[tuple[int, int]]) -> Iterator[F64]:
        """For each claim, a row and a column of `scores`: how much each character of that clause weighed, in log-odds.

        The weight of an n-gram is shared out evenly over its characters; words and context are not characters of the clause.
        """
        for start in range(0, len(claims), _CLAIMS_AT_ONCE):
            some = claims[start : start + _CLAIMS_AT_ONCE]
            rows = sorted({row for row, _ in some})
            traces = dict(zip(rows, self._traces([clauses[row] for row in rows]), strict=True))
            for row, column in some:
                yield traces[row].shared_out(self.coefficients[:, column])

    def _traces(self, clauses: Sequence[Clause]) -> Iterator[_Trace]:
        block = next(block for block in self.blocks if block.name == "chars")
        grams = next(grams for grams in extract(clauses, self.blocks) if grams.block == block.name)
        known, columns = _look_up(grams.hashes, self.vocabulary, self.sieve)
        order = np.argsort(grams.rows[known], kind="stable")
        starts, ends, columns = grams.starts[known][order], grams.ends[known][order], columns[order]
        cuts = np.searchsorted(grams.rows[known][order], np.arange(len(clauses) + 1))
        for clause, first, last in zip(clauses, cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
            places = np.array(plain_places(clause.text))
            here = slice(first, last)
            yield _Trace.of(places, places[starts[here]], places[ends[here]], columns[here], self.idf, block.weight)


@dataclass(frozen=True, slots=True)
class _Trace:
    """The known character n-grams of a clause: their columns, weights before the coefficient, and the characters each lies on."""

    size: int
    columns: NDArray[np.int64]
    weights: F64
    counts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    characters: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        places: NDArray[np.int64],
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        columns: NDArray[np.int64],
        idf: F32,
        weight: float,
    ) -> _Trace:
        values = idf[columns].astype(np.float64)
        _, first, inverse, counts = np.unique(columns, return_index=True, return_inverse=True, return_counts=True)
        norm = float(np.sqrt((values[first] ** 2).sum())) or 1.0
        lengths = ends - starts
        before = np.cumsum(lengths) - lengths
        characters = np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths)
        return cls(int(places[-1]), columns, weight * values / norm, counts[inverse], lengths, characters)

    def shared_out(self, coefficients: F32) -> F64:
        """The weight of each character for a label with these coefficients."""
        shares = self.weights * coefficients[self.columns] / self.counts
        spread = np.repeat(shares / self.lengths, self.lengths)
        return np.asarray(np.bincount(self.characters, spread, self.size), dtype=np.float64)


def _portions(clauses: Sequence[Clause]) -> Iterator[range]:
    """Runs of clauses of some 30,000 characters: so that memory and the cost of a page do not grow with the document."""
    start = size = 0
    for row, clause in enumerate(clauses):
        if size > _CHARACTERS_AT_ONCE:
            yield range(start, row)
            start, size = row, 0
        size += len(clause.text)
    yield range(start, len(clauses))


def sieve_of(vocabulary: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Marks the first bits of each hash of a vocabulary."""
    sieve = np.zeros(1 << _SIEVE_BITS, dtype=np.bool_)
    sieve[vocabulary >> _SIEVE_SHIFT] = True
    return sieve


def _look_up(
    hashes: NDArray[np.uint64], vocabulary: NDArray[np.uint64], sieve: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places in `hashes` of those that are in the vocabulary, and their places there."""
    places = np.flatnonzero(sieve[hashes >> _SIEVE_SHIFT])
    some = hashes[places]
    at = np.searchsorted(vocabulary, some)
    at[at == vocabulary.size] = 0
    known = vocabulary[at] == some
    return places[known], at[known]


def weighed(
    grams: Grams, vocabulary: NDArray[np.uint64], idf: F32, weight: float, sieve: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64], F64]:
    """The block's matrix as sorted (row, column, value) triples: presence × idf, each row scaled to length `weight`."""
    known, columns = _look_up(grams.hashes, vocabulary, sieve_of(vocabulary) if sieve is None else sieve)
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
