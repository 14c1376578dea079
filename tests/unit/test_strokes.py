"""Text that a browser thickened for want of a bold face, drawn as Chromium draws it: as shapes, in a font without a name."""

from __future__ import annotations

import io

import pytest

from clausescan.read import read
from tests.unit.test_ocr import FONT

pytestmark = pytest.mark.skipif(not FONT.exists(), reason="needs the font fonts-wqy-microhei")

BODY = [
    "第一条 借款用于日常消费，不得用于购房、投资或者其他用途，并按期归还。",
    "第二条 借款人应当按期归还本金和利息。",
]
CLAUSE = "乙方同意甲方联系其亲友。"


def procedures(text: str, thicker: float) -> dict[str, bytes]:
    """What draws each character, outlined with a pen so many thousandths of its height wide."""
    fonts = pytest.importorskip("fontTools.ttLib", reason="fontTools comes with the extra dev")
    from fontTools.pens.basePen import BasePen

    class Pen(BasePen):
        def __init__(self, glyphs: object) -> None:
            super().__init__(glyphs)
            self.parts: list[str] = []

        def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - as fontTools calls them
            self.parts.append("{:g} {:g} m".format(*point))

        def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
            self.parts.append("{:g} {:g} l".format(*point))

        def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
            self.parts.append(" ".join(f"{x:g} {y:g}" for x, y in points) + " c")

        def _closePath(self) -> None:  # noqa: N802
            self.parts.append("h")

    font = fonts.TTFont(FONT, fontNumber=0)
    units, glyphs, names = font["head"].unitsPerEm, font.getGlyphSet(), font.getBestCmap()
    found = {}
    for character in sorted(set(text)):
        glyphs[names[ord(character)]].draw(pen := Pen(glyphs))
        paint = f"{thicker * units / 1000:g} w B" if thicker else "f"
        found[character] = f"{units} 0 0 {-units} {units} {units} d1 {' '.join(pen.parts)} {paint}".encode()
    return found


def printed(clause: str, *, thicker: float = 0, body: list[str] = BODY) -> bytes:
    """A page with `body` in an embedded font, and `clause` below it in a font of shapes, each character an object of its own."""
    import pypdf
    from pypdf.generic import ArrayObject, NameObject, StreamObject, read_object
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Body", FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    canvas.setFont("Body", 11)
    for row, line in enumerate(body):
        canvas.drawString(72, 770 - 18 * row, line)
    canvas.showPage()
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(buffer.getvalue()))

    def stream(data: bytes) -> str:
        made = StreamObject()
        made.set_data(data)
        return f"{writer._add_object(made).idnum} 0 R"

    shapes = procedures(clause, thicker)
    codes = {character: code for code, character in enumerate(shapes, start=1)}
    known = "".join(f"<{code:02x}> <{ord(character):04x}>\n" for character, code in codes.items())
    cmap = f"begincmap 1 begincodespacerange <00> <ff> endcodespacerange {len(codes)} beginbfchar {known} endbfchar endcmap"
    procs = " ".join(f"/g{codes[character]} {stream(data)}" for character, data in shapes.items())
    font = (
        f"<< /Type /Font /Subtype /Type3 /FontMatrix [{1 / 2048} 0 0 {1 / 2048} 0 0] /FontBBox [0 -500 2048 2048] /FirstChar 1 "
        f"/LastChar {len(codes)} /Widths [{'2048 ' * len(codes)}] /ToUnicode {stream(cmap.encode())} /CharProcs << {procs} >> "
        f"/Encoding << /Type /Encoding /Differences [1 {' '.join(f'/g{code}' for code in codes.values())}] >> >>"
    )
    page = writer.pages[0]
    fonts = page["/Resources"].get_object()["/Font"].get_object()
    fonts[NameObject("/T3")] = read_object(io.BytesIO(font.encode()), writer)
    drawn = "".join(f"BT /T3 11 Tf {72 + 11 * at} 700 Td <{codes[c]:02x}> Tj ET\n" for at, c in enumerate(clause))
    added = read_object(io.BytesIO(stream(drawn.encode()).encode() + b" "), writer)
    page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), added])
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def set_off(data: bytes) -> list[tuple[str, str]]:
    document = read(data)
    return [(document.text[mark.start : mark.end], mark.kind) for mark in document.emphasis]


def test_characters_with_thicker_strokes_than_the_rest_of_the_page_are_bold() -> None:
    assert set_off(printed(CLAUSE, thicker=31)) == [(CLAUSE, "bold")]


def test_a_font_without_a_name_is_not_bold_for_that() -> None:
    assert read(printed(CLAUSE)).text.endswith(CLAUSE)
    assert set_off(printed(CLAUSE)) == []


def test_nothing_is_said_of_a_page_with_no_other_font_or_no_chinese() -> None:
    assert set_off(printed(CLAUSE, thicker=31, body=[])) == []
    assert set_off(printed("Borrower", thicker=31)) == []
