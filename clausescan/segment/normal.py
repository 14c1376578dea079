"""One written form for many, with the way back.

Matching works on a normalised text: full-width and compatibility forms folded, traditional characters made simplified, invisible
characters and the spaces or symbols that some writers put between Chinese characters removed. Every normalised character keeps the
offset of the source character it came from, so that quotes and highlights are always the source's own.

Every mapping here is one character to one character (or to none), which keeps the map an array and the work a table look-up.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_DROP = 0xFFFF
_PLANE = 0x10000
# Punctuation that NFKC leaves alone but writers of contracts use as one.
_PUNCTUATION = {
    "，": ",",
    "：": ":",
    "；": ";",
    "！": "!",
    "？": "?",
    "（": "(",
    "）": ")",
    "【": "[",
    "】": "]",
    "〔": "(",
    "〕": ")",
    "［": "[",
    "］": "]",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "「": '"',
    "」": '"',
    "『": '"',
    "』": '"',
    "｡": "。",
    "．": ".",
    "﹐": ",",
    "﹔": ";",
    "﹕": ":",
    "﹖": "?",
    "﹗": "!",
    "﹙": "(",
    "﹚": ")",
    "–": "-",
    "—": "-",
    "﹣": "-",
    "―": "-",
    "‐": "-",
    "‑": "-",
    "\u00a0": " ",
    "\u3000": " ",
    "\t": " ",
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\x0b": "\n",
    "\x0c": "\n",
    "\x85": "\n",
}
_NUMBERS = "①②③④⑤⑥⑦⑧⑨"
"""Digits, but at the head of a line the number of an item (see `numbering`), where they stay as they are."""
_DIGITS = str.maketrans(_NUMBERS, "123456789")
_NUMBER = re.compile(f"[{_NUMBERS}]")
_NUMBER_WITHIN = re.compile(rf"(?<=[^\n ]) *[{_NUMBERS}]")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_SPLITTERS = r"*·•・.\-_~|^#+=/\\"
# 通 讯 录: blanks between two Han characters never carry meaning.
_BLANKS_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}]) +(?=[{_HAN}])")
# 通*讯*录: a run of single Han characters held apart by one symbol each; two such gaps are no accident, "*" never is.
_SPLIT_WORD = re.compile(
    rf"(?<![{_HAN}])[{_HAN}](?:[{_SPLITTERS}]{{1,2}}[{_HAN}]){{2,40}}(?![{_HAN}])|[{_HAN}](?:[{_SPLITTERS}]{{1,2}}[{_HAN}]){{2,40}}"
)
_BETWEEN = "\U0010ffff"
"""No character; parts texts that are folded as one."""
_LONG = 150
"""Texts with more characters are folded by an array, which takes some microseconds to set up."""
_SYMBOL_BEFORE_HAN = re.compile(rf"[{_SPLITTERS}]{{1,2}}[{_HAN}]")
_AT_ONCE = 1 << 16
"""Characters folded by one array, so that a long text does not stand in memory four times."""
_STARS = "*·•・"
_STAR_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])[{_STARS}]{{1,2}}(?=[{_HAN}])")


@dataclass(frozen=True, slots=True)
class Normal:
    """Normalised text and, for each of its characters, the offset of the source character."""

    text: str
    offsets: NDArray[np.int32]

    def without(self, drop: NDArray[np.bool_]) -> Normal:
        """The same text with the marked characters left out."""
        keep = ~drop
        return Normal(_decoded(_codes(self.text)[keep]), self.offsets[keep])

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of the non-empty normalised span `start:end`."""
        return int(self.offsets[start]), int(self.offsets[end - 1]) + 1


@functools.cache
def _form_table() -> NDArray[np.uint32]:
    """Look-up table over the Basic Multilingual Plane: the folded form of each character, or _DROP."""
    table = np.arange(_PLANE, dtype=np.uint32)
    for code in range(0x20, _PLANE):
        if 0x3400 <= code <= 0x9FFF or 0xAC00 <= code <= 0xDFFF or 0xE000 <= code < 0xF900:
            continue
        character = chr(code)
        if character in _NUMBERS:
            continue
        if unicodedata.category(character) in {"Cf", "Mn", "Me"}:
            table[code] = _DROP
            continue
        folded = unicodedata.normalize("NFKC", character)
        if len(folded) == 1 and ord(folded) < _PLANE:
            table[code] = ord(folded)
    for source, target in _PUNCTUATION.items():
        table[ord(source)] = ord(target)
    simplified = _simplified(np.unique(table))
    forms = np.arange(_PLANE, dtype=np.uint32)
    forms[list(simplified)] = list(simplified.values())
    table = forms[table]
    unseen = ((table < 0x20) & (table != ord("\n"))) | ((table >= 0xD800) & (table <= 0xDFFF))
    table[unseen] = _DROP
    return table


