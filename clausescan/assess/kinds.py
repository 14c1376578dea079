"""What kind of document this is, by its title, else by what it calls itself, else by its words: after data/kinds.toml."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from clausescan.knowledge import kinds
from clausescan.schema import Kind
from clausescan.segment.normal import folded
from clausescan.segment.numbering import mark_of

_TITLE_LINES = 12
"""A title stands among the first lines that are not blank."""
_TITLE_WIDTH = 40
_FIRST_WORDS = 60
"""A page without line breaks, or one that begins in the middle of its title, names itself at once."""
_OPENING = 800
"""Characters in which a document without a title line says what it is."""
_FEWEST_CUES = 3
_SENTENCE = re.compile(r"[,。;!?]|:.")
_SELF_NAME = re.compile(
    r'([^,。;:\n]{2,30})[》"]? ?\((?:以下)?(?:统称|简称|称|下称|下简称)?[为是:]? ?["《]?本(?:协议|合同|政策|授权书|条款|声明|规则)'
)


def kind_of(text: str) -> Kind:
    """The kind of the document with this text; `Kind.OTHER` where nothing tells."""
    opening = folded(text[: 20 * _OPENING])  # the rest of a long document says nothing of its title
    lines = [line for line in (line.strip(" _") for line in opening.split("\n")) if line][:_TITLE_LINES]
    titles = [line for line in lines if len(line) <= _TITLE_WIDTH and not _SENTENCE.search(line) and not mark_of(line)]
    names: list[str] = _SELF_NAME.findall(opening[:_OPENING])
    first = [line[:_FIRST_WORDS] for line in lines[:1] if not mark_of(line)]
    return _titled(titles + names + first) or _worded(folded(text))


def _titled(lines: Iterable[str]) -> Kind | None:
    """The kind that the first telling line names."""
    for line in lines:
        for kind, titles in _titles():
            if any(all(word in line for word in words) for words in titles):
                return kind
    return None


def _worded(text: str) -> Kind:
    """The kind most of whose cues stand in the text; the earlier in the file among equals."""
    best, most = Kind.OTHER, _FEWEST_CUES - 1
    for kind, cues in _cues():
        found = sum(cue in text for cue in cues)
        if found > most:
            best, most = kind, found
    return best


@functools.cache
def _titles() -> tuple[tuple[Kind, tuple[tuple[str, ...], ...]], ...]:
    return tuple(
        (entry.id, tuple(tuple(folded(word) for word in title.split("+")) for title in entry.titles))
        for entry in kinds().values()
    )


@functools.cache
def _cues() -> tuple[tuple[Kind, tuple[str, ...]], ...]:
    return tuple((e.id, tuple(folded(cue) for cue in e.cues)) for e in kinds().values() if e.cues)
