"""Several files as one document."""

from __future__ import annotations

from pathlib import Path

import pytest

import clausescan
from clausescan import errors
from clausescan.limits import Limits
from clausescan.read import load, read
from tests.conftest import make_pdf

CLAUSE = "我们会读取您手机中的通讯录，并上传至服务器。"


def test_files_are_joined_and_pages_numbered_through(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(make_pdf([["第一条 信息收集"], ["第二条 通知"]]))
    (tmp_path / "b.txt").write_text("附件一\n借款人须知", encoding="utf-8")
    (tmp_path / "c.pdf").write_bytes(make_pdf([[CLAUSE]]))
    report = clausescan.analyze([tmp_path / "a.pdf", tmp_path / "b.txt", tmp_path / "c.pdf"])
    assert report.text == f"第一条 信息收集\n第二条 通知\n附件一\n借款人须知\n{CLAUSE}"
    assert report.source.name == "a.pdf, b.txt, c.pdf"
    (finding,) = (f for f in report.findings if f.practice == "contact_access")
    assert finding.location.page == 4
    assert {box.page for box in finding.location.boxes} == {4}


def test_the_same_files_make_the_same_document_wherever_they_lie(tmp_path: Path) -> None:
    digests = set()
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        for name in ("a.txt", "b.txt"):
            (folder / name).write_text(CLAUSE, encoding="utf-8")
        digests.add(read([folder / "a.txt", folder / "b.txt"]).sha256)
    assert len(digests) == 1


def test_one_file_in_a_list_is_that_file() -> None:
    assert load([b"abc"]) == load(b"abc")


def test_bad_lists_have_errors() -> None:
    with pytest.raises(errors.EmptyInputError):
        read([])
    with pytest.raises(errors.LimitExceededError):
        load([b"abc", b"def"], limits=Limits(max_bytes=5))
    with pytest.raises(errors.UnsupportedFormatError):
        read([load([b"a", b"b"])[0], b"c"])
    with pytest.raises(errors.DamagedFileError):
        read(load([b"a", b"b"])[0][:700])


def test_hidden_text_keeps_its_place() -> None:
    from tests.layouts import LAYOUTS

    layout = next(layout for layout in LAYOUTS if layout.name == "hidden text")
    report = clausescan.analyze([b"\xe9\x99\x84\xe4\xbb\xb6", layout.pdf()])
    assert [(h.quote, h.page) for h in report.hidden] == [(quote, 2) for quote, _ in layout.hidden]
