"""What the drawing of a PDF page says about its text: what nobody can see, what is set off, and whether a grid is drawn.

All objects are asked at once for what tells the few that need a look of their own; the page is painted only where an object looks as if it could not be seen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from clausescan.document import Rect
from clausescan.read.boxes import Boxes, Chart
from clausescan.read.drawn import IMAGE, PATH, Drawn, Texts, objects_of
from clausescan.read.ground import Ground, height_of
from clausescan.read.layout import RawLine
from clausescan.read.strokes import are_thicker

_THIN = 3.0
"""A path thinner than this, in points, is a rule; PDFium pads bounds by the width of the stroke."""
_SHORTEST = 8.0
_GRID = 2
"""So many upright rules and so many level ones, or so many cells, make a grid."""
_CELLS = 4
_DRAWN_TWICE = 1.0


@dataclass(frozen=True, slots=True)
class Region:
    """Words drawn as one: their box on the page as displayed, in points, and what is the matter with them.

    `words` is empty for what is drawn over its own like: PDFium keeps the text of the first.
    """

    box: Rect
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Ink:
    """What the drawing of a page says about its text.

    Attributes:
        ruled: a grid is drawn on it, so it holds a table.
        scanned: one picture covers most of it.
        objects: how many there are.
        hidden: text that nobody can see, with the reason.
        emphasis: bold, underlined or highlighted text.
    """

    ruled: bool = False
    scanned: bool = False
    objects: int = 0
    hidden: tuple[Region, ...] = ()
    emphasis: tuple[Region, ...] = ()

    def marked(self, lines: list[RawLine], chart: Chart | None = None) -> list[RawLine]:
        """The lines with their hidden and emphasised spans; `chart` has the boxes of lines that do not carry their own."""
        if not self.hidden and not self.emphasis:
            return lines
        return [
            line._replace(hidden=_spans(line, self.hidden, chart), emphasis=_spans(line, self.emphasis, chart))
            for line in lines
        ]


def ink_of(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, boxes: Boxes) -> Ink:
    """Look at a page's objects once."""
    drawn = objects_of(page)
    paths = drawn.of(PATH)
    ground = Ground(
        page,
        boxes,
        areas=[d for d in paths if _is_area(d.bounds) and d.is_filled()],
        images=drawn.of(IMAGE),
        rules=[d.bounds for d in paths if _is_rule(d.bounds)],
    )
    texts = drawn.texts()
    near = ground.near(texts)
    doubted = map(drawn.at, texts.orders[ground.suspects(texts, near)].tolist())
    hidden = ground.without_shown([(text, reason) for text in doubted if (reason := ground.hides(text))])
    seen = np.ones(len(texts.orders), dtype=np.bool_)
    if hidden:
        seen = np.isin(texts.orders, [text.order for text, _ in hidden], invert=True)
        hidden = _never_shown(hidden, [drawn.at(order) for order in texts.orders[seen].tolist()])
    bold, nameless = texts.weights()
    if nameless is not None and are_thicker(page, textpage, drawn, texts.orders[nameless], texts.orders[~nameless]):
        bold |= nameless
    emphasis = [
        (text, kind)
        for order, heavy in _perhaps_set_off(texts, seen, bold, near | ground.ruled(texts.bounds))
        if (kind := _emphasis(text := drawn.at(order), ground, bold=heavy))
    ]

    def regions(found: list[tuple[Drawn, str]]) -> tuple[Region, ...]:
        return tuple(_runs([Region(boxes.placed(*d.bounds), d.words(textpage), kind) for d, kind in found]))

    unseen_words = tuple(region for region in regions(hidden) if region.words)
    return Ink(_is_grid([path.bounds for path in paths]), ground.scanned, len(drawn), unseen_words, regions(emphasis))


def _never_shown(hidden: Sequence[tuple[Drawn, str]], seen: Sequence[Drawn]) -> list[tuple[Drawn, str]]:
    """The hidden objects, less those that were drawn again where they can be seen."""
    places: dict[tuple[int, int], list[Drawn]] = {}
    for text in seen:
        places.setdefault((int(text.bounds[0]), int(text.bounds[1])), []).append(text)

    def near(text: Drawn) -> Iterator[Drawn]:
        x, y = int(text.bounds[0]), int(text.bounds[1])
        for cell in itertools.product((x - 1, x, x + 1), (y - 1, y, y + 1)):
            yield from places.get(cell, ())

    return [(text, reason) for text, reason in hidden if not any(_is_same(text, other) for other in near(text))]


