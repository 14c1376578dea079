"""What lies over and under the words of a PDF page, and so what of them nobody can see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from clausescan.document import Rect
from clausescan.read.boxes import Boxes
from clausescan.read.drawn import PATH, Colour, Drawn, Texts

_TINY = 2.5
"""Type smaller than this, in points, cannot be read."""
_PAPER = 255
_FAINT = 25
"""A colour this near its background on a scale of 255, or so little alpha, cannot be seen."""
_LIGHT = 200
_SCAN_SHARE = 0.6
"""A picture of this share of its page is a scan; text under it or without ink on it is the scan's own text layer."""
_INVISIBLE = frozenset({3, 7})
_UNDER = (-2.5, 4.0)
"""A rule from so far above to so far below the foot of the letters, in points, underlines them."""
_TINTED = 40
_WITHIN = (0.9, 0.8)
"""A text object with these shares of its width and height in an area lies in it."""
_FEW = 200
"""Where more areas or rules than this are drawn, every text object is taken to be near one."""
_MOST_PIXELS = 3000
_BANDS = 40
_REACH = 5.0
_T = TypeVar("_T")


class Ground:
    """What lies over and under the words of a page: filled areas, pictures, rules; and the page as painted, once asked for.

    Args:
        page: open in PDFium.
        boxes: maps its space to the page as displayed.
        areas: filled paths.
        images: pictures.
        rules: bounds of level rules.
    """

    def __init__(
        self, page: pdfium.PdfPage, boxes: Boxes, areas: Sequence[Drawn], images: Sequence[Drawn], rules: Sequence[Rect]
    ) -> None:
        self._page = page
        self._boxes = boxes
        self._extent: Rect = page.get_bbox()
        self._things = [d.bounds for d in (*areas, *images)]
        self._areas = _Bands(self._extent, [(a.bounds, a) for a in areas])
        self._images = images
        self._rule_bounds = rules
        self._rules = _Bands(self._extent, [(rule, rule) for rule in rules])
        self._painted: NDArray[np.uint8] | None = None

    @property
    def scanned(self) -> bool:
        """Whether one picture covers most of the page."""
        return any(map(self._is_scan, self._images))

    def near(self, texts: Texts) -> NDArray[np.bool_]:
        """Whether each text object lies in a filled area or a picture."""
        found = np.full(len(texts.orders), len(self._things) > _FEW)
        x0, y0, x1, y1 = texts.bounds.T
        for left, bottom, right, top in self._things[:_FEW]:
            found |= (np.minimum(x1, right) - np.maximum(x0, left) > _WITHIN[0] * (x1 - x0)) & (
                np.minimum(y1, top) - np.maximum(y0, bottom) > _WITHIN[1] * (y1 - y0)
            )
        return found

    def ruled(self, bounds: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether a rule runs near the foot of each of these bounds, however wide."""
        found = np.full(len(bounds), len(self._rule_bounds) > _FEW)
        for _, bottom, _, top in self._rule_bounds[:_FEW]:
            below = bounds[:, 1] - (bottom + top) / 2
            found |= (below > _UNDER[0]) & (below < _UNDER[1])
        return found

    def suspects(self, texts: Texts, near: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether each text object may be one that `hides` has a reason for; the others certainly are not."""
        left, bottom, right, top = self._extent
        x0, y0, x1, y1 = texts.bounds.T
        colours = texts.colours()
        found: NDArray[np.bool_] = near | (x1 <= left) | (x0 >= right) | (y1 <= bottom) | (y0 >= top)
        found |= colours[:, 3] < _FAINT
        for mode in _INVISIBLE:
            found |= texts.modes == mode
        found |= colours[:, :3].min(axis=1) > _PAPER - _FAINT
        low = np.flatnonzero((y1 - y0 < 2 * _TINY) & ~found)
        found[low] = texts.type_sizes(low) < _TINY
        return found

    def hides(self, text: Drawn) -> str:
        """Why nobody can see a text object, or "". What is covered is known for sure only after `without_shown`."""
        reason = self._suspicion(text)
        # A watermark is faint as it should be, and no part of the text.
        return "" if reason and text.is_askew() else reason

    def _suspicion(self, text: Drawn) -> str:
        left, bottom, right, top = self._extent
        x0, y0, x1, y1 = text.bounds
        if x1 <= left or x0 >= right or y1 <= bottom or y0 >= top:
            return "off_page"
        colour = text.colour()
        if pdfium_c.FPDFTextObj_GetTextRenderMode(text.handle) in _INVISIBLE or colour[3] < _FAINT:
            return "" if self._is_scanned(text) else "invisible"
        if y1 - y0 < 2 * _TINY and text.type_size() < _TINY:
            return "tiny"
        around = self._around(text) if self._things else []
        if around and around[-1].order > text.order and not self._is_scanned(text):
            return "covered"
        return "same_colour" if self._is_background(text, colour, around) else ""

    def without_shown(self, found: list[tuple[Drawn, str]]) -> list[tuple[Drawn, str]]:
        """The hidden text objects, less those that the page looks different without.

        A stamp with holes in it, or a marker's ink laid over words, hides nothing.
        """
        covered = [text for text, reason in found if reason == "covered"]
        if not covered:
            return found
        with_them = self._paint()
        for text in covered:
            pdfium_c.FPDFPageObj_SetIsActive(text.handle, False)
        try:
            without = _painted(self._page)
        finally:
            for text in covered:
                pdfium_c.FPDFPageObj_SetIsActive(text.handle, True)
        change = np.abs(with_them.astype(np.int16) - without.astype(np.int16))
        return [
            (text, reason)
            for text, reason in found
            if reason != "covered" or self._patch(text.bounds, change).max(initial=0) <= _FAINT
        ]

    def highlights(self, text: Drawn) -> bool:
        """Whether a tinted area no larger than its lines lies under a text object."""
        return any(
            a.kind == PATH
            and a.order < text.order
            and height_of(a.bounds) < 3 * height_of(text.bounds)
            and _is_tint(a.colour())
            for a in self._around(text)
        )

    def underlines(self, text: Drawn) -> bool:
        """Whether a rule no wider than its words runs along the foot of a text object."""
        if not self._rules:
            return False
        x0, y0, x1, _ = text.bounds
        return any(
            _UNDER[0] < y0 - (rule[1] + rule[3]) / 2 < _UNDER[1] and _covers_words(rule, x0, x1)
            for rule in self._rules.at(y0)
        )

    def _around(self, text: Drawn) -> list[Drawn]:
        """Filled areas and pictures that nearly all of a text object lies in, in the order of drawing."""
        areas = self._areas.at((text.bounds[1] + text.bounds[3]) / 2)
        found = [d for d in (*areas, *self._images) if _within(text.bounds, d.bounds)]
        return sorted(found, key=lambda d: d.order)

    def _is_scanned(self, text: Drawn) -> bool:
        return any(self._is_scan(image) and _within(text.bounds, image.bounds) for image in self._images)

    def _is_scan(self, image: Drawn) -> bool:
        left, bottom, right, top = self._extent
        return image.area >= _SCAN_SHARE * (right - left) * (top - bottom)

    def _is_background(self, text: Drawn, colour: Colour, around: Sequence[Drawn]) -> bool:
        under = [d for d in around if d.order < text.order]
        if not under:
            return min(colour[:3]) > _PAPER - _FAINT
        if under[-1].kind == PATH:
            return _distance(under[-1].colour(), colour) < _FAINT
        if self._is_scan(under[-1]) and max(colour[:3]) < _LIGHT:
            return False  # dark words on a letterhead's picture: not worth painting every page for
        # The median of a patch is its background: letters cover less than half of it.
        patch = self._patch(text.bounds, self._paint())
        return not patch.size or _distance(np.median(patch, axis=(0, 1)).tolist(), colour) < _FAINT

    def _paint(self) -> NDArray[np.uint8]:
        if self._painted is None:
            self._painted = _painted(self._page)
        return self._painted

    def _patch(self, bounds: Rect, picture: NDArray[Any]) -> NDArray[Any]:
        x0, y0, x1, y1 = self._boxes.placed(*bounds)
        scale = picture.shape[1] / self._page.get_width()
        return picture[max(int(y0 * scale), 0) : int(y1 * scale) + 1, max(int(x0 * scale), 0) : int(x1 * scale) + 1]


class _Bands(Generic[_T]):
    """Things by the level bands of the page that they reach into, so that each text object meets only its neighbours."""

    def __init__(self, extent: Rect, things: Sequence[tuple[Rect, _T]]) -> None:
        self._bottom = extent[1]
        self._height = max((extent[3] - extent[1]) / _BANDS, 1.0)
        self._things: dict[int, list[_T]] = {}
        for (_, y0, _, y1), thing in things:
            for band in range(max(self._band(y0 - _REACH), 0), min(self._band(y1 + _REACH), _BANDS) + 1):
                self._things.setdefault(band, []).append(thing)

    def _band(self, y: float) -> int:
        return int((y - self._bottom) // self._height)

    def __bool__(self) -> bool:
        return bool(self._things)

    def at(self, y: float) -> Sequence[_T]:
        """Those whose band a height in page space lies in."""
        return self._things.get(self._band(y), ())


def _painted(page: pdfium.PdfPage) -> NDArray[np.uint8]:
    """The page as red, green and blue, at most 3000 pixels a side."""
    scale = min(2.0, _MOST_PIXELS / max(*page.get_size(), 1.0))
    picture: NDArray[np.uint8] = page.render(scale=scale, may_draw_forms=False, draw_annots=False).to_numpy()
    return picture[:, :, 2::-1]


def _distance(one: Sequence[float], other: Sequence[float]) -> float:
    return max(abs(float(a) - float(b)) for a, b in zip(one[:3], other[:3], strict=True))


def _is_tint(colour: Colour) -> bool:
    return max(colour[:3]) - min(colour[:3]) > _TINTED and max(colour[:3]) > _LIGHT and colour[3] >= _FAINT


def _within(words: Rect, area: Rect) -> bool:
    """Whether nearly all of a text object lies in an area."""
    x = min(words[2], area[2]) - max(words[0], area[0])
    y = min(words[3], area[3]) - max(words[1], area[1])
    return x > _WITHIN[0] * (words[2] - words[0]) and y > _WITHIN[1] * height_of(words)


def _covers_words(rule: Rect, x0: float, x1: float) -> bool:
    return rule[0] < x0 + 4 and rule[2] > x1 - 4 and rule[2] - rule[0] < 1.3 * (x1 - x0) + 12


def height_of(box: Rect) -> float:
    """Height of a rectangle."""
    return box[3] - box[1]
