"""Features that reach over a few words: two words, or two concepts, with others between them.

Neighbouring characters know a clause only by its own wording. The words of data/concepts.toml stand for concepts (the borrower, the
address book, giving away …), and a pair of these is the same in whatever words a drafter says it.
"""

from __future__ import annotations

import functools
import hashlib
import json
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clausescan.classify.hashes import U64, Hashed, paired, seeded
from clausescan.segment.words import Words, joined_codes

Found = tuple[NDArray[np.intp], NDArray[np.intp], U64]
"""The numbers of the first and of the last word of each feature, and its hash."""


def lists() -> dict[str, Any]:
    """The word lists as they are written."""
    found: dict[str, Any] = tomllib.loads(
        files("clausescan").joinpath("data/concepts.toml").read_text(encoding="utf-8")
    )
    return found


def digest() -> str:
    """SHA-256 of the word lists: features of other lists are other features, so a model is only good with those it was trained with."""
    data = lists()
    told = [data["skipped"], [[concept["id"], concept["words"]] for concept in data["concept"]]]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def skips(words: Words, hashes: U64, distances: tuple[int, ...], seed: int) -> Found:
    """Ordered pairs of words that stand so many words apart; function words do not count."""
    telling = np.flatnonzero(~np.isin(hashes, _lexicon().skipped))
    return _pairs(telling, words.rows[telling], hashes[telling][:, None], distances, seed)


def concepts(words: Words, hashes: U64, distances: tuple[int, ...], seed: int) -> Found:
    """Concepts (distance 0), and ordered pairs of concepts with so many words of any concept from one to the other."""
    lexicon = _lexicon()
    at = np.minimum(np.searchsorted(lexicon.words, hashes), lexicon.words.size - 1)
    known = np.flatnonzero(lexicon.words[at] == hashes)
    return _pairs(known, words.rows[known], lexicon.concepts[at[known]], distances, seed)


def _pairs(
    numbers: NDArray[np.intp], rows: NDArray[np.int32], meanings: U64, distances: tuple[int, ...], seed: int
) -> Found:
    """Pairs of meanings of words; a word has one or several, and 0 where it has no more."""
    firsts, lasts, found = [], [], []
    for distance in distances:
        size = max(rows.size - distance, 0)
        if distance:
            first, second = meanings[:size, :, None], meanings[distance:, None, :]
            here = (rows[:size] == rows[distance:])[:, None, None] & (first != 0) & (second != 0)
            hashes = paired(first, second, seed)
        else:
            here, hashes = meanings != 0, seeded(meanings, seed)
        at = np.nonzero(here)[0]
        firsts.append(numbers[at])
        lasts.append(numbers[at + distance])
        found.append(hashes[here])
    return np.concatenate(firsts), np.concatenate(lasts), np.concatenate(found)


def hashes_of(words: Words) -> U64:
    """The hash of each word, which both kinds of pairs are made of."""
    return Hashed(words.letters).of(words.starts, words.ends, 0)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Hashes of the words of all concepts, sorted, with the hashes of the concepts of each; and of the function words."""

    words: U64
    concepts: U64
    skipped: U64


@functools.cache
def _lexicon() -> _Lexicon:
    data = lists()
    meanings: dict[str, list[str]] = {}
    for concept in data["concept"]:
        for word in concept["words"]:
            meanings.setdefault(word, []).append(concept["id"])
    table = np.zeros((len(meanings), max(map(len, meanings.values()))), dtype=np.uint64)
    ids = {
        concept["id"]: code
        for concept, code in zip(data["concept"], _of([c["id"] for c in data["concept"]]), strict=True)
    }
    for row, names in enumerate(meanings.values()):
        table[row, : len(names)] = [ids[name] for name in names]
    hashes = _of(list(meanings))
    order = np.argsort(hashes)
    return _Lexicon(hashes[order], table[order], _of(data["skipped"]))


def _of(texts: list[str]) -> U64:
    """The hash of each text as that of a word."""
    _, codes, offsets = joined_codes(texts)
    return Hashed(codes).of(offsets[:-1], offsets[1:] - 1, 0)


__all__ = ["concepts", "digest", "hashes_of", "lists", "skips"]
