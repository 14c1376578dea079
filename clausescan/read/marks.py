"""Marks on a text: put in order, joined where they touch, and dropped where they set nothing off."""

from __future__ import annotations

from collections.abc import Iterable

from clausescan.document import Mark

_MOST = 0.7
"""Where more than this share of a text is bold, bold is its ordinary type and sets nothing off."""


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
    share: dict[str, int] = {}
    for mark in kept:
        share[mark.kind] = share.get(mark.kind, 0) + mark.end - mark.start
    return tuple(mark for mark in kept if share[mark.kind] <= _MOST * len(text))
