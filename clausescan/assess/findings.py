"""Findings: what each clause states, where, how sure, and what it means for the borrower."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from clausescan.assess.advice import advice_for
from clausescan.assess.evidence import evidence_of, heavy_words
from clausescan.assess.severity import severity_of
from clausescan.classify.model import Label, Model, Scored
from clausescan.document import Clause, Document
from clausescan.knowledge import practice, provisions
from clausescan.schema import Finding, Provision, Severity, Stance
from clausescan.segment.numbering import quote_key, quote_keys

_DENIED = 0.2
"""So likely beside a claim, a denial keeps it back: 11 of 137 denials pass for claims instead of 12, for 0.03 points of micro F1."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the model says of one clause: the column of its label and the calibrated probability."""

    row: int
    column: int
    probability: float


@dataclass(frozen=True, slots=True)
class _Told:
    """What is worked out for many claims at once: the quote and what identifies it, where it stands, what of it weighed.

    Boxes and evidence are not yet values of the schema: a finding is checked as a whole, which is cheaper than piece by piece.
    """

    quote: str
    fingerprint: str
    boxes: list[dict[str, float]]
    evidence: list[dict[str, object]]


def findings_of(document: Document, clauses: Sequence[Clause], model: Model) -> tuple[Finding, ...]:
    """All findings of a document, sorted by (start, practice)."""
    if not clauses:
        return ()
    found = [
        finding
        for scored in model.scored(clauses)
        for finding in _findings(document, clauses[scored.rows.start : scored.rows.stop], model, scored)
    ]
    return tuple(sorted(found, key=lambda f: (f.start, f.practice)))


def _findings(document: Document, clauses: Sequence[Clause], model: Model, scored: Scored) -> Iterator[Finding]:
    claims = list(claims_of(model.labels, clauses, model.probabilities(scored.scores)))
    weights = model.character_weights(scored, [(claim.row, claim.column) for claim in claims])
    rows = np.array([claim.row for claim in claims], dtype=np.int64)
    claimed = [clauses[claim.row] for claim in claims]
    places = document.boxes([(clause.start, clause.end) for clause in claimed])
    heavy = heavy_words(scored.view.words, rows, weights)
    quotes = [document.text[clause.start : clause.end] for clause in claimed]
    keys = quote_keys(quotes)
    for claim, clause, quote, key, boxes, some in zip(claims, claimed, quotes, keys, places, heavy, strict=True):
        label = model.labels[claim.column]
        told = _Told(
            quote=quote,
            fingerprint=_fingerprint(label.practice, label.stance, key),
            boxes=[{"page": page, "x0": x0, "y0": y0, "x1": x1, "y1": y1} for page, (x0, y0, x1, y1) in boxes],
            evidence=evidence_of(document, clause, some),
        )
        yield _finding(clause, label, claim.probability, told, emphasized=document.sets_off(clause.start, clause.end))


def claims_of(
    labels: Sequence[Label], clauses: Sequence[Clause], probabilities: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> Iterator[Claim]:
    """Labels over their threshold; where a clause is over both bars for a practice, it denies it.

    Denying words stand beside the words of what they deny, so both scores are high; only the denial's is about the negation. For the same
    reason nothing is claimed where a denial is likely next to the claim, even if too unlikely to be reported itself.
    """
    flagged = probabilities >= np.array([label.threshold for label in labels])
    flagged &= ~np.array([clause.is_heading for clause in clauses])[:, None]
    column_of = {(label.practice, label.stance): column for column, label in enumerate(labels)}
    for practice_id in dict.fromkeys(label.practice for label in labels):
        asserted, denied = column_of[practice_id, "asserted"], column_of[practice_id, "denied"]
        likely = probabilities[:, denied] >= _DENIED * probabilities[:, asserted]
        flagged[:, asserted] &= ~(flagged[:, denied] | likely)
    for row, column in np.argwhere(flagged).tolist():
        yield Claim(row, column, float(probabilities[row, column]))


def _finding(clause: Clause, label: Label, probability: float, told: _Told, *, emphasized: bool) -> Finding:
    known = practice(label.practice)
    stance = Stance(label.stance)
    severity, cues = severity_of(known, stance, clause.text)
    asserted = stance is Stance.ASSERTED
    return Finding.model_validate(
        {
            "practice": known.id,
            "name": known.name.zh,
            "group": known.group,
            "stance": stance,
            "severity": severity,
            "confidence": round(probability, 4),
            "emphasized": emphasized,
            "needs_review": probability < label.review_below,
            "start": clause.start,
            "end": clause.end,
            "quote": told.quote,
            "location": {"page": clause.page, "boxes": told.boxes, "heading_path": clause.path},
            "evidence": told.evidence,
            "cues": cues,
            "why": known.why.zh if asserted else "",
            "provisions": provisions_of(known.provisions) if asserted else (),
            "advice": _advised(known.id, severity) if asserted else (),
            "fingerprint": told.fingerprint,
        }
    )


def fingerprint_of(practice_id: str, stance: Stance, quote: str) -> str:
    """Identity of a finding: practice, stance and normalised quote, so that renumbering or re-exporting a draft keeps it."""
    return _fingerprint(practice_id, stance, quote_key(quote))


def _fingerprint(practice_id: str, stance: str, key: str) -> str:
    return hashlib.sha256(f"{practice_id}\n{stance}\n{key}".encode()).hexdigest()[:16]


@functools.cache
def _advised(practice_id: str, severity: Severity) -> tuple[str, ...]:
    return tuple(piece.zh for piece in advice_for(practice(practice_id), severity))


@functools.cache
def provisions_of(ids: tuple[str, ...]) -> tuple[Provision, ...]:
    """The provisions with these ids, as reports carry them."""
    known = (provisions()[i] for i in ids)
    return tuple(
        Provision(id=p.id, law=p.law, article=p.article, level=p.level, effective=p.effective, rule=p.rule.zh)
        for p in known
    )
