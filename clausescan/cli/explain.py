"""`clausescan practices`, `clausescan rules` and `clausescan explain`: what the library looks for, and why."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from clausescan.cli.common import LangOption, Language, app


class RulesFormat(StrEnum):
    """How the rules are written; Markdown and JSON hold both languages."""

    TERMINAL = "terminal"
    JSON = "json"
    MARKDOWN = "markdown"


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


@app.command("rules")
def list_rules(
    lang: LangOption = Language.ZH,
    fmt: Annotated[RulesFormat, typer.Option("--format", help="how to write them")] = RulesFormat.TERMINAL,
) -> None:
    """列出全部检查规则 / list the rules of `clausescan check`."""
    from clausescan.lint.page import to_json, to_markdown

    if fmt is not RulesFormat.TERMINAL:
        sys.stdout.write(to_json() if fmt is RulesFormat.JSON else to_markdown())
        return
    from rich.console import Console
    from rich.table import Table

    from clausescan import knowledge
    from clausescan.lint.rules import rules
    from clausescan.report.outline import say

    table = Table(box=None, pad_edge=False)
    for key in ("code", "rule", "group", "severity"):
        table.add_column(say(key, lang.value))
    for rule in rules().values():
        severity = say(f"severity_{rule.severity}", lang.value)
        group = knowledge.groups()[rule.group].in_(lang.value)
        table.add_row(rule.code, f"{rule.name.in_(lang.value)} ({rule.subject})", group, severity)
    Console(highlight=False).print(table)


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(help="code or id, e.g. CS301, CS508 or contact_access")],
    lang: LangOption = Language.ZH,
) -> None:
    """说明一条规则或一种做法：是什么、为什么要紧、例句、规定、建议写法 / explain one rule or practice."""
    from rich.console import Console

    from clausescan.lint.explain import render

    Console(highlight=False).print(render(rule, lang=lang.value), markup=False)
