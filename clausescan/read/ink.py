"""How a PDF page is drawn, object by object: the rules of a grid, by PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from clausescan.document import Rect

_THIN = 3.0
"""A path thinner than this, in points, is a rule; PDFium pads bounds by the width of the stroke."""
_SHORTEST = 8.0
_GRID = 2
"""So many upright rules and so many level ones, or so many cells, make a grid."""
_CELLS = 4
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Drawn:
    """An object of a page's content: PDFium's handle and kind, its place in the order of drawing, its bounds in page space."""

    handle: object
    kind: int
    order: int
    bounds: Rect


@dataclass(frozen=True, slots=True)
class Ink:
    """What the drawing of a page says about its text.

    Attributes:
        ruled: a grid is drawn on it, so it holds a table.
    """

    ruled: bool = False


def ink_of(page: pdfium.PdfPage) -> Ink:
    """Look at a page's objects once."""
    paths = [drawn for drawn in _objects(page) if drawn.kind == pdfium_c.FPDF_PAGEOBJ_PATH]
    return Ink(ruled=_is_grid([path.bounds for path in paths]))


def _objects(page: pdfium.PdfPage) -> Iterator[Drawn]:
    sides = [ctypes.c_float() for _ in range(4)]
    refs = [ctypes.byref(side) for side in sides]
    for order in range(pdfium_c.FPDFPage_CountObjects(page.raw)):
        handle = pdfium_c.FPDFPage_GetObject(page.raw, order)
        if pdfium_c.FPDFPageObj_GetBounds(handle, *refs):
            x0, y0, x1, y1 = (side.value for side in sides)
            yield Drawn(handle, pdfium_c.FPDFPageObj_GetType(handle), order, (x0, y0, x1, y1))


def _is_grid(paths: list[Rect]) -> bool:
    upright = level = cells = 0
    for x0, y0, x1, y1 in paths:
        width, height = x1 - x0, y1 - y0
        upright += width < _THIN and height > _SHORTEST
        level += height < _THIN and width > _SHORTEST
        cells += width > _SHORTEST and height > _SHORTEST
    return (upright >= _GRID and level >= _GRID) or cells >= _CELLS
