"""Markdown for a pull-request comment: what fails, and wording to use instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.knowledge import Lang
from clausescan.lint.output.common import (
    citations_of,
    left_out_of,
    marked_diff,
    note_of,
    place_of,
    rule_of,
    say,
    suggestion_of,
    summary_of,
)
from clausescan.lint.violations import CheckResult, Violation

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~@!])")
_LONGEST = 60_000
"""Characters; GitHub takes 65,536 in a comment."""


def render(result: CheckResult, *, lang: Lang = "zh") -> str:
    """The result as GitHub-flavoured Markdown. Quoted text is escaped: a draft cannot put markup or mentions into the comment."""
    parts = [f"### ClauseScan: {_escaped(summary_of(result, lang))}\n"]
    parts += [f"- **{say('check_unread', lang)}** {_escaped(u.path)}: {_escaped(u.reason)}\n" for u in result.unread]
    size, shown = sum(map(len, parts)), 0
    for violation in sorted(result.violations, key=lambda v: -v.severity.rank):
        part = "\n".join(_violation(violation, lang)) + "\n"
        if size + len(part) > _LONGEST:
            break
        parts.append(part)
        size, shown = size + len(part), shown + 1
    if shown < len(result.violations):
        parts.append(f"{say('more_quotes', lang, count=len(result.violations) - shown)}\n")
    parts += [f"- {say('check_note', lang)}: {_escaped(n.path)}: {_escaped(note_of(n, lang))}\n" for n in result.notes]
    return "\n".join([*parts, f"{left_out_of(result, lang)}\n", say("disclaimer", lang)]) + "\n"


def _violation(violation: Violation, lang: Lang) -> Iterator[str]:
    severity = say(f"severity_{violation.severity}", lang)
    name = rule_of(violation).name.in_(lang)
    yield f"#### {violation.code} {name} · {severity} · {_escaped(place_of(violation, lang))}"
    yield ""
    if violation.changed_from is not None:
        yield f"{say('check_changed', lang)}: {_escaped(marked_diff(violation))}"
        yield ""
    if violation.quote:
        yield f"> {_escaped(violation.quote)}"
        yield ""
    for cited in citations_of(violation, lang)[:1]:
        yield f"{say('provisions', lang)}: {_escaped(cited)}"
        yield ""
    suggestion = suggestion_of(violation, lang)
    if suggestion:
        yield f"<details><summary>{say('check_suggestion', lang)}</summary>"
        yield ""
        yield _escaped(suggestion)
        yield ""
        yield "</details>"
        yield ""


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
