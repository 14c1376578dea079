"""Words: jieba's, quiet, and with nothing left behind."""

from __future__ import annotations

import functools
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausescan.segment.normal import normalise
from clausescan.segment.words import _cut, cut, jieba_cut, words
from tests.conftest import SAMPLES

PEER = functools.cache(jieba_cut)


@functools.cache
def _vocabulary() -> list[str]:
    frequencies = PEER().func.__self__.FREQ
    return sorted(word for word, count in frequencies.items() if count and word.isalpha() and not word.isascii())


def test_it_is_rjieba_that_is_compared() -> None:
    pytest.importorskip("rjieba", reason="there is no rjieba here, so jieba would be compared with itself")
    assert _cut().func is not PEER().func


def test_words_drop_signs_and_digits() -> None:
    assert words("读取您的通讯录,共12次Wi") == ["读取", "您", "的", "通讯录", "共", "次", "wi"]


def test_words_of_agreements_are_jiebas() -> None:
    for sample in sorted(SAMPLES.glob("*.md")):
        for line in normalise(sample.read_text(encoding="utf-8")).text.split("\n"):
            han = "".join(c for c in line if "\u3400" <= c <= "\u9fff")
            assert words(han) == list(PEER()(han))


@given(
    st.lists(st.integers(0, 300_000), min_size=1, max_size=12),
    st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)),
)
def test_words_of_anything_are_jiebas(numbers: list[int], rare: str) -> None:
    known = _vocabulary()
    text = "".join(known[n % len(known)] for n in numbers)
    for run in (text, text[1::2], text + rare + text):
        han = "".join(c for c in run if "\u3400" <= c <= "\u9fff")
        assert words(han) == list(PEER()(han))


@pytest.mark.parametrize("cut", ["words", "jieba_cut()"])
def test_no_cache_is_read_from_or_written_to_the_shared_temporary_directory(tmp_path: Path, cut: str) -> None:
    code = f"from clausescan.segment.words import *; list({cut}('读取通讯录'))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert done.stdout == ""
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []
    assert tempfile.gettempdir() != str(tmp_path)


@given(
    st.lists(
        st.text(st.sampled_from("不未经同意得,。ABcd12.5㐀龥鿕鿿的通讯录T恤卡拉OK 𠀀é\n"), max_size=40), max_size=4
    )
)
def test_texts_cut_at_once_have_the_words_of_each(texts: list[str]) -> None:
    found = cut(texts)
    by_text: list[list[str]] = [[] for _ in texts]
    for row, start, end in zip(found.rows.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True):
        by_text[row].append("".join(map(chr, found.letters[start:end].tolist())))
    assert by_text == [words(text) for text in texts]
