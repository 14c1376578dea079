"""The objects of a PDF page as PDFium lists them: text, paths and pictures, with their bounds and colours."""

from __future__ import annotations

import ctypes
import functools
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from clausescan.document import Rect
from clausescan.read.cells import answers, bare

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


class Handle(ctypes.c_void_p):
    """PDFium's pointer to an object: of a class of its own, `ctypes` hands it over as it is and not as a number."""


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


@dataclass(frozen=True, slots=True)
class Drawing:
    """The objects of a page in the order of drawing, as columns: whatever is asked of all of them is asked at once.

    Attributes:
        handles: PDFium's.
        kinds: TEXT, PATH, …
        modes: the render modes of text.
        bounds: in page space, a row each.
    """

    handles: Sequence[Handle]
    kinds: NDArray[np.int32]
    modes: NDArray[np.int32]
    bounds: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.handles)

    def at(self, order: int) -> Drawn:
        """One object."""
        x0, y0, x1, y1 = self.bounds[order].tolist()
        handle = ctypes.cast(self.handles[order], pdfium_c.FPDF_PAGEOBJECT)
        return Drawn(handle, int(self.kinds[order]), order, (x0, y0, x1, y1))

    def of(self, kind: int) -> list[Drawn]:
        """All objects of a kind."""
        return [self.at(order) for order in np.flatnonzero(self.kinds == kind).tolist()]

    def texts(self) -> Texts:
        """The text objects."""
        text = self.kinds == TEXT
        handles = list(itertools.compress(self.handles, text.tolist()))
        return Texts(np.flatnonzero(text), handles, self.modes[text], self.bounds[text])


@dataclass(frozen=True, slots=True)
class Texts:
    """The text objects of a page, as columns: their places in the order of drawing, handles, render modes and bounds."""

    orders: NDArray[np.intp]
    handles: Sequence[Handle]
    modes: NDArray[np.int32]
    bounds: NDArray[np.float64]

    def colours(self) -> NDArray[np.uint32]:
        """What each is filled with, as `Drawn.colour`."""
        done, found = answers(bare("FPDFPageObj_GetFillColor"), self.handles, ctypes.c_uint, 4)
        found[~done] = 0, 0, 0, 255
        return found

    def type_sizes(self, which: NDArray[np.intp]) -> NDArray[np.float64]:
        """`Drawn.type_size` of some of them."""
        handles = [self.handles[at] for at in which.tolist()]
        sizes = answers(bare("FPDFTextObj_GetFontSize"), handles, ctypes.c_float)[1][:, 0]
        turns = answers(bare("FPDFPageObj_GetMatrix"), handles, pdfium_c.FS_MATRIX)[1][:, 2:4]
        scaled: NDArray[np.float64] = np.abs(sizes.astype(np.float64)) * np.abs(turns.astype(np.float64)).max(axis=1)
        return scaled

    def weights(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_] | None]:
        """Which are bold, by their font's name, weight or flags, or because their outlines are stroked too, and which may be all the same.

        Those may whose fonts have no name: it says nothing of them either way. None where all fonts have one.
        """
        bold: NDArray[np.bool_] = self.modes == _STROKED
        fonts = list(map(bare("FPDFTextObj_GetFont", ctypes.c_void_p), self.handles))
        names = {font: _name_of(ctypes.cast(font or 0, pdfium_c.FPDF_FONT)) for font in set(fonts)}
        heavy = {font for font, name in names.items() if _is_bold(ctypes.cast(font or 0, pdfium_c.FPDF_FONT), name)}
        if heavy:
            bold = bold | np.array([font in heavy for font in fonts], dtype=np.bool_)
        return bold, None if all(names.values()) else np.array([not names[font] for font in fonts], dtype=np.bool_)


def _name_of(font: object) -> str:
    buffer = ctypes.create_string_buffer(256)
    pdfium_c.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    return buffer.value.decode("utf-8", "replace").lower()


def _is_bold(font: object, name: str) -> bool:
    return (
        any(part in name for part in _BOLD_NAMES)
        or pdfium_c.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT
        or bool(max(pdfium_c.FPDFFont_GetFlags(font), 0) & _FORCE_BOLD)
    )


def objects_of(page: pdfium.PdfPage) -> Drawing:
    """The page's objects in the order of drawing, those of forms in their place."""
    get = functools.partial(bare("FPDFPage_GetObject", Handle), page.raw)
    parts = _collected(get, pdfium_c.FPDFPage_CountObjects(page.raw), ())
    return Drawing(
        [handle for part in parts for handle in part.handles],
        np.concatenate([part.kinds for part in parts]),
        np.concatenate([part.modes for part in parts]),
        np.concatenate([part.bounds for part in parts]),
    )


def _collected(get: Callable[[int], Handle], count: int, forms: tuple[_Matrix, ...]) -> list[Drawing]:
    handles = list(map(get, range(count)))
    modes = np.array(list(map(bare("FPDFTextObj_GetTextRenderMode"), handles)), dtype=np.int32)
    kinds = np.full(count, TEXT, dtype=np.int32)
    # Most objects are text, and nothing else has a render mode.
    for at in np.flatnonzero(modes < 0).tolist():
        kinds[at] = bare("FPDFPageObj_GetType")(handles[at])
    parts: list[Drawing] = []
    begin = 0
    for at in np.flatnonzero(kinds == FORM).tolist():
        parts.append(_bounded(handles[begin:at], kinds[begin:at], modes[begin:at], forms))
        if len(forms) < _DEPTH:
            form = ctypes.cast(handles[at], pdfium_c.FPDF_PAGEOBJECT)
            inside = functools.partial(bare("FPDFFormObj_GetObject", Handle), form)
            parts += _collected(inside, pdfium_c.FPDFFormObj_CountObjects(form), (_matrix(form), *forms))
        begin = at + 1
    return [*parts, _bounded(handles[begin:], kinds[begin:], modes[begin:], forms)]


def _bounded(
    handles: Sequence[Handle], kinds: NDArray[np.int32], modes: NDArray[np.int32], forms: tuple[_Matrix, ...]
) -> Drawing:
    """The objects that have bounds."""
    known, sides = answers(bare("FPDFPageObj_GetBounds"), handles, ctypes.c_float, 4)
    bounds = sides[known].astype(np.float64)
    if forms and len(bounds):
        bounds = np.array([_mapped((x0, y0, x1, y1), forms) for x0, y0, x1, y1 in bounds.tolist()])
    return Drawing(list(itertools.compress(handles, known.tolist())), kinds[known], modes[known], bounds)


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
