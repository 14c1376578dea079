"""Words: jieba's, quiet, and with nothing left behind."""

from __future__ import annotations

import functools
import logging
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from clausescan.segment.normal import normalise
from clausescan.segment.words import words
from tests.conftest import SAMPLES


@functools.cache
def _jieba():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba imports pkg_resources on some versions
        import jieba
    jieba.setLogLevel(logging.CRITICAL)
    peer = jieba.Tokenizer()
    # Not by its own way, which keeps a cache in the shared temporary directory.
    peer.FREQ, peer.total = peer.gen_pfdict(peer.get_dict_file())
    peer.initialized = True
    return peer


@functools.cache
def _vocabulary() -> list[str]:
    return sorted(word for word, count in _jieba().FREQ.items() if count and word.isalpha() and not word.isascii())


def test_words_drop_signs_and_digits() -> None:
    assert words("读取您的通讯录,共12次Wi") == ["读取", "您", "的", "通讯录", "共", "次", "wi"]


def test_words_of_agreements_are_jiebas() -> None:
    for sample in sorted(SAMPLES.glob("*.md")):
        for line in normalise(sample.read_text(encoding="utf-8")).text.split("\n"):
            han = "".join(c for c in line if "\u3400" <= c <= "\u9fff")
            assert words(han) == list(_jieba().cut(han, HMM=False))


@given(
    st.lists(st.integers(0, 300_000), min_size=1, max_size=12),
    st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)),
)
def test_words_of_anything_are_jiebas(numbers: list[int], rare: str) -> None:
    known = _vocabulary()
    text = "".join(known[n % len(known)] for n in numbers)
    for run in (text, text[1::2], text + rare + text):
        han = "".join(c for c in run if "\u3400" <= c <= "\u9fff")
        assert words(han) == list(_jieba().cut(han, HMM=False))


def test_no_cache_is_read_from_or_written_to_the_shared_temporary_directory(tmp_path: Path) -> None:
    code = "from clausescan.segment.words import words; words('读取通讯录')"
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
