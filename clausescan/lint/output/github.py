"""GitHub workflow commands, which Actions turns into annotations on the changed files."""

from __future__ import annotations

from clausescan.knowledge import Lang
from clausescan.lint.output.common import left_out_of, message_of, note_of, rule_of, say, suggestion_of, summary_of
from clausescan.lint.violations import CheckResult, Violation
from clausescan.schema import Severity

_LEVELS = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "notice", Severity.NONE: "notice"}


def render(result: CheckResult, *, lang: Lang = "zh") -> str:
    """One command a line, then the summary."""
    lines = [_violation(violation, lang) for violation in result.violations]
    lines += [_command("error", say("check_unread", lang), u.reason, file=u.path) for u in result.unread]
    lines += [
        _command("warning", say("check_note", lang), note_of(n, lang), file=n.path, line=n.line) for n in result.notes
    ]
    return "\n".join([*lines, summary_of(result, lang), left_out_of(result, lang)]) + "\n"


def _violation(violation: Violation, lang: Lang) -> str:
    message = message_of(violation, lang)
    suggestion = suggestion_of(violation, lang)
    if suggestion:
        message += f"\n{say('check_suggestion', lang)}: {suggestion}"
    region = violation.region
    # Columns only mean something to GitHub within one line.
    one_line = region is not None and region.line == region.end_line
    return _command(
        _LEVELS[violation.severity],
        f"{violation.code} {rule_of(violation).name.in_(lang)}",
        message,
        file=violation.path,
        line=region.line if region else None,
        endLine=region.end_line if region else None,
        col=region.column if region and one_line else None,
        endColumn=region.end_column if region and one_line else None,
    )


def _command(level: str, title: str, message: str, **place: object) -> str:
    given = {name: value for name, value in place.items() if value is not None} | {"title": title}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in given.items())
    return f"::{level} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
