"""Hashes of spans of characters: a polynomial prefix hash (Karp & Rabin 1987, modulo 2^64) gives that of any span in constant time."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
_BASE = 0x9E3779B97F4A7C15  # odd, so it has an inverse modulo 2^64
_INVERSE = pow(_BASE, -1, 1 << 64)


@functools.cache
def _powers(size: int, base: int) -> U64:
    powers = np.full(size, base, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


class Hashed:
    """Characters, with the hash of any span of them in O(1)."""

    def __init__(self, codes: NDArray[np.uint32]) -> None:
        size = 1 << max(codes.size, 1).bit_length()
        self._inverse = _powers(size, _INVERSE)
        self._prefix = np.zeros(codes.size + 1, dtype=np.uint64)
        np.cumsum((codes + np.uint64(1)) * _powers(size, _BASE)[: codes.size], out=self._prefix[1:])

    def of(self, starts: NDArray[np.int64], ends: NDArray[np.int64], seed: int) -> U64:
        """Hashes of the spans; `seed` keeps blocks and sizes apart."""
        return seeded((self._prefix[ends] - self._prefix[starts]) * self._inverse[starts], seed)

    def windows(self, size: int) -> U64:
        """The hash of every span of `size` characters, before its seed."""
        ends = self._prefix[size:]
        return (ends - self._prefix[: ends.size]) * self._inverse[: ends.size]


def seeded(hashes: U64, seed: int) -> U64:
    """The hashes, mixed and kept apart from those of other seeds."""
    hashes = hashes + np.uint64(seed * 0xD6E8FEB86659FD93 & 0xFFFFFFFFFFFFFFFF)
    hashes ^= hashes >> np.uint64(32)
    hashes *= np.uint64(0xD6E8FEB86659FD93)
    hashes ^= hashes >> np.uint64(29)
    return hashes


def paired(first: U64, second: U64, seed: int) -> U64:
    """Hashes of ordered pairs."""
    return seeded(first * np.uint64(_BASE) + second, seed)


__all__ = ["U64", "Hashed", "paired", "seeded"]
