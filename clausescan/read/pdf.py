"""PDF by PDFium (through pypdfium2): text with its place, without page furniture.

PDFium is not thread-safe, so every call into it holds one lock. Character boxes cost as much as the text itself and are asked for only
where a finding needs them (`Document.locate`).
"""

from __future__ import annotations

import ctypes
import threading
from bisect import bisect_right
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from clausescan.document import Document, Line, Page, PageQuality, Rect
from clausescan.errors import DamagedFileError, EncryptedFileError, LimitExceededError, NoTextError
from clausescan.limits import Limits
from clausescan.read.layout import Placed, RawLine, reflow, without_furniture

_LOCK = threading.RLock()
_SCALE = 1000
"""PDFium maps page to device space in whole units; a thousand a point keeps a thousandth of a point."""
_GARBLED_SHARE = 0.2
_TAIL = 2048
_NO_INK = 0.1
"""Ink lower than this, in points, is no ink: PDFium gives a hundredth of a point for glyphs it has no outline of."""


def read_pdf(
    data: bytes, *, name: str, sha256: str, password: str | None = None, limits: Limits | None = None
) -> Document:
    """Read a PDF's text layer.

    Raises:
        EncryptedFileError: it needs a password, or another one.
        DamagedFileError: it is truncated, or PDFium cannot open it.
        NoTextError: no page has text or a picture.
        LimitExceededError: it has more pages than `limits` allow.
    """
    limits = limits or Limits()
    if b"%%EOF" not in data[-_TAIL:]:
        raise DamagedFileError(name, "the PDF is cut off: its end marker is missing", hint="download it again")
    with _LOCK:
        pdf = _open(data, name, password)
        pages: list[Page] = []
        raw: list[list[RawLine]] = []
        if len(pdf) > limits.max_pages:
            pdf.close()
            raise LimitExceededError(
                name, f"the PDF has more than {limits.max_pages:,} pages", hint="raise Limits.max_pages"
            )
        for index in range(len(pdf)):
            page, lines = _read_page(pdf, index)
            pages.append(page)
            raw.append(lines)
    if all(page.quality is PageQuality.BLANK for page in pages):
        pdf.close()
        raise NoTextError(
            name, f"none of the {len(pages)} pages has text or a picture", hint="check that the right file was saved"
        )
    placed = reflow(without_furniture(raw, [(page.width, page.height) for page in pages]))
    visual = tuple(Line(p.start, p.end, p.line.page, p.line.box) for p in placed.lines)
    places = _Places(pdf, placed.lines)
    return Document(name, sha256, "application/pdf", placed.text, tuple(pages), visual, places.locate, places.close)


def _open(data: bytes, name: str, password: str | None) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(data, password=password)
        if len(pdf) == 0:
            raise DamagedFileError(name, "the PDF has no pages", hint="download it again")
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            hint = "give its password" if password is None else "the password given does not open it"
            raise EncryptedFileError(name, "the PDF is encrypted", hint=hint) from error
        raise DamagedFileError(name, "the PDF is damaged and cannot be opened", hint="download it again") from error
    return pdf


def _read_page(pdf: pdfium.PdfDocument, index: int) -> tuple[Page, list[RawLine]]:
    number = index + 1
    try:
        page = pdf[index]
    except pdfium.PdfiumError:
        return _damaged(number)
    try:
        textpage = page.get_textpage()
        try:
            return _read_text(page, textpage, number)
        finally:
            textpage.close()
    except pdfium.PdfiumError:
        return _damaged(number)
    finally:
        page.close()


def _damaged(number: int) -> tuple[Page, list[RawLine]]:
    return Page(number, 0.0, 0.0, PageQuality.NO_TEXT, "this page is damaged"), []


def _read_text(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, number: int) -> tuple[Page, list[RawLine]]:
    width, height = page.get_size()
    text = textpage.get_text_range()
    visible = [c for c in text if not c.isspace()]
    if not visible:
        has_picture = next(iter(page.get_objects(max_depth=3)), None) is not None
        note = "a picture without a text layer (a scan?)" if has_picture else ""
        return Page(number, width, height, PageQuality.NO_TEXT if has_picture else PageQuality.BLANK, note), []
    odd = sum(1 for c in visible if c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or c < " ")
    if odd > _GARBLED_SHARE * len(visible):
        return Page(
            number, width, height, PageQuality.GARBLED, "the text layer is garbled (fonts without a character map)"
        ), []
    return Page(number, width, height, PageQuality.OK), _lines(page, textpage, text, number)


