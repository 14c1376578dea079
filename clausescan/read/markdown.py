"""Markdown by markdown-it-py (CommonMark and tables): the words without the markup, list numbers kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from clausescan.document import Document
from clausescan.read.html import html_lines
from clausescan.read.marks import Piece, marked_document
from clausescan.read.plain import decode

_NOTE = re.compile(r"^( {0,3}\[\^[^\]\n]{1,99}\]):", re.MULTILINE)
"""A footnote, which CommonMark takes for the target of a link and leaves out."""


def read_markdown(data: bytes, *, name: str, sha256: str) -> Document:
    """Read a Markdown draft.

    Raises:
        DecodingError: the bytes are not text.
        NoTextError: nothing but markup.
    """
    return marked_document(
        markdown_lines(decode(data, name), name), name=name, sha256=sha256, media_type="text/markdown"
    )


def markdown_lines(source: str, name: str) -> Iterator[list[Piece]]:
    """The words of a Markdown source, one line a block, strong words marked bold."""
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
            if row is not None:
                row += [*([Piece(" ")] if row else []), *words]
            else:
                yield [Piece(number), *words]
            number = ""
        elif token.type in ("fence", "code_block"):
            yield [Piece(number + token.content.rstrip("\n"))]
            number = ""
        elif token.type == "html_block":
            yield from html_lines(token.content, name)


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
