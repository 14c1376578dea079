"""HTML by selectolax (Lexbor, the WHATWG algorithm): the text a reader sees, one line a block."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from clausescan.document import Document
from clausescan.errors import DamagedFileError
from clausescan.read.plain import decode, text_document

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
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_CELLS = frozenset({"td", "th"})
_SKIPPED = frozenset(
    {"script", "style", "head", "title", "meta", "link", "svg", "object", "embed", "iframe", "canvas", "audio", "video"}
)
_BLANKS = re.compile(r"[ \t\r\n\f\u200b]+")
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
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)


def read_html(data: bytes, *, name: str, sha256: str) -> Document:
    """Read an HTML page.

    Raises:
        DecodingError: the bytes are not text.
        DamagedFileError: elements nest more than 10,000 deep.
        NoTextError: the page shows no text.
    """
    declared = _DECLARED.search(data[:4096])
    markup = decode(data, name, declared=declared.group(1).decode("ascii") if declared else None)
    if markup.count("<") > _MAX_DEPTH and _depth(markup) > _MAX_DEPTH:
        raise DamagedFileError(
            name, f"elements nest more than {_MAX_DEPTH:,} deep", hint="save the page again in a browser"
        )
    return text_document(html_text(markup), name=name, sha256=sha256, media_type="text/html")


def _depth(markup: str) -> int:
    """How many elements that must be closed stand open at most, counted without regard to which."""
    depth = deepest = 0
    for tag in _TAG.finditer(markup):
        if tag[2].lower() not in _UNCLOSED:
            depth = max(depth - 1, 0) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def html_text(markup: str) -> str:
    """The visible text of `markup`: one line a block element, table cells held apart by a blank."""
    root = LexborHTMLParser(markup).root
    if root is None:
        return ""
    lines: list[str] = []
    parts: list[str] = []
    for piece in _pieces(root):
        if piece is None:
            lines.append(_BLANKS.sub(" ", "".join(parts)).strip())
            parts = []
        else:
            parts.append(piece)
    lines.append(_BLANKS.sub(" ", "".join(parts)).strip())
    return "\n".join(line for line in lines if line)


def _pieces(root: LexborNode) -> Iterator[str | None]:
    """Text in order; None where a line ends. Walks without recursion, since hostile pages nest tens of thousands deep."""
    node: LexborNode | None = root
    while node is not None:
        tag = node.tag or ""
        if tag == "-text":
            yield node.text_content or ""
        elif tag in _BLOCKS:
            yield None
        child = None if tag in _SKIPPED else node.first_child
        if child is not None:
            node = child
            continue
        while node is not None:
            tag = node.tag or ""
            if tag in _BLOCKS:
                yield None
            elif tag in _CELLS:
                yield " "
            if node.next is not None:
                node = node.next
                break
            node = node.parent
