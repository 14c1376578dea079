"""Where characters stand on a PDF page, by PDFium."""

from __future__ import annotations

import ctypes
import functools
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from clausescan.document import Rect
from clausescan.read.cells import answers, bare

LOCK = threading.RLock()
"""PDFium is not thread-safe: every call into it holds this lock."""
_SCALE = 1000
"""PDFium maps page to device space in whole units; a thousand a point keeps a thousandth of a point."""
_NO_INK = 0.1
"""Ink lower than this, in points, is no ink: PDFium gives a hundredth of a point for glyphs it has no outline of."""


_TO_SIDES = (np.minimum, np.minimum, np.maximum, np.maximum)


@dataclass(frozen=True, slots=True)
class Chart:
    """The boxes of a page's characters, which outlive the page.

    Attributes:
        sides: left, bottom, right, top of each character by PDFium's index, in page space, or as displayed where `height` is None.
        height: of a page that is displayed as it is, in points.
    """

    sides: NDArray[np.floating]
    height: float | None

    def of(self, char: int) -> Rect:
        """The box of a character."""
        return self._shown(*self.sides[min(char, len(self.sides) - 1)].tolist())

    def around_each(self, runs: Sequence[tuple[int, int]]) -> list[Rect]:
        """The smallest rectangle around each run of characters, to a hundredth of a point."""
        # Characters beyond the basic plane are one in Python's count and two in PDFium's: the last of a page may seem to lie beyond it.
        most = len(self.sides)
        edges = np.array([(min(first, most - 1), min(last, most)) for first, last in runs], dtype=np.int64).ravel()
        columns = np.concatenate((self.sides, self.sides[-1:])).T
        reduced = [least.reduceat(column, edges)[::2] for least, column in zip(_TO_SIDES, columns, strict=True)]
        return self.rounded(np.stack(reduced, axis=1))

    def spanning(self, firsts: Sequence[int], lasts: Sequence[int]) -> list[Rect]:
        """The smallest rectangle around each pair of characters, to a hundredth of a point."""
        most = len(self.sides) - 1
        one, other = (self.sides[np.minimum(np.array(some, dtype=np.int64), most)] for some in (firsts, lasts))
        return self.rounded(np.concatenate((np.minimum(one, other)[:, :2], np.maximum(one, other)[:, 2:]), axis=1))

    def rounded(self, sides: NDArray[np.floating]) -> list[Rect]:
        """Rectangles as displayed, to a hundredth of a point."""
        if self.height is None:
            return [union([(left, bottom, right, top)]) for left, bottom, right, top in sides.tolist()]
        shown = sides.astype(np.float64)
        shown[:, [1, 3]] = self.height - shown[:, [3, 1]]
        # As `round` does it: a hundred times what PDFium gives in single precision is exact in double.
        return list(map(tuple, np.round(shown, 2).tolist()))

    def _shown(self, left: float, bottom: float, right: float, top: float) -> Rect:
        if self.height is None:
            return left, bottom, right, top
        return left, self.height - top, right, self.height - bottom


class Boxes:
    """The way from an open page's own space to points from its top left corner as displayed, and its characters' boxes there."""

    def __init__(self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> None:
        self._page = page
        self._text = textpage
        width, height = page.get_size()
        self._size = (round(width * _SCALE), round(height * _SCALE))
        self._height = height
        plain = page.get_rotation() == 0 and tuple(page.get_bbox())[:2] == (0, 0)
        self.placed = self._flip if plain else self._device
        sides: NDArray[np.floating] = _sides(textpage)
        if not plain:
            sides = np.array([self._device(*row) for row in sides.tolist()], dtype=np.float64).reshape(-1, 4)
        self.chart = Chart(sides, height if plain else None)
        self.of = self.chart.of

    def char_index(self, text_index: int) -> int:
        """PDFium's character index of a position in the extracted text."""
        return int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._text.raw, text_index))

    def angles(self, chars: Sequence[int]) -> list[float]:
        """Rotation of characters in radians, 0 for upright on the unturned page."""
        return list(map(functools.partial(bare("FPDFText_GetCharAngle", ctypes.c_float), self._text.raw), chars))

    def _flip(self, left: float, bottom: float, right: float, top: float) -> Rect:
        return left, self._height - top, right, self._height - bottom

    def _device(self, left: float, bottom: float, right: float, top: float) -> Rect:
        corners = [self._point(left, bottom), self._point(right, top)]
        xs, ys = sorted(c[0] for c in corners), sorted(c[1] for c in corners)
        return xs[0], ys[0], xs[1], ys[1]

    def _point(self, x: float, y: float) -> tuple[float, float]:
        dx, dy = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(self._page.raw, 0, 0, *self._size, 0, x, y, ctypes.byref(dx), ctypes.byref(dy))
        return dx.value / _SCALE, dy.value / _SCALE


def _sides(textpage: pdfium.PdfTextPage) -> NDArray[np.float32]:
    """Left, bottom, right, top of each character: its ink, or its font's box where the font is not embedded and PDFium knows no ink."""
    chars = range(textpage.count_chars())
    get = functools.partial(bare("FPDFText_GetCharBox"), textpage.raw)
    sides = answers(get, chars, ctypes.c_double, 4)[1][:, [0, 2, 1, 3]]
    inkless = np.flatnonzero(sides[:, 3] - sides[:, 1] < _NO_INK)
    loose = functools.partial(bare("FPDFText_GetLooseCharBox"), textpage.raw)
    # A structure of left, top, right, bottom.
    sides[inkless, 1::2] = answers(loose, inkless.tolist(), pdfium_c.FS_RECTF)[1][:, [3, 1]]
    return sides.astype(np.float32)  # as PDFium has them: nothing is lost


def union(rects: list[Rect]) -> Rect:
    """The smallest rectangle around all, to a hundredth of a point."""
    x0, y0, x1, y1 = zip(*rects, strict=True)
    return round(min(x0), 2), round(min(y0), 2), round(max(x1), 2), round(max(y1), 2)
