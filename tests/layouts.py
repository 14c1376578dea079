"""Rendered layouts with the exact text that a reader must make of them: the golden set of the PDF reader.

Each layout draws pages with reportlab and says what the document's text is. The clauses are our own wording.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 595, 842
WIDE = "甲方有权在乙方逾期时将乙方的姓名和联系方式以及本协议项下的全部债权信息提"  # as wide as the text column
LEFT = (
    "第一条 信息收集",
    "乙方同意甲方读取其通讯录与通",
    "话记录，并上传至甲方服务器。",
    "第二条 信息共享",
    "甲方可以把乙方信息提供给担保",
    "机构和数据服务公司。",
)
RIGHT = (
    "第三条 逾期催收",
    "乙方逾期的，甲方可以联系乙方",
    "的亲友，要求其转告还款事宜。",
    "第四条 债权转让",
    "甲方可以把债权转让给第三方，",
    "无需再通知乙方。",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A document as drawn, the text it holds, and the quotes in it that a person would not see."""

    name: str
    draw: Callable[[Canvas], None]
    text: str
    hidden: tuple[tuple[str, str], ...] = ()
    emphasis: tuple[tuple[str, str], ...] = ()

    def pdf(self) -> bytes:
        """The layout as a PDF, the same bytes each time."""
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
        canvas.setFont(FONT, 11)
        self.draw(canvas)
        canvas.save()
        return buffer.getvalue()


def rows(canvas: Canvas, lines: tuple[str, ...], *, x: float = 72, top: float = 770, size: float = 11) -> None:
    canvas.setFont(FONT, size)
    for row, line in enumerate(lines):
        canvas.drawString(x, top - row * 1.6 * size, line)


def single(canvas: Canvas) -> None:
    rows(canvas, ("第一条 信息使用", WIDE, "供给第三方催收机构。", "第二条 通知", "本协议一式两份。"))


def columns_in_order(canvas: Canvas) -> None:
    rows(canvas, LEFT)
    rows(canvas, RIGHT, x=320)


def columns_row_by_row(canvas: Canvas) -> None:
    rows(canvas, ("借款合同特别约定",), x=250, top=800)
    for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        rows(canvas, (left,), top=770 - row * 17.6)
        rows(canvas, (right,), x=320, top=770 - row * 17.6)


def short_columns(canvas: Canvas) -> None:
    """Two columns of three rows, drawn one after the other as browsers do, between lines across the page."""
    rows(canvas, (WIDE,), top=800)
    rows(canvas, LEFT[:3])
    rows(canvas, RIGHT[:3], x=320)
    rows(canvas, ("第五条 本协议一式两份。",), top=700)


def printed(canvas: Canvas) -> None:
    """A page printed by a browser: its date above, its address below."""
    rows(canvas, ("2026/3/1 上午9:05 借款协议",), x=20, top=820, size=8)
    rows(canvas, ("第一条 用途", "借款用于日常消费。"))
    rows(canvas, ("https://example.com/agreement?id=1 1/1",), x=20, top=18, size=8)


CELLS = (
    (("接收方",), ("接收的信息",), ("目的",)),
    (("某某数据公司",), ("姓名、身份证号、通讯", "录和通话记录"), ("信用评估",)),
    (("某某催收公司",), ("联系电话"), ("逾期催收和委托诉讼", "保全")),
)


def table(canvas: Canvas) -> None:
    rows(canvas, ("第五条 我们把您的信息提供给下列机构：",))
    edges, tops = (72, 190, 330, 470), (745, 715, 665, 615)
    for y in tops:
        canvas.line(edges[0], y, edges[-1], y)
    for x in edges:
        canvas.line(x, tops[0], x, tops[-1])
    for top, cells in zip(tops, CELLS, strict=False):
        for x, cell in zip(edges, cells, strict=False):
            lines = cell if isinstance(cell, tuple) else (cell,)
            rows(canvas, lines, x=x + 5, top=top - 18)
    rows(canvas, ("您同意上述提供。",), top=590)


