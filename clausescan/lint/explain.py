"""One rule or practice explained: what it is, why it matters, examples, provisions, wording to use instead, advice."""

from __future__ import annotations

import difflib

from clausescan import knowledge
from clausescan.errors import ConfigError
from clausescan.knowledge import Lang, Practice
from clausescan.lint.rules import Rule, rules
from clausescan.report.outline import say


def render(key: str, *, lang: Lang = "zh") -> str:
    """Plain text about a rule, given its code or the id of what it looks at; also about the protective practices.

    Raises:
        ConfigError: there is no such rule or practice; names the nearest.
    """
    wanted = key.lower()
    for practice in knowledge.practices().values():
        if wanted in (practice.id, practice.code.lower()):
            return _practice(practice, lang)
    for rule in rules().values():
        if wanted in (rule.subject, rule.code.lower()):
            return _rule(rule, lang)
    known = [*rules(), *(rule.subject for rule in rules().values()), *knowledge.practices()]
    near = difflib.get_close_matches(key.upper(), known, n=1) or difflib.get_close_matches(wanted, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "see `clausescan rules`"
    raise ConfigError(f"unknown rule or practice {key!r}", hint=hint)


def _practice(entry: Practice, lang: Lang) -> str:
    severity = say(f"severity_{entry.base_severity}", lang)
    suggestion = knowledge.suggestions().get(entry.id)
    return _joined(
        f"{entry.name.in_(lang)} ({entry.id}, {entry.code})",
        f"{say('group', lang)}: {knowledge.groups()[entry.group].in_(lang)} · {say('base_severity', lang)}: {severity}",
        f"{say('what', lang)}\n  {entry.what.in_(lang)}",
        f"{say('why', lang)}\n  {entry.why.in_(lang)}",
        _listed("examples_asserted", entry.examples.asserted, lang),
        _listed("examples_denied", entry.examples.denied, lang),
        _listed("near_misses", entry.near_misses, lang),
        _listed("provisions", tuple(_cited(p, lang) for p in entry.provisions), lang),
        f"{say('suggestion', lang)}\n  {suggestion.in_(lang)}" if suggestion else "",
        _listed("advice", tuple(getattr(knowledge.advice()[a], lang) for a in entry.advice), lang),
    )


def _rule(rule: Rule, lang: Lang) -> str:
    severity = say(f"severity_{rule.severity}", lang)
    return _joined(
        f"{rule.name.in_(lang)} ({rule.subject}, {rule.code})",
        f"{say('group', lang)}: {knowledge.groups()[rule.group].in_(lang)} · {say('severity', lang)}: {severity}",
        f"{say('what', lang)}\n  {rule.summary.in_(lang)}",
        _listed("examples_positive", rule.positive, lang),
        _listed("examples_negative", rule.negative, lang),
        _listed("provisions", tuple(_cited(p, lang) for p in rule.provisions), lang),
        f"{say('suggestion', lang)}\n  {rule.suggestion.in_(lang)}" if rule.suggestion else "",
    )


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _cited(provision_id: str, lang: Lang) -> str:
    entry = knowledge.provisions()[provision_id]
    return f"《{entry.law}》{entry.article} ({entry.effective}): {entry.rule.in_(lang)}"


def _listed(key: str, items: tuple[str, ...], lang: Lang) -> str:
    indented = (item.strip().replace("\n", "\n    ") for item in items)
    return "\n".join([say(key, lang), *(f"  - {item}" for item in indented)]) if items else ""
