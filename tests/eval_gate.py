"""The accuracy gate: the shipped model must not get worse on documents that it was not trained on.

    python -m tests.eval_gate                                compare with tests/eval_floors.json, exit 1 below a floor
    python -m tests.eval_gate --update [--allow-regression]  write new floors; lower ones only if allowed

The floors name the digest of the data they were measured on: other data need other floors, not a lucky pass. After trafilatura's gate.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

EPSILON = 0.0005
"""Rounding of weights and of figures; nothing that a reader could notice."""
ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "tests" / "eval_floors.json"
GOLD = ROOT.parent / "shared" / "corpora" / "loan" / "dev.jsonl"


def measured(gold: Path = GOLD) -> dict[str, float | str]:
    """The shipped model's figures on the development documents, through `analyze`, and the digest of those documents."""
    from clausescan.api import analyze_text
    from clausescan.training.corpora import annotated
    from clausescan.training.evaluate import measures_of, outcomes

    found = measures_of(outcomes(annotated(gold), analyze_text))
    return {
        "data_sha256": hashlib.sha256(gold.read_bytes()).hexdigest(),
        "micro_f1": round(found.micro.f1, 4),
        "macro_f1": round(found.macro, 4),
        "core_f1": round(found.core_f1, 4),
        "denials_kept": round(1 - found.denied_flagged / found.denied, 4),
        "serious_found": round(found.serious_found / found.serious, 4),
    }


def faults(now: dict[str, float | str], floors: dict[str, float | str]) -> list[str]:
    """What is below its floor, in words; other data than the floors' is a fault too."""
    if now["data_sha256"] != floors["data_sha256"]:
        return ["the documents are not those that the floors were measured on: look at the figures, then --update"]
    return [
        f"{name} is {now[name]}, its floor is {floor}"
        for name, floor in floors.items()
        if isinstance(floor, float) and float(now[name]) < floor - EPSILON
    ]


def main() -> int:
    """Check, or update."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--allow-regression", action="store_true")
    options = parser.parse_args()
    now = measured()
    print(json.dumps(now, indent=1))
    wrong = faults(now, json.loads(FLOORS.read_text(encoding="utf-8"))) if FLOORS.is_file() else []
    if wrong and not (options.update and options.allow_regression):
        print("\n".join(wrong), file=sys.stderr)
        return 1
    if options.update:
        fresh = FLOORS.with_suffix(".new")
        fresh.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        fresh.replace(FLOORS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
