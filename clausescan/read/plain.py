"""Plain text: encodings, and nothing else."""

from __future__ import annotations

import codecs
import re

from clausescan.document import Document, Mark
from clausescan.errors import DecodingError, NoTextError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = ["gb18030", "big5", "utf_16_le", "utf_16_be"]
_MAX_CONTROL = 0.02
"""Share of control characters from which decoded bytes count as binary."""
_HALF = re.compile("[\ud800-\udfff]")


def decode(data: bytes, name: str, *, declared: str | None = None) -> str:
    """The text of `data`: by its byte order mark, a declared encoding, UTF-8, then the Chinese encodings.

    Raises:
        DecodingError: no encoding gives text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _checked(_strict(data, encoding), name)
    for encoding in [declared or "utf-8", "utf-8"]:
        text = _strict(data, encoding)
        if text is not None:
            return _checked(text, name)
    return _checked(_guess(data), name)


def _strict(data: bytes, encoding: str) -> str | None:
    # Pages that declare GB2312 are written in its superset.
    encoding = "gb18030" if encoding.lower().replace("_", "-") in ("gb2312", "gbk", "gb-2312") else encoding
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    # gb18030 accepts nearly any bytes, so a detector weighs the candidates; in doubt, mainland documents are GB18030.
    best = from_bytes(data[:200_000], cp_isolation=_CHINESE, threshold=0.3).best()
    encodings = ([best.encoding] if best else []) + ["gb18030"]
    for encoding in encodings:
        text = _strict(data, encoding)
        if text is not None:
            return text
    return None


def _checked(text: str | None, name: str) -> str:
    if text is not None:
        odd = sum(1 for c in text[:100_000] if c < " " and c not in "\n\r\t\f\v") + text.count("\ufffd", 0, 100_000)
        if odd <= _MAX_CONTROL * min(len(text), 100_000):
            return text
    raise DecodingError(
        name,
        "the bytes are not text in UTF-8, UTF-16, GB18030 or Big5",
        hint="check that this is a document and save it as UTF-8",
    )


def read_plain(data: bytes, *, name: str, sha256: str) -> Document:
    """Read plain text.

    Raises:
        DecodingError: the bytes are not text.
        NoTextError: only blanks.
    """
    text = decode(data, name)
    return text_document(text, name=name, sha256=sha256, media_type="text/plain")


def whole(text: str) -> str:
    """A text of the same length with U+FFFD for each half of a surrogate pair, which no file and no JSON can hold."""
    return _HALF.sub("\ufffd", text)


def text_document(
    text: str,
    *,
    name: str,
    sha256: str,
    media_type: str,
    hidden: tuple[Mark, ...] = (),
    emphasis: tuple[Mark, ...] = (),
) -> Document:
    r"""A Document without layout. Line ends become "\\n"; a text with marks has no others. Half surrogates become U+FFFD.

    Raises:
        NoTextError: only blanks.
    """
    text = whole(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip("\ufeff\u200b \n\t\u3000"):
        raise NoTextError(name, "the document holds no text", hint="check that the right file was saved")
    return Document(name=name, sha256=sha256, media_type=media_type, text=text, hidden=hidden, emphasis=emphasis)
