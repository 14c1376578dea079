"""How accurate ClauseScan is: one command, every figure that the model card quotes.

    python benchmarks/accuracy.py [--only loan dev evasion capp130 ablations curve] [--shared ../shared/corpora]

Prints each section and writes it to benchmarks/accuracy.json (sections that were not run are kept), the reliability plot to
benchmarks/reliability.png, and the model card anew. The loan corpus is measured by cross-validation grouped by source, through `analyze`,
with calibration and thresholds from the other folds. Seeds are fixed; each section names the data it was measured on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clausescan.api import analyze_text
from clausescan.knowledge import practices
from clausescan.schema import Stance
from clausescan.training import capp
from clausescan.training.agreement import two_readings
from clausescan.training.calibration import Bin, bins_of, expected_calibration_error
from clausescan.training.card import write_card
from clausescan.training.corpora import (
    Annotated,
    Origin,
    Passage,
    annotated,
    blind_labels,
    fingerprint,
    first_labels,
    reviewed,
)
from clausescan.training.crossval import Change, intervals, judged
from clausescan.training.disguise import DISGUISES, broken_pages, disguised
from clausescan.training.evaluate import Measures, Outcome, Prf, measures_of, outcomes, table_of
from clausescan.training.export import loan_documents, training_passages
from clausescan.training.fit import Fold, Settings, Table, cross_validated, targets_of
from clausescan.training.fit import table_of as features_of

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "benchmarks" / "accuracy.json"
LABELS = ROOT / "corpora" / "labels"
PLOT = ROOT / "benchmarks" / "reliability.png"
F64 = NDArray[np.float64]
Bools = NDArray[np.bool_]
_DOUBTFUL = 0.05
"""Below this probability a practice is no candidate; the many sure negatives would flatter a calibration error."""
_QUICK = Settings(folds=3)
"""Ablations and the learning curve need a dozen cross-validations: three folds each, compared only with one another."""


@dataclass(frozen=True)
class Study:
    """The data of one run, and what several sections share."""

    shared: Path

    @cached_property
    def documents(self) -> list[Annotated]:
        """The annotated loan documents."""
        return loan_documents(self.shared, ROOT / "corpora")

    @cached_property
    def passages(self) -> list[Passage]:
        """All that is trained on."""
        return training_passages(self.shared, ROOT / "corpora")

    @cached_property
    def table(self) -> Table:
        """Features of all passages."""
        return features_of(self.passages)

    @cached_property
    def crossed(self) -> tuple[tuple[Fold, ...], F64]:
        """The folds and the out-of-fold scores."""
        return cross_validated(self.table, tuple(practices()), Settings())

    @cached_property
    def data(self) -> str:
        """Digest of all that is trained and judged on."""
        return fingerprint(self.passages)


def loan(study: Study) -> dict[str, Any]:
    """Grouped cross-validation through `analyze`: practices, core groups, stance, severity, calibration, abstention."""
    seen = judged(study.documents, study.crossed[0])
    found = measures_of(seen)
    print(table_of(found))
    source_of = {document.doc_id: document.source for document in study.documents}
    readings = _by_reading(seen)
    ends = intervals(seen, source_of, sorted(found.practices))
    print(f"95 % intervals over sources: micro {ends['micro']}, macro {ends['macro']}")
    result = _measured(found) | {
        "sources": len(set(source_of.values())),
        "documents": len(study.documents),
        "intervals": ends,
        "severity_confusion": found.confusion.tolist(),
        "by_reading": readings,
        "readers_micro_f1": round(two_readings(study.documents, LABELS).micro_f1, 4),
    }
    return result | _calibration(study)


def _by_reading(seen: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """The same reports against the labels of one reader alone: of the first, and of the fourth, who read everything blind."""
    result = {}
    for name, labels in (("first", first_labels(LABELS)), ("blind", blind_labels(LABELS))):
        found = measures_of([replace(o, unit=labels.get((o.doc_id, o.unit.start, o.unit.end), o.unit)) for o in seen])
        print(f"against the {name} reading alone: micro {found.micro.f1:.4f}, macro {found.macro:.4f}")
        result[name] = {"micro_f1": round(found.micro.f1, 4), "macro_f1": round(found.macro, 4)}
    return result


def _measured(found: Measures) -> dict[str, Any]:
    return {
        "units": found.units,
        "micro": _rounded(found.micro),
        "macro_f1": round(found.macro, 4),
        "core_f1": round(found.core_f1, 4),
        "core": {name: _rounded(prf) for name, prf in found.core.items()},
        "practices": {name: _rounded(prf) for name, prf in found.practices.items()},
        "denials": found.denied,
        "denials_flagged": found.denied_flagged,
        "serious": found.serious,
        "serious_found_high": found.serious_found,
        "severity_weighted_kappa": round(found.weighted_kappa, 4),
    }


def _rounded(prf: Prf) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(prf).items()}


def _calibration(study: Study) -> dict[str, Any]:
    """Calibration of candidates and of findings, and what the "have a person look" band holds."""
    folds, scores = study.crossed
    names = tuple(practices())
    _, targets = targets_of(study.table.labels, names)
    stated = np.array([not clause.is_heading for passage in study.passages for clause in passage.clauses])
    ids = np.array(study.table.doc_ids)
    parts: list[tuple[F64, Bools, Bools, Bools]] = []
    for fold in folds:
        rows = np.isin(ids, list(fold.doc_ids)) & stated
        labels = [label for label in fold.model.labels if label.stance == Stance.ASSERTED]
        probability = fold.model.probabilities(scores[rows])[:, : len(names)]
        reported = probability >= np.array([label.threshold for label in labels])
        doubtful = reported & (probability < np.array([label.review_below for label in labels]))
        parts.append((probability, targets[rows][:, : len(names)], reported, doubtful))
    probability = np.concatenate([part[0].ravel() for part in parts])
    truth, reported, doubtful = (np.concatenate([part[i].ravel() for part in parts]) for i in (1, 2, 3))
    candidates = bins_of(probability[probability >= _DOUBTFUL], truth[probability >= _DOUBTFUL])
    findings = bins_of(probability[reported], truth[reported])
    _plot({"findings": findings, f"candidates (p ≥ {_DOUBTFUL})": candidates})
    sure = reported & ~doubtful
    result = {
        "ece_findings": round(expected_calibration_error(findings), 4),
        "ece_candidates": round(expected_calibration_error(candidates), 4),
        "reliability": [asdict(each) for each in findings],
        "review": {
            "share_of_findings": round(float(doubtful.sum() / reported.sum()), 4),
            "precision_inside": round(float(truth[doubtful].mean()), 4),
            "precision_outside": round(float(truth[sure].mean()), 4),
        },
    }
    print(f"calibration error: findings {result['ece_findings']}, candidates {result['ece_candidates']}")
    print(f"have a person look: {result['review']}")
    return result


def _plot(curves: dict[str, tuple[Bin, ...]]) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(4.5, 4.5), dpi=110)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle="--")
    for name, bins in curves.items():
        filled = [each for each in bins if each.count]
        axes.plot([b.confidence for b in filled], [b.accuracy for b in filled], marker="o", label=name)
    axes.set(xlabel="confidence", ylabel="share that holds", xlim=(0, 1), ylim=(0, 1), title="Out-of-fold reliability")
    axes.legend()
    figure.tight_layout()
    figure.savefig(PLOT, metadata={"Software": None})
    plt.close(figure)


def dev(study: Study) -> dict[str, Any]:
    """The shipped model on the development documents, after the shared labels and after our review of them."""
    documents = annotated(study.shared / "loan" / "dev.jsonl")
    versions = {
        "shared labels": documents,
        "reviewed": reviewed(documents, ROOT / "corpora" / "labels" / "review.jsonl"),
    }
    result = {}
    for name, version in versions.items():
        found = measures_of(outcomes(version, analyze_text))
        result[name] = _measured(found)
        print(f"{name}: micro {found.micro.f1:.4f}, macro {found.macro:.4f}, core {found.core_f1:.4f}")
    return result


def evasion(study: Study) -> dict[str, Any]:
    """What each way of writing around a reader costs, in points of micro F1."""
    folds = study.crossed[0]
    plain = measures_of(judged(study.documents, folds)).micro.f1
    print(f"as written: micro F1 {plain:.4f}")
    ways: dict[str, Change] = {name: partial(disguised, write=write) for name, write in DISGUISES.items()}
    ways["broken_pages"] = broken_pages
    result: dict[str, Any] = {"as_written": round(plain, 4)}
    for name, change in ways.items():
        f1 = measures_of(judged(study.documents, folds, change)).micro.f1
        result[name] = {"micro_f1": round(f1, 4), "points_lost": round(100 * (plain - f1), 2)}
        print(f"{name:14} {f1:.4f}  {100 * (plain - f1):+.2f} points lost", flush=True)
    return result


def capp130(study: Study) -> dict[str, Any]:
    """CAPP-130's official tests beside the published rows."""
    result: dict[str, Any] = {"published": capp.PUBLISHED}
    for task in capp.TASKS:
        result[task] = capp.measured(study.shared / "capp130", task)
        print(task, json.dumps(result[task]), flush=True)
    return result


