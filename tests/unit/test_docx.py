"""DOCX: paragraphs, tables, text boxes and the numbers Word draws."""

from __future__ import annotations

import io
import zipfile

import docx
import docx.shared
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

import clausescan
from clausescan import errors
from clausescan.read import ocr, read
from clausescan.read.docx import MEDIA_TYPE
from clausescan.read.numerals import han
from tests.unit.test_ocr import real


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


def with_runs(*paragraphs: str) -> docx.document.Document:
    """A document of paragraphs in WordprocessingML."""
    document = docx.Document()
    for xml in paragraphs:
        document._body._element.insert(-1, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))
    return document


def run(text: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"


def with_part(data: bytes, name: str, content: str, relation: str = "") -> bytes:
    """A DOCX with another part, and the relation to it where it is new."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.namelist():
            part = old.read(entry).decode("utf-8", "surrogateescape")
            if relation and entry == "[Content_Types].xml":
                override = f'<Override PartName="/word/{name}" ContentType="{kind}.{relation}+xml"/></Types>'
                part = part.replace("</Types>", override)
            if relation and entry == "word/_rels/document.xml.rels":
                office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                added = f'<Relationship Id="rId99" Type="{office}/{relation}" Target="{name}"/></Relationships>'
                part = part.replace("</Relationships>", added)
            if entry != f"word/{name}":
                new.writestr(entry, part.encode("utf-8", "surrogateescape"))
        new.writestr(f"word/{name}", content)
    return buffer.getvalue()


def test_tracked_changes_are_read_as_if_accepted() -> None:
    change = f"{run('甲方')}<w:ins w:id='1'>{run('不得')}</w:ins><w:del w:id='2'><w:r><w:delText>可以</w:delText></w:r></w:del>{run('共享。')}"
    assert read(saved(with_runs(change))).text == "甲方不得共享。"
    moved = f"<w:moveFrom w:id='1'>{run('旧')}</w:moveFrom><w:moveTo w:id='2'>{run('新')}</w:moveTo>"
    assert read(saved(with_runs(moved))).text == "新"
    joined = f"<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>{run('甲方可以')}"
    assert read(saved(with_runs(joined, run("联系亲友。"), run("通知。")))).text == "甲方可以联系亲友。\n通知。"
    assert read(saved(with_runs(run("通知。"), joined))).text == "通知。\n甲方可以"


def test_a_deleted_table_row_is_gone() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=1)
    table.cell(0, 0).text, table.cell(1, 0).text = "读取", "共享"
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')} w:id='1'/>"))
    assert read(saved(document)).text == "共享"


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_are_read_behind_the_paragraph_they_hang_on(kind: str) -> None:
    base = saved(with_runs(f"{run('借款用途')}<w:r><w:{kind}Reference w:id='2'/></w:r>{run('。')}", run("通知。")))
    notes = (
        f"<w:{kind}s {nsdecls('w')}><w:{kind} w:type='separator' w:id='0'><w:p>{run('——')}</w:p></w:{kind}>"
        f"<w:{kind} w:id='2'><w:p>{run('可联系亲友。')}<w:r><w:{kind}Reference w:id='2'/></w:r></w:p></w:{kind}></w:{kind}s>"
    )
    assert read(with_part(base, f"{kind}s.xml", notes, f"{kind}s")).text == "借款用途。\n可联系亲友。\n通知。"


def test_comments_are_read_behind_the_paragraph_they_hang_on() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("借款用于")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "接收方", "某某数据公司"
    document.add_paragraph("通知。")
    document.add_comment(paragraph.add_run("消费"), text="可联系亲友。\n另付服务费。", author="甲")
    document.add_comment(paragraph.add_run("。"), text="答复：同意。")
    document.add_comment(table.cell(0, 0).paragraphs[0].runs, text="含关联公司。")
    assert read(saved(document)).text == (
        "借款用于消费。\n可联系亲友。\n另付服务费。\n答复：同意。\n接收方 含关联公司。 某某数据公司\n通知。"
    )


def test_a_comment_on_deleted_words_is_gone_with_them() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("通知。")
    run = paragraph.add_run("")
    document.add_comment(run, text="可联系亲友。")
    gone = parse_xml(f"<w:del {nsdecls('w')} w:id='9'/>")
    gone.extend(list(paragraph._p)[-1:])  # the run that refers to the comment
    paragraph._p.append(gone)
    assert read(saved(document)).text == "通知。"


def test_styles_hide_and_set_off_as_runs_do() -> None:
    document = docx.Document()
    document.add_paragraph("第一条 借款用于日常消费，不得用于购房、投资或者其他用途，并按期归还，妥善保管。")
    base = document.styles.add_style("Base", WD_STYLE_TYPE.PARAGRAPH)
    base.font.bold = True
    derived = document.styles.add_style("Derived", WD_STYLE_TYPE.PARAGRAPH)
    derived.base_style = base
    white = document.styles.add_style("White", WD_STYLE_TYPE.PARAGRAPH)
    white.font.color.rgb = docx.shared.RGBColor(255, 255, 255)
    unseen = document.styles.add_style("Unseen", WD_STYLE_TYPE.CHARACTER)
    unseen.font.hidden = True
    document.add_paragraph("乙方同意甲方联系其亲友。", style="Derived")
    document.add_paragraph("").add_run("乙方放弃抗辩。", style="Unseen")
    document.add_paragraph("另付服务费。", style="White")
    document.add_paragraph("", style="Derived").add_run("其余从略。").bold = False
    assert marks_of(document) == (
        [("乙方放弃抗辩。", "not_displayed"), ("另付服务费。", "same_colour")],
        [("乙方同意甲方联系其亲友。", "bold")],
    )


def test_styles_that_rest_on_themselves_end() -> None:
    document = docx.Document()
    style = document.styles.add_style("Loop", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = style
    document.add_paragraph("通知。", style="Loop")
    assert read(saved(document)).text == "通知。"


def test_white_words_in_a_dark_cell_can_be_seen() -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.paragraphs[0].add_run("接收方").font.color.rgb = docx.shared.RGBColor(255, 255, 255)
    cell._tc.get_or_add_tcPr().append(parse_xml(f"<w:shd {nsdecls('w')} w:val='clear' w:fill='1F3864'/>"))
    assert marks_of(document) == ([], [])


NUMBERING = f"""<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>"""


def test_lists_number_their_levels_and_start_again_as_word_does() -> None:
    def item(text: str, level: int = 0, number: int = 1) -> str:
        return f"<w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr></w:pPr>{run(text)}"

    base = saved(
        with_runs(item("收集"), item("读取", 1), item("共享"), item("提供", 1), item("催收", 0, 2), item("通知"))
    )
    assert read(with_part(base, "numbering.xml", NUMBERING)).text.split("\n") == [
        *("第一条 收集", "1.1 读取", "第二条 共享", "2.1 提供", "第七条 催收", "第八条 通知"),
    ]


def test_ticks_symbols_and_formulas_are_drawn() -> None:
    box = "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>"
    ticked, empty = box.format("<w:default w:val='0'/><w:checked/>"), box.format("<w:default w:val='0'/>")
    symbol = "<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>"
    formula = "<m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'><m:r><m:t>r=24%</m:t></m:r></m:oMath>"
    words = f"{ticked}{run('同意')}{empty}{run('不同意')}{symbol}{run('已读，')}{formula}"
    assert read(saved(with_runs(words))).text == "☑同意☐不同意☑已读，r=24%"


def picture_document(*words: str) -> bytes:
    from tests.unit.test_ocr import LINES, picture

    document = docx.Document()
    for text in words:
        document.add_paragraph(text)
    document.add_picture(io.BytesIO(picture(LINES[:2])), width=docx.shared.Pt(400))
    document.add_picture(io.BytesIO(picture(LINES[2:3])), width=docx.shared.Pt(90))  # as small as a seal
    return saved(document)


@real
def test_pasted_scans_are_read_as_pages() -> None:
    from tests.unit.test_ocr import LINES, squeezed

    report = clausescan.analyze(picture_document())
    assert (squeezed(report.text), report.ocr_pages) == (squeezed("".join(LINES[:2])), (1,))
    mixed = clausescan.analyze(picture_document("个人借款合同"))
    assert squeezed(mixed.text) == squeezed("个人借款合同" + "".join(LINES[:2]))
    assert (mixed.ocr_pages, mixed.source.media_type) == ((2,), MEDIA_TYPE)
    assert any(f.practice == "contact_access" and f.location.page == 2 for f in mixed.findings)


@real
def test_without_the_extra_pasted_scans_are_unread_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    report = clausescan.analyze(picture_document("我们会读取您的通讯录。"))
    assert (report.status, [p.page for p in report.unread_pages]) == ("partial", [2])
    assert 'pip install "clausescan[ocr]"' in report.reason
    assert clausescan.analyze(picture_document()).status == "unreadable"


@pytest.mark.parametrize("share", [0.3, 0.5, 0.99])
def test_a_document_that_was_cut_off_is_called_damaged(share: float) -> None:
    data = saved(with_runs(run("通知。")))
    with pytest.raises(errors.DamagedFileError, match="save it again in Word"):
        read(data[: int(len(data) * share)])


def test_a_large_picture_that_is_only_linked_to_is_unread() -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    from tests.unit.test_page_pictures import blank

    document = docx.Document()
    document.add_paragraph("我们会读取您的通讯录。")
    for points in (400, 90):
        document.add_picture(io.BytesIO(blank(640, 900)), width=docx.shared.Pt(points))
    for number, blip in enumerate(document.element.body.iter(qn("a:blip"))):
        target = document.part.relate_to(f"https://example.cn/{number}.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
        blip.attrib.pop(qn("r:embed"))
        blip.set(qn("r:link"), target)
    report = clausescan.analyze(saved(document))
    assert (report.status, [(p.page, p.remedy) for p in report.unread_pages]) == ("partial", [(2, None)])
    assert "linked to" in report.unread_pages[0].note


def with_chunk(data: bytes, content_type: str) -> docx.document.Document:
    """A document that takes in a part, as programs make DOCX of pages, twice."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = docx.Document()
    document.add_paragraph("第一条")
    part = Part(PackURI("/word/chunk.bin"), content_type, data, document.part.package)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = document.part.relate_to(part, f"{office}/aFChunk")
    for _ in range(2):
        document._body._element.insert(-1, parse_xml(f"<w:altChunk {nsdecls('w', 'r')} r:id='{relation}'/>"))
    document.add_paragraph("第四条")
    return document


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("<p>第二条<p>第三条".encode(), "text/html"),
        ("第二条\n第三条".encode("gb18030"), "text/plain"),
        (
            'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\n'
            "Content-Type: text/html\nContent-Transfer-Encoding: 8bit\n\n<p>第二条<p>第三条\n--b--".encode(),
            "message/rfc822",
        ),
    ],
)
def test_pages_taken_in_as_a_whole_are_read_in_their_place(data: bytes, content_type: str) -> None:
    assert read(saved(with_chunk(data, content_type))).text == "第一条\n第二条\n第三条\n第四条"


