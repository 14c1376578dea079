"""The careful path, by pdfplumber: columns, tables, doubled characters, turned and vertical text, put in order by where they stand.

It costs many times what PDFium's text costs, so only pages whose signals ask for it come here (see read.signals).
"""

from __future__ import annotations

import contextlib
import io
import itertools
import logging
import math
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clausescan.document import Rect
from clausescan.read.boxes import union
from clausescan.read.layout import NARROW, RawLine, glue, goes_on, right_margin
from clausescan.read.order import Cell, Row, blocks_of, rows_of

_STRAIGHT = 0.02
_SAME = 1.0
"""Equal characters this near each other, in points, are one character drawn twice."""
_STACKED = 0.5
"""Share of steps from a character to the one right below it from which a page is set vertically."""
_LINE_GAP = 2.0
_FULL_WITHIN = 2.2
_ERRORS = (ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, RecursionError, struct.error)


class CarefulPdf:
    """The same PDF as pdfplumber sees it, opened when the first page needs it."""

    def __init__(self, data: bytes, password: str | None) -> None:
        self._data = data
        self._password = password
        self._pdf: Any = None

    def lines(self, number: int) -> list[RawLine] | None:
        """The lines of a page (1-based) in reading order, or None where pdfplumber cannot read it."""
        with contextlib.suppress(*_errors()):
            if self._pdf is None:
                import pdfplumber

                from clausescan.read.fonts import Fonts

                # pdfminer reports each oddity of a font; what matters of them shows in the text.
                logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
                self._pdf = pdfplumber.open(io.BytesIO(self._data), password=self._password)
                self._pdf.rsrcmgr = Fonts()
            page = self._pdf.pages[number - 1]
            try:
                return _page_lines(page, number)
            finally:
                page.close()
        return None

    def close(self) -> None:
        """Close pdfplumber's PDF, which looks at its pages once more for that."""
        if self._pdf is not None:
            with contextlib.suppress(*_errors()):
                self._pdf.close()


def _errors() -> tuple[type[Exception], ...]:
    """What pdfplumber and pdfminer raise on a damaged page."""
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    return PdfminerException, MalformedPDFException, PDFException, *_ERRORS


@dataclass(frozen=True, slots=True)
class _Frame:
    """A direction of reading, in quarter turns clockwise, with the way from the page to it: words run right, lines go down."""

    quarter: int
    width: float
    height: float

    def turned(self, box: Rect) -> Rect:
        x0, y0, x1, y1 = box
        if self.quarter == 1:  # words run down the page, lines go left
            return y0, self.width - x1, y1, self.width - x0
        if self.quarter == 2:
            return self.width - x1, self.height - y1, self.width - x0, self.height - y0
        if self.quarter == 3:  # words run up the page, lines go right
            return self.height - y1, x0, self.height - y0, x1
        return box


def _page_lines(page: Any, number: int) -> list[RawLine]:  # noqa: ANN401 - pdfplumber has no types
    tables = page.find_tables({"vertical_strategy": "lines", "horizontal_strategy": "lines"})
    (x, y), size = _shown(page)
    by_turn = _by_turn(_drawn_once(page.chars), (x, y))
    lines: list[RawLine] = []
    # The direction that most of the page is set in comes first.
    for quarter, cells in sorted(by_turn.items(), key=lambda item: (-len(item[1]), item[0])):
        frame = _Frame(1 if quarter == 0 and _is_stacked(cells) else quarter, *size)
        grids = [_grid(table, (x, y)) for table in tables] if frame.quarter == 0 else []
        lines += _frame_lines([Cell(c.text, c.box, frame.turned(c.box), c.order) for c in cells], grids, number)
    return lines


def _shown(page: Any) -> tuple[tuple[float, float], tuple[float, float]]:  # noqa: ANN401
    """The top left corner of the shown part of a page in pdfplumber's coordinates, and its size.

    pdfplumber places characters right within the media box, but turns the crop box of a rotated page by swapping its axes, so the way
    from the one to the other is worked out here.
    """
    media, crop = page.page_obj.mediabox, page.page_obj.cropbox
    # Margins that the crop box takes off the media box: left, bottom, right, top, in the page's own coordinates.
    cut = [max(sign * (c - m), 0.0) for sign, c, m in zip((1, 1, -1, -1), crop, media, strict=True)]
    size = media[2] - media[0] - cut[0] - cut[2], media[3] - media[1] - cut[1] - cut[3]
    turns = page.rotation // 90
    # A quarter turn clockwise brings the left margin to the top and the bottom margin to the left.
    left, top = cut[turns], cut[turns - 1]
    return (page.mediabox[0] + left, page.mediabox[1] + top), (size[::-1] if turns % 2 else size)