def _simplified(codes: NDArray[np.uint32]) -> dict[int, int]:
    """Traditional → simplified for the Han characters among `codes`, by OpenCC's character table."""
    import opencc

    source = [chr(c) for c in codes.tolist() if 0x3400 <= c < 0xD800 or 0xE000 <= c < 0xFB00]
    # One per line: OpenCC then has no neighbours to form phrases with, so lengths cannot change.
    target: list[str] = opencc.OpenCC("t2s").convert("\n".join(source)).split("\n")
    return {ord(a): ord(b) for a, b in zip(source, target, strict=True) if a != b and len(b) == 1 and ord(b) < _PLANE}


def normalise(text: str) -> Normal:
    r"""Fold `text` to its matching form.

    Line breaks are kept (as "\\n"); everything else that is invisible goes. Running it on its own output changes nothing.
    """
    forms, keep = _forms_of(text)
    joined = _joined(Normal(_decoded(forms[keep]), np.flatnonzero(keep).astype(np.int32)))
    if not _NUMBER.search(joined.text):
        return joined
    return Normal(_NUMBER_WITHIN.sub(lambda found: found.group().translate(_DIGITS), joined.text), joined.offsets)


def _forms_of(text: str) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """The form of each character of a text, and whether it has one."""
    codes = _codes(text)
    forms = _form_table()[np.minimum(codes, _PLANE - 1)]
    beyond = codes >= _PLANE
    if beyond.any():
        forms[beyond] = codes[beyond]
    return forms, forms != _DROP


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _decoded(codes: NDArray[np.uint32]) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le")


def folded(text: str) -> str:
    """`normalise(text).text`, at a fraction of its cost, where no places are needed."""
    return _unsplit(_formed(text), text)


def folded_each(texts: Sequence[str]) -> list[str]:
    """`folded` for many texts."""
    formed = _formed(_BETWEEN.join(texts)).split(_BETWEEN)
    if len(formed) != len(texts):
        return list(map(folded, texts))
    return [_unsplit(found, text) for found, text in zip(formed, texts, strict=True)]


def _formed(text: str) -> str:
    """A text with each character in its form."""
    if len(text) < _LONG:
        return text.translate(_forms())
    parts = (text[start : start + _AT_ONCE] for start in range(0, len(text), _AT_ONCE))
    return "".join(_decoded(forms[keep]) for forms, keep in map(_forms_of, parts))


def _unsplit(found: str, text: str) -> str:
    """A text in its forms, what holds the characters of one word apart taken out; `text` is its source."""
    if _holds_apart(found) and (_STAR_BETWEEN_HAN.search(found) or _SPLIT_WORD.search(found)):
        return normalise(text).text
    return _BLANKS_BETWEEN_HAN.sub("", found)


class _Forms(dict[int, int | None]):
    """The table as `str.translate` wants it, filled as characters are met."""

    def __missing__(self, code: int) -> int | None:
        form = int(_form_table()[code]) if code < _PLANE else code
        self[code] = None if form == _DROP else form
        return self[code]


@functools.cache
def _forms() -> _Forms:
    return _Forms()


def _holds_apart(text: str) -> bool:
    """Whether symbols may hold the characters of a word apart; a tenth of what it costs to look for such words."""
    gap = -1
    for found in _SYMBOL_BEFORE_HAN.finditer(text):
        start, end = found.span()
        if start and "\u3400" <= text[start - 1] <= "\ufaff":
            if text[start] in _STARS or start == gap:
                return True
            gap = end
    return False


def _joined(normal: Normal) -> Normal:
    """Remove what holds the characters of one word apart."""
    text = normal.text
    drop = np.zeros(len(text), dtype=np.bool_)
    for match in _BLANKS_BETWEEN_HAN.finditer(text):
        drop[match.start() : match.end()] = True
    if _holds_apart(text):
        for match in _STAR_BETWEEN_HAN.finditer(text):
            drop[match.start() : match.end()] = True
        for match in _SPLIT_WORD.finditer(text):
            for at in range(match.start(), match.end()):
                drop[at] |= not ("\u3400" <= text[at] <= "\ufaff")
    return normal.without(drop) if drop.any() else normal
