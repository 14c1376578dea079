"""`clausescan check`: drafts fail here before they are published."""

from __future__ import annotations

import importlib
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausescan.cli.common import Exit, FailOn, LangOption, Language, app, opened
from clausescan.errors import ConfigError

if TYPE_CHECKING:
    from clausescan.lint.settings import Settings
    from clausescan.lint.violations import CheckResult

_BASELINE = Path("clausescan-baseline.json")


class CheckFormat(StrEnum):
    """How a result is written; each is a module of `clausescan.lint.output`."""

    TERMINAL = "terminal"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    MARKDOWN = "markdown"


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="drafts, and folders of drafts")],
    fmt: Annotated[CheckFormat, typer.Option("--format", help="how to write the result")] = CheckFormat.TERMINAL,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="write the result to this file")] = None,
    lang: LangOption = Language.ZH,
    config: Annotated[Path | None, typer.Option(help="settings file; default: the nearest one")] = None,
    select: Annotated[list[str] | None, typer.Option(help="rule or prefix to report; may be repeated")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="rule or prefix to leave out; may be repeated")] = None,
    fail_on: Annotated[FailOn | None, typer.Option(help="exit 1 from this severity on")] = None,
    baseline: Annotated[Path | None, typer.Option(help="accept what this file lists")] = None,
    write_baseline: Annotated[bool, typer.Option("--write-baseline", help="accept what is there now")] = False,
    suppressions: Annotated[Path | None, typer.Option(help="side file of suppressions")] = None,
    diff_base: Annotated[str | None, typer.Option(metavar="REV", help="only what came in since REV")] = None,
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help="keep results between runs")] = True,
) -> None:
    """在发布前检查起草中的协议 / check drafts before they are published."""
    from clausescan.lint.runner import check as run
    from clausescan.lint.settings import load_settings

    here = Path.cwd()
    settings = load_settings(config).with_options(
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        fail_on=fail_on and fail_on.value,
        baseline=baseline and here / baseline,
        suppressions=suppressions and here / suppressions,
    )
    if write_baseline and diff_base is not None:
        raise ConfigError("a baseline is not written from a part", hint="leave out --diff-base")
    if write_baseline:
        _accept(paths, settings, cache=cache)
        return
    result = run(paths, settings=settings, diff_base=diff_base, cache=cache)
    _write(_rendered(result, fmt, lang), output)
    raise typer.Exit(result.exit_code)


def _accept(paths: list[Path], settings: Settings, *, cache: bool) -> None:
    from clausescan.lint.baseline import write_baseline
    from clausescan.lint.runner import check as run

    file = settings.root / (settings.baseline or _BASELINE)
    result = run(paths, settings=settings.model_copy(update={"baseline": None}), cache=cache)
    for unread in result.unread:
        typer.echo(f"clausescan: {unread.path}: {unread.reason}", err=True)
    write_baseline(file, result.checked, result.violations)
    typer.echo(f"{file}: {len(result.violations)}")
    if result.unread:
        raise typer.Exit(Exit.UNREADABLE)


def _rendered(result: CheckResult, fmt: CheckFormat, lang: Language) -> str:
    text: str = importlib.import_module(f"clausescan.lint.output.{fmt.value}").render(result, lang=lang.value)
    return text


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    from rich.text import Text

    with opened(output) as stream:
        stream.write(Text.from_ansi(text, end="").plain if "\x1b" in text else text)
