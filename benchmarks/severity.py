"""How well the severity cues agree with annotated risk, apart from the model: severities of the gold practices against the gold risk.

    python benchmarks/severity.py [--shared ../shared/corpora] [--json severity.json]

`clausescan evaluate` gives the same figures through the whole corridor. The cues were written on train and on our labels; dev was held back.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from clausescan.assess.severity import severity_of
from clausescan.knowledge import practice
from clausescan.schema import Stance
from clausescan.segment.normal import normalise
from clausescan.training.corpora import Annotated, Unit, annotated, joined
from clausescan.training.evaluate import quadratic_kappa

LABELS = Path(__file__).resolve().parents[1] / "corpora" / "labels"


def agreement(documents: Iterable[Annotated]) -> Mapping[str, float]:
    """Kappa, share of equal severities, recall and precision of risk 3, over units that assert something."""
    table = np.zeros((4, 4), dtype=np.int64)
    for document in documents:
        for unit in document.units:
            asserted = [label for label in unit.labels if not label.startswith("-")]
            if asserted:
                table[unit.risk, _severity(document, unit, asserted)] += 1
    serious, called = table[3].sum(), table[:, 3].sum()
    return {
        "units": int(table.sum()),
        "kappa": round(quadratic_kappa(table), 3),
        "equal": round(float(np.trace(table) / table.sum()), 3),
        "serious_recall": round(float(table[3, 3] / serious), 3),
        "serious_precision": round(float(table[3, 3] / called), 3),
    }


def _severity(document: Annotated, unit: Unit, asserted: list[str]) -> int:
    text = normalise(document.text[unit.start : unit.end]).text.replace("\n", "")
    return max(severity_of(practice(label), Stance.ASSERTED, text)[0].rank for label in asserted)


def main() -> None:
    """Print the figures, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    loan = options.shared / "loan"
    figures = {
        "train": agreement(annotated(loan / "train.jsonl")),
        "our labels": agreement(
            d for name in ("unlabelled", "more") for d in joined(loan / f"{name}.jsonl", LABELS / f"{name}.jsonl")
        ),
        "dev": agreement(annotated(loan / "dev.jsonl")),
    }
    for name, row in figures.items():
        print(f"{name:12}", "  ".join(f"{key} {value}" for key, value in row.items()))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
