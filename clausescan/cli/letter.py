"""`clausescan letter`: a letter to the lender or to an authority, filled in from an agreement."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from clausescan.cli.common import (
    Exit,
    LangOption,
    Language,
    LimitOption,
    PasswordOption,
    app,
    binary,
    named,
    put,
    reports_of,
)
from clausescan.errors import NoGroundsError


class Kind(StrEnum):
    """What the letter asks for."""

    WITHDRAW = "withdraw"
    DELETE = "delete"
    COMPLAINT = "complaint"


class Format(StrEnum):
    """How the letter is written."""

    MARKDOWN = "markdown"
    DOCX = "docx"


@app.command()
def letter(
    file: Annotated[Path, typer.Argument(help="the agreement; - reads standard input")],
    kind: Annotated[Kind, typer.Option(help="withdraw consent, ask for deletion, or complain")],
    to: Annotated[str, typer.Option("--to", help="recipient; a marked blank if left out")] = "",
    sender: Annotated[str, typer.Option("--from", help="your name; a marked blank if left out")] = "",
    fmt: Annotated[Format, typer.Option("--format", help="how to write the letter")] = Format.MARKDOWN,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="write the letter to this file; needed for docx")
    ] = None,
    lang: LangOption = Language.ZH,
    password: PasswordOption = None,
    limit: LimitOption = None,
) -> None:
    """按协议原文起草一封信：撤回同意、删除信息或投诉 / draft a letter; exit 1 if the agreement gives no reason for it."""
    from clausescan.letters import letter as fill

    target = named(output) if fmt is Format.DOCX else output
    (report,) = reports_of([file], password, limit)
    try:
        draft = fill(report, kind=kind.value, to=to, sender=sender, lang=lang.value)
    except NoGroundsError as error:
        typer.echo(f"clausescan: {error}", err=True)
        raise typer.Exit(Exit.FINDINGS) from error
    if fmt is Format.DOCX and target:
        with binary(target) as stream:
            stream.write(draft.to_docx())
    else:
        put(draft.to_markdown(), target)
