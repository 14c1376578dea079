"""The objects of a PDF page as PDFium lists them: text, paths and pictures, with their bounds and colours."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from clausescan.document import Rect

TEXT, PATH, IMAGE, FORM = (
    pdfium_c.FPDF_PAGEOBJ_TEXT,
    pdfium_c.FPDF_PAGEOBJ_PATH,
    pdfium_c.FPDF_PAGEOBJ_IMAGE,
    pdfium_c.FPDF_PAGEOBJ_FORM,
)
_DEPTH = 4
"""Forms (reusable groups of objects) deeper than this are not looked into; a loop of forms ends here."""
_BOLD_NAMES = ("bold", "black", "heavy", "demi", "simhei", "heiti")
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18
_STROKED = 2
_STRAIGHT = 0.02

Colour = tuple[int, int, int, int]
"""Red, green, blue and alpha, 0–255."""
_Matrix = tuple[float, float, float, float, float, float]
# Filled anew by each call into PDFium, all of which hold one lock.
_RED, _GREEN, _BLUE, _ALPHA = (ctypes.c_uint() for _ in range(4))
_PARTS = tuple(ctypes.byref(part) for part in (_RED, _GREEN, _BLUE, _ALPHA))


class Drawn(NamedTuple):
    """An object: PDFium's handle, its kind, its place in the order of drawing, its bounds in page space (points)."""

    handle: object
    kind: int
    order: int
    bounds: Rect

    @property
    def area(self) -> float:
        """Of the bounds, in square points."""
        return (self.bounds[2] - self.bounds[0]) * (self.bounds[3] - self.bounds[1])

    def colour(self) -> Colour:
        """What it is filled with; black where PDFium does not say."""
        if not pdfium_c.FPDFPageObj_GetFillColor(self.handle, *_PARTS):
            return 0, 0, 0, 255
        return _RED.value, _GREEN.value, _BLUE.value, _ALPHA.value

    def is_filled(self) -> bool:
        """Whether a path is filled and not only outlined."""
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDFPath_GetDrawMode(self.handle, ctypes.byref(mode), ctypes.byref(stroke))
        return mode.value != 0

    def words(self, textpage: pdfium.PdfTextPage) -> str:
        """The text of a text object."""
        size = pdfium_c.FPDFTextObj_GetText(self.handle, textpage.raw, None, 0)
        buffer = ctypes.create_string_buffer(size)
        pdfium_c.FPDFTextObj_GetText(
            self.handle, textpage.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size
        )
        return buffer.raw.decode("utf-16-le", "replace").rstrip("\x00")

    def type_size(self) -> float:
        """Size of a text object's type in points, its own scaling included."""
        size = ctypes.c_float()
        pdfium_c.FPDFTextObj_GetFontSize(self.handle, ctypes.byref(size))
        _, _, c, d, _, _ = _matrix(self.handle)
        return abs(size.value) * max(abs(c), abs(d))

    def is_askew(self) -> bool:
        """Whether it is turned by anything but quarters."""
        a, b, _, _, _, _ = _matrix(self.handle)
        return min(abs(a), abs(b)) > _STRAIGHT * max(abs(a), abs(b))


class Fonts:
    """Whether a text object is bold, asked once a font."""

    def __init__(self) -> None:
        self._known: dict[int | None, bool] = {}

    def is_bold(self, text: Drawn) -> bool:
        """By its font's name, weight or flags, or because its outlines are stroked too."""
        if pdfium_c.FPDFTextObj_GetTextRenderMode(text.handle) == _STROKED:
            return True
        font = pdfium_c.FPDFTextObj_GetFont(text.handle)
        address = ctypes.cast(font, ctypes.c_void_p).value
        if address not in self._known:
            self._known[address] = _is_bold(font)
        return self._known[address]


def _is_bold(font: object) -> bool:
    buffer = ctypes.create_string_buffer(256)
    pdfium_c.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    name = buffer.value.decode("utf-8", "replace").lower()
    return (
        any(part in name for part in _BOLD_NAMES)
        or pdfium_c.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT
        or bool(max(pdfium_c.FPDFFont_GetFlags(font), 0) & _FORCE_BOLD)
    )


def objects_of(page: pdfium.PdfPage) -> list[Drawn]:
    """The page's objects in the order of drawing, those of forms in their place."""
    get = functools.partial(pdfium_c.FPDFPage_GetObject, page.raw)
    found: list[Drawn] = []
    _collect(get, pdfium_c.FPDFPage_CountObjects(page.raw), (), found)
    return found


def _collect(get: Callable[[int], object], count: int, forms: tuple[_Matrix, ...], found: list[Drawn]) -> None:
    bounds_of, kind_of = pdfium_c.FPDFPageObj_GetBounds, pdfium_c.FPDFPageObj_GetType
    x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
    sides = [ctypes.byref(side) for side in (x0, y0, x1, y1)]
    for at in range(count):
        handle = get(at)
        kind = kind_of(handle)
        if kind == FORM:
            if len(forms) < _DEPTH:
                inside = functools.partial(pdfium_c.FPDFFormObj_GetObject, handle)
                _collect(inside, pdfium_c.FPDFFormObj_CountObjects(handle), (_matrix(handle), *forms), found)
        elif bounds_of(handle, *sides):
            box = x0.value, y0.value, x1.value, y1.value
            found.append(Drawn(handle, kind, len(found), _mapped(box, forms) if forms else box))


def _matrix(handle: object) -> _Matrix:
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(handle, ctypes.byref(matrix))
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _mapped(box: Rect, forms: tuple[_Matrix, ...]) -> Rect:
    for a, b, c, d, e, f in forms:
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
        xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        box = xs[0], ys[0], xs[-1], ys[-1]
    return box
