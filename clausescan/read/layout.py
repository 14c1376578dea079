"""From visual lines to running text: page furniture out, wrapped lines joined, every line's place kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from clausescan.document import Rect
from clausescan.segment.numbering import starts_item

_ENDS = frozenset("。；：！？;!?:")
_PAGE_NUMBER = re.compile(
    r"[-—–· ]{0,16}第? ?(\d{1,4}|[一二三四五六七八九十百]{1,5}) ?页? ?(?:[/／]|,|，|of)? ?[共总]? ?(?:\d{1,4})? ?页?[-—–· ]{0,16}",
    re.IGNORECASE,
)
"""Of a line with its runs of blanks made one blank each."""
_PRINTED = re.compile(
    r"(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s*(?:上午|下午)?\s*\d{1,2}:\d{2}.*|(?:file|ﬁle|https?)://\S+(?:\s+\d+\s*/\s*\d+)?)"
)
"""What browsers print above and below a page: the date, the address, the page."""
_EDGE = 0.08
"""Headers and footers stand within this share of the page height from its edge."""
_REPEATED = 0.6
"""A line on this share of the pages, at the same height, is furniture."""
_MIN_PAGES = 3
_MIN_EDGE_PAGES = 2
"""At a page's very edge two pages are enough to tell furniture."""
_LONGEST = 60
"""Furniture is short; longer lines that repeat are boilerplate of the agreement."""
_FULL_WITHIN = 2.2
"""A line that ends within this many line heights of the right margin is full: its sentence may go on."""
NARROW = 12
"""Lines shorter than this many line heights fill no column: they are short lines, not wrapped ones."""
_UPRIGHT = 0.02
_VARYING = re.compile(r"\d+|\s+")
_Key = tuple[str, int]


class RawLine(NamedTuple):
    """A visual line as extracted, in points from the page's top left corner.

    Attributes:
        text: stripped.
        page: 1-based.
        box: of the whole line.
        char: PDFium's index of its first character; boxes of characters are asked of PDFium where `boxes` is empty.
        angle: in radians, 0 for upright.
        boxes: of each character of `text`, from readers that know them anyway.
        full: whether it reaches the end of its column; None lets the margin of the page decide.
        join: what stands between it and the line before; None lets geometry decide.
        hidden: (start, end, reason) of what of it a person would not see.
        emphasis: (start, end, kind) of what of it is set off.
    """

    text: str
    page: int
    box: Rect
    char: int = -1
    angle: float = 0.0
    boxes: tuple[Rect, ...] = ()
    full: bool | None = None
    join: str | None = None
    hidden: tuple[tuple[int, int, str], ...] = ()
    emphasis: tuple[tuple[int, int, str], ...] = ()

    @property
    def height(self) -> float:
        """Line height in points."""
        return max(self.box[3] - self.box[1], 1.0)


class Placed(NamedTuple):
    """A visual line and its span in the running text."""

    start: int
    end: int
    line: RawLine


@dataclass(frozen=True, slots=True)
class Running:
    """Running text with the place of each visual line in it."""

    text: str
    lines: list[Placed]


def without_furniture(pages: Sequence[Sequence[RawLine]], sizes: Sequence[tuple[float, float]]) -> list[list[RawLine]]:
    """Drop headers, footers, page numbers and watermarks; keep the order of what is left, and whatever is hidden.

    Where nothing would be left it is no furniture: a document with text keeps some.
    """
    upright = [[line for line in lines if line.hidden or not _askew(line, lines)] or list(lines) for lines in pages]
    keyed = [[_key(line, height) for line in lines] for lines, (_, height) in zip(upright, sizes, strict=True)]
    repeated = _repeated_keys(upright, keyed, sizes)
    kept: list[list[RawLine]] = []
    for lines, keys, (_, height) in zip(upright, keyed, sizes, strict=True):
        kept.append(
            [
                line
                for line, key in zip(lines, keys, strict=True)
                if line.hidden or not (key in repeated or _is_furniture(line, height))
            ]
        )
    return kept if any(kept) else upright


def _is_furniture(line: RawLine, height: float) -> bool:
    """Whether a line is a page number, or what browsers print around a page."""
    if not _stands_at_edge(line, height):
        return False
    printed = len(line.text) <= 2 * _LONGEST and _PRINTED.fullmatch(line.text)
    return bool(printed) or _is_page_number(line)


