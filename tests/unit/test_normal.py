"""Normalisation folds what writers vary, and never loses the way back."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausescan.segment.normal import folded as folded_text
from clausescan.segment.normal import normalise


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("通 讯 录", "通讯录"),
        ("通\u200b讯\u200d录", "通讯录"),
        ("通*讯*录", "通讯录"),
        ("通.讯.录", "通讯录"),
        ("通訊錄、通話記錄", "通讯录、通话记录"),
        ("ＡＰＰ　权限：１２３", "APP 权限:123"),
        ("（一）收集，使用；", "(一)收集,使用;"),
        ("⾦额", "金额"),
        ("①通讯录；②短信\n ③位置 ④", "①通讯录;2短信\n ③位置 4"),
        ("姓名/名称", "姓名/名称"),
        ("2020-2021年", "2020-2021年"),
    ],
)
def test_variants_become_one_form(written: str, folded: str) -> None:
    assert normalise(written).text == folded


def test_offsets_lead_back_to_the_source() -> None:
    source = "您的 通 訊*錄\u200b 将被读取"
    normal = normalise(source)
    start = normal.text.index("通讯录")
    assert source[slice(*normal.source_span(start, start + 3))] == "通 訊*錄"


@given(st.text())
def test_any_text_is_mapped_in_order_and_once(text: str) -> None:
    normal = normalise(text)
    offsets = normal.offsets.tolist()
    assert len(offsets) == len(normal.text)
    assert all(a < b for a, b in itertools.pairwise(offsets))
    assert all(0 <= o < len(text) for o in offsets)


@given(st.text(alphabet="通讯录通訊錄 *·.（）,，abc１２\n\u200b", max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(st.text() | st.text(alphabet="通讯录通訊錄 *·.（）,，abc１２\n\u200b", max_size=60))
def test_the_short_way_to_the_form_gives_the_same_form(text: str) -> None:
    assert folded_text(text) == normalise(text).text


def test_a_megabyte_of_one_character_is_quick_work() -> None:
    for character in "*·通 .":
        assert len(normalise(character * 200_000).text) <= 200_000


def test_half_a_surrogate_pair_beside_han_is_dropped() -> None:
    normal = normalise("读取\ud800通訊錄\udc00")
    assert normal.text == "读取通讯录"
    assert normal.offsets.tolist() == [0, 1, 3, 4, 5]
