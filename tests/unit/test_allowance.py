"""OCR stops by itself when time runs out or pages are too many: what it read is reported, the rest is listed with the way to have it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import clausescan
from clausescan.assess.remedies import numbers_of
from clausescan.document import PageQuality, Remedy
from clausescan.read import allowance, ocr
from clausescan.read.allowance import Allowance
from clausescan.read.order import Row
from tests.conftest import make_pdf
from tests.unit.test_ocr import row

CLAUSE = "我们会读取您手机中的通讯录，并上传至服务器。"
PAGE_SECONDS = 5.0


class Clock:
    """Time that passes only when a tile is read."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()

    def rows(_tile: ocr.Picture, top: int, *_: object) -> Iterator[Row]:
        clock.now += PAGE_SECONDS
        yield row(CLAUSE, top)

    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "_rows", rows)
    monkeypatch.setattr(ocr, "_engine", lambda: None)
    monkeypatch.setattr(allowance, "time", clock)
    return clock


def scan(pages: int) -> bytes:
    return make_pdf([[]] * pages, draw=lambda canvas, _: canvas.rect(100, 100, 200, 200, fill=1))


def analysed(source: clausescan.Input, **limits: float) -> clausescan.Report:
    return clausescan.analyze(source, config=clausescan.Config.model_validate({"limits": limits}))


def test_pages_read_before_time_runs_out_are_reported() -> None:
    report = analysed(scan(10), seconds=40)  # 30 for reading: six pages of five seconds
    assert report.status == "partial"
    assert report.ocr_pages == (1, 2, 3, 4, 5, 6)
    assert [f.location.page for f in report.asserted if f.practice == "contact_access"] == [1, 2, 3, 4, 5, 6]
    assert [(p.page, p.quality, p.remedy) for p in report.unread_pages] == [
        (number, PageQuality.NO_TEXT, Remedy.MORE_TIME) for number in (7, 8, 9, 10)
    ]
    assert "Limits.seconds" in report.unread_pages[0].note
    assert "第 7–10 页" in report.reason
    assert "--limit seconds=" in report.reason
    for lang in ("zh", "en"):
        assert "--limit seconds=" in report.to_html(lang=lang)
        assert "--limit seconds=" in report.to_markdown(lang=lang)


@pytest.mark.parametrize(
    ("pages", "zh"), [([], ""), ([3], "3"), ([1, 2], "1、2"), ([1, 2, 3, 5], "1–3、5"), ([1, 7, 8, 9], "1、7–9")]
)
def test_runs_of_pages_are_written_as_ranges(pages: list[int], zh: str) -> None:
    assert numbers_of(pages, "zh") == zh


def test_a_page_is_not_begun_that_would_end_too_late() -> None:
    assert analysed(scan(10), seconds=39).ocr_pages == (1, 2, 3, 4, 5)


def test_no_time_at_all_is_unreadable_and_says_why() -> None:
    report = analysed(scan(3), seconds=1)
    assert report.status == "unreadable"
    assert "--limit seconds=" in report.reason
    assert "--limit seconds=" in report.to_markdown(lang="en")


def test_more_pages_than_ocr_may_read_are_listed() -> None:
    report = analysed(scan(4), max_ocr_pages=3)
    assert [(p.page, p.remedy) for p in report.unread_pages] == [(4, Remedy.MORE_OCR_PAGES)]
    assert "--limit max_ocr_pages=" in report.reason


def picture(width: int, height: int) -> bytes:
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(buffer, "PNG")
    return buffer.getvalue()


def test_a_long_screenshot_is_read_as_far_down_as_time_goes() -> None:
    report = analysed(picture(100, 1000), seconds=20)  # eight tiles of five seconds, 15 in all
    assert report.status == "partial"
    assert report.text.count(CLAUSE) == 3
    (page,) = report.unread_pages
    assert (page.quality, page.remedy) == (PageQuality.PARTLY, Remedy.MORE_TIME)
    assert report.ocr_pages == (1,)


def test_screenshots_beyond_the_limit_are_listed() -> None:
    report = analysed([picture(100, 100)] * 3, max_ocr_pages=2)
    assert report.status == "partial"
    assert [(p.page, p.quality) for p in report.unread_pages] == [(3, PageQuality.NO_TEXT)]
    assert analysed([picture(100, 100)] * 3, max_ocr_pages=0).status == "unreadable"


def test_the_parts_of_a_document_share_its_time() -> None:
    assert analysed([scan(4), scan(4)], seconds=40).ocr_pages == (1, 2, 3, 4, 5, 6)


def test_a_slow_tile_counts_for_the_next_one(clock: Clock) -> None:
    allowed = Allowance(10, seconds=10)
    with allowed.spent():
        clock.now += 4
    assert allowed.refusal is None
    clock.now += 3
    assert allowed.refusal is Remedy.MORE_TIME