@pytest.mark.parametrize(
    ("data", "content_type"), [(rb"{\rtf1 \'ce\'d2}", "application/rtf"), (bytes(range(256)) * 8, "text/html")]
)
def test_parts_taken_in_that_are_not_read_are_unread_pages(data: bytes, content_type: str) -> None:
    report = clausescan.analyze(saved(with_chunk(data, content_type)))
    assert (report.status, [p.page for p in report.unread_pages]) == ("partial", [2])


def test_the_words_of_a_diagram_are_read_where_it_stands() -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    points = "".join(f"<d:pt><d:t><a:p><a:r><a:t>{word}</a:t></a:r></a:p></d:t></d:pt>" for word in ("申请", "催收"))
    data = (
        f"<d:dataModel xmlns:d='{drawing}/diagram' xmlns:a='{drawing}/main'><d:ptLst>{points}</d:ptLst></d:dataModel>"
    )
    document = docx.Document()
    paragraph = document.add_paragraph("流程：")
    part = Part(PackURI("/word/diagrams/data1.xml"), "application/xml", data.encode(), document.part.package)
    relation = document.part.relate_to(part, "http://x/diagramData")
    shape = f"<w:r {nsdecls('w', 'r')}><w:drawing><d:relIds xmlns:d='{drawing}/diagram' r:dm='{relation}'/></w:drawing></w:r>"
    paragraph._p.append(parse_xml(shape))
    document.add_paragraph("通知。")
    assert read(saved(document)).text == "流程：\n申请\n催收\n通知。"


def test_a_large_picture_of_an_embedded_object_is_a_page() -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = docx.Document()
    paragraph = document.add_paragraph("还款计划如下表。")
    part = Part(PackURI("/word/media/image9.emf"), "image/x-emf", b"\x01\x00\x00\x00" * 99, document.part.package)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    for width in (400, 90):
        shape = f"<v:shape xmlns:v='urn:schemas-microsoft-com:vml' style='width:{width}pt;height:300pt'><v:imagedata r:id='{relation}'/></v:shape>"
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w', 'r')}><w:object>{shape}</w:object></w:r>"))
    report = clausescan.analyze(saved(document))
    assert (report.status, [p.page for p in report.unread_pages]) == ("partial", [2])
