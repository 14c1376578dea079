"""How thick the strokes of drawn text are: a browser makes a bold that its font lacks by thickening the characters.

Chromium writes such characters as shapes, in fonts that have neither name nor weight; it writes those of a font that must not be
embedded, or that can be of any weight, in the same way.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator
from statistics import median

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from clausescan.read.drawn import Drawing, Drawn

_HAN = re.compile("[\u3400-\U0010ffff]")
"""Strokes of Latin letters are thicker in every weight."""
_SAMPLE = 4
"""Objects that are looked at of each kind."""
_TALL = 24.0
"""Pixels of the type's height at which text is looked at."""
_LONGEST = 60.0
"""Objects longer than so many times their type's height are not painted."""
_THICKER = 1.25
"""The strokes of a bold are so many times as thick as those beside it: a heavy face one and a half times, another regular one rarely."""


def are_thicker(
    page: pdfium.PdfPage,
    textpage: pdfium.PdfTextPage,
    drawn: Drawing,
    these: NDArray[np.intp],
    others: NDArray[np.intp],
) -> bool:
    """Whether the Chinese characters of some text objects have thicker strokes than those of others, as far as a sample tells.

    Args:
        page: as opened.
        textpage: of it.
        drawn: its objects.
        these: their places in the order of drawing.
        others: those to compare them with.
    """
    thick, plain = (list(_thicknesses(page, textpage, map(drawn.at, _spread(some)))) for some in (these, others))
    return bool(thick and plain) and median(thick) > _THICKER * median(plain)


def _spread(orders: NDArray[np.intp]) -> list[int]:
    """A few of many, from the first to the last."""
    places = np.linspace(0, len(orders) - 1, 4 * _SAMPLE).astype(np.intp) if len(orders) else orders
    return [int(order) for order in np.unique(orders[places])]


def _thicknesses(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, texts: Iterable[Drawn]) -> Iterator[float]:
    left = _SAMPLE
    for text in texts:
        if left and 2 * len(_HAN.findall(words := text.words(textpage))) > len(words.strip()):
            thickness = _thickness(page, text)
            if thickness:
                left -= 1
                yield thickness


def _thickness(page: pdfium.PdfPage, text: Drawn) -> float:
    """Mean thickness of an object's strokes as a share of the type's height, 0 where it cannot be painted."""
    size = text.type_size()
    x0, y0, x1, y1 = text.bounds
    if not 0 < max(x1 - x0, y1 - y0) < _LONGEST * size:
        return 0.0
    bitmap = pdfium_c.FPDFTextObj_GetRenderedBitmap(page.pdf.raw, page.raw, text.handle, _TALL / size)
    if not bitmap:
        return 0.0
    try:
        width, height = pdfium_c.FPDFBitmap_GetWidth(bitmap), pdfium_c.FPDFBitmap_GetHeight(bitmap)
        row = pdfium_c.FPDFBitmap_GetStride(bitmap)
        dots = ctypes.string_at(pdfium_c.FPDFBitmap_GetBuffer(bitmap), row * height)
    finally:
        pdfium_c.FPDFBitmap_Destroy(bitmap)
    cover = np.zeros((height + 2, width + 2), dtype=np.int32)  # how opaque each dot is, with a clear edge around
    cover[1:-1, 1:-1] = np.frombuffer(dots, np.uint8).reshape(height, row)[:, 3 : 4 * width : 4]
    edge = int(np.abs(np.diff(cover)).sum() + np.abs(np.diff(cover, axis=0)).sum())
    return 2 * int(cover.sum()) / edge / _TALL if edge else 0.0
