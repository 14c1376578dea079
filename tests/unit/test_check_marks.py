"""From a report to marks: what the document lacks, hides or does not set off, and which partners are allowed."""

from __future__ import annotations

import pytest

from clausescan.api import report_on
from clausescan.classify.model import default_model
from clausescan.lint.marks import outcome_of
from clausescan.lint.rules import RuleKind, rules
from clausescan.lint.violations import key_of
from clausescan.read import read
from clausescan.schema import Status
from tests.conftest import SAMPLES, make_pdf


def outcome(text: str, name: str = "a.md", **options: object):
    return outcome_of(report_on(read(text.encode(), name=name), default_model()), **options)


def codes(text: str, name: str = "a.md", **options: object) -> list[str]:
    return [mark.code for mark in outcome(text, name, **options).marks]


CONTACTS = "我们会读取您的通讯录并上传。"


@pytest.mark.parametrize(("code", "name"), [("CS903", "a.html"), ("CS904", "a.md")])
def test_hidden_and_unmarked_clauses_follow_their_rules_examples(code: str, name: str) -> None:
    assert all(code in codes(text.strip(), name) for text in rules()[code].positive)
    assert not any(code in codes(text.strip(), name) for text in rules()[code].negative)


def test_hidden_text_is_quoted() -> None:
    found = outcome(f'<!doctype html><p>借款合同<p style="display:none">{CONTACTS}', "a.html")
    (mark,) = [m for m in found.marks if m.code == "CS903"]
    assert (mark.end - mark.start, mark.key) == (len(CONTACTS), key_of(CONTACTS))


def test_plain_text_cannot_set_anything_off() -> None:
    assert "CS904" in codes(CONTACTS, "a.md")
    assert "CS904" not in codes(CONTACTS, "a.txt")


def test_missing_disclosures_come_first_and_concern_the_whole_document() -> None:
    found = outcome((SAMPLES / "predatory.md").read_text(encoding="utf-8"))
    missing = [m for m in found.marks if rules()[m.code].kind is RuleKind.MISSING]
    assert missing
    assert found.marks[: len(missing)] == tuple(missing)
    assert all((m.start, m.end, m.key) == (0, 0, "") for m in missing)


def test_not_an_agreement_is_a_mark() -> None:
    report = report_on(read(b"# x\n\ny", name="a.md"), default_model())
    marks = outcome_of(report.model_copy(update={"status": Status.NOT_AN_AGREEMENT})).marks
    assert "CS902" in [mark.code for mark in marks]


def test_equal_clauses_are_told_apart_by_their_order() -> None:
    clause = "我们会读取您的通讯录并上传。"
    marks = [m for m in outcome(f"{clause}\n\n{clause}\n").marks if m.code == "CS101"]
    assert [m.occurrence for m in marks] == [1, 2]
    assert len({m.key for m in marks}) == 1


NAMED = "经您同意，我们会把您的姓名和借款金额提供给{}，用于为本笔贷款提供担保。"


@pytest.mark.parametrize(
    ("recipients", "reported"),
    [
        ("青禾融资担保有限公司", False),
        ("青禾融资担保 有限公司", False),
        ("青禾融资担保有限公司及其他合作机构", True),
        ("白杨融资担保有限公司", True),
    ],
)
def test_an_allowed_partner_may_be_named_if_nobody_else_may_follow(recipients: str, reported: bool) -> None:
    text = NAMED.format(recipients)
    assert "CS201" in codes(text)
    assert ("CS201" in codes(text, allowed_partners=("青禾融资担保有限公司",))) is reported


def test_what_was_not_read_is_said() -> None:
    data = make_pdf([["我们会读取您的通讯录并上传。"], []], draw=lambda c, n: n == 2 and c.rect(9, 9, 99, 99, fill=1))
    document = read(data, name="a.pdf")
    found = outcome_of(report_on(document, default_model()))
    assert "第 2 页" in found.unread
    assert "CS101" in [mark.code for mark in found.marks]
