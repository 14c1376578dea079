"""Many of one character hang no pattern and no cutter: each is given them in a process that is ended after a while."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.hostile.texts import CHARACTERS

_CODE = """
import gc, re, sys, types
import clausescan.api, clausescan.assess, clausescan.read.fonts, clausescan.read.html, clausescan.read.layout, clausescan.segment.words
import clausescan.classify.stance, clausescan.assess.references
from clausescan.assess.kinds import kind_of
from clausescan.segment.normal import normalise
from clausescan.segment.numbering import mark_of
from clausescan.segment.sentences import sentence_spans
clausescan.analyze_text("我们会读取您的通讯录，见附件一。")  # so that the patterns that are made late are made
ours = [m for name, m in sys.modules.items() if name.startswith("clausescan")]
patterns = [v for m in ours for v in vars(m).values() if isinstance(v, re.Pattern)]
patterns += [p for held in gc.get_objects() if isinstance(held, tuple) for p in held if isinstance(p, re.Pattern)]
patterns = list(dict.fromkeys(patterns))
assert len(patterns) > 20
for character in sys.argv[1]:
    text = character * 100_000
    for pattern in patterns:
        for _ in pattern.finditer(text if isinstance(pattern.pattern, str) else text.encode()):
            pass
    normalise(text), sentence_spans(text), mark_of(text), kind_of(text)
"""
_AT_ONCE = 4
_WHILE = 90
"""Seconds; a pattern that is quadratic in 100,000 characters takes minutes, all of them together take six when linear."""


@pytest.mark.parametrize("start", range(0, len(CHARACTERS), _AT_ONCE))
def test_many_of_one_character_hang_nothing(start: int) -> None:
    some = CHARACTERS[start : start + _AT_ONCE]
    done = subprocess.run([sys.executable, "-c", _CODE, some], capture_output=True, text=True, timeout=_WHILE)
    assert done.returncode == 0, done.stderr
