"""Which files to check: those named, and the documents in the folders named.

Pictures in a folder are not documents: beside drafts they are illustrations. A picture of an agreement is checked when it is named.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pathspec import GitIgnoreSpec

from clausescan.errors import ConfigError
from clausescan.lint.settings import Settings

SUFFIXES = frozenset({".pdf", ".docx", ".html", ".htm", ".md", ".markdown", ".txt"})


def documents(paths: Iterable[Path], settings: Settings) -> tuple[Path, ...]:
    """The files to check, in the order given and each once; the files of a folder are sorted.

    A file that is named is checked whatever its suffix, also when it does not exist: that is reported as unread.

    Raises:
        ConfigError: no path was given, or a folder holds nothing to check.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = list(_within(path, settings)) if path.is_dir() else [path]
        if not inside:
            kinds = ", ".join(sorted(SUFFIXES))
            raise ConfigError(f"{path} holds no document to check", hint=f"looked for {kinds}")
        found.update(dict.fromkeys(inside))
    if not found:
        raise ConfigError("no path to check", hint="name files or folders")
    return tuple(found)


def _within(folder: Path, settings: Settings) -> Iterator[Path]:
    excluded = GitIgnoreSpec.from_lines(settings.exclude)
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if (
                path.suffix.lower() in SUFFIXES
                and not name.startswith(".")
                and not excluded.match_file(settings.relative(path))
            ):
                yield path
