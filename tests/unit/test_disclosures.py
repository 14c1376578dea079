"""Missing disclosures: asked for by the kind of document and by what it claims, found by words that nothing denies."""

from __future__ import annotations

import pytest

import clausescan
from clausescan import Config, knowledge
from clausescan.assess.disclosures import missing_of
from clausescan.knowledge import DisclosureRule
from clausescan.read.plain import text_document
from clausescan.schema import Kind, Report, Severity, Status
from clausescan.segment import clauses_of
from tests.conftest import SAMPLES

ALL = list(knowledge.disclosures().values())
CALLED_FOR = {Kind.PRIVACY_POLICY, Kind.AUTHORIZATION, Kind.CREDIT_AUTHORIZATION, Kind.DEBIT_AUTHORIZATION}


def missing_in(text: str, kind: Kind = Kind.PRIVACY_POLICY) -> set[str]:
    """Without the model: only what its words show."""
    document = text_document(text, name="a", sha256="b", media_type="text/plain")
    return {m.id for m in missing_of(kind, clauses_of(document), ())}


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_its_suggested_wording_is_what_it_looks_for(rule: DisclosureRule) -> None:
    for text in rule.positive:
        assert rule.id in ids(clausescan.analyze_text(text))
        assert rule.id not in ids(clausescan.analyze_text(f"{text}\n{rule.suggestion.zh}"))


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_a_loan_agreement_is_not_asked(rule: DisclosureRule) -> None:
    assert set(rule.kinds) <= CALLED_FOR
    for text in rule.positive:
        assert not clausescan.analyze_text(text, config=Config(kind=Kind.LOAN_AGREEMENT)).missing


def ids(report: Report) -> set[str]:
    return {m.id for m in report.missing}


@pytest.mark.parametrize(
    ("text", "disclosure", "missing"),
    [
        ("您可以随时注销账户。", "deletion", False),
        ("账户注册后，平台不提供账户注销。", "deletion", True),
        ("您 可 以 註 銷 賬 戶。", "deletion", False),
        ("您可以：\n（一）注销您的账户；\n（二）导出资料。", "deletion", False),
        ("本授权不可撤销。", "withdrawal", True),
        ("您可以撤回对上述处理的同意。", "withdrawal", False),
        ("您可以取消订单。我们已取得您的同意。", "withdrawal", True),
        ("七、未成年人信息的保护", "minors", False),
        ("我们不向未成年人提供服务。", "minors", False),
        ("如您发现密码泄露，请立即通知我们。", "incident_notice", True),
        ("发生信息泄露的，我们将及时告知您。", "incident_notice", False),
    ],
)
def test_what_counts_as_found(text: str, disclosure: str, missing: bool) -> None:
    assert (disclosure in missing_in(text)) is missing


def test_words_far_apart_do_not_count() -> None:
    far = "您可以撤回" + "本申请和随同提交的全部材料" * 4 + "，并视为同意。"
    assert "withdrawal" in missing_in(far)


def test_a_clause_of_a_hundred_thousand_characters_ends() -> None:
    """Would take hours if every word were held against every other."""
    assert "withdrawal" in missing_in("撤回" * 50_000 + "x" * 50 + "同意" * 50_000)
    assert "withdrawal" not in missing_in("不取消" * 30_000 + "，取消" + "同意" * 50_000)


def test_the_handlers_own_name_names_no_recipient() -> None:
    """The words of an ordered sign stand in their order: who receives comes after "to"."""
    opening = "隐私政策\n我们会将您的信息提供给第三方。\n"
    assert "recipients_named" in ids(clausescan.analyze_text(f"{opening}青禾数字科技有限公司可以向合作机构提供。"))
    assert "recipients_named" not in ids(clausescan.analyze_text(f"{opening}可以向青禾担保有限公司提供。"))


@pytest.mark.parametrize(
    ("text", "disclosure"),
    [
        ("我们不会将您的个人信息传输至境外。", "cross_border"),
        ("我们收集您的姓名。", "recipients_named"),
        ("我们收集您的姓名。", "refuse_marketing"),
    ],
)
def test_what_is_not_done_needs_no_disclosure(text: str, disclosure: str) -> None:
    assert disclosure not in ids(clausescan.analyze_text(f"隐私政策\n{text}"))


def test_a_missing_disclosure_says_what_was_looked_for_and_what_to_write() -> None:
    report = clausescan.analyze(SAMPLES / "predatory.md")
    found = {m.id: m for m in report.missing}
    assert {"withdrawal", "retention_period", "recipients_named"} <= set(found)
    for missing in found.values():
        rule = knowledge.disclosures()[missing.id]
        assert missing.code == rule.code
        assert missing.looked_for == rule.looked_for.zh
        assert missing.suggestion == rule.suggestion.zh
        assert [p.id for p in missing.provisions] == list(rule.provisions)
        assert missing.severity is not Severity.NONE


def test_what_is_no_agreement_misses_nothing() -> None:
    news = (
        "隐私政策进了课堂\n昨日下午，市第二中学请来两位老师讲课。同学们听得津津有味，笑声不断。"
        "课后大家一起打扫了教室，又到操场上跑了两圈。校长说，这样的课堂以后每个月办一次，家长也可以来听。"
    )
    report = clausescan.analyze_text(news)
    assert (report.kind, report.status) == (Kind.PRIVACY_POLICY, Status.NOT_AN_AGREEMENT)
    assert not report.missing


def test_a_document_without_text_misses_nothing() -> None:
    assert missing_of(Kind.PRIVACY_POLICY, (), ()) == ()


def test_every_disclosure_names_practices_and_provisions_that_exist() -> None:
    for rule in ALL:
        assert rule.signs
        assert all(p in knowledge.provisions() for p in rule.provisions)
        for sign in (*rule.when, *rule.signs):
            assert sign.practice is None or sign.practice in knowledge.practices()
            assert sign.practice or sign.all_of
            assert all(sign.all_of)
