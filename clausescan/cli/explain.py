"""`clausescan practices` and `clausescan explain`: what the library looks for, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from clausescan.cli.common import LangOption, Language, app


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
