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
_CHINESE = ("gb18030", "big5hkscs", "utf_16_le", "utf_16_be", "utf_8")
_DETECTED = 200_000
_WEIGHED = 20_000
_SIGNS = (0xA1, 0xA2, 0xA3, 0xA9)
_MOST_USED = range(0xB0, 0xD8)
_UNLIKE = 0.5
"""Bytes of another kind, or of another language, have fewer everyday Chinese characters than this under any encoding."""
_LAYOUT = "\n\r\t\f\v"
_MAX_LOST = 0.01
"""Share of characters that may be lost, or a few, for a file that was cut off or has a byte damaged."""
_FEW = 8
_THREE_BYTES = re.compile(b"[\xe0-\xef][\x80-\xbf]{2}")
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
            return _checked(data.decode(encoding, "replace"), name)
    encodings = [declared or "utf-8", "utf-8"]
    if _THREE_BYTES.search(data):  # text in another encoding is then never UTF-8 by accident, whatever a page declares
        encodings.reverse()
    for encoding in encodings:
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
    """The text in the encoding under which it looks most like Chinese; bytes that are none of it become U+FFFD.

    A detector weighs bytes, and errs on a few words; gb18030 accepts nearly any bytes. In doubt, mainland documents are GB18030.
    """
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_DETECTED], cp_isolation=[*_CHINESE], threshold=0.3).best()
    encodings = ([best.encoding] if best else []) + list(_CHINESE)
    likeness, encoding = max(((_likeness(data[:_WEIGHED], one), one) for one in encodings), key=lambda pair: pair[0])
    text = data.decode(encoding, "replace")
    return text if likeness > _UNLIKE and text.count("\ufffd") <= max(_FEW, _MAX_LOST * len(text)) else None


def _likeness(data: bytes, encoding: str) -> float:
    """Share of everyday characters, less what does not decode: near 1 for Chinese in its own encoding."""
    from opencc import OpenCC

    text = codecs.getincrementaldecoder(encoding)("replace").decode(data)
    plain = [c for c in text if c.isascii()]
    beyond = [c for c in OpenCC("t2s").convert(text) if not c.isascii()]
    sound = sum(map(_everyday, beyond)) + sum(c.isprintable() or c in _LAYOUT for c in plain) - text.count("\ufffd")
    return sound / (len(plain) + len(beyond) or 1)


def _everyday(character: str) -> bool:
    """Whether a character is one of the 3,755 most used or a sign between them: the first rows of GB 2312 are ordered so."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return code[0] in _SIGNS or code[0] in _MOST_USED


def _checked(text: str | None, name: str) -> str:
    if text is not None:
        odd = sum(1 for c in text[:100_000] if c < " " and c not in _LAYOUT) + text.count("\ufffd", 0, 100_000)
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


def no_text(name: str) -> NoTextError:
    """The error of a document without words."""
    return NoTextError(name, "the document holds no text", hint="check that the right file was saved")


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
        raise no_text(name)
    return Document(name=name, sha256=sha256, media_type=media_type, text=text, hidden=hidden, emphasis=emphasis)
