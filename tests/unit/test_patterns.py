"""Patterns: each fires when every link is filled, and not when one is missing, denied, too weak or taken back. Without the model."""

from __future__ import annotations

import pytest

from clausescan import knowledge
from clausescan.assess import patterns_of
from clausescan.schema import Finding, Severity, Stance
from tests.unit.making import finding

HIGH, MEDIUM, LOW = Severity.HIGH, Severity.MEDIUM, Severity.LOW

# One document a pattern: the claims that make it up.
WHOLE: dict[str, list[tuple[str, Severity, str]]] = {
    "contact_bombing": [
        ("contact_access", HIGH, "我们会读取您的通讯录。"),
        ("collection_outsourcing", MEDIUM, "我们可以委托催收公司催收。"),
        ("collection_third_party_contact", HIGH, "我们可以把欠款告诉您的家人。"),
    ],
    "irrevocable_consent": [("blanket_consent", HIGH, "本授权不可撤销。")],
    "endless_retention": [("retention", HIGH, "您的信息由我们永久保存。")],
    "data_resale": [
        ("third_party_sharing", MEDIUM, "您的信息会提供给合作机构。"),
        ("marketing_profiling", MEDIUM, "我们会向您推送广告。"),
    ],
    "self_help_debit": [("auto_debit", HIGH, "可从借款人任何账户划扣，无需通知。")],
    "one_sided_contract": [
        ("unilateral_change", MEDIUM, "平台可以随时修改规则。"),
        ("liability_waiver", MEDIUM, "平台不承担任何责任。"),
        ("dispute_terms", LOW, "争议由甲方所在地法院管辖。"),
    ],
}


def made(claims: list[tuple[str, Severity, str]]) -> list[Finding]:
    return [finding(practice, severity, quote) for practice, severity, quote in claims]


def found(findings: list[Finding], text: str = "") -> list[str]:
    return [p.id for p in patterns_of(findings, text or "".join(f.quote for f in findings))]


def test_every_pattern_is_tested_here() -> None:
    assert set(WHOLE) == set(knowledge.patterns())


@pytest.mark.parametrize("pattern", WHOLE)
def test_it_is_there_when_every_link_is_filled(pattern: str) -> None:
    findings = made(WHOLE[pattern])
    (present,) = [p for p in patterns_of(findings, "") if p.id == pattern]
    rule = knowledge.patterns()[pattern]
    assert present.severity is rule.severity
    assert [link.name for link in present.links] == [link.name.zh for link in rule.links]
    known = {f.fingerprint for f in findings}
    assert all(known.issuperset(link.findings) and link.findings for link in present.links)
    assert present.provisions
    assert present.advice


@pytest.mark.parametrize(("pattern", "missing"), [(p, n) for p, claims in WHOLE.items() for n in range(len(claims))])
def test_it_is_not_there_without_one_link_or_with_one_denied(pattern: str, missing: int) -> None:
    findings = made(WHOLE[pattern])
    assert pattern not in found(findings[:missing] + findings[missing + 1 :])
    practice, _, quote = WHOLE[pattern][missing]
    findings[missing] = finding(practice, Severity.NONE, quote, stance=Stance.DENIED)
    assert pattern not in found(findings)


@pytest.mark.parametrize(
    ("pattern", "changed", "near_miss"),
    [
        ("contact_bombing", 0, ("contact_access", LOW, "您可以从通讯录中点选一位联系人。")),
        ("contact_bombing", 1, ("third_party_sharing", Severity.NONE, "依法院要求提供。")),
        ("contact_bombing", 2, ("collection_third_party_contact", MEDIUM, "失联时仅请紧急联系人转告，不透露欠款。")),
        ("irrevocable_consent", 0, ("blanket_consent", MEDIUM, "点击即视为同意。")),
        ("endless_retention", 0, ("retention", LOW, "信息保存五年，期满后删除。")),
        ("data_resale", 0, ("third_party_sharing", LOW, "您的信息会提供给青禾担保有限公司。")),
        ("data_resale", 1, ("marketing_profiling", LOW, "我们会推荐产品，您可以在设置中关闭。")),
        ("self_help_debit", 0, ("auto_debit", MEDIUM, "可从借款人任何账户划扣，划扣前三日通知借款人。")),
        ("self_help_debit", 0, ("auto_debit", LOW, "于还款日从绑定的还款卡扣款，无需另行通知。")),
        ("one_sided_contract", 2, ("dispute_terms", LOW, "争议由借款人住所地法院管辖。")),
    ],
)
def test_a_near_miss_is_not_one(pattern: str, changed: int, near_miss: tuple[str, Severity, str]) -> None:
    claims = [*WHOLE[pattern]]
    claims[changed] = near_miss
    assert pattern not in found(made(claims))


def test_a_way_to_withdraw_anywhere_in_the_document_takes_the_irrevocable_back() -> None:
    findings = made(WHOLE["irrevocable_consent"])
    assert "irrevocable_consent" not in found(findings, "本授权不可撤销。但您可以随时撤回授权。")
    assert "irrevocable_consent" in found(findings, "本授权不可撤销，您不得撤回授权。")


def test_the_path_leads_through_the_most_serious_quotes() -> None:
    findings = [
        finding("contact_access", MEDIUM, "您可以授权读取通讯录。"),
        *made(WHOLE["contact_bombing"]),
    ]
    (bombing,) = patterns_of(findings, "")
    assert bombing.links[0].findings == (findings[1].fingerprint, findings[0].fingerprint)
