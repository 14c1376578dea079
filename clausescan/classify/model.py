"""The linear model, run with numpy: sparse TF-IDF blocks, one score per label, calibrated.

A model is a directory: `weights.npz` (arrays, loaded without pickle) and `model.json` (labels, blocks, thresholds, calibration,
fingerprints, metrics). It describes itself; nothing about a label is decided here.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clausescan.classify.features import BLOCKS, OF_WORDS, Block, Grams, View, spread
from clausescan.classify.lookup import Lookup
from clausescan.classify.pairs import digest as concepts_digest
from clausescan.document import Clause
from clausescan.errors import ModelError

FORMAT = 2
_CHARACTERS_AT_ONCE = 15_000
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Triples = tuple[NDArray[np.int64], NDArray[np.int64], F64]
"""Rows, columns and values of a sparse matrix."""


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
        return _calibrated(scores, self.slope_below, self.slope_above, self.shift)


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
    lookup: Lookup = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lookup", Lookup.of(self.vocabulary))

    def scored(self, clauses: Sequence[Clause]) -> Iterator[Scored]:
        """The scores of all clauses, a portion at a time, with what it takes to tell where they came from."""
        for rows in _portions(clauses):
            yield self._scored(View(clauses, rows), rows)

    def scores(self, clauses: Sequence[Clause]) -> F64:
        """Scores before calibration, one row a clause and one column a label."""
        return np.concatenate([scored.scores for scored in self.scored(clauses)])

    def _scored(self, view: View, rows: range) -> Scored:
        parts: list[Triples] = []
        none = np.zeros(0, dtype=np.int32)
        chars = Known(none.astype(np.int64), none.astype(np.int64), none, none)
        worded: list[tuple[float, Known]] = []
        for block, grams in zip(self.blocks, view.grams(self.blocks, self.lookup.may_hold), strict=True):
            known, columns = self.lookup.find(grams.hashes)
            if block.name == "chars":
                chars = Known.of(grams, known, columns)
            elif block.name in OF_WORDS:
                worded.append((block.weight, Known.of(grams, known, columns)))
            parts.append(_weighed(grams.rows[known], columns, self.idf, block.weight))
        owners, columns, values = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort(owners, kind="stable")
        columns, values = columns[order], values[order]
        cuts = np.searchsorted(owners[order], np.arange(len(rows) + 1)).tolist()
        totals = np.tile(self.intercepts, (len(rows), 1))
        # Clause by clause: what one weighs fits the processor's nearest memory, a document's would be written to and read from main memory.
        for row, (first, last) in enumerate(itertools.pairwise(cuts)):
            totals[row] += values[first:last] @ self.coefficients.take(columns[first:last], axis=0)
        return Scored(rows, view, totals, chars, tuple(worded))

    def probabilities(self, scores: F64) -> F64:
        """Calibrated probabilities of `scores`."""
        below, above, shift = np.array([(lb.slope_below, lb.slope_above, lb.shift) for lb in self.labels]).T
        return _calibrated(scores, below, above, shift)

    def character_weights(self, scored: Scored, claims: Sequence[tuple[int, int]]) -> Weights:
        """For each claim, a row and a column of `scored.scores`: how much each character of that clause weighed, in log-odds.

        The weight of an n-gram is shared out evenly over its characters, that of a run or pair of words half and half over its first and
        its last word; context is not of the clause.
        """
        laid, words, known = scored.view.laid, scored.view.words, scored.chars
        block = next(block for block in self.blocks if block.name == "chars")
        claimed, columns = np.array(claims, dtype=np.int64).reshape(-1, 2).T
        texts = claimed + scored.view.first
        sizes = laid.offsets[texts + 1] - laid.offsets[texts] - 1
        begins = np.concatenate(([0], np.cumsum(sizes)))
        grams, owner, shares = self._shares(known, block.weight, claimed, columns)
        # From places in the text as features see it, where a number is one sign, to places in the clause.
        seen = laid.begins[texts][owner]
        first, last = laid.places[seen + known.starts[grams]], laid.places[seen + known.ends[grams]]
        lengths = last - first
        characters = spread(first + (begins[:-1] - laid.offsets[texts])[owner], lengths)
        values = np.bincount(characters, np.repeat(shares / lengths, lengths), int(begins[-1])).astype(np.float64)
        for weight, known in scored.worded:
            grams, owner, shares = self._shares(known, weight, claimed, columns)
            moved = (begins[:-1] - words.offsets[claimed])[owner]
            for word in (known.starts[grams], known.ends[grams]):
                lengths = words.ends[word] - words.starts[word]
                characters = spread(words.starts[word] + moved, lengths)
                values += np.bincount(characters, np.repeat(shares / 2 / lengths, lengths), values.size)
        return Weights(begins, values)

    def _shares(
        self, known: Known, weight: float, claimed: NDArray[np.int64], columns: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], F64]:
        """The places in `known` of the features of each claim's clause, the claim of each, and what each weighs for its label."""
        grams, counts = known.of_rows(claimed)
        owner = np.repeat(np.arange(claimed.size), counts)
        shares: F64 = weight * known.shares(self.idf)[grams] * self.coefficients[known.columns[grams], columns[owner]]
        return grams, owner, shares


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each character of some clauses weighed, clause after clause.

    Attributes:
        begins: where each clause begins; one more for the end.
        values: in log-odds.
    """

    begins: NDArray[np.int64]
    values: F64


@dataclass(frozen=True, slots=True)
class Known:
    """The occurrences of known features: the clause each is in, its column, and its span as `Grams` has it; sorted by clause."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    @classmethod
    def of(cls, grams: Grams, known: NDArray[np.intp], columns: NDArray[np.intp]) -> Known:
        """Those of `grams` at the places `known`, which are features with these columns."""
        order = np.argsort(grams.rows[known], kind="stable")
        here = known[order]
        return cls(grams.rows[here].astype(np.int64), columns[order], grams.starts[here], grams.ends[here])

    def of_rows(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The places of the n-grams of each of these clauses, one after the other, and how many each has."""
        first, last = np.searchsorted(self.rows, rows), np.searchsorted(self.rows, rows, side="right")
        return spread(first, last - first), last - first

    def shares(self, idf: F32) -> F64:
        """The weight of each before any coefficient: its share of its feature's in a clause that is scaled to length 1."""
        pairs = self.rows * idf.size + self.columns
        order = np.argsort(pairs)
        new = _first_of_each(pairs[order])
        group = np.cumsum(new) - 1
        values = idf[self.columns].astype(np.float64)
        once = order[new]
        norms = np.sqrt(np.bincount(self.rows[once], values[once] ** 2))
        counts = np.empty_like(order)
        counts[order] = np.bincount(group)[group] if group.size else group
        shares: F64 = values / norms[self.rows] / counts if order.size else values
        return shares


@dataclass(frozen=True, slots=True)
class Scored:
    """Some clauses of a document with their scores.

    Attributes:
        rows: their positions among the document's clauses.
        view: them as features see them.
        scores: before calibration, one row a clause and one column a label.
        chars: their known character n-grams.
        worded: their known runs and pairs of words, block by block, with the block's weight.
    """

    rows: range
    view: View
    scores: F64
    chars: Known
    worded: tuple[tuple[float, Known], ...]


def _portions(clauses: Sequence[Clause]) -> Iterator[range]:
    """Runs of clauses of some 15,000 characters: so that memory and the cost of a page do not grow with the document."""
    start = size = 0
    for row, clause in enumerate(clauses):
        if size > _CHARACTERS_AT_ONCE:
            yield range(start, row)
            start, size = row, 0
        size += len(clause.text)
    yield range(start, len(clauses))


def weighed(grams: Grams, vocabulary: NDArray[np.uint64], idf: F32, weight: float) -> Triples:
    """The block's matrix as sorted (row, column, value) triples: presence × idf, each row scaled to length `weight`."""
    known, columns = Lookup.of(vocabulary).find(grams.hashes)
    return _weighed(grams.rows[known], columns, idf, weight)


def _weighed(rows: NDArray[np.int32], columns: NDArray[np.intp], idf: F32, weight: float) -> Triples:
    pairs = rows * np.int64(idf.size) + columns
    if not pairs.size:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, np.zeros(0)
    pairs.sort()  # a tenth of the time of `np.unique`
    pairs = pairs[_first_of_each(pairs)]
    rows_once, columns_once = np.divmod(pairs, idf.size)
    values = idf[columns_once].astype(np.float64)
    norms = np.sqrt(np.bincount(rows_once, weights=values**2))
    return rows_once, columns_once, values * (weight / norms[rows_once])


def _first_of_each(ordered: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Marks the first of each run of equal numbers."""
    new = np.ones(ordered.size, dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new


def _calibrated(scores: F64, below: Any, above: Any, shift: Any) -> F64:  # noqa: ANN401 - numbers, or arrays of one a label
    odds = below * np.minimum(scores, 0) + above * np.maximum(scores, 0) + shift
    probabilities: F64 = 1.0 / (1.0 + np.exp(-np.clip(odds, -60, 60)))
    return probabilities


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
    if meta["concepts_sha256"] != concepts_digest():
        raise ModelError(
            f"the model in {directory} was trained with other concepts than those of clausescan/data/concepts.toml",
            hint="put the word lists back, or train again with `clausescan train`",
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
