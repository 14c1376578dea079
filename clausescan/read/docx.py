"""DOCX by python-docx: body, tables, text boxes, notes, comments and pasted scans; headers are left out, numbers drawn as Word draws them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from clausescan.document import Document
from clausescan.errors import DamagedFileError, LimitExceededError
from clausescan.read.allowance import Allowance
from clausescan.read.docx_imports import DIAGRAM, Imports
from clausescan.read.docx_looks import StyleTable, W, is_painted
from clausescan.read.docx_numbers import Numbers
from clausescan.read.docx_pictures import pictures_of
from clausescan.read.marks import Piece
from clausescan.read.pasted import with_pictures, words_of
from clausescan.read.plain import no_text

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRAPPERS = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}ins"})
_NOTES = ("footnote", "endnote", "comment")
_REFERENCES = {f"{W}{kind}Reference": kind for kind in _NOTES}
_UNDRAWN = frozenset({*(f"{W}{tag}" for tag in ("del", "moveFrom", "pPr", "rPr", "rt", "delText")), _MC_FALLBACK})
_SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}noBreakHyphen": "-"}
_SYMBOLS = {"F052": "☑", "F0FE": "☑", "F0FD": "☒", "F0A8": "☐", "F06F": "☐", "F0A3": "☐", "F0FC": "√"}
"""Characters of the Wingdings fonts, which have no meaning of their own: the boxes that forms are ticked with."""
_MAX_UNPACKED = 512 * 1024 * 1024
_MAX_XML = 64 * 1024 * 1024
"""XML takes ten times its size in memory once it is parsed; an agreement of a million characters has 20 MB of it."""
_MAX_MEMBERS = 10_000
_MAIN = "word/document.xml"
_MEMBER = b"PK\x01\x02"
_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What zipfile, lxml and python-docx raise on parts that are broken, encrypted, missing, or of another kind than their names say."""


def is_docx(data: bytes) -> bool:
    """Whether a zip archive is a Word document."""
    try:
        if data.count(_MEMBER) > _MAX_MEMBERS:
            return True  # so that `read_docx` says why it is not opened
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _MAIN in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return _MAIN.encode() in data  # cut off, so that its directory is gone: `read_docx` says so


