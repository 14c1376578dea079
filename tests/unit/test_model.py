"""Scores and evidence do not depend on how much of a document is worked on at once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from clausescan.classify import model as module
from clausescan.classify.features import extract
from clausescan.classify.model import F64, Weights, default_model
from clausescan.errors import ModelError
from clausescan.read import read
from clausescan.segment import clauses_of
from tests.conftest import SAMPLES


def test_a_document_scored_in_portions_scores_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    model, clauses = default_model(), clauses_of(read(SAMPLES / "predatory.pdf"))
    whole = model.scores(clauses)
    monkeypatch.setattr(module, "_CHARACTERS_AT_ONCE", 100)
    assert len(list(module._portions(clauses))) > 5
    np.testing.assert_array_equal(model.scores(clauses), whole)


def test_character_weights_add_up_to_what_the_clause_itself_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    model, clauses = default_model(), clauses_of(read(SAMPLES / "predatory.pdf"))
    claims = [(row, column) for row in (3, 9, 9, 20) for column in (0, 7)]
    (scored,) = model.scored(clauses)
    found = _by_claim(model.character_weights(scored, claims))
    for (row, column), weights in zip(claims, found, strict=True):
        assert len(weights) == len(clauses[row].text)
        score = 0.0
        for block, grams in zip(model.blocks, extract([clauses[row]], model.blocks), strict=True):
            if block.name in {"chars", "words", "skips", "concepts"}:
                _, columns, values = module.weighed(grams, model.vocabulary, model.idf, block.weight)
                score += float(model.coefficients[columns, column].astype(float) @ values)
        np.testing.assert_allclose(weights.sum(), score)
    monkeypatch.setattr(module, "_CHARACTERS_AT_ONCE", 100)
    portions = list(model.scored(clauses))
    assert len(portions) > 5
    for (row, column), weights in zip(claims, found, strict=True):
        scored = next(portion for portion in portions if row in portion.rows)
        (alone,) = _by_claim(model.character_weights(scored, [(row - scored.rows.start, column)]))
        np.testing.assert_array_equal(alone, weights)


def test_a_clause_without_known_words_weighs_nothing() -> None:
    from clausescan.read.plain import text_document

    clauses = clauses_of(text_document("\ue000\ue001\ue002。", name="a", sha256="", media_type="text/plain"))
    model = default_model()
    (scored,) = model.scored(clauses)
    (weights,) = _by_claim(model.character_weights(scored, [(0, 0)]))
    assert not weights[:3].any()


def test_a_document_without_clauses_has_no_scores() -> None:
    model = default_model()
    assert model.scores(()).shape == (0, len(model.labels))
    (scored,) = model.scored(())
    assert _by_claim(model.character_weights(scored, [])) == []


def test_a_model_trained_with_other_concepts_is_refused(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(module.default_directory(), tmp_path / "model"))
    meta = json.loads((copy / "model.json").read_text(encoding="utf-8"))
    assert module.load(copy).sha256 == meta["weights_sha256"]
    (copy / "model.json").write_text(json.dumps(meta | {"concepts_sha256": "0" * 64}), encoding="utf-8")
    with pytest.raises(ModelError, match="concepts"):
        module.load(copy)


def _by_claim(weights: Weights) -> list[F64]:
    return np.split(weights.values, weights.begins[1:-1]) if weights.begins.size > 1 else []
