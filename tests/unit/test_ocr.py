"""Pictures and scans, by real OCR where the extra is installed; and what is said where it is not."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest

import clausescan
from clausescan import errors
from clausescan.document import PageQuality
from clausescan.read import ocr, read
from clausescan.read.careful import text_lines
from clausescan.read.order import Row
from clausescan.read.pictures import frames_of, opened
from tests.conftest import make_pdf

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
LINES = (
    "第一条 信息收集",
    "您同意我们读取您手机中的通讯录和通话记录。",
    "第二条 信息共享",
    "我们可以把您的信息提供给第三方催收机构。",
    "第三条 逾期催收",
    "您逾期的，我们可以联系您的亲友并告知欠款。",
)
real = pytest.mark.skipif(
    not (ocr.is_installed() and FONT.exists()), reason="needs the extra [ocr] and the font fonts-wqy-microhei"
)


def picture(lines: tuple[str, ...], *, width: int = 640, gap: int = 60, form: str = "PNG") -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (width, gap * len(lines) + 40), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), 26)
    for row, line in enumerate(lines):
        pen.text((30, 20 + row * gap), line, fill="black", font=font)
    buffer = io.BytesIO()
    image.save(buffer, form, quality=95)
    return buffer.getvalue()


def squeezed(text: str) -> str:
    return "".join(text.split())


@real
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_screenshot_is_read_with_boxes(form: str) -> None:
    document = read(picture(LINES[:2], form=form))
    assert squeezed(document.text) == squeezed("".join(LINES[:2]))
    assert [(p.quality, p.by_ocr) for p in document.pages] == [(PageQuality.OK, True)]
    start = document.text.index("通讯录")
    ((page, (x0, y0, x1, y1)),) = document.locate(start, start + 3)
    assert page == 1
    # The third word from the right half of the second line, 26 pixels a character.
    assert abs(x0 - (30 + 26 * 11)) < 26
    assert abs((x1 - x0) - 3 * 26) < 20
    assert 70 < y0 < y1 < 120


@real
def test_a_long_screenshot_is_read_in_tiles_without_doubled_lines() -> None:
    lines = LINES * 4
    data = picture(lines, gap=90)
    assert len(ocr._tiles(opened(data, "x")[0])) >= 3
    assert squeezed(read(data).text) == squeezed("".join(lines))


@real
def test_several_screenshots_are_one_document_and_a_report() -> None:
    report = clausescan.analyze([picture(LINES[:4]), picture(LINES[3:])])
    assert squeezed(report.text) == squeezed("".join(LINES))
    assert report.ocr_pages == (1, 2)
    assert report.source.pages == 2
    assert any(f.practice == "contact_access" and f.location.boxes for f in report.findings)
    assert "OCR" in report.to_markdown()


@real
def test_bars_of_the_phone_between_screenshots_are_no_text_of_the_agreement() -> None:
    first = picture(("14:05", "借款合同详情", *LINES[:4], "同意并继续"))
    second = picture(("14:06", "借款合同详情", *LINES[2:], "同意并继续"))
    assert squeezed(read([first, second]).text) == squeezed("".join(("14:05借款合同详情", *LINES, "同意并继续")))


@real
def test_a_scanned_page_among_others_is_read() -> None:
    from reportlab.lib.utils import ImageReader

    def scan(canvas, number: int) -> None:
        if number == 2:
            canvas.drawImage(ImageReader(io.BytesIO(picture(LINES[2:4]))), 40, 500, 480, 120)

    report = clausescan.analyze(make_pdf([["第一条 您的信息依法保护。"], []], draw=scan))
    assert report.ocr_pages == (2,)
    assert report.status == "findings"
    assert squeezed(report.text) == squeezed("第一条 您的信息依法保护。" + "".join(LINES[2:4]))
    finding = next(f for f in report.findings if f.practice == "third_party_sharing")
    assert finding.location.page == 2
    assert all(40 < box.x0 < box.x1 < 520 and 222 < box.y0 < box.y1 < 342 for box in finding.location.boxes)


@real
def test_ocr_runs_within_the_sandbox() -> None:
    config = clausescan.Config(sandbox=True)
    assert clausescan.analyze(picture(LINES[:2]), config=config).ocr_pages == (1,)


def test_without_the_extra_a_picture_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(errors.MissingExtraError, match=r'pip install "clausescan\[ocr\]"'):
        read(b"\x89PNG\r\n\x1a\n" + bytes(64))


def test_without_the_extra_a_mixed_pdf_is_partial_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)

    def scan(canvas, number: int) -> None:
        if number == 2:
            canvas.rect(100, 100, 200, 200, fill=1)

    report = clausescan.analyze(make_pdf([["我们会读取您的通讯录。"], []], draw=scan))
    assert report.status == "partial"
    assert 'pip install "clausescan[ocr]"' in report.reason
    assert 'pip install "clausescan[ocr]"' in report.unread_pages[0].note


@pytest.mark.skipif(not ocr.is_installed(), reason="needs the extra [ocr]")
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(64), b"\xff\xd8\xff\xe0broken", b"GIF89a"])
def test_broken_pictures_have_an_error(data: bytes) -> None:
    with pytest.raises(errors.DamagedFileError):
        read(data)


@pytest.mark.skipif(not ocr.is_installed(), reason="needs the extra [ocr]")
def test_a_picture_bomb_is_refused_before_it_is_unpacked() -> None:
    import zlib

    body = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    header = struct.pack(">I", len(body)) + b"IHDR" + body + struct.pack(">I", zlib.crc32(b"IHDR" + body))
    with pytest.raises(errors.LimitExceededError):
        read(b"\x89PNG\r\n\x1a\n" + header + struct.pack(">I", 16) + b"IDAT" + bytes(20))


def row(text: str, top: float, left: float = 0.0) -> Row:
    box = (left, top, left + 10 * len(text), top + 10)
    return Row(text, box, ocr._spread(text, box))


def test_a_line_that_two_tiles_have_is_kept_once_in_its_longer_reading() -> None:
    rows = [row("甲方可以", 0)]
    ocr._add(rows, row("甲方可以联系", 1))
    ocr._add(rows, row("乙方", 30))
    assert [r.text for r in rows] == ["甲方可以联系", "乙方"]


def saved(form: str, mode: str = "RGB", size: tuple[int, int] = (40, 20), **how: object) -> bytes:
    from PIL import Image

    image, buffer = Image.new(mode, size), io.BytesIO()
    image.paste(Image.new(mode, (size[0] // 2, size[1]), "white" if mode == "RGB" else 0))
    image.save(buffer, form, **how)
    return buffer.getvalue()


def test_every_page_of_a_tiff_is_a_page() -> None:
    from PIL import Image

    pages = [Image.new("L", (40 + n, 20)) for n in range(3)]
    data = saved("TIFF", save_all=True, append_images=pages)
    assert frames_of(data, "x") == 4
    assert [opened(data, "x", frame)[0].shape[1] for frame in range(4)] == [40, 40, 41, 42]
    assert frames_of(saved("GIF", save_all=True, append_images=pages), "x") == 1
    assert frames_of(b"II*\x00damaged", "x") == 1


def tiff(pages: int, last: int) -> bytes:
    """A TIFF of pages of one dot; the last one names the page at byte `last` as the next."""
    tags = ((256, 4, 1, 1), (257, 4, 1, 1), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 0))
    body = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
    starts = [8 + at * (len(body) + 4) for at in range(1, pages)]
    return b"II*\x00" + struct.pack("<I", 8) + b"".join(body + struct.pack("<I", after) for after in [*starts, last])


def test_a_tiff_without_end_is_counted_no_further_than_allowed() -> None:
    assert frames_of(tiff(3, last=0), "x") == 3
    assert frames_of(tiff(1, last=8), "x") == 1  # its page follows itself
    with pytest.raises(errors.LimitExceededError, match="500 pages"):
        frames_of(tiff(200_000, last=0), "x")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_are_turned_upright_as_the_camera_noted(orientation: int) -> None:
    from PIL import Image, ImageOps

    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved("PNG", exif=exif)
    with Image.open(io.BytesIO(data)) as noted:
        expected = ImageOps.exif_transpose(noted).convert("RGB")
    assert (opened(data, "x")[0][:, :, ::-1] == expected).all()


def test_wide_pictures_are_made_smaller_and_clear_ones_stand_on_white() -> None:
    pixels, scale = opened(saved("PNG", "L", (2880, 10)), "x")
    assert (pixels.shape, scale) == ((5, 1440, 3), 2.0)
    clear, _ = opened(saved("PNG", "RGBA"), "x")
    assert (clear[:, :20] == 255).all()


@real
def test_all_pages_of_a_scanned_tiff_are_read() -> None:
    from PIL import Image

    pages = [Image.open(io.BytesIO(picture(LINES[at : at + 2]))) for at in (0, 2)]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw")
    report = clausescan.analyze(buffer.getvalue())
    assert (squeezed(report.text), report.ocr_pages) == (squeezed("".join(LINES[:4])), (1, 2))


def test_two_columns_are_read_one_after_the_other_though_paragraphs_end_early() -> None:
    def column(name: str, left: float, top: float) -> list[Row]:
        return [row(f"{name}{n}" + "字" * (14 if n % 3 else 3), top + 20 * n, left) for n in range(15)]

    rows = [*column("左", 0, 0), *column("右", 200, 7), row("标题" * 4, -30, 120)]
    lines = [line.text.rstrip("字") for line in text_lines(ocr._in_order(rows), 1)]
    assert lines == ["标题" * 4, *(f"左{n}" for n in range(15)), *(f"右{n}" for n in range(15))]


def test_lines_on_one_level_go_from_left_to_right() -> None:
    rows = [row("右", 1, 300), row("下", 40), row("左", 3)]
    assert [r.text for r in ocr._in_order(rows)] == ["左", "右", "下"]
