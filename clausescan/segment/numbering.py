"""Numbering of Chinese contracts: 第七章, 第七条, 一、, （一）, 1., 1.1, (1), ①, a) ….

Works on normalised lines (see `normal`): parentheses are ASCII, blanks between Han characters are gone.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

from clausescan.segment.normal import folded_each

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BULLETS = "•●◆■□▪◦※*·-"
_NUMERAL = "零〇一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾"
_LATIN = string.ascii_letters
# Style, what it can begin with, pattern. The order is the order of trial, not of depth: depth comes from how a document uses the styles.
_STYLES: tuple[tuple[str, str, str], ...] = (
    ("part", "第", rf"第[{_NUMERAL}\d]{{1,6}}(?:编|篇|部分)"),
    ("chapter", "第", rf"第[{_NUMERAL}\d]{{1,6}}章"),
    ("section", "第", rf"第[{_NUMERAL}\d]{{1,6}}节"),
    ("article", "第", rf"第 ?[{_NUMERAL}\d]{{1,6}} ?条(?:之[{_NUMERAL}]{{1,2}})?"),
    ("paragraph", "第", rf"第[{_NUMERAL}\d]{{1,6}}(?:款|项)(?=[:、. ])"),
    ("han", _NUMERAL, rf"[{_NUMERAL}]{{1,4}} ?[、..](?!\d)"),
    ("han_paren", "(", rf"\( ?[{_NUMERAL}]{{1,4}} ?\)[、.]?"),
    ("han_half_paren", _NUMERAL, rf"[{_NUMERAL}]{{1,4}}\)"),
    ("decimal3", string.digits, r"\d{1,3}\.\d{1,3}\.\d{1,3}(?:\.\d{1,3})?[、.]?(?![\d%年月日元万])"),
    ("decimal2", string.digits, r"\d{1,3}\.\d{1,3}[、.]?(?![\d%年月日元万期倍])"),
    ("digit", string.digits, r"\d{1,3} ?[、.](?!\d)"),
    ("digit_paren", "(", r"\( ?\d{1,3} ?\)[、.]?"),
    ("digit_half_paren", string.digits, r"\d{1,3} ?\)[、.]?"),
    ("circled", _CIRCLED, rf"[{_CIRCLED}]"),
    ("latin", _LATIN, r"[A-Za-z][、.)](?![A-Za-z])"),
    ("latin_paren", "(", r"\([A-Za-z]\)"),
    ("bullet", _BULLETS, rf"[{_BULLETS}] ?(?=\S)"),
)
_Styles = tuple[tuple[str, re.Pattern[str]], ...]
_OUTER = ("part", "chapter", "section", "article")
_LABEL = re.compile(r"[、.:\s]+$")
_HEAD_FORMS = str.maketrans("（）：．０１２３４５６７８９\u3000", "():.0123456789 ")
_TERMINAL = "。;!?:,"
_MAX_HEADING = 40


@dataclass(frozen=True, slots=True)
class Mark:
    """The number at the head of a line: its style, its length with the blanks after it, and its label as printed."""

    style: str
    length: int
    label: str


@functools.cache
def _by_first() -> dict[str, _Styles]:
    """The styles whose mark can begin with a character, in the order of trial."""
    patterns = [(name, firsts, re.compile(pattern)) for name, firsts, pattern in _STYLES]
    every = {character for _, firsts, _ in patterns for character in firsts}
    return {
        character: tuple((name, pattern) for name, firsts, pattern in patterns if character in firsts)
        for character in every
    }


def mark_of(line: str) -> Mark | None:
    """The numbering mark that `line` starts with, or None."""
    for style, pattern in _by_first().get(line[:1], ()):
        found = pattern.match(line)
        if found:
            length = found.end()
            while length < len(line) and line[length] in " :、":
                length += 1
            return Mark(style, length, "" if style == "bullet" else _LABEL.sub("", found.group()))
    return None


def starts_item(line: str) -> bool:
    """Whether a line of source text, not normalised, starts with a numbering mark."""
    return mark_of(line[:16].translate(_HEAD_FORMS).lstrip()) is not None


def is_heading(line: str, mark: Mark | None) -> bool:
    """Whether a line only names what follows: short, no closing punctuation, and numbered (or very short)."""
    body = line[mark.length :] if mark else line
    if not body:
        return mark is not None and mark.style in _OUTER
    if len(body) > _MAX_HEADING or body[-1] in _TERMINAL or "," in body or "。" in body:
        return False
    return mark is not None and mark.style != "bullet"


def quote_key(quote: str) -> str:
    """The form of a quote that identifies it: normalised, without its number, blanks or punctuation width."""
    return quote_keys([quote])[0]


def quote_keys(quotes: Sequence[str]) -> list[str]:
    """`quote_key` for many quotes."""
    return [_without_number(text.strip()) for text in folded_each(quotes)]


def _without_number(text: str) -> str:
    mark = mark_of(text)
    return "".join(text[mark.length if mark else 0 :].split())


class Outline:
    """The stack of numbered headings above the current line."""

    def __init__(self) -> None:
        self._stack: list[tuple[str, str]] = []

    def enter(self, mark: Mark, title: str) -> None:
        """Take in a numbered line: styles already open close down to their own level, a new style opens below."""
        styles = [style for style, _ in self._stack]
        if mark.style in styles:
            del self._stack[styles.index(mark.style) :]
        elif mark.style in _OUTER:
            rank = _OUTER.index(mark.style)
            self._stack = [s for s in self._stack if s[0] in _OUTER[:rank]]
        self._stack.append((mark.style, f"{mark.label} {title}".strip()))

    @property
    def path(self) -> tuple[str, ...]:
        """Labels from the outermost to the innermost."""
        return tuple(label for _, label in self._stack if label)

    def depth_of(self, mark: Mark) -> int:
        """How deep a line with this mark would stand: 0 for the outermost."""
        styles = [style for style, _ in self._stack]
        return styles.index(mark.style) if mark.style in styles else len(styles)
