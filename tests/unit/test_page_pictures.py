"""Pictures and frames of a page: read where the file holds them, unread where it does not, never fetched."""

from __future__ import annotations

import base64
import io
import quopri
import socket
from collections.abc import Iterator

import pytest

import clausescan
from clausescan.document import PageQuality, Remedy
from clausescan.read import ocr, read
from clausescan.read.order import Row
from tests.unit.test_ocr import LINES, picture, real, row, squeezed

CLAUSE = "我们会读取您手机中的通讯录，并上传至服务器。"
LONG = "<p>" + "第一条 借款用于日常消费，不得用于购房、投资或者其他用途，并按期归还。" * 8 + "</p>"


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Sizes of what OCR is given; it reads the same clause in each."""
    sizes: list[tuple[int, int]] = []

    def rows(tile: ocr.Picture, top: int, *_: object) -> Iterator[Row]:
        sizes.append((tile.shape[1], tile.shape[0]))
        yield row(CLAUSE, top)

    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "_rows", rows)
    monkeypatch.setattr(ocr, "_engine", lambda: None)
    return sizes


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No extra, and no network: a connection would be an error."""

    def refused(*_: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    monkeypatch.setattr(socket.socket, "connect", refused)


def blank(width: int, height: int, form: str = "PNG") -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (width % 256, height % 256, 0)).save(buffer, form)
    return buffer.getvalue()


