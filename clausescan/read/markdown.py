"""Markdown by markdown-it-py (CommonMark and tables): the words without the markup, list numbers kept."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from clausescan.document import Document
from clausescan.read.html import html_text
from clausescan.read.plain import decode, text_document


def read_markdown(data: bytes, *, name: str, sha256: str) -> Document:
    """Read a Markdown draft.

    Raises:
        DecodingError: the bytes are not text.
        NoTextError: nothing but markup.
    """
    return text_document(markdown_text(decode(data, name)), name=name, sha256=sha256, media_type="text/markdown")


def markdown_text(source: str) -> str:
    """The words of a Markdown source, one line a block."""
    lines: list[str] = []
    number = ""
    row: list[str] | None = None
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        if token.type == "list_item_open":
            number = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            lines.append(" ".join(row or ()))
            row = None
        elif token.type == "inline":
            text = _inline(token.children or ())
            if row is not None:
                row.append(text)
            else:
                lines.append(number + text)
            number = ""
        elif token.type in ("fence", "code_block"):
            lines.append(number + token.content.rstrip("\n"))
            number = ""
        elif token.type == "html_block":
            lines.append(html_text(token.content))
    return "\n".join(line for line in lines if line.strip())


def _inline(children: Sequence[Token]) -> str:
    parts: list[str] = []
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "html_inline":
            parts.append("\n" if child.content.lower().startswith("<br") else "")
        else:
            parts.append(child.content)
    return "".join(parts)