def _clausewise(passages: Sequence[Passage], settings: Settings, *, share: float = 1.0) -> dict[str, float]:
    """Micro and macro F1 of a cross-validation, clause by clause, at cross-fitted thresholds."""
    names = tuple(practices())
    table = features_of(passages, settings.blocks)
    folds, scores = cross_validated(table, names, settings, share=share)
    _, targets = targets_of(table.labels, names)
    ids = np.array(table.doc_ids)
    counts = np.zeros((len(names), 3))
    for fold in folds:
        rows = np.isin(ids, list(fold.doc_ids))
        flagged = fold.model.probabilities(scores[rows]) >= np.array([label.threshold for label in fold.model.labels])
        said, true = flagged[:, : len(names)], targets[rows][:, : len(names)]
        counts += np.stack([(said & true).sum(0), (said & ~true).sum(0), (~said & true).sum(0)], axis=1)
    rows_f1 = [Prf.of(*row).f1 for row in counts.astype(int).tolist()]
    return {
        "micro": round(Prf.of(*counts.sum(0).astype(int).tolist()).f1, 4),
        "macro": round(float(np.mean(rows_f1)), 4),
    }


def ablations(study: Study) -> dict[str, Any]:
    """What each block of features and each part of the data is worth."""
    result = {"everything": _clausewise(study.passages, _QUICK)}
    print("everything", result["everything"], flush=True)
    for block in _QUICK.blocks:
        rest = replace(_QUICK, blocks=tuple(other for other in _QUICK.blocks if other is not block))
        result[f"without {block.name}"] = _clausewise(study.passages, rest)
        print(f"without {block.name}", result[f"without {block.name}"], flush=True)
    parts: dict[str, Origin] = {
        "our own clauses": "clause",
        "our own agreements": "agreement",
        "CAPP-130 sentences": "sentence",
    }
    for name, origin in parts.items():
        result[f"without {name}"] = _clausewise([p for p in study.passages if p.origin != origin], _QUICK)
        print(f"without {name}", result[f"without {name}"], flush=True)
    return result


def curve(study: Study) -> dict[str, Any]:
    """F1 by the share of the other sources that is trained on."""
    result = {}
    for share in (0.1, 0.25, 0.5, 0.75, 1.0):
        result[str(share)] = _clausewise(study.passages, _QUICK, share=share)
        print(f"{share:.0%} of the sources", result[str(share)], flush=True)
    return result


SECTIONS = {"loan": loan, "dev": dev, "evasion": evasion, "capp130": capp130, "ablations": ablations, "curve": curve}


def main() -> None:
    """Run the sections asked for, print them, write them down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS))
    options = parser.parse_args()
    study = Study(options.shared)
    results: dict[str, Any] = json.loads(OUT.read_text(encoding="utf-8")) if OUT.is_file() else {}
    for name in options.only:
        print(f"\n== {name}", flush=True)
        results[name] = {"data_sha256": study.data, **SECTIONS[name](study)}
        OUT.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_card(ROOT / "models" / "loan-zh", OUT)


if __name__ == "__main__":
    main()
