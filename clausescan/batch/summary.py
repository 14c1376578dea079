"""What a store says as a whole: how common practices are, where, how serious, and what could not be read.

An agreement is a file of which something was read (status clean, findings or partial); others are counted apart, never as clean. It has
a practice when a clause asserts it. A template is a family of near-duplicates and counts as its first document does.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from clausescan.batch.metadata import Facts, lenders_by_folder
from clausescan.batch.prevalence import Judged, Share, corrected, raw
from clausescan.schema import Severity, Status

if TYPE_CHECKING:
    from clausescan.batch.store import Store

_READ: Final = (Status.CLEAN, Status.FINDINGS, Status.PARTIAL)
_SETUP: Final = f"""
CREATE TEMP TABLE about (path TEXT PRIMARY KEY, lender TEXT, kind TEXT, period TEXT) WITHOUT ROWID;
INSERT INTO about SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?);
CREATE TEMP TABLE agreement AS
    SELECT d.path, d.doc_id, d.grade, a.lender, a.kind, a.period, f.family,
        row_number() OVER (PARTITION BY coalesce(f.family, d.doc_id) ORDER BY d.doc_id <> f.family, d.path) = 1 AS template
    FROM documents d JOIN about a USING (path) LEFT JOIN families f USING (doc_id)
    WHERE d.status IN ({", ".join(f"'{status}'" for status in _READ)});
