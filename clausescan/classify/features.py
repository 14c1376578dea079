"""Features of clauses as 64-bit hashes: the same code in training and in inference.

A feature is a character n-gram or a run of words, in a block that says where it was seen: in the clause, in the scope of a negation, in
the headings above, in the head of the list that the clause is an item of, or in the clauses beside it; or a pair of words or concepts of the
clause (see pairs). All n-grams of a document are hashed at once with numpy. Blocks that look at the same characters share these hashes, and
who only wants known features says so (`keep`) before anything else is made of one.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clausescan.classify.hashes import U64, Hashed, seeded
from clausescan.classify.pairs import Found, concepts, hashes_of, skips
from clausescan.classify.stance import negated_spans
from clausescan.document import Clause
from clausescan.segment.words import Words, cut, joined_codes

I32 = NDArray[np.int32]
Keep = Callable[[U64], NDArray[np.bool_]]
"""Marks the hashes that are worth keeping."""

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_NUMBER = ord("0")
_CUT = 0x1F


@dataclass(frozen=True, slots=True)
class Grams:
    """Occurrences of the features of one block: the clause each belongs to, its hash, and its span in the clause's text.

    The span is one of the text as features see it (see `Laid.places`); of words and pairs it is the numbers of the first and the last word.
    """

    block: str
    rows: I32
    hashes: U64
    starts: I32
    ends: I32


@dataclass(frozen=True, slots=True)
class Block:
    """A family of features: its name, n-gram sizes (of pairs: distances) and weight against the other blocks."""

    name: str
    sizes: tuple[int, ...]
    weight: float


BLOCKS = (
    Block("chars", (1, 2, 3, 4, 5), 1.0),
    Block("words", (1, 2), 1.0),
    Block("negated", (2, 3, 4), 0.7),
    Block("headings", (2, 3), 0.25),
    Block("list_head", (2, 3, 4), 0.6),
    Block("before", (2, 3), 0.3),
    Block("after", (2, 3), 0.2),
    Block("skips", (2, 3, 4, 5), 1.0),
    Block("concepts", (0, 1, 2, 3), 1.0),
)
_PAIRS = {"skips": skips, "concepts": concepts}
OF_WORDS = frozenset({"words", *_PAIRS})
"""Blocks whose features are made of words of the clause."""
_SHIFTS = {"chars": 0, "negated": 0, "before": 1, "after": -1}
"""Which clause the characters of one are features of: the one so many further on."""


class Laid:
    """Texts laid end to end with a sign between them, as features see them, and the hashes of their n-grams.

    Amounts, rates and dates say nothing of the practice: with `plain`, every number is one sign.

    Attributes:
        texts: what was laid.
        codes: of all characters as they are, the signs between texts among them.
        places: for each character as features see it, its place in `codes`; one more for the end.
        begins: where each text begins among the characters as features see them; one more for the end.
    """

    def __init__(self, texts: Sequence[str], *, plain: bool = True) -> None:
        self.texts = texts
        self.joined, self.codes, self.offsets = joined_codes(texts)
        kept, seen = np.ones(self.codes.size, dtype=np.bool_), self.codes
        numbers = [found.span() for found in _DIGITS.finditer(self.joined)] if plain else []
        if numbers:
            seen = seen.copy()
            for first, last in numbers:
                kept[first + 1 : last] = False
                seen[first] = _NUMBER
            seen = seen[kept]
        self.places = np.append(np.flatnonzero(kept), self.codes.size)
        self._index = np.concatenate(([0], np.cumsum(kept)))
        self.begins = self._index[self.offsets]
        self.rows = np.repeat(np.arange(len(texts), dtype=np.int32), np.diff(self.begins))
        # The sign after a text is no part of it.
        self._stops = np.repeat(self.begins[1:] - 1, np.diff(self.begins))
        self._hashed = Hashed(seen)
        self._windows: dict[int, U64] = {}

    def negated(self) -> NDArray[np.int64]:
        """For each character where the negation's scope that it lies in ends; 0 where it lies in none."""
        stops = np.zeros_like(self._stops)
        for start, end in negated_spans(self.joined):
            stops[self._index[start] : self._index[end]] = self._index[end]
        ends: NDArray[np.int64] = np.minimum(stops, self._stops)
        return ends

    def grams(
        self, size: int, seed: int, stops: NDArray[np.int64] | None, keep: Keep | None
    ) -> tuple[NDArray[np.intp], U64]:
        """Places and hashes of the n-grams of one size that end before `stops`, or with their text."""
        if size not in self._windows:
            self._windows[size] = self._hashed.windows(size)
        windows = self._windows[size]
        whole = np.arange(size, size + windows.size) <= (self._stops if stops is None else stops)[: windows.size]
        if stops is not None:
            places = np.flatnonzero(whole)
            hashes = seeded(windows[places], seed)
            if keep is None:
                return places, hashes
            worth = keep(hashes)
            return places[worth], hashes[worth]
        hashes = seeded(windows, seed)
        places = np.flatnonzero(whole if keep is None else keep(hashes) & whole)
        return places, hashes[places]


def extract(clauses: Sequence[Clause], blocks: Sequence[Block] = BLOCKS, rows: range | None = None) -> Iterator[Grams]:
    """The features of each clause, block by block.

    Args:
        clauses: one document's, in order.
        blocks: the families wanted.
        rows: positions in `clauses` of those that are wanted, None for all; `Grams.rows` count from the first of them.
    """
    yield from View(clauses, range(len(clauses)) if rows is None else rows).grams(blocks)


