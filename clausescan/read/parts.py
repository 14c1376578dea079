"""Several files as one document: screenshots of one agreement, an agreement and its annexes."""

from __future__ import annotations

import io
import tarfile
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from clausescan.document import Document, Line, Locate, Mark, Places, Rect

MEDIA_TYPE = "multipart/mixed"


def bundled(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """Files in order as one tar archive, the same bytes each time, so that they travel like any document."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in parts:
            entry = tarfile.TarInfo(PurePath(name).name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def parts_of(data: bytes) -> list[tuple[str, bytes]]:
    """The files of an archive in order; tarfile.TarError where it is none."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        files = ((member.name, archive.extractfile(member)) for member in archive if member.isfile())
        return [(name, stream.read()) for name, stream in files if stream is not None]


def joined(documents: Sequence[Document], *, name: str, sha256: str) -> Document:
    """Documents one behind the other, their pages numbered through; a file without pages counts as one."""
    starts: list[int] = []
    pages: list[int] = []
    at = before = 0
    for document in documents:
        starts.append(at)
        pages.append(before)
        at += len(document.text) + 1
        before += max(len(document.pages), 1)
    moved = [_moved(document, start, page) for document, start, page in zip(documents, starts, pages, strict=True)]
    return Document(
        name,
        sha256,
        MEDIA_TYPE,
        "\n".join(document.text for document in documents),
        tuple(page for document in moved for page in document.pages),
        tuple(line for document in moved for line in document.lines),
        tuple(mark for document in moved for mark in document.hidden),
        tuple(mark for document in moved for mark in document.emphasis),
        _located(documents, starts, pages),
    )


def _moved(document: Document, start: int, page: int) -> Document:
    def marks(found: Sequence[Mark]) -> tuple[Mark, ...]:
        return tuple(Mark(m.start + start, m.end + start, m.kind) for m in found)

    lines = document.lines or (Line(0, len(document.text), 1),)
    return replace(
        document,
        pages=tuple(replace(p, number=p.number + page) for p in document.pages),
        lines=tuple(Line(line.start + start, line.end + start, line.page + page, line.box) for line in lines),
        hidden=marks(document.hidden),
        emphasis=marks(document.emphasis),
    )


def _located(documents: Sequence[Document], starts: Sequence[int], pages: Sequence[int]) -> Locate:
    def locate(start: int, end: int) -> Places:
        found: list[tuple[int, Rect]] = []
        for at in range(max(bisect_right(starts, start) - 1, 0), len(documents)):
            if starts[at] >= end:
                break
            places = documents[at].locate(max(start - starts[at], 0), end - starts[at])
            found += [(page + pages[at], box) for page, box in places]
        return tuple(found)

    return lambda spans: [locate(*span) for span in spans]
