"""Text that nobody can see is analysed and pointed out; what a reader can see is not."""

from __future__ import annotations

import pytest

import clausescan
from clausescan.read import read
from tests.conftest import make_pdf
from tests.layouts import LAYOUTS

SMUGGLED = "我们会读取您手机中的通讯录，并上传至服务器。"


def smuggling(canvas, _number: int) -> None:
    canvas.setFillGray(1)
    canvas.drawString(72, 600, SMUGGLED)


def test_a_smuggled_clause_is_a_finding_and_is_pointed_out() -> None:
    report = clausescan.analyze(make_pdf([["第一条 信息收集", "我们依法保护您的信息。"]], draw=smuggling))
    assert [(h.quote, h.page, h.reason) for h in report.hidden] == [(SMUGGLED, 1, "same_colour")]
    assert any(f.practice == "contact_access" and f.quote == SMUGGLED for f in report.findings)
    for written in (report.to_markdown(), report.to_html(), report.to_markdown(lang="en"), report.to_html(lang="en")):
        assert SMUGGLED in written
    assert "肉眼看不见" in report.to_markdown()
    assert "cannot be seen" in report.to_html(lang="en")


def test_the_text_layer_of_a_scan_is_not_hidden() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def scan(canvas, _number: int) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (60, 84), (240, 240, 230))), 0, 0, 595, 842)
        text = canvas.beginText(72, 600)
        text.setTextRenderMode(3)
        for _ in range(4):
            text.textLine(SMUGGLED)
        canvas.drawText(text)

    document = read(make_pdf([[]], draw=scan))
    assert document.text.count(SMUGGLED) == 4
    assert document.hidden == ()


def test_a_scan_with_a_heading_or_a_note_for_its_only_text_does_not_look_clean() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    paper = ImageReader(Image.new("RGB", (60, 84), (240, 240, 230)))

    def headed(canvas, _number: int) -> None:
        canvas.drawImage(paper, 0, 0, 595, 842)
        canvas.drawString(72, 700, "某某扫描")

    def noted(canvas, _number: int) -> None:
        canvas.drawImage(paper, 0, 0, 595, 842)
        canvas.freeTextAnnotation("请在此签字", "0 g", Rect=(72, 700, 300, 715))

    assert [p.quality for p in read(make_pdf([[]], draw=noted)).pages] == ["no_text"]
    page = read(make_pdf([[]], draw=headed)).pages[0]
    assert page.quality == "no_text" or page.by_ocr


def test_a_stamp_with_holes_in_it_hides_nothing() -> None:
    layout = next(layout for layout in LAYOUTS if layout.name == "seal")
    assert read(layout.pdf()).hidden == ()


@pytest.mark.parametrize("name", ["seal", "single column"])
def test_reports_without_hidden_text_do_not_speak_of_it(name: str) -> None:
    layout = next(layout for layout in LAYOUTS if layout.name == name)
    assert "肉眼看不见" not in clausescan.analyze(layout.pdf()).to_html()


def test_findings_say_whether_they_stand_out() -> None:
    def bold(canvas, _number: int) -> None:
        text = canvas.beginText(72, 600)
        text.setTextRenderMode(2)
        text.textLine(SMUGGLED)
        canvas.drawText(text)

    plain = "我们会读取您手机中的通话记录和短信内容，并上传至服务器。"
    report = clausescan.analyze(make_pdf([["第一条 信息收集", plain]], draw=bold))
    assert {(f.quote, f.emphasized) for f in report.asserted if f.quote in (plain, SMUGGLED)} == {
        (plain, False),
        (SMUGGLED, True),
    }
