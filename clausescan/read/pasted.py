"""Pictures within a document of words: those as large as a scan or a screenshot are read as pages behind its words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from clausescan.document import Document, Page, PageQuality, Remedy
from clausescan.errors import NoTextError
from clausescan.limits import Limits
from clausescan.read.allowance import Allowance
from clausescan.read.layout import RawLine
from clausescan.read.marks import Piece, marked_document
from clausescan.read.paged import paged_document
from clausescan.read.parts import joined

_WIDE, _TALL = 200.0, 100.0
"""Points from which a picture may hold clauses: logos, seals and signatures are smaller."""
_FEW = 200
"""Visible characters: a document with fewer is a frame around its pictures."""


class Pasted(NamedTuple):
    """A picture's file, and why nobody can see it there; "" where it can be seen."""

    data: bytes
    hidden: str = ""


class Absent(NamedTuple):
    """A picture that cannot be read because it is not in the file: what is said of it, and what would let it be read."""

    note: str
    remedy: Remedy | None = None


class Beside(NamedTuple):
    """What a document shows beside its words.

    Attributes:
        pictures: those in the file, each once, in the order of the document.
        absent: what cannot be read.
        elsewhere: what is not in the file: content where there are hardly any words, and else no part of the document.
    """

    pictures: Sequence[Pasted]
    absent: Sequence[Absent]
    elsewhere: Sequence[Absent] = ()

    def joined(self, other: Beside) -> Beside:
        """What this part of a document and another one show."""
        pictures, absent = [*self.pictures, *other.pictures], [*self.absent, *other.absent]
        return Beside(pictures, absent, [*self.elsewhere, *other.elsewhere])


def is_page(width: float | None, height: float | None) -> bool:
    """Whether a picture of this size on paper, in points, may hold clauses; a side that is not known (None) may be any."""
    return (width is None or width >= _WIDE) and (height is None or height >= _TALL)


def words_of(lines: Iterable[Sequence[Piece]], identity: tuple[str, str, str]) -> Document | None:
    """The document that the lines make, by name, digest and media type; None where they hold no words."""
    name, sha256, media_type = identity
    with contextlib.suppress(NoTextError):
        return marked_document(lines, name=name, sha256=sha256, media_type=media_type)
    return None


def with_pictures(
    words: Document | None, beside: Beside, identity: tuple[str, str, str], allowance: Allowance | None
) -> Document | None:
    """A document of words with its pictures as pages behind them, what cannot be read as unread ones.

    Args:
        words: None where it has none.
        beside: what it shows beside them.
        identity: name, digest and media type of the document.
        allowance: how much OCR may still read; None for as much as the default limits allow.

    Returns:
        None where there are neither words nor pictures that have any, or may.
    """
    bare = words is None or len("".join(words.text.split())) < _FEW
    missed = [*beside.absent, *(beside.elsewhere if bare else ())]
    lines, pages = _read(beside.pictures, identity[0], allowance or Allowance.of(Limits()))
    if not missed and all(map(_is_bare, pages)):
        return words  # its pictures are there to be looked at
    seen = [replace(page, quality=PageQuality.BLANK, note="") if _is_bare(page) else page for page in pages]
    for number, picture in enumerate(missed, start=len(pages) + 1):
        seen.append(Page(number, 0.0, 0.0, PageQuality.NO_TEXT, picture.note, remedy=picture.remedy))
    scans = paged_document([*lines, *([] for _ in missed)], tuple(seen), identity)
    if words is None:
        return scans
    return replace(joined([words, scans], name=words.name, sha256=words.sha256), media_type=words.media_type)


def _read(pictures: Sequence[Pasted], name: str, allowance: Allowance) -> tuple[list[list[RawLine]], tuple[Page, ...]]:
    if not pictures:
        return [], ()
    from clausescan.read.ocr import picture_pages
    from clausescan.read.pictures import frames_of

    lines, pages = picture_pages([picture.data for picture in pictures], name, allowance, damaged=True)
    unseen = [picture.hidden for picture in pictures for _ in range(frames_of(picture.data, name))]
    hidden = [
        [line._replace(hidden=((0, len(line.text), why),)) for line in some] if why else some
        for some, why in zip(lines, unseen, strict=True)
    ]
    return hidden, pages


def _is_bare(page: Page) -> bool:
    """Whether a picture was opened, and read to its end, and has no text; one that cannot be opened has no size."""
    return page.quality is PageQuality.NO_TEXT and page.remedy is None and page.width > 0
