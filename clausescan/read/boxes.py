"""Where characters stand on a PDF page, by PDFium."""

from __future__ import annotations

import ctypes
import math
import threading
from collections.abc import Iterable

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from clausescan.document import Rect

LOCK = threading.RLock()
"""PDFium is not thread-safe: every call into it holds this lock."""
_SCALE = 1000
"""PDFium maps page to device space in whole units; a thousand a point keeps a thousandth of a point."""
_NO_INK = 0.1
"""Ink lower than this, in points, is no ink: PDFium gives a hundredth of a point for glyphs it has no outline of."""


class Boxes:
    """Character boxes of one open page, in points from its top left corner as displayed."""

    def __init__(self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> None:
        self._page = page
        self._text = textpage
        self._sides = [ctypes.c_double() for _ in range(4)]
        self._args = [ctypes.byref(side) for side in self._sides]
        self._loose = pdfium_c.FS_RECTF()
        width, height = page.get_size()
        self._size = (round(width * _SCALE), round(height * _SCALE))
        self._height = height
        plain = page.get_rotation() == 0 and tuple(page.get_bbox())[:2] == (0, 0)
        self.placed = self._flip if plain else self._device

    def close(self) -> None:
        """Close the page."""
        self._text.close()
        self._page.close()

    def char_index(self, text_index: int) -> int:
        """PDFium's character index of a position in the extracted text."""
        return int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._text.raw, text_index))

    def angle(self, char: int) -> float:
        """Rotation of a character in radians, 0 for upright on the unturned page."""
        return float(pdfium_c.FPDFText_GetCharAngle(self._text.raw, char))

    def of(self, char: int) -> Rect:
        """The box of a character: its ink, or its font's box where the font is not embedded and PDFium knows no ink."""
        pdfium_c.FPDFText_GetCharBox(self._text.raw, char, *self._args)
        left, right, bottom, top = (side.value for side in self._sides)
        if top - bottom < _NO_INK:
            pdfium_c.FPDFText_GetLooseCharBox(self._text.raw, char, self._loose)
            bottom, top = self._loose.bottom, self._loose.top
        return self.placed(left, bottom, right, top)

    def around(self, chars: Iterable[int]) -> Rect:
        """The smallest rectangle around some characters, to a hundredth of a point: as `union` of their boxes, mapped once."""
        get, text, args = pdfium_c.FPDFText_GetCharBox, self._text.raw, self._args
        left, right, bottom, top = self._sides
        x0 = y0 = math.inf
        x1 = y1 = -math.inf
        odd = []
        for char in chars:
            get(text, char, *args)
            if top.value - bottom.value < _NO_INK:
                odd.append(self.of(char))
                continue
            x0, x1 = min(x0, left.value), max(x1, right.value)
            y0, y1 = min(y0, bottom.value), max(y1, top.value)
        return union([*odd, self.placed(x0, y0, x1, y1)] if x0 < x1 else odd)

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


def union(rects: list[Rect]) -> Rect:
    """The smallest rectangle around all, to a hundredth of a point."""
    x0, y0, x1, y1 = zip(*rects, strict=True)
    return round(min(x0), 2), round(min(y0), 2), round(max(x1), 2), round(max(y1), 2)
