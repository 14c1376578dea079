"""The numbering styles of Chinese contracts, and what only looks like them."""

from __future__ import annotations

import pytest

from clausescan.assess.findings import fingerprint_of
from clausescan.lint.violations import key_of
from clausescan.schema import Stance
from clausescan.segment.numbering import Outline, is_heading, mark_of, quote_key, starts_item


@pytest.mark.parametrize(
    ("line", "style", "label"),
    [
        ("第七条 违约责任", "article", "第七条"),
        ("第12条:违约", "article", "第12条"),
        ("第二章 总则", "chapter", "第二章"),
        ("一、信息收集", "han", "一"),
        ("十二、其他", "han", "十二"),
        ("(一)收集", "han_paren", "(一)"),
        ("1.收集", "digit", "1"),
        ("1、收集", "digit", "1"),
        ("1.1 收集", "decimal2", "1.1"),
        ("1.2.3 收集", "decimal3", "1.2.3"),
        ("(1)收集", "digit_paren", "(1)"),
        ("1)收集", "digit_half_paren", "1)"),
        ("①收集", "circled", "①"),
        ("A.网银", "latin", "A"),
    ],
)
def test_styles(line: str, style: str, label: str) -> None:
    mark = mark_of(line)
    assert mark is not None
    assert (mark.style, mark.label) == (style, label)


@pytest.mark.parametrize(
    "line", ["", "1.5%的利息", "2020.12月", "12.5元", "一方违约", "三方协商一致", "APP读取通讯录", "第三方合作机构"]
)
def test_lookalikes_are_not_numbering(line: str) -> None:
    mark = mark_of(line)
    assert mark is None or mark.style == "bullet", mark


def test_source_lines_with_full_width_numbers() -> None:
    assert starts_item("（三）读取")
    assert starts_item("１．读取")
    assert not starts_item("读取（三）")


def test_outline_closes_deeper_levels() -> None:
    outline = Outline()
    for line in ["第一章 总则", "第一条 定义", "(一)收集", "1.信息", "(二)使用", "第二条 共享", "(一)对象"]:
        mark = mark_of(line)
        assert mark is not None
        outline.enter(mark, line[mark.length :])
    assert outline.path == ("第一章 总则", "第二条 共享", "(一) 对象")


def test_headings_are_short_and_unpunctuated() -> None:
    def heading(line: str) -> bool:
        return is_heading(line, mark_of(line))

    assert heading("第七条 违约责任")
    assert heading("四、信息共享")
    assert not heading("四、我们会共享您的信息。")
    assert not heading("借款人信息")


def test_quote_key_ignores_width_line_breaks_and_numbers() -> None:
    assert quote_key("将您的通讯录，\n提供给第三方。") == quote_key("将您的通訊錄, 提供给第三方。")
    assert quote_key("读取通讯录") != quote_key("不读取通讯录")
    assert quote_key("（一）读取通讯录。") == quote_key("3. 读取通讯录。")


@pytest.mark.parametrize("number", ["①", "②", "⑨", "⑩", " ③ "])
def test_renumbering_a_circled_item_changed_its_fingerprint(number: str) -> None:
    quote = "读取您的通讯录。"
    one, other = (fingerprint_of("contacts", Stance.ASSERTED, written) for written in (quote, number + quote))
    assert one == other
    assert key_of(number + quote) == key_of(quote)
