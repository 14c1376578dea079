"""Sentence-like pieces of a normalised line: cut after 。；！？ but not inside brackets or quotation marks."""

from __future__ import annotations

import re

_ENDS = frozenset("。;!?")
_CLOSERS = {")": "(", "]": "[", "》": "《", "}": "{"}
_OPENERS = frozenset(_CLOSERS.values())
_AFTER = frozenset(")]》}\"'。;!?")
_BRACKET = re.compile(r"[()\[\]《》{}]")
_STOP = re.compile(r"""[。;!?(\[《{"']""")
"""What ends a sentence, or opens what may hold ends of sentences: nothing else has to be looked at."""
_MAX_SPAN = 120
"""A bracket or quotation left open for more characters than this is taken as a misprint."""


def _closed_at(text: str) -> dict[int, int]:
    """Offset of the closing bracket of every opening one that has one; each kind of bracket is counted by itself."""
    still_open: dict[str, list[int]] = {opener: [] for opener in _OPENERS}
    closed: dict[int, int] = {}
    for found in _BRACKET.finditer(text):
        opener = _CLOSERS.get(found.group())
        if opener is None:
            still_open[found.group()].append(found.start())
        elif still_open[opener]:
            closed[still_open[opener].pop()] = found.start()
    return closed


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of one logical line; together they cover it without overlap.

    Linear in the length of `text`.
    """
    closed_at = _closed_at(text)
    spans: list[tuple[int, int]] = []
    start = at = 0
    size = len(text)
    while found := _STOP.search(text, at):
        at = found.start()
        character = found.group()
        if character in _OPENERS or character in "\"'":
            limit = at + _MAX_SPAN
            closed = closed_at.get(at, -1) if character in _OPENERS else text.find(character, at + 1, limit)
            if at < closed < limit:
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
