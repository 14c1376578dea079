"""Prevalence: the estimators against their definitions, and intervals that hold what they promise."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausescan.batch.prevalence import Judged, corrected, judged_by, raw
from clausescan.errors import ModelError

COUNT = st.integers(0, 400)
JUDGED = st.builds(Judged, COUNT, COUNT, COUNT, COUNT)


@given(st.integers(1, 5000), st.data(), JUDGED)
def test_a_share_lies_in_its_interval(documents: int, data: st.DataObject, judged: Judged) -> None:
    flagged = data.draw(st.integers(0, documents))
    for share in (raw(flagged, documents), corrected(flagged, documents, judged)):
        if share is not None:
            assert 0 <= share.low <= share.value <= share.high <= 1


@given(st.integers(1, 500), st.data())
def test_a_perfect_model_is_not_corrected(documents: int, data: st.DataObject) -> None:
    flagged = data.draw(st.integers(0, documents))
    found = corrected(flagged, documents, Judged(10_000, 0, 0, 10_000))
    assert found is not None
    assert found.value == pytest.approx(flagged / documents)


def test_the_published_example_of_brucellosis() -> None:
    # epiR's documentation of epi.prev: 23 of 150 positive, sensitivity 96 %, specificity 89 %: 5.1 %.
    found = corrected(23, 150, Judged(96, 11, 4, 89))
    assert found is not None
    assert found.value == pytest.approx(0.051, abs=5e-4)


def test_wilsons_interval_of_a_known_case() -> None:
    # Newcombe (1998, Stat Med 17:857-872), table I: 81 of 263 gives 0.2553 to 0.3662.
    share = raw(81, 263)
    assert share is not None
    assert (share.low, share.high) == (pytest.approx(0.2553, abs=1e-4), pytest.approx(0.3662, abs=1e-4))


@pytest.mark.parametrize(("true", "sensitivity", "specificity"), [(0.05, 0.8, 0.95), (0.3, 0.7, 0.9), (0.8, 0.9, 0.85)])
def test_the_interval_covers_the_truth_nineteen_times_in_twenty(
    true: float, sensitivity: float, specificity: float
) -> None:
    draw = np.random.default_rng(7)
    documents, positives, negatives, runs = 300, 60, 70, 2000
    covered = 0
    for _ in range(runs):
        flagged = draw.binomial(documents, true * sensitivity + (1 - true) * (1 - specificity))
        hits, quiet = draw.binomial(positives, sensitivity), draw.binomial(negatives, specificity)
        share = corrected(
            int(flagged), documents, Judged(int(hits), negatives - int(quiet), positives - int(hits), int(quiet))
        )
        assert share is not None
        covered += share.low <= true <= share.high
    assert 0.93 <= covered / runs <= 0.995


def test_fewer_known_documents_make_a_wider_interval() -> None:
    few, many = corrected(60, 200, Judged(8, 1, 2, 9)), corrected(60, 200, Judged(800, 100, 200, 900))
    assert few is not None
    assert many is not None
    assert few.value == pytest.approx(many.value)
    assert few.high - few.low > 1.5 * (many.high - many.low)


@pytest.mark.parametrize(
    ("documents", "judged"),
    [(0, Judged(9, 1, 1, 9)), (10, Judged(0, 1, 0, 9)), (10, Judged(9, 0, 1, 0)), (10, Judged(5, 5, 5, 5))],
)
def test_what_cannot_be_told_is_none(documents: int, judged: Judged) -> None:
    assert corrected(0, documents, judged) is None


def test_no_documents_have_no_share() -> None:
    assert raw(0, 0) is None


def test_counts_come_from_the_model_directory(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text(json.dumps({"document_level": {"contact_access": [1, 2, 3, 4]}}))
    assert judged_by(tmp_path) == {"contact_access": Judged(1, 2, 3, 4)}
    (tmp_path / "model.json").write_text("{}")
    assert judged_by(tmp_path) == {}
    for damaged in ("[]", "{", '{"document_level": {"x": [1]}}', '{"document_level": 3}'):
        (tmp_path / "model.json").write_text(damaged)
        with pytest.raises(ModelError):
            judged_by(tmp_path)
