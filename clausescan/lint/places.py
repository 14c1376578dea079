"""Where a quote stands in the file it was read from: lines and columns of HTML, Markdown and plain text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from clausescan.lint.violations import Region

_TEXT_TYPES = frozenset({"text/html", "text/markdown", "text/plain"})
# What a reader drops or rewrites: comments, tags, link targets, entities, blanks, Markdown's marks. Linear, for files made to be slow.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]{0,2000}>|\]\([^()\s]{0,1000}\)|&#?\w{1,31};|[\s*_`~#\\|<>\[\]]+", re.DOTALL
)
_SHORTEST = 6
"""Characters of a quote that are enough to find it by, where markup stands in its midst."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A text without markup and blanks, and the offset of each of its characters in the text."""

    text: str
    offsets: tuple[int, ...]


def bare(text: str) -> Bare:
    """Strip what tells a source from the text read out of it."""
    import html

    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in _MARKUP.finditer(text):
        parts.append(text[at : match.start()])
        offsets.extend(range(at, match.start()))
        at = match.end()
        if match.group().startswith("&"):
            character = _MARKUP.sub("", html.unescape(match.group()))
            parts.append(character)
            offsets.extend([match.start()] * len(character))
    parts.append(text[at:])
    offsets.extend(range(at, len(text)))
    return Bare("".join(parts), tuple(offsets))


def source_of(data: bytes, name: str) -> str | None:
    """The characters of a text-like file with line ends as the readers make them; None for PDF, DOCX and what cannot be decoded."""
    from clausescan.errors import DecodingError
    from clausescan.read import sniff
    from clausescan.read.plain import decode

    if sniff(data, name) not in _TEXT_TYPES:
        return None
    try:
        return decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    except DecodingError:
        return None


@dataclass(frozen=True, slots=True)
class SourceMap:
    """The way from offsets in the text that was read back to the lines of its source."""

    source: Bare
    text: Bare
    line_starts: tuple[int, ...]

    @classmethod
    def of(cls, source: str, text: str) -> SourceMap:
        """Prepare the map from `text`, as read out of `source`."""
        starts = (0, *(match.end() for match in re.finditer("\n", source)))
        return cls(bare(source), bare(text), starts)

    def region(self, start: int, end: int) -> Region | None:
        """Where the span `start:end` of the text stands in the source; None if it cannot be told.

        The n-th of several equal quotes is looked for as the n-th in the source.
        """
        first, last = bisect_right(self.text.offsets, start - 1), bisect_right(self.text.offsets, end - 1)
        quote = self.text.text[first:last]
        nth = self.text.text.count(quote, 0, first) if quote else 0
        size = len(quote)
        while size >= min(len(quote), _SHORTEST) > 0:
            for part in dict.fromkeys((quote[:size], quote[-size:])):
                at = _nth(self.source.text, part, nth)
                if at >= 0:
                    return self._region(self.source.offsets[at], self.source.offsets[at + size - 1] + 1)
            size, nth = size // 2, 0
        return None

    def _region(self, start: int, end: int) -> Region:
        line, end_line = bisect_right(self.line_starts, start), bisect_right(self.line_starts, end - 1)
        return Region(
            line=line,
            column=start - self.line_starts[line - 1] + 1,
            end_line=end_line,
            end_column=end - self.line_starts[end_line - 1] + 1,
        )


def _nth(text: str, part: str, nth: int) -> int:
    """Where `part` stands for the n-th time, from 0; -1 if it does not."""
    at = text.find(part)
    while at >= 0 and nth:
        at, nth = text.find(part, at + 1), nth - 1
    return at
