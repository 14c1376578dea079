"""What a Word document takes in from other parts of its package: pages and texts as programs put them in, and diagrams (SmartArt)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from clausescan.errors import InputError
from clausescan.read.docx_looks import R
from clausescan.read.embedded import markup_of
from clausescan.read.html import html_lines
from clausescan.read.html_pictures import Shown
from clausescan.read.marks import Piece
from clausescan.read.mhtml import is_mhtml, page_of
from clausescan.read.plain import decode

_D = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DIAGRAM: Final = f"{_D}relIds"
_MARKUP = ("text/html", "application/xhtml+xml")
_UNREAD = (
    "a file within the Word document, which Word shows as a part of it: open it in Word, and save it as a new file"
)


class Imports:
    """The parts that a document takes in.

    Args:
        relations: of the document's main part.
        name: of the document, for messages.

    Attributes:
        shown: gathers pictures of pages that were taken in, and parts that cannot be read.
    """

    def __init__(self, relations: Any, name: str) -> None:  # noqa: ANN401 - python-docx has no types
        self._relations = relations
        self._name = name
        self._taken: set[str] = set()
        self.shown = Shown()

    def chunk(self, node: Any) -> Iterator[list[Piece]]:  # noqa: ANN401 - lxml elements
        """The lines of a page or a text that stands in the place of `node`."""
        part = self._part(str(node.get(f"{R}id")))
        if part is None:
            return
        try:
            yield from self._lines(part.blob, str(part.content_type))
        except InputError:
            self.shown.miss(part.blob, _UNREAD)

    def _lines(self, data: bytes, kind: str) -> Iterator[list[Piece]]:
        if kind == "text/plain":
            yield from ([Piece(line)] for line in decode(data, self._name).splitlines())
        elif kind in _MARKUP or is_mhtml(data):
            page, files = page_of(data, self._name)
            yield from html_lines(markup_of(page, self._name), self._name, files=files, shown=self.shown)
        else:
            self.shown.miss(data, _UNREAD)

    def diagram(self, node: Any) -> Iterator[list[Piece]]:  # noqa: ANN401
        """The words of a diagram, a line for each of its paragraphs."""
        from docx.oxml import parse_xml

        part = self._part(str(node.get(f"{R}dm")))
        for paragraph in () if part is None else parse_xml(part.blob).iter(f"{_A}p"):
            yield [Piece(text.text or "") for text in paragraph.iter(f"{_A}t")]

    def _part(self, relation: str) -> Any:  # noqa: ANN401
        """What a relation leads to, once."""
        found = self._relations.get(relation)
        if found is None or found.is_external or relation in self._taken:
            return None
        self._taken.add(relation)
        return found.target_part
