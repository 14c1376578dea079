"""The second stage of CAPP-130's topics sees neighbours, and only them."""

from __future__ import annotations

import numpy as np
from scipy.special import logit

from clausescan.training.neighbours import around, in_order, thinned


def test_a_sentence_sees_the_scores_beside_it_and_nothing_past_the_ends() -> None:
    scores = np.array([[10.0], [0.0], [-10.0]])
    seen = around(scores)
    assert seen[1, :3].round(3).tolist() == [0.0, 0.0, 1.0]  # its own score, the next one's, the one's before
    assert seen[0, 2] == 0.0
    assert seen[2, 1] == 0.0
    assert around(scores[:1])[0].tolist() == [10.0, 0, 0, 0, 0, 0, 0]


def test_a_thinned_file_keeps_its_order_and_every_sentence() -> None:
    scores = np.arange(100.0)[:, None] / 10 - 5
    seen = thinned(scores, 5, 0)
    assert np.array_equal(seen[:, 0], scores[:, 0])
    followed = seen[:, 1] > 0  # the last of each part has nothing after it
    gaps = logit(seen[followed, 1]) / 2 - scores[followed, 0]
    assert followed.sum() == 95
    assert gaps.min() > 0
    assert 0.3 < gaps.mean() < 0.8  # five times as far as the next sentence of the whole file, a tenth on


def test_what_neighbours_agree_on_settles_a_sentence_that_says_nothing() -> None:
    rng = np.random.default_rng(7)

    def split(size: int) -> tuple[np.ndarray, np.ndarray]:
        truth = np.repeat(rng.random(size // 20) < 0.5, 20)[:, None]
        telling = rng.random(truth.shape) < 0.5
        return np.where(telling, np.where(truth, 2.0, -2.0), 0.0) + rng.normal(0, 0.1, truth.shape), truth

    train, (outside, truth) = split(2000), split(400)
    inside, targets, found = in_order([train], [str(i) for i in range(2000)], outside)
    assert ((outside[:, 0] > 0) == truth[:, 0]).mean() < 0.85
    assert ((found[:, 0] > 0.5) == truth[:, 0]).mean() > 0.95
    assert inside.shape == targets.shape == (6000, 1)
