"""Whether 0.8 means eight times in ten: expected calibration error (Naeini et al. 2015; Guo et al. 2017) and the bins behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Decisions whose probability lies in one tenth: how many, their mean probability, and how many of them hold."""

    count: int
    confidence: float
    accuracy: float


def bins_of(probabilities: NDArray[np.float64], truths: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """Ten bins of equal width; empty ones have zeros."""
    numbers = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    found = []
    for number in range(BINS):
        here = numbers == number
        count = int(here.sum())
        confidence = float(probabilities[here].mean()) if count else 0.0
        accuracy = float(truths[here].mean()) if count else 0.0
        found.append(Bin(count, round(confidence, 4), round(accuracy, 4)))
    return tuple(found)


def expected_calibration_error(bins: tuple[Bin, ...]) -> float:
    """Mean gap between confidence and accuracy, weighted by the decisions in each bin."""
    total = sum(b.count for b in bins)
    return sum(b.count * abs(b.confidence - b.accuracy) for b in bins) / total if total else 0.0