def _perhaps_set_off(
    texts: Texts, seen: NDArray[np.bool_], bold: NDArray[np.bool_], marked: NDArray[np.bool_]
) -> Iterator[tuple[int, bool]]:
    """Of the seen objects those that may be set off: their order, and whether they are bold, if only by being drawn twice."""
    bounds = texts.bounds[seen]
    bold = bold[seen]
    bold[1:] |= (np.abs(np.diff(bounds, axis=0)) < _DRAWN_TWICE).all(axis=1)
    which = bold | marked[seen]
    yield from zip(texts.orders[seen][which].tolist(), bold[which].tolist(), strict=True)


def _emphasis(text: Drawn, ground: Ground, *, bold: bool) -> str:
    if bold:
        return "bold"
    if ground.highlights(text):
        return "highlighted"
    return "underlined" if ground.underlines(text) else ""


def _is_area(box: Rect) -> bool:
    return box[2] - box[0] > _SHORTEST and height_of(box) > _THIN


def _is_rule(box: Rect) -> bool:
    return height_of(box) < _THIN and box[2] - box[0] > _SHORTEST


def _is_same(one: Drawn, other: Drawn) -> bool:
    """Whether two text objects stand at one place: drawn again, a hair apart to look bold, or over what covered the first."""
    a, b = one.bounds, other.bounds
    return all(abs(a[side] - b[side]) < _DRAWN_TWICE for side in range(4))


def _is_grid(paths: Sequence[Rect]) -> bool:
    upright = sum(1 for x0, y0, x1, y1 in paths if x1 - x0 < _THIN and y1 - y0 > _SHORTEST)
    cells = sum(1 for x0, y0, x1, y1 in paths if x1 - x0 > _SHORTEST and y1 - y0 > _SHORTEST)
    return (upright >= _GRID and sum(map(_is_rule, paths)) >= _GRID) or cells >= _CELLS


def _runs(regions: Sequence[Region]) -> Iterator[Region]:
    """Regions of one kind that follow one another on a row, as one."""
    held: Region | None = None
    for region in regions:
        if held is not None and held.kind == region.kind and _follows(held.box, region.box):
            x0, y0, x1, y1 = held.box
            box = (min(x0, region.box[0]), min(y0, region.box[1]), max(x1, region.box[2]), max(y1, region.box[3]))
            held = Region(box, held.words + region.words, held.kind)
            continue
        if held is not None:
            yield held
        held = region
    if held is not None:
        yield held


def _follows(one: Rect, other: Rect) -> bool:
    middle = (other[1] + other[3]) / 2
    return one[1] <= middle <= one[3] and -height_of(one) < other[0] - one[2] < height_of(one)


def _spans(line: RawLine, regions: Sequence[Region], chart: Chart | None) -> tuple[tuple[int, int, str], ...]:
    """Spans of a line's text that lie in a region and are among its words."""
    touched = [region for region in regions if _touches(line.box, region.box)]
    if not touched:
        return ()
    places = line.boxes or ([chart.of(line.char + i) for i in range(len(line.text))] if chart else [])
    found: list[tuple[int, int, str]] = []
    for region in touched:
        held = [
            i
            for i, (character, place) in enumerate(zip(line.text, places, strict=True))
            if (not region.words or character in region.words) and _holds(region.box, place)
        ]
        if held:
            found.append((held[0], held[-1] + 1, region.kind))
    return tuple(found)


def _touches(line: Rect, region: Rect) -> bool:
    return line[0] < region[2] + 1 and region[0] < line[2] + 1 and line[1] < region[3] + 1 and region[1] < line[3] + 1


def _holds(region: Rect, character: Rect) -> bool:
    # The room of a full-width stop reaches past its ink, which ends the region.
    x, y, slack = (character[0] + character[2]) / 2, (character[1] + character[3]) / 2, 1 + 0.2 * height_of(character)
    return region[0] - slack <= x <= region[2] + slack and region[1] - 1 <= y <= region[3] + 1
