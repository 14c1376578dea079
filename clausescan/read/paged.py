"""Documents with pages: running text made of visual lines, and the look-up from a span of it to rectangles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from clausescan.document import Document, Line, Mark, Page, Places, Rect
from clausescan.read.boxes import Chart, union
from clausescan.read.layout import Placed, RawLine, Running, reflow, without_furniture
from clausescan.read.marks import marks, set_off

_WORDS = re.compile(r"\S+")


def paged_document(
    lines: Sequence[Sequence[RawLine]],
    pages: tuple[Page, ...],
    identity: tuple[str, str, str],
    charts: Mapping[int, Chart] | None = None,
    body: Sequence[Sequence[RawLine]] | None = None,
) -> Document:
    """A Document of the lines of its pages.

    Args:
        lines: of each page, in reading order, page furniture still among them.
        pages: what is known of each page.
        identity: name, digest and media type.
        charts: by page, where boxes of characters are looked up that the lines do not carry.
        body: the lines without page furniture, where that is known already.
    """
    name, sha256, media_type = identity
    placed = reflow(body or without_furniture(lines, [(page.width, page.height) for page in pages]))
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
        Whereabouts.of(placed, visual, charts or {}).boxes,
    )


def _moved(lines: Sequence[Placed], kind: Literal["hidden", "emphasis"]) -> Iterator[Mark]:
    """Marks on lines as marks on the running text."""
    for placed in lines:
        for start, end, what in getattr(placed.line, kind):
            yield Mark(placed.start + start, placed.start + end, what)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Looks up boxes of spans: those kept with a line, or those of its page's chart.

    Attributes:
        text: of the document.
        lines: its visual lines.
        starts: of the lines in the text.
        chars: PDFium's index of the first character of each line.
        kept: by line, the boxes of its characters, where it carries them.
        charts: by page, the boxes of characters elsewhere.
    """

    text: str
    lines: tuple[Line, ...]
    starts: NDArray[np.int64]
    chars: NDArray[np.int64]
    kept: Mapping[int, tuple[Rect, ...]]
    charts: Mapping[int, Chart]

    @classmethod
    def of(cls, running: Running, lines: tuple[Line, ...], charts: Mapping[int, Chart]) -> Whereabouts:
        """Of running text and its visual lines; of what they were made from, only what is needed is kept."""
        starts = np.array([line.start for line in lines], dtype=np.int64)
        chars = np.array([placed.line.char for placed in running.lines], dtype=np.int64)
        kept = {number: placed.line.boxes for number, placed in enumerate(running.lines) if placed.line.boxes}
        return cls(running.text, lines, starts, chars, kept, charts)

    def boxes(self, spans: Sequence[tuple[int, int]]) -> list[Places]:
        """Boxes of each span of the document's text, one for each visual line."""
        touched = list(self._touched(spans))
        found: list[list[tuple[int, Rect]]] = [[] for _ in spans]
        for (number, line), box in zip(touched, self._around(spans, touched), strict=True):
            if box:
                found[number].append((self.lines[line].page, box))
        return [tuple(places) for places in found]

    def _touched(self, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Numbers of the spans, and of the lines that each touches."""
        edges = np.array(spans, dtype=np.int64).reshape(-1, 2)
        firsts = np.maximum(np.searchsorted(self.starts, edges[:, 0], side="right") - 1, 0)
        stops = np.searchsorted(self.starts, edges[:, 1])
        for number, (first, stop) in enumerate(zip(firsts.tolist(), stops.tolist(), strict=True)):
            for line in range(first, stop):
                yield number, line

    def _around(self, spans: Sequence[tuple[int, int]], touched: Sequence[tuple[int, int]]) -> list[Rect | None]:
        """The box of what each touched line has of its span, without its blanks."""
        boxes: list[Rect | None] = [None] * len(touched)
        charted: dict[int, list[tuple[int, int, int]]] = {}
        for at, (number, line) in enumerate(touched):
            start, end, page, _ = self.lines[line]
            words = [
                found.span()
                for found in _WORDS.finditer(self.text, max(start, spans[number][0]), min(end, spans[number][1]))
            ]
            if line in self.kept:
                inked = [box for first, last in words for box in self.kept[line][first - start : last - start]]
                boxes[at] = union(inked) if inked else None
            else:
                char = int(self.chars[line]) - start
                charted.setdefault(page, []).extend((at, char + first, char + last) for first, last in words)
        for page, runs in charted.items():
            for (at, _, _), around in zip(runs, self.charts[page].around_each([run[1:] for run in runs]), strict=True):
                before = boxes[at]
                boxes[at] = union([before, around]) if before else around
        return boxes
