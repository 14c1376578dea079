"""Chinese words by rjieba (MIT, https://github.com/messense/rjieba-py), jieba in Rust: the only import of it.

It gives jieba's words exactly, tested against it; it loads its dictionary in a fifth of jieba's time and memory and cuts ten times faster,
and it neither prints nor keeps a cache in the shared temporary directory.
"""

from __future__ import annotations

import re

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+")


def words(text: str) -> list[str]:
    """The words of a normalised text in order; punctuation, blanks and digits are left out."""
    from rjieba import cut

    found: list[str] = []
    for run in _HAN_RUN.findall(text):
        if run[0].isascii():
            found.append(run.lower())
        else:
            found.extend(cut(run, hmm=False))
    return found
