"""The verdict follows its rule: the highest severity, no sum, no score."""

from __future__ import annotations

import pytest

from clausescan import knowledge
from clausescan.assess.verdict import verdict_of
from clausescan.report.outline import outline_of
from clausescan.schema import ModelId, Report, Severity, Source, Stance, Status, Verdict
from tests.unit.making import finding, pattern


def test_one_serious_clause_makes_a_serious_document() -> None:
    findings = [finding("auto_debit", Severity.LOW) for _ in range(30)]
    assert verdict_of(Status.FINDINGS, findings, []).grade is Severity.LOW
    assert verdict_of(Status.FINDINGS, [*findings, finding("retention", Severity.HIGH)], []).grade is Severity.HIGH


def test_a_denial_weighs_nothing() -> None:
    denied = finding("contact_access", Severity.NONE, stance=Stance.DENIED)
    verdict = verdict_of(Status.FINDINGS, [denied], [])
    assert (verdict.grade, verdict.drivers) == (Severity.NONE, ())


def test_patterns_drive_before_practices_and_lower_ones_do_not() -> None:
    findings = [finding("retention", Severity.MEDIUM), finding("contact_access", Severity.HIGH)]
    verdict = verdict_of(Status.FINDINGS, findings, [pattern("contact_bombing")])
    assert verdict.drivers == ("爆通讯录", "读取通讯录")
    assert "通讯录" in verdict.sentence


def test_the_sentence_names_what_drives_the_grade() -> None:
    debit = verdict_of(Status.FINDINGS, [finding("auto_debit", Severity.HIGH)], [])
    assert "扣款" in debit.sentence
    assert "亲友" not in debit.sentence
    device = verdict_of(Status.FINDINGS, [finding("device_data", Severity.HIGH)], [])
    assert device.sentence == knowledge.messages()["verdict_high"].zh


@pytest.mark.parametrize("status", [Status.UNREADABLE, Status.NOT_AN_AGREEMENT])
def test_what_was_not_read_gets_no_grade(status: Status) -> None:
    verdict = verdict_of(status, [finding("contact_access", Severity.HIGH)], [])
    assert (verdict.grade, verdict.drivers) == (Severity.NONE, ())
    assert verdict.sentence == knowledge.messages()[f"verdict_{status}"].zh


@pytest.mark.parametrize(
    ("status", "grade", "tone"),
    [
        (Status.UNREADABLE, Severity.NONE, "unknown"),
        (Status.NOT_AN_AGREEMENT, Severity.NONE, "unknown"),
        (Status.PARTIAL, Severity.NONE, "partial"),
        (Status.PARTIAL, Severity.LOW, "partial"),
        (Status.PARTIAL, Severity.HIGH, "high"),
        (Status.CLEAN, Severity.NONE, "none"),
    ],
)
def test_what_was_not_read_never_looks_like_clean(status: Status, grade: Severity, tone: str) -> None:
    report = Report(
        tool_version="0",
        status=status,
        verdict=Verdict(grade=grade, sentence="x"),
        source=Source(name="x", sha256="", media_type="", pages=1, characters=0, clauses=0),
        model=ModelId(name="", version="", sha256=""),
    )
    assert outline_of(report, "zh").tone == tone
    assert f'<header class="top {tone}">' in report.to_html()


def test_sentences_name_what_exists_and_say_the_grade_first() -> None:
    known = {*knowledge.practices(), *knowledge.patterns()}
    for line in knowledge.verdict_sentences():
        assert known.issuperset(line.any_of)
        assert line.zh.startswith(knowledge.messages()[f"grade_{line.grade}"].zh)
        assert line.en.startswith(knowledge.messages()[f"grade_{line.grade}"].en)
