"""Text with marks on it: what nobody can see, and what is set off. Readers give pieces, documents carry spans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from clausescan.document import Document, Mark
from clausescan.read.plain import text_document

_MOST = 0.7
"""Where more than this share of a text is bold, bold is its ordinary type and sets nothing off."""
_BLANKS = re.compile(r"[ \t\r\n\f\u200b]+")


class Piece(NamedTuple):
    """A stretch of a line: why nobody can see it, and how it is set off; "" for neither."""

    text: str
    hidden: str = ""
    emphasis: str = ""


def marks(found: Iterable[Mark], text: str) -> tuple[Mark, ...]:
    """Marks in text order; marks of one kind with nothing but blanks of `text` between them become one."""
    joined: list[Mark] = []
    for mark in sorted(found, key=lambda m: (m.start, m.end, m.kind)):
        before = joined[-1] if joined else None
        if before and before.kind == mark.kind and not text[before.end : mark.start].strip():
            joined[-1] = Mark(before.start, max(before.end, mark.end), mark.kind)
        else:
            joined.append(mark)
    return tuple(joined)


def set_off(found: Iterable[Mark], text: str) -> tuple[Mark, ...]:
    """Marks of emphasis, without the kinds that cover most of the text."""
    kept = marks(found, text)
    share: Counter[str] = Counter()
    for mark in kept:
        share[mark.kind] += mark.end - mark.start
    return tuple(mark for mark in kept if share[mark.kind] <= _MOST * len(text))


def tidied(line: Iterable[Piece]) -> list[Piece]:
    """A line with its runs of blanks made one, and none at its ends."""
    found: list[Piece] = []
    blank = True
    for piece in line:
        text = _BLANKS.sub(" ", piece.text)
        text = text[1:] if blank and text.startswith(" ") else text
        if text:
            found.append(piece._replace(text=text))
            blank = text.endswith(" ")
    if found and blank:
        found[-1] = found[-1]._replace(text=found[-1].text.rstrip(" "))
    return [piece for piece in found if piece.text]


def marked_document(lines: Iterable[Sequence[Piece]], *, name: str, sha256: str, media_type: str) -> Document:
    """A Document without layout of lines in pieces; blank lines are left out.

    Raises:
        NoTextError: only blanks.
    """
    parts: list[str] = []
    hidden: list[Mark] = []
    emphasis: list[Mark] = []
    at = 0
    for line in lines:
        if not any(piece.text.strip() for piece in line):
            continue
        if parts:
            parts.append("\n")
            at += 1
        for text, unseen, kind in line:
            parts.append(text)
            if unseen and text.strip():
                hidden.append(Mark(at, at + len(text), unseen))
            if kind and text.strip():
                emphasis.append(Mark(at, at + len(text), kind))
            at += len(text)
    text = "".join(parts)
    return text_document(
        text,
        name=name,
        sha256=sha256,
        media_type=media_type,
        hidden=marks(hidden, text),
        emphasis=set_off(emphasis, text),
    )
