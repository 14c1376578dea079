"""What stays inside the corridor: frozen values, no pydantic, no behaviour beyond look-ups."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

Rect = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points (1/72 inch), origin at the top left of the page."""


class PageQuality(StrEnum):
    """How much of a page could be read."""

    OK = "ok"
    PARTLY = "partly"
    NO_TEXT = "no_text"
    GARBLED = "garbled"
    BLANK = "blank"


class Remedy(StrEnum):
    """What would let an unread page be read."""

    INSTALL_OCR = "install_ocr"
    MORE_TIME = "more_time"
    MORE_OCR_PAGES = "more_ocr_pages"
    SAVE_WITH_PICTURES = "save_with_pictures"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its 1-based number, size in points, what was read of it, whether from its picture, and what would have more read."""

    number: int
    width: float
    height: float
    quality: PageQuality
    note: str = ""
    by_ocr: bool = False
    remedy: Remedy | None = None


class Line(NamedTuple):
    """A visual line: `start:end` in `Document.text`, the page it stands on and its box there."""

    start: int
    end: int
    page: int
    box: Rect | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Something about `start:end` of `Document.text`: why nobody can see it, or how it is set off."""

    start: int
    end: int
    kind: str


Places = tuple[tuple[int, Rect], ...]
"""Page number and rectangle of each visual line that a span touches."""
Locate = Callable[[Sequence[tuple[int, int]]], list[Places]]
"""The places of spans of `Document.text`."""


def _nowhere(spans: Sequence[tuple[int, int]]) -> list[Places]:
    return [()] * len(spans)


@dataclass(frozen=True, slots=True)
class Document:
    r"""A document as read: text in reading order, without page furniture, and where each line of it stands.

    Attributes:
        name: path or "<bytes>", for messages.
        sha256: hex digest of the source bytes (of the UTF-8 text for `analyze_text`).
        media_type: IANA type, e.g. "application/pdf".
        text: logical lines joined by "\\n"; every offset in a Report points into it.
        pages: empty for formats without pages.
        lines: visual lines in text order; empty for formats without layout.
        hidden: text that is there but that nobody can see, in text order; kinds are the values of `schema.Hiding`.
        emphasis: text that is set off, in text order: "bold", "underlined", "highlighted".
        boxes: places of spans, worked out only when asked, and quickest for many at once.
    """

    name: str
    sha256: str
    media_type: str
    text: str
    pages: tuple[Page, ...] = ()
    lines: tuple[Line, ...] = ()
    hidden: tuple[Mark, ...] = ()
    emphasis: tuple[Mark, ...] = ()
    boxes: Locate = field(default=_nowhere, repr=False, compare=False)

    def page_of(self, offset: int) -> int | None:
        """The 1-based page that a character stands on; None for formats without pages."""
        if not self.lines:
            return None
        return self.lines[max(bisect_right(self.lines, offset, key=lambda line: line.start) - 1, 0)].page

    def locate(self, start: int, end: int) -> Places:
        """The place of `start:end`."""
        return self.boxes([(start, end)])[0]

    def sets_off(self, start: int, end: int) -> bool:
        """Whether at least half of `start:end` is bold, underlined or highlighted."""
        return 2 * sum(max(0, min(end, m.end) - max(start, m.start)) for m in self.emphasis) >= end - start


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence-like piece of an agreement, the unit that is classified.

    Attributes:
        index: position among the document's clauses.
        start, end: span in `Document.text`.
        text: the normalised words of the span, without its numbering (see segment.normal).
        offsets: for each character of `text`, its place in `Document.text`.
        path: numbered headings above it, outermost first, e.g. ("第七条 违约责任", "（三）").
        head: index of the clause whose list this one is an item of ("…包括：" → items), or None.
        is_heading: the clause is a heading line and states nothing itself.
        page: 1-based page, or None.
    """

    index: int
    start: int
    end: int
    text: str
    offsets: Sequence[int] = field(repr=False)
    path: tuple[str, ...] = ()
    head: int | None = None
    is_heading: bool = False
    page: int | None = None
