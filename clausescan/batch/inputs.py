"""Which files a scan reads: from folders, patterns, single paths and lists on standard input."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import BinaryIO

from clausescan.errors import ConfigError

LIST = "-"
"""The argument that stands for a list of paths on standard input."""
_ANY_DEPTH = "**"
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
            paths in `listing`; a pattern (`*`, `?`, `[…]`, `**`) for the files it matches. Links to files are read, links to folders
            are not followed on the way down, which might never end.
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


def without_secrets(place: str) -> str:
    """A path, or a URI as messages may show it: without the user, password and query that it may carry."""
    scheme, mark, rest = place.partition("://")
    return f"{scheme}{mark}{rest.partition('?')[0].rpartition('@')[2]}" if mark else place


def _matching(pattern: str) -> Iterator[str]:
    parts = PurePath(pattern).parts
    if _ANY_DEPTH not in parts:
        yield from glob.iglob(pattern)  # noqa: PTH207 - Path.glob takes no absolute patterns
        return
    # glob.iglob follows links below **: two that lead upwards would make it list paths without end.
    depth = parts.index(_ANY_DEPTH)
    beneath = [re.sub(r"\*+", "*", part) if part != _ANY_DEPTH else part for part in parts[depth:]]
    beneath += ["*"] if beneath[-1] == _ANY_DEPTH else []
    for top in glob.iglob(str(PurePath(*parts[:depth]))):  # noqa: PTH207
        for path in Path(top).glob(str(PurePath(*beneath))):
            if not _hidden(path.relative_to(top), beneath):
                yield str(path)


def _hidden(path: PurePath, pattern: Sequence[str]) -> bool:
    asked = any(part.startswith(".") for part in pattern)
    return not asked and any(part.startswith(".") for part in path.parts)


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
