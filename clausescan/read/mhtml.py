"""MHTML: the page that a phone's browser saves, its HTML, frames and pictures in one file of mail parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clausescan.errors import DamagedFileError
from clausescan.read.embedded import File, Files, file_of, key_of

if TYPE_CHECKING:
    from email.message import Message

MEDIA_TYPE = "multipart/related"
_HEAD = re.compile(rb"^(?:[A-Za-z][A-Za-z-]{1,40}:[^\n]{0,500}\n(?:[ \t][^\n]{0,500}\n)*){1,30}")
_KIND = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_ADDRESSES = ("Content-Location", "Snapshot-Content-Location")


def is_mhtml(data: bytes) -> bool:
    """Whether bytes begin with the headers of a saved page."""
    head = _HEAD.match(data[:8192].replace(b"\r\n", b"\n").lstrip())
    return head is not None and _KIND.search(head.group()) is not None


def page_of(data: bytes, name: str) -> tuple[File, Files]:
    """The HTML of a page, and the files saved with it; MHTML or HTML.

    Raises:
        DamagedFileError: MHTML without HTML in it.
    """
    if not is_mhtml(data):
        return File(data), Files()
    import email
    import email.policy

    message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
    page: File | None = None
    parts: dict[str, Message | File] = {}
    for part in message.walk():
        if part.is_multipart():
            continue
        if page is None and part.get_content_type() == "text/html":
            found = file_of(part)
            page = found if found.data.strip() else None
        if identity := str(part.get("Content-ID", "")).strip(" \t\r\n<>"):
            parts[f"cid:{identity}"] = part
        if address := str(part.get("Content-Location", "")):
            parts.setdefault(key_of(address), part)
    if page is None:
        raise DamagedFileError(name, "the saved page holds no HTML", hint="save the page again in a browser")
    base = page.address or next((str(message[place]) for place in _ADDRESSES if message[place]), "")
    return page, Files(parts, base)
