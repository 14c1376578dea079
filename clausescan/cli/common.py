"""What the commands share: the app, exit codes, options, and how a document of output is opened."""

from __future__ import annotations

import sys
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Annotated, BinaryIO, TextIO

import typer

from clausescan.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clausescan.limits import Limits
    from clausescan.schema import Report

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="签约前读懂贷款协议：通讯录、第三方共享、催收权利。Reads a Chinese loan agreement before you sign it.",
)

FILE_WIDTH = 100
"""Columns of what is printed to a file."""


class Exit(IntEnum):
    """Exit codes, a contract: unreadable wins over findings. For `letter`, 1 says that there is nothing to write about."""

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
LimitOption = Annotated[
    list[str] | None,
    typer.Option(
        "--limit", metavar="NAME=NUMBER", help="how large or slow a document may be, e.g. seconds=300; repeatable"
    ),
]
PasswordOption = Annotated[str | None, typer.Option(envvar="CLAUSESCAN_PASSWORD", help="password of encrypted PDFs")]


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


def limits_of(options: Sequence[str] | None) -> Limits:
    """The limits that `--limit NAME=NUMBER` asks for, the others as they are.

    Raises:
        ConfigError: there is no such limit, it is given twice, or the number is none that it can have.
    """
    from pydantic import ValidationError

    from clausescan.limits import Limits

    asked: dict[str, str] = {}
    for name, _, number in (option.partition("=") for option in options or ()):
        if name not in Limits.model_fields:
            raise ConfigError(f"there is no limit {name!r}", hint=f"there are {', '.join(Limits.model_fields)}")
        if asked.setdefault(name, number) != number:
            raise ConfigError(f"the limit {name} is given twice", hint=f"leave out {asked[name]} or {number}")
    try:
        return Limits.model_validate(asked)
    except ValidationError as error:
        wrong = error.errors()[0]
        limit = wrong["loc"][0]
        raise ConfigError(
            f"--limit {limit}={wrong['input']}: {wrong['msg'].lower()}", hint=f"e.g. --limit {limit}=300"
        ) from error


def reports_of(files: Sequence[Path], password: str | None, limits: Sequence[str] | None) -> tuple[Report, ...]:
    """Reports of several documents (- reads standard input), made in one sandboxed child; all of them must be read.

    Raises:
        ConfigError: as `limits_of`.
        ClausescanError: as `analyze`.
    """
    from clausescan.config import Config
    from clausescan.read import load
    from clausescan.sandbox import Sandbox

    config = Config.model_validate({"password": password, "limits": limits_of(limits)})
    with Sandbox(config) as box:
        loaded = (load(sys.stdin.buffer if str(file) == "-" else file, limits=config.limits) for file in files)
        reports = tuple(box.analyze(data, name) for data, name in loaded)
    for report in reports:
        must_be_read(report)
    return reports


def must_be_read(report: Report) -> None:
    """End with exit code 3 and the reason where nothing of a document could be read."""
    if report.status == "unreadable":
        typer.echo(f"clausescan: {report.source.name}: {report.reason}", err=True)
        raise typer.Exit(Exit.UNREADABLE)


def put(text: str, output: Path | None) -> None:
    """Write text to a file, or to standard output.

    Raises:
        ConfigError: the file cannot be written.
    """
    if output is None:
        sys.stdout.write(text)
    else:
        with opened(output) as stream:
            stream.write(text)
