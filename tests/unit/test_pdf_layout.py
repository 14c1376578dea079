"""PDF text: furniture out, wrapped lines joined, boxes where the words are."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest

from clausescan.read import read
from tests.conftest import make_pdf

LONG = "甲方有权在乙方逾期时将乙方的姓名和联系方式以及本协议项下的全部债权信息提"  # as wide as the column
BODY = [
    [LONG, "供给第三方催收机构。", "第二条 通知", "本协议一式两份。"]
    + [f"这是第一页的正文内容第{n}段。" for n in "一二三"]
    + [LONG],
    ["供给丙方。"] + [f"这是第二页的正文内容第{n}段。" for n in "一二三四"],
    [f"这是第三页的正文内容第{n}段。" for n in "一二三四五"],
]


def furnished(canvas, number: int) -> None:
    canvas.setFont("STSong-Light", 9)
    canvas.drawString(72, 815, "某某小额贷款有限公司 借款协议")
    canvas.drawCentredString(297, 30, f"第 {number} 页 共 3 页")
    canvas.saveState()
    canvas.translate(300, 400)
    canvas.rotate(45)
    canvas.setFont("STSong-Light", 40)
    canvas.drawCentredString(0, 0, "样本")
    canvas.restoreState()


def test_headers_footers_page_numbers_and_watermarks_are_dropped() -> None:
    text = read(make_pdf(BODY, draw=furnished)).text
    assert "某某小额贷款" not in text
    assert "共 3 页" not in text
    assert "样" not in text
    assert "这是第三页的正文内容第五段。" in text


def test_wrapped_lines_are_joined_within_and_across_pages() -> None:
    lines = read(make_pdf(BODY, draw=furnished)).text.split("\n")
    assert LONG + "供给第三方催收机构。" in lines
    assert LONG + "供给丙方。" in lines
    assert "第二条 通知" in lines


def test_boxes_hold_exactly_their_words() -> None:
    data = make_pdf(BODY, draw=furnished)
    document = read(data)
    start = document.text.index("供给第三方")
    ((page, (x0, y0, x1, y1)),) = document.locate(start, start + 5)
    assert page == 1
    opened = pdfium.PdfDocument(data)[0]
    height = opened.get_height()
    inside = opened.get_textpage().get_text_bounded(x0 + 1, height - y1 + 1, x1 - 1, height - y0 - 1)
    assert "".join(inside.split()) == "供给第三方"


def test_boxes_follow_page_rotation() -> None:
    pdf = pdfium.PdfDocument(make_pdf([["读取您的通讯录。"]]))
    pdf[0].set_rotation(90)
    turned = io.BytesIO()
    pdf.save(turned)
    document = read(turned.getvalue())
    ((_, (x0, y0, x1, y1)),) = document.locate(0, 4)
    page = document.pages[0]
    assert (page.width, page.height) == (842, 595)
    assert 0 <= x0 < x1 <= page.width
    assert 0 <= y0 < y1 <= page.height
    assert y1 - y0 > x1 - x0  # the line runs down the displayed page


NOTICE = ["我们会读取您的通讯录。", "逾期的，我们会联系您的亲友。"]


def turned(data: bytes) -> bytes:
    pdf = pdfium.PdfDocument(data)
    for page in pdf:
        page.set_rotation(90)
    saved = io.BytesIO()
    pdf.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("pages", [2, 3, 5])
@pytest.mark.parametrize("made", [make_pdf, lambda pages: turned(make_pdf(pages))], ids=["upright", "turned"])
def test_pages_that_are_the_same_were_dropped_as_furniture(
    made: Callable[[list[list[str]]], bytes], pages: int
) -> None:
    assert read(made([NOTICE] * pages)).text.split("\n") == NOTICE * pages


def test_a_copy_for_each_party_was_dropped_but_for_the_name_of_the_party() -> None:
    copies = [[*NOTICE, f"{party}方留存"] for party in "甲乙丙"]
    assert read(make_pdf(copies)).text.split("\n") == [line for copy in copies for line in copy]


def test_a_document_of_page_numbers_came_out_empty() -> None:
    def number(canvas, page: int) -> None:
        canvas.setFont("STSong-Light", 9)
        canvas.drawCentredString(297, 30, f"第 {page} 页")

    assert read(make_pdf([[], []], draw=number)).text.split("\n") == ["第 1 页", "第 2 页"]


def test_a_page_with_nothing_but_a_header_adds_nothing() -> None:
    text = read(make_pdf([*BODY, []], draw=furnished)).text
    assert text == read(make_pdf(BODY, draw=furnished)).text
