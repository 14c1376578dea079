"""MODEL_CARD.md, written from model.json: no figure in it is typed by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_CARD = """# Model card: {name}

Written by `clausescan train`; do not edit.

- **Task**: for each clause of a Chinese loan document, which practices it asserts and which it denies (multi-label, {labels} outputs).
- **Kind**: TF-IDF n-gram blocks ({blocks}), one linear SVM for each practice and stance, Platt-calibrated; run with numpy.
- **Size**: {features:,} features. Weights SHA-256 `{sha}`.
- **Training data**: {clauses:,} clauses: {documents} real loan documents (shared corpus, not redistributed), {written} whole agreements and
  {own:,} clauses written by us (`corpora/agreements`, `corpora/clauses`, CC BY 4.0) and {other:,} sentences of CAPP-130 (Zhu et al. 2023, CC BY 4.0) with labels of ours. Data fingerprint `{data}`.
- **Use**: to point a borrower, a regulator or a drafter at clauses worth reading. Not legal advice, and not a verdict that a document
  is lawful or safe.
- **Limits**: Simplified and Traditional Chinese loan, authorisation and privacy documents; other kinds of contract are outside what it
  has seen. Denials are rarer than claims in the data, so their recall is lower.

## Grouped cross-validation

Out-of-fold, {folds} folds grouped by source, clause by clause, real documents only: micro F1 **{micro:.4f}**, macro F1 **{macro:.4f}**.

| practice | P | R | F1 | clauses | threshold |
|---|---|---|---|---|---|
{rows}
"""


_ACCURACY = """
## Through `analyze`, grouped by source

`python benchmarks/accuracy.py`: {documents} documents of {sources} sources, {units:,} units; every document is reported on by a model that saw
nothing of its source, with calibration and thresholds from the other folds. Intervals: 95 %, bootstrap over sources. Every unit but those of the
shared train file was labelled by readers who did not know of each other, and another settled where they differed (corpora/DATASHEET.md). Against the
first reader's labels alone the same reports score micro F1 {by_reading[first][micro_f1]:.3f}, against those of the blind reader of everything alone
{by_reading[blind][micro_f1]:.3f}; that reader and the labels before agree at {readers_micro_f1:.3f}.

Micro F1 **{micro[f1]:.3f}** ({low:.3f}–{high:.3f}; precision {micro[precision]:.3f}, recall {micro[recall]:.3f}), macro F1 **{macro_f1:.3f}**, core groups
**{core_f1:.3f}**. Denials flagged as claims: {denials_flagged} of {denials}. Units of risk 3 found and graded high: {serious_found_high} of {serious}; weighted
kappa of severity {severity_weighted_kappa:.3f}. Expected calibration error of findings {ece_findings:.3f}. Findings marked "have a person look":
{review[share_of_findings]:.0%}, of which {review[precision_inside]:.0%} hold; of the others {review[precision_outside]:.0%}.

| practice | P | R | F1 | 95 % | units |
|---|---|---|---|---|---|
{rows}
"""
_EVASION = """
## Written around

Micro F1 as written {as_written:.3f}; points lost when the same documents are written otherwise:

| way | points lost |
|---|---|
{rows}
"""
_CAPP = """
## CAPP-130, official test

The same features and fitting, trained on its train and development splits; micro / macro F1 (published: Zhu et al. 2023, Table 3, fine-tuned transformers).
The published models saw each sentence alone. The files of the topic task keep the order of the policies; "in order" sees the text of the sentences around as well.

| | topic | important | risk |
|---|---|---|---|
{rows}
"""
_ROWS = (
    ("test", "official test"),
    ("test_in_order", "official test, in order"),
    ("unseen", "test sentences not in train"),
    ("unseen_in_order", "test sentences not in train, in order"),
)


def write_card(model: Path, accuracy: Path) -> None:
    """Write MODEL_CARD.md from model.json and, where there is one, the accuracy measured by benchmarks/accuracy.py."""
    meta = json.loads((model / "model.json").read_text(encoding="utf-8"))
    measured = json.loads(accuracy.read_text(encoding="utf-8")) if accuracy.is_file() else {}
    (model / "MODEL_CARD.md").write_text(card_of(meta) + _measured(measured), encoding="utf-8")


def _measured(accuracy: dict[str, Any]) -> str:
    parts = []
    if loan := accuracy.get("loan"):
        rows = "\n".join(
            f"| {name} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} | "
            f"{loan['intervals'][name][0]:.2f}–{loan['intervals'][name][1]:.2f} | {row['support']} |"
            for name, row in loan["practices"].items()
        )
        low, high = loan["intervals"]["micro"]
        parts.append(_ACCURACY.format(**{**loan, "rows": rows, "low": low, "high": high}))
    if evasion := accuracy.get("evasion"):
        ways = {name: row for name, row in evasion.items() if isinstance(row, dict)}
        rows = "\n".join(f"| {name} | {row['points_lost']:.2f} |" for name, row in ways.items())
        parts.append(_EVASION.format(as_written=evasion["as_written"], rows=rows))
    if capp := accuracy.get("capp130"):
        published = [f"| {name} | {' | '.join(cells)} |" for name, cells in capp["published"].items()]
        own = [
            f"| **ClauseScan**, {title} | "
            + " | ".join(_pair(capp[task].get(key)) for task in ("topic", "important", "risk"))
            + " |"
            for key, title in _ROWS
        ]
        parts.append(_CAPP.format(rows="\n".join(published + own)))
    return "".join(parts)


def _pair(row: dict[str, float] | None) -> str:
    return "–" if row is None else f"{row['micro']:.3f} / {row['macro']:.3f}"


def card_of(meta: dict[str, Any]) -> str:
    """The card of a model, from its model.json."""
    folds = meta["grouped_cross_validation"]
    rows = "\n".join(
        f"| {name} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} | {row['support']} | {row['threshold']:.2f} |"
        for name, row in folds["practices"].items()
    )
    return _CARD.format(
        name=meta["name"],
        labels=len(meta["labels"]),
        blocks=", ".join(block["name"] for block in meta["blocks"]),
        features=meta["features"],
        sha=meta["weights_sha256"][:16],
        clauses=meta["clauses"],
        documents=meta["documents"],
        own=meta["own_clauses"],
        written=meta["own_agreements"],
        other=meta["other_sentences"],
        data=meta["data_sha256"][:16],
        folds=meta["settings"]["folds"],
        micro=folds["micro"],
        macro=folds["macro"],
        rows=rows,
    )
