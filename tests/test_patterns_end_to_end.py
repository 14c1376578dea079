"""Whole small documents of our own, read by the model that ships: the pattern is there, and is not where one sentence is the fair one."""

from __future__ import annotations

import pytest

import clausescan

BOMBING = """第一条 信息
您同意我们读取并上传您手机中的通讯录，用于评估您的还款能力。
第二条 委托
逾期超过三日的，我们可以委托第三方催收公司进行催收，并向其提供您的资料。
第三条 催收
逾期后平台有权联系您的亲属、同事，告知您的欠款情况，请其督促您还款。"""


def patterns(text: str) -> set[str]:
    return {p.id for p in clausescan.analyze_text(text).patterns}


def test_contact_bombing_is_found_with_its_three_quotes_in_order() -> None:
    report = clausescan.analyze_text(BOMBING)
    (bombing,) = [p for p in report.patterns if p.id == "contact_bombing"]
    quotes = {f.fingerprint: f.quote for f in report.findings}
    path = [quotes[link.findings[0]] for link in bombing.links]
    assert ["通讯录" in path[0], "催收公司" in path[1], "亲属" in path[2]] == [True] * 3
    assert report.verdict.drivers[0] == "爆通讯录"


@pytest.mark.parametrize(
    ("harsh", "fair"),
    [
        ("您同意我们读取并上传您手机中的通讯录，用于评估您的还款能力。", "我们不会读取您的通讯录、通话记录和短信。"),
        (
            "逾期后平台有权联系您的亲属、同事，告知您的欠款情况，请其督促您还款。",
            "逾期后我们只联系您本人，不会向您的亲友、同事或者单位透露欠款信息。",
        ),
    ],
)
def test_one_fair_sentence_breaks_the_path(harsh: str, fair: str) -> None:
    assert "contact_bombing" in patterns(BOMBING)
    assert harsh in BOMBING
    assert "contact_bombing" not in patterns(BOMBING.replace(harsh, fair))
