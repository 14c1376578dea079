"""How often `Report.kind` agrees with the kind that the annotators of the shared loan documents wrote down.

    python benchmarks/kinds.py [--shared ../shared/corpora] [-o kinds.json]

The titles and cues of data/kinds.toml were chosen on train, unlabelled and more; dev was not looked at and is counted apart. The
annotators put registrations apart from service agreements, and credit-reporting authorisations among the authorisations.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from clausescan.assess.kinds import kind_of
from clausescan.schema import Kind

SPLITS = {"tuned": ("train", "unlabelled", "more"), "dev": ("dev",)}
_GOLD = {"registration": "service_agreement"}
_OURS = {Kind.CREDIT_AUTHORIZATION: "authorization"}


def measured(shared: Path, names: tuple[str, ...]) -> dict[str, object]:
    """Documents, agreements and the confusions of some files, most frequent first."""
    pairs: Counter[tuple[str, str]] = Counter()
    for name in names:
        rows = (shared / "loan" / f"{name}.jsonl").read_text(encoding="utf-8").strip().split("\n")
        for document in map(json.loads, rows):
            if document["kind"] != "snippets":  # single sentences of many policies, no document
                kind = kind_of(document["text"])
                pairs[_GOLD.get(document["kind"], document["kind"]), _OURS.get(kind, kind.value)] += 1
    agreed = sum(count for (gold, ours), count in pairs.items() if gold == ours)
    confused = {
        f"{gold} -> {ours}": n for (gold, ours), n in sorted(pairs.items(), key=lambda p: -p[1]) if gold != ours
    }
    return {
        "documents": pairs.total(),
        "agreed": agreed,
        "accuracy": round(agreed / pairs.total(), 3),
        "confused": confused,
    }


def main() -> None:
    """Print the figures, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("-o", "--out", type=Path)
    args = parser.parse_args()
    found = json.dumps({split: measured(args.shared, names) for split, names in SPLITS.items()}, indent=2)
    print(found)
    if args.out:
        args.out.write_text(found + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
