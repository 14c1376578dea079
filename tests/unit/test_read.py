"""Readers take what they should, and refuse the rest with an error that says what is wrong."""

from __future__ import annotations

import io
import os
import quopri
import struct
import zlib
from pathlib import Path

import pytest

from clausescan import errors
from clausescan.document import PageQuality
from clausescan.limits import Limits
from clausescan.read import read, sniff
from clausescan.read.html import html_lines
from clausescan.read.markdown import markdown_lines
from tests.conftest import make_pdf

TEXT = "第一条 信息收集\n我们会读取您的通讯录，并提供给合作机构。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_text_in_the_encodings_of_the_field(encoding: str) -> None:
    assert read(TEXT.encode(encoding)).text.lstrip("\ufeff") == TEXT


def test_big5_is_told_from_gb18030() -> None:
    text = "第一條 個人資料之蒐集\n本公司得讀取您的通訊錄,並提供予合作機構。還款方式如下所列,請詳閱後簽署。"
    assert read(text.encode("big5")).text == text


def text_of(page: str) -> str:
    return "\n".join("".join(piece.text for piece in line) for line in html_lines(page, "x") if line)


def test_html_blocks_become_lines_and_scripts_vanish() -> None:
    page = "<!doctype html><title>x</title><div>第一条<p>读取<b>通讯录</b>。</p><script>alert(1)</script><br>共享</div><td>甲<td>乙"
    assert text_of(page) == "第一条\n读取通讯录。\n共享\n甲乙"


def test_declared_gb2312_is_read_as_its_superset() -> None:
    page = '<html><meta charset="gb2312"><p>读取您的通讯錄。</p></html>'
    assert read(page.encode("gb18030")).text == "读取您的通讯錄。"


def test_deeply_nested_html_does_not_overflow() -> None:
    assert text_of("<div>" * 9_000 + "读取通讯录") == "读取通讯录"


def test_markdown_keeps_list_numbers_and_drops_markup(tmp_path: Path) -> None:
    path = tmp_path / "draft.md"
    path.write_text(
        "# 协议\n\n1. 读取**通讯录**；\n2. [共享](http://x)给第三方。\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n",
        encoding="utf-8",
    )
    document = read(path)
    assert document.media_type == "text/markdown"
    assert document.text == "协议\n1. 读取通讯录；\n2. 共享给第三方。\n甲 乙\n丙 丁"
    assert [[p.text for p in line] for line in markdown_lines("<!-- 注释 -->\n\n正文", "x")][-1] == ["", "正文"]


def test_a_stream_is_left_where_it_stood() -> None:
    stream = io.BytesIO(b"xx" + TEXT.encode())
    stream.seek(2)
    assert read(stream).text == TEXT
    assert stream.tell() == 2


def _png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def test_sniffing_trusts_the_content() -> None:
    assert sniff(_png(), "a.pdf") == "image/png"
    assert sniff(b"%PDF-1.4", "a.txt") == "application/pdf"
    assert sniff("你好".encode(), "a.md") == "text/markdown"
    assert sniff(b"<!DOCTYPE html><p>", "a.txt") == "text/html"
    assert sniff("MZ公司的协议".encode(), "a.txt") == "text/plain"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.EmptyInputError),
        (b"  \n\n", errors.NoTextError),
        (b"\x7fELF" + bytes(60), errors.UnsupportedFormatError),
        (bytes(range(256)) * 8, errors.DecodingError),
        (make_pdf([["读取通讯录"]])[:900], errors.DamagedFileError),
        (b"%PDF-1.4\n%%EOF", errors.DamagedFileError),
        (make_pdf([[]]), errors.NoTextError),
        (make_pdf([["读取通讯录"]], encrypt="secret"), errors.EncryptedFileError),
        (b"<html><body></body></html>", errors.NoTextError),
    ],
)
def test_bad_input_has_its_own_error(data: bytes, error: type[errors.ClausescanError]) -> None:
    with pytest.raises(error) as caught:
        read(data)
    assert str(caught.value)


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(errors.SourceNotFoundError):
        read(tmp_path / "missing.pdf")
    with pytest.raises(errors.NotAFileError):
        read(tmp_path)


def test_an_encrypted_pdf_opens_with_its_password() -> None:
    assert read(make_pdf([["读取通讯录"]], encrypt="secret"), password="secret").text == "读取通讯录"


def test_a_scan_has_pages_without_text() -> None:
    def picture(canvas, _number: int) -> None:
        canvas.rect(100, 100, 200, 200, fill=1)

    document = read(make_pdf([[]], draw=picture))
    assert [page.quality for page in document.pages] == [PageQuality.NO_TEXT]
    assert document.text == ""


