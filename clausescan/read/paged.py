"""Documents with pages: running text made of visual lines, and the look-up from a span of it to rectangles."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from clausescan.document import Document, Line, Mark, Page, Places, Rect
from clausescan.read.boxes import Chart, union
from clausescan.read.layout import Placed, RawLine, reflow, without_furniture
from clausescan.read.marks import marks, set_off

_BLANK = re.compile(r"\s")


def paged_document(
    lines: Sequence[Sequence[RawLine]],
    pages: tuple[Page, ...],
    identity: tuple[str, str, str],
    charts: Mapping[int, Chart] | None = None,
) -> Document:
    """A Document of the lines of its pages.

    Args:
        lines: of each page, in reading order, page furniture still among them.
        pages: what is known of each page.
        identity: name, digest and media type.
        charts: by page, where boxes of characters are looked up that the lines do not carry.
    """
    name, sha256, media_type = identity
    placed = reflow(without_furniture(lines, [(page.width, page.height) for page in pages]))
    visual = tuple(Line(p.start, p.end, p.line.page, p.line.box) for p in placed.lines)
    return Document(
        name,
        sha256,
        media_type,
        placed.text,
        pages,
        visual,
        marks(_moved(placed.lines, "hidden"), placed.text),
        set_off(_moved(placed.lines, "emphasis"), placed.text),
        Whereabouts(charts or {}, placed.lines).boxes,
    )


def _moved(lines: Sequence[Placed], kind: Literal["hidden", "emphasis"]) -> Iterator[Mark]:
    """Marks on lines as marks on the running text."""
    for placed in lines:
        for start, end, what in getattr(placed.line, kind):
            yield Mark(placed.start + start, placed.start + end, what)


@dataclass(frozen=True, slots=True)
class _Part:
    """What of a visual line a span touches: the span's number, the line, and from where to where in it."""

    span: int
    line: RawLine
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Looks up boxes of spans: those kept with a line, or those of its page's chart."""

    charts: Mapping[int, Chart]
    lines: list[Placed]

    def boxes(self, spans: Sequence[tuple[int, int]]) -> list[Places]:
        """Boxes of each span of the document's text, one for each visual line."""
        parts = [part for number, span in enumerate(spans) for part in self._parts(number, *span)]
        charted: dict[int, list[int]] = {}
        boxes: list[Rect | None] = [None] * len(parts)
        for at, part in enumerate(parts):
            if part.line.boxes or _BLANK.search(part.line.text, part.first, part.last):
                boxes[at] = self._around_words(part.line, part.first, part.last)
            else:
                charted.setdefault(part.line.page, []).append(at)
        for page, places in charted.items():
            runs = [(p.line.char + p.first, p.line.char + p.last) for p in map(parts.__getitem__, places)]
            for at, around in zip(places, self.charts[page].around_each(runs), strict=True):
                boxes[at] = around
        found: list[list[tuple[int, Rect]]] = [[] for _ in spans]
        for part, box in zip(parts, boxes, strict=True):
            if box:
                found[part.span].append((part.line.page, box))
        return [tuple(places) for places in found]

    def _parts(self, number: int, start: int, end: int) -> Iterator[_Part]:
        at = max(bisect_right(self.lines, start, key=lambda p: p.start) - 1, 0)
        while at < len(self.lines) and (placed := self.lines[at]).start < end:
            first, last = max(start, placed.start) - placed.start, min(end, placed.end) - placed.start
            if first < last:
                yield _Part(number, placed.line, first, last)
            at += 1

    def _around_words(self, line: RawLine, first: int, last: int) -> Rect | None:
        blanks = [first + match.start() for match in _BLANK.finditer(line.text[first:last])]
        if last - first <= len(blanks):
            return None
        if line.boxes:
            return union([line.boxes[i] for i in range(first, last) if i not in blanks])
        return self.charts[line.page].around(line.char + first, line.char + last, [line.char + at for at in blanks])
