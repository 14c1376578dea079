"""Families: near-duplicate agreements grouped by the template they were filled in from.

Documents are taken in the order of their doc_id. One joins the family of the template that it resembles most, if their similarity
reaches the threshold, and otherwise founds a family and is its template. So every member is at least that similar to its template,
there are no chains of lookalikes, and the outcome depends on the documents alone, not on the order of the scan.

MinHash LSH (datasketch) proposes the templates to compare with; the Jaccard similarity of the signatures decides (see `shingles`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from clausescan.batch.shingles import Sketch, similarity, unpacked
from clausescan.batch.store import Store
from clausescan.batch.tables import FAMILIES, SIGNATURES, Row
from clausescan.errors import MissingExtraError
from clausescan.schema import Severity

THRESHOLD: Final = 0.8
"""Least Jaccard similarity of a document to its template: a form with its blanks filled in stays well above, a redrafted one below."""
_PERMUTATIONS: Final = 128
_BANDS: Final = (32, 4)
"""LSH bands and rows: a pair of similarity 0.8 is proposed with probability 1 - 5e-8, one of 0.2 with 5 %."""
_SEED: Final = 1

Propose = Callable[[Sketch], list[str]]
Add = Callable[[str, Sketch], None]


def group(store: Store, threshold: float = THRESHOLD) -> None:
    """Write the table families anew from the signatures of `store`.

    Args:
        store: a writable store.
        threshold: least similarity to the template, above 0 and at most 1.

    Raises:
        MissingExtraError: the extra `batch` is not installed.
        StoreError: the store cannot be written.
    """
    sketches = ((str(row["doc_id"]), unpacked(cast("bytes", row["sketch"]))) for row in store.rows(SIGNATURES))
    store.replace(FAMILIES, families_of(sketches, threshold))


def families_of(sketches: Iterator[tuple[str, Sketch]], threshold: float = THRESHOLD) -> Iterator[Row]:
    """The rows of the table families for documents given as (doc_id, signature) in the order of their doc_id."""
    propose, add = _index()
    templates: dict[str, Sketch] = {}
    for doc_id, sketch in sketches:
        near = [(similarity(sketch, templates[t]), t) for t in propose(sketch)]
        best = max(near, key=lambda pair: (pair[0], pair[1]), default=(0.0, ""))
        if best[0] >= threshold:
            yield {"doc_id": doc_id, "family": best[1], "similarity": best[0]}
            continue
        templates[doc_id] = sketch
        add(doc_id, sketch)
        yield {"doc_id": doc_id, "family": doc_id, "similarity": 1.0}


def _index() -> tuple[Propose, Add]:
    """An LSH index of templates: what to compare a signature with, and how to add one. Texts without shingles are in no family."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        raise MissingExtraError("families needs datasketch", hint="pip install 'clausescan[batch]'") from None

    index = MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS)
    # The permutations depend on the seed alone; drawing them once saves most of the time.
    blank = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, hashfunc=int)

    def hashed(sketch: Sketch) -> Any:  # noqa: ANN401 - datasketch has no types
        minhash = blank.copy()
        minhash.update_batch(sketch.tolist())
        return minhash

    def propose(sketch: Sketch) -> list[str]:
        return list(index.query(hashed(sketch))) if sketch.size else []

    def add(doc_id: str, sketch: Sketch) -> None:
        if sketch.size:
            index.insert(doc_id, hashed(sketch))

    return propose, add


@dataclass(frozen=True, slots=True)
class Count:
    """How often a practice is asserted: in documents, and in templates (families with at least one such document)."""

    practice: str
    documents: int
    templates: int


def counts(store: Store) -> list[Count]:
    """Asserted practices, the most widespread among templates first; needs `group` to have run."""
    found = store.query(
        """
        SELECT practice, count(DISTINCT path) AS documents, count(DISTINCT family) AS templates
        FROM findings JOIN documents USING (doc_id) JOIN families USING (doc_id)
        WHERE stance = 'asserted' GROUP BY practice ORDER BY templates DESC, documents DESC, practice
        """
    )
    return [Count(*row) for row in found]


@dataclass(frozen=True, slots=True)
class Family:
    """A template: the path of one document that is it, how many documents follow it, and the highest grade among them."""

    path: str
    documents: int
    grade: str | None


def largest(store: Store, most: int) -> list[Family]:
    """The families with the most documents."""
    found = store.query(
        """
        SELECT min(CASE WHEN doc_id = family THEN path END), count(*) AS documents,
            max(CASE grade WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 WHEN 'none' THEN 0 END)
        FROM families JOIN documents USING (doc_id) GROUP BY family ORDER BY documents DESC, family LIMIT ?
        """,
        [most],
    )
    return [
        Family(path, documents, None if rank is None else Severity.of(rank).value) for path, documents, rank in found
    ]
