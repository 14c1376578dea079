"""For programs: the result, and the rules that its violations break, in both languages."""

from __future__ import annotations

import json
from typing import Any

from clausescan.knowledge import Lang
from clausescan.lint.rules import Rule, rules
from clausescan.lint.violations import CheckResult


def render(result: CheckResult, *, lang: Lang = "zh") -> str:  # noqa: ARG001 - both languages are in it
    """The result as JSON ending in a newline; the same result gives the same bytes."""
    content = result.model_dump(mode="json")
    content["exit_code"] = result.exit_code
    for shown, violation in zip(content["violations"], result.violations, strict=True):
        shown["fingerprint"] = violation.fingerprint
    content["rules"] = {code: _rule(rules()[code]) for code in sorted({v.code for v in result.violations})}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "kind": rule.kind.value,
        "subject": rule.subject,
        "group": rule.group,
        "name": rule.name.model_dump(),
        "summary": rule.summary.model_dump(),
        "provisions": rule.provisions,
        "suggestion": rule.suggestion.model_dump() if rule.suggestion else None,
    }
