"""GitLab's code quality report: a JSON list of issues, shown in merge requests."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from clausescan.knowledge import Lang
from clausescan.lint.output.common import message_of, note_of, say
from clausescan.lint.violations import CheckResult, Violation
from clausescan.schema import Severity

_SEVERITIES = {Severity.HIGH: "critical", Severity.MEDIUM: "major", Severity.LOW: "minor", Severity.NONE: "info"}


def render(result: CheckResult, *, lang: Lang = "zh") -> str:
    """One issue a violation, a blocker for each unread file, and an info for each note."""
    issues = [_violation(violation, lang) for violation in result.violations]
    for unread in result.unread:
        text = f"{say('check_unread', lang)}: {unread.reason}"
        issues.append(_issue("CS901", text, "blocker", unread.path, 1, unread.reason))
    issues += [_issue(n.kind, note_of(n, lang), "info", n.path, n.line or 1, n.detail) for n in result.notes]
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


def _violation(violation: Violation, lang: Lang) -> dict[str, Any]:
    # The format demands a line; for a document without lines it is the first.
    line = violation.region.line if violation.region else 1
    severity = _SEVERITIES[violation.severity]
    text = message_of(violation, lang)
    return _issue(violation.code, text, severity, violation.path, line, violation.fingerprint)


def _issue(check: str, text: str, severity: str, path: str, line: int, identity: str) -> dict[str, Any]:
    return {
        "description": text,
        "check_name": check,
        "fingerprint": hashlib.sha256(f"{path}\n{check}\n{identity}".encode()).hexdigest(),
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    }
