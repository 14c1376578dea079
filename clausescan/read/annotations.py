"""What lies on a PDF page besides its content: form fields as filled in, notes and free text, a reader's marker and underlines."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from clausescan.document import Rect
from clausescan.read.boxes import Boxes, union
from clausescan.read.ink import Region
from clausescan.read.layout import RawLine

_MARKER = {pdfium_c.FPDF_ANNOT_HIGHLIGHT: "highlighted", pdfium_c.FPDF_ANNOT_UNDERLINE: "underlined"}
_SILENT = frozenset({pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP})
"""A pop-up shows the note of the annotation that it belongs to; a link's contents are a tool tip."""
_TICKS = frozenset({pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON})
_UNSEEN = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
_MOST = 2000
"""Annotations read of one page."""


def annotations_of(page: pdfium.PdfPage, number: int, boxes: Boxes) -> tuple[list[RawLine], tuple[Region, ...]]:
    """Lines of fields and notes, and regions that a reader marked."""
    lines: list[RawLine] = []
    marked: list[Region] = []
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), _MOST)):
        note = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        if not note:
            continue
        try:
            kind = pdfium_c.FPDFAnnot_GetSubtype(note)
            if kind in _MARKER:
                marked += [Region(boxes.placed(*quad), "", _MARKER[kind]) for quad in _quads(note)]
            if kind not in _SILENT:
                lines += _lines(page, note, kind, number, boxes)
        finally:
            pdfium_c.FPDFPage_CloseAnnot(note)
    return lines, tuple(marked)


def _lines(page: pdfium.PdfPage, note: object, kind: int, number: int, boxes: Boxes) -> Iterator[RawLine]:
    sides = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFAnnot_GetRect(note, sides):
        return
    box = boxes.placed(sides.left, sides.bottom, sides.right, sides.top)
    words = _field(page, note) if kind == pdfium_c.FPDF_ANNOT_WIDGET else _string(note, b"Contents")
    unseen = bool(pdfium_c.FPDFAnnot_GetFlags(note) & _UNSEEN)
    for text in (line.strip() for line in words.splitlines()):
        if text:
            hidden = ((0, len(text), "invisible"),) if unseen else ()
            yield RawLine(text, number, box, boxes=(box,) * len(text), full=False, join="\n", hidden=hidden)


def _field(page: pdfium.PdfPage, note: object) -> str:
    """A form field as filled in: its value, or a ticked or empty box."""
    if page.formenv is None:
        return ""
    form = page.formenv.raw
    kind = pdfium_c.FPDFAnnot_GetFormFieldType(form, note)
    if kind in _TICKS:
        return "☑" if pdfium_c.FPDFAnnot_IsChecked(form, note) else "☐"
    if kind in (pdfium_c.FPDF_FORMFIELD_PUSHBUTTON, pdfium_c.FPDF_FORMFIELD_SIGNATURE):
        return ""
    size = pdfium_c.FPDFAnnot_GetFormFieldValue(form, note, None, 0)
    return _decoded(size, lambda buffer, size: pdfium_c.FPDFAnnot_GetFormFieldValue(form, note, buffer, size))


def _string(note: object, key: bytes) -> str:
    size = pdfium_c.FPDFAnnot_GetStringValue(note, key, None, 0)
    return _decoded(size, lambda buffer, size: pdfium_c.FPDFAnnot_GetStringValue(note, key, buffer, size))


def _decoded(size: int, fill: Callable[[object, int], int]) -> str:
    buffer = ctypes.create_string_buffer(max(size, 2))
    fill(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\x00")


def _quads(note: object) -> Iterator[Rect]:
    quad = pdfium_c.FS_QUADPOINTSF()
    for index in range(min(pdfium_c.FPDFAnnot_CountAttachmentPoints(note), _MOST)):
        if pdfium_c.FPDFAnnot_GetAttachmentPoints(note, index, quad):
            xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            yield min(xs), min(ys), max(xs), max(ys)


def put_in_place(lines: Sequence[RawLine], notes: Sequence[RawLine]) -> list[RawLine]:
    """The page's lines with each field and note where it stands: within its row, or before what stands below it.

    Lines carry the boxes of their characters wherever a page has notes.
    """
    placed = list(lines)
    for note in notes:
        middle = (note.box[1] + note.box[3]) / 2
        row = [i for i, line in enumerate(placed) if _is_beside(line, note, middle)]
        if not row:
            below = (i for i, line in enumerate(placed) if line.box[1] >= middle)
            placed.insert(next(below, len(placed)), note)
            continue
        at = next((i for i in reversed(row) if placed[i].box[0] <= note.box[0]), row[0])
        left, right = _split(placed[at], note.box[0])
        parts = [part for part in (left, note._replace(join=" " if left else placed[at].join), right) if part]
        if right:
            parts[-1] = right._replace(join=" ")
        placed[at : at + 1] = parts
    return placed


def _is_beside(line: RawLine, note: RawLine, middle: float) -> bool:
    # A tall note has no row of its own: it goes before what stands below its middle.
    return line.box[1] - 2 <= middle <= line.box[3] + 2 and note.height < 3 * line.height


def _split(line: RawLine, x: float) -> tuple[RawLine | None, RawLine | None]:
    """What of a line stands left of `x`, and what right of it."""
    at = next((i for i, box in enumerate(line.boxes) if (box[0] + box[2]) / 2 > x), len(line.text))
    return _part(line, 0, at), _part(line, at, len(line.text))


def _part(line: RawLine, start: int, end: int) -> RawLine | None:
    start += len(line.text[start:end]) - len(line.text[start:end].lstrip())
    text = line.text[start:end].rstrip()
    if not text:
        return None
    boxes = line.boxes[start : start + len(text)]

    def cut(spans: tuple[tuple[int, int, str], ...]) -> tuple[tuple[int, int, str], ...]:
        moved = ((max(a - start, 0), min(b - start, len(text)), kind) for a, b, kind in spans)
        return tuple(span for span in moved if span[0] < span[1])

    return line._replace(
        text=text, box=union(list(boxes)), boxes=boxes, hidden=cut(line.hidden), emphasis=cut(line.emphasis)
    )
