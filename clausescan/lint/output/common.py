"""What the formats say alike: the words of a violation in one language."""

from __future__ import annotations

from clausescan.knowledge import Lang, messages, provisions
from clausescan.lint.rules import Rule, rules
from clausescan.lint.violations import CheckResult, FailOn, Note, Violation


def say(key: str, lang: Lang, **values: object) -> str:
    """A fixed word or sentence, filled in. The outline of reports has the same, and loads the model's code with it."""
    return messages()[key].in_(lang).format(**values)


def rule_of(violation: Violation) -> Rule:
    """The rule that is broken."""
    return rules()[violation.code]


def message_of(violation: Violation, lang: Lang) -> str:
    """One paragraph: name, what was changed, the clause, what it means, the provisions it may touch."""
    rule = rule_of(violation)
    parts = [rule.name.in_(lang)]
    if violation.changed_from is not None:
        parts.append(f"{say('check_changed', lang)}: {marked_diff(violation)}")
    elif violation.quote:
        parts.append(f"“{' '.join(violation.quote.split())}”")
    if violation.page:
        parts.append(say("page", lang, page=violation.page))
    parts.append(rule.summary.in_(lang))
    cited = citations_of(violation, lang)
    if cited:
        parts += [f"{say('provisions', lang)}:", *(f"- {provision}" for provision in cited)]
    return "\n".join(parts)


def citations_of(violation: Violation, lang: Lang) -> tuple[str, ...]:
    """The provisions a violation may touch, with their rule in a sentence."""
    known = (provisions()[name] for name in rule_of(violation).provisions)
    return tuple(f"《{p.law}》{p.article}：{p.rule.in_(lang)}" for p in known)


def suggestion_of(violation: Violation, lang: Lang) -> str:
    """Wording to use instead, or ""."""
    suggestion = rule_of(violation).suggestion
    return suggestion.in_(lang) if suggestion else ""


def note_of(note: Note, lang: Lang) -> str:
    """What a note says."""
    return say(f"check_{note.kind}", lang, detail=note.detail)


def place_of(violation: Violation, lang: Lang) -> str:
    """Path with line and column, or with the page."""
    if violation.region:
        return f"{violation.path}:{violation.region.line}:{violation.region.column}"
    page = f" ({say('page', lang, page=violation.page)})" if violation.page else ""
    return f"{violation.path}{page}"


def marked_diff(violation: Violation) -> str:
    """The accepted clause and its edited form in one line: [-taken out-] and {+put in+}."""
    import difflib

    old, new = violation.changed_from or "", violation.quote
    parts = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(old[a:b])
            continue
        parts.append(f"[-{old[a:b]}-]" if b > a else "")
        parts.append(f"{{+{new[c:d]}+}}" if d > c else "")
    return "".join(parts)


def summary_of(result: CheckResult, lang: Lang) -> str:
    """The outcome in a sentence. Something unread is never a pass."""
    count = len(result.violations)
    if result.unread:
        return say("check_incomplete", lang, unread=len(result.unread), count=count)
    limit = result.fail_on.value if result.fail_on is FailOn.NEVER else say(f"severity_{result.fail_on}", lang)
    if result.failing:
        return say("check_failed", lang, failing=len(result.failing), count=count, fail_on=limit)
    return say("check_passed", lang, count=count, fail_on=limit)


def left_out_of(result: CheckResult, lang: Lang) -> str:
    """How much was checked, and what was left out and why."""
    return say(
        "check_left_out",
        lang,
        checked=len(result.checked),
        accepted=result.accepted,
        suppressed=result.suppressed,
        unchanged=result.unchanged,
    )
