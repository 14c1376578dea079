"""Markdown by markdown-it-py (CommonMark and tables): the words without the markup, list numbers kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from clausescan.document import Document
from clausescan.read.allowance import Allowance
from clausescan.read.html import html_lines
from clausescan.read.html_pictures import Shown
from clausescan.read.marks import Piece
from clausescan.read.pasted import with_pictures, words_of
from clausescan.read.plain import decode, no_text

_MEDIA_TYPE = "text/markdown"
_NOTE = re.compile(r"^( {0,3}\[\^[^\]\n]{1,99}\]):", re.MULTILINE)
"""A footnote, which CommonMark takes for the target of a link and leaves out."""


def read_markdown(data: bytes, *, name: str, sha256: str, allowance: Allowance | None = None) -> Document:
    """Read a Markdown draft; its pictures as `read_html` does.

    Raises:
        DecodingError: the bytes are not text.
        NoTextError: neither words nor pictures.
    """
    shown, identity = Shown(), (name, sha256, _MEDIA_TYPE)
    words = words_of(markdown_lines(decode(data, name), name, shown), identity)
    document = with_pictures(words, shown.beside, identity, allowance)
    if document is None:
        raise no_text(name)
    return document


def markdown_lines(source: str, name: str, shown: Shown | None = None) -> Iterator[list[Piece]]:
    """The words of a Markdown source, one line a block, strong words marked bold; `shown` gathers its pictures."""
    number = ""
    row: list[Piece] | None = None
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(_NOTE.sub(r"\1", source)):
        if token.type == "list_item_open":
            number = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield row or []
            row = None
        elif token.type == "inline":
            words = list(_inline(token.children or ()))
            if shown is not None:
                _gather(token.children or (), name, shown)
            if row is not None:
                row += [*([Piece(" ")] if row else []), *words]
            else:
                yield [Piece(number), *words]
            number = ""
        elif token.type in ("fence", "code_block"):
            yield [Piece(number + token.content.rstrip("\n"))]
            number = ""
        elif token.type == "html_block":
            yield from html_lines(token.content, name, shown=shown)


def _inline(children: Sequence[Token]) -> Iterator[Piece]:
    strong = 0
    for child in children:
        strong += child.nesting if child.type.startswith("strong_") else 0
        if child.type in ("softbreak", "hardbreak"):
            yield Piece("\n")
        elif child.type == "html_inline":
            yield Piece("\n" if child.content.lower().startswith("<br") else "")
        else:
            yield Piece(child.content, "", "bold" if strong else "")


def _gather(children: Sequence[Token], name: str, shown: Shown) -> None:
    """Gather the pictures of a line, those in markup too."""
    markup = "".join(
        f'<img src="{escape(str(child.attrs.get("src", "")))}">' if child.type == "image" else child.content
        for child in children
        if child.type == "image" or (child.type == "html_inline" and child.content[:4].lower() == "<img")
    )
    if markup:
        for _ in html_lines(markup, name, shown=shown):
            pass
