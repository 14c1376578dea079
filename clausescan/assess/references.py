"""What the document refers to but does not contain: other agreements, annexes, and contents posted elsewhere.

Rule, by the words of data/references.toml: a title in 《》 that names an agreement, policy, authorisation or table and is no law; an annex; and
"以……公示为准". A title or annex counts as contained when a line of the document is headed by it and something follows that line.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clausescan.document import Clause, Document
from clausescan.knowledge import reference_words
from clausescan.schema import Reference, ReferenceKind

_TITLE = re.compile(r"《([^《》]{2,40})》")
_QUALIFIER = re.compile(r"\([^()]{0,20}\)$")
_POSTING = re.compile(r"以([^,。;:以]{2,40})为准")
_MOST_HEADING = 60
_HEADING_EXTRA = 20
"""A heading may put up to this many characters before a title: its number, the platform's name."""
_NEAR = 16


@dataclass(frozen=True, slots=True)
class Contents:
    """What the document itself contains: the ends of its heading lines, and the annex labels that head a line."""

    titles: frozenset[str]
    annexes: frozenset[str]


def references_of(document: Document, clauses: Sequence[Clause]) -> tuple[Reference, ...]:
    """Each document, annex or posting referred to and not contained, once, where it is first mentioned."""
    contents = _contents(clauses)
    found: dict[str, Reference] = {}
    for clause in clauses:
        for key, kind, (first, last) in _mentions(clause.text):
            if key in found or key in contents.titles or key in contents.annexes:
                continue
            source = document.text[clause.offsets[first] : clause.offsets[last - 1] + 1]
            quote = document.text[clause.start : clause.end]
            title = "".join(source.split())
            found[key] = Reference(title=title, kind=kind, quote=quote, start=clause.start, end=clause.end)
    return tuple(found.values())


def _mentions(text: str) -> Iterator[tuple[str, ReferenceKind, tuple[int, int]]]:
    """What a clause refers to: its name in normalised form, its kind, its span in the clause."""
    # Plain containment first: it settles nearly every clause.
    for match in _TITLE.finditer(text) if "《" in text else ():
        if _is_document(match.group(1).strip()) and not _is_itself(text, match):
            yield match.group(1).strip(), "document", match.span(1)
    for match in _annex().finditer(text) if any(map(text.__contains__, reference_words().annexes.labels)) else ():
        named = text[match.end() : match.end() + 2].lstrip(":").startswith("《")
        if match.start() and not named and (match["before"] or match["number"]):
            yield match["label"] + match["number"], "annex", (match.start("label"), match.end())
    for match in _POSTING.finditer(text) if "为准" in text else ():
        if _is_posted(match.group(1)):
            yield match.group(), "posting", match.span()


def _is_document(title: str) -> bool:
    words = reference_words().titles
    name = _QUALIFIER.sub("", title)
    if name.endswith(words.laws) or any(mark in name for mark in words.law_marks):
        return False
    return name.endswith(words.documents)


def _is_posted(words: str) -> bool:
    known = reference_words().postings
    return any(place in words for place in known.places) and not any(word in words for word in known.seen)


def _is_itself(text: str, match: re.Match[str]) -> bool:
    words = reference_words().titles
    after = text[match.end() : match.end() + _NEAR]
    return text[: match.start()].endswith(words.self_before) or any(mark in after for mark in words.self_after)


@functools.cache
def _annex() -> re.Pattern[str]:
    words = reference_words().annexes
    before, labels = "|".join(words.before), "|".join(words.labels)
    return re.compile(rf"(?P<before>{before})?的?(?P<label>{labels})(?P<number>[一二三四五六七八九十0-9]{{0,3}})")


def _contents(clauses: Sequence[Clause]) -> Contents:
    titles: set[str] = set()
    annexes: set[str] = set()
    for clause, following in itertools.pairwise(clauses):
        line = clause.text
        annex = _annex().match(line)
        # A list of annexes at the end only names them; so does a title that nothing follows.
        if _annex().match(following.text) or len(line) > _MOST_HEADING:
            continue
        if annex:
            annexes |= {annex["label"], annex["label"] + annex["number"]}
        elif "《" in line or line.endswith(("。", ";", ",")):
            continue
        bare = line.replace("《", "").replace("》", "")
        titles |= {bare[cut:] for cut in range(min(_HEADING_EXTRA, len(bare)) + 1)}
    return Contents(frozenset(titles), frozenset(annexes))
