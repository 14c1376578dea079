"""The golden set: every rendered layout gives exactly its text, on whichever path its signals choose."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from clausescan.read import pdf as reader
from clausescan.read import read
from clausescan.read.careful import CarefulPdf
from clausescan.read.paged import paged_document
from tests.conftest import make_pdf
from tests.layouts import LAYOUTS, Layout


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout_gives_exactly_its_text(layout: Layout) -> None:
    document = read(layout.pdf())
    assert document.text == layout.text
    for line in document.lines:
        for page, (x0, y0, x1, y1) in document.locate(line.start, line.end):
            assert page == line.page
            assert x0 < x1
            assert y0 < y1


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_what_nobody_sees_and_what_stands_out_is_marked_and_nothing_else(layout: Layout) -> None:
    document = read(layout.pdf())
    assert tuple((document.text[m.start : m.end], m.kind) for m in document.hidden) == layout.hidden
    assert tuple((document.text[m.start : m.end], m.kind) for m in document.emphasis) == layout.emphasis


def carefully(data: bytes) -> str:
    """The text of a PDF with every page on the careful path."""
    fast = read(data)
    careful = CarefulPdf(data, None)
    lines = [careful.lines(page.number) or [] for page in fast.pages]
    return paged_document(lines, fast.pages, ("x", "x", "application/pdf")).text


@pytest.mark.parametrize("name", ["single column", "header, footer, page numbers", "watermark", "seal", "rotated page"])
def test_both_paths_agree_where_both_are_right(name: str) -> None:
    layout = next(layout for layout in LAYOUTS if layout.name == name)
    assert carefully(layout.pdf()) == layout.text


def test_both_paths_agree_on_the_samples(sample: Path) -> None:
    assert carefully(sample.read_bytes()) == read(sample).text


@pytest.mark.parametrize(
    ("name", "signal"),
    [
        ("single column", ""),
        ("clause across pages", ""),
        ("columns in order", "order"),
        ("columns row by row", "gaps"),
        ("table", "table"),
        ("turned text", "turned"),
        ("vertical text", "turned"),
        ("filled-in template", "order"),
    ],
)
def test_signals_send_the_right_pages_to_the_careful_path(
    monkeypatch: pytest.MonkeyPatch, name: str, signal: str
) -> None:
    seen: list[str] = []
    measure = reader.doubtful
    monkeypatch.setattr(reader, "doubtful", lambda *a, **k: seen.append(measure(*a, **k)) or seen[-1])
    layout = next(layout for layout in LAYOUTS if layout.name == name)
    read(layout.pdf())
    assert set(seen) == {signal}


def test_doubled_characters_are_read_once() -> None:
    """Lines drawn a second time, a hair apart, after the last of them: PDFium keeps both."""
    lines = [f"第{n}条 乙方逾期满{n}日的，甲方可以联系乙方的亲友。" for n in "一二三四五六七八九"]

    def again(canvas, _number: int) -> None:
        canvas.setFont("STSong-Light", 11)
        for row, line in enumerate(lines):
            canvas.drawString(72.4, 770 - row * 17.6, line)

    data = make_pdf([lines], draw=again)
    assert pdfium.PdfDocument(data)[0].get_textpage().get_text_range().count("第一条") == 2
    assert read(data).text == "\n".join(lines)


def test_boxes_of_careful_lines_hold_their_words() -> None:
    layout = next(layout for layout in LAYOUTS if layout.name == "columns row by row")
    data = layout.pdf()
    document = read(data)
    start = document.text.index("要求其转告")
    ((_, (x0, y0, x1, y1)),) = document.locate(start, start + 5)
    page = pdfium.PdfDocument(data)[0]
    height = page.get_height()
    assert page.get_textpage().get_text_bounded(x0 + 1, height - y1 + 1, x1 - 1, height - y0 - 1) == "要求其转告"
