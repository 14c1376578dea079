"""Fonts as pdfminer opens them, without what only a hostile file asks for: widths and meanings of billions of characters.

pdfminer writes each range of a font's tables out, character by character.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, list_value, resolve1

_LAST = 0xFFFF
"""The highest number that a character of a font can have."""
_MOST = 1 << 20
"""Characters in all ranges of one table: those of the largest fonts, sixteen times over."""
_TABLES = {"W": 3, "W2": 5}
"""Tables of widths, and how many numbers a range has in each: its first and last character, and what holds for them."""
_MAPS = ("ToUnicode", "Encoding")
_BEGIN = re.compile(rb"begin(?:bf|cid)range")
_END = re.compile(rb"end(?:bf|cid)range")
_LISTED = re.compile(rb"\[[^\[\]]*\]")
_ENDS = re.compile(rb"<([^<>]{0,99})>\s*<([^<>]{0,99})>\s*(?:<[^<>]*>|\d+)")


class Fonts(PDFResourceManager):
    """What pdfminer asks for fonts."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """The font that `spec` describes."""
        bounded = {name: _bounded(list_value(spec[name]), size) for name, size in _TABLES.items() if name in spec}
        large = {name for name in _MAPS if name in spec and _is_large(resolve1(spec[name]))}
        kept = {name: value for name, value in spec.items() if name not in large}
        return super().get_font(objid, kept | bounded)


def _bounded(table: Sequence[object], size: int) -> list[object]:
    """A table of widths with its ranges cut to the characters that there are, and to a million of them."""
    kept: list[object] = []
    run: list[int | float] = []
    left = _MOST
    for value in map(resolve1, table):
        if isinstance(value, list):
            kept += [*run, value]
            run = []
        elif isinstance(value, int | float):
            run.append(value)
        if len(run) == size:
            first, last = max(run[0], 0), min(run[1], _LAST)
            left -= max(int(last - first) + 1, 0)
            kept += [first, last, *run[2:]] if left >= 0 else []
            run = []
    return kept


def _is_large(table: object) -> bool:
    """Whether the ranges of a map of characters, if it is one, have more than a million of them."""
    if not isinstance(table, PDFStream):
        return False
    count = 0
    for begun in _BEGIN.split(table.get_data())[1:]:
        for first, last in _ENDS.findall(_LISTED.sub(b"", _END.split(begun, 1)[0])):
            count += max(_number(last) - _number(first) + 1, 0)
    return count > _MOST


def _number(digits: bytes) -> int:
    found = b"".join(digits.split())
    return int(found, 16) if re.fullmatch(rb"[0-9A-Fa-f]+", found) else 0
