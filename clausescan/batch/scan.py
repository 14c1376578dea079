"""Analyse many documents: `clausescan.scan`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from typing import Final

from clausescan.batch.pool import Lend, ordered, processors
from clausescan.batch.rows import Content, Result, Settings, rows_from
from clausescan.batch.tables import Rows
from clausescan.config import Config
from clausescan.errors import ClausescanError, InputError, MissingExtraError
from clausescan.limits import Limits
from clausescan.read import load, printable, sniff
from clausescan.sandbox import Sandbox

_OF_ITS_OWN: Final = (InputError, MissingExtraError)
"""Errors of one document and not of the scan; an extra is missed by a picture among the documents, where OCR is not installed."""


def scan(
    paths: Iterable[str | os.PathLike[str]], *, config: Config | None = None, workers: int | None = None
) -> Iterator[Result]:
    """Analyse documents in sandboxed child processes, each document's failure its own.

    Args:
        paths: files; drawn as results are taken, so the list may be endless.
        config: settings; None for the defaults. Its limits bound every child.
        workers: child processes; None for one a processor.

    Yields:
        a Result for every path, in order: a report, or the error that stands in its place.

    Raises:
        ModelError: the model is missing or damaged.
    """
    config = config or Config()
    names = (os.fspath(path) for path in paths)

    def work(lend: Lend, path: str) -> Result:
        try:
            data = bytes_of(path, config.limits)
        except InputError as error:
            return Result(path, None, error=error)
        content = content_of(data, path)
        with lend() as box:
            return analysed(box, path, data, content)

    return ordered(names, work, config=config, workers=workers or processors())


def scanned(lend: Lend, path: str, limits: Limits, settings: Settings) -> Rows:
    """The rows of a file."""
    try:
        data = bytes_of(path, limits)
    except InputError as error:
        return rows_from(path, None, error, settings)
    content = content_of(data, path)
    with lend() as box:
        what = said(box, path, data)
    return rows_from(path, content, what, settings)


def bytes_of(path: str, limits: Limits) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: it cannot be opened, is empty, or is larger than allowed.
    """
    try:
        data, _ = load(path, limits=limits)
    except OSError as error:  # e.g. a name that is too long, or a folder on the way that is closed to us
        raise InputError(path, f"cannot be opened: {error.strerror}") from error
    return data


def content_of(data: bytes, path: str) -> Content:
    """Digest, size and type of a file's bytes."""
    return Content(hashlib.sha256(data).hexdigest(), len(data), sniff(data, path))


def analysed(box: Sandbox, path: str, data: bytes, content: Content) -> Result:
    """The Result of a document whose bytes are at hand."""
    try:
        return Result(path, content, report=box.analyze(data, printable(path)))
    except _OF_ITS_OWN as error:
        return Result(path, content, error=error)


def said(box: Sandbox, path: str, data: bytes) -> Rows | ClausescanError:
    """What the analysis of a document says in rows, see `rows_from`, or the error in its place."""
    try:
        return box.rows(data, printable(path))
    except _OF_ITS_OWN as error:
        return error
