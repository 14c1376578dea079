"""DOCX: paragraphs, tables, text boxes and the numbers Word draws."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from clausescan import errors
from clausescan.read import read
from clausescan.read.docx import _han


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
    assert _han(number) == text


def test_damaged_archives_have_an_error() -> None:
    data = saved(docx.Document())
    with pytest.raises(errors.ClausescanError):
        read(data[: len(data) // 2])
