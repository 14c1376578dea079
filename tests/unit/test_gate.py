"""Telling agreements from other writing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import clausescan
from clausescan.assess import is_agreement
from clausescan.document import Document
from clausescan.schema import Status
from clausescan.segment import clauses_of
from clausescan.training.corpora import read_jsonl
from tests.conftest import ROOT, SAMPLES

OTHERS = [json.loads(line) for line in (ROOT / "corpora" / "others.jsonl").read_text(encoding="utf-8").splitlines()]


def test_there_is_other_writing_enough_of_many_kinds() -> None:
    assert len(OTHERS) >= 60
    assert {"news", "novel", "invoice", "code", "manual"} <= {other["kind"] for other in OTHERS}


@pytest.mark.parametrize("other", OTHERS, ids=lambda other: other["id"])
def test_other_writing_gets_no_verdict(other: dict[str, str]) -> None:
    report = clausescan.analyze_text(other["text"])
    assert report.status is Status.NOT_AN_AGREEMENT
    assert report.reason


def test_agreements_pass() -> None:
    for path in SAMPLES.glob("*.md"):
        assert clausescan.analyze(path).status is Status.FINDINGS


def test_no_shared_document_is_turned_away(shared: Path) -> None:
    for name in ("train", "dev", "unlabelled", "more"):
        for row in read_jsonl(shared / "corpora" / "loan" / f"{name}.jsonl"):
            assert is_agreement(clauses_of(Document("", "", "text/plain", row["text"]))), row["doc_id"]


def test_a_lone_clause_is_too_short_to_be_turned_away() -> None:
    assert clausescan.analyze_text("我们会读取您的通讯录并上传。").status is Status.FINDINGS


def test_a_short_agreement_with_a_title_is_not_turned_away() -> None:
    lines = [
        "个人借款协议",
        "一、我们会读取您的通讯录并上传。",
        "二、贷款利率为年化百分之二十四。",
        "三、每日收取千分之一的违约金。",
        "四、本金到期一次还清。",
    ]
    assert clausescan.analyze_text("\n".join(lines)).status is Status.FINDINGS


def test_whoever_says_what_the_document_is_knows_better() -> None:
    config = clausescan.Config(kind="loan_agreement")
    assert clausescan.analyze_text(OTHERS[0]["text"], config=config).status is not Status.NOT_AN_AGREEMENT
