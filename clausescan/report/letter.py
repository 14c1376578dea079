"""Letters as Markdown and as Word documents, the latter by python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from clausescan.report.markdown import escaped

if TYPE_CHECKING:
    from clausescan.letters import Letter, Section

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip archive can hold: the bytes of a letter do not depend on when it was made."""
_FONT = "宋体"


class _Style(StrEnum):
    """What a paragraph is, by its name among Word's own styles."""

    TITLE = "Title"
    HEADING = "Heading 1"
    TEXT = "Normal"
    QUOTE = "Quote"
    ITEM = "List Number"


def markdown(letter: Letter) -> str:
    """The letter as CommonMark. Everything from the document or the caller is escaped."""
    marks = {_Style.TITLE: "# ", _Style.HEADING: "## ", _Style.TEXT: "", _Style.QUOTE: "> "}
    number = 0
    lines = []
    for style, text in _paragraphs(letter):
        number = number + 1 if style is _Style.ITEM else 0
        lines.append(f"{marks.get(style, f'{number}. ')}{escaped(text)}")
    return "\n\n".join(lines) + "\n"


def docx(letter: Letter) -> bytes:
    """The letter as a DOCX file that Word, WPS and LibreOffice open."""
    import docx as word
    from docx.oxml.ns import qn

    document = word.Document()
    for style in (_Style.TITLE, _Style.HEADING, _Style.TEXT):
        # python-docx sets Latin fonts only; without this the Chinese text falls back to whatever the machine has.
        properties = document.styles[style].element.get_or_add_rPr()
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    number = 0
    for style, text in _paragraphs(letter):
        # Numbers are written out, for Word's automatic ones would run on from list to list.
        number = number + 1 if style is _Style.ITEM else 0
        if number:
            document.add_paragraph(f"{number}. {text}")
        else:
            document.add_paragraph(text, style=style)
    packed = io.BytesIO()
    document.save(packed)
    return _timeless(packed)


def _paragraphs(letter: Letter) -> Iterator[tuple[_Style, str]]:
    yield _Style.TITLE, letter.title
    for text in (letter.recipient, *letter.opening):
        yield _Style.TEXT, text
    yield _Style.HEADING, letter.grounds_heading
    for ground in letter.grounds:
        yield _Style.QUOTE, f"「{ground.quote}」"
        yield _Style.TEXT, " · ".join(part for part in (ground.place, ground.note) if part)
    if letter.more:
        yield _Style.TEXT, letter.more
    for section in (letter.basis, letter.requests):
        yield from _listed(section)
    for text in (letter.closing, *letter.signature):
        yield _Style.TEXT, text
    if letter.channels:
        yield from _listed(letter.channels)
    yield from _listed(letter.notes)


def _listed(section: Section) -> Iterator[tuple[_Style, str]]:
    yield _Style.HEADING, section.heading
    for item in section.items:
        yield _Style.ITEM, item


def _timeless(packed: io.BytesIO) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            copy.writestr(zipfile.ZipInfo(name, _EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()
