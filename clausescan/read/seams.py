"""Where one screenshot goes on from another: they overlap, with bars of the phone and half lines at their edges."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final, NamedTuple

from rapidfuzz.fuzz import ratio

_ALIKE: Final = 80.0
"""Two readings of one line differ in a character or two, in percent of `rapidfuzz.fuzz.ratio`."""
_BARS_ABOVE: Final = 4
_BARS_BELOW: Final = 3
"""Lines at the edges that may belong to the phone or the app, or be cut through: the clock, a title, a button."""
_EDGES: Final = sorted(itertools.product(range(_BARS_BELOW + 1), range(_BARS_ABOVE + 1)), key=sum)
_LEAST: Final = 8
"""Characters that must be the same for lines at the edges to be left out for it."""


class Seam(NamedTuple):
    """How many lines to leave out at the end of a screenshot, and at the top of the one after it."""

    before: int
    after: int


def seam_of(before: Sequence[str], after: Sequence[str]) -> Seam:
    """Where the lines of two screenshots meet: the longest run near the end of one that the other begins with.

    What stands beyond the run at either edge is left out with it: had it been text of the agreement, the other screenshot would have
    shown it there too. Without a run nothing is left out.
    """
    best, seam = 0, Seam(0, 0)
    for below, above in _EDGES:
        for count in range(min(len(before) - below, len(after) - above), 0, -1):
            start = len(before) - below - count
            # Bars at the top of both are no seam.
            if below and start == above:
                continue
            one, other = before[start : start + count], after[above : above + count]
            size = sum(map(len, one))
            if size > best and _same(one, other, exactly=below + above == 0):
                best, seam = size, Seam(below, above + count)
    return seam


def _same(one: Sequence[str], other: Sequence[str], *, exactly: bool) -> bool:
    if exactly and one == other:
        return True
    return sum(map(len, one)) >= _LEAST and all(ratio(a, b) >= _ALIKE for a, b in zip(one, other, strict=True))
