"""`clausescan analyze`: one agreement, one report."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausescan.cli.common import (
    FILE_WIDTH,
    Exit,
    FailOn,
    LangOption,
    Language,
    LimitOption,
    PasswordOption,
    app,
    binary,
    limits_of,
    must_be_read,
    named,
    opened,
    put,
)

if TYPE_CHECKING:
    from clausescan.config import Config
    from clausescan.schema import Report


class Format(StrEnum):
    """How a report is written."""

    TERMINAL = "terminal"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"


@app.command()
def analyze(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="PDF, DOCX, HTML, Markdown, text or pictures; several make one document; - reads standard input",
        ),
    ],
    fmt: Annotated[Format, typer.Option("--format", help="how to write the report")] = Format.TERMINAL,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="write the report to this file; needed for pdf")
    ] = None,
    lang: LangOption = Language.ZH,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="exit 1 from this severity on")] = FailOn.NEVER,
    full: Annotated[bool, typer.Option("--full", help="terminal: show every clause, not only the worst")] = False,
    password: PasswordOption = None,
    limit: LimitOption = None,
    model: Annotated[Path | None, typer.Option(help="another model directory")] = None,
    sandbox: Annotated[
        bool, typer.Option("--sandbox/--no-sandbox", help="analyse in a child process with limits")
    ] = True,
) -> None:
    """分析一份协议并打印风险报告 / analyse one agreement and print its risk report."""
    from clausescan.config import Config
    from clausescan.schema import Severity

    config = Config.model_validate(
        {"password": password, "model": model, "sandbox": sandbox, "limits": limits_of(limit)}
    )
    if fmt is Format.PDF:
        target = named(output)
        report, annotated = _analysed(files, config, annotate=lang)
        with binary(target) as stream:
            stream.write(annotated)
    else:
        report, _ = _analysed(files, config, annotate=None)
        _write(report, fmt, output, lang, full=full)
    must_be_read(report)
    if fail_on is not FailOn.NEVER and report.severity.rank >= Severity(fail_on.value).rank:
        raise typer.Exit(Exit.FINDINGS)


def _analysed(files: list[Path], config: Config, *, annotate: Language | None) -> tuple[Report, bytes]:
    """The report, and the annotated PDF in the language asked for (b"" where none is)."""
    from clausescan.read import load

    sources = [sys.stdin.buffer if str(file) == "-" else file for file in files]
    data, name = load(sources, limits=config.limits)
    if not config.sandbox:
        from clausescan.api import analyze as run

        report = run(data, config=config, name=name)
        password = config.password.get_secret_value() if config.password else None
        return report, report.to_pdf(data, password=password, lang=annotate.value) if annotate else b""
    from clausescan.sandbox import Sandbox

    with Sandbox(config) as box:
        report = box.analyze(data, name)
        return report, box.annotate(report, data, lang=annotate.value) if annotate else b""


def _write(report: Report, fmt: Format, output: Path | None, lang: Language, *, full: bool) -> None:
    if fmt is Format.TERMINAL:
        from rich.console import Console

        from clausescan.report.terminal import render

        if output is None:
            render(report, Console(highlight=False), lang=lang.value, full=full)
        else:
            with opened(output) as stream:
                render(report, Console(file=stream, width=FILE_WIDTH, highlight=False), lang=lang.value, full=full)
        return
    put(_text(report, fmt, lang), output)


def _text(report: Report, fmt: Format, lang: Language) -> str:
    if fmt is Format.JSON:
        return report.to_json()
    return report.to_html(lang=lang.value) if fmt is Format.HTML else report.to_markdown(lang=lang.value)
