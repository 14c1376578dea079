"""PDF: text with its place, in reading order, without page furniture.

The fast path is PDFium's own text (through pypdfium2); pages whose signals cast doubt on it are read again on the careful path.
Where its characters stand is asked of a page while it is open, for all of them at once (`boxes.Chart`): to open it again would cost more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from clausescan.document import Document, Page, PageQuality, Remedy
from clausescan.errors import DamagedFileError, EncryptedFileError, LimitExceededError, NoTextError
from clausescan.limits import Limits, raising
from clausescan.read.allowance import NOTES, Allowance
from clausescan.read.annotations import annotations_of, put_in_place
from clausescan.read.boxes import LOCK, Boxes, Chart
from clausescan.read.careful import CarefulPdf
from clausescan.read.ink import Ink, ink_of
from clausescan.read.layout import RawLine, without_furniture
from clausescan.read.paged import paged_document
from clausescan.read.signals import GARBLED_SHARE, doubtful, gapped, odd_share

_TAIL = 2048
_MOST_ON_PAGE = 30_000
_MOST_IN_ALL = 200_000
"""Characters and objects that the careful path is given of a page and of a document, some ten seconds of its work.

Pages beyond keep the fast path's text; counted and not timed, so that the same file gives the same report.
"""
_UNREAD = (PageQuality.NO_TEXT, PageQuality.GARBLED)
_OCR_SCALE = 2.0
_OCR_WIDEST = 2000.0
"""Pages are painted for OCR at 144 dots an inch, and no larger than so many pixels a side."""
_FEW = 60
"""A scan with fewer characters than this has a stamp or a heading for its text, and its own words are unread."""
_LEAST_KEPT = 0.5
"""The careful path must find at least this share of the fast path's characters to be believed."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What one pass over a page found."""

    page: Page
    lines: list[RawLine]
    ink: Ink
    gaps: int = 0
    notes: tuple[RawLine, ...] = ()
    chart: Chart | None = None


def read_pdf(
    data: bytes,
    *,
    name: str,
    sha256: str,
    password: str | None = None,
    limits: Limits | None = None,
    allowance: Allowance | None = None,
) -> Document:
    """Read a PDF's text layer, and by OCR the pages that have none, as far as `allowance` goes (None: as `limits` allow).

    Raises:
        EncryptedFileError: it needs a password, or another one.
        DamagedFileError: it is truncated, or PDFium cannot open it.
        NoTextError: no page has text or a picture.
        LimitExceededError: it has more pages than `limits` allow.
    """
    limits = limits or Limits()
    allowance = allowance or Allowance.of(limits)
    if b"%%EOF" not in data[-_TAIL:]:
        raise DamagedFileError(name, "the PDF is cut off: its end marker is missing", hint="download it again")
    with LOCK:
        pdf = open_pdf(data, name, password)
        if len(pdf) > limits.max_pages:
            pdf.close()
            raise LimitExceededError(
                name, f"the PDF has more than {limits.max_pages:,} pages", hint=raising("max_pages")
            )
        found = [_read_page(pdf, index) for index in range(len(pdf))]
    body = without_furniture([r.lines for r in found], [(r.page.width, r.page.height) for r in found])
    fast = [read.lines for read in found]
    charts = {read.page.number: read.chart for read in found if read.chart is not None}
    try:
        found = _by_ocr(pdf, _carefully(found, body, CarefulPdf(data, password)), allowance)
    finally:
        with LOCK:
            pdf.close()
    pages = tuple(read.page for read in found)
    if all(page.quality is PageQuality.BLANK for page in pages):
        raise NoTextError(
            name, f"none of the {len(pages)} pages has text or a picture", hint="check that the right file was saved"
        )
    identity = (name, sha256, "application/pdf")
    if all(read.lines is lines and not read.notes for read, lines in zip(found, fast, strict=True)):
        return paged_document(fast, pages, identity, charts, body)
    return paged_document([put_in_place(read.lines, read.notes) for read in found], pages, identity, charts)


def open_pdf(data: bytes, name: str, password: str | None) -> pdfium.PdfDocument:
    """Open a PDF with PDFium; hold `boxes.LOCK`.

    Raises:
        EncryptedFileError, DamagedFileError: as `read_pdf`.
    """
    try:
        pdf = pdfium.PdfDocument(data, password=password)
        if len(pdf) == 0:
            raise DamagedFileError(name, "the PDF has no pages", hint="download it again")
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            hint = (
                "give its password, on the command line with --password"
                if password is None
                else "the password given does not open it"
            )
            raise EncryptedFileError(name, "the PDF is encrypted", hint=hint) from error
        raise DamagedFileError(name, "the PDF is damaged and cannot be opened", hint="download it again") from error
    if pdf.get_formtype() != pdfium_c.FORMTYPE_NONE:
        pdf.init_forms()
    return pdf


def _carefully(found: Sequence[_Read], body: Sequence[Sequence[RawLine]], careful: CarefulPdf) -> list[_Read]:
    """The pages, those with doubtful signals read again by the careful path where that finds as much.

    Args:
        found: as read on the fast path.
        body: their lines without page furniture.
        careful: the other path.
    """
    left = _MOST_IN_ALL
    chosen: list[_Read] = []
    for read, lines in zip(found, body, strict=True):
        cost = read.ink.objects + sum(len(line.text) for line in read.lines)
        if cost <= min(left, _MOST_ON_PAGE) and doubtful(lines, gaps=read.gaps, ruled=read.ink.ruled):
            left -= cost
            read = _better(read, careful.lines(read.page.number) or [])  # noqa: PLW2901 - the page, read better
        chosen.append(_unless_garbled(read))
    careful.close()
    return chosen


