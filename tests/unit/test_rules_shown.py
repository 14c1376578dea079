"""Rules as people read them: one explained, all on a page, and the page in the package kept up to date."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import clausescan.lint
from clausescan.errors import ConfigError
from clausescan.lint.explain import render
from clausescan.lint.page import to_json, to_markdown
from clausescan.lint.rules import Rule, rules

PAGE = Path(clausescan.lint.__file__).with_name("RULES.md")
ALL = list(rules().values())


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_a_rule_is_explained_by_code_and_by_subject_in_both_languages(rule: Rule) -> None:
    chinese, english = render(rule.code), render(rule.code, lang="en")
    assert render(rule.subject) == chinese
    assert render(rule.code.lower()) == chinese
    assert rule.name.zh in chinese
    assert rule.name.en in english
    for text in (*rule.positive, *rule.negative):
        assert text.strip().split("\n")[0] in chinese
    if rule.suggestion:
        assert rule.suggestion.zh in chinese
        assert rule.suggestion.en in english
    assert not re.search(r"\{\w+\}", chinese + english)


def test_a_protective_practice_is_explained_too() -> None:
    assert "user_rights" in render("CS601")


@pytest.mark.parametrize(
    ("typed", "meant"), [("CS 508", "CS508"), ("withdrawl", "withdrawal"), ("user_right", "user_rights")]
)
def test_a_slip_of_the_pen_gets_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(ConfigError, match=meant):
        render(typed)
    with pytest.raises(ConfigError, match="clausescan rules"):
        render("完全不是")


def test_the_page_in_the_package_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == to_markdown(), (
        "clausescan rules --format markdown > clausescan/lint/RULES.md"
    )


def test_the_page_links_to_every_rule_it_holds() -> None:
    page = to_markdown()
    anchors = re.findall(r'<a id="(cs\d+)">', page)
    assert anchors == [code.lower() for code in rules()]
    assert re.findall(r"\]\(#(cs\d+)\)", page) == anchors


def test_the_json_holds_every_rule_in_both_languages() -> None:
    listed = json.loads(to_json())
    assert [rule["code"] for rule in listed] == list(rules())
    assert all(set(rule["name"]) == {"zh", "en"} and rule["positive"] and rule["negative"] for rule in listed)