def uri(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def page(body: str) -> bytes:
    return f"<!doctype html><meta charset=utf-8>{body}".encode()


def saved(*parts: tuple[str, str, bytes], line_end: str = "\r\n") -> bytes:
    """MHTML: parts of headers, type and body, the first one the page."""
    lines = [
        "From: <Saved by Blink>",
        "Snapshot-Content-Location: https://m.example.cn/loan/agreement.html",
        'Content-Type: multipart/related; type="text/html"; boundary="----b"',
    ]
    for headers, kind, body in parts:
        text = kind.startswith("text")
        written = quopri.encodestring(body) if text else base64.encodebytes(body)
        coding = "quoted-printable" if text else "base64"
        head = [
            "",
            "------b",
            f"Content-Type: {kind}",
            f"Content-Transfer-Encoding: {coding}",
            *headers.split("\n"),
            "",
        ]
        lines += [line for line in head if line or line == head[0] or line == head[-1]]
        lines += written.decode("ascii").splitlines()
    return line_end.join([*lines, "------b--", ""]).encode()


def test_a_picture_within_a_page_is_a_page_behind_its_words(seen: list[tuple[int, int]]) -> None:
    report = clausescan.analyze(page(f"<p>个人借款合同</p><img src='{uri(blank(640, 900))}'><p>落款</p>"))
    assert report.text == f"个人借款合同\n落款\n{CLAUSE}"
    assert (report.ocr_pages, report.source.media_type, seen) == ((2,), "text/html", [(640, 900)])
    assert [f.location.page for f in report.findings if f.practice == "contact_access"] == [2]


def test_a_page_that_is_nothing_but_a_picture_is_read(seen: list[tuple[int, int]]) -> None:
    report = clausescan.analyze(page(f"<img src='{uri(blank(640, 900, 'JPEG'), 'image/jpeg')}'>"))
    assert (report.text, report.ocr_pages, len(seen)) == (CLAUSE, (1,), 1)


@pytest.mark.parametrize(
    "markup",
    [
        "<img src='{0}'>",
        '<img src="data:image/png;base64,\n {1}">',
        "<img src='data:image/png;BASE64,{2}'>",
        "<img src='data:,{3}'>",
        "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=' data-src='{0}'>",
        "<img srcset='{0} 2x, {0} 3x'>",
        "<picture><source srcset=x.webp><img src='{0}'></picture>",
        "<svg><image href='{0}'/></svg>",
        "<svg><image xlink:href='{0}'/></svg>",
        "<input type=image src='{0}'>",
        "<object data='{0}'></object>",
        "<embed src='{0}'>",
        "<iframe src='{0}'></iframe>",
        "<div style='display:none'><img src='{0}'></div>",
        "<img style='width:100%; height:auto' width=100% src='{0}'>",
        "<img width=300 src='{0}'>",
        "<iframe srcdoc=\"<img src='{0}'>\"></iframe>",
        "<template><img src='{0}'></template>",
        "<noscript><img src='{0}'></noscript><img src='{0}'>",
    ],
)
def test_ways_to_show_a_picture(seen: list[tuple[int, int]], markup: str) -> None:
    data = blank(640, 900)
    plain = base64.b64encode(data).decode()
    quoted = "".join(f"%{byte:02x}" for byte in data)
    forms = (
        uri(data),
        "\n".join(plain[at : at + 76] for at in range(0, len(plain), 76)),
        plain.replace("+", "%2B"),
        quoted,
    )
    assert read(page(LONG + markup.format(*forms))).text.endswith(CLAUSE)
    assert seen == [(640, 900)]


@pytest.mark.parametrize(
    "markup",
    [
        f"<img src='{uri(blank(260, 500))}'>",  # 195 points wide
        f"<img src='{uri(blank(500, 130))}'>",
        f"<img src='{uri(blank(640, 900))}' width=100>",
        f"<img src='{uri(blank(640, 900))}' style='height: 3cm'>",
        f"<img src='{uri(blank(640, 900))}' style='max-width:50px;width:64px'>",
        f"<img src='{uri(blank(900, 300))}' width=300>",  # 75 points tall
        f"<img src='{uri(blank(1, 1))}' width=640 height=900>",
        "<img src='data:,'>",
        "<img src=''>",
        "<img src='about:blank'>",
        f"<input src='{uri(blank(640, 900))}'>",
        f"<video poster='{uri(blank(640, 900))}'></video>",
    ],
)
def test_icons_and_decorations_are_passed_over(seen: list[tuple[int, int]], markup: str) -> None:
    document = read(page(f"<p>个人借款合同</p>{markup}"))
    assert (document.text, document.pages, seen) == ("个人借款合同", (), [])


@pytest.mark.usefixtures("seen")
def test_pictures_without_words_are_there_to_be_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_rows", lambda *_: iter(()))
    document = read(page(f"{LONG}<img src='{uri(blank(640, 900))}'>"))
    assert document.pages == ()


@pytest.mark.usefixtures("seen")
def test_a_hidden_picture_is_hidden_text() -> None:
    report = clausescan.analyze(page(f"{LONG}<p style='display:none'><img src='{uri(blank(640, 900))}'></p>"))
    assert [(h.quote, h.page, h.reason) for h in report.hidden] == [(CLAUSE, 2, "not_displayed")]


@pytest.mark.usefixtures("alone")
def test_without_the_extra_its_pictures_are_unread() -> None:
    report = clausescan.analyze(page(f"{LONG}<img src='{uri(blank(640, 900))}'>"))
    assert (report.status, [(p.page, p.remedy) for p in report.unread_pages]) == ("partial", [(2, Remedy.INSTALL_OCR)])
    assert 'pip install "clausescan[ocr]"' in report.reason
    assert clausescan.analyze(page(f"<img src='{uri(blank(640, 900))}'>")).status == "unreadable"


@pytest.mark.usefixtures("seen")
@pytest.mark.parametrize(
    ("limits", "remedy"), [({"max_ocr_pages": 1}, Remedy.MORE_OCR_PAGES), ({"seconds": 1}, Remedy.MORE_TIME)]
)
def test_pictures_beyond_a_limit_are_unread(limits: dict[str, float], remedy: Remedy) -> None:
    body = "".join(f"<img src='{uri(blank(640, 900 + n))}'>" for n in range(2))
    report = clausescan.analyze(page(LONG + body), config=clausescan.Config.model_validate({"limits": limits}))
    assert (report.status, {p.remedy for p in report.unread_pages}) == ("partial", {remedy})
    assert f"--limit {next(iter(limits))}=" in report.reason


@pytest.mark.usefixtures("seen")
@pytest.mark.parametrize("data", [b"not a picture" * 10, blank(640, 900)[:300], b"\x89PNG\r\n\x1a\n" + bytes(600)])
def test_a_picture_that_cannot_be_opened_is_unread(data: bytes) -> None:
    report = clausescan.analyze(page(f"{LONG}<img src='{uri(data)}'>"))
    assert (report.status, [p.page for p in report.unread_pages]) == ("partial", [2])


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    "markup",
    [
        "<img src='https://cdn.example.cn/1.jpg'>",
        "<img src='agreement_files/1.jpg' width=750>",
        "<img src='file:///C:/scan.png'>",
        "<img src='blob:https://m.example.cn/1'>",
        "<img data-src='//cdn.example.cn/1.jpg'>",
        "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=' data-original='/1.jpg'>",
        "<img class=lazy style='opacity:0' src='1.jpg'>",
        "<img srcset='1.jpg 1x, 2.jpg 2x'>",
        "<iframe src='https://m.example.cn/agreement.html'></iframe>",
        "<embed src='agreement.pdf'>",
        "<object data='agreement.pdf'></object>",
        "<canvas></canvas>",
    ],
)
def test_a_page_of_pictures_that_are_elsewhere_is_unread(markup: str) -> None:
    report = clausescan.analyze(page(f"<h1>个人借款合同</h1>{markup}<button>同意并继续</button>"))
    assert report.status == "partial"
    assert [(p.page, p.quality, p.remedy) for p in report.unread_pages] == [
        (2, PageQuality.NO_TEXT, Remedy.SAVE_WITH_PICTURES)
    ]
    assert "MHTML" in report.reason
    assert "MHTML" in report.to_markdown(lang="en")
    assert clausescan.analyze(page(markup)).status == "unreadable"


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    "body",
    [
        LONG + "<img src='https://cdn.example.cn/banner.jpg' width=750 height=400>",  # words enough of its own
        "<p>个人借款合同</p><img src='logo.png' width=80><iframe src='https://t.example.cn' width=0 height=0></iframe>",
        "<p>个人借款合同</p><iframe style='display:none' src='https://t.example.cn'></iframe><script src='x.js'></script>",
    ],
)
def test_a_page_of_words_may_name_pictures_that_are_elsewhere(body: str) -> None:
    assert read(page(body)).pages == ()