def _better(read: _Read, lines: list[RawLine]) -> _Read:
    """The page with the careful path's lines, where they hold as much and mean as much."""
    fast, slow = ("".join(line.text for line in some) for some in (read.lines, lines))
    if odd_share(slow) <= odd_share(fast) and len(slow) >= _LEAST_KEPT * len(fast):
        return replace(read, lines=read.ink.marked(lines))
    return read


def _unless_garbled(read: _Read) -> _Read:
    if odd_share("".join(line.text for line in read.lines)) > GARBLED_SHARE:
        note = "the text layer is garbled (fonts without a character map)"
        return replace(read, page=replace(read.page, quality=PageQuality.GARBLED, note=note), lines=[])
    return read


def _by_ocr(pdf: pdfium.PdfDocument, found: list[_Read], allowance: Allowance) -> list[_Read]:
    """The pages, scanned and garbled ones read from their picture where the extra `ocr` is installed."""
    unread = [at for at, read in enumerate(found) if read.page.quality in _UNREAD and read.page.width]
    if not unread:
        return found
    from clausescan.read import ocr

    installed = ocr.is_installed()
    for at in unread:
        page = found[at].page
        if not installed:
            note = f"{page.note}; OCR can read it: {ocr.HINT}"
            found[at] = replace(found[at], page=replace(page, note=note, remedy=Remedy.INSTALL_OCR))
        elif refusal := allowance.refusal:
            note = f"{page.note}; {NOTES[refusal]}"
            found[at] = replace(found[at], page=replace(page, note=note, remedy=refusal))
        else:
            scale = min(_OCR_SCALE, _OCR_WIDEST / max(page.width, page.height))
            reading = ocr.lines_of(_painted(pdf, at, scale), page.number, 1 / scale, allowance)
            # A drawing is no text because OCR takes a part of it for a sign: "■".
            if reading.remedy or any(c.isalnum() for line in reading.lines for c in line.text):
                found[at] = replace(found[at], page=reading.page(page), lines=reading.lines or found[at].lines)
    return found


def _painted(pdf: pdfium.PdfDocument, index: int, scale: float) -> NDArray[np.uint8]:
    with LOCK:
        page = pdf[index]
        try:
            painted: NDArray[np.uint8] = page.render(scale=scale).to_numpy()[:, :, :3].copy()
        finally:
            page.close()
    return painted


def _read_page(pdf: pdfium.PdfDocument, index: int) -> _Read:
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


def _damaged(number: int) -> _Read:
    return _Read(Page(number, 0.0, 0.0, PageQuality.NO_TEXT, "this page is damaged"), [], Ink())


def _read_text(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, number: int) -> _Read:
    text = textpage.get_text_range()
    boxes = Boxes(page, textpage)
    notes, marked = annotations_of(page, number, boxes)
    if not text.strip():
        return _Read(_textless(page, number, noted=bool(notes)), [], Ink(), notes=tuple(notes))
    lines = _lines(page, textpage, text, number, boxes)
    if notes:
        lines = [
            line._replace(boxes=tuple(map(boxes.of, range(line.char, line.char + len(line.text))))) for line in lines
        ]
    gaps = gapped(lines, boxes.chart)
    ink = ink_of(page, textpage, boxes)
    ink = replace(ink, emphasis=ink.emphasis + marked)
    quality, note = PageQuality.OK, ""
    if ink.scanned and len("".join(text.split())) < _FEW:
        quality, note = PageQuality.NO_TEXT, "a scan with hardly any text of its own"
    width, height = page.get_size()
    return _Read(
        Page(number, width, height, quality, note), ink.marked(lines, boxes.chart), ink, gaps, tuple(notes), boxes.chart
    )


def _textless(page: pdfium.PdfPage, number: int, *, noted: bool) -> Page:
    """A page without a text layer: a picture, nothing at all, or fields and notes on empty paper."""
    width, height = page.get_size()
    if next(iter(page.get_objects(max_depth=3)), None) is not None:
        return Page(number, width, height, PageQuality.NO_TEXT, "a picture without a text layer (a scan?)")
    return Page(number, width, height, PageQuality.OK if noted else PageQuality.BLANK)


def _lines(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, text: str, number: int, boxes: Boxes) -> list[RawLine]:
    aligned = len(text) == textpage.count_chars()
    turn = math.radians(page.get_rotation())
    bodies: list[str] = []
    firsts: list[int] = []
    lasts: list[int] = []
    at = 0
    for chunk in text.split("\n"):
        body = chunk.strip()
        if body:
            start = at + len(chunk) - len(chunk.lstrip())
            bodies.append(body)
            firsts.append(start if aligned else boxes.char_index(start))
            last = start + len(body) - 1
            lasts.append(last if aligned else boxes.char_index(last))
        at += len(chunk) + 1
    places = boxes.chart.spanning(firsts, lasts)
    return [
        RawLine(body, number, box, first, _angle(angle + turn))
        for body, box, first, angle in zip(bodies, places, firsts, boxes.angles(firsts), strict=True)
    ]


def _angle(angle: float) -> float:
    """An angle between half a turn left and half a turn right."""
    return math.remainder(angle, math.tau)
