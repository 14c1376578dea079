"""Features of clauses as 64-bit hashes: the same code in training and in inference.

A feature is a character n-gram or a run of words, in a block that says where it was seen: in the clause, in the scope of a negation, in
the headings above, in the head of the list that the clause is an item of, or in the clauses beside it. All n-grams of a document are
hashed at once with numpy: a polynomial prefix hash (Karp & Rabin 1987, modulo 2^64) gives the hash of any span in constant time.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clausescan.classify.stance import negated_spans
from clausescan.document import Clause
from clausescan.segment.words import words

U64 = NDArray[np.uint64]
I32 = NDArray[np.int32]

_BASE = 0x9E3779B97F4A7C15  # odd, so it has an inverse modulo 2^64
_INVERSE = pow(_BASE, -1, 1 << 64)
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_NUMBER = "0"


@dataclass(frozen=True, slots=True)
class Grams:
    """Occurrences of the features of one block: the clause each belongs to, its hash, and its span in the clause's text."""

    block: str
    rows: I32
    hashes: U64
    starts: I32
    ends: I32


@dataclass(frozen=True, slots=True)
class Block:
    """A family of features: its name, n-gram sizes and weight against the other blocks."""

    name: str
    sizes: tuple[int, ...]
    weight: float


BLOCKS = (
    Block("chars", (1, 2, 3, 4, 5), 1.0),
    Block("words", (1, 2), 1.0),
    Block("negated", (2, 3, 4), 0.7),
    Block("headings", (2, 3), 0.5),
    Block("list_head", (2, 3, 4), 0.6),
    Block("before", (2, 3), 0.3),
    Block("after", (2, 3), 0.2),
)


