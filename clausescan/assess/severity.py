"""Severity of a finding: the practice's base, moved by the cue words of data/severity.toml.

Rule, in this order: start at the base; one level up if any raising cue acts; one level down if any lowering cue acts; then at least the
highest floor and at most the lowest cap. A denial weighs nothing.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from clausescan.knowledge import Cue, Practice, cues
from clausescan.schema import Severity, Stance
from clausescan.segment.normal import folded


@dataclass(frozen=True, slots=True)
class _Words:
    """A cue, and its words in normalised form."""

    cue: Cue
    any_of: tuple[str, ...]
    forbid: tuple[str, ...]


@functools.cache
def _cues_for(practice_id: str) -> tuple[_Words, ...]:
    meant = (cue for cue in cues().values() if not cue.practices or practice_id in cue.practices)
    return tuple(_Words(cue, tuple(map(folded, cue.any_of)), tuple(map(folded, cue.forbid))) for cue in meant)


def severity_of(practice: Practice, stance: Stance, text: str) -> tuple[Severity, tuple[str, ...]]:
    """Severity of a clause for a practice, and the ids of the cues that acted.

    Args:
        practice: the practice it states.
        stance: asserted or denied.
        text: the clause in normalised form.
    """
    if stance is Stance.DENIED:
        return Severity.NONE, ()
    acting = [words.cue for words in _cues_for(practice.id) if _acts(words, text)]
    rank = practice.base_severity.rank
    rank += any(cue.effect == 1 for cue in acting)
    rank -= any(cue.effect == -1 for cue in acting)
    rank = min(max(rank, 0), 3)
    rank = max([rank, *(cue.floor.rank for cue in acting if cue.floor)])
    rank = min([rank, *(cue.cap.rank for cue in acting if cue.cap)])
    return Severity.of(rank), tuple(cue.id for cue in acting)


def _acts(words: _Words, text: str) -> bool:
    for word in words.any_of:  # a loop: for so few letters, `any` and a generator take longer than the search
        if word in text:
            return not any(word in text for word in words.forbid)
    return False
