"""Where a clause negates: the scopes of 不会, 不得, 未经…, by the word lists of data/negation.toml."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files

_PART_ENDS = ",;。:!?\n"


@functools.cache
def _patterns() -> tuple[re.Pattern[str], frozenset[str], re.Pattern[str]]:
    """What opens a scope or looks as if it did, what only looks so, and what closes one."""
    data = tomllib.loads(files("clausescan").joinpath("data/negation.toml").read_text(encoding="utf-8"))
    # Nothing but literals, and no groups: only then does `re` skip to the characters that one can begin with.
    opening = "|".join(re.escape(word) for key in ("lookalikes", "negators") for word in _longest_first(data[key]))
    closing = "|".join(map(re.escape, (*_PART_ENDS, *_longest_first(data["stops"]))))
    return re.compile(opening), frozenset(data["lookalikes"]), re.compile(closing)


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def negated_spans(text: str) -> list[tuple[int, int]]:
    """Spans of normalised clauses, one a line, that stand in the scope of a negation, the negator included."""
    opening, lookalikes, closing = _patterns()
    spans: list[tuple[int, int]] = []
    at = 0
    while found := opening.search(text, at):
        at = found.end()
        if found.group() in lookalikes:
            continue
        end = closing.search(text, at)
        at = end.start() if end else len(text)
        spans.append((found.start(), at))
    return spans
