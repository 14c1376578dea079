"""From a path, bytes or an open file to a Document: sniff the content, never trust the name, dispatch to one reader."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from clausescan.document import Document
from clausescan.errors import (
    DamagedFileError,
    EmptyInputError,
    InputError,
    LimitExceededError,
    NotAFileError,
    SourceNotFoundError,
    UnsupportedFormatError,
)
from clausescan.limits import Limits, raising
from clausescan.read.allowance import Allowance
from clausescan.read.mhtml import is_mhtml
from clausescan.read.plain import whole

File = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO
Input = File | list[File] | tuple[File, ...]
"""One document: a path, bytes or an open file, or several of them, read as one."""

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png", "a PNG picture"),
    (b"\xff\xd8\xff", "image/jpeg", "a JPEG picture"),
    (b"GIF8", "image/gif", "a GIF picture"),
    (b"BM", "image/bmp", "a BMP picture"),
    (b"II*\x00", "image/tiff", "a TIFF picture"),
    (b"MM\x00*", "image/tiff", "a TIFF picture"),
    (b"PK\x03\x04", "application/zip", "a zip archive that is no Word document"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage", "an old Office file (DOC, XLS)"),
    (b"Rar!", "application/vnd.rar", "a RAR archive"),
    (b"7z\xbc\xaf", "application/x-7z-compressed", "a 7z archive"),
    (b"\x1f\x8b", "application/gzip", "a gzip archive"),
    (b"{\\rtf", "application/rtf", "a rich text file (RTF)"),
    (b"\x7fELF", "application/x-executable", "a program"),
    (b"MZ", "application/x-msdownload", "a program"),
)
_APPLE_PICTURES = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif")
_PAGE = re.compile(rb"<(?:!doctype html|html|head|body|meta )")
_FRAGMENT = re.compile(
    rb"^\s*<(?:div|p|table|span|section|article|h[1-6]|ul|ol|style|template)[\s>]|</(?:div|p|table|span)>"
)
"""Markup without a page around it: it begins with an element, or closes one; text may only mention one."""
_MARKDOWN_NAMES = frozenset({".md", ".markdown", ".mdown"})


def sniff(data: bytes, name: str = "") -> str:
    """Media type of `data` by its content; `name` only tells Markdown from plain text.

    Returns one of application/pdf, text/html, text/markdown, text/plain, or the type of a known binary format.
    """
    head = data[:1024]
    if head[257:262] == b"ustar":
        return "application/x-tar"
    if b"%PDF-" in head:
        return "application/pdf"
    if head[4:8] == b"ftyp" and head[8:12] in _APPLE_PICTURES:
        return "image/heic"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    for signature, media_type, _ in _SIGNATURES:
        if head.startswith(signature) and not (signature in (b"BM", b"MZ") and b"\x00" not in head):
            return media_type
    if Path(name).suffix.lower() in _MARKDOWN_NAMES:
        return "text/markdown"
    # Saved pages may start with a BOM, UTF-16 or a template's own directives.
    start = data[:4096].replace(b"\x00", b"").removeprefix(codecs.BOM_UTF8).lower()
    if _PAGE.search(start) or _FRAGMENT.search(start) or is_mhtml(data):
        return "text/html"
    return "text/plain"


def load(source: Input, *, limits: Limits | None = None) -> tuple[bytes, str]:
    """The bytes of `source` and a name for messages ("<bytes>" where it has none).

    An open file is read from where it stands, and put back there if it can seek.

    Raises:
        SourceNotFoundError, NotAFileError, EmptyInputError, InputError: what is wrong with the source.
        LimitExceededError: it is larger than `limits.max_bytes`.
    """
    limits = limits or Limits()
    if isinstance(source, list | tuple):
        return _load_parts(source, limits)
    if isinstance(source, bytes | bytearray | memoryview):
        data, name = bytes(source), "<bytes>"
    elif isinstance(source, str | os.PathLike):
        data, name = _load_path(Path(source), limits), printable(os.fspath(source))
    else:
        data, name = _load_stream(source, limits)
    if not data:
        raise EmptyInputError(name, "the file holds zero bytes", hint="download it again")
    if len(data) > limits.max_bytes:
        raise _too_large(name, limits)
    return data, name


def printable(path: str) -> str:
    r"""A path as reports and rows hold it: bytes of a name that are not UTF-8 are written \xNN."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _too_large(name: str, limits: Limits) -> LimitExceededError:
    return LimitExceededError(name, f"the file has more than {limits.max_bytes:,} bytes", hint=raising("max_bytes"))


def _load_parts(sources: Sequence[File], limits: Limits) -> tuple[bytes, str]:
    if len(sources) == 1:
        return load(sources[0], limits=limits)
    if not sources:
        raise EmptyInputError("[]", "the list of files is empty", hint="give at least one file")
    from clausescan.read.parts import bundled

    parts: list[tuple[str, bytes]] = []
    left = limits.max_bytes
    for source in sources:
        data, name = load(source, limits=limits)
        left -= len(data)
        if left < 0:
            raise LimitExceededError(
                name, f"the files have more than {limits.max_bytes:,} bytes together", hint=raising("max_bytes")
            )
        parts.append((name, data))
    return bundled(parts), ", ".join(Path(name).name for name, _ in parts)