def test_strong_words_of_a_draft_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "draft.md"
    path.write_text("第一条 借款用于日常消费。\n\n1. **读取通讯录**；共享。\n", encoding="utf-8")
    document = read(path)
    assert [(document.text[m.start : m.end], m.kind) for m in document.emphasis] == [("读取通讯录", "bold")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told(encoding: str) -> None:
    text = TEXT + "\n第二条 借款期限为十二个月，年利率为百分之十二，按月等额归还本金和利息。"
    assert read(text.encode(encoding)).text == text


def test_a_page_in_utf_16_or_big5_is_read() -> None:
    page = "<html><head><meta charset=big5></head><body><p>本公司得讀取您的通訊錄。</p></body></html>"
    assert read(page.encode("big5")).text == "本公司得讀取您的通訊錄。"
    assert read(page.replace("big5", "utf-16").encode("utf-16")).text == "本公司得讀取您的通訊錄。"


def test_quotes_of_a_traditional_agreement_stay_as_written() -> None:
    import clausescan

    text = "第一條 資訊收集\n我們會讀取您手機中的通訊錄，並上傳至伺服器。"
    (finding,) = (f for f in clausescan.analyze_text(text).findings if f.practice == "contact_access")
    assert finding.quote == "我們會讀取您手機中的通訊錄，並上傳至伺服器。"
    assert all(e.text in finding.quote for e in finding.evidence)


@pytest.mark.parametrize("text", ["甲方：ABC Ltd.", "我們會讀取您的通訊錄。", "第一条 读取您的通讯录。"])
@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16-le", "utf-16-be", "utf-16"])
def test_a_few_words_are_told_by_how_common_their_characters_are(text: str, encoding: str) -> None:
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip("not in this encoding")
    assert read(data).text == text


def test_bytes_that_look_like_no_chinese_are_refused() -> None:
    with pytest.raises(errors.DecodingError):
        read("個人情報を取得します。ローンのご契約について".encode("shift_jis"))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_text_that_was_cut_off_or_has_a_damaged_byte_is_read(encoding: str) -> None:
    whole = TEXT * 10
    data = whole.encode(encoding)
    assert read(data[:-1]).text.rstrip("\ufffd") == whole[:-1]
    damaged = read(data[:200] + b"\xff\xff" + data[202:]).text
    assert damaged.startswith(TEXT)
    assert damaged.endswith(TEXT)


@pytest.mark.parametrize("declared", ["gbk", "gb2312", "big5", "nonsense"])
def test_a_page_in_utf_8_is_read_whatever_it_declares(declared: str) -> None:
    for text in ("读取您的通讯录。", "读取您的通讯录。。"):
        page = f"<html><meta charset={declared}><p>{text}</p></html>"
        assert read(page.encode()).text == text


MHTML = """From: <Saved by Blink>
Snapshot-Content-Location: https://m.example.cn/agreement
Subject: =?utf-8?Q?=E5=8D=8F=E8=AE=AE?=
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----b"

------b
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable

{page}
------b
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
------b--
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_page_as_a_phone_saves_it_is_read(line_end: str) -> None:
    page = quopri.encodestring("<!DOCTYPE html><meta charset=utf-8><p>我们会读取您的通讯录。</p>".encode()).decode()
    document = read(MHTML.format(page=page).replace("\n", line_end).encode())
    assert (document.text, document.media_type) == ("我们会读取您的通讯录。", "text/html")


def test_a_saved_page_without_html_has_an_error() -> None:
    with pytest.raises(errors.DamagedFileError, match="save the page again"):
        read(MHTML.replace("text/html\n", "text/css\n").format(page="p{}").encode())


def test_text_that_mentions_an_element_is_no_page() -> None:
    text = "第一条 标签 <p> 与 <div> 的用法。\n第二条 读取通讯录。"
    assert read(text.encode()).text == text
    assert read("协议正文<p>第一条</p>".encode()).text == "协议正文\n第一条"
    assert read("\ufeff<div>第一条".encode()).text == "第一条"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC.*JPEG"),
        (rb"{\rtf1\ansi\ansicpg936 \'ce\'d2\par}", "RTF"),
    ],
)
def test_kinds_of_file_that_cannot_be_read_are_named(data: bytes, what: str) -> None:
    with pytest.raises(errors.UnsupportedFormatError, match=what):
        read(data)


def test_footnotes_of_a_draft_are_read() -> None:
    document = read("第一条 通知[^1]。~~作废~~\n\n[^1]: 可联系亲友。\n".encode(), name="draft.md")
    assert document.text == "第一条 通知[^1]。作废\n[^1] 可联系亲友。"


class Endless(io.RawIOBase):
    """A pipe that never ends, a few bytes at a time."""

    taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.taken += min(size, 7)
        return b"x" * min(size, 7)


def test_an_endless_stream_is_taken_no_further_than_allowed() -> None:
    stream = Endless()
    with pytest.raises(errors.LimitExceededError, match="--limit max_bytes="):
        read(stream, limits=Limits(max_bytes=1000))
    assert stream.taken == 1001


def test_a_text_stream_is_refused() -> None:
    with pytest.raises(errors.InputError, match="mode 'rb'"):
        read(io.StringIO("读取"))


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "missing/deeper.pdf"])
def test_names_that_no_file_can_have_are_errors_of_ours(name: str) -> None:
    with pytest.raises(errors.InputError, match="check the path"):
        read(name)


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.pdf").write_bytes(b"x")
    for step in ("stat", "read_bytes"):  # of a folder that may not be entered, and of the file itself
        with monkeypatch.context() as patched, pytest.raises(errors.InputError, match=r"Permission denied.*ask"):
            patched.setattr(Path, step, refused)
            read(tmp_path / "a.pdf")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_devices_and_pipes_are_no_documents(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path(os.devnull)):
        with pytest.raises(errors.NotAFileError):
            read(path)


def test_a_file_larger_than_memory_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "sparse.pdf").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(errors.LimitExceededError):
        read(tmp_path / "sparse.pdf")
