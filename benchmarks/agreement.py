"""How well readers agree: Cohen's kappa and F1 of two readings, weighted kappa for risk, and what later readings changed.

    python benchmarks/agreement.py [--shared ../shared/corpora]

Prints the tables of corpora/DATASHEET.md, from the readings in corpora/labels: everything that was read twice (fourth-reading.jsonl against
the labels before it, by settled.jsonl), the 720 units of first-reading.jsonl and second-reading.jsonl, and third-reading.jsonl.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from clausescan.training.agreement import Agreement, agreement_of, two_readings
from clausescan.training.corpora import Unit, joined, read_jsonl
from clausescan.training.export import loan_documents

ROOT = Path(__file__).resolve().parents[1]
LABELS = ROOT / "corpora" / "labels"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=Path("../shared/corpora"))
    shared = parser.parse_args().shared
    print("== everything, before settling: labels against the fourth, blind reading")
    show(two_readings(loan_documents(shared, ROOT / "corpora"), LABELS))
    print("\n== the units read twice before: first against second reading")
    show(agreement_of(*(_units(shared, f"{name}-reading.jsonl") for name in ("first", "second"))))
    print(
        "\n| reading | of | units differing | settled for the labels before | for the reading | for neither |\n|---|---|---|---|---|---|"
    )
    third = list(read_jsonl(LABELS / "third-reading.jsonl"))
    for drawn, what in (
        ("disagreement", "units where model and label differed"),
        ("control", "a sample of the others"),
    ):
        rows = [row for row in third if row["drawn"] == drawn]
        show_settled("third", f"{len(rows)} {what}", rows, ("first_labels", "labels"))
    rows = list(read_jsonl(LABELS / "settled.jsonl"))
    show_settled("fourth", "everything", rows, ("before_labels", "read_labels"))


def _units(shared: Path, name: str) -> list[Unit]:
    documents = joined(shared / "loan" / "unlabelled.jsonl", LABELS / name)
    return [unit for document in documents for unit in document.units]


def show(found: Agreement) -> None:
    """Print two readings' agreement, label by label."""
    print(f"{found.units} units; practices asserted: micro F1 of one reading against the other {found.micro_f1:.3f}")
    print(
        f"risk: quadratically weighted kappa {found.risk_kappa:.3f}\n\n| label | kappa | F1 | units |\n|---|---|---|---|"
    )
    for label, kappa in found.kappa.items():
        print(f"| {label} | {kappa:.2f} | {found.f1[label]:.2f} | {found.support[label]} |")


def show_settled(reading: str, of: str, rows: Iterable[Mapping[str, Any]], versions: Sequence[str]) -> None:
    """Print for whom the differing labels of a reading were settled."""
    before, read = versions
    settled = [row for row in rows if "settled_labels" in row and set(row[before]) != set(row[read])]
    kept, taken = (sum(set(row["settled_labels"]) == set(row[name]) for row in settled) for name in versions)
    print(f"| {reading} | {of} | {len(settled)} | {kept} | {taken} | {len(settled) - kept - taken} |")


if __name__ == "__main__":
    main()
