"""How well two readers agree on the same 720 units: Cohen's kappa and F1 for each practice, weighted kappa for risk.

    python benchmarks/agreement.py [--shared ../shared/corpora]

Prints the table of corpora/DATASHEET.md. The readings are corpora/labels/first-reading.jsonl and second-reading.jsonl.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from clausescan.training.agreement import agreement_of
from clausescan.training.corpora import Unit, joined

LABELS = Path(__file__).resolve().parents[1] / "corpora" / "labels"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=Path("../shared/corpora"))
    texts = parser.parse_args().shared / "loan" / "unlabelled.jsonl"
    first, second = (joined(texts, LABELS / f"{name}-reading.jsonl") for name in ("first", "second"))
    readings: list[list[Unit]] = [
        [unit for document in reading for unit in document.units] for reading in (first, second)
    ]
    found = agreement_of(*readings)
    print(f"{found.units} units of {len(first)} documents")
    print(f"practices asserted: micro F1 of one reading against the other {found.micro_f1:.3f}")
    print(f"risk: quadratically weighted kappa {found.risk_kappa:.3f}\n")
    print("| label | kappa | F1 | first | second |\n|---|---|---|---|---|")
    for label, kappa in found.kappa.items():
        count = sum(label in unit.labels for unit in readings[1])
        print(f"| {label} | {kappa:.2f} | {found.f1[label]:.2f} | {found.support[label]} | {count} |")


if __name__ == "__main__":
    main()
