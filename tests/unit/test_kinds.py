"""What kind of document it is: by title, by what it calls itself, by its words, or as configured."""

from __future__ import annotations

from pathlib import Path

import pytest

import clausescan
from clausescan import knowledge
from clausescan.assess.kinds import kind_of
from clausescan.schema import Kind, Status
from tests.conftest import SAMPLES

OTHERS = "第一条 双方应当遵守本约定。\n第二条 本约定一式两份。"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("个人借款合同", Kind.LOAN_AGREEMENT),
        ("動產質押借款合同", Kind.LOAN_AGREEMENT),
        ("借 款 协 议", Kind.LOAN_AGREEMENT),
        ("个人信息查询授权书", Kind.AUTHORIZATION),
        ("个人征信查询授权书", Kind.CREDIT_AUTHORIZATION),
        ("委托扣款授权书", Kind.DEBIT_AUTHORIZATION),
        ("某某钱包隐私政策（2024 版）", Kind.PRIVACY_POLICY),
        ("用户注册服务协议", Kind.SERVICE_AGREEMENT),
        ("最高额保证合同", Kind.GUARANTEE),
        ("债权转让及受让协议", Kind.ASSIGNMENT),
        ("出借人风险提示书", Kind.OTHER),
    ],
)
def test_by_title(title: str, kind: Kind) -> None:
    assert kind_of(f"编号：__\n{title}\n甲方：__\n{OTHERS}") is kind


def test_a_numbered_heading_or_a_sentence_is_no_title() -> None:
    assert kind_of(f"一、隐私政策\n请您阅读借款合同后签字。\n{OTHERS}") is Kind.OTHER


def test_by_what_it_calls_itself() -> None:
    text = "欢迎使用某某钱包。本《某某钱包隐私政策》（以下简称“本政策”）说明我们怎样处理信息。"
    assert kind_of(text) is Kind.PRIVACY_POLICY


def test_by_its_words() -> None:
    text = "转让人同意将其持有的标的债权转让给受让人，受让人应当于当日付清转让价款。"
    assert kind_of(text) is Kind.ASSIGNMENT
    assert kind_of(OTHERS) is Kind.OTHER


def test_every_kind_has_an_entry() -> None:
    assert set(knowledge.kinds()) == set(Kind)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("good", Kind.PRIVACY_POLICY), ("ordinary", Kind.LOAN_AGREEMENT), ("predatory", Kind.AUTHORIZATION)],
)
def test_the_samples_and_the_configured_kind(name: str, kind: Kind) -> None:
    path: Path = SAMPLES / f"{name}.md"
    assert clausescan.analyze(path).kind is kind
    told = clausescan.analyze(path, config=clausescan.Config(kind=Kind.GUARANTEE))
    assert told.kind is Kind.GUARANTEE


def test_what_is_no_agreement_is_said_to_be_none() -> None:
    recipe = knowledge.document_rules()["not_an_agreement"].positive[0]
    report = clausescan.analyze_text(recipe)
    assert report.status is Status.NOT_AN_AGREEMENT
    assert report.reason
    assert (
        clausescan.analyze_text(recipe, config=clausescan.Config(kind=Kind.OTHER)).status is not Status.NOT_AN_AGREEMENT
    )


@pytest.mark.parametrize(
    "text",
    [
        knowledge.document_rules()["not_an_agreement"].negative[0],
        "我们会读取您手机中的通讯录，并上传至服务器。",
        "甲方向乙方借款，双方约定如下。",
    ],
)
def test_a_part_of_an_agreement_is_one(text: str) -> None:
    assert clausescan.analyze_text(text).status is not Status.NOT_AN_AGREEMENT
