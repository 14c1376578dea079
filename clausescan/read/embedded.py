"""What a page carries besides its own markup: files within its addresses (data:), and the parts of a saved page (MHTML)."""

from __future__ import annotations

import binascii
import contextlib
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, unquote_to_bytes, urljoin

from clausescan.read.plain import decode

if TYPE_CHECKING:
    from email.message import Message

_INLINE = "data:"
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_CHARSET = re.compile(r"charset=[\"']?([\w-]{2,20})", re.IGNORECASE)


class File(NamedTuple):
    """A file within a page: its bytes, its declared type and encoding ("" for none), and its own address."""

    data: bytes
    kind: str = ""
    encoding: str = ""
    address: str = ""


class Files:
    """The files that a page carries, by what it calls them.

    Args:
        parts: of a saved page, by address, and by "cid:" and their Content-ID; each is decoded once, and kept.
        base: the address of the page, which relative ones start from.
    """

    def __init__(self, parts: dict[str, Message | File] | None = None, base: str = "") -> None:
        self._parts = parts or {}
        self._base = base

    def at(self, base: str) -> Files:
        """The same files, as a page at another address calls them."""
        return Files(self._parts, base or self._base)

    def named(self, address: str) -> File | None:
        """The file that an address names; None where it is not within the page."""
        if address[: len(_INLINE)].lower() == _INLINE:
            return _inline(address[len(_INLINE) :])
        if not self._parts:
            return None
        with contextlib.suppress(ValueError):  # an address that is none
            address = urljoin(self._base, address) if key_of(address) not in self._parts else address
        place = key_of(address)
        part = self._parts.get(place)
        if part is not None and not isinstance(part, File):
            part = self._parts[place] = file_of(part)
        return part


def key_of(address: str) -> str:
    """An address as files are found by: without blanks and without the place within the file."""
    plain = "".join(address.partition("#")[0].split())
    return unquote(plain) if plain.lower().startswith("cid:") else plain


def file_of(part: Message) -> File:
    """A part of a saved page as a file."""
    body = part.get_payload(decode=True)
    data = body if isinstance(body, bytes) else b""
    return File(data, part.get_content_type(), part.get_content_charset(""), str(part.get("Content-Location", "")))


def markup_of(file: File, name: str) -> str:
    """The text of a page, by the encoding that it was sent with, or declares itself.

    Raises:
        DecodingError: the bytes are not text; `name` is the document's.
    """
    declared = _DECLARED.search(file.data[:4096])
    own = declared.group(1).decode("ascii") if declared else None
    return decode(file.data, name, declared=file.encoding or own)


def _inline(uri: str) -> File:
    """The file of a data: URI, after its scheme; empty where it has no comma."""
    head, _, body = uri.partition(",")
    data = unquote_to_bytes(body)
    if head.rstrip().lower().endswith("base64"):
        with contextlib.suppress(binascii.Error):  # bytes that nothing can open: where they are opened it is said
            data = binascii.a2b_base64(data + b"===")
    charset = _CHARSET.search(head)
    return File(data, head.partition(";")[0].strip().lower(), charset.group(1) if charset else "")
