"""Shared fixtures: where things are, PDFs made on the spot, and the shared corpora where they exist."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SAMPLES = ROOT / "corpora" / "samples"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes the golden reports anew instead of comparing."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden/* anew")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The read-only folder beside the checkout; tests on it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not beside this checkout")
    return SHARED


@pytest.fixture(params=["predatory", "ordinary", "good"])
def sample(request: pytest.FixtureRequest) -> Path:
    """Each of our sample agreements, as PDF."""
    return SAMPLES / f"{request.param}.pdf"


def make_pdf(pages: list[list[str]], *, size: float = 11, draw: Any = None, encrypt: Any = None) -> bytes:
    """A PDF with one string a line, in reportlab's standard Chinese font."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1, encrypt=encrypt)
    for number, lines in enumerate(pages, start=1):
        canvas.setFont("STSong-Light", size)
        for row, line in enumerate(lines):
            canvas.drawString(72, 770 - row * 1.6 * size, line)
        if draw:
            draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
