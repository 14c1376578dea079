"""Render the sample agreements to PDF: header, page numbers and a watermark as real ones have, and an embedded font.

    python corpora/samples/render.py            write the PDFs beside the Markdown
    python corpora/samples/render.py --check    exit 1 when a committed PDF is not what this script makes

The font is WenQuanYi Micro Hei (Apache-2.0, Debian package fonts-wqy-microhei); reportlab embeds the glyphs that are used.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

HERE = Path(__file__).resolve().parent
FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
NAMES = ("predatory", "ordinary", "good")
_BODY = ParagraphStyle("body", fontName="Sample", fontSize=10.5, leading=18, wordWrap="CJK", spaceAfter=3)
_HEADING = ParagraphStyle("heading", parent=_BODY, fontSize=13, leading=22, spaceBefore=8)
_TITLE = ParagraphStyle("title", parent=_BODY, fontSize=17, leading=30, alignment=TA_CENTER, spaceAfter=10)


class _Numbered(Canvas):
    """A canvas that knows the number of pages when it draws their footers."""

    header = ""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{**kwargs, "invariant": 1})
        self._saved: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Keep the page until the total is known."""
        self._saved.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Draw header, footer and watermark on every page, then write."""
        for number, state in enumerate(self._saved, start=1):
            self.__dict__.update(state)
            self._furnish(number, len(self._saved))
            super().showPage()
        super().save()

    def _furnish(self, number: int, total: int) -> None:
        width, height = A4
        self.setFont("Sample", 8.5)
        self.drawString(72, height - 40, self.header)
        self.drawCentredString(width / 2, 32, f"第 {number} 页 共 {total} 页")
        self.saveState()
        self.setFillGray(0.93)
        self.translate(width / 2, height / 2)
        self.rotate(45)
        self.setFont("Sample", 60)
        self.drawCentredString(0, 0, "样本")
        self.restoreState()


def rendered(source: str) -> bytes:
    """A sample's Markdown as PDF bytes, the same on every run."""
    flow = []
    title = source.splitlines()[0].removeprefix("# ")
    for line in source.splitlines():
        if line.startswith("# "):
            flow.append(Paragraph(line[2:], _TITLE))
        elif line.startswith("## "):
            flow.append(Paragraph(line[3:], _HEADING))
        elif line.strip():
            flow.append(Paragraph(line, _BODY))
    canvas = type("Canvas", (_Numbered,), {"header": f"{title}（虚构样本）"})
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4, leftMargin=72, rightMargin=72).build(flow, canvasmaker=canvas)
    return buffer.getvalue()


def main() -> int:
    """Render, or check, all samples."""
    parser = argparse.ArgumentParser(description="Render the sample agreements to PDF.")
    parser.add_argument("--font", type=Path, default=FONT)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if not args.font.is_file():
        sys.stderr.write(f"no font at {args.font}: apt-get install fonts-wqy-microhei, or give --font\n")
        return 2
    pdfmetrics.registerFont(TTFont("Sample", str(args.font)))
    stale = []
    for name in NAMES:
        pdf = rendered((HERE / f"{name}.md").read_text(encoding="utf-8"))
        target = HERE / f"{name}.pdf"
        if args.check and (not target.is_file() or target.read_bytes() != pdf):
            stale.append(name)
        elif not args.check:
            target.write_bytes(pdf)
            print(f"{target.name}: {len(pdf):,} bytes")
    if stale:
        sys.stderr.write(f"not up to date: {', '.join(stale)}; run python corpora/samples/render.py\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
