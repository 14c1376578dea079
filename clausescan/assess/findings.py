"""Findings: what each clause states, where, how sure, and what it means for the borrower."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from clausescan.assess.advice import advice_for
from clausescan.assess.evidence import evidence_of
from clausescan.assess.severity import severity_of
from clausescan.classify.model import F64, Label, Model
from clausescan.document import Clause, Document
from clausescan.knowledge import practice, provisions
from clausescan.schema import Box, Finding, Location, Provision, Stance
from clausescan.segment.numbering import quote_key


@dataclass(frozen=True, slots=True)
class Claim:
    """What the model says of one clause: the column of its label and the calibrated probability."""

    row: int
    column: int
    probability: float


def findings_of(document: Document, clauses: Sequence[Clause], model: Model) -> tuple[Finding, ...]:
    """All findings of a document, sorted by (start, practice)."""
    if not clauses:
        return ()
    probabilities = model.probabilities(model.scores(clauses))
    claims = list(claims_of(model.labels, clauses, probabilities))
    weights = model.character_weights(clauses, [(claim.row, claim.column) for claim in claims])
    found = [
        _finding(document, clauses[claim.row], model.labels[claim.column], claim.probability, evidence)
        for claim, evidence in zip(claims, weights, strict=True)
    ]
    return tuple(sorted(found, key=lambda f: (f.start, f.practice)))


def claims_of(
    labels: Sequence[Label], clauses: Sequence[Clause], probabilities: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> Iterator[Claim]:
    """Labels over their threshold; where a clause is over both bars for a practice, it denies it.

    Denying words stand beside the words of what they deny, so both scores are high; only the denial's is about the negation.
    """
    flagged = probabilities >= np.array([label.threshold for label in labels])
    flagged &= ~np.array([clause.is_heading for clause in clauses])[:, None]
    column_of = {(label.practice, label.stance): column for column, label in enumerate(labels)}
    for practice_id in dict.fromkeys(label.practice for label in labels):
        asserted, denied = column_of[practice_id, "asserted"], column_of[practice_id, "denied"]
        flagged[:, asserted] &= ~flagged[:, denied]
    for row, column in np.argwhere(flagged).tolist():
        yield Claim(row, column, float(probabilities[row, column]))


def _finding(document: Document, clause: Clause, label: Label, probability: float, weights: F64) -> Finding:
    known = practice(label.practice)
    stance = Stance(label.stance)
    severity, cues = severity_of(known, stance, clause.text)
    quote = document.text[clause.start : clause.end]
    boxes = tuple(
        Box(page=page, x0=x0, y0=y0, x1=x1, y1=y1)
        for page, (x0, y0, x1, y1) in document.locate(clause.start, clause.end)
    )
    asserted = stance is Stance.ASSERTED
    return Finding(
        practice=known.id,
        name=known.name.zh,
        group=known.group,
        stance=stance,
        severity=severity,
        confidence=round(probability, 4),
        emphasized=document.sets_off(clause.start, clause.end),
        needs_review=probability < label.review_below,
        start=clause.start,
        end=clause.end,
        quote=quote,
        location=Location(page=clause.page, boxes=boxes, heading_path=clause.path),
        evidence=evidence_of(document, clause, weights),
        cues=cues,
        why=known.why.zh if asserted else "",
        provisions=provisions_of(known.provisions) if asserted else (),
        advice=tuple(piece.zh for piece in advice_for(known, severity)) if asserted else (),
        fingerprint=fingerprint_of(known.id, stance, quote),
    )


def fingerprint_of(practice_id: str, stance: Stance, quote: str) -> str:
    """Identity of a finding: practice, stance and normalised quote, so that renumbering or re-exporting a draft keeps it."""
    return hashlib.sha256(f"{practice_id}\n{stance}\n{quote_key(quote)}".encode()).hexdigest()[:16]


@functools.cache
def provisions_of(ids: tuple[str, ...]) -> tuple[Provision, ...]:
    """The provisions with these ids, as reports carry them."""
    known = (provisions()[i] for i in ids)
    return tuple(
        Provision(id=p.id, law=p.law, article=p.article, level=p.level, effective=p.effective, rule=p.rule.zh)
        for p in known
    )
