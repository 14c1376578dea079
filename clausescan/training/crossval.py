"""Cross-validation through the whole corridor: each document is reported on by a model that never saw its source.

Intervals are percentile bootstrap (Efron & Tibshirani 1993) over sources, the unit that is independent: sentences of one platform share
wording.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from clausescan.api import report_on
from clausescan.classify.model import Model
from clausescan.document import Document
from clausescan.training.corpora import Annotated
from clausescan.training.evaluate import MACRO_FROM, Outcome, confusion_counts, outcomes_of
from clausescan.training.fit import SEED, Fold

Change = Callable[[Annotated], tuple[Annotated, Document]]
"""How a document is written before it is reported on: the units where they stand now, and the document as read."""


def as_is(document: Annotated) -> tuple[Annotated, Document]:
    """The document as annotated, read as plain text."""
    return document, Document(document.doc_id, "", "text/plain", document.text)


def judged(documents: Sequence[Annotated], folds: Sequence[Fold], change: Change = as_is) -> list[Outcome]:
    """Outcomes of every unit."""
    models: Mapping[str, Model] = {doc_id: fold.model for fold in folds for doc_id in fold.doc_ids}
    found: list[Outcome] = []
    for document in documents:
        written, read = change(document)
        found += outcomes_of(written, report_on(read, models[document.doc_id]))
    return found


def intervals(
    outcomes: Sequence[Outcome], source_of: Mapping[str, str], practices: Sequence[str], *, rounds: int = 1000
) -> dict[str, tuple[float, float]]:
    """95 % intervals of F1 for each practice, and of "micro" and "macro", by resampling sources."""
    sources = sorted({source_of[o.doc_id] for o in outcomes})
    number = {source: i for i, source in enumerate(sources)}
    # counts[source, practice] = hits, extra, missed: resampling is then a matrix product.
    counts = np.zeros((len(sources), len(practices), 3))
    grouped: dict[int, list[Outcome]] = {}
    for outcome in outcomes:
        grouped.setdefault(number[source_of[outcome.doc_id]], []).append(outcome)
    for source, members in grouped.items():
        for column, practice in enumerate(practices):
            counts[source, column] = confusion_counts(members, (practice,))
    draws = np.random.default_rng(SEED).multinomial(len(sources), np.full(len(sources), 1 / len(sources)), size=rounds)
    sums = np.einsum("rs,spk->rpk", draws, counts)
    hits, extra, missed = sums[..., 0], sums[..., 1], sums[..., 2]
    f1 = 2 * hits / np.maximum(2 * hits + extra + missed, 1)
    micro = 2 * hits.sum(1) / np.maximum((2 * hits + extra + missed).sum(1), 1)
    supported = counts[..., 0].sum(0) + counts[..., 2].sum(0) >= MACRO_FROM
    columns = {practice: f1[:, i] for i, practice in enumerate(practices)}
    columns |= {"micro": micro, "macro": f1[:, supported].mean(1)}
    return {name: _ends(values) for name, values in columns.items()}


def _ends(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)


__all__ = ["Change", "as_is", "intervals", "judged"]
