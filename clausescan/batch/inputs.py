"""Which files a scan reads: from folders, patterns, single paths and lists on standard input."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from clausescan.errors import ConfigError

LIST = "-"
"""The argument that stands for a list of paths on standard input."""
_CHUNK = 1 << 16


def checked(arguments: Sequence[str]) -> None:
    """Look at what a scan was given before anything is read.

    Raises:
        ConfigError: an argument names nothing.
    """
    for argument in arguments:
        if argument != LIST and not os.path.lexists(argument) and next(_matching(argument), None) is None:
            raise ConfigError(
                f"nothing matches {argument}", hint="give files, folders, a quoted pattern, or - for a list"
            )


def paths_of(arguments: Sequence[str], listing: BinaryIO) -> Iterator[str]:
    """The paths of all files that `arguments` name, drawn lazily.

    Args:
        arguments: a folder stands for every file beneath it, in sorted order, but for names that begin with a dot; `LIST` for the
            paths in `listing`; a pattern (`*`, `?`, `[…]`, `**`) for the files it matches.
        listing: paths that end with a line break, or with NUL if the first ends so.
    """
    for argument in arguments:
        if argument == LIST:
            yield from _listed(listing)
        elif Path(argument).is_dir():
            yield from _beneath(argument)
        elif os.path.lexists(argument):
            yield str(Path(argument))
        else:
            yield from (str(Path(p)) for p in _matching(argument) if not Path(p).is_dir())


def without(paths: Iterable[str], store: Path) -> Iterator[str]:
    """The paths but for the store's own files, which may lie in the folder that is scanned."""
    own = {f"{store.name}{suffix}" for suffix in ("", "-wal", "-shm", "-journal")}
    home = store.parent.resolve()
    for path in paths:
        if Path(path).name not in own or Path(path).parent.resolve() != home:
            yield path


def _matching(pattern: str) -> Iterator[str]:
    return glob.iglob(pattern, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute patterns


def _beneath(folder: str) -> Iterator[str]:
    # A folder that cannot be listed comes out as a path of its own, so that it gets a row with its reason.
    refused: list[str] = []
    for here, folders, names in os.walk(folder, onerror=lambda error: refused.append(str(Path(error.filename)))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (str(Path(here, name)) for name in sorted(names) if not name.startswith("."))
        yield from refused
        refused.clear()
    yield from refused


def _listed(stream: BinaryIO) -> Iterator[str]:
    separator, rest = b"", b""
    while chunk := stream.read(_CHUNK):
        rest += chunk
        if not separator:
            separator = b"\0" if b"\0" in rest else b"\n"
        *whole, rest = rest.split(separator)
        yield from _decoded(whole, separator)
    yield from _decoded([rest], separator)


def _decoded(names: Iterable[bytes], separator: bytes) -> Iterator[str]:
    for name in names:
        path = name if separator == b"\0" else name.rstrip(b"\r")
        if path:
            yield str(Path(os.fsdecode(path)))
