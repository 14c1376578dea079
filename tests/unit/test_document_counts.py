"""Counting what a model did on whole documents."""

from __future__ import annotations

import numpy as np

from clausescan.classify.model import Label, Model
from clausescan.document import Clause
from clausescan.training.corpora import Origin, Passage
from clausescan.training.documents import document_counts

LABELS = (Label("a", "asserted", 1.0, 1.0, 0.0, 0.5, 0.6), Label("a", "denied", 1.0, 1.0, 0.0, 0.5, 0.6))
MODEL = Model("m", "1", "", LABELS, (), np.zeros(0, np.uint64), np.zeros(0, np.float32), np.zeros((0, 2)), np.zeros(2))


def _passage(*gold: str, origin: Origin = "document") -> Passage:
    clauses = tuple(Clause(i, 0, 1, "字", (0, 1)) for i in range(len(gold)))
    return Passage("d", "s", clauses, tuple(frozenset(g.split()) for g in gold), (0,) * len(gold), origin=origin)


def test_a_document_is_counted_once_by_its_clauses() -> None:
    passages = [_passage("a", ""), _passage("", ""), _passage("", "a"), _passage("-a", "")]
    asserted = [5, -5, 5, 5, -5, -5, -5, -5]
    scores = np.array([asserted, [-5] * 8], dtype=np.float64).T
    assert document_counts(passages, scores, MODEL) == {"a": (1, 1, 1, 1)}


def test_a_clause_that_rather_denies_does_not_flag_its_document() -> None:
    assert document_counts([_passage("", "")], np.array([[1.0, 3.0], [-5, -5]]), MODEL) == {"a": (0, 0, 0, 1)}


def test_lone_clauses_are_no_documents() -> None:
    passages = [_passage("a", origin="clause"), _passage("a", "a", origin="agreement"), _passage("a", "")]
    scores = np.array([[5.0, -5]] + [[np.nan, np.nan]] * 2 + [[5.0, -5]] * 2)
    assert document_counts(passages, scores, MODEL) == {"a": (1, 0, 0, 0)}