@pytest.mark.usefixtures("seen")
def test_the_same_picture_is_read_or_missed_once() -> None:
    assert len(read(page(f"{LONG}<img src='{uri(blank(640, 900))}'>" * 3)).pages) == 1
    assert len(read(page("<p>合同</p>" + "<img src='1.jpg'>" * 3 + "<img src='2.jpg'>")).pages) == 2


ROOT = "Content-Location: https://m.example.cn/loan/agreement.html"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("source", "headers"),
    [
        ("https://cdn.example.cn/1.png", "Content-Location: https://cdn.example.cn/1.png"),
        ("1.png?v=2#top", "Content-Location: https://m.example.cn/loan/1.png?v=2"),
        ("/img/1.png", "Content-Location:\n https://m.example.cn/img/1.png"),
        ("cid:part1@example.cn", "Content-ID: <part1@example.cn>"),
        ("cid:a%2Bb@example.cn", "Content-ID: <a+b@example.cn>\nContent-Location: x"),
    ],
)
def test_parts_of_a_saved_page_are_read(seen: list[tuple[int, int]], source: str, headers: str, line_end: str) -> None:
    html = page(f"<p>个人借款合同</p><img src='{source}'>")
    data = saved((ROOT, "text/html", html), (headers, "image/png", blank(640, 900)), line_end=line_end)
    assert (read(data).text, seen) == (f"个人借款合同\n{CLAUSE}", [(640, 900)])


def test_addresses_that_are_none_are_not_followed() -> None:
    html = page("<p>个人借款合同</p><iframe src='http://['></iframe><iframe src='http://[x'></iframe>")
    data = saved(
        ("Content-Location: http://[/", "text/html", html), ("Content-Location: http://[x", "text/html", b"<p>1")
    )
    document = read(data)
    assert (document.text.split(), len(document.pages)) == (["个人借款合同", "1"], 1)


@pytest.mark.usefixtures("seen")
def test_frames_of_a_saved_page_are_read_where_they_stand() -> None:
    html = page("<p>第一条</p><iframe src='cid:f1@mhtml.blink'></iframe><p>第四条</p>")
    frame = "<meta charset=gbk><p>第二条</p><img src=1.png><iframe src='cid:f1@mhtml.blink'></iframe><p>第三条</p>"
    data = saved(
        (ROOT, "text/html", html),
        (
            "Content-ID: <f1@mhtml.blink>\nContent-Location: https://other.example.cn/a/f.html",
            "text/html",
            frame.encode("gbk"),
        ),
        ("Content-Location: https://other.example.cn/a/1.png", "image/png", blank(640, 900)),
    )
    assert read(data).text == f"第一条\n第二条\n第三条\n第四条\n{CLAUSE}"


@pytest.mark.usefixtures("alone")
def test_pictures_that_were_not_saved_with_a_page_are_unread() -> None:
    report = clausescan.analyze(saved((ROOT, "text/html", page("<p>个人借款合同</p><img src=1.png>"))))
    assert (report.status, [p.remedy for p in report.unread_pages]) == ("partial", [Remedy.SAVE_WITH_PICTURES])


