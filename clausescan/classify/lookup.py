"""Which of many hashes are features, and which ones: a sieve, then a table by the first bits, then a search for the few that are left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
_BITS = 19
_SHIFT = np.uint64(64 - _BITS)


@dataclass(frozen=True, slots=True)
class Lookup:
    """A vocabulary of sorted hashes, and ways to be quick in it.

    Attributes:
        vocabulary: sorted.
        sieve: whether any of it begins with these bits: nine hashes in ten of a text are of no feature, and a search for each is slow.
        first: the place of the first one that begins with these bits or more.
    """

    vocabulary: U64
    sieve: NDArray[np.bool_]
    first: NDArray[np.int32]

    @classmethod
    def of(cls, vocabulary: U64) -> Lookup:
        """Of sorted hashes, at least one."""
        counts = np.bincount((vocabulary >> _SHIFT).astype(np.int64), minlength=1 << _BITS)
        first = np.minimum(np.cumsum(counts) - counts, vocabulary.size - 1).astype(np.int32)
        return cls(vocabulary, counts > 0, first)

    def may_hold(self, hashes: U64) -> NDArray[np.bool_]:
        """False for hashes that are certainly not of the vocabulary."""
        found: NDArray[np.bool_] = self.sieve[hashes >> _SHIFT]
        return found

    def find(self, hashes: U64) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Places in `hashes` of those that are of the vocabulary, and their places there."""
        at = self.first[hashes >> _SHIFT].astype(np.intp)
        known: NDArray[np.bool_] = self.vocabulary[at] == hashes
        left = np.flatnonzero(~known)
        further = np.minimum(np.searchsorted(self.vocabulary, hashes[left]), self.vocabulary.size - 1)
        at[left] = further
        known[left] = self.vocabulary[further] == hashes[left]
        places = np.flatnonzero(known)
        return places, at[places]
