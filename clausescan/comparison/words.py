"""A changed clause word by word: Chinese words by jieba, numbers and Latin words whole, punctuation by the character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

from clausescan.comparison.schema import Piece
from clausescan.segment.words import words

_RUN = re.compile(r"(?P<han>[\u3400-\u9fff]+)|[A-Za-z]+|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wording:
    """A clause in its matching form, and character for character as it was written."""

    form: str
    written: str


def pieces_of(old: Wording, new: Wording) -> tuple[Piece, ...]:
    """What two wordings share and what each has of its own; where they differ the old words come first.

    Words that differ only in width or script are shared, and shown as the new document writes them.
    """
    ours, theirs = _tokens(old), _tokens(new)
    shared = _shared(ours, theirs)
    pieces: list[Piece] = []
    at_old = at_new = 0
    for i, j in [*shared, (len(ours), len(theirs))]:
        _put(pieces, "removed", ours[at_old:i])
        _put(pieces, "added", theirs[at_new:j])
        _put(pieces, "same", theirs[j : j + 1])
        at_old, at_new = i + 1, j + 1
    return tuple(pieces)


def _shared(ours: Sequence[Wording], theirs: Sequence[Wording]) -> list[tuple[int, int]]:
    """Pairs of equal words in order."""
    one, other = [token.form for token in ours], [token.form for token in theirs]
    if other < one:
        # Worked out in one direction only, so that the mirrored comparison shares the same words.
        return [(i, j) for j, i in _shared_in_order(other, one)]
    return _shared_in_order(one, other)


def _shared_in_order(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    return [
        (block.src_start + at, block.dest_start + at)
        for block in Indel.opcodes(one, other)
        if block.tag == "equal"
        for at in range(block.src_end - block.src_start)
    ]


def _put(pieces: list[Piece], part: Literal["same", "removed", "added"], tokens: Sequence[Wording]) -> None:
    text = "".join(token.written for token in tokens)
    if text and pieces and pieces[-1].part == part:
        pieces[-1] = Piece(part=part, text=pieces[-1].text + text)
    elif text:
        pieces.append(Piece(part=part, text=text))


def _tokens(wording: Wording) -> list[Wording]:
    found = []
    at = 0
    for token in _split(wording.form):
        found.append(Wording(token, wording.written[at : at + len(token)]))
        at += len(token)
    return found


def _split(form: str) -> Iterator[str]:
    for run in _RUN.finditer(form):
        if run["han"]:
            yield from words(run["han"])
        else:
            yield run.group()
