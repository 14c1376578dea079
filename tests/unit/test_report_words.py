"""What reports say, and never say; what they cite."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from clausescan import knowledge
from clausescan.assess.findings import provisions_of
from clausescan.knowledge import Lang
from clausescan.report.markdown import render
from clausescan.report.outline import cited, notes_of, outline_of
from clausescan.schema import Finding, ModelId, Report, Severity, Source, Status, Verdict
from tests.unit.making import finding, pattern

# Names of an office and of a document, and paraphrases that speak of conduct in general, not of the clause.
_NAMES = re.compile(r"违法和不良信息举报中心|App违法违规收集使用个人信息行为认定方法")
_FORBIDDEN = {
    "zh": re.compile(r"违法|不合法|非法条款|可以放心(?!签署。)|放心签(?!署。)|没有风险(?!。)|安全可签"),
    "en": re.compile(r"\billegal|\bunlawful clause|safe to sign|no risk\b(?!\.)", re.IGNORECASE),
}


def whole_report() -> Report:
    """Every practice at every severity with all its cues, and every pattern."""
    findings: list[Finding] = []
    for practice in knowledge.practices():
        acting = tuple(c.id for c in knowledge.cues().values() if not c.practices or practice in c.practices)
        for severity in Severity:
            start = findings[-1].end if findings else 0
            made = finding(practice, severity, f"{practice} {severity}.", start=start)
            findings.append(made.model_copy(update={"cues": acting}))
    return Report(
        tool_version="0",
        status=Status.FINDINGS,
        verdict=Verdict(grade=Severity.HIGH, sentence="高风险"),
        source=Source(name="x", sha256="", media_type="", pages=0, characters=0, clauses=0),
        model=ModelId(name="", version="", sha256=""),
        findings=tuple(findings),
        patterns=tuple(pattern(p, findings[0].fingerprint) for p in knowledge.patterns()),
        text="".join(f.quote for f in findings),
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_report_calls_a_clause_unlawful_or_a_document_safe(lang: Lang) -> None:
    text = _NAMES.sub("", render(whole_report(), lang=lang))
    assert len(text) > 20_000
    assert _FORBIDDEN[lang].findall(text) == []
    assert ("可能涉及的规定" if lang == "zh" else "Provisions it may touch") in text


def test_the_english_report_has_no_chinese_but_quotes() -> None:
    text = render(whole_report(), lang="en")
    assert re.findall(r"[\u4e00-\u9fff]+", text) == []


def test_every_citation_is_known_and_shows_level_and_date() -> None:
    ids = {i for p in knowledge.practices().values() for i in p.provisions}
    ids |= {i for p in knowledge.patterns().values() for i in p.provisions}
    ids |= {i for d in knowledge.disclosures().values() for i in d.provisions}
    assert ids <= set(knowledge.provisions())
    for provision in provisions_of(tuple(sorted(ids))):
        assert provision.effective in cited(provision, "zh")
        assert f"level_{provision.level}" in knowledge.messages()
        assert cited(provision, "en").startswith(knowledge.provisions()[provision.id].cited_en)


def test_provisions_were_read_after_they_came_into_force() -> None:
    for entry in knowledge.provisions().values():
        assert dt.date.fromisoformat(entry.effective) <= dt.date.fromisoformat(entry.checked_on), entry.id
        assert len(entry.rule.zh) < 120, "a paraphrase, not the statute"


def test_cues_are_told_in_words_with_their_direction() -> None:
    raised = finding("retention", Severity.HIGH).model_copy(update={"cues": ("retention_endless",)})
    assert notes_of(raised, "zh") == ("加重：永久保存，或者结清、注销后继续使用",)
    lowered = finding("retention", Severity.LOW).model_copy(
        update={"cues": ("retention_limited",), "needs_review": True}
    )
    assert notes_of(lowered, "en") == ("lowered: a stated or statutory term", "not certain: have a person look")


def test_advice_follows_the_severity() -> None:
    def plan(severity: Severity) -> dict[str, tuple[str, ...]]:
        report = whole_report()
        kept = tuple(f for f in report.findings if f.practice == "contact_access" and f.severity is severity)
        outline = outline_of(report.model_copy(update={"findings": kept, "patterns": ()}), "zh")
        return {listed.heading: listed.items for listed in outline.plan}

    assert set(plan(Severity.LOW)) == {"签之前"}
    assert any("换一家" in item for item in plan(Severity.HIGH)["签之前"])
    assert not any("换一家" in item for item in plan(Severity.MEDIUM)["签之前"])
    assert any("12378" in item for item in plan(Severity.HIGH)["信息已经泄露"])
    assert {"12378", "12377", "12321", "12363", "12315", "110"} == set(knowledge.channels())