def _drawn_once(chars: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Characters, without those drawn again within a point of themselves.

    pdfplumber's own `dedupe_chars` takes time in the square of a page's characters.
    """
    seen: dict[tuple[str, int, int], list[tuple[float, float]]] = {}
    for char in chars:
        x, y = char["x0"], char["top"]
        column, row = int(x // _SAME), int(y // _SAME)
        near = itertools.product((column - 1, column, column + 1), (row - 1, row, row + 1))
        places = itertools.chain.from_iterable(seen.get((char["text"], *cell), ()) for cell in near)
        if not any(abs(x - a) < _SAME and abs(y - b) < _SAME for a, b in places):
            seen.setdefault((char["text"], column, row), []).append((x, y))
            yield char


def _by_turn(chars: Iterable[Mapping[str, Any]], corner: tuple[float, float]) -> dict[int, list[Cell]]:
    """Characters by their quarter turn; those at other angles are watermarks and seals, unless nothing else is there."""
    found: dict[int, list[Cell]] = {}
    for order, char in enumerate(chars):
        a, b = char["matrix"][:2]
        quarters = -math.atan2(b, a) / (math.pi / 2)
        if abs(quarters - round(quarters)) > _STRAIGHT:
            continue
        x0, y0 = char["x0"] - corner[0], char["top"] - corner[1]
        box = (x0, y0, char["x1"] - corner[0], char["bottom"] - corner[1])
        found.setdefault(round(quarters) % 4, []).append(Cell(char["text"], box, box, order))
    return found


def _is_stacked(cells: Sequence[Cell]) -> bool:
    shown = [c for c in cells if not c.text.isspace()]
    steps = Counter(_step(a.box, b.box) for a, b in itertools.pairwise(shown))
    return steps["down"] > _STACKED * max(len(shown) - 1, 1)


def _step(one: Rect, other: Rect) -> str:
    dx = abs((one[0] + one[2]) - (other[0] + other[2])) / 2
    dy = (other[1] + other[3] - one[1] - one[3]) / 2
    size = one[3] - one[1]
    return "down" if dx < 0.3 * size and 0.5 * size < dy < 2.5 * size else "other"


def _grid(table: Any, corner: tuple[float, float]) -> list[list[Rect]]:  # noqa: ANN401
    x, y = corner
    return [[(c[0] - x, c[1] - y, c[2] - x, c[3] - y) for c in row.cells if c] for row in table.rows]


def _frame_lines(cells: list[Cell], grids: Sequence[list[list[Rect]]], number: int) -> list[RawLine]:
    """Text between, above and below the tables, and the tables, from top to bottom."""
    parts: list[tuple[float, list[RawLine]]] = []
    for grid in grids:
        inside = [(row, [_inside(cells, cell) for cell in row]) for row in grid]
        taken = {id(c) for _, row in inside for cell in row for c in cell}
        if taken and len([1 for _, row in inside for cell in row if cell]) > 1:
            parts.append((grid[0][0][1], list(_table_lines([row for _, row in inside], number))))
            cells = [c for c in cells if id(c) not in taken]
    cuts = [0.0, *sorted(top for top, _ in parts), math.inf]
    for above, below in itertools.pairwise(cuts):
        between = [c for c in cells if above <= (c.turned[1] + c.turned[3]) / 2 < below]
        parts.append((above + 0.001, text_lines(rows_of(between, split=True), number)))
    return [line for _, lines in sorted(parts, key=lambda part: part[0]) for line in lines]


def _inside(cells: Sequence[Cell], box: Rect) -> list[Cell]:
    return [
        c
        for c in cells
        if box[0] <= (c.box[0] + c.box[2]) / 2 < box[2] and box[1] <= (c.box[1] + c.box[3]) / 2 < box[3]
    ]


def _table_lines(rows: Sequence[Sequence[list[Cell]]], number: int) -> Iterator[RawLine]:
    """A table's rows: the lines of a cell run on, cells are held apart by a blank, rows begin a new line."""
    for row in rows:
        first = True
        for cell in row:
            previous = ""
            for segment in rows_of(cell):
                text = segment.text
                join = ("\n" if first else " ") if not previous else glue(previous, text)
                yield _raw(segment, number, full=False, join=join)
                first, previous = False, text


def text_lines(rows: Sequence[Row], number: int) -> list[RawLine]:
    """Rows and segments of rows, from top to bottom, as lines in reading order."""
    lines: list[RawLine] = []
    for block in blocks_of(rows):
        left, right = min(row.box[0] for row in block), right_margin([row.box for row in block])
        for at, row in enumerate(block):
            full = right - left > NARROW * row.height and row.box[2] >= right - _FULL_WITHIN * row.height
            join = _joined(block[at - 1], row, full=lines[-1].full or False) if at else None
            lines.append(_raw(row, number, full=full, join=join))
    return lines


def _joined(previous: Row, row: Row, *, full: bool) -> str:
    near = row.box[1] - previous.box[3] < _LINE_GAP * max(row.height, previous.height)
    return glue(previous.text, row.text) if near and full and goes_on(previous.text, row.text) else "\n"


def _raw(row: Row, number: int, *, full: bool, join: str | None) -> RawLine:
    return RawLine(row.text, number, union(list(row.boxes)), boxes=row.boxes, full=full, join=join)
