"""`clausescan compare`: two versions of an agreement, what changed between them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausescan.cli.common import (
    FILE_WIDTH,
    Exit,
    LangOption,
    Language,
    LimitOption,
    PasswordOption,
    app,
    opened,
    put,
    reports_of,
)

if TYPE_CHECKING:
    from clausescan.comparison.schema import Comparison


class Format(StrEnum):
    """How a comparison is written."""

    TERMINAL = "terminal"
    JSON = "json"
    HTML = "html"


class FailOn(StrEnum):
    """When the exit code is 1."""

    NEVER = "never"
    WORSE = "worse"


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(help="the earlier version, in any format")],
    new: Annotated[Path, typer.Argument(help="the later version, in any format")],
    fmt: Annotated[Format, typer.Option("--format", help="how to write the comparison")] = Format.TERMINAL,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="write it to this file")] = None,
    lang: LangOption = Language.ZH,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="worse: exit 1 if anything got worse")] = FailOn.NEVER,
    password: PasswordOption = None,
    limit: LimitOption = None,
) -> None:
    """对照两个版本，看哪些变得更不利 / compare two versions of an agreement, clause by clause."""
    from clausescan.comparison import compare as compared

    comparison = compared(*reports_of([old, new], password, limit))
    if fmt is Format.TERMINAL:
        _print(comparison, output, lang)
    else:
        put(comparison.to_json() if fmt is Format.JSON else comparison.to_html(lang=lang.value), output)
    if fail_on is FailOn.WORSE and comparison.got_worse:
        raise typer.Exit(Exit.FINDINGS)


def _print(comparison: Comparison, output: Path | None, lang: Language) -> None:
    from rich.console import Console

    from clausescan.report.comparison_terminal import render

    if output is None:
        render(comparison, Console(highlight=False), lang=lang.value)
    else:
        with opened(output) as stream:
            render(comparison, Console(file=stream, width=FILE_WIDTH, highlight=False), lang=lang.value)
