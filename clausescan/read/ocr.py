"""Text from pictures, by RapidOCR with the models that its wheel carries: offline, one thread, the same text each time.

Needs the extra `ocr`. Scanned or garbled PDF pages come here as painted pages, screenshots and photos as they are; long ones in
overlapping tiles.
"""

from __future__ import annotations

import functools
import importlib.util
import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from clausescan.document import Document, Page, PageQuality, Rect, Remedy
from clausescan.errors import InputError, MissingExtraError, NoTextError
from clausescan.read.allowance import NOTES, Allowance
from clausescan.read.careful import text_lines
from clausescan.read.layout import RawLine
from clausescan.read.order import Row
from clausescan.read.paged import paged_document
from clausescan.read.pictures import Picture, frames_of, opened, size_of
from clausescan.read.seams import Seam, seam_of

NOTE = "read by OCR"
HINT = 'pip install "clausescan[ocr]"'
_TALL = 1.6
"""A picture taller than so many widths is cut into tiles."""
_TILE = 1.4
_OVERLAP = 0.12
_SURE = 0.5
_SAME = 0.5
_NO_MEMORY = re.compile("alloc|memory", re.IGNORECASE)
_LOCK = threading.Lock()


def is_installed() -> bool:
    """Whether the extra `ocr` is there."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


class Reading(NamedTuple):
    """The lines of a picture, and what would have had the rest of it read; None where all of it was."""

    lines: list[RawLine]
    remedy: Remedy | None

    def page(self, page: Page) -> Page:
        """`page` with what this says of it; as it was where nothing was found and nothing left out."""
        if self.remedy:
            quality = PageQuality.PARTLY if self.lines else PageQuality.NO_TEXT
            return replace(page, quality=quality, note=NOTES[self.remedy], by_ocr=bool(self.lines), remedy=self.remedy)
        return replace(page, quality=PageQuality.OK, note=NOTE, by_ocr=True) if self.lines else page


def read_pictures(parts: Sequence[bytes], *, name: str, sha256: str, media_type: str, allowance: Allowance) -> Document:
    """Read pictures as the pages of one document, every page of a TIFF; a page's size in points is its size in pixels.

    Raises:
        MissingExtraError: the extra `ocr` is not installed.
        DamagedFileError: a picture cannot be opened.
        LimitExceededError: a picture has more than 80 million pixels, or 500 pages.
        NoTextError: no text was found in any picture, though all were read.
    """
    if not is_installed():
        raise MissingExtraError(f"{name}: pictures are read by OCR, which is not installed", hint=HINT)
    lines, pages = picture_pages(parts, name, allowance)
    if not any(lines) and not any(page.remedy for page in pages):
        raise NoTextError(name, "no text was found in the picture", hint="take a sharper picture, upright and whole")
    return paged_document(lines, pages, (name, sha256, media_type))


def picture_pages(
    parts: Sequence[bytes], name: str, allowance: Allowance, *, damaged: bool = False
) -> tuple[list[list[RawLine]], tuple[Page, ...]]:
    """Pictures as pages: the lines of each, and what is known of it.

    Args:
        parts: the files.
        name: of the document, for messages.
        allowance: how much may be read.
        damaged: whether a picture that cannot be opened is a page without text instead of an error.

    Raises:
        DamagedFileError, LimitExceededError: as `read_pictures`, unless `damaged` ones may pass.
    """
    lines: list[list[RawLine]] = []
    pages: list[Page] = []
    frames = ((data, frame) for data in parts for frame in range(frames_of(data, name)))
    for number, (data, frame) in enumerate(frames, start=1):
        try:
            found, page = _picture_page(data, frame, number, name, allowance)
        except InputError as error:
            if not damaged:
                raise
            found, page = [], Page(number, 0.0, 0.0, PageQuality.NO_TEXT, error.message)
        seam = seam_of([line.text for line in lines[-1]], [line.text for line in found]) if lines else Seam(0, 0)
        if seam.before:
            lines[-1] = lines[-1][: -seam.before]
        lines.append(found[seam.after :])
        pages.append(page)
    return lines, tuple(pages)


def _picture_page(data: bytes, frame: int, number: int, name: str, allowance: Allowance) -> tuple[list[RawLine], Page]:
    refusal = allowance.refusal if is_installed() else Remedy.INSTALL_OCR
    if refusal:  # unpacked it would take time and memory for nothing
        width, height = size_of(data, name, frame)
        note = NOTES.get(refusal, f"a picture; OCR can read it: {HINT}")
        return [], Page(number, float(width), float(height), PageQuality.NO_TEXT, note, remedy=refusal)
    picture, scale = opened(data, name, frame)
    height, width = (side * scale for side in picture.shape[:2])
    page = Page(number, round(width, 2), round(height, 2), PageQuality.NO_TEXT, "a picture without any text")
    reading = lines_of(picture, number, scale, allowance)
    return reading.lines, reading.page(page)


def lines_of(picture: Picture, number: int, scale: float, allowance: Allowance) -> Reading:
    """The lines of a picture in reading order, as far down as allowed, with boxes of their characters; `scale` is points a pixel."""
    rows: list[Row] = []
    refusal = allowance.refusal
    if refusal is None:
        with _LOCK:
            _engine()  # loaded before the first tile is timed, or every later one would be taken to be as slow
    for top, bottom in _tiles(picture):
        if refusal := allowance.refusal:
            break
        cut = (top > 0, bottom < picture.shape[0])
        with allowance.spent():
            for row in _rows(picture[top:bottom], top, cut, scale):
                _add(rows, row)
    return Reading(text_lines(_in_order(rows), number), refusal)


def _tiles(picture: Picture) -> list[tuple[int, int]]:
    """Rows of pixels from and to, overlapping, each about as tall as a page."""
    height, width = picture.shape[:2]
    if height <= _TALL * width:
        return [(0, height)]
    tall, step = int(_TILE * width), int((_TILE - _OVERLAP * _TILE) * width)
    tops = range(0, max(height - tall, 0) + step, step)
    return [(top, min(top + tall, height)) for top in tops if top < height]


@functools.cache
def _engine() -> Any:  # noqa: ANN401 - RapidOCR has no types
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False, **threads})


def _rows(tile: Picture, top: int, cut: tuple[bool, bool], scale: float) -> Iterator[Row]:
    """The lines of a tile, but for those that its cut edges run through: the tile beside it has them whole."""
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

    try:
        with _LOCK:
            found = _engine()(tile)
    except ONNXRuntimeError as error:
        if _NO_MEMORY.search(str(error)):
            raise MemoryError from error
        raise
    if found.boxes is None:
        return
    for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        x0, y0 = (float(side) for side in np.min(corners, axis=0))
        x1, y1 = (float(side) for side in np.max(corners, axis=0))
        at_edge = (cut[0] and y0 < 2) or (cut[1] and y1 > tile.shape[0] - 2)
        words = " ".join(text.split())
        if words and score >= _SURE and not at_edge and x1 > x0 and y1 > y0:
            box = (x0 * scale, (y0 + top) * scale, x1 * scale, (y1 + top) * scale)
            yield Row(words, box, _spread(words, box))


def _spread(text: str, box: Rect) -> tuple[Rect, ...]:
    """Boxes of the characters of a line: wide ones take twice the room of narrow ones."""
    widths = [2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text]
    unit = (box[2] - box[0]) / sum(widths)
    ends = np.cumsum(widths) * unit + box[0]
    return tuple((float(end - w * unit), box[1], float(end), box[3]) for end, w in zip(ends, widths, strict=True))


def _add(rows: list[Row], row: Row) -> None:
    """Add a line, unless the tile above has it; the longer reading stays."""
    for at, other in enumerate(rows):
        if _overlap(row.box, other.box) > _SAME:
            if len(row.text) > len(other.text):
                rows[at] = row
            return
    rows.append(row)


def _overlap(one: Rect, other: Rect) -> float:
    """Shared area as a share of the smaller rectangle."""
    x = min(one[2], other[2]) - max(one[0], other[0])
    y = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((r[2] - r[0]) * (r[3] - r[1]) for r in (one, other))
    return x * y / smaller if x > 0 and y > 0 else 0.0


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Lines from top to bottom, those on one level from left to right."""
    ordered: list[list[Row]] = []
    for row in sorted(rows, key=_middle):
        middle = _middle(row)
        if ordered and middle - _middle(ordered[-1][0]) < _SAME * ordered[-1][0].height:
            ordered[-1].append(row)
        else:
            ordered.append([row])
    return [row for level in ordered for row in sorted(level, key=lambda r: r.box[0])]


def _middle(row: Row) -> float:
    return (row.box[1] + row.box[3]) / 2
