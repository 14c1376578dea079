"""Reading order from positions alone: characters to rows, rows to columns. Knows neither PDF nor OCR."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from clausescan.document import Rect

_SPLIT = 0.9
"""A gap wider than this many character heights ends a segment: two columns, two cells, two signatures on one row."""
_BLANK = 0.25
_SAME_ROW = 0.5
_MIN_ROWS = 4
"""Fewer rows on either side of a gutter are no columns."""
_MIN_DRAWN_ROWS = 2
"""Where one column was drawn before the other, few rows are enough."""
_FILL = 0.55
"""Rows of running text fill this share of their column on average; the cells of a table do not."""
_MIDDLE = (0.2, 0.8)
_STEPS = 120
"""Places across the page where a gutter is looked for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A character with its box on the page, its box as read (words run right, lines go down), and its place in the drawing."""

    text: str
    box: Rect
    turned: Rect
    order: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A visual line or a segment of one: text, its box as read, the box on the page of each character, when it was drawn."""

    text: str
    box: Rect
    boxes: tuple[Rect, ...]
    order: int = 0

    @property
    def height(self) -> float:
        """In points."""
        return max(self.box[3] - self.box[1], 0.1)


def rows_of(cells: Sequence[Cell], *, split: bool = False) -> list[Row]:
    """Characters as rows from top to bottom; with `split`, rows are cut where a wide gap runs through them."""
    rows: list[list[Cell]] = []
    centres: list[float] = []
    for cell in sorted((c for c in cells if not c.text.isspace()), key=lambda c: (_middle(c), c.turned[0])):
        if rows and _middle(cell) - centres[-1] <= _SAME_ROW * max(_height(cell), _height(rows[-1][0])) * 0.8:
            rows[-1].append(cell)
        else:
            rows.append([cell])
            centres.append(_middle(cell))
    blanks = sorted((c.turned[0], _middle(c)) for c in cells if c.text.isspace())
    found = [segment for row in rows for segment in _segments(row, blanks, split=split)]
    return [segment for segment in found if segment.text]


def _middle(cell: Cell) -> float:
    return (cell.turned[1] + cell.turned[3]) / 2


def _height(cell: Cell) -> float:
    return max(cell.turned[3] - cell.turned[1], 0.1)


def _segments(row: list[Cell], blanks: Sequence[tuple[float, float]], *, split: bool) -> list[Row]:
    row.sort(key=lambda c: c.turned[0])
    groups: list[list[Cell]] = [[]]
    previous: Cell | None = None
    for cell in row:
        if previous is not None:
            gap = cell.turned[0] - previous.turned[2]
            height = max(_height(cell), _height(previous))
            if split and gap > _SPLIT * height:
                groups.append([])
            elif gap > _SPLIT * height or _blank_between(previous, cell, gap / height, blanks):
                groups[-1].append(Cell(" ", _gap(previous.box, cell.box), _gap(previous.turned, cell.turned)))
        groups[-1].append(cell)
        previous = cell
    return [_row(group) for group in groups]


def _blank_between(one: Cell, other: Cell, gap: float, blanks: Sequence[tuple[float, float]]) -> bool:
    """Whether a blank parts two characters: one that was written, or, between Latin letters, one that is only left."""
    if gap > _BLANK and one.text.isascii() and other.text.isascii():
        return True
    at = bisect_left(blanks, (one.turned[2] - 0.5, -1.0))
    while gap > 0 and at < len(blanks) and blanks[at][0] <= other.turned[0]:
        if one.turned[1] <= blanks[at][1] <= one.turned[3]:
            return True
        at += 1
    return False


def _gap(one: Rect, other: Rect) -> Rect:
    return min(one[2], other[0]), min(one[1], other[1]), max(one[2], other[0]), max(one[3], other[3])


def _row(group: list[Cell]) -> Row:
    box = (
        min(c.turned[0] for c in group),
        min(c.turned[1] for c in group),
        max(c.turned[2] for c in group),
        max(c.turned[3] for c in group),
    )
    text = "".join(c.text for c in group)
    # A ligature is one box and several characters.
    order = min(c.order for c in group if c.text != " ")
    return Row(text, box, tuple(c.box for c in group for _ in c.text), order)


