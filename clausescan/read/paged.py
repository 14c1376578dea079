"""Documents with pages: running text made of visual lines, and the look-up from a span of it to rectangles."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from clausescan.document import Document, Line, Mark, Page, Places, Rect
from clausescan.read.boxes import Chart, union
from clausescan.read.layout import Placed, RawLine, reflow, without_furniture
from clausescan.read.marks import marks, set_off

_WORDS = re.compile(r"\S+")


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


_Part = tuple[int, RawLine, int, int]
"""What of a visual line a span touches: the span's number, the line, and from where to where in it."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Looks up boxes of spans: those kept with a line, or those of its page's chart."""

    charts: Mapping[int, Chart]
    lines: list[Placed]

    def boxes(self, spans: Sequence[tuple[int, int]]) -> list[Places]:
        """Boxes of each span of the document's text, one for each visual line."""
        parts = list(self._parts(spans))
        boxes: list[Rect | None] = [None] * len(parts)
        charted: dict[int, list[tuple[int, int, int]]] = {}
        for at, (_, line, first, last) in enumerate(parts):
            words = (found.span() for found in _WORDS.finditer(line.text, first, last))
            if line.boxes:
                inked = [box for begin, end in words for box in line.boxes[begin:end]]
                boxes[at] = union(inked) if inked else None
            else:
                runs = charted.setdefault(line.page, [])
                runs += [(at, line.char + begin, line.char + end) for begin, end in words]
        for page, runs in charted.items():
            for (at, _, _), around in zip(runs, self.charts[page].around_each([run[1:] for run in runs]), strict=True):
                before = boxes[at]
                boxes[at] = union([before, around]) if before else around
        found: list[list[tuple[int, Rect]]] = [[] for _ in spans]
        for (span, line, _, _), box in zip(parts, boxes, strict=True):
            if box:
                found[span].append((line.page, box))
        return [tuple(places) for places in found]

    def _parts(self, spans: Sequence[tuple[int, int]]) -> Iterator[_Part]:
        starts = [placed.start for placed in self.lines]
        for number, (start, end) in enumerate(spans):
            at = max(bisect_right(starts, start) - 1, 0)
            for placed in self.lines[at : bisect_left(starts, end)]:
                first, last = max(start, placed.start) - placed.start, min(end, placed.end) - placed.start
                if first < last:
                    yield number, placed.line, first, last
