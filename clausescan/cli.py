"""The command line, by typer. Messages to borrowers are in Chinese or English (`--lang`); exit codes are a contract.

0 nothing at or above --fail-on · 1 findings at or above it · 2 usage · 3 a document that could not be read
"""

from __future__ import annotations

import os
import sys
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from clausescan import __version__
from clausescan.errors import ClausescanError, ConfigError, InputError, MissingExtraError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="签约前读懂贷款协议：通讯录、第三方共享、催收权利。Reads a Chinese loan agreement before you sign it.",
)


class Exit(IntEnum):
    """Exit codes."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    UNREADABLE = 3


class Format(StrEnum):
    """How a report is written."""

    TERMINAL = "terminal"
    JSON = "json"
    MARKDOWN = "markdown"


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


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"clausescan {__version__}")
        raise typer.Exit(Exit.OK)


@app.callback()
def _root(
    _version_flag: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="print the version")
    ] = False,
) -> None:
    """Common options."""


@app.command()
def analyze(
    file: Annotated[Path, typer.Argument(help="PDF, HTML, Markdown or text; - reads standard input")],
    fmt: Annotated[Format, typer.Option("--format", help="how to write the report")] = Format.TERMINAL,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="write the report to this file")] = None,
    lang: LangOption = Language.ZH,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="exit 1 from this severity on")] = FailOn.NEVER,
    password: Annotated[
        str | None, typer.Option(envvar="CLAUSESCAN_PASSWORD", help="password of an encrypted PDF")
    ] = None,
    model: Annotated[Path | None, typer.Option(help="another model directory")] = None,
) -> None:
    """分析一份协议并打印风险报告 / analyse one agreement and print its risk report."""
    from clausescan.api import analyze as run
    from clausescan.config import Config
    from clausescan.schema import Severity, Status

    source: Path | bytes = sys.stdin.buffer.read() if str(file) == "-" else file
    report = run(source, config=Config.model_validate({"password": password, "model": model}))
    _write(report, fmt, output, lang)
    if report.status is Status.UNREADABLE:
        typer.echo(f"clausescan: {report.source.name}: {report.reason}", err=True)
        raise typer.Exit(Exit.UNREADABLE)
    if fail_on is not FailOn.NEVER and report.severity.rank >= Severity(fail_on.value).rank:
        raise typer.Exit(Exit.FINDINGS)


def _write(report: Any, fmt: Format, output: Path | None, lang: Language) -> None:  # noqa: ANN401 - schema is imported late
    if fmt is Format.TERMINAL:
        from rich.console import Console

        from clausescan.report.terminal import render

        if output is None:
            render(report, Console(soft_wrap=False, highlight=False), lang=lang.value)
        else:
            with _opened(output) as stream:
                render(report, Console(file=stream, width=100, highlight=False), lang=lang.value)
        return
    text = report.to_json() if fmt is Format.JSON else report.to_markdown(lang=lang.value)
    if output is None:
        sys.stdout.write(text)
    else:
        with _opened(output) as stream:
            stream.write(text)


def _opened(path: Path) -> Any:  # noqa: ANN401 - a text stream
    try:
        return path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise ConfigError(
            f"cannot write {path}: {error.strerror}", hint="give -o a file in a folder that exists"
        ) from error


@app.command()
def practices(lang: LangOption = Language.ZH) -> None:
    """列出全部做法 / list all practices."""
    from rich.console import Console
    from rich.table import Table

    from clausescan import knowledge
    from clausescan.report.outline import say

    table = Table(box=None, pad_edge=False)
    for key in ("code", "practice", "group", "base_severity"):
        table.add_column(say(key, lang.value))
    for entry in knowledge.practices().values():
        name = f"{entry.name.in_(lang.value)} ({entry.id})"
        severity = say(f"severity_{entry.base_severity}", lang.value)
        table.add_row(entry.code, name, knowledge.groups()[entry.group].in_(lang.value), severity)
    Console(highlight=False).print(table)


@app.command()
def explain(
    practice: Annotated[str, typer.Argument(help="id or code, e.g. contact_access")],
    lang: LangOption = Language.ZH,
) -> None:
    """说明一种做法：是什么、为什么要紧、例句、规定、建议 / explain one practice."""
    from rich.console import Console

    from clausescan.report.explain import render

    Console(highlight=False).print(render(practice, lang=lang.value), markup=False)


@app.command()
def train(
    shared: Annotated[Path, typer.Option(help="folder with loan/train.jsonl …")] = Path("../shared/corpora"),
    corpora: Annotated[Path, typer.Option(help="our own corpora")] = Path("corpora"),
    out: Annotated[Path, typer.Option("-o", "--out", help="model directory to write")] = Path("models/loan-zh"),
) -> None:
    """重新训练模型 / train the model anew (needs the shared corpora)."""
    from clausescan.training.export import train_and_export

    for line in train_and_export(shared, corpora, out):
        typer.echo(line)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="annotated documents, JSON Lines")],
    model: Annotated[Path | None, typer.Option(help="another model directory")] = None,
) -> None:
    """在标注文档上评测 / measure a model on annotated documents, through analyze."""
    from clausescan.training.evaluate import evaluate_file

    typer.echo(evaluate_file(gold, model))


def main() -> None:
    """Run the command line; every foreseen error is one line on standard error and an exit code."""
    try:
        app()
    except InputError as error:
        _fail(error, Exit.UNREADABLE)
    except (ConfigError, MissingExtraError) as error:
        _fail(error, Exit.USAGE)
    except ClausescanError as error:
        _fail(error, Exit.USAGE)
    except BrokenPipeError:
        # The reader (head, less) has gone; keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.OK)


def _fail(error: ClausescanError, code: Exit) -> None:
    sys.stderr.write(f"clausescan: {error}\n")
    sys.exit(code)
