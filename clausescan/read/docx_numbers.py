"""The numbers that Word draws before paragraphs but does not store: list definitions, their overrides, and who uses them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from clausescan.read.docx_looks import StyleTable, W, value_of
from clausescan.read.numerals import numeral


class _Level(NamedTuple):
    """How one level of a list is numbered: its numerals, its pattern ("%1.%2"), its first number, whether all are digits."""

    shape: str
    pattern: str
    start: int
    digits: bool


@dataclass(slots=True)
class Numbers:
    """Word's list numbering: the lists of a document, and how far each has been counted.

    Several lists may share one definition; they count on together, but where one of them says to start again.
    """

    definitions: dict[str, dict[int, _Level]]
    lists: dict[str, str]
    restarts: dict[str, dict[int, int]]
    styles: StyleTable
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, document: Any, styles: StyleTable) -> Numbers:  # noqa: ANN401 - python-docx has no types
        """Of a document of python-docx."""
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return cls({}, {}, {}, styles)
        definitions = {
            str(entry.get(f"{W}abstractNumId")): {
                int(level.get(f"{W}ilvl")): _level(level) for level in entry.iter(f"{W}lvl")
            }
            for entry in root.iter(f"{W}abstractNum")
        }
        lists: dict[str, str] = {}
        restarts: dict[str, dict[int, int]] = {}
        for entry in root.iter(f"{W}num"):
            number = str(entry.get(f"{W}numId"))
            lists[number] = value_of(entry, "abstractNumId", "")
            restarts[number] = {
                int(override.get(f"{W}ilvl")): int(value_of(override, "startOverride", "1"))
                for override in entry.iter(f"{W}lvlOverride")
                if override.find(f"{W}startOverride") is not None
            }
        return cls(definitions, lists, restarts, styles)

    def label(self, paragraph: Any) -> str:  # noqa: ANN401
        """The number that Word draws before a paragraph, or ""; counts it."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None or not self.lists:
            return ""
        marked = properties.find(f"{W}numPr")
        if marked is not None:
            number, level = value_of(marked, "numId", "0"), int(value_of(marked, "ilvl", "0"))
        else:
            number, level = self.styles.list_of(value_of(properties, "pStyle", ""))
        definition = self.lists.get(number, "")
        levels = self.definitions.get(definition, {})
        if level not in levels:
            return ""
        counts = self.counts[definition]
        again = self.restarts.get(number, {}).pop(level, None)
        counts[level] = counts.get(level, levels[level].start - 1) + 1 if again is None else again
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        return _drawn(levels, level, counts)


def _level(level: Any) -> _Level:  # noqa: ANN401
    return _Level(
        value_of(level, "numFmt", "decimal"),
        value_of(level, "lvlText", ""),
        int(value_of(level, "start", "1")),
        next(level.iter(f"{W}isLgl"), None) is not None,
    )


def _drawn(levels: dict[int, _Level], level: int, counts: dict[int, int]) -> str:
    shape, pattern, _, digits = levels[level]
    if shape in ("bullet", "none"):
        return ""
    for at, above in levels.items():
        if at <= level:
            drawn = numeral(counts.get(at, above.start), "decimal" if digits else above.shape)
            pattern = pattern.replace(f"%{at + 1}", drawn)
    return pattern + (" " if pattern else "")