def blocks_of(rows: Sequence[Row]) -> list[list[Row]]:
    """Segments in reading order: down each column in turn; what stands across both columns parts them into bands."""
    if not rows:
        return []
    if drawn := _as_drawn(rows):
        return drawn
    gutter = _gutter(rows)
    if gutter is None:
        return [_merged(rows)]
    blocks: list[list[Row]] = []
    band: list[Row] = []
    for row in [*rows, None]:
        if row is not None and not row.box[0] < gutter < row.box[2]:
            band.append(row)
            continue
        if band:
            blocks += _columns(band, gutter)
            band = []
        if row is not None:
            if blocks and len(blocks[-1]) and blocks[-1][-1].box[0] < gutter < blocks[-1][-1].box[2]:
                blocks[-1].append(row)
            else:
                blocks.append([row])
    return blocks


def _as_drawn(rows: Sequence[Row]) -> list[list[Row]] | None:
    """Blocks in the order of drawing, where that goes down one column and then up to the next; None where it does anything else."""
    drawn = sorted(rows, key=lambda row: row.order)
    blocks: list[list[Row]] = [[drawn[0]]]
    gutter: float | None = None
    for before, row in itertools.pairwise(drawn):
        if row.box[1] >= before.box[1] - _SAME_ROW * before.height:
            back = gutter is not None and row.box[0] < gutter <= before.box[0]
            gutter = None if back else gutter
            blocks += [[row]] if back else []
            blocks[-1] += [] if back else [row]
            continue
        beside = [r for r in blocks[-1] if r.box[3] > row.box[1]]
        if len(beside) < _MIN_DRAWN_ROWS or row.box[0] < max(r.box[2] for r in beside):
            return None
        blocks[-1:] = [[r for r in blocks[-1] if r.box[3] <= row.box[1]], beside, [row]]
        gutter = row.box[0]
    return [_merged(block) for block in blocks if block] if len(blocks) > 1 else None


def _columns(band: Sequence[Row], gutter: float) -> list[list[Row]]:
    return [block for side in _sides(band, gutter) for block in blocks_of(side)]


def _gutter(rows: Sequence[Row]) -> float | None:
    """The middle of the upright strip that running text stands on both sides of, that the fewest rows cross, and that is the widest."""
    x0, x1 = min(r.box[0] for r in rows), max(r.box[2] for r in rows)
    first, last = (x0 + share * (x1 - x0) for share in _MIDDLE)
    best, found = None, (-len(rows), 0.0)
    for step in range(_STEPS + 1):
        at = first + (last - first) * step / _STEPS
        left, right = _sides(rows, at)
        if not _are_columns(left, right, len(rows)):
            continue
        end, start = max(r.box[2] for r in left), min(r.box[0] for r in right)
        # Ends of paragraphs leave a wide strip within a column, which its other rows cross.
        clear = len(left) + len(right) - len(rows), start - end
        if clear > found:
            best, found = (start + end) / 2, clear
    return best


def _sides(rows: Sequence[Row], at: float) -> tuple[list[Row], list[Row]]:
    return [r for r in rows if r.box[2] <= at], [r for r in rows if r.box[0] >= at]


def _are_columns(left: Sequence[Row], right: Sequence[Row], rows: int) -> bool:
    if min(len(left), len(right)) < _MIN_ROWS or len(left) + len(right) < _FILL * rows:
        return False
    return all(_fill(side) >= _FILL for side in (left, right))


def _fill(side: Sequence[Row]) -> float:
    width = max(r.box[2] for r in side) - min(r.box[0] for r in side)
    return sum(r.box[2] - r.box[0] for r in side) / (len(side) * max(width, 0.1))


def _merged(rows: Sequence[Row]) -> list[Row]:
    """Segments of one visual line put together again, a blank between them."""
    merged: list[Row] = []
    for row in rows:
        if (
            merged
            and row.box[1] < (merged[-1].box[1] + merged[-1].box[3]) / 2 < row.box[3]
            and row.box[0] > merged[-1].box[2]
        ):
            before = merged[-1]
            box = (before.box[0], min(before.box[1], row.box[1]), row.box[2], max(before.box[3], row.box[3]))
            between = _gap(before.boxes[-1], row.boxes[0])
            boxes = (*before.boxes, between, *row.boxes)
            merged[-1] = Row(f"{before.text} {row.text}", box, boxes, min(before.order, row.order))
        else:
            merged.append(row)
    return merged
