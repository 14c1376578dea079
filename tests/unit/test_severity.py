"""Severity follows its documented order, and says which cues acted."""

from __future__ import annotations

import pytest

from clausescan.assess.severity import severity_of
from clausescan.knowledge import practice
from clausescan.schema import Severity, Stance
from clausescan.segment.normal import normalise


def of(practice_id: str, text: str, stance: Stance = Stance.ASSERTED) -> tuple[Severity, tuple[str, ...]]:
    return severity_of(practice(practice_id), stance, normalise(text).text)


@pytest.mark.parametrize(
    ("practice_id", "text", "severity", "cues"),
    [
        ("retention", "我们会保存您的信息。", Severity.MEDIUM, ()),
        ("retention", "信息保存五年。", Severity.LOW, ("retention_limited",)),
        ("retention", "我们永久保存您的信息。", Severity.HIGH, ("retention_endless",)),
        ("retention", "我们永久保存，五年内可查。", Severity.HIGH, ("retention_limited", "retention_endless")),
        ("retention", "我们会在七日内删除。", Severity.NONE, ("retention_place_or_deletion",)),
        ("third_party_sharing", "经您单独同意后提供给第三方。", Severity.LOW, ("with_consent",)),
        ("third_party_sharing", "无需另行取得您的同意即可提供。", Severity.HIGH, ("unlimited_sharing",)),
        ("blanket_consent", "本授权不可撤销。", Severity.HIGH, ("irrevocable",)),
        ("blanket_consent", "不可撤销地授权支付机构划扣。", Severity.MEDIUM, ("irrevocable", "irrevocable_order")),
        ("indirect_collection", "授权贵司向运营商查询通讯行为。", Severity.HIGH, ("call_records_beside",)),
        (
            "credit_reporting",
            "不可撤销地授权查询征信。",
            Severity.HIGH,
            ("irrevocable_beside", "without_further_notice"),
        ),
        ("auto_debit", "从名下任何账户扣款。", Severity.HIGH, ("any_account",)),
        ("auto_debit", "從名下任何賬戶扣款。", Severity.HIGH, ("any_account",)),
    ],
)
def test_cues_raise_lower_and_bound(practice_id: str, text: str, severity: Severity, cues: tuple[str, ...]) -> None:
    assert of(practice_id, text) == (severity, cues)


def test_a_denial_weighs_nothing() -> None:
    assert of("retention", "我们不会永久保存您的信息。", Stance.DENIED) == (Severity.NONE, ())
