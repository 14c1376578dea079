"""How much OCR may still be done for a document: it is the one part of reading that stops by itself when time runs out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from clausescan.document import Remedy
from clausescan.limits import Limits, raising

_SHARE: Final = 0.75
"""The part of `Limits.seconds` that reading may take: the rest is for the analysis, and for a tile slower than the ones before."""
_FIRST: Final = 4.0
"""Seconds that a tile is expected to take at least: on a busy machine one may take twice the time of those before."""

NOTES: Final = {
    Remedy.MORE_TIME: f"the time for OCR ran out: {raising('seconds')}",
    Remedy.MORE_OCR_PAGES: f"more pages than OCR may read: {raising('max_ocr_pages')}",
}


class Allowance:
    """Tiles and time that OCR has left for one document; the clock runs from when it is made.

    Attributes:
        refusal: why the next tile may not be read; None where it may.
    """

    def __init__(self, tiles: int, seconds: float) -> None:
        self._tiles = tiles
        self._ends = time.monotonic() + seconds
        self._slowest = _FIRST

    @classmethod
    def of(cls, limits: Limits) -> Self:
        """What `limits` allow one document."""
        return cls(limits.max_ocr_pages, _SHARE * limits.seconds)

    @property
    def refusal(self) -> Remedy | None:
        """Why the next tile may not be read: it would be one too many, or end too late if it is as slow as the slowest so far."""
        if self._tiles <= 0:
            return Remedy.MORE_OCR_PAGES
        return Remedy.MORE_TIME if time.monotonic() + self._slowest > self._ends else None

    @contextmanager
    def spent(self) -> Iterator[None]:
        """Around the reading of one tile: counts and times it."""
        began = time.monotonic()
        yield
        self._tiles -= 1
        self._slowest = max(self._slowest, time.monotonic() - began)
