"""PDFs of any length from the sample agreements, by two producers: reportlab with an embedded font, and Chromium's printing."""

from __future__ import annotations

import html
import io
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
PRODUCERS = ("reportlab", "chromium")
_LINES_PER_PAGE = 38
_LINE = 39
_PAGE_CHARS = 1100


def paragraphs(characters: int, *, seed: int = 7) -> list[str]:
    """The samples' clauses in ever new order under running numbers: about `characters` of text in which no page repeats another."""
    chance = random.Random(seed)
    sources = sorted((ROOT / "corpora" / "samples").glob("*.md"))
    lines = [line.strip("# ") for path in sources for line in path.read_text(encoding="utf-8").splitlines()]
    clauses = [line for line in lines if len(line) > 20]
    found: list[str] = ["个人消费借款合同"]
    size = 0
    while size < characters:
        chance.shuffle(clauses)
        for clause in clauses:
            found.append(f"{len(found)}. 自第{chance.randrange(2, 40)}期起，{clause}")
            size += len(found[-1])
    return found


def built(producer: str, pages: int) -> bytes:
    """A PDF of exactly `pages` pages."""
    make = {"reportlab": _reportlab, "chromium": _chromium}[producer]
    return _shortened(make(paragraphs(_PAGE_CHARS * (pages + 1))), pages)


def _shortened(data: bytes, pages: int) -> bytes:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(data) as pdf:
        assert len(pdf) >= pages, (len(pdf), pages)
        for _ in range(len(pdf) - pages):
            pdf.del_page(pages)
        buffer = io.BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


def _reportlab(texts: list[str]) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Body", FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    rows = [text[at : at + _LINE] for text in texts for at in range(0, len(text), _LINE)]
    for number, start in enumerate(range(0, len(rows), _LINES_PER_PAGE), start=1):
        canvas.setFont("Body", 11)
        for row, line in enumerate(rows[start : start + _LINES_PER_PAGE]):
            canvas.drawString(72, 770 - 18 * row, line)
        canvas.setFont("Body", 8)
        canvas.drawCentredString(297, 30, f"第 {number} 页")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _chromium(texts: list[str]) -> bytes:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("install chromium: its PDFs are half of this benchmark")
    body = "".join(f"<p>{html.escape(text)}</p>" for text in texts)
    with tempfile.TemporaryDirectory() as folder:
        page, printed = Path(folder, "page.html"), Path(folder, "page.pdf")
        style = "body { font: 11pt/18pt 'WenQuanYi Micro Hei' } p { margin: 0 } @page { size: A4; margin: 72pt }"
        page.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{body}", encoding="utf-8")
        command = [
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
        ]
        subprocess.run(
            [*command, f"--print-to-pdf={printed}", page.as_uri()], check=True, capture_output=True, timeout=300
        )
        return printed.read_bytes()
