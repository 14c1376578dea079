"""From a document's text to its clauses: normalised forms, lines, numbering, sentences, words."""

from __future__ import annotations

from clausescan.segment.clauses import clauses_of

__all__ = ["clauses_of"]
