"""Text of a document made harmless to show: what would steer a terminal or turn the direction of text is shown instead of obeyed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.schema import Finding

CONTROL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Bidirectional controls, C0 and C1 controls but tab and line feed, lone surrogates."""


def visible(text: str) -> str:
    """The text with its controls written out, e.g. "⟨U+202E⟩"."""
    return CONTROL.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text)


def pieces_of(finding: Finding) -> Iterator[tuple[str, bool]]:
    """The quote cut at its evidence: (text, whether it weighed)."""
    at = 0
    for evidence in sorted(finding.evidence, key=lambda e: e.start):
        start, end = evidence.start - finding.start, evidence.end - finding.start
        if start < at:
            continue
        yield finding.quote[at:start], False
        yield finding.quote[start:end], True
        at = end
    yield finding.quote[at:], False
