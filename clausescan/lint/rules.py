"""The rules of `clausescan check`: one for each practice, pattern, missing disclosure and condition of the document.

A rule adds nothing to what the knowledge files say; it gives each thing that can be wrong with a draft one stable code. The first digit
is the group: CS1xx collection, CS2xx use and sharing, CS3xx debt collection, CS4xx consent and fairness, CS5xx missing disclosures,
CS9xx the document itself. Patterns take the numbers from 91 in the group of what they end in (CS391 is contact bombing). The protective
practices (CS6xx) break no rule.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from clausescan import knowledge
from clausescan.knowledge import DisclosureRule, DocumentRule, PatternRule, Practice, Text
from clausescan.schema import Severity

_GROUPS = {
    "1": "collection",
    "2": "use_sharing",
    "3": "debt_collection",
    "4": "consent_fairness",
    "5": "missing",
    "9": "document",
}
_PROTECTIVE = "protection"


class RuleKind(StrEnum):
    """What a rule looks at."""

    PRACTICE = "practice"
    PATTERN = "pattern"
    MISSING = "missing"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong with a draft.

    Attributes:
        code: stable and public, e.g. "CS101".
        kind: what it looks at.
        subject: id of the practice, pattern, disclosure or condition of the document (unread, not_an_agreement, hidden_text,
            not_emphasized).
        group: id of its group; names in `knowledge.groups()`.
        name: what it is called.
        summary: what it finds and why it matters.
        severity: its default. A finding of a practice has a severity of its own, which counts instead.
        provisions: ids of the rules of law that it may touch.
        suggestion: compliant wording of our own to use instead, or None.
        positive, negative: texts that it reports, and texts that it does not.
    """

    code: str
    kind: RuleKind
    subject: str
    group: str
    name: Text
    summary: Text
    severity: Severity
    provisions: tuple[str, ...]
    suggestion: Text | None
    positive: tuple[str, ...]
    negative: tuple[str, ...]


@functools.cache
def rules() -> Mapping[str, Rule]:
    """All rules by code, in the order of the codes."""
    found = [
        *(_of_practice(entry) for entry in knowledge.practices().values() if entry.group != _PROTECTIVE),
        *(_of(RuleKind.PATTERN, p, _joined(p.definition, p.explanation)) for p in knowledge.patterns().values()),
        *(_of(RuleKind.MISSING, gap, _gap(gap), gap.suggestion) for gap in knowledge.disclosures().values()),
        *(_of(RuleKind.DOCUMENT, c, c.summary, c.suggestion) for c in knowledge.document_rules().values()),
    ]
    return MappingProxyType({rule.code: rule for rule in sorted(found, key=lambda rule: rule.code)})


def _of_practice(entry: Practice) -> Rule:
    return Rule(
        code=entry.code,
        kind=RuleKind.PRACTICE,
        subject=entry.id,
        group=entry.group,
        name=entry.name,
        summary=_joined(entry.what, entry.why),
        severity=entry.base_severity,
        provisions=entry.provisions,
        suggestion=knowledge.suggestions().get(entry.id),
        positive=entry.examples.asserted,
        negative=entry.examples.denied + entry.near_misses,
    )


def _of(
    kind: RuleKind, entry: PatternRule | DisclosureRule | DocumentRule, summary: Text, suggestion: Text | None = None
) -> Rule:
    return Rule(
        code=entry.code,
        kind=kind,
        subject=entry.id,
        group=_GROUPS[entry.code[2]],
        name=entry.name,
        summary=summary,
        severity=entry.severity,
        provisions=entry.provisions,
        suggestion=suggestion,
        positive=entry.positive,
        negative=entry.negative,
    )


def _gap(entry: DisclosureRule) -> Text:
    looked_for = Text(zh=f"没有找到：{entry.looked_for.zh}。", en=f"Not found: {entry.looked_for.en}.")
    return _joined(looked_for, entry.why)


def _joined(first: Text, second: Text) -> Text:
    return Text(zh=first.zh + second.zh, en=f"{first.en} {second.en}")
