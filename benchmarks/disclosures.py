"""How well missing disclosures are found, against documents of the shared loan corpora read by a person.

    python benchmarks/disclosures.py [--shared ../shared/corpora] [-o benchmarks/disclosures.json] [--errors]

disclosures-truth.jsonl says for each document and disclosure: present, missing, not_called_for (its condition does not hold) or unclear
(two readers could differ; not counted). It holds no text, only the document's id and digest. A document is analysed as a user would:
its kind is found, not given.

The words of data/disclosures.toml were written before these documents were read, and gave 0.947 precision and 0.947 recall at the first
run. Some mistakes seen then have been mended since, so later figures are of these documents, not of unseen ones.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from clausescan import analyze_text
from clausescan.knowledge import disclosures

TRUTHS = Path(__file__).with_name("disclosures-truth.jsonl")
FILES = ("train", "dev", "unlabelled", "more")
_WRONG = {"missing": "not reported", "present": "reported", "not_called_for": "reported"}

Outcome = tuple[str, str, str, bool]
"""Document, disclosure, truth, and whether it was reported missing."""


def outcomes(shared: Path) -> Iterator[Outcome]:
    """What was reported, for each pair that the found kind of the document calls for and that is not unclear."""
    texts = dict(_texts(shared))
    for line in TRUTHS.read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        text = texts[truth["doc_id"]]
        if hashlib.sha256(text.encode()).hexdigest() != truth["sha256"]:
            raise SystemExit(f"{truth['doc_id']} is not the text that was read")
        report = analyze_text(text)
        reported = {missing.id for missing in report.missing}
        for disclosure, state in truth["disclosures"].items():
            if state != "unclear" and report.kind in disclosures()[disclosure].kinds:
                yield truth["doc_id"], disclosure, state, disclosure in reported


def _texts(shared: Path) -> Iterator[tuple[str, str]]:
    for name in FILES:
        for line in (shared / "loan" / f"{name}.jsonl").read_text(encoding="utf-8").strip().split("\n"):
            document = json.loads(line)
            yield document["doc_id"], document["text"]


def measured(found: list[Outcome]) -> dict[str, object]:
    """Precision and recall of "missing", with their counts."""
    cells = Counter((state == "missing", reported) for _, _, state, reported in found)
    right, extra, lost = cells[True, True], cells[False, True], cells[True, False]
    return {
        "documents": len({document for document, *_ in found}),
        "pairs": len(found),
        "missing": right + lost,
        "precision": round(right / max(right + extra, 1), 3),
        "recall": round(right / max(right + lost, 1), 3),
        "accuracy": round((right + cells[False, False]) / len(found), 3),
    }


def main() -> None:
    """Print the figures, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("-o", "--out", type=Path)
    parser.add_argument("--errors", action="store_true", help="list every pair that is wrong")
    args = parser.parse_args()
    found = list(outcomes(args.shared))
    if args.errors:
        for document, disclosure, state, reported in found:
            if reported is not (state == "missing"):
                print(f"{document} {disclosure}: {state}, {_WRONG[state]}")
    by_disclosure = {d: [pair for pair in found if pair[1] == d] for d in disclosures()}
    figures = json.dumps(
        {"all": measured(found), "by_disclosure": {d: measured(pairs) for d, pairs in by_disclosure.items() if pairs}},
        indent=2,
    )
    print(figures)
    if args.out:
        args.out.write_text(figures + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
