"""From offsets in the text that was read to lines and columns of the source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausescan.lint.places import SourceMap, bare, source_of
from clausescan.read import read


def quoted(source: str, name: str, quote: str, nth: int = 0) -> str | None:
    """The part of `source` that the region of the n-th `quote` in the text read names, or None."""
    data = source.encode()
    text = read(data, name=name).text
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    characters = source_of(data, name)
    assert characters is not None
    region = SourceMap.of(characters, text).region(start, start + len(quote))
    if region is None:
        return None
    lines = characters.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    return characters[starts[region.line - 1] + region.column - 1 : starts[region.end_line - 1] + region.end_column - 1]


@pytest.mark.parametrize(
    ("name", "source", "quote", "expected"),
    [
        ("a.txt", "甲\r\n\r\n乙方 授权。\r\n", "乙方 授权。", "乙方 授权。"),
        ("a.md", "# 标题\n\n1. 平台**有权**读取`通讯录`。\n", "1. 平台有权读取通讯录。", "1. 平台**有权**读取`通讯录`。"),
        ("a.md", "| 甲 | 乙方授权 |\n|---|---|\n| 丙 | 丁方同意 |", "丁方同意", "丁方同意"),
        ("a.md", "见[协议](http://a.cn/x)第三条，平台有权转让。", "见协议第三条，平台有权转让。", "见[协议](http://a.cn/x)第三条，平台有权转让。"),
        ("a.html", "<html><body><p>甲\n<p>平台<b>有权</b>读取&nbsp;A&amp;B&lt;通讯录&gt;。</body>", "平台有权读取\u00a0A&B<通讯录>。",
         "平台<b>有权</b>读取&nbsp;A&amp;B&lt;通讯录&gt;。"),
    ],
)  # fmt: skip
def test_regions_enclose_the_quote_in_its_source(name: str, source: str, quote: str, expected: str | None) -> None:
    assert quoted(source, name, quote) == expected


def test_the_second_of_two_equal_clauses_is_the_second_in_the_source() -> None:
    source = "平台有权转让。\n\n**平台**有权转让。\n"
    assert quoted(source, "a.md", "平台有权转让。", 0) == "平台有权转让。"
    assert quoted(source, "a.md", "平台有权转让。", 1) == "平台**有权转让。"


def test_pdf_and_noise_have_no_lines() -> None:
    assert source_of(b"%PDF-1.4", "a.pdf") is None
    assert source_of(bytes(range(256)) * 20, "a.txt") is None


@settings(deadline=None)
@given(st.lists(st.text("甲乙丙授权。， *_<&\n", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=8))
def test_a_region_of_plain_text_holds_the_characters_of_the_quote(paragraphs: list[str]) -> None:
    source = "\n".join(paragraphs)
    for quote in filter(None, (paragraph.strip(" *_\n<&") for paragraph in paragraphs)):
        found = quoted(source, "a.txt", quote)
        assert found is not None
        assert bare(found).text == bare(quote).text


@pytest.mark.parametrize("part", ["<!--", "<a ", "](", "&a", "<", "](a", "<!-- -"])
def test_a_megabyte_of_markup_that_never_closes_is_linear(part: str) -> None:
    assert len(bare(part * (1_000_000 // len(part))).text) <= 1_000_000
