"""How common a practice is among documents: as counted, and corrected by how often the model errs.

A model that misses and over-reports shifts every share it counts. With its sensitivity (recall) and specificity on documents, measured
by grouped cross-validation and kept in model.json, the share of documents that truly have a practice is estimated after Rogan and
Gladen (1978, Am J Epidemiol 107:71-76); its interval carries the uncertainty of the share and of both measured rates, after Lang and
Reiczigel (2014, Prev Vet Med 113:13-22). Both take documents for independent: where many share a template, count templates instead.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clausescan.errors import ModelError

_Z: Final = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of documents with its 95 % interval; all from 0 to 1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Judged:
    """How a model judged documents whose truth is known: counts of documents for one practice."""

    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int

    @property
    def positives(self) -> int:
        """Documents that have the practice."""
        return self.true_positive + self.false_negative

    @property
    def negatives(self) -> int:
        """Documents that do not have it."""
        return self.true_negative + self.false_positive


def raw(flagged: int, documents: int) -> Share | None:
    """The share of documents in which the model found the practice, with Wilson's interval (1927); None of no documents."""
    if not documents:
        return None
    share, squared = flagged / documents, _Z * _Z
    middle = (share + squared / (2 * documents)) / (1 + squared / documents)
    half = _Z * math.sqrt(share * (1 - share) / documents + squared / (4 * documents**2)) / (1 + squared / documents)
    return Share(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


def corrected(flagged: int, documents: int, judged: Judged) -> Share | None:
    """The share of documents that truly have the practice; None where the model cannot tell.

    That is so without documents, without known cases of either kind, and where the model does no better than a guess
    (sensitivity + specificity of at most 1).
    """
    if not (documents and judged.positives and judged.negatives):
        return None
    sensitivity = judged.true_positive / judged.positives
    specificity = judged.true_negative / judged.negatives
    if sensitivity + specificity <= 1:
        return None
    value = _clipped((flagged / documents + specificity - 1) / (sensitivity + specificity - 1))
    low, high = _interval(flagged, documents, judged)
    return Share(value, min(low, value), max(high, value))


def _interval(flagged: int, documents: int, judged: Judged) -> tuple[float, float]:
    # Lang and Reiczigel's adjusted counts: z²/2 more of each for the sample, one more of each for the two rates.
    n = documents + _Z * _Z
    share = (flagged + _Z * _Z / 2) / n
    positives, negatives = judged.positives + 2, judged.negatives + 2
    sensitivity = (judged.true_positive + 1) / positives
    specificity = (judged.true_negative + 1) / negatives
    power = sensitivity + specificity - 1
    if power <= 0:
        return 0.0, 1.0
    adjusted = (share + specificity - 1) / power
    of_sensitivity = sensitivity * (1 - sensitivity) / positives
    of_specificity = specificity * (1 - specificity) / negatives
    shift = 2 * _Z * _Z * (adjusted * of_sensitivity - (1 - adjusted) * of_specificity)
    variance = share * (1 - share) / n + adjusted**2 * of_sensitivity + (1 - adjusted) ** 2 * of_specificity
    half = _Z * math.sqrt(variance) / power
    return _clipped(adjusted + shift - half), _clipped(adjusted + shift + half)


def _clipped(share: float) -> float:
    return min(1.0, max(0.0, share))


def judged_by(model: Path) -> dict[str, Judged]:
    """What the model in a directory did on whole documents, by practice; empty for a model that was not measured so.

    Raises:
        ModelError: its model.json is missing or damaged.
    """
    try:
        table = json.loads((model / "model.json").read_text(encoding="utf-8")).get("document_level", {})
        return {practice: Judged(*map(int, counts)) for practice, counts in table.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ModelError(
            f"no usable model.json in {model}", hint="give a directory made by `clausescan train`"
        ) from error
