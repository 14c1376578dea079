"""How well two readers agree: Cohen's kappa per practice and, weighted, for risk (Cohen 1960, 1968)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clausescan.training.corpora import Annotated, Unit, before_settling, blind_labels
from clausescan.training.evaluate import quadratic_kappa


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two readings of the same units.

    Attributes:
        units: how many units both read.
        kappa: for each label either reader used, Cohen's kappa of "has it".
        f1: for each label, F1 of one reading taken as gold for the other: the ceiling for any model of one reader.
        support: how many units have the label in the first reading.
        micro_f1: the same over all asserted labels together.
        risk_kappa: quadratically weighted kappa of risk 0–3 over all units.
    """

    units: int
    kappa: Mapping[str, float]
    f1: Mapping[str, float]
    support: Mapping[str, int]
    micro_f1: float
    risk_kappa: float


def agreement_of(first: Sequence[Unit], second: Sequence[Unit]) -> Agreement:
    """Compare two readings of the same units, in the same order.

    Raises:
        ValueError: they are not the same units.
    """
    if [(u.start, u.end) for u in first] != [(u.start, u.end) for u in second]:
        raise ValueError("the two readings are not of the same units")
    labels = sorted({label for u in (*first, *second) for label in u.labels})
    kappa, f1, support = {}, {}, {}
    hits = wrong = 0
    for label in labels:
        a = np.array([label in u.labels for u in first])
        b = np.array([label in u.labels for u in second])
        kappa[label] = _kappa(a, b)
        both, either = int((a & b).sum()), int(a.sum() + b.sum())
        f1[label] = 2 * both / either if either else 0.0
        support[label] = int(a.sum())
        if not label.startswith("-"):
            hits += 2 * both
            wrong += either
    risks = np.zeros((4, 4), dtype=np.int64)
    for one, two in zip(first, second, strict=True):
        risks[one.risk, two.risk] += 1
    return Agreement(len(first), kappa, f1, support, hits / wrong if wrong else 0.0, quadratic_kappa(risks))


def two_readings(documents: Iterable[Annotated], labels: Path) -> Agreement:
    """The labels before they were settled against the fourth reader's, who read all of these documents but the shared train ones, blind."""
    before, blind = before_settling(labels), blind_labels(labels)
    labelled = {(d.doc_id, unit.start, unit.end): unit for d in documents for unit in d.units} | before
    read = [place for place in labelled if place in blind]
    return agreement_of([labelled[place] for place in read], [blind[place] for place in read])


def _kappa(a: np.ndarray[tuple[int], np.dtype[np.bool_]], b: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    observed = float((a == b).mean())
    chance = float(a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean()))
    return (observed - chance) / (1 - chance) if chance < 1 else 1.0
