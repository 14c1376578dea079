"""Whether PDFium's own order and text of a page can be trusted: signals measured on its lines, cheap enough for every page."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence

import numpy as np

from clausescan.read.boxes import Chart
from clausescan.read.layout import RawLine

_ODD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1b]")
_TWIN = re.compile("([\u3400-\U0010ffff])(?=\\1)")
_ODD_SHARE = 0.01
GARBLED_SHARE = 0.2
"""Share of characters without a meaning from which a page's text is no text."""
_DOUBLED_SHARE = 0.12
"""Chinese doubles a character seldom (慢慢, 人人): a page where one in eight repeats the one before draws them twice."""
_TURNED_SHARE = 0.1
_STRAIGHT = 0.02
_GAPPED_ROWS = 3
_GAP = 1.5
"""A gap in a line wider than this many line heights: columns, or cells."""
_RIGHT_ANGLE = math.pi / 2


def odd_share(text: str) -> float:
    """Share of the visible characters that stand for nothing: private use, replacement, control characters, (cid:…)."""
    visible = sum(map(len, text.split()))
    return min((len(_ODD.findall(text)) + 6 * text.count("(cid:")) / visible, 1.0) if visible else 0.0


def doubtful(lines: Sequence[RawLine], *, gaps: int, ruled: bool) -> str:
    """The first signal that speaks for the careful path, or "" where the fast one can be trusted.

    Args:
        lines: of one page, without its headers and footers.
        gaps: lines of the page with a wide gap in them, see `gapped`.
        ruled: whether a grid is drawn on the page.
    """
    if not lines:
        return ""
    text = "".join(line.text for line in lines)
    if odd_share(text) > _ODD_SHARE:
        return "unmapped"
    if ruled:
        return "table"
    if _doubled(text) or _repeated(lines):
        return "doubled"
    if _turned(lines) > _TURNED_SHARE * len(text):
        return "turned"
    if any(_jumps_up(a, b) for a, b in itertools.pairwise(lines)):
        return "order"
    return "gaps" if gaps >= _GAPPED_ROWS else ""


def _doubled(text: str) -> bool:
    return len(_TWIN.findall(text)) > _DOUBLED_SHARE * len(text)


def _repeated(lines: Sequence[RawLine]) -> bool:
    return any(
        a.text == b.text and abs(a.box[0] - b.box[0]) < a.height and abs(a.box[1] - b.box[1]) < 0.5 * a.height
        for a, b in itertools.pairwise(lines)
    )


def _turned(lines: Sequence[RawLine]) -> int:
    """Characters in lines that run at a right angle to the page, or upright from top to bottom."""
    return sum(len(line.text) for line in lines if _is_turned(line))


def _is_turned(line: RawLine) -> bool:
    quarter = round(line.angle / _RIGHT_ANGLE)
    if abs(line.angle - quarter * _RIGHT_ANGLE) > _STRAIGHT:
        return False
    return quarter % 4 != 0 or (len(line.text) > 2 and line.box[3] - line.box[1] > 2 * (line.box[2] - line.box[0]))


def _jumps_up(one: RawLine, other: RawLine) -> bool:
    """Whether a line stands above the one before it, or beside it: columns, or words that were put in afterwards."""
    return other.box[3] < one.box[1] + 0.5 * one.height


def gapped(lines: Sequence[RawLine], chart: Chart) -> int:
    """How many lines have a wide gap between two Chinese words: of each, its first blank is looked at."""
    blanks = [(line, line.text.find(" ")) for line in lines]
    found = [(line.char + at, line.height) for line, at in blanks if at > 0 and _parts_words(line.text, at)]
    if not found:
        return 0
    chars, heights = np.array(found).T
    last = len(chart.sides) - 1
    before, after = (chart.sides[np.minimum(chars.astype(np.int64) + step, last)] for step in (-1, 1))
    return int((after[:, 0].astype(np.float64) - before[:, 2] > _GAP * heights).sum())


def _parts_words(text: str, at: int) -> bool:
    return at + 1 < len(text) and not (text[at - 1].isascii() and text[at + 1].isascii())
