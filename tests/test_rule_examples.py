"""Every example of every rule does, or does not, make the rule fire: through `analyze_text`, with the model that ships.

A sentence that the model of the day gets wrong stands in `HARD` until a better model gets it right; nothing else may be wrong.
"""

from __future__ import annotations

import functools

import pytest

import clausescan
from clausescan.lint.marks import outcome_of
from clausescan.lint.rules import Rule, RuleKind, rules
from clausescan.schema import Report, Stance
from tests.conftest import make_pdf

HARD = {
    ("CS106", "未经您书面授权，我们不会向征信机构查询您的信息。"),
    ("CS106", "本公司已取得企业征信业务备案。"),
    ("CS303", "我们不会将您的债务委托给外部机构催收。"),
    ("CS303", "逾期超过三十日的，债权将交由第三方公司处置。"),
    ("CS404", "我们对因自身过错造成的损失承担责任。"),
    ("CS404", "系统故障造成扣款延误的，由借款人自行承担后果。"),
    ("CS405", "不以短信方式作为司法文书送达。"),
}
EXAMPLES = [
    (rule, text, fires)
    for rule in rules().values()
    if rule.kind is not RuleKind.DOCUMENT
    for fires, texts in ((True, rule.positive), (False, rule.negative))
    for text in texts
]


@functools.cache
def analysed(text: str) -> Report:
    return clausescan.analyze_text(text)


def subjects(report: Report, kind: RuleKind) -> set[str]:
    """What the rules of a kind look at, as far as it is in the report."""
    if kind is RuleKind.PRACTICE:
        return {f.practice for f in report.findings if f.stance is Stance.ASSERTED}
    return {p.id for p in (report.patterns if kind is RuleKind.PATTERN else report.missing)}


@pytest.mark.parametrize(("rule", "text", "fires"), EXAMPLES, ids=lambda value: getattr(value, "code", ""))
def test_examples_do_what_they_say(rule: Rule, text: str, fires: bool) -> None:
    if (rule.code, text) not in HARD:
        assert (rule.subject in subjects(analysed(text), rule.kind)) is fires, text


@pytest.mark.parametrize(
    ("rule", "text", "fires"),
    [
        (rule, text, fires)
        for rule in rules().values()
        if rule.kind is RuleKind.DOCUMENT
        for fires, texts in ((True, rule.positive), (False, rule.negative))
        for text in texts
    ],
    ids=lambda value: getattr(value, "code", ""),
)
def test_examples_of_the_document_do_what_they_say(rule: Rule, text: str, fires: bool) -> None:
    if rule.subject == "unread":
        report = clausescan.analyze(scanned() if fires else make_pdf([[text]]))
        assert bool(outcome_of(report).unread) is fires
        return
    suffix = {"hidden_text": "html", "not_emphasized": "md", "not_an_agreement": "txt"}[rule.subject]
    report = clausescan.analyze(text.strip().encode(), name=f"draft.{suffix}")
    assert (rule.code in {mark.code for mark in outcome_of(report).marks}) is fires


def scanned() -> bytes:
    """A page as a scanner leaves it: something is drawn, and there is no text layer."""
    return make_pdf([[]], draw=lambda canvas, _number: canvas.rect(72, 400, 450, 300, fill=1))


def test_hard_examples_are_examples() -> None:
    assert {(rule.code, text) for rule, text, _ in EXAMPLES} >= HARD
