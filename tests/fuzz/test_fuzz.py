"""Bounded fuzzing by hypothesis; for longer runs there is the harness."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clausescan
from tests.fuzz.target import TARGETS, covers, survives
from tests.hostile.archives import docx
from tests.hostile.pdfs import flipped, page

FOUND = Path(__file__).parent / "found"
"""Reproducers, named by target and by what they broke."""
FUZZ = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
CHINESE = (
    "我们会读取您的通讯录",
    "不得",
    "第一条 ",
    "（一）",
    "1.1 ",
    "；",
    "。",
    "：",
    "\n",
    "“",
    "《",
    "》",
    "通*讯*录",
)
MARKUP = (
    "<img src='data:image/png;base64,",
    "<iframe src='data:text/html,",
    "<svg><text>",
    "'>",
    "![](",
    "<b>",
    "</p>",
    "<table><td>",
    "<!--",
    "&#0;",
    "``` ",
    "| a |",
    "# ",
    "</script>",
)
ODD = ("\u202e", "\ud800", "\u200b", "\x00", "\U0001f600", "\r", "\x85", "\ufeff")
PIECES = st.sampled_from((*CHINESE, *MARKUP, *ODD))
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map("".join)


@FUZZ
@given(TEXTS, st.sampled_from(["utf-8", "utf-16", "gb18030"]), st.sampled_from(["", "<!doctype html><p>"]))
def test_any_text_is_read_or_refused(text: str, encoding: str, start: str) -> None:
    survives((start + text).encode(encoding, "replace"))


@FUZZ
@given(TEXTS)
def test_text_at_hand_is_reported_on_or_refused(text: str) -> None:
    try:
        report = clausescan.analyze_text(text)
    except clausescan.ClausescanError:
        return
    assert report.to_html().encode("utf-8", "surrogatepass")


@FUZZ
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    survives(data)
    survives(b"%PDF-1.7\n" + data + b"\n%%EOF")


@FUZZ
@given(st.integers(0, 1 << 32), st.floats(0.001, 0.05))
def test_any_damaged_file_is_read_or_refused(seed: int, share: float) -> None:
    survives(flipped(page(), seed, share=share))
    survives(flipped(docx("<w:p><w:r><w:t>我们会读取您的通讯录。</w:t></w:r></w:p>"), seed, share=share))


@pytest.mark.parametrize("path", sorted(FOUND.iterdir()), ids=lambda path: path.name)
def test_what_the_harness_found_stays_mended(path: Path) -> None:
    TARGETS[path.name.partition("-")[0]](path.read_bytes())


@given(TEXTS)
def test_sentences_cover_any_line(text: str) -> None:
    covers(text)


@pytest.mark.parametrize("text", ["读取\ud800通訊錄。", "\udc00我们会读取您的通讯录。"])
def test_half_a_surrogate_pair_does_not_end_an_analysis(text: str) -> None:
    report = clausescan.analyze_text(text)
    assert report.text == re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert len(report.text) == len(text)
    assert clausescan.Report.model_validate_json(report.to_json()) == report
