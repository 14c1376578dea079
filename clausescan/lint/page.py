"""All rules on one page: Markdown in both languages, which is RULES.md, or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable

from clausescan import knowledge
from clausescan.lint.rules import Rule, rules
from clausescan.report.outline import say

_HEAD = """\
# ClauseScan 的规则 · The rules of ClauseScan

<!-- 由程序生成，请勿手改 · Generated, do not edit: clausescan rules --format markdown > clausescan/lint/RULES.md -->

编号的首位数字是类别，编号不会改变，也不会挪作他用。“可能涉及的规定”只是提示，不是违法的结论。
The first digit of a code is its group; codes never change. Provisions are what a clause may touch, not a finding of illegality.
"""


def to_markdown() -> str:
    """The page, each rule with an anchor of its code in lower case."""
    parts = [_HEAD, _index()]
    group = ""
    for rule in rules().values():
        if rule.group != group:
            group = rule.group
            names = knowledge.groups()[group]
            parts.append(f"## {names.zh} · {names.en}\n")
        parts.append(_section(rule))
    return "\n".join(parts)


def to_json() -> str:
    """The rules as a JSON array, every text in both languages."""
    values = [
        {
            "code": rule.code,
            "kind": rule.kind,
            "subject": rule.subject,
            "group": rule.group,
            "name": rule.name.model_dump(),
            "summary": rule.summary.model_dump(),
            "severity": rule.severity,
            "provisions": rule.provisions,
            "suggestion": rule.suggestion.model_dump() if rule.suggestion else None,
            "positive": [text.strip() for text in rule.positive],
            "negative": [text.strip() for text in rule.negative],
        }
        for rule in rules().values()
    ]
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _index() -> str:
    rows = [
        f"| [{rule.code}](#{rule.code.lower()}) | {rule.name.zh} · {rule.name.en} | {_severity(rule)} |"
        for rule in rules().values()
    ]
    return "\n".join(["| 编号 Code | 规则 Rule | 风险 Severity |", "|---|---|---|", *rows, ""])


def _section(rule: Rule) -> str:
    lines = [
        f'<a id="{rule.code.lower()}"></a>\n',
        f"### {rule.code} {rule.name.zh} · {rule.name.en}\n",
        f"`{rule.subject}` · {_severity(rule)}\n",
        f"{rule.summary.zh}  \n{rule.summary.en}\n",
        *_block("会报出 Reported", rule.positive),
        *_block("不会报出 Not reported", rule.negative),
    ]
    if rule.provisions:
        lines.append(f"可能涉及的规定 Provisions it may touch: {'；'.join(map(_cited, rule.provisions))}\n")
    if rule.suggestion:
        lines.append("建议写法 Suggested wording\n")
        lines.append(f"> {rule.suggestion.zh}  \n> {rule.suggestion.en}\n")
    return "\n".join(lines)


def _block(title: str, texts: Iterable[str]) -> list[str]:
    return [f"{title}\n", "```text", "\n\n".join(text.strip() for text in texts), "```\n"]


def _severity(rule: Rule) -> str:
    return f"{say(f'severity_{rule.severity}', 'zh')} {rule.severity}"


def _cited(provision_id: str) -> str:
    entry = knowledge.provisions()[provision_id]
    return f"《{entry.law}》{entry.article}"
