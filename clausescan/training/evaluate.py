"""Measures a model through the same corridor as `analyze`: what a user would see, unit by unit of the annotation.

A unit is predicted to have a practice when an asserted finding of it covers at least half of the unit, or lies at least half inside it
(the rule of shared/tools/score_loan.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clausescan.schema import Finding, Report, Stance
from clausescan.training.corpora import Annotated, Unit, annotated

CORE = {
    "contact list": ("contact_access",),
    "third-party sharing": ("third_party_sharing",),
    "collection rights": (
        "collection_methods",
        "collection_third_party_contact",
        "collection_outsourcing",
        "debt_assignment",
        "public_disclosure",
    ),
}
MACRO_FROM = 8
"""Practices with fewer gold units than this are left out of the macro mean."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One gold unit and what was found for it."""

    doc_id: str
    unit: Unit
    predicted: frozenset[str]
    denied: frozenset[str]
    severity: int
    review: bool

    @property
    def gold(self) -> frozenset[str]:
        """Practices that the unit asserts."""
        return frozenset(label for label in self.unit.labels if not label.startswith("-"))


@dataclass(frozen=True, slots=True)
class Prf:
    """Precision, recall, F1 and support."""

    precision: float
    recall: float
    f1: float
    support: int

    @classmethod
    def of(cls, hits: int, extra: int, missed: int) -> Prf:
        """From counts; empty denominators give 0."""
        precision = hits / (hits + extra) if hits + extra else 0.0
        recall = hits / (hits + missed) if hits + missed else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return cls(precision, recall, f1, hits + missed)


@dataclass(frozen=True, slots=True)
class Measures:
    """All figures of one evaluation."""

    practices: dict[str, Prf]
    micro: Prf
    macro: float
    core: dict[str, Prf]
    denied: int
    denied_flagged: int
    serious: int
    serious_found: int
    severity_equal: int
    severity_total: int
    weighted_kappa: float
    units: int
    confusion: NDArray[np.int64] = field(repr=False)

    @property
    def core_f1(self) -> float:
        """Mean F1 of the three core groups."""
        return sum(prf.f1 for prf in self.core.values()) / len(self.core)


def outcomes_of(document: Annotated, report: Report) -> list[Outcome]:
    """What the report says of each gold unit; the report's text must be the document's."""
    asserted = [f for f in report.findings if f.stance is Stance.ASSERTED]
    denials = [f for f in report.findings if f.stance is Stance.DENIED]
    found = []
    for unit in document.units:
        here = [f for f in asserted if _shares_half(f, unit)]
        found.append(
            Outcome(
                document.doc_id,
                unit,
                frozenset(f.practice for f in here),
                frozenset(f.practice for f in denials if _shares_half(f, unit)),
                max((f.severity.rank for f in here), default=0),
                any(f.needs_review for f in here),
            )
        )
    return found


def _shares_half(finding: Finding, unit: Unit) -> bool:
    shared = min(unit.end, finding.end) - max(unit.start, finding.start)
    return shared > 0 and 2 * shared >= min(unit.end - unit.start, finding.end - finding.start)


def outcomes(documents: Iterable[Annotated], report_of: Callable[[str], Report]) -> list[Outcome]:
    """Outcomes of all units, by `report_of(text)`."""
    return [outcome for document in documents for outcome in outcomes_of(document, report_of(document.text))]


def measures_of(found: Sequence[Outcome]) -> Measures:
    """Sum up outcomes."""
    practices = sorted({label for o in found for label in o.gold})
    count = {p: confusion_counts(found, (p,)) for p in practices}
    rows = {p: Prf.of(*count[p]) for p in practices}
    scored = [p for p in practices if rows[p].support >= MACRO_FROM]
    denials = [(o, {label[1:] for label in o.unit.labels if label.startswith("-")} - o.gold) for o in found]
    labelled = [o for o in found if o.gold]
    confusion = np.zeros((4, 4), dtype=np.int64)
    for outcome in labelled:
        confusion[outcome.unit.risk, outcome.severity] += 1
    return Measures(
        practices=rows,
        micro=Prf.of(*(sum(c[k] for c in count.values()) for k in range(3))),
        macro=sum(rows[p].f1 for p in scored) / len(scored) if scored else 0.0,
        core={name: Prf.of(*confusion_counts(found, members)) for name, members in CORE.items()},
        denied=sum(len(d) for _, d in denials),
        denied_flagged=sum(len(d & o.predicted) for o, d in denials),
        serious=sum(o.unit.risk >= 3 for o in found),
        serious_found=sum(o.unit.risk >= 3 and o.severity >= 3 for o in found),
        severity_equal=sum(o.severity == o.unit.risk for o in labelled),
        severity_total=len(labelled),
        weighted_kappa=quadratic_kappa(confusion),
        units=len(found),
        confusion=confusion,
    )


def confusion_counts(found: Sequence[Outcome], members: Sequence[str]) -> tuple[int, int, int]:
    """Hits, extra and missed of the practices `members` together."""
    hits = extra = missed = 0
    for outcome in found:
        for member in members:
            predicted, true = member in outcome.predicted, member in outcome.gold
            hits += predicted and true
            extra += predicted and not true
            missed += true and not predicted
    return hits, extra, missed


def quadratic_kappa(confusion: NDArray[np.int64]) -> float:
    """Cohen's kappa with quadratic weights (Cohen 1968) of a square table of counts; 0 where it is undefined."""
    size = confusion.shape[0]
    total = confusion.sum()
    if not total:
        return 0.0
    steps = np.arange(size)
    penalty = (steps[:, None] - steps[None, :]) ** 2 / (size - 1) ** 2
    expected = np.outer(confusion.sum(axis=1), confusion.sum(axis=0)) / total
    by_chance = float((penalty * expected).sum())
    return 1.0 - float((penalty * confusion).sum()) / by_chance if by_chance else 0.0


def table_of(measures: Measures) -> str:
    """The figures as a plain table."""
    lines = [f"{'practice':32} {'P':>6} {'R':>6} {'F1':>6} {'n':>5}"]
    lines += [
        f"{name:32} {r.precision:6.3f} {r.recall:6.3f} {r.f1:6.3f} {r.support:5d}"
        for name, r in measures.practices.items()
    ]
    lines += [
        f"{'core: ' + name:32} {r.precision:6.3f} {r.recall:6.3f} {r.f1:6.3f} {r.support:5d}"
        for name, r in measures.core.items()
    ]
    lines.append(f"denials flagged as asserted: {measures.denied_flagged}/{measures.denied}")
    lines.append(
        f"serious units (risk 3) reported high: {measures.serious_found}/{measures.serious}; "
        f"severity equal to gold: {measures.severity_equal}/{measures.severity_total}, weighted kappa {measures.weighted_kappa:.3f}"
    )
    lines.append(
        f"micro F1 {measures.micro.f1:.4f}  macro F1 {measures.macro:.4f}  core F1 {measures.core_f1:.4f}  units {measures.units}"
    )
    return "\n".join(lines)


def evaluate_file(gold: Path, model: Path | None = None) -> str:
    """Measure the shipped model, or another, on annotated documents; returns the table.

    Raises:
        SourceNotFoundError, InputError: the gold file is missing or malformed.
    """
    from clausescan.api import analyze_text
    from clausescan.config import Config

    config = Config(model=model)
    return table_of(measures_of(outcomes(annotated(gold), lambda text: analyze_text(text, config=config))))