def _load_path(path: Path, limits: Limits) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            kind = "a directory" if stat.S_ISDIR(found.st_mode) else "not a regular file"
            raise NotAFileError(str(path), f"this is {kind}", hint="give the path of one document")
        if found.st_size > limits.max_bytes:
            raise _too_large(str(path), limits)  # before it fills the memory
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceNotFoundError(str(path), "no such file", hint="check the path") from error
    except OSError as error:
        hint = "ask whoever owns it to let you read it" if isinstance(error, PermissionError) else "check the path"
        raise InputError(str(path), f"cannot be opened: {error.strerror}", hint=hint) from error
    except ValueError as error:  # a null character
        raise SourceNotFoundError(str(path), "no file can have this name", hint="check the path") from error


def _load_stream(stream: BinaryIO, limits: Limits) -> tuple[bytes, str]:
    """The rest of a stream, of an endless one as much as shows that it is too long."""
    name = getattr(stream, "name", None)
    place = stream.tell() if stream.seekable() else None
    parts: list[bytes] = []
    left = limits.max_bytes + 1
    try:
        while left > 0 and (part := stream.read(left)):
            if not isinstance(part, bytes):
                raise InputError(
                    str(name or "<stream>"), "the file is open in text mode", hint="open it with mode 'rb'"
                )
            parts.append(part)
            left -= len(part)
    finally:
        if place is not None:
            stream.seek(place)
    return b"".join(parts), printable(name) if isinstance(name, str) else "<stream>"


def read(
    source: Input, *, password: str | None = None, limits: Limits | None = None, name: str | None = None
) -> Document:
    """Read a document of any supported type.

    Args:
        source: path, bytes, or a binary file; or a list of them that make one document.
        password: for encrypted PDFs.
        limits: how large the document may be; None for the defaults.
        name: what to call it; None for its path.

    Raises:
        InputError: one of its subclasses, saying what is wrong.
    """
    limits = limits or Limits()
    data, found = load(source, limits=limits)
    allowance = Allowance.of(limits)
    document = _read(data, printable(name or found), password=password, limits=limits, allowance=allowance)
    if len(document.text) > limits.max_chars:
        raise LimitExceededError(
            document.name, f"the text has more than {limits.max_chars:,} characters", hint=raising("max_chars")
        )
    return replace(document, text=whole(document.text))


def _read(data: bytes, name: str, *, password: str | None, limits: Limits, allowance: Allowance) -> Document:
    media_type = sniff(data, name)
    digest = hashlib.sha256(data).hexdigest()
    if media_type == "application/pdf":
        from clausescan.read.pdf import read_pdf

        return read_pdf(data, name=name, sha256=digest, password=password, limits=limits, allowance=allowance)
    if media_type == "text/html":
        from clausescan.read.html import read_html

        return read_html(data, name=name, sha256=digest, allowance=allowance)
    if media_type == "application/zip":
        from clausescan.read.docx import is_docx, read_docx

        if is_docx(data):
            return read_docx(data, name=name, sha256=digest, allowance=allowance)
    if media_type == "text/markdown":
        from clausescan.read.markdown import read_markdown

        return read_markdown(data, name=name, sha256=digest, allowance=allowance)
    if media_type == "text/plain":
        from clausescan.read.plain import read_plain

        return read_plain(data, name=name, sha256=digest)
    if media_type == "application/x-tar":
        return _read_parts(data, name, digest, password=password, limits=limits, allowance=allowance)
    if media_type == "image/heic":
        hint = "save or share it as JPEG or PNG, or take a screenshot of it"
        raise UnsupportedFormatError(name, "the content is a HEIC picture, which cannot be read", hint=hint)
    if media_type.startswith("image/"):
        from clausescan.read.ocr import read_pictures

        return read_pictures([data], name=name, sha256=digest, media_type=media_type, allowance=allowance)
    what = next((label for _, known, label in _SIGNATURES if known == media_type), media_type)
    raise UnsupportedFormatError(
        name,
        f"the content is {what}, whatever the name says",
        hint="PDF, DOCX, HTML, Markdown, plain text and pictures (PNG, JPEG, WebP) can be read",
    )


def _read_parts(
    data: bytes, name: str, digest: str, *, password: str | None, limits: Limits, allowance: Allowance
) -> Document:
    """Several files as one document; pictures together, since a clause may run from one screenshot to the next."""
    from tarfile import TarError

    from clausescan.read.parts import joined, parts_of

    try:
        parts = parts_of(data)
    except TarError as error:
        raise DamagedFileError(name, "the archive is damaged and cannot be opened", hint="pack it again") from error
    types = [sniff(part, title) for title, part in parts]
    if types and all(kind.startswith("image/") for kind in types):
        from clausescan.read.ocr import read_pictures

        return read_pictures(
            [part for _, part in parts], name=name, sha256=digest, media_type=types[0], allowance=allowance
        )
    if "application/x-tar" in types or not parts:
        raise UnsupportedFormatError(name, "the archive holds no documents", hint="give the files themselves")
    documents = [_read(part, title, password=password, limits=limits, allowance=allowance) for title, part in parts]
    return joined(documents, name=name, sha256=digest)
