"""Known features are found, and no others."""

from __future__ import annotations

import numpy as np

from clausescan.classify.features import BLOCKS, View
from clausescan.classify.lookup import Lookup
from clausescan.classify.model import default_model
from clausescan.read import read
from clausescan.segment import clauses_of
from tests.conftest import SAMPLES


def test_hashes_with_the_same_first_bits_are_told_apart() -> None:
    near = np.arange(1 << 50, (1 << 50) + 40, dtype=np.uint64)
    vocabulary = np.concatenate((near[::2], np.array([1 << 63, 2**64 - 1], dtype=np.uint64)))
    places, columns = Lookup.of(vocabulary).find(near)
    np.testing.assert_array_equal(places, np.arange(0, 40, 2))
    np.testing.assert_array_equal(columns, np.arange(20))
    assert Lookup.of(vocabulary).find(vocabulary[::-1])[1].tolist() == list(range(vocabulary.size))[::-1]


def test_only_known_features_are_kept_and_all_of_them() -> None:
    model, clauses = default_model(), clauses_of(read(SAMPLES / "predatory.md"))
    view = View(clauses, range(2, len(clauses) - 1))
    for every, kept in zip(view.grams(BLOCKS), view.grams(BLOCKS, model.lookup.may_hold), strict=True):
        known, columns = model.lookup.find(every.hashes)
        np.testing.assert_array_equal(known, np.flatnonzero(np.isin(every.hashes, model.vocabulary)))
        found, found_columns = model.lookup.find(kept.hashes)
        assert len(every.hashes) > len(kept.hashes) >= len(known) or not every.hashes.size
        np.testing.assert_array_equal(kept.rows[found], every.rows[known])
        np.testing.assert_array_equal(found_columns, columns)
