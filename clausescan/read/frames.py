"""How the pages of a PDF are shown: the way from a place on the display back to the page's own coordinates."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from clausescan.document import Rect
from clausescan.read.boxes import LOCK
from clausescan.read.pdf import open_pdf


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page is shown, for whoever writes onto it.

    Attributes:
        box: the shown part in the page's own coordinates: left, bottom, right, top in points, origin at the bottom left.
        turns: quarter turns clockwise from there to the display, 0 to 3.
        annotations: how many it carries.
    """

    box: Rect
    turns: int
    annotations: int

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the display (from its top left corner) in the page's own coordinates."""
        left, bottom, right, top = self.box
        return ((left + x, top - y), (left + y, bottom + x), (right - x, bottom + y), (right - y, top - x))[self.turns]


def frames_of(data: bytes, *, name: str, password: str | None = None) -> tuple[Frame | None, ...]:
    """The frame of every page, None for a damaged one.

    Raises:
        EncryptedFileError, DamagedFileError: as `read_pdf`.
    """
    with LOCK:
        pdf = open_pdf(data, name, password)
        try:
            return tuple(_frame(pdf, index) for index in range(len(pdf)))
        finally:
            pdf.close()


def _frame(pdf: pdfium.PdfDocument, index: int) -> Frame | None:
    try:
        page = pdf[index]
    except pdfium.PdfiumError:
        return None
    try:
        count = int(pdfium_c.FPDFPage_GetAnnotCount(page.raw))
        return Frame(tuple(page.get_bbox()), page.get_rotation() // 90, count)
    finally:
        page.close()
