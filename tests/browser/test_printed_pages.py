"""Pages as Chromium prints and saves them, read back."""

from __future__ import annotations

from typing import Any

import pytest

from clausescan.read import read
from tests.unit.test_ocr import FONT

BODY = "第一条 借款用于日常消费，不得用于购房、投资或者其他用途，并按期归还。"
CLAUSE = "乙方同意甲方联系其亲友。"


@pytest.mark.skipif(not FONT.exists(), reason="needs the font fonts-wqy-microhei, which has no bold face")
def test_a_bold_that_the_font_lacks_is_set_off(chromium: Any) -> None:
    page = chromium.new_page()
    page.set_content(
        f"<body style='font: 11pt \"WenQuanYi Micro Hei\"'><p>{BODY}<p>第二条 <b>{CLAUSE}</b>甲方可以转让债权。<p>{BODY}"
    )
    document = read(page.pdf())
    page.close()
    assert [(document.text[mark.start : mark.end], mark.kind) for mark in document.emphasis] == [(CLAUSE, "bold")]


def test_frames_and_drawings_of_a_saved_page_are_read(chromium: Any) -> None:
    page = chromium.new_page()
    drawing = "<svg><text y=20>第三条</text></svg>"
    page.set_content(f"<p>第一条</p><iframe srcdoc='<p>第二条</p>'></iframe>{drawing}<p>第四条</p>")
    saved = page.context.new_cdp_session(page).send("Page.captureSnapshot", {"format": "mhtml"})["data"]
    page.close()
    assert read(saved.encode()).text == "第一条\n第二条\n第三条\n第四条"
