"""Chinese words by jieba: the only import of it, and of rjieba (https://github.com/messense/rjieba-py), jieba in Rust.

Without new-word guessing both give the same words (tests/unit/test_words.py), so a model's scores do not depend on which is installed.
rjieba loads its dictionary in a fifth of the time and cuts ten times faster; jieba serves where there is no wheel of it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+")
Cut = Callable[[str], Iterable[str]]


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
