"""Where a clause negates: the scopes of 不会, 不得, 未经…, by the word lists of data/negation.toml."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib.resources import files

_PART_ENDS = ",;。:!?\n"


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = tomllib.loads(files("clausescan").joinpath("data/negation.toml").read_text(encoding="utf-8"))
    longest_first = {key: sorted(data[key], key=len, reverse=True) for key in ("negators", "lookalikes", "stops")}
    opening = "|".join(
        [
            f"(?P<skip>{'|'.join(map(re.escape, longest_first['lookalikes']))})",
            f"(?P<negator>{'|'.join(map(re.escape, longest_first['negators']))})",
        ]
    )
    closing = f"[{re.escape(_PART_ENDS)}]|{'|'.join(map(re.escape, longest_first['stops']))}"
    return re.compile(opening), re.compile(closing)


def negated_spans(text: str) -> list[tuple[int, int]]:
    """Spans of a normalised clause that stand in the scope of a negation, the negator included."""
    opening, closing = _patterns()
    spans: list[tuple[int, int]] = []
    at = 0
    while found := opening.search(text, at):
        if found.lastgroup == "skip":
            at = found.end()
            continue
        end = closing.search(text, found.end())
        stop = end.start() if end else len(text)
        spans.append((found.start(), max(stop, found.end())))
        at = spans[-1][1]
    return spans
