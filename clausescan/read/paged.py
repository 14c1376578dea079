"""Documents with pages: running text made of visual lines, and the look-up from a span of it to rectangles."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import pypdfium2 as pdfium

from clausescan.document import Document, Line, Mark, Page, Rect
from clausescan.read.boxes import LOCK, Boxes, union
from clausescan.read.layout import Placed, RawLine, reflow, without_furniture
from clausescan.read.marks import marks, set_off


def paged_document(
    lines: Sequence[Sequence[RawLine]],
    pages: tuple[Page, ...],
    identity: tuple[str, str, str],
    pdf: pdfium.PdfDocument | None = None,
) -> Document:
    """A Document of the lines of its pages.

    Args:
        lines: of each page, in reading order, page furniture still among them.
        pages: what is known of each page.
        identity: name, digest and media type.
        pdf: where boxes of characters are looked up that the lines do not carry; closed with the document.
    """
    name, sha256, media_type = identity
    placed = reflow(without_furniture(lines, [(page.width, page.height) for page in pages]))
    visual = tuple(Line(p.start, p.end, p.line.page, p.line.box) for p in placed.lines)
    places = Places(pdf, placed.lines)
    return Document(
        name,
        sha256,
        media_type,
        placed.text,
        pages,
        visual,
        marks(_moved(placed.lines, "hidden"), placed.text),
        set_off(_moved(placed.lines, "emphasis"), placed.text),
        places.locate,
        places.close,
    )


def _moved(lines: Sequence[Placed], kind: Literal["hidden", "emphasis"]) -> Iterator[Mark]:
    """Marks on lines as marks on the running text."""
    for placed in lines:
        for start, end, what in getattr(placed.line, kind):
            yield Mark(placed.start + start, placed.start + end, what)


@dataclass(slots=True)
class Places:
    """Looks up boxes of a span: those kept with a line, or PDFium's in the open PDF, one page held open at a time."""

    pdf: pdfium.PdfDocument | None
    lines: list[Placed]
    _held: tuple[int, Boxes] | None = None

    def locate(self, start: int, end: int) -> tuple[tuple[int, Rect], ...]:
        """Boxes of `start:end` of the document's text, one for each visual line."""
        found: list[tuple[int, Rect]] = []
        with LOCK:
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
        line = placed.line
        shown = [i for i in range(first, last) if not line.text[i].isspace()]
        if not shown:
            return None
        if line.boxes:
            return union([line.boxes[i] for i in shown])
        boxes = self._boxes(line.page)
        return boxes.around(line.char + i for i in shown)

    def _boxes(self, page: int) -> Boxes:
        if self._held is None or self._held[0] != page:
            self._let_go()
            assert self.pdf is not None  # noqa: S101 - lines without boxes of their own come from a PDF
            opened = self.pdf[page - 1]
            self._held = (page, Boxes(opened, opened.get_textpage()))
        return self._held[1]

    def _let_go(self) -> None:
        if self._held is not None:
            self._held[1].close()
            self._held = None

    def close(self) -> None:
        """Close the page at hand and the PDF."""
        with LOCK:
            self._let_go()
            if self.pdf is not None:
                self.pdf.close()
