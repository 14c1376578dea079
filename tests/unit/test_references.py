"""What a document refers to but does not contain."""

from __future__ import annotations

import pytest

from clausescan.assess import references_of
from clausescan.document import Document
from clausescan.segment import clauses_of


def titles(text: str) -> list[tuple[str, str]]:
    document = Document("x", "", "text/plain", text)
    found = references_of(document, clauses_of(document))
    assert all(text[r.start : r.end] == r.quote for r in found)
    return [(r.kind, r.title) for r in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "您点击同意即表示接受《隐私政策》《征信授权书》和《委托扣款授权书》。",
            [("document", "隐私政策"), ("document", "征信授权书"), ("document", "委托扣款授权书")],
        ),
        ("服务费率以平台公示为准。", [("posting", "以平台公示为准")]),
        ("还款安排详见附件。", [("annex", "附件")]),
        ("还款安排见本合同附件一。", [("annex", "附件一")]),
        (
            "借款人已阅读《 隐 私 政 策 》及《用户服务协议（个人版）》。",
            [("document", "隐私政策"), ("document", "用户服务协议（个人版）")],
        ),
        ("质物见附件《质物清单》。", [("document", "质物清单")]),
    ],
)
def test_what_is_referred_to_is_listed(text: str, found: list[tuple[str, str]]) -> None:
    assert titles(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "依照《中华人民共和国民法典》《征信业管理条例》和《网络借贷信息中介机构业务活动管理暂行办法》的规定办理。",
        "《借款协议》（以下简称“本协议”）由双方签订。",
        "本《隐私政策》适用于全部产品。",
        "我们会向您发送《催款通知书》。",
        "《财经周刊》曾报道本平台。",
        "借款金额以人民币为准。",
        "借款金额以借款人在申请页面确认的内容为准。",
        "安排见附件。\n双方签字：\n附件一：还款计划表\n每月十日还款。",
        "请将材料作为电子邮件附件发送。",
        "征信授权书\n您已签署《征信授权书》。\n一、授权内容\n授权查询信用报告。",
        "还款安排见附件一。\n双方签字：\n附件一：还款计划表\n每月十日还款。",
    ],
)
def test_laws_own_titles_and_contained_annexes_are_not(text: str) -> None:
    assert titles(text) == []


def test_an_annex_that_is_only_named_at_the_end_is_not_contained() -> None:
    assert titles("还款安排见附件一。\n附件一：还款计划表\n附件二：收费标准") == [("annex", "附件一")]


def test_each_is_listed_once_where_it_is_first_mentioned() -> None:
    text = "同意《隐私政策》。\n再次确认《隐私政策》。"
    document = Document("x", "", "text/plain", text)
    (found,) = references_of(document, clauses_of(document))
    assert found.start == 0


def test_no_text_refers_to_nothing() -> None:
    assert titles("") == []


def test_thousands_of_titles_and_headings() -> None:
    text = "\n".join(f"第{n}条 用户服务协议{n}\n请阅读《用户服务协议{n}说明》。" for n in range(1, 4000))
    document = Document("x", "", "text/plain", text)
    clauses = clauses_of(document)
    assert len(references_of(document, clauses)) == 3999
