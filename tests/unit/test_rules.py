"""Rules: every one complete, in its group, with examples of both kinds, and every thing that can be wrong has one."""

from __future__ import annotations

import re

import pytest

from clausescan import knowledge
from clausescan.lint.rules import Rule, RuleKind, rules

ALL = list(rules().values())


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_every_rule_is_complete(rule: Rule) -> None:
    assert re.fullmatch(r"CS[123459]\d\d", rule.code)
    assert rule.positive
    assert rule.negative
    for text in (rule.name, rule.summary, *([rule.suggestion] if rule.suggestion else [])):
        assert text.zh.strip()
        assert text.en.strip()
    assert all(p in knowledge.provisions() for p in rule.provisions)
    assert rule.provisions or rule.subject == "not_an_agreement"


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_the_first_digit_of_a_code_is_its_group(rule: Rule) -> None:
    digits = {
        "collection": "1",
        "use_sharing": "2",
        "debt_collection": "3",
        "consent_fairness": "4",
        "missing": "5",
        "document": "9",
    }
    assert rule.code[2] == digits[rule.group]
    assert rule.group in knowledge.groups()


def test_codes_are_sorted_and_each_thing_that_can_be_wrong_has_one() -> None:
    assert list(rules()) == sorted(rules())
    subjects = {kind: {r.subject for r in ALL if r.kind is kind} for kind in RuleKind}
    assert len({rule.subject for rule in ALL}) == len(ALL)
    protective = {p.id for p in knowledge.practices().values() if p.group == "protection"}
    assert subjects[RuleKind.PRACTICE] == set(knowledge.practices()) - protective
    assert subjects[RuleKind.PATTERN] == set(knowledge.patterns())
    assert subjects[RuleKind.MISSING] == set(knowledge.disclosures())
    assert subjects[RuleKind.DOCUMENT] == {"unread", "not_an_agreement", "hidden_text", "not_emphasized"}


def test_every_practice_that_breaks_a_rule_has_wording_to_use_instead() -> None:
    assert set(knowledge.suggestions()) == {r.subject for r in ALL if r.kind is RuleKind.PRACTICE}