def read_docx(data: bytes, *, name: str, sha256: str, allowance: Allowance | None = None) -> Document:
    """Read a Word document: one line a paragraph, table rows as lines with cells held apart by blanks.

    Large pictures in it are read by OCR as far as `allowance` goes (None: as far as the default limits do), as pages behind its text.

    Raises:
        DamagedFileError: the archive or its XML is broken.
        LimitExceededError: it unpacks to more than 512 MB, 64 MB of XML, or 10,000 files.
        NoTextError: it holds neither text nor large pictures.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import LxmlError

    try:
        _check_size(data, name)
        document = docx.Document(io.BytesIO(data))
        story = _Story.of(document, name)
        lines = list(_lines(document.element.body, story))
        beside = pictures_of(document).joined(story.imports.shown.beside)
    except (PackageNotFoundError, LxmlError, *_ERRORS) as error:
        raise DamagedFileError(
            name, "the DOCX is damaged and cannot be opened", hint="save it again in Word or WPS"
        ) from error
    identity = (name, sha256, MEDIA_TYPE)
    found = with_pictures(words_of(lines, identity), beside, identity, allowance)
    if found is None:
        raise no_text(name)
    return found


def _check_size(data: bytes, name: str) -> None:
    """Refuse decompression bombs by what the archive declares; zipfile never unpacks more than that."""
    if data.count(_MEMBER) > _MAX_MEMBERS:
        raise _bomb(name, f"{_MAX_MEMBERS:,} files")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
        raise _bomb(name, "512 MB")
    if sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels"))) > _MAX_XML:
        raise _bomb(name, "64 MB of XML")


def _bomb(name: str, what: str) -> LimitExceededError:
    return LimitExceededError(name, f"the DOCX unpacks to more than {what}", hint="it may be a decompression bomb")


@dataclass(frozen=True, slots=True)
class _Story:
    """What the words of a document depend on beside themselves: its styles, numbers, and imports, and its notes, each taken once."""

    styles: StyleTable
    numbers: Numbers
    imports: Imports
    notes: dict[tuple[str, str], Any]

    @classmethod
    def of(cls, document: Any, name: str) -> _Story:  # noqa: ANN401 - python-docx has no types
        styles = StyleTable(document.styles.element)
        imports = Imports(document.part.rels, name)
        return cls(styles, Numbers.of(document, styles), imports, dict(_notes(document)))


def _notes(document: Any) -> Iterator[tuple[tuple[str, str], Any]]:  # noqa: ANN401
    """Footnotes, endnotes and comments by kind and id."""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2].removesuffix("s")
        if kind in _NOTES and not relation.is_external:
            for note in parse_xml(relation.target_part.blob).iter(f"{W}{kind}"):
                if note.get(f"{W}type", "normal") == "normal":
                    yield (kind, str(note.get(f"{W}id"))), note


def _lines(parent: Any, story: _Story) -> Iterator[list[Piece]]:  # noqa: ANN401 - lxml elements
    joins: list[Piece] = []
    for child in parent:
        if child.tag == f"{W}p":
            first, *others = _paragraph(child, story)
            if child.find(f"{W}pPr/{W}rPr/{W}del") is not None:  # a tracked change that makes one paragraph of two
                joins += first
                yield from others
                continue
            yield joins + first
            joins = []
            yield from others
        elif child.tag == f"{W}tbl":
            for row in _own(child, f"{W}tr"):
                if row.find(f"{W}trPr/{W}del") is not None:
                    continue
                cells = (_lines(cell, story) for cell in _own(row, f"{W}tc"))
                words = (line for cell in cells for line in cell if any(piece.text.strip() for piece in line))
                yield [piece for line in words for piece in (*line, Piece(" "))][:-1]
        elif child.tag in _WRAPPERS:
            yield from _lines(child, story)
        elif child.tag == f"{W}altChunk":
            yield from story.imports.chunk(child)
    yield joins


def _own(parent: Any, tag: str) -> Iterator[Any]:  # noqa: ANN401
    """A table's rows or a row's cells, also those in content controls, but not those of the tables inside its cells."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _own(child, tag)


def _paragraph(paragraph: Any, story: _Story) -> Iterator[list[Piece]]:  # noqa: ANN401
    """The line of a paragraph, then those of the text boxes and notes that hang on it."""
    around, painted = story.styles.of_paragraph(paragraph), is_painted(paragraph)
    parts = [Piece(story.numbers.label(paragraph))]
    hanging: list[Iterable[list[Piece]]] = []
    stack = [(paragraph, Piece(""))]
    while stack:
        node, look = stack.pop()
        text = _drawn(node)
        if text:
            parts.append(look._replace(text=text))
        elif node.tag == f"{W}txbxContent":
            hanging.append(_lines(node, story))
        elif node.tag in _REFERENCES:
            key = _REFERENCES[node.tag], str(node.get(f"{W}id"))
            hanging += [_lines(story.notes.pop(key), story)] if key in story.notes else []
        elif node.tag == DIAGRAM:
            hanging.append(story.imports.diagram(node))
        elif node.tag not in _UNDRAWN:
            look = story.styles.look(node, around, painted=painted) if node.tag == f"{W}r" else look
            stack.extend((child, look) for child in reversed(node))
    yield parts
    for content in hanging:
        yield from content


def _drawn(node: Any) -> str:  # noqa: ANN401
    """What an element of a run is on paper; "" where that is up to the elements within it."""
    if node.tag in (f"{W}t", f"{_M}t"):
        return node.text or ""
    if node.tag == f"{W}sym":
        return _SYMBOLS.get(str(node.get(f"{W}char")).upper(), "")
    if node.tag == f"{W}checkBox":
        states = [child for tag in ("checked", "default") if (child := node.find(f"{W}{tag}")) is not None]
        return "☑" if states and states[0].get(f"{W}val", "1") in ("1", "true", "on") else "☐"
    return _SIGNS.get(node.tag, "")
