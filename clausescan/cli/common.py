"""What the commands share: the app, exit codes, options, and how a document of output is opened."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Annotated, BinaryIO, TextIO

import typer

from clausescan.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="签约前读懂贷款协议：通讯录、第三方共享、催收权利。Reads a Chinese loan agreement before you sign it.",
)


class Exit(IntEnum):
    """Exit codes, a contract: unreadable wins over findings."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    UNREADABLE = 3


class Language(StrEnum):
    """Language of reports."""

    ZH = "zh"
    EN = "en"


class FailOn(StrEnum):
    """From which severity on the exit code is 1."""

    NEVER = "never"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


LangOption = Annotated[Language, typer.Option("--lang", help="zh 或 en / language of the report")]


def opened(path: Path) -> TextIO:
    """Open a file for output of text.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        return path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritable(path, error) from error


def binary(path: Path) -> BinaryIO:
    """Open a file for output of bytes.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        return path.open("wb")
    except OSError as error:
        raise _unwritable(path, error) from error


def named(path: Path | None) -> Path:
    """The output file, which formats that are not text need.

    Raises:
        ConfigError: none was named.
    """
    if path is None:
        raise ConfigError("this format is not text and needs a file", hint="name it with -o")
    return path


def _unwritable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(f"cannot write {path}: {error.strerror}", hint="name a file in a folder that exists")
