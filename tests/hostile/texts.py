"""Hostile HTML, Markdown and plain text."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable

MEGABYTE = 1_000_000
CHARACTERS = "a1 \n我第未《（“‘'\"([{<>*_`~#-=|!&\\/.,;:。；，：·%$+^@?\t\u200b\u0301"
"""What 1 MB of one character is made of: every sign that some reader, cutter or pattern gives a meaning."""


def repeated(piece: str, size: int = MEGABYTE) -> bytes:
    """About `size` bytes of `piece`."""
    one = piece.encode("utf-8")
    return one * (size // len(one))


def _page(body: str) -> bytes:
    return f"<!doctype html><meta charset=utf-8><body>{body}<p>我们会读取您的通讯录。".encode()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(side: int) -> bytes:
    """A black picture of `side` × `side` dots, one bit each."""
    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _surrogates() -> bytes:
    return "我们会读取您的通讯录。\ud800\udfff\udc00".encode("utf-16", "surrogatepass") + b"\x00\xd8" * 50_000


HTML: dict[str, Callable[[], bytes]] = {
    "nested-divs": lambda: _page("<div>" * 200_000),
    "nested-spans": lambda: _page("<span>" * 200_000 + "读取"),
    "nested-tables": lambda: _page("<table><tr><td>" * 20_000),
    "nested-bold-paragraphs": lambda: _page("<b><p>" * 3_000),
    "nested-lists": lambda: _page("<ul><li>" * 50_000),
    "misnested": lambda: _page("<a><b><i>" * 3_000 + "</a></b></i>" * 3_000),
    "fostered": lambda: _page("<table>" + "<b>甲" * 20_000),
    "tags-unclosed": lambda: _page("<" * MEGABYTE),
    "attributes": lambda: _page("<p " + " ".join(f"a{n}=1" for n in range(60_000)) + ">"),
    "entities": lambda: _page("&nbsp;&#x4e00;&amp" * 60_000),
    "comment-unclosed": lambda: _page("<!--" + "-" * MEGABYTE),
    "charset-lies": lambda: "<meta charset=utf-16><p>我们会读取您的通讯录。".encode("gb18030"),
    "charset-code": lambda: b"<meta charset=unicode_escape><p>\\u6211\\ud800",
    "charset-bytes": lambda: b"<meta charset=base64><p>aGVsbG8=",
    "nulls": lambda: _page("\x00" * 100_000),
    "meta-flood": lambda: b"<meta " * 170_000,
    "template-nested": lambda: _page("<template>" * 20_000),
    "svg-nested": lambda: _page("<svg><foreignObject>" * 20_000),
}
MARKDOWN: dict[str, Callable[[], bytes]] = {
    "brackets": lambda: repeated("[", 200_000),
    "brackets-closed": lambda: b"[" * 50_000 + b"]" * 50_000,
    "links": lambda: repeated("[a](", 200_000),
    "images": lambda: repeated("![", 200_000),
    "emphasis": lambda: repeated("*a _b ", 200_000),
    "emphasis-open": lambda: repeated("a**b", 200_000),
    "backticks": lambda: b" ".join(b"`" * n for n in range(1, 600)),
    "quotes": lambda: repeated(">", 200_000),
    "quotes-lines": lambda: b"\n".join(b">" * (n % 200) + b" a" for n in range(3_000)),
    "lists": lambda: b"\n".join(b" " * n + b"- a" for n in range(1_000)),
    "lists-inline": lambda: repeated("- ", 100_000),
    "table": lambda: b"|a" * 5_000 + b"\n" + b"|-" * 5_000 + b"\n" + (b"|b" * 5_000 + b"\n") * 20,
    "references": lambda: b"\n".join(b"[a%d]: <b" % n for n in range(20_000)),
    "angle": lambda: repeated("<a ", 200_000),
    "entities": lambda: repeated("&", 200_000),
    "escapes": lambda: repeated("\\", 200_000),
}
TEXT: dict[str, Callable[[], bytes]] = {
    "utf16-garbage": lambda: b"\xff\xfe" + random.Random(2).randbytes(300_000),
    "utf16-odd": lambda: "我们会读取您的通讯录。".encode("utf-16") * 3 + b"\x00",
    "utf16-surrogates": _surrogates,
    "utf32-garbage": lambda: b"\xff\xfe\x00\x00" + random.Random(3).randbytes(300_000),
    "utf8-broken": lambda: ("我们会读取您的通讯录。" * 5_000).encode()[1:-1],
    "random": lambda: random.Random(4).randbytes(500_000),
    "nulls": lambda: bytes(500_000),
    "bom-only": lambda: b"\xef\xbb\xbf",
    "six-million-characters": lambda: repeated("我们会读取您的通讯录。\n", 200_000_000 // 10),
    "clauses-100000": lambda: repeated("1. 我们会读取您的通讯录。\n", 3_500_000),
    "combining": lambda: repeated("我\u0301\u0302\u0303", 500_000),
    "zero-width": lambda: repeated("通\u200b讯\u200b录\u2060", 500_000),
    "directions": lambda: repeated("\u202e我们\u202c\u2066读\u2069", 500_000),
    "astral": lambda: repeated("\U00020000\U0001f600\U000e0041", 500_000),
    "private": lambda: repeated("\ue000\uf8ff", 200_000),
    "numbers-only": lambda: repeated("1.1.1.1.1 ", 300_000),
    "starred": lambda: repeated("通*讯*", 300_000),
    "open-quotes": lambda: repeated("“（《", 300_000),
    "negated": lambda: repeated("未经不得", 300_000),
    "marks": lambda: repeated("第一条\n", 300_000),
}
PICTURES: dict[str, Callable[[], bytes]] = {
    "bomb-40000": lambda: _png(40_000),
    "cut": lambda: _png(64)[:60],
    "size-lies": lambda: _png(64).replace(struct.pack(">II", 64, 64), struct.pack(">II", 1 << 30, 1 << 30)),
}
