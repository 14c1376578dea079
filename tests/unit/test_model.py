"""Scores and evidence do not depend on how much of a document is worked on at once."""

from __future__ import annotations

import numpy as np
import pytest

from clausescan.classify import model as module
from clausescan.classify.model import default_model
from clausescan.read import read
from clausescan.segment import clauses_of
from tests.conftest import SAMPLES


def test_a_document_scored_in_portions_scores_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    model, clauses = default_model(), clauses_of(read(SAMPLES / "predatory.pdf"))
    whole = model.scores(clauses)
    monkeypatch.setattr(module, "_CHARACTERS_AT_ONCE", 100)
    assert len(list(module._portions(clauses))) > 5
    np.testing.assert_array_equal(model.scores(clauses), whole)


def test_character_weights_add_up_to_what_the_characters_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    model, clauses = default_model(), clauses_of(read(SAMPLES / "predatory.pdf"))
    claims = [(row, column) for row in (3, 9, 9, 20) for column in (0, 7)]
    found = list(model.character_weights(clauses, claims))
    seed, chars = next((seed, block) for seed, block in enumerate(model.blocks) if block.name == "chars")
    assert seed == 0
    for (row, column), weights in zip(claims, found, strict=True):
        assert len(weights) == len(clauses[row].text)
        grams = next(iter(module.extract([clauses[row]], model.blocks)))
        _, columns, values = module.weighed(grams, model.vocabulary, model.idf, chars.weight)
        np.testing.assert_allclose(weights.sum(), model.coefficients[columns, column].astype(float) @ values)
    monkeypatch.setattr(module, "_CLAIMS_AT_ONCE", 2)
    for one, other in zip(model.character_weights(clauses, claims), found, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_clause_without_known_words_weighs_nothing() -> None:
    from clausescan.read.plain import text_document

    clauses = clauses_of(text_document("\ue000\ue001\ue002。", name="a", sha256="", media_type="text/plain"))
    (weights,) = default_model().character_weights(clauses, [(0, 0)])
    assert not weights[:3].any()
