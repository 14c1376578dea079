"""Ways to write the same clause so that a keyword search misses it; each keeps track of where every unit went.

What a drafter may do on purpose (通*讯*录), and what layouts do by accident (lines and pages that break in the middle of a clause).
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from clausescan.document import Document
from clausescan.training.corpora import Annotated, Unit

_HAN = re.compile(r"[\u4e00-\u9fff]")
_TERMS = (
    "通讯录", "通话记录", "联系人", "短信", "手机号", "个人信息", "征信", "催收", "逾期", "第三方", "合作机构", "债权转让", "代扣", "授权", "紧急联系人",
)  # fmt: skip
SYNONYMS: Mapping[str, str] = {
    "通讯录": "通讯簿",
    "通话记录": "通話記錄",
    "联系人": "電話本聯絡人",
    "短信": "手机短消息",
    "催收": "追讨欠款",
    "逾期": "到期未还",
    "第三方": "第叁方",
    "合作机构": "合作伙伴",
    "个人信息": "个人资料",
    "手机号": "手机号码",
    "征信": "信用信息",
    "划扣": "扣划",
    "代扣": "代为扣款",
    "黑名单": "失信名单",
}
"""A word of our clauses and another that means the same to a reader."""

Pieces = list[tuple[str, int]]
"""Pieces of the new text, each with the offset in the old text that it stands for."""


def _each(text: str, write: Callable[[str], str]) -> Pieces:
    return [(write(character), at) for at, character in enumerate(text)]


def spaced(text: str) -> Pieces:
    """A space after every Chinese character."""
    return _each(text, lambda c: c + " " if _HAN.match(c) else c)


def zero_width(text: str) -> Pieces:
    """A zero-width space after every Chinese character."""
    return _each(text, lambda c: c + "\u200b" if _HAN.match(c) else c)


def full_width(text: str) -> Pieces:
    """Full-width letters, digits and punctuation."""
    return _each(text, lambda c: chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c)


@functools.cache
def _traditional(character: str) -> str:
    import opencc

    converted: str = opencc.OpenCC("s2t").convert(character)
    return converted


def traditional(text: str) -> Pieces:
    """Traditional characters."""
    return _each(text, lambda c: _traditional(c) if _HAN.match(c) else c)


def _replaced(text: str, swaps: Mapping[str, str]) -> Pieces:
    pieces: Pieces = []
    at = 0
    for found in re.finditer("|".join(map(re.escape, swaps)), text):
        pieces += [(c, i) for i, c in enumerate(text[at : found.start()], start=at)]
        pieces.append((swaps[found.group()], found.start()))
        at = found.end()
    return pieces + [(c, i) for i, c in enumerate(text[at:], start=at)]


def starred(text: str) -> Pieces:
    """An asterisk between the characters of telling words: 通*讯*录."""
    return _replaced(text, {term: "*".join(term) for term in _TERMS})


def synonyms(text: str) -> Pieces:
    """Other words for the same things."""
    return _replaced(text, SYNONYMS)


def broken_lines(text: str) -> Pieces:
    """Hard-wrapped after 19 characters, as terminals and old mail programs do."""
    pieces: Pieces = []
    column = 0
    for at, character in enumerate(text):
        column = 0 if character == "\n" else column + 1
        broken = column == 19 and not text[at + 1 : at + 2].isspace()
        pieces.append((character + "\n" if broken else character, at))
        column = 0 if broken else column
    return pieces


DISGUISES: Mapping[str, Callable[[str], Pieces]] = {
    "spaces": spaced,
    "zero_width": zero_width,
    "full_width": full_width,
    "traditional": traditional,
    "starred": starred,
    "synonyms": synonyms,
    "broken_lines": broken_lines,
}


def disguised(document: Annotated, write: Callable[[str], Pieces]) -> tuple[Annotated, Document]:
    """The document written anew, its units where they now stand."""
    place = [0] * (len(document.text) + 1)
    parts: list[str] = []
    size = 0
    covered = 0
    for piece, at in write(document.text):
        for old in range(covered, at + 1):
            place[old] = size
        covered = at + 1
        parts.append(piece)
        size += len(piece)
    for old in range(covered, len(place)):
        place[old] = size
    text = "".join(parts)
    units = tuple(replace(unit, start=place[unit.start], end=place[unit.end]) for unit in document.units)
    return replace(document, text=text, units=units), Document(document.doc_id, "", "text/plain", text)


def broken_pages(document: Annotated) -> tuple[Annotated, Document]:
    """A PDF of small pages with a header and page numbers: most clauses break over lines, many over pages."""
    from clausescan.read.pdf import read_pdf

    read = read_pdf(_small_pages(document.text, document.doc_id), name=document.doc_id, sha256="")
    squeezed, kept = _squeezed(read.text)
    units: list[Unit] = []
    cursor = 0
    for unit in document.units:
        wanted, _ = _squeezed(document.text[unit.start : unit.end])
        at = squeezed.find(wanted, cursor)
        at = squeezed.find(wanted) if at < 0 else at
        if at < 0 or not wanted:
            units.append(replace(unit, start=0, end=0))  # lost in extraction: nothing can be found for it
            continue
        cursor = max(cursor, at)
        units.append(replace(unit, start=kept[at], end=kept[at + len(wanted) - 1] + 1))
    return replace(document, text=read.text, units=tuple(units)), read


def _squeezed(text: str) -> tuple[str, list[int]]:
    kept = [at for at, character in enumerate(text) if not character.isspace()]
    return "".join(text[at] for at in kept), kept


def _small_pages(text: str, title: str) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    rows = [line[at : at + 26] for line in text.splitlines() for at in range(0, len(line.strip()) and len(line), 26)]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(360, 420), invariant=1)
    for number, first in enumerate(range(0, len(rows), 17), start=1):
        canvas.setFont("STSong-Light", 8)
        canvas.drawString(40, 396, f"{title} 文本")
        canvas.drawCentredString(180, 20, f"第 {number} 页")
        canvas.setFont("STSong-Light", 10.5)
        for line, row in enumerate(rows[first : first + 17]):
            canvas.drawString(40, 370 - 20 * line, row)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
