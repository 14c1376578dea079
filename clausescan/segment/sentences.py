"""Sentence-like pieces of a normalised line: cut after 。；！？ but not inside brackets or quotation marks."""

from __future__ import annotations

_ENDS = frozenset("。;!?")
_CLOSERS = {")": "(", "]": "[", "》": "《", "}": "{"}
_OPENERS = frozenset(_CLOSERS.values())
_AFTER = frozenset(")]》}\"'。;!?")
_MAX_SPAN = 120
"""A bracket or quotation left open for more characters than this is taken as a misprint."""


def _quoted_until(text: str, start: int, limit: int) -> int:
    """Offset of the character that closes the bracket or quotation opened at `start`, or -1."""
    opener = text[start]
    if opener in "\"'":
        return text.find(opener, start + 1, limit)
    closer = next(c for c, o in _CLOSERS.items() if o == opener)
    depth = 0
    for at in range(start, limit):
        if text[at] == opener:
            depth += 1
        elif text[at] == closer:
            depth -= 1
            if depth == 0:
                return at
    return -1


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of one logical line; together they cover it without overlap.

    Linear in the length of `text`: bracket look-ahead is bounded.
    """
    spans: list[tuple[int, int]] = []
    start = at = 0
    size = len(text)
    while at < size:
        character = text[at]
        if character in _OPENERS or character in "\"'":
            closed = _quoted_until(text, at, min(size, at + _MAX_SPAN))
            if closed > at:
                # A quotation that ends its sentence inside ("……。") ends it for the line too.
                ends_inside = character in "\"'" and text[closed - 1] in _ENDS
                at = closed + 1
                if not ends_inside:
                    continue
                spans.append((start, at))
                start = at
                continue
        at += 1
        if character in _ENDS:
            while at < size and text[at] in _AFTER:
                at += 1
            spans.append((start, at))
            start = at
    if start < size:
        spans.append((start, size))
    return spans
