"""Chinese words by jieba (MIT, https://github.com/fxsjy/jieba): the only import of it.

jieba caches its dictionary with marshal in the shared temporary directory, where another user could plant one; it also prints while it
loads. Neither happens here: the tokenizer is filled from the dictionary text and marked as loaded.
"""

from __future__ import annotations

import functools
import logging
import re
import warnings
from typing import Any

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+")


@functools.cache
def _tokenizer() -> Any:  # noqa: ANN401 - jieba has no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba imports pkg_resources on some versions
        import jieba
    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def words(text: str) -> list[str]:
    """The words of a normalised text in order; punctuation, blanks and digits are left out."""
    tokenizer = _tokenizer()
    found: list[str] = []
    for run in _HAN_RUN.findall(text):
        if run[0].isascii():
            found.append(run.lower())
        else:
            found.extend(tokenizer.cut(run, HMM=False))
    return found
