"""Agreements for the benchmarks of batches, as many as wanted, always the same ones.

Made from our own clauses (corpora/clauses, corpora/samples): every twentieth is a new template, the others fill in one that exists.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = 4
"""Pages of each PDF of `write_pdfs`."""
LINES = 34
"""Lines of text on a page, as in an agreement set in 11 points."""
COPIES = 20
"""Documents that fill in one template."""


def _clauses() -> list[str]:
    lines = [
        json.loads(line)["text"]
        for f in sorted((ROOT / "corpora/clauses").glob("*.jsonl"))
        for line in f.open(encoding="utf-8")
    ]
    for sample in sorted((ROOT / "corpora/samples").glob("*.md")):
        lines += [line for line in sample.read_text(encoding="utf-8").splitlines() if len(line) > 20]
    return lines


def agreements(count: int, clauses: int) -> Iterator[str]:
    """Varied agreements of about `clauses` clauses each, always the same ones."""
    stock = _clauses()
    for number in range(count):
        template, fill = random.Random(number // COPIES), random.Random(-1 - number)
        chosen = [template.choice(stock) for _ in range(template.randrange(clauses // 2, clauses * 3 // 2))]
        head = f"个人借款合同\n合同编号：{fill.randrange(10**9):09}\n借款人：示例{fill.randrange(10**4)}\n借款金额：{fill.randrange(1, 99)},000元"
        yield head + "".join(f"\n第{n}条 {clause}" for n, clause in enumerate(chosen, start=1)) + "\n"


def write_mixed(folder: Path, count: int) -> Path:
    """`count` agreements, a thousand in each folder: one PDF in ten, three web pages, three Markdown drafts, three texts."""
    for number, text in enumerate(agreements(count, 40)):
        path = folder / f"{number // 1000:03}" / f"{number % 1000:03}"
        path.parent.mkdir(parents=True, exist_ok=True)
        match number % 10:
            case 0:
                write_pdf(path.with_suffix(".pdf"), text, most=99)
            case 1 | 2 | 3:
                body = "".join(f"<p>{line}</p>" for line in text.splitlines())
                path.with_suffix(".html").write_text(f"<!doctype html><meta charset=utf-8>{body}", encoding="utf-8")
            case 4 | 5 | 6:
                path.with_suffix(".md").write_text(text.replace("\n", "\n\n"), encoding="utf-8")
            case _:
                path.with_suffix(".txt").write_text(text, encoding="utf-8")
    return folder


def write_pdfs(folder: Path, count: int) -> Path:
    """`count` agreements of PAGES pages as PDF."""
    folder.mkdir(parents=True)
    for number, text in enumerate(agreements(count, 160)):
        write_pdf(folder / f"{number:04}.pdf", text, most=PAGES)
    return folder


def write_pdf(path: Path, text: str, most: int) -> None:
    """A text as PDF of up to `most` pages, in reportlab's standard Chinese font."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    lines = [line[at : at + 40] for line in text.splitlines() for at in range(0, len(line), 40)]
    for first in range(0, min(len(lines), most * LINES), LINES):
        canvas.setFont("STSong-Light", 11)
        for row, line in enumerate(lines[first : first + LINES]):
            canvas.drawString(72, 770 - row * 20, line)
        canvas.showPage()
    canvas.save()
