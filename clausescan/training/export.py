"""From corpora to a model directory: weights.npz, model.json and MODEL_CARD.md, all written by `clausescan train`."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clausescan.classify.model import FORMAT, Model
from clausescan.classify.pairs import digest as concepts_digest
from clausescan.knowledge import practices
from clausescan.training.card import write_card
from clausescan.training.corpora import (
    Annotated,
    Passage,
    annotated,
    capp_sentences,
    check_labels,
    fingerprint,
    joined,
    own_agreements,
    own_clauses,
    passage_of,
)
from clausescan.training.documents import document_counts
from clausescan.training.fit import Settings, Trained, targets_of, train

CAPP_WEIGHT = 0.5
"""Sentences of general apps' policies, read without context, count half; chosen by grouped cross-validation."""
WRITTEN_WEIGHT = 0.5
"""So do units of the agreements we wrote: they state more practices than real ones do."""
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def loan_documents(shared: Path, corpora: Path) -> list[Annotated]:
    """The annotated loan documents a model may be trained on: train, and the others with our stand-off labels."""
    documents = annotated(shared / "loan" / "train.jsonl")
    for name in ("unlabelled.jsonl", "more.jsonl"):
        documents += joined(shared / "loan" / name, corpora / "labels" / name)
    return documents


def training_passages(shared: Path, corpora: Path) -> list[Passage]:
    """All that the shipped model is trained on."""
    passages = [passage_of(document) for document in loan_documents(shared, corpora)]
    passages += capp_sentences(shared / "capp130", corpora / "labels" / "capp130.jsonl", weight=CAPP_WEIGHT)
    passages += own_clauses(corpora / "clauses")
    passages += own_agreements(corpora / "agreements", weight=WRITTEN_WEIGHT)
    check_labels(passages, practices())
    return passages


def train_and_export(shared: Path, corpora: Path, out: Path) -> Iterator[str]:
    """Train, write the model directory, and say what was done, line by line.

    Raises:
        InputError: a corpus is missing or malformed.
    """
    passages = training_passages(shared, corpora)
    yield f"training on {sum(len(p.clauses) for p in passages)} clauses of {len(passages)} passages …"
    settings = Settings()
    trained = train(passages, tuple(practices()), settings)
    metrics = fold_metrics(trained)
    meta = {
        "data_sha256": fingerprint(passages),
        "documents": sum(p.judged for p in passages),
        "own_clauses": sum(p.origin == "clause" for p in passages),
        "own_agreements": sum(p.origin == "agreement" for p in passages),
        "other_sentences": sum(p.origin == "sentence" for p in passages),
        "clauses": trained.table.size,
        "settings": {
            "c": settings.c,
            "min_count": settings.min_count,
            "max_features": settings.max_features,
            "folds": settings.folds,
        },
        "grouped_cross_validation": metrics,
        "document_level": document_counts(passages, trained.scores, trained.model),
    }
    write(trained.model, out, meta)
    write_card(out, corpora.parent / "benchmarks" / "accuracy.json")
    yield f"grouped cross-validation, clause by clause: micro F1 {metrics['micro']:.4f}, macro F1 {metrics['macro']:.4f}"
    yield f"wrote {out} ({sum(f.stat().st_size for f in out.iterdir()) / 1e6:.1f} MB)"


def fold_metrics(trained: Trained) -> dict[str, object]:
    """F1 by out-of-fold scores at the model's thresholds, on clauses of real documents."""
    model, real = trained.model, trained.table.judged
    names = tuple(practices())
    _, targets = targets_of(trained.table.labels, names)
    flagged = model.probabilities(trained.scores[real]) >= np.array([label.threshold for label in model.labels])
    gold = targets[real]
    rows: dict[str, dict[str, float]] = {}
    counts: list[NDArray[np.int64]] = []
    for column, name in enumerate(names):
        hit = int((flagged[:, column] & gold[:, column]).sum())
        extra = int((flagged[:, column] & ~gold[:, column]).sum())
        missed = int((~flagged[:, column] & gold[:, column]).sum())
        counts.append(np.array([hit, extra, missed]))
        rows[name] = {
            "precision": round(hit / max(hit + extra, 1), 4),
            "recall": round(hit / max(hit + missed, 1), 4),
            "f1": _f1(hit, extra, missed),
            "support": hit + missed,
            "threshold": model.labels[column].threshold,
        }
    total = np.sum(counts, axis=0)
    supported = [row["f1"] for row in rows.values() if row["support"] >= 8]
    return {
        "micro": _f1(*total.tolist()),
        "macro": round(float(np.mean(supported)), 4) if supported else 0.0,
        "practices": rows,
    }


def _f1(hit: int, extra: int, missed: int) -> float:
    return round(2 * hit / max(2 * hit + extra + missed, 1), 4)


def write(model: Model, out: Path, meta: dict[str, object]) -> None:
    """Write weights.npz and model.json, byte-identical for the same model."""
    out.mkdir(parents=True, exist_ok=True)
    payload = _npz(
        {
            "vocabulary": model.vocabulary,
            "idf": model.idf,
            "coefficients": model.coefficients.astype(np.float16),
            "intercepts": model.intercepts,
        }
    )
    (out / "weights.npz").write_bytes(payload)
    description = {
        "format": FORMAT,
        "name": model.name,
        "version": model.version,
        "concepts_sha256": concepts_digest(),
        "weights_sha256": hashlib.sha256(payload).hexdigest(),
        "features": int(model.vocabulary.size),
        "blocks": [asdict(block) for block in model.blocks],
        "labels": [asdict(label) for label in model.labels],
        **meta,
    }
    (out / "model.json").write_text(json.dumps(description, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _npz(arrays: dict[str, NDArray[np.generic]]) -> bytes:
    """What np.savez_compressed writes, without the time of day in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", _ZIP_DATE), member.getvalue(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


__all__: Sequence[str] = ("fold_metrics", "loan_documents", "train_and_export", "training_passages", "write")