def furniture(canvas: Canvas) -> None:
    body = (
        ("第一条 用途", "借款用于日常消费。"),
        ("第二条 期限", "借款期限为十二个月。"),
        ("第三条 利率", "年利率为百分之十二。"),
    )
    for number, lines in enumerate(body, start=1):
        rows(canvas, ("某某小额贷款有限公司 借款协议",), top=815, size=9)
        rows(canvas, lines)
        canvas.drawCentredString(297, 30, f"第 {number} 页 共 3 页")
        canvas.showPage()


def watermark(canvas: Canvas) -> None:
    rows(canvas, ("第一条 用途", "借款用于日常消费，不得用于购房。"))
    canvas.saveState()
    canvas.setFont(FONT, 40)
    canvas.setFillGray(0.85)
    for x, y in ((200, 300), (400, 600)):
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(45)
        canvas.drawCentredString(0, 0, "仅供参考")
        canvas.restoreState()
    canvas.restoreState()


def seal(canvas: Canvas) -> None:
    """A round company seal: characters around a circle, over the signature line, and a transparent stamp picture."""
    from PIL import Image, ImageDraw

    rows(canvas, ("第九条 签署", "本协议自双方签字盖章之日起生效。", "甲方（盖章）：某某小额贷款有限公司"))
    canvas.setFillColorRGB(0.8, 0, 0)
    canvas.setFont(FONT, 10)
    for place, character in enumerate("某某小额贷款有限公司合同专用章"):
        canvas.saveState()
        canvas.translate(300, 640)
        canvas.rotate(150 - place * 22)
        canvas.drawCentredString(0, 45, character)
        canvas.restoreState()
    stamp = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    ImageDraw.Draw(stamp).ellipse((4, 4, 76, 76), outline=(200, 0, 0, 160), width=4)
    canvas.drawImage(ImageReader(stamp), 150, 710, 60, 60, mask="auto")


def across_pages(canvas: Canvas) -> None:
    rows(canvas, ("第二条 信息使用", WIDE))
    canvas.showPage()
    rows(canvas, ("供给丙方，丙方可以再次提供。", "第三条 通知"))


def rotated_page(canvas: Canvas) -> None:
    """A landscape page: drawn turned, and shown upright by its /Rotate."""
    canvas.setPageRotation(90)
    canvas.translate(WIDTH, 0)
    canvas.rotate(90)
    rows(canvas, ("第一条 信息使用", WIDE, "供给第三方催收机构。", "第二条 通知"), top=500)


def turned_text(canvas: Canvas) -> None:
    """Text that runs up the page, as wide tables are printed."""
    canvas.translate(WIDTH, 0)
    canvas.rotate(90)
    rows(canvas, ("第一条 信息使用", WIDE, "供给第三方催收机构。", "第二条 通知"), top=500)


def fake_bold(canvas: Canvas) -> None:
    """Every character of a line drawn three times, a hair apart, as some producers embolden."""
    x = 72.0
    for character in "乙方逾期的，甲方可以联系乙方的亲友。":
        for shift in (0, 0.25, 0.5):
            canvas.drawString(x + shift, 770, character)
        x += 11
    rows(canvas, ("其余按照法律规定办理。",), top=750)


