"""One practice explained: what it is, why it matters, example clauses, provisions, advice."""

from __future__ import annotations

from clausescan import knowledge
from clausescan.knowledge import Lang
from clausescan.report.outline import say


def render(practice_id: str, *, lang: Lang = "zh") -> str:
    """Plain text about a practice, given its id or code.

    Raises:
        ConfigError: there is no such practice.
    """
    entry = knowledge.practice(practice_id)
    severity = say(f"severity_{entry.base_severity}", lang)
    parts = [
        f"{entry.name.in_(lang)} ({entry.id}, {entry.code})",
        f"{say('group', lang)}: {knowledge.groups()[entry.group].in_(lang)} · {say('base_severity', lang)}: {severity}",
        f"{say('what', lang)}\n  {entry.what.in_(lang)}",
        f"{say('why', lang)}\n  {entry.why.in_(lang)}",
        _listed("examples_asserted", entry.examples.asserted, lang),
        _listed("examples_denied", entry.examples.denied, lang),
        _listed("near_misses", entry.near_misses, lang),
        _listed("provisions", tuple(_cited(p, lang) for p in entry.provisions), lang),
        _listed("advice", tuple(getattr(knowledge.advice()[a], lang) for a in entry.advice), lang),
    ]
    return "\n\n".join(part for part in parts if part)


def _cited(provision_id: str, lang: Lang) -> str:
    entry = knowledge.provisions()[provision_id]
    return f"《{entry.law}》{entry.article} ({entry.effective}): {entry.rule.in_(lang)}"


def _listed(key: str, items: tuple[str, ...], lang: Lang) -> str:
    return "\n".join([say(key, lang), *(f"  - {item}" for item in items)]) if items else ""
