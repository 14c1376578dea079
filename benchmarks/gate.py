"""How often the document gate errs: agreements it turns away, and other writing that it lets through.

    python benchmarks/gate.py [--shared ../shared/corpora] [-o benchmarks/gate.json]

Agreements: every shared loan document, every policy-sized run of CAPP-130 sentences (the corpus keeps no document borders) and our samples.
Other writing: corpora/others.jsonl, 72 texts of ours (news of debt collection among them). The words and the share in data/gate.toml were
chosen with all of these in view, so the figures say that the gate can do it, not how it does on writing of another kind.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from clausescan.assess import is_agreement
from clausescan.document import Document
from clausescan.segment import clauses_of
from clausescan.training.corpora import read_jsonl

ROOT = Path(__file__).resolve().parents[1]
POLICY_SENTENCES = 120


def passes(text: str) -> bool:
    """Whether the gate takes the text for an agreement."""
    return is_agreement(clauses_of(Document("", "", "text/plain", text)))


def agreements(shared: Path) -> Iterator[tuple[str, str, str]]:
    """Corpus, id and text of what must pass."""
    for name in ("train", "dev", "unlabelled", "more"):
        for entry in read_jsonl(shared / "loan" / f"{name}.jsonl"):
            yield f"loan/{name}", entry["doc_id"], entry["text"]
    for part in ("train", "dev", "test"):
        lines = (shared / "capp130" / "topic" / f"{part}.txt").read_text(encoding="utf-8").splitlines()
        sentences = [line.rpartition("\t")[0] for line in lines]
        for at in range(0, len(sentences) - POLICY_SENTENCES + 1, POLICY_SENTENCES):
            yield f"capp130/{part}", str(at), "\n".join(sentences[at : at + POLICY_SENTENCES])
    for path in sorted((ROOT / "corpora" / "samples").glob("*.md")):
        yield "samples", path.stem, path.read_text(encoding="utf-8")


def main() -> None:
    """Print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "benchmarks" / "gate.json")
    options = parser.parse_args()
    seen: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    wrong: list[str] = []
    for corpus, name, text in agreements(options.shared):
        seen[corpus] += 1
        if passes(text):
            passed[corpus] += 1
        else:
            wrong.append(f"{corpus}/{name}")
    for entry in read_jsonl(ROOT / "corpora" / "others.jsonl"):
        seen["others"] += 1
        if passes(entry["text"]):
            passed["others"] += 1
            wrong.append(f"others/{entry['id']}")
    for corpus, count in seen.items():
        print(f"{corpus:16} {passed[corpus]:4d} of {count:4d} taken for agreements")
    print("wrong:", ", ".join(wrong) or "none")
    result = {"seen": seen, "taken_for_agreements": passed, "wrong": wrong}
    options.output.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