CREATE TEMP TABLE hit AS SELECT DISTINCT doc_id, practice FROM findings WHERE stance = 'asserted';
CREATE INDEX temp.hit_doc_id ON hit (doc_id)"""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of a group of agreements have something."""

    count: int
    of: int
    raw: Share | None
    corrected: Share | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Agreements with something in common: a lender, a kind, a period."""

    name: str
    documents: int
    templates: int
    grades: dict[str, Cell]
    practices: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Clause:
    """A serious clause, and where it is found."""

    practice: str
    severity: str
    quote: str
    documents: int
    lenders: int
    path: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Failure:
    """Files that gave no agreement, for one reason."""

    status: str
    error: str
    reason: str
    documents: int
    example: str


class Summary:
    """The figures of one store, each answered by SQL over its tables.

    Args:
        store: an open store; temporary tables are made beside it, the file is not touched.
        facts: by path or sha256, from `read_metadata`.
        judged: what the model did on documents of known truth, by practice; empty to leave prevalence uncorrected.
    """

    def __init__(self, store: Store, facts: dict[str, Facts], judged: dict[str, Judged]) -> None:
        self._store, self._judged = store, judged
        first, second, *rest = _SETUP.strip().split(";\n")
        store.query(first)
        store.query(second, [json.dumps(list(_about(store, facts)))])
        for statement in rest:
            store.query(statement)
        ((self.files,),) = store.query("SELECT count(*) FROM documents")
        ((self.grouped,),) = store.query("SELECT EXISTS (SELECT 1 FROM families)")

    def overall(self) -> Group:
        """All agreements."""
        return self._groups("''")[0]

    def templates(self) -> dict[str, Cell]:
        """Practices among templates; empty before `clausescan families` has run."""
        return self._groups("''", "template")[0].practices if self.grouped else {}

    def by(self, column: str) -> list[Group]:
        """Agreements by lender, kind or period, the largest group first, periods in order; those of which it is unknown left out."""
        groups = self._groups(column, f"{column} <> ''")
        return sorted(groups, key=lambda g: _natural(g.name)) if column == "period" else groups

    def _groups(self, column: str, where: str = "1") -> list[Group]:
        query = self._store.query
        sizes = query(
            f"SELECT {column}, count(*), sum(template) FROM agreement WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        hits: dict[str, dict[str, int]] = defaultdict(dict)
        for name, practice, count in query(
            f"SELECT {column}, practice, count(*) FROM agreement JOIN hit USING (doc_id) WHERE {where} GROUP BY 1, 2"
        ):
            hits[name][practice] = count
        grades: dict[str, dict[str, int]] = defaultdict(dict)
        for name, grade, count in query(f"SELECT {column}, grade, count(*) FROM agreement WHERE {where} GROUP BY 1, 2"):
            grades[name][grade] = count
        found = [Group(n, size, t, _cells(grades[n], size), self._practices(hits[n], size)) for n, size, t in sizes]
        return found or ([Group("", 0, 0, {}, {})] if where == "1" else [])

    def _practices(self, hits: dict[str, int], size: int) -> dict[str, Cell]:
        from clausescan.knowledge import practices

        return {
            practice: Cell(
                (count := hits.get(practice, 0)),
                size,
                raw(count, size),
                corrected(count, size, judged) if (judged := self._judged.get(practice)) else None,
            )
            for practice in practices()
        }

    def patterns(self) -> list[tuple[str, Cell]]:
        """Patterns and the agreements that show them, the most frequent first."""
        return self._frequent(
            "SELECT pattern, count(DISTINCT path) FROM patterns JOIN agreement USING (doc_id) GROUP BY 1"
        )

    def _frequent(self, sql: str) -> list[tuple[str, Cell]]:
        size = self.overall().documents
        found = self._store.query(f"{sql} ORDER BY 2 DESC, 1")
        return [(name, Cell(count, size, raw(count, size))) for name, count in found]

    def missing(self) -> list[tuple[str, Cell]]:
        """Disclosures and the agreements without them, out of those of the kinds that have to make them."""
        from clausescan.knowledge import disclosures

        rules = disclosures()
        # The kind that decided whether a disclosure was looked for, not one that the metadata gave.
        sizes = dict(
            self._store.query("SELECT d.kind, count(*) FROM documents d JOIN agreement USING (path) GROUP BY 1")
        )
        return [
            (name, Cell(cell.count, size, raw(cell.count, size)))
            for name, cell in self._frequent(
                "SELECT disclosure, count(DISTINCT path) FROM missing JOIN agreement USING (doc_id) GROUP BY 1"
            )
            if (size := sum(sizes.get(kind, 0) for kind in rules[name].kinds))
        ]

    def worst(self, most: int) -> list[Clause]:
        """Clauses of high severity, the ones in most agreements first; the same words count as one clause."""
        found = self._store.query(
            """
            SELECT practice, severity, quote, count(DISTINCT path), count(DISTINCT nullif(lender, '')), min(path), page
            FROM findings JOIN agreement USING (doc_id) WHERE stance = 'asserted' AND severity = 'high'
            GROUP BY fingerprint ORDER BY 4 DESC, avg(confidence) DESC, fingerprint LIMIT ?
            """,
            [most],
        )
        return [Clause(*row) for row in found]

    def failures(self) -> list[Failure]:
        """Files that gave no agreement, by reason, the most frequent first."""
        found = self._store.query(
            """
            SELECT status, coalesce(error, ''), reason, count(*), min(path) FROM documents
            WHERE path NOT IN (SELECT path FROM agreement) GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3
            """
        )
        return [Failure(*row) for row in found]

    def unmatched(self, facts: Iterable[str]) -> int:
        """How many of these paths or digests are of no document."""
        known = {key for row in self._store.query("SELECT path, sha256 FROM documents") for key in row}
        return sum(key not in known for key in facts)

    def runs(self) -> list[dict[str, Any]]:
        """The last run of the manifest, if any."""
        found = self._store.query(
            "SELECT started, finished, model, tool_version FROM runs ORDER BY run_id DESC LIMIT 1"
        )
        return [dict(zip(("started", "finished", "model", "tool_version"), row, strict=True)) for row in found]


def _cells(grades: dict[str, int], size: int) -> dict[str, Cell]:
    ordered = [severity.value for severity in reversed(Severity)]
    return {grade: Cell((count := grades.get(grade, 0)), size, raw(count, size)) for grade in ordered}


def _about(store: Store, facts: dict[str, Facts]) -> Iterable[Sequence[str]]:
    """Path, lender, kind and period of every document; the period is the month or year, or the version where no date is known at all."""
    rows = store.query("SELECT path, sha256, kind FROM documents")
    folders = lenders_by_folder(path for path, _, _ in rows)
    dated = any(fact.date for fact in facts.values())
    for path, sha256, kind in rows:
        fact = facts.get(path) or facts.get(sha256) or Facts()
        yield path, fact.lender or folders[path], fact.kind or kind or "", fact.date[:7] if dated else fact.version


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in re.split(r"(\d+)", name)]