def _askew(line: RawLine, lines: Sequence[RawLine]) -> bool:
    """Whether a line runs at another angle than most of its page: a diagonal watermark, a seal."""
    if abs(line.angle) < _UPRIGHT:
        return False
    same = sum(len(other.text) for other in lines if abs(other.angle - line.angle) < _UPRIGHT)
    return 2 * same < sum(len(other.text) for other in lines)


def _key(line: RawLine, height: float) -> _Key:
    """What makes two lines on two pages the same: words with digits blanked, and height on the page in fiftieths."""
    return _VARYING.sub("#", line.text), round(50 * line.box[1] / height) if height else 0


def _repeated_keys(
    pages: Sequence[Sequence[RawLine]], keyed: Sequence[Sequence[_Key]], sizes: Sequence[tuple[float, float]]
) -> set[_Key]:
    """Keys of the short lines that stand on most pages, and on one at least beside as many lines of its own.

    Pages that repeat as wholes (two prints of one notice, a copy for each party) are the document, not furniture.
    """
    count = Counter(key for keys in keyed for key in set(keys))
    least = max(_MIN_EDGE_PAGES, _REPEATED * sum(1 for lines in pages if lines))
    often = {key for key, n in count.items() if n >= least}
    beside_own: set[_Key] = set()
    at_edge: set[_Key] = set()
    for lines, keys, (_, height) in zip(pages, keyed, sizes, strict=True):
        repeated = [(line, key) for line, key in zip(lines, keys, strict=True) if key in often]
        at_edge |= {key for line, key in repeated if _stands_at_edge(line, height)}
        if 2 * len(repeated) <= len(keys):
            beside_own |= {key for _, key in repeated}
    return {key for key in beside_own if len(key[0]) <= _LONGEST and (key in at_edge or count[key] >= _MIN_PAGES)}


def _stands_at_edge(line: RawLine, height: float) -> bool:
    return line.box[3] > (1 - _EDGE) * height or line.box[1] < _EDGE * height


def _is_page_number(line: RawLine) -> bool:
    found = _PAGE_NUMBER.fullmatch(" ".join(line.text.split()))
    if not found:
        return False
    return "页" in line.text or "/" in line.text or found.group(1) == str(line.page)


def reflow(pages: Sequence[Sequence[RawLine]]) -> Running:
    """Join the visual lines of each paragraph, also across pages; paragraphs become lines of the running text."""
    parts: list[str] = []
    placed: list[Placed] = []
    size = 0
    previous: RawLine | None = None
    margin = 0.0
    for lines in pages:
        right = right_margin([line.box for line in lines])
        for line in lines:
            if previous is not None:
                gap = _between(previous, line, margin)
                parts.append(gap)
                size += len(gap)
            parts.append(line.text)
            placed.append(Placed(size, size + len(line.text), line))
            size += len(line.text)
            previous, margin = line, right
    return Running("".join(parts), placed)


def right_margin(lines: Sequence[Rect]) -> float:
    """Where full lines end: the right edge that most of the widest lines share."""
    edges = sorted((box[2] for box in lines), reverse=True)
    return edges[len(edges) // 10] if edges else 0.0


def _between(previous: RawLine, line: RawLine, margin: float) -> str:
    r"""What joins two visual lines: "\\n" for a new paragraph, "" or " " where the sentence goes on."""
    if line.join is not None:
        return line.join
    full = previous.full
    if full is None:
        height = min(previous.height, 14.0)
        full = previous.box[2] >= max(margin - _FULL_WITHIN * height, previous.box[0] + NARROW * height - height)
        if previous.page == line.page:
            below = line.box[1] - previous.box[3]
            full = full and -0.8 * line.height < below < 2.0 * max(line.height, previous.height)
    return glue(previous.text, line.text) if full and goes_on(previous.text, line.text) else "\n"


def goes_on(text: str, following: str) -> bool:
    """Whether the words of two lines let the second go on the first's sentence."""
    return text[-1] not in _ENDS and not starts_item(following)


def glue(text: str, following: str) -> str:
    """What joins two parts of a sentence: a blank between Latin words, nothing between Chinese ones."""
    return " " if text[-1].isascii() and following[0].isascii() and text[-1] != "-" else ""
