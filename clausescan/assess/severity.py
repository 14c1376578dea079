"""Severity of a finding: the practice's base, moved by the cue words of data/severity.toml.

Rule, in this order: start at the base; one level up if any raising cue acts; one level down if any lowering cue acts; then at least the
highest floor and at most the lowest cap. A denial weighs nothing.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from clausescan.knowledge import Cue, Practice, cues, practices
from clausescan.schema import Severity, Stance
from clausescan.segment.normal import folded


@dataclass(frozen=True, slots=True)
class _Words:
    """A cue, and its words in normalised form."""

    cue: Cue
    any_of: tuple[str, ...]
    beside: tuple[str, ...]
    forbid: tuple[str, ...]


@functools.cache
def _cues_by_practice() -> dict[str, tuple[_Words, ...]]:
    # For all practices at once: folding words is set-up, not a cost of the first document that states a practice.
    folded_cues = [
        _Words(cue, *(tuple(map(folded, group)) for group in (cue.any_of, cue.beside, cue.forbid)))
        for cue in cues().values()
    ]
    return {
        practice_id: tuple(w for w in folded_cues if not w.cue.practices or practice_id in w.cue.practices)
        for practice_id in practices()
    }


def severity_of(practice: Practice, stance: Stance, text: str) -> tuple[Severity, tuple[str, ...]]:
    """Severity of a clause for a practice, and the ids of the cues that acted.

    Args:
        practice: the practice it states.
        stance: asserted or denied.
        text: the clause in normalised form.
    """
    if stance is Stance.DENIED:
        return Severity.NONE, ()
    acting = [words.cue for words in _cues_by_practice()[practice.id] if _acts(words, text)]
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
            near = not words.beside or any(word in text for word in words.beside)
            return near and not any(word in text for word in words.forbid)
    return False
