"""How well readers agree: Cohen's kappa and F1 of two readings of 720 units, weighted kappa for risk, and what a third reading changed.

    python benchmarks/agreement.py [--shared ../shared/corpora]

Prints the table of corpora/DATASHEET.md. The readings are corpora/labels/first-reading.jsonl, second-reading.jsonl and
third-reading.jsonl.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from clausescan.training.agreement import agreement_of
from clausescan.training.corpora import Unit, joined, read_jsonl

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
    print(
        "\n| third, blind reading of | units | same labels | settled for the first | for the third | for neither |\n|---|---|---|---|---|---|"
    )
    for drawn, what in (
        ("disagreement", "units where model and label differed"),
        ("control", "a sample of the others"),
    ):
        rows = [row for row in read_jsonl(LABELS / "third-reading.jsonl") if row["drawn"] == drawn]
        settled = [
            (row["settled_labels"], row["first_labels"], row["labels"]) for row in rows if "settled_labels" in row
        ]
        first_kept, third_taken = (sum(entry[0] == entry[k] for entry in settled) for k in (1, 2))
        neither = len(settled) - first_kept - third_taken
        print(f"| {what} | {len(rows)} | {len(rows) - len(settled)} | {first_kept} | {third_taken} | {neither} |")


if __name__ == "__main__":
    main()
