"""What a browser draws without its being text of the page: what form fields hold, and the numbers of list items."""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborNode

from clausescan.read.numerals import numeral

_TICKS = frozenset({"checkbox", "radio"})
_UNSAID = frozenset({"hidden", "password", "submit", "button", "image", "reset", "file", "range", "color"})
_TYPES = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman", "1": "decimal"}
_NUMBERED = re.compile(r"(?:第|[（(\[【]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4}|[a-zA-Z])[)）\]】.．、:：]|[①-⑳])")
_UNDRAWN = frozenset({"none", "disc", "circle", "square"})
_START = 200
"""Characters of an item that are looked at for a number of its own."""


def value_of(node: LexborNode) -> str:
    """What a form field shows: its text, the option chosen, or a ticked or empty box; "" for other elements."""
    if node.tag == "select":
        options = node.css("option")
        chosen = [option for option in options if "selected" in option.attributes] or options[:1]
        return "、".join(option.text(strip=True) for option in chosen)
    if node.tag != "input":
        return ""
    kind = (node.attributes.get("type") or "text").lower()
    if kind in _TICKS:
        return "☑" if "checked" in node.attributes else "☐"
    return "" if kind in _UNSAID else node.attributes.get("value") or ""


class ListNumbers:
    """Counts the items of a page's ordered lists, in the order in which they come."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def label(self, item: LexborNode, style: str) -> str:
        """The number that a browser draws before an item, "" for none.

        Args:
            item: the next element of its list.
            style: the list style that is in force there, "" for the list's own.
        """
        parent = item.parent
        if item.tag != "li" or parent is None or parent.tag != "ol":
            return ""
        if parent.mem_id not in self._counts:
            self._counts[parent.mem_id] = _whole(parent.attributes.get("start"), 1) - 1
        number = _whole(item.attributes.get("value"), self._counts[parent.mem_id] + 1)
        self._counts[parent.mem_id] = number
        shape = style or _TYPES.get(item.attributes.get("type") or parent.attributes.get("type") or "1", "decimal")
        # Pages that number their items in the text take the list's own numbers away in style sheets that may not be here.
        if shape in _UNDRAWN or number < 1 or _NUMBERED.match((item.text() or "").lstrip()[:_START]):
            return ""
        drawn = numeral(number, shape)
        return f"{drawn}. " if drawn.isascii() else f"{drawn}、"


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and re.fullmatch(r"-?\d{1,6}", value.strip()) else default
