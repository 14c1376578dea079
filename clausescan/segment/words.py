"""Chinese words by jieba: the only import of it, and of rjieba (https://github.com/messense/rjieba-py), jieba in Rust.

Without new-word guessing both give the same words (tests/unit/test_words.py), so a model's scores do not depend on which is installed.
rjieba loads its dictionary in a fifth of the time and cuts ten times faster; jieba serves where there is no wheel of it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+")
_PART = ord("。")
"""A sign that no word holds."""
Cut = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of several texts, in order, as columns.

    Attributes:
        letters: of the texts, in lower case, laid end to end by `joined_codes`.
        offsets: where each text begins among the letters.
        rows: the text that each word is of.
        starts, ends: its place among the letters.
    """

    letters: NDArray[np.uint32]
    offsets: NDArray[np.int64]
    rows: NDArray[np.int32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def words(text: str) -> list[str]:
    """The words of a normalised text in order; punctuation, blanks and digits are left out."""
    cut = _cut()
    found: list[str] = []
    for run in _HAN_RUN.findall(text):
        if run[0].isascii():
            found.append(run.lower())
        else:
            found.extend(cut(run))
    return found


def joined_codes(texts: Sequence[str]) -> tuple[str, NDArray[np.uint32], NDArray[np.int64]]:
    """Texts as one, a line break after each; its code points; and where each text begins there, one more for the end."""
    joined = "".join([f"{text}\n" for text in texts])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    return joined, codes, np.concatenate(([0], np.cumsum(sizes + 1)))


def cut(texts: Sequence[str]) -> Words:
    """The same words as `words` of each text, cut all at once."""
    _, codes, offsets = joined_codes(texts)
    han = (codes >= 0x3400) & (codes <= 0x9FFF)
    lowered = codes | 0x20
    latin = (lowered >= ord("a")) & (lowered <= ord("z"))
    parted = np.where(han, codes, np.uint32(_PART)).astype("<u4").tobytes().decode("utf-32-le")
    found = list(_cut()(parted))
    ends = np.cumsum(np.fromiter(map(len, found), dtype=np.int64, count=len(found)))
    starts = np.concatenate(([0], ends))[:-1]
    inside = han[starts]
    starts, ends = starts[inside], ends[inside]
    if latin.any():
        edges = np.flatnonzero(np.diff(latin, prepend=False, append=False))
        starts, ends = np.concatenate((starts, edges[::2])), np.concatenate((ends, edges[1::2]))
        order = np.argsort(starts)
        starts, ends = starts[order], ends[order]
    rows = (np.searchsorted(offsets, starts, side="right") - 1).astype(np.int32)
    return Words(np.where(latin, lowered, codes), offsets, rows, starts, ends)


@functools.cache
def _cut() -> Cut:
    try:
        from rjieba import cut
    except ImportError:
        return jieba_cut()
    return functools.partial(cut, hmm=False)


def jieba_cut() -> Cut:
    """The words of a run of Chinese characters by jieba, quiet, and with nothing read from or left in the temporary directory."""
    import logging
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some versions import pkg_resources
        import jieba
    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    # Not by its own `initialize`, which unmarshals a cache that another user of the machine could have planted.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return functools.partial(tokenizer.cut, HMM=False)
