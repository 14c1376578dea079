"""One document under check: its marks turned into violations that quote it, and the suppressions written into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from clausescan.lint.places import SourceMap, source_of
from clausescan.lint.settings import Settings
from clausescan.lint.suppressions import Suppression, inline_suppressions
from clausescan.lint.violations import Mark, Violation, name_of


@dataclass(frozen=True, slots=True)
class Draft:
    """A document: its path, bytes, and text where that is at hand already."""

    path: Path
    data: bytes
    text: str | None

    def violations(self, marks: Iterable[Mark], settings: Settings) -> Iterator[Violation]:
        """The marks with quotes, places and the severities that are set.

        A document that comes from the cache is read again here, in this process: it went through the reader unharmed before.
        """
        marks = tuple(marks)
        if not marks:
            return
        text = self._text()
        source = source_of(self.data, self.path.name)
        places = SourceMap.of(source, text) if source is not None else None
        for mark in marks:
            yield Violation(
                path=name_of(self.path),
                code=mark.code,
                severity=settings.severity_of(mark.code, mark.severity),
                quote=text[mark.start : mark.end],
                spans=tuple((start - mark.start, end - mark.start) for start, end in mark.spans),
                page=mark.page,
                region=places.region(mark.start, mark.end) if places and mark.end else None,
                needs_review=mark.needs_review,
                key=mark.key,
                occurrence=mark.occurrence,
            )

    def suppressions(self) -> Iterator[Suppression]:
        """The suppressions in the document itself; none in PDF and DOCX, which have no comments.

        Raises:
            ConfigError: one cannot be understood.
        """
        if b"clausescan:" in self.data or b"c\0l\0a\0u\0s\0e\0s\0c\0a\0n\0" in self.data:
            source = source_of(self.data, self.path.name)
            if source is not None:
                from clausescan.read import sniff

                markup = sniff(self.data, self.path.name) != "text/plain"
                yield from inline_suppressions(source, name_of(self.path), markup=markup)

    def _text(self) -> str:
        if self.text is not None:
            return self.text
        from clausescan.read import read

        return read(self.data, name=name_of(self.path)).text