def test_frames_within_addresses_are_read() -> None:
    inner = base64.b64encode("<p>第二条</p>".encode()).decode()
    frames = f"<iframe src='data:text/html;charset=utf-8;base64,{inner}'></iframe><object data='data:text/html,<p>3'></object>"
    assert read(page(f"<p>第一条</p>{frames}")).text == "第一条\n第二条\n3"


DRAWING = (
    "<svg xmlns='http://www.w3.org/2000/svg'><title>图</title><desc>说明</desc><style>text {fill: red}</style><text x='1'>第二条 "
    "<tspan y='9'>催收</tspan></text><defs><text>第三条</text></defs></svg>"
)


@pytest.mark.parametrize(
    "markup",
    [
        DRAWING,
        f"<img src='{uri(DRAWING.encode(), 'image/svg+xml')}'>",
        f'<img src="data:image/svg+xml,{DRAWING}">',
        f'<object type=image/svg+xml data="data:image/svg+xml;charset=utf-8,{DRAWING}"></object>',
    ],
)
def test_the_words_of_a_drawing_are_words_of_the_page(markup: str) -> None:
    assert read(page(f"<p>第一条</p>{markup}<p>第四条</p>")).text == "第一条\n第二条 催收\n第三条\n第四条"


def test_a_saved_drawing_is_read_once_and_hides_what_it_hides() -> None:
    html = page("<p>第一条</p><img src=1.svg><img src=1.svg>")
    drawing = b"<?xml version='1.0'?>" + DRAWING.replace("<text x", "<text style='display:none' x").encode()
    document = read(saved((ROOT, "text/html", html), ("Content-Location: 1.svg", "image/svg+xml", drawing)))
    assert document.text == "第一条\n第二条 催收\n第三条"
    assert [document.text[mark.start : mark.end] for mark in document.hidden] == ["第二条 催收"]


@pytest.mark.parametrize(
    ("markup", "note"),
    [
        (f"<embed src='{uri(b'%PDF-1.4', 'application/pdf')}'>", "a PDF within the page"),
        (f"<iframe src='{uri(bytes(range(256)) * 8, 'text/html')}'></iframe>", "not text"),
    ],
)
def test_what_else_is_within_a_page_and_not_read_is_said(markup: str, note: str) -> None:
    report = clausescan.analyze(page(LONG + markup))
    assert (report.status, [note in p.note for p in report.unread_pages]) == ("partial", [True])


def test_frames_that_show_each_other_a_thousand_times_end() -> None:
    parts = [
        (f"Content-ID: <f{n}>", "text/html", page(f"<p>第{n}条</p>" + f"<iframe src='cid:f{1 - n}'></iframe>" * 1000))
        for n in range(2)
    ]
    assert read(saved(*parts)).text == "第0条\n第1条\n第0条"


@pytest.mark.parametrize(
    "markup", ["![扫描件]({})", "正文![]({})正文", "<img src='{}'>", "见<img src='{}'>", "| ![]({}) |\n|---|"]
)
def test_pictures_of_a_draft_are_read(seen: list[tuple[int, int]], markup: str) -> None:
    text = f"# 个人借款合同\n\n{markup.format(uri(blank(640, 900)))}\n"
    assert (read(text.encode(), name="a.md").text.endswith(CLAUSE), seen) == (True, [(640, 900)])


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    "markup", ["![扫描件](1.png)", "![](https://example.cn/a?b=1&c=2)", "<img src=1.png>", "见<IMG src=1.png>"]
)
def test_a_draft_of_pictures_that_are_elsewhere_is_unread(markup: str) -> None:
    report = clausescan.analyze(f"# 个人借款合同\n\n{markup}\n".encode(), name="a.md")
    assert (report.status, [p.remedy for p in report.unread_pages]) == ("partial", [Remedy.SAVE_WITH_PICTURES])
    long = "第一条 借款用于日常消费。" * 30
    assert clausescan.analyze(f"# 个人借款合同\n\n{markup}\n\n{long}".encode(), name="a.md").unread_pages == ()


@real
def test_pictures_of_a_page_are_read_by_ocr() -> None:
    report = clausescan.analyze(page(f"<p>个人借款合同</p><img src='{uri(picture(LINES[:2]))}'>"))
    assert squeezed(report.text) == squeezed("个人借款合同" + "".join(LINES[:2]))
    assert any(f.practice == "contact_access" and f.location.page == 2 for f in report.findings)