@functools.cache
def _powers(size: int, base: int) -> U64:
    powers = np.full(size, base, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


class _Hashed:
    """Texts laid end to end, with the hash of any span of them in O(1)."""

    def __init__(self, texts: Sequence[str]) -> None:
        joined = "".join(texts)
        self.lengths = np.fromiter((len(t) for t in texts), dtype=np.int64, count=len(texts))
        self.begins = np.concatenate(([0], np.cumsum(self.lengths)))
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
        size = 1 << max(codes.size, 1).bit_length()
        self._inverse = _powers(size, _INVERSE)
        self._prefix = np.zeros(codes.size + 1, dtype=np.uint64)
        np.cumsum((codes + np.uint64(1)) * _powers(size, _BASE)[: codes.size], out=self._prefix[1:])

    def of(self, starts: NDArray[np.int64], ends: NDArray[np.int64], seed: int) -> U64:
        """Hashes of the spans; `seed` keeps blocks and sizes apart."""
        hashes = (self._prefix[ends] - self._prefix[starts]) * self._inverse[starts]
        hashes += np.uint64(seed * 0xD6E8FEB86659FD93 & 0xFFFFFFFFFFFFFFFF)
        hashes ^= hashes >> np.uint64(32)
        hashes *= np.uint64(0xD6E8FEB86659FD93)
        hashes ^= hashes >> np.uint64(29)
        return hashes


def _char_grams(block: Block, seed: int, texts: Sequence[str], mask: NDArray[np.bool_] | None = None) -> Grams:
    """Character n-grams of each text; with `mask`, only those whose characters are all marked."""
    hashed = _Hashed(texts)
    total = int(hashed.begins[-1])
    rows_of = np.repeat(np.arange(len(texts), dtype=np.int32), hashed.lengths)
    stops = np.repeat(hashed.begins[1:], hashed.lengths)
    if mask is not None:
        # The end of the marked run that each character lies in; unmarked characters reach nowhere.
        index = np.arange(total)
        next_gap = np.minimum.accumulate(np.where(mask, total, index)[::-1])[::-1]
        stops = np.where(mask, np.minimum(stops, next_gap), 0)
    rows, hashes, starts, ends = [], [], [], []
    for size in block.sizes:
        first = np.flatnonzero(np.arange(total) + size <= stops)
        rows.append(rows_of[first])
        hashes.append(hashed.of(first, first + size, seed * 16 + size))
        local = first - hashed.begins[rows_of[first]]
        starts.append(local.astype(np.int32))
        ends.append((local + size).astype(np.int32))
    return Grams(block.name, np.concatenate(rows), np.concatenate(hashes), np.concatenate(starts), np.concatenate(ends))


def _word_grams(block: Block, seed: int, texts: Sequence[str]) -> Grams:
    """Runs of one or more words of each text; a run is hashed as its letters with the cuts between the words."""
    cut = [words(text) for text in texts]
    counts = np.fromiter(map(len, cut), dtype=np.int64, count=len(cut))
    lengths = np.fromiter((len(word) for found in cut for word in found), dtype=np.int64, count=int(counts.sum()))
    hashed = _Hashed(["\x1f".join(found) for found in cut])
    index = np.arange(lengths.size)
    rows_of = np.repeat(np.arange(len(cut), dtype=np.int32), counts)
    # Every word is preceded by a cut but the first of each text.
    begins = np.cumsum(lengths) - lengths + index - np.repeat(np.cumsum(counts > 0) - (counts > 0), counts)
    stops = np.repeat(np.cumsum(counts), counts)
    rows, hashes = [], []
    for size in block.sizes:
        first = np.flatnonzero(index + size <= stops)
        last = first + size - 1
        rows.append(rows_of[first])
        hashes.append(hashed.of(begins[first], begins[last] + lengths[last], seed * 16))
    all_rows = np.concatenate(rows)
    nowhere = np.full(all_rows.size, -1, dtype=np.int32)
    return Grams(block.name, all_rows, np.concatenate(hashes), nowhere, nowhere)


def _plain(text: str) -> str:
    """Amounts, rates and dates say nothing of the practice: every number is one sign."""
    return _DIGITS.sub(_NUMBER, text) if any(c.isdigit() for c in text) else text


def plain_places(text: str) -> list[int]:
    """For each character of the text as features see it, its place in `text`; one more for the end."""
    places: list[int] = []
    at = 0
    for number in _DIGITS.finditer(text):
        places.extend(range(at, number.start() + 1))
        at = number.end()
    places.extend(range(at, len(text) + 1))
    return places


def extract(clauses: Sequence[Clause], blocks: Sequence[Block] = BLOCKS, rows: range | None = None) -> Iterator[Grams]:
    """The features of each clause, block by block.

    Args:
        clauses: one document's, in order.
        blocks: the families wanted.
        rows: positions in `clauses` of those that are wanted, None for all; `Grams.rows` count from the first of them.
    """
    rows = range(len(clauses)) if rows is None else rows
    texts = [_plain(clauses[row].text) for row in rows]
    for seed, block in enumerate(blocks, start=1):
        if block.name == "chars":
            yield _char_grams(block, seed, texts)
        elif block.name == "words":
            yield _word_grams(block, seed, texts)
        elif block.name == "negated":
            yield _char_grams(block, seed, texts, _negated_mask(texts))
        else:
            yield _char_grams(block, seed, [_context(block.name, clauses, row) for row in rows])


def _negated_mask(texts: Sequence[str]) -> NDArray[np.bool_]:
    mask = np.zeros(sum(map(len, texts)), dtype=np.bool_)
    base = 0
    for text in texts:
        for start, end in negated_spans(text):
            mask[base + start : base + end] = True
        base += len(text)
    return mask


def _context(block: str, clauses: Sequence[Clause], row: int) -> str:
    clause = clauses[row]
    if block == "headings":
        return "\n".join(clause.path[-2:])
    if block == "list_head":
        if clause.head is None:
            return ""
        at = bisect_left(clauses, clause.head, key=lambda other: other.index)
        return _plain(clauses[at].text) if at < len(clauses) and clauses[at].index == clause.head else ""
    neighbour = row + (-1 if block == "before" else 1)
    return _plain(clauses[neighbour].text) if 0 <= neighbour < len(clauses) else ""
