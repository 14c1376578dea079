"""MODEL_CARD.md, written from model.json: no figure in it is typed by hand."""

from __future__ import annotations

from typing import Any

_CARD = """# Model card: {name}

Written by `clausescan train`; do not edit.

- **Task**: for each clause of a Chinese loan document, which practices it asserts and which it denies (multi-label, {labels} outputs).
- **Kind**: TF-IDF n-gram blocks ({blocks}), one linear SVM for each practice and stance, Platt-calibrated; run with numpy.
- **Size**: {features:,} features. Weights SHA-256 `{sha}`.
- **Training data**: {clauses:,} clauses: {documents} real loan documents (shared corpus, not redistributed) and {own:,} clauses written by
  us (`corpora/clauses`, CC BY 4.0). Data fingerprint `{data}`.
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
        data=meta["data_sha256"][:16],
        folds=meta["settings"]["folds"],
        micro=folds["micro"],
        macro=folds["macro"],
        rows=rows,
    )