def hidden(canvas: Canvas) -> None:
    rows(canvas, ("第一条 甲方只收取约定的利息。",))
    canvas.setFillGray(1)
    canvas.drawString(72, 740, "乙方同意另付砍头息。")
    canvas.setFillGray(0)
    canvas.setFont(FONT, 0.8)
    canvas.drawString(72, 720, "乙方同意公开其照片。")
    canvas.setFont(FONT, 11)
    canvas.drawString(700, 700, "乙方同意群发短信。")
    text = canvas.beginText(72, 680)
    text.setTextRenderMode(3)
    text.textLine("乙方放弃一切抗辩。")
    text.setTextRenderMode(0)
    canvas.drawText(text)
    canvas.drawString(72, 650, "乙方同意联系其雇主。")
    canvas.setFillGray(0.9)
    canvas.rect(60, 640, 300, 30, stroke=0, fill=1)
    canvas.setFillGray(0)
    rows(canvas, ("第二条 本协议自签字起生效。",), top=600)
    canvas.setFillGray(0)
    canvas.rect(60, 560, 300, 24, stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.drawString(72, 567, "黑底白字的标题是看得见的。")


def form(canvas: Canvas) -> None:
    """Fields filled in, one of them in the middle of its sentence, and one that nobody is shown."""
    rows(canvas, ("借款人：", "借款期限", "以上信息可提供给合作机构。"))
    rows(canvas, ("个月。",), x=170, top=752.4)
    fields = canvas.acroForm
    fields.textfield(name="borrower", value="Zhang San", x=130, y=766, width=150, height=16)
    fields.textfield(name="months", value="12", x=130, y=749, width=36, height=14)
    fields.checkbox(name="agree", checked=True, x=52, y=732, size=12)
    fields.textfield(name="fee", value="service fee 3000", x=72, y=600, width=90, height=14, annotationFlags="hidden")


def annotated(canvas: Canvas) -> None:
    rows(canvas, ("第一条 借款用于消费。", "第二条 乙方同意甲方联系其亲友。", "第三条 其余依照法律规定。"))
    canvas.freeTextAnnotation("补充：逾期一日罚息翻倍。", "0 g", Rect=(72, 700, 300, 715))
    canvas.highlightAnnotation("", Rect=(72, 748, 240, 764), QuadPoints=(72, 764, 240, 764, 72, 748, 240, 748))


def letterspaced(canvas: Canvas) -> None:
    canvas.drawString(72, 770, "乙方同意提供通讯录。", charSpace=5)
    rows(canvas, ("借款金额为１００００元，ＡＰＲ为１２％。",), top=740)


def vertical(canvas: Canvas) -> None:
    """Columns of single characters, from right to left, as in old deeds."""
    for column, line in enumerate(
        ("第一条乙方同意甲方读取通讯录", "并提供给第三方催收机构使用。", "第二条本协议一式两份。")
    ):
        for row, character in enumerate(line):
            canvas.drawString(480 - column * 24, 770 - row * 13, character)


def overlay(canvas: Canvas) -> None:
    """A template whose blanks were filled in afterwards, at the end of the content."""
    rows(canvas, ("借款金额：", "借款期限：", "第一条 乙方应按期还款。"))
    rows(canvas, ("元", "个月"), x=165)
    rows(canvas, ("叁万", "十二"), x=135)


def emphasised(canvas: Canvas) -> None:
    rows(canvas, ("第一条 借款用于消费。", "第二条 乙方同意甲方联系其亲友。", "第三条 年利率为百分之十二。"))
    canvas.line(72, 750, 72 + 15 * 11, 750)
    canvas.setFillColorRGB(1, 1, 0)
    canvas.rect(72, 731, 14 * 11, 13, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.drawString(72, 734.8, "第三条 年利率为百分之十二。")
    text = canvas.beginText(72, 700)
    text.setTextRenderMode(2)
    text.textLine("第四条 乙方放弃抗辩。")
    canvas.drawText(text)


def joined(*lines: str) -> str:
    return "\n".join(lines)


COLUMN_TEXT = joined(
    LEFT[0], LEFT[1] + LEFT[2], LEFT[3], LEFT[4] + LEFT[5], RIGHT[0], RIGHT[1] + RIGHT[2], RIGHT[3], RIGHT[4] + RIGHT[5]
)

LAYOUTS = (
    Layout(
        "single column",
        single,
        joined("第一条 信息使用", WIDE + "供给第三方催收机构。", "第二条 通知", "本协议一式两份。"),
    ),
    Layout("columns in order", columns_in_order, COLUMN_TEXT),
    Layout("columns row by row", columns_row_by_row, joined("借款合同特别约定", COLUMN_TEXT)),
    Layout(
        "short columns",
        short_columns,
        joined(WIDE, LEFT[0], LEFT[1] + LEFT[2], RIGHT[0], RIGHT[1] + RIGHT[2], "第五条 本协议一式两份。"),
    ),
    Layout("printed by a browser", printed, joined("第一条 用途", "借款用于日常消费。")),
    Layout(
        "table",
        table,
        joined(
            "第五条 我们把您的信息提供给下列机构：",
            "接收方 接收的信息 目的",
            "某某数据公司 姓名、身份证号、通讯录和通话记录 信用评估",
            "某某催收公司 联系电话 逾期催收和委托诉讼保全",
            "您同意上述提供。",
        ),
    ),
    Layout(
        "header, footer, page numbers",
        furniture,
        joined(
            "第一条 用途",
            "借款用于日常消费。",
            "第二条 期限",
            "借款期限为十二个月。",
            "第三条 利率",
            "年利率为百分之十二。",
        ),
    ),
    Layout("watermark", watermark, joined("第一条 用途", "借款用于日常消费，不得用于购房。")),
    Layout(
        "seal", seal, joined("第九条 签署", "本协议自双方签字盖章之日起生效。", "甲方（盖章）：某某小额贷款有限公司")
    ),
    Layout(
        "clause across pages",
        across_pages,
        joined("第二条 信息使用", WIDE + "供给丙方，丙方可以再次提供。", "第三条 通知"),
    ),
    Layout("rotated page", rotated_page, joined("第一条 信息使用", WIDE + "供给第三方催收机构。", "第二条 通知")),
    Layout("turned text", turned_text, joined("第一条 信息使用", WIDE + "供给第三方催收机构。", "第二条 通知")),
    Layout(
        "fake bold",
        fake_bold,
        joined("乙方逾期的，甲方可以联系乙方的亲友。", "其余按照法律规定办理。"),
        emphasis=(("乙方逾期的，甲方可以联系乙方的亲友。", "bold"),),
    ),
    Layout(
        "hidden text",
        hidden,
        joined(
            "第一条 甲方只收取约定的利息。",
            "乙方同意另付砍头息。",
            "乙方同意公开其照片。",
            "乙方同意群发短信。",
            "乙方放弃一切抗辩。",
            "乙方同意联系其雇主。",
            "第二条 本协议自签字起生效。",
            "黑底白字的标题是看得见的。",
        ),
        hidden=(
            ("乙方同意另付砍头息。", "same_colour"),
            ("乙方同意公开其照片。", "tiny"),
            ("乙方同意群发短信。", "off_page"),
            ("乙方放弃一切抗辩。", "invisible"),
            ("乙方同意联系其雇主。", "covered"),
        ),
    ),
    Layout(
        "form fields",
        form,
        joined("借款人： Zhang San", "借款期限 12 个月。", "☑ 以上信息可提供给合作机构。", "service fee 3000"),
        hidden=(("service fee 3000", "invisible"),),
    ),
    Layout(
        "annotations",
        annotated,
        joined(
            "第一条 借款用于消费。",
            "第二条 乙方同意甲方联系其亲友。",
            "第三条 其余依照法律规定。",
            "补充：逾期一日罚息翻倍。",
        ),
        emphasis=(("第二条 乙方同意甲方联系其亲友。", "highlighted"),),
    ),
    Layout(
        "letterspaced and full-width",
        letterspaced,
        joined("乙方同意提供通讯录。", "借款金额为１００００元，ＡＰＲ为１２％。"),
    ),
    Layout(
        "vertical text",
        vertical,
        joined("第一条乙方同意甲方读取通讯录并提供给第三方催收机构使用。", "第二条本协议一式两份。"),
    ),
    Layout("filled-in template", overlay, joined("借款金额：叁万元", "借款期限：十二个月", "第一条 乙方应按期还款。")),
    Layout(
        "emphasis",
        emphasised,
        joined(
            "第一条 借款用于消费。",
            "第二条 乙方同意甲方联系其亲友。",
            "第三条 年利率为百分之十二。",
            "第四条 乙方放弃抗辩。",
        ),
        emphasis=(
            ("第二条 乙方同意甲方联系其亲友。", "underlined"),
            ("第三条 年利率为百分之十二。", "highlighted"),
            ("第四条 乙方放弃抗辩。", "bold"),
        ),
    ),
)
