"""Clauses in order: logical lines, their numbering, their sentences, and the list heads that items inherit from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from clausescan.document import Clause, Document
from clausescan.segment.normal import Normal, normalise
from clausescan.segment.numbering import Mark, Outline, is_heading, mark_of
from clausescan.segment.sentences import sentence_spans

_ENDS = frozenset("。;!?:")
_WRAPPED_SHARE = 0.3
"""Share of nearly full lines from which a text counts as hard-wrapped."""
_MIN_LINES = 12
_MAX_WRAP = 90
"""Hard-wrapped text is at most this wide, in normalised characters; longer lines are paragraphs."""


@dataclass(slots=True)
class _Head:
    """An open list head: the clause that ends in a colon and the depth of its own line."""

    clause: int
    depth: int


def clauses_of(document: Document) -> tuple[Clause, ...]:
    """Cut a document into clauses.

    Every non-blank character of `document.text` lies in exactly one clause; clauses are in text order.
    """
    normal = normalise(document.text)
    found: list[Clause] = []
    outline = Outline()
    head: _Head | None = None
    for start, end, mark in _logical_lines(normal):
        line, places = _line(normal, start, end)
        if not line:
            continue
        heading = is_heading(line, mark)
        depth = outline.depth_of(mark) if mark else -1
        if mark and mark.style != "bullet":
            outline.enter(mark, line[mark.length :] if heading else "")
        if head and (heading or (mark and depth <= head.depth)):
            head = None
        for first, last in sentence_spans(line):
            body = first + mark.length if mark and first == 0 and mark.length < last else first
            clause = _clause(document, line, places, (first, last, body), len(found), outline, heading=heading)
            if clause is None:
                continue
            if head and head.clause != clause.index:
                clause = _with_head(clause, head.clause)
            found.append(clause)
        if found and not heading and line.endswith(":"):
            head = _Head(found[-1].index, depth if mark else -1)
        elif head and not mark and line[-1] == "。":
            # An unnumbered full sentence after the items has left the list.
            head = None if found[-1].head is not None and _items(found, head.clause) > 1 else head
    return tuple(found)


def _items(found: list[Clause], head: int) -> int:
    return sum(1 for clause in found[head + 1 :] if clause.head == head)


def _with_head(clause: Clause, head: int) -> Clause:
    return replace(clause, head=head)


def _clause(
    document: Document,
    line: str,
    places: Sequence[int],
    span: tuple[int, int, int],
    index: int,
    outline: Outline,
    *,
    heading: bool,
) -> Clause | None:
    first, last, body = span
    while body < last and line[body] == " ":
        body += 1
    end = last
    while end > body and line[end - 1] == " ":
        end -= 1
    visible = first
    while visible < last and line[visible] == " ":
        visible += 1
    if visible == last:
        return None
    start, stop = places[visible], places[last - 1 if end <= body else end - 1] + 1
    return Clause(
        index,
        start,
        stop,
        line[body:end],
        _compact(places[body:end]),
        outline.path,
        None,
        heading,
        document.page_of(start),
    )


def _compact(places: Sequence[int]) -> Sequence[int]:
    """Places that follow one another as a range: a hundredth of the memory of the numbers in it."""
    if places and places[-1] - places[0] == len(places) - 1:
        return range(places[0], places[-1] + 1)
    return tuple(places)


def _line(normal: Normal, start: int, end: int) -> tuple[str, Sequence[int]]:
    """A logical line as one string, its line breaks taken out, and the source offset of each character."""
    text = normal.text[start:end]
    first, last = int(normal.offsets[start]), int(normal.offsets[end - 1]) + 1
    places: Sequence[int] = range(first, last) if last - first == end - start else ()
    if not places or "\n" in text:
        kept = [i for i, c in enumerate(text) if c != "\n"]
        text, places = text.replace("\n", ""), normal.offsets[start:end][kept].tolist()
    left = len(text) - len(text.lstrip(" "))
    text = text.strip(" ")
    return text, places[left : left + len(text)]


def _logical_lines(normal: Normal) -> Iterator[tuple[int, int, Mark | None]]:
    """Spans of logical lines, and what they are numbered with: physical ones, joined where the text is hard-wrapped in mid-sentence or a number stands alone."""
    spans: list[tuple[int, int]] = []
    at = 0
    for physical in normal.text.split("\n"):
        if physical.strip(" "):
            spans.append((at, at + len(physical)))
        at += len(physical) + 1
    width = _wrap_width(normal, spans)
    held: tuple[int, int, Mark | None] | None = None
    wrapped = False
    open_line = False
    for start, end in spans:
        line = normal.text[start:end].strip(" ")
        mark = mark_of(line)
        if held and open_line and mark is None:
            held, wrapped = (held[0], end, None), True
        else:
            if held:
                yield _marked(normal, held) if wrapped else held
            held, wrapped = (start, end, mark), False
        bare_number = (
            mark is not None
            and mark.length >= len(line)
            and mark.style not in ("article", "chapter", "section", "part")
        )
        open_line = bare_number or (width > 0 and len(line) >= width and line[-1] not in _ENDS)
    if held:
        yield _marked(normal, held) if wrapped else held


def _marked(normal: Normal, span: tuple[int, int, Mark | None]) -> tuple[int, int, Mark | None]:
    """A joined line with its number, which may have been a line of its own."""
    start, end, _ = span
    return start, end, mark_of(_line(normal, start, end)[0])


def _wrap_width(normal: Normal, spans: list[tuple[int, int]]) -> int:
    """Length from which a line counts as full, or 0 when the text is not hard-wrapped."""
    if len(spans) < _MIN_LINES:
        return 0
    lengths = np.array([end - start for start, end in spans])
    widest = int(np.percentile(lengths, 97))
    if not 16 <= widest <= _MAX_WRAP:
        return 0
    full = lengths >= 0.85 * widest
    unended = np.array([normal.text[start:end].rstrip(" ")[-1:] not in _ENDS for start, end in spans])
    share = float((full & unended).sum()) / len(spans)
    return int(0.85 * widest) if share >= _WRAPPED_SHARE else 0


__all__ = ["Mark", "clauses_of"]
