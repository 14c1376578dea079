"""DOCX: paragraphs, tables, text boxes and the numbers Word draws."""

from __future__ import annotations

import io

import docx
import docx.shared
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from clausescan import errors
from clausescan.read import read
from clausescan.read.numerals import han


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_paragraphs_and_tables_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("第一条 信息收集")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "接收方", "某某数据公司"
    document.add_paragraph("读取您的通讯录。")
    assert read(saved(document)).text == "第一条 信息收集\n接收方 某某数据公司\n读取您的通讯录。"


def test_list_numbers_are_drawn() -> None:
    document = docx.Document()
    for text in ("收集通讯录；", "收集短信。"):
        document.add_paragraph(text, style="List Number")
    assert read(saved(document)).text == "1. 收集通讯录；\n2. 收集短信。"


def test_text_boxes_are_read() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("正文。")
    box = f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>框内：可联系您的亲友。</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    paragraph._p.append(parse_xml(box))
    assert read(saved(document)).text == "正文。\n框内：可联系您的亲友。"


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (105, "一百零五"), (110, "一百一十")]
)
def test_chinese_counting(number: int, text: str) -> None:
    assert han(number) == text


def test_damaged_archives_have_an_error() -> None:
    data = saved(docx.Document())
    with pytest.raises(errors.ClausescanError):
        read(data[: len(data) // 2])


def marks_of(document) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    found = read(saved(document))
    hidden, emphasis = (
        [(found.text[m.start : m.end], m.kind) for m in some] for some in (found.hidden, found.emphasis)
    )
    return hidden, emphasis


def test_hidden_and_emphasised_runs_are_marked() -> None:
    document = docx.Document()
    document.add_paragraph("第一条 借款用于日常消费，不得用于购房、投资或者其他用途，并按期归还。")
    paragraph = document.add_paragraph("第二条 ")
    paragraph.add_run("乙方同意甲方联系其亲友。").bold = True
    paragraph.add_run("甲方可转让债权。").underline = True
    unseen = paragraph.add_run("乙方放弃抗辩。")
    unseen.font.hidden = True
    white = paragraph.add_run("另付服务费。")
    white.font.color.rgb = docx.shared.RGBColor(255, 255, 255)
    tiny = paragraph.add_run("罚息翻倍。")
    tiny.font.size = docx.shared.Pt(1)
    paragraph.add_run("其余从略。").bold = False
    assert marks_of(document) == (
        [("乙方放弃抗辩。", "not_displayed"), ("另付服务费。", "same_colour"), ("罚息翻倍。", "tiny")],
        [("乙方同意甲方联系其亲友。", "bold"), ("甲方可转让债权。", "underlined")],
    )


def test_headers_and_footers_are_left_out() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "某某小额贷款有限公司"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    document.add_paragraph("正文。")
    assert read(saved(document)).text == "正文。"


def test_a_table_within_a_table_is_read_once() -> None:
    document = docx.Document()
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "接收方"
    outer.cell(0, 1).add_table(rows=1, cols=1).cell(0, 0).text = "某某数据公司"
    assert read(saved(document)).text == "接收方 某某数据公司"