def _lines(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, text: str, number: int) -> list[RawLine]:
    boxes = _Boxes(page, textpage)
    aligned = len(text) == textpage.count_chars()
    found: list[RawLine] = []
    at = 0
    for chunk in text.split("\n"):
        line = chunk.rstrip("\r")
        left = len(line) - len(line.lstrip())
        body = line.strip()
        if body:
            start = at + left
            chars = start if aligned else boxes.char_index(start)
            last = chars + len(body) - 1 if aligned else boxes.char_index(start + len(body) - 1)
            first_box, last_box = boxes.of(chars), boxes.of(last)
            box = (
                min(first_box[0], last_box[0]),
                min(first_box[1], last_box[1]),
                max(first_box[2], last_box[2]),
                max(first_box[3], last_box[3]),
            )
            found.append(RawLine(body, number, box, chars, boxes.angle(chars)))
        at += len(chunk) + 1
    return found


class _Boxes:
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
        self._map = self._flip if plain else self._device

    def close(self) -> None:
        """Close the page."""
        self._text.close()
        self._page.close()

    def char_index(self, text_index: int) -> int:
        """PDFium's character index of a position in the extracted text."""
        return int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._text.raw, text_index))

    def angle(self, char: int) -> float:
        """Rotation of a character in radians, 0 for upright."""
        return float(pdfium_c.FPDFText_GetCharAngle(self._text.raw, char))

    def of(self, char: int) -> Rect:
        """The box of a character: its ink, or its font's box where the font is not embedded and PDFium knows no ink."""
        pdfium_c.FPDFText_GetCharBox(self._text.raw, char, *self._args)
        left, right, bottom, top = (side.value for side in self._sides)
        if top - bottom < _NO_INK:
            pdfium_c.FPDFText_GetLooseCharBox(self._text.raw, char, self._loose)
            bottom, top = self._loose.bottom, self._loose.top
        return self._map(left, bottom, right, top)

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


@dataclass(slots=True)
class _Places:
    """Looks up boxes in the open PDF; one page is held open at a time."""

    pdf: pdfium.PdfDocument
    lines: list[Placed]
    _held: tuple[int, _Boxes] | None = None

    def locate(self, start: int, end: int) -> tuple[tuple[int, Rect], ...]:
        """Boxes of `start:end` of the document's text, one for each visual line."""
        found: list[tuple[int, Rect]] = []
        with _LOCK:
            at = max(bisect_right(self.lines, start, key=lambda p: p.start) - 1, 0)
            for placed in self.lines[at:]:
                if placed.start >= end:
                    break
                first, last = max(start, placed.start), min(end, placed.end)
                if first < last:
                    box = self._union(placed, first - placed.start, last - placed.start)
                    if box:
                        found.append((placed.line.page, box))
        return tuple(found)

    def _union(self, placed: Placed, first: int, last: int) -> Rect | None:
        boxes = self._boxes(placed.line.page)
        rects = [boxes.of(placed.line.char + i) for i in range(first, last) if not placed.line.text[i].isspace()]
        if not rects:
            return None
        x0, y0, x1, y1 = zip(*rects, strict=True)
        return round(min(x0), 2), round(min(y0), 2), round(max(x1), 2), round(max(y1), 2)

    def _boxes(self, page: int) -> _Boxes:
        if self._held is None or self._held[0] != page:
            self._let_go()
            opened = self.pdf[page - 1]
            self._held = (page, _Boxes(opened, opened.get_textpage()))
        return self._held[1]

    def _let_go(self) -> None:
        if self._held is not None:
            self._held[1].close()
            self._held = None

    def close(self) -> None:
        """Close the page at hand and the PDF."""
        with _LOCK:
            self._let_go()
            self.pdf.close()
