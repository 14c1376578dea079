"""MHTML: the page that a phone's browser saves, its HTML and its pictures in one file of mail parts."""

from __future__ import annotations

import re

from clausescan.errors import DamagedFileError

MEDIA_TYPE = "multipart/related"
_HEAD = re.compile(rb"^(?:[A-Za-z][A-Za-z-]{1,40}:[^\n]{0,500}\n(?:[ \t][^\n]{0,500}\n)*){1,30}")
_KIND = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)


def is_mhtml(data: bytes) -> bool:
    """Whether bytes begin with the headers of a saved page."""
    head = _HEAD.match(data[:8192].replace(b"\r\n", b"\n").lstrip())
    return head is not None and _KIND.search(head.group()) is not None


def page_of(data: bytes, name: str) -> tuple[bytes, str]:
    """The HTML of a saved page and its declared encoding, "" for none.

    Raises:
        DamagedFileError: it holds no HTML.
    """
    import email
    import email.policy

    message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and body.strip():
                return body, part.get_content_charset("")
    raise DamagedFileError(name, "the saved page holds no HTML", hint="save the page again in a browser")
