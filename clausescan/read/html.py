"""HTML by selectolax (Lexbor, the WHATWG algorithm): the text a reader sees, one line a block."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from clausescan.document import Document
from clausescan.errors import DamagedFileError, NoTextError
from clausescan.read.allowance import Allowance
from clausescan.read.controls import ListNumbers, value_of
from clausescan.read.embedded import Files, markup_of
from clausescan.read.html_pictures import CARRIERS, Shown
from clausescan.read.marks import Piece, tidied
from clausescan.read.mhtml import page_of
from clausescan.read.pasted import with_pictures, words_of
from clausescan.read.plain import no_text
from clausescan.read.styles import Look, Styles

_MEDIA_TYPE = "text/html"
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "text",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_CELLS = frozenset({"td", "th"})
_SKIPPED = frozenset(
    {
        *("script", "style", "head", "title", "meta", "link", "object", "embed", "iframe", "canvas", "audio", "video"),
        *("select", "rt", "rp", "desc", "metadata", "noframes"),
    }
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_UNCLOSED = frozenset(
    {
        *(
            "area",
            "base",
            "body",
            "br",
            "col",
            "colgroup",
            "dd",
            "dt",
            "embed",
            "head",
            "hr",
            "html",
            "img",
            "input",
            "li",
        ),
        *(
            "link",
            "meta",
            "optgroup",
            "option",
            "p",
            "param",
            "source",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "track",
            "wbr",
        ),
    }
)
"""Elements that pages leave open: their number says nothing of the depth."""
_MAX_DEPTH = 10_000
"""Building a tree costs the square of its depth; browsers stop at 512."""
_FILLED_LATER = re.compile("<(?:script|img|iframe|canvas)", re.IGNORECASE)
_NESTED = 4
"""Templates within templates, and pages in frames, are read to this depth."""


def read_html(data: bytes, *, name: str, sha256: str, allowance: Allowance | None = None) -> Document:
    """Read an HTML page, as such or as a browser saves it with its pictures (MHTML).

    Large pictures in it are read by OCR as far as `allowance` goes (None: as far as the default limits do), as pages behind its text.
    Nothing is fetched: where a page is hardly more than pictures that are not in the file, each of them is an unread page.

    Raises:
        DecodingError: the bytes are not text.
        DamagedFileError: elements nest more than 10,000 deep, or a saved page has no HTML.
        NoTextError: the page holds neither text nor large pictures.
    """
    page, files = page_of(data, name)
    markup, shown, identity = markup_of(page, name), Shown(), (name, sha256, _MEDIA_TYPE)
    words = words_of(html_lines(markup, name, files=files, shown=shown), identity)
    document = with_pictures(words, shown.beside, identity, allowance)
    if document is None:
        raise _no_text(name, markup)
    return document


def _no_text(name: str, markup: str) -> NoTextError:
    if not _FILLED_LATER.search(markup):
        return no_text(name)
    hint = "save it from a browser once it shows its text, or give screenshots of it"
    return NoTextError(name, "the page holds no text: scripts or pictures fill it in", hint=hint)


def _depth(markup: str) -> int:
    """How many elements that must be closed stand open at most, counted without regard to which."""
    depth = deepest = 0
    for tag in _TAG.finditer(markup):
        if tag[2].lower() not in _UNCLOSED:
            depth = max(depth - 1, 0) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def html_lines(
    markup: str, name: str, *, depth: int = 0, files: Files | None = None, shown: Shown | None = None
) -> Iterator[list[Piece]]:
    """The text of `markup`: one line a block element, table cells held apart by a blank, frames and templates in their place.

    Args:
        markup: a page, or a part of one.
        name: of the document, for messages.
        depth: how many pages are around this one.
        files: within the page; None for those of its addresses alone.
        shown: gathers its pictures; None where they are not asked for.

    Raises:
        DamagedFileError: elements nest more than 10,000 deep.
    """
    if markup.count("<") > _MAX_DEPTH and _depth(markup) > _MAX_DEPTH:
        raise DamagedFileError(
            name, f"elements nest more than {_MAX_DEPTH:,} deep", hint="save the page again in a browser"
        )
    parser = LexborHTMLParser(markup)
    if parser.root is None:
        return
    files, shown = files or Files(), shown or Shown()
    line: list[Piece] = []
    numbers = ListNumbers()
    for node, look, end in _walk(parser.root, Styles(parser)):
        tag = node.tag or ""
        if tag == "-text":
            *whole, rest = (node.text_content or "").split("\n") if look.keeps_lines else (node.text_content or "",)
            for text in whole:
                yield tidied([*line, Piece(text, look.hidden, look.emphasis)])
                line = []
            line.append(Piece(rest, look.hidden, look.emphasis))
        elif tag in _BLOCKS:
            yield tidied(line)
            line = []
            if tag == "li" and not end:
                line.append(Piece(numbers.label(node, look.list_style), look.hidden))
        elif tag in _CELLS and end:
            line.append(Piece(" "))
        elif not end and (value := value_of(node)):
            line.append(Piece(value, look.hidden, look.emphasis))
        elif tag in CARRIERS and not end and depth < _NESTED and (inner := shown.take(node, look.hidden, files, name)):
            yield tidied(line)
            line = []
            for pieces in html_lines(inner.markup, name, depth=depth + 1, files=inner.files, shown=shown):
                yield [piece._replace(hidden=look.hidden or piece.hidden) for piece in pieces]
    yield tidied(line)


def _walk(root: LexborNode, styles: Styles) -> Iterator[tuple[LexborNode, Look, bool]]:
    """Nodes as they begin and end, with how they look. Without recursion, since hostile pages nest tens of thousands deep."""
    looks = [Look()]
    node: LexborNode | None = root
    while node is not None:
        text = node.tag == "-text"
        look = looks[-1] if text else styles.look(node, looks[-1])
        yield node, look, False
        child = None if (node.tag or "") in _SKIPPED else node.first_child
        if child is not None:
            looks.append(look)
            node = child
            continue
        if not text:
            yield node, look, True
        while node.next is None:
            node = node.parent
            if node is None:
                return
            yield node, looks.pop(), True
        node = node.next
