"""What would let unread pages be read: said once for a report, not for every page."""

from __future__ import annotations

from collections.abc import Iterable

from clausescan.document import Remedy
from clausescan.knowledge import Lang, messages


def remedies_for(found: Iterable[Remedy | None], lang: Lang) -> str:
    """Sentences for the remedies of unread pages, each once, in the order of `Remedy`; "" for none."""
    wanted = set(found)
    return "".join(messages()[f"remedy_{remedy.value}"].in_(lang) for remedy in Remedy if remedy in wanted)
