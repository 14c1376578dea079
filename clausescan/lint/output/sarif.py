"""SARIF 2.1.0 (OASIS), for code-scanning pages: rules, results with fingerprints and fixes, and a notification for each unread file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from clausescan.knowledge import Lang
from clausescan.lint.output.common import message_of, note_of, say, suggestion_of, summary_of
from clausescan.lint.rules import Rule, rules
from clausescan.lint.violations import CheckResult, Note, Region, Unread, Violation
from clausescan.schema import Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note", Severity.NONE: "none"}
_UNREAD = "CS901"


def render(result: CheckResult, *, lang: Lang = "zh") -> str:
    """The result as one SARIF run; a run in which a file was not read is not successful."""
    shown = {code: rules()[code] for code in sorted({v.code for v in result.violations} | {_UNREAD})}
    index = {code: number for number, code in enumerate(shown)}
    run = {
        "tool": {
            "driver": {
                "name": "ClauseScan",
                "semanticVersion": result.tool_version,
                "version": result.tool_version,
                "rules": [_rule(rule, lang) for rule in shown.values()],
            }
        },
        "invocations": [_invocation(result, index[_UNREAD], lang)],
        "artifacts": [{"location": _location(path)} for path in result.checked],
        "results": [_result(violation, index[violation.code], lang) for violation in result.violations],
        "columnKind": "unicodeCodePoints",
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule, lang: Lang) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.subject.split("_")),
        "shortDescription": {"text": rule.name.in_(lang)},
        "fullDescription": {"text": rule.summary.in_(lang)},
        "help": {"text": rule.suggestion.in_(lang) if rule.suggestion else rule.summary.in_(lang)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"group": rule.group, "provisions": list(rule.provisions)},
    }


def _invocation(result: CheckResult, unread_rule: int, lang: Lang) -> dict[str, Any]:
    return {
        "executionSuccessful": not result.unread,
        "exitCode": result.exit_code,
        "exitCodeDescription": summary_of(result, lang),
        "toolExecutionNotifications": [_notification(unread, unread_rule, lang) for unread in result.unread],
        "toolConfigurationNotifications": [_note(note, lang) for note in result.notes],
    }


def _notification(unread: Unread, rule: int, lang: Lang) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": f"{say('check_unread', lang)}: {unread.reason}"},
        "locations": [{"physicalLocation": {"artifactLocation": _location(unread.path)}}],
        "associatedRule": {"id": _UNREAD, "index": rule},
    }


def _note(note: Note, lang: Lang) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _location(note.path)}
    if note.line:
        place["region"] = {"startLine": note.line}
    return {
        "level": "warning",
        "message": {"text": note_of(note, lang)},
        "descriptor": {"id": note.kind},
        "locations": [{"physicalLocation": place}],
    }


def _result(violation: Violation, rule: int, lang: Lang) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _location(violation.path)}
    if violation.region:
        place["region"] = _region(violation.region) | {"snippet": {"text": violation.quote}}
    properties = {
        "severity": violation.severity.value,
        "page": violation.page,
        "needsReview": violation.needs_review,
        "suggestion": suggestion_of(violation, lang),
    }
    content = {
        "ruleId": violation.code,
        "ruleIndex": rule,
        "level": _LEVELS[violation.severity],
        "message": {"text": message_of(violation, lang)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"clausescan/v1": violation.fingerprint},
        "properties": {name: value for name, value in properties.items() if value},
    }
    fixes = _fixes(violation, lang)
    return content | {"fixes": fixes} if fixes else content


def _fixes(violation: Violation, lang: Lang) -> Sequence[dict[str, Any]]:
    """Our wording in the place of the clause; contracts are in Chinese, so the text put in always is.

    Only where a rule about clauses names a place in a text: a PDF cannot be edited, and advice on layout is not wording.
    """
    rule = rules()[violation.code]
    if rule.suggestion is None or violation.region is None or rule.group == "document":
        return ()
    replacement = {
        "deletedRegion": _region(violation.region),
        "insertedContent": {"text": rule.suggestion.zh},
    }
    change = {"artifactLocation": _location(violation.path), "replacements": [replacement]}
    return [{"description": {"text": say("check_suggestion", lang)}, "artifactChanges": [change]}]


def _region(region: Region) -> dict[str, Any]:
    return {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }


def _location(path: str) -> dict[str, str]:
    return {"uri": PurePosixPath(path).as_uri() if path.startswith("/") else quote(path)}