class View:
    """Some clauses of a document as features see them: themselves, and what stands around them.

    Args:
        clauses: one document's, in order.
        rows: positions in `clauses` of those that are wanted.
    """

    def __init__(self, clauses: Sequence[Clause], rows: range) -> None:
        self._clauses = clauses
        self._rows = rows
        around = range(max(rows.start - 1, 0), min(rows.stop + 1, len(clauses)))
        self.first = rows.start - around.start
        self.laid = Laid([clauses[row].text for row in around])

    @functools.cached_property
    def words(self) -> Words:
        """The words of the clauses."""
        return cut(self.laid.texts[self.first : self.first + len(self._rows)])

    @functools.cached_property
    def _word_hashes(self) -> U64:
        return hashes_of(self.words)

    def grams(self, blocks: Sequence[Block], keep: Keep | None = None) -> Iterator[Grams]:
        """The features, block by block; with `keep` only those whose hashes it marks."""
        for seed, block in enumerate(blocks, start=1):
            if block.name in _SHIFTS:
                stops = self.laid.negated() if block.name == "negated" else None
                found = _char_grams(block, seed, self.laid, stops, keep)
                yield self._moved(found, _SHIFTS[block.name] - self.first)
            elif block.name == "words":
                yield _word_grams(block, seed, self.words, keep)
            elif block.name in _PAIRS:
                yield _of_words(
                    block, self.words, _PAIRS[block.name](self.words, self._word_hashes, block.sizes, seed * 16), keep
                )
            else:
                yield _context_grams(
                    block, seed, [_context(block.name, self._clauses, row) for row in self._rows], keep
                )

    def _moved(self, grams: Grams, by: int) -> Grams:
        """Features of clauses as those of the ones `by` further on, where these are wanted."""
        rows = grams.rows + np.int32(by)
        here = (rows >= 0) & (rows < len(self._rows))
        return Grams(grams.block, rows[here], grams.hashes[here], grams.starts[here], grams.ends[here])


def _char_grams(
    block: Block, seed: int, laid: Laid, stops: NDArray[np.int64] | None = None, keep: Keep | None = None
) -> Grams:
    """Character n-grams of each text; with `stops`, only those that end before them."""
    sized = [laid.grams(size, seed * 16 + size, stops, keep) for size in block.sizes]
    places = np.concatenate([places for places, _ in sized])
    rows = laid.rows[places]
    starts = (places - laid.begins[rows]).astype(np.int32)
    lengths = np.repeat(np.array(block.sizes, dtype=np.int32), [places.size for places, _ in sized])
    return Grams(block.name, rows, np.concatenate([hashes for _, hashes in sized]), starts, starts + lengths)


def _context_grams(block: Block, seed: int, contexts: Sequence[str], keep: Keep | None) -> Grams:
    """Character n-grams of each clause's context; clauses that share one share its n-grams too."""
    numbers: dict[str, int] = {text: number for number, text in enumerate(dict.fromkeys(filter(None, contexts)))}
    found = _char_grams(block, seed, Laid(list(numbers), plain=block.name == "list_head"), None, keep)
    rows = np.flatnonzero([bool(text) for text in contexts])
    which = np.array([numbers[text] for text in contexts if text], dtype=np.int64)
    order = np.argsort(found.rows, kind="stable")
    cuts = np.searchsorted(found.rows[order], np.arange(len(numbers) + 1))
    counts = np.diff(cuts)[which] if rows.size else which
    here = order[spread(cuts[which], counts)]
    return Grams(
        block.name, np.repeat(rows, counts).astype(np.int32), found.hashes[here], found.starts[here], found.ends[here]
    )


def spread(starts: NDArray[np.integer], counts: NDArray[np.integer]) -> NDArray[np.int64]:
    """The numbers from each start on, as many as its count, one run after the other."""
    ends = np.cumsum(counts)
    places: NDArray[np.int64] = np.arange(int(ends[-1]) if ends.size else 0)
    places += np.repeat(starts - ends + counts, counts)
    return places


def _word_grams(block: Block, seed: int, words: Words, keep: Keep | None) -> Grams:
    """Runs of one or more words of each text; a run is hashed as its letters with the cuts between the words."""
    sizes = words.ends - words.starts
    index = np.arange(sizes.size)
    begins = np.cumsum(sizes) - sizes + index
    letters = np.full(int(sizes.sum()) + sizes.size, _CUT, dtype=np.uint32)
    letters[spread(begins, sizes)] = words.letters[spread(words.starts, sizes)]
    hashed = Hashed(letters)
    stops = np.searchsorted(words.rows, words.rows, side="right")
    found = []
    for size in block.sizes:
        first = np.flatnonzero(index + size <= stops)
        last = first + size - 1
        found.append((first, last, hashed.of(begins[first], begins[last] + sizes[last], seed * 16)))
    first, last, hashes = (np.concatenate(column) for column in zip(*found, strict=True))
    return _of_words(block, words, (first, last, hashes), keep)


def _of_words(block: Block, words: Words, found: Found, keep: Keep | None) -> Grams:
    first, last, hashes = found
    if keep is not None:
        worth = keep(hashes)
        first, last, hashes = first[worth], last[worth], hashes[worth]
    return Grams(block.name, words.rows[first], hashes, first.astype(np.int32), last.astype(np.int32))


def _context(block: str, clauses: Sequence[Clause], row: int) -> str:
    clause = clauses[row]
    if block == "headings":
        return "\n".join(clause.path[-2:])
    if clause.head is None:
        return ""
    at = bisect_left(clauses, clause.head, key=lambda other: other.index)
    return clauses[at].text if at < len(clauses) and clauses[at].index == clause.head else ""
