"""HTML by selectolax (Lexbor, the WHATWG algorithm): the text a reader sees, one line a block."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from clausescan.document import Document
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
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)


def read_html(data: bytes, *, name: str, sha256: str) -> Document:
    """Read an HTML page.

    Raises:
        DecodingError: the bytes are not text.
        NoTextError: the page shows no text.
    """
    declared = _DECLARED.search(data[:4096])
    markup = decode(data, name, declared=declared.group(1).decode("ascii") if declared else None)
    return text_document(html_text(markup), name=name, sha256=sha256, media_type="text/html")


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
