"""Unread pages in words: which they are, and what would let them be read, said once for a report and not for every page."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from clausescan.document import Remedy
from clausescan.knowledge import Lang, messages


def numbers_of(pages: Iterable[int], lang: Lang) -> str:
    """Page numbers in ascending order as a list, three or more in a row as a range: "2、5–40", "2, 5–40"."""
    parts: list[str] = []
    for _, group in itertools.groupby(enumerate(pages), key=lambda place: place[1] - place[0]):
        run = [str(page) for _, page in group]
        parts += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else run
    return ("、" if lang == "zh" else ", ").join(parts)


def remedies_for(found: Iterable[Remedy | None], lang: Lang) -> str:
    """Sentences for the remedies of unread pages, each once, in the order of `Remedy`; "" for none."""
    wanted = set(found)
    return "".join(messages()[f"remedy_{remedy.value}"].in_(lang) for remedy in Remedy if remedy in wanted)


def is_asked_for(remedy: Remedy, reason: str) -> bool:
    """Whether the reason of a report, which is in Chinese, names a remedy."""
    return messages()[f"remedy_{remedy.value}"].zh in reason
