"""DOCX by python-docx: body, tables, text boxes, headers left out, and the numbers that Word draws but does not store."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from clausescan.document import Document
from clausescan.errors import DamagedFileError, LimitExceededError
from clausescan.read.marks import Piece, marked_document
from clausescan.read.numerals import numeral

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRAPPERS = frozenset({f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"})
_MAX_UNPACKED = 512 * 1024 * 1024
_MAX_XML = 64 * 1024 * 1024
"""XML takes ten times its size in memory once it is parsed; an agreement of a million characters has 20 MB of it."""
_MAX_MEMBERS = 10_000
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
_TINY = 2.5
"""Type smaller than this, in points, cannot be read."""
_NEAR_WHITE = ("fff", "fefefe", "fdfdfd", "fcfcfc")


def is_docx(data: bytes) -> bool:
    """Whether a zip archive is a Word document."""
    try:
        if data.count(_MEMBER) > _MAX_MEMBERS:
            return True  # so that `read_docx` says why it is not opened
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def read_docx(data: bytes, *, name: str, sha256: str) -> Document:
    """Read a Word document: one line a paragraph, table rows as lines with cells held apart by blanks.

    Raises:
        DamagedFileError: the archive or its XML is broken.
        LimitExceededError: it unpacks to more than 512 MB, 64 MB of XML, or 10,000 files.
        NoTextError: it holds no text.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import LxmlError

    try:
        _check_size(data, name)
        document = docx.Document(io.BytesIO(data))
        lines = list(_lines(document.element.body, _Numbers.of(document)))
    except (PackageNotFoundError, LxmlError, *_ERRORS) as error:
        raise DamagedFileError(
            name, "the DOCX is damaged and cannot be opened", hint="save it again in Word or WPS"
        ) from error
    return marked_document(lines, name=name, sha256=sha256, media_type=MEDIA_TYPE)


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


def _lines(parent: Any, numbers: _Numbers) -> Iterator[list[Piece]]:  # noqa: ANN401 - lxml elements
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, numbers)
        elif child.tag == f"{_W}tbl":
            for row in _own(child, f"{_W}tr"):
                cells = (_lines(cell, numbers) for cell in _own(row, f"{_W}tc"))
                words = (line for cell in cells for line in cell if any(piece.text.strip() for piece in line))
                yield [piece for line in words for piece in (*line, Piece(" "))][:-1]
        elif child.tag in _WRAPPERS:
            yield from _lines(child, numbers)


def _own(parent: Any, tag: str) -> Iterator[Any]:  # noqa: ANN401
    """A table's rows or a row's cells, also those in content controls, but not those of the tables inside its cells."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _own(child, tag)


def _paragraph(paragraph: Any, numbers: _Numbers) -> Iterator[list[Piece]]:  # noqa: ANN401
    parts = [Piece(numbers.label(paragraph))]
    boxes: list[Any] = []
    stack = [(paragraph, Piece(""))]
    while stack:
        node, look = stack.pop()
        if node.tag == f"{_W}t":
            parts.append(look._replace(text=node.text or ""))
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append(Piece("\n"))
        elif node.tag == f"{_W}tab":
            parts.append(Piece(" "))
        elif node.tag == f"{_W}txbxContent":
            boxes.append(node)
        elif node.tag not in (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", _MC_FALLBACK):
            look = _look(node) if node.tag == f"{_W}r" else look
            stack.extend((child, look) for child in reversed(node))
    yield parts
    for box in boxes:
        yield from _lines(box, numbers)


def _look(run: Any) -> Piece:  # noqa: ANN401
    """How a run looks, as an empty piece: what hides it and what sets it off in its own properties."""
    properties = run.find(f"{_W}rPr")
    if properties is None:
        return Piece("")
    values = {child.tag.removeprefix(_W): str(child.get(f"{_W}val", "on")).lower() for child in properties}
    on = {name for name, value in values.items() if value not in ("0", "false", "none", "off")}
    emphasis = ""
    if "b" in on or values.get("rStyle") == "strong":
        emphasis = "bold"
    elif "u" in on or "highlight" in on:
        emphasis = "underlined" if "u" in on else "highlighted"
    return Piece("", _hiding(values, on), emphasis)


def _hiding(values: dict[str, str], on: set[str]) -> str:
    if "vanish" in on:
        return "not_displayed"
    size = values.get("sz", "")
    if size.isdecimal() and int(size) < 2 * _TINY:  # half points
        return "tiny"
    painted = "shd" in values or "highlight" in on
    return "same_colour" if values.get("color", "").startswith(_NEAR_WHITE) and not painted else ""


@dataclass(slots=True)
class _Numbers:
    """Word's list numbering: counters for each list, and the format of each of its levels."""

    levels: dict[str, dict[int, tuple[str, str, int]]]
    styles: dict[str, tuple[str, int]]
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, document: Any) -> _Numbers:  # noqa: ANN401 - python-docx has no types
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return cls({}, {})
        abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
        for entry in root.iter(f"{_W}abstractNum"):
            abstract[entry.get(f"{_W}abstractNumId")] = {
                int(level.get(f"{_W}ilvl")): (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", ""),
                    int(_value(level, "start", "1")),
                )
                for level in entry.iter(f"{_W}lvl")
            }
        levels = {
            num.get(f"{_W}numId"): abstract.get(_value(num, "abstractNumId", ""), {}) for num in root.iter(f"{_W}num")
        }
        styles = {}
        for style in document.styles.element.iter(f"{_W}style"):
            number = next(style.iter(f"{_W}numId"), None)
            if number is not None:
                styles[style.get(f"{_W}styleId")] = (number.get(f"{_W}val"), int(_value(style, "ilvl", "0")))
        return cls(levels, styles)

    def label(self, paragraph: Any) -> str:  # noqa: ANN401
        """The number that Word draws before a paragraph, or ""; counts it."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None or not self.levels:
            return ""
        marked = properties.find(f"{_W}numPr")
        if marked is not None:
            number, level = _value(marked, "numId", "0"), int(_value(marked, "ilvl", "0"))
        else:
            number, level = self.styles.get(_value(properties, "pStyle", ""), ("0", 0))
        formats = self.levels.get(number, {})
        if level not in formats:
            return ""
        counts = self.counts[number]
        counts[level] = counts.get(level, formats[level][2] - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        kind, pattern, _ = formats[level]
        if kind in ("bullet", "none"):
            return ""
        for at, (shape, _, start) in formats.items():
            if at <= level:
                pattern = pattern.replace(f"%{at + 1}", numeral(counts.get(at, start), shape))
        return pattern + (" " if pattern else "")


def _value(element: Any, tag: str, default: str) -> str:  # noqa: ANN401
    found = next(element.iter(f"{_W}{tag}"), None)
    return default if found is None else str(found.get(f"{_W}val", default))
