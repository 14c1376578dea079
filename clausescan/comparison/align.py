"""Which clause of one document answers to which of the other.

Clauses with the same words pair up first, whatever their number and place; what is left pairs by likeness, the most alike first. The
result does not depend on which document is called the old one.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from clausescan.document import Clause

_ALIKE = 0.6
"""Share of characters in common from which two clauses are versions of one: a negation or an amount is less than that apart."""
_REFERENCE = re.compile(r"第[零〇一二三四五六七八九十百千两\d]{1,6}([章节条款项])")


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs (old index, new index): of clauses that say the same and of reworded ones; `moved` are the pairs out of order."""

    same: frozenset[tuple[int, int]]
    reworded: frozenset[tuple[int, int]]
    moved: frozenset[tuple[int, int]]


def align(old: Sequence[Clause], new: Sequence[Clause]) -> Alignment:
    """Pair the clauses of two documents."""
    ours, theirs = [key_of(clause) for clause in old], [key_of(clause) for clause in new]
    if theirs < ours:
        # Of several ways to say what moved one is taken, the same whichever document is the old one.
        mirrored = _align(theirs, ours)
        found = Alignment(_mirrored(mirrored.same), _mirrored(mirrored.reworded), _mirrored(mirrored.moved))
    else:
        found = _align(ours, theirs)
    repointed = _repointed(old, new, found)
    return Alignment(found.same - repointed, found.reworded | repointed, found.moved)


def _mirrored(pairs: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    return frozenset((j, i) for i, j in pairs)


def _align(ours: Sequence[str], theirs: Sequence[str]) -> Alignment:
    same = _equal(ours, theirs)
    rest_old = sorted(set(range(len(ours))) - {i for i, _ in same})
    rest_new = sorted(set(range(len(theirs))) - {j for _, j in same})
    reworded = _alike(ours, theirs, rest_old, rest_new)
    return Alignment(frozenset(same), frozenset(reworded), _moved(sorted([*same, *reworded], key=lambda p: p[1])))


def _repointed(old: Sequence[Clause], new: Sequence[Clause], alignment: Alignment) -> frozenset[tuple[int, int]]:
    """Pairs whose references lead elsewhere now: 第七条 became 第八条, but what 第七条 said does not stand in 第八条."""
    pairs = alignment.same | alignment.reworded
    renumbered = {labels for i, j in pairs for labels in zip(_labels(old[i]), _labels(new[j]), strict=False)}
    return frozenset(
        (i, j)
        for i, j in alignment.same
        if any(
            a != b and (a, b) not in renumbered for a, b in zip(_references(old[i]), _references(new[j]), strict=True)
        )
    )


def _labels(clause: Clause) -> list[str]:
    return [heading.split(" ")[0] for heading in clause.path]


def _references(clause: Clause) -> list[str]:
    return [found.group() for found in _REFERENCE.finditer("".join(clause.text.split()))]


def key_of(clause: Clause) -> str:
    """The words of a clause without its number and blanks, references to numbered places left open: 第七条 → 第条."""
    return _REFERENCE.sub(r"第\1", "".join(clause.text.split()))


def _equal(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """Equal clauses in order: the first of the one with the first of the other."""
    places: dict[str, list[int]] = defaultdict(list)
    for j in reversed(range(len(theirs))):
        places[theirs[j]].append(j)
    return [(i, places[key].pop()) for i, key in enumerate(ours) if places[key]]


def _alike(
    ours: Sequence[str], theirs: Sequence[str], rest_old: Sequence[int], rest_new: Sequence[int]
) -> list[tuple[int, int]]:
    """The most alike pairs; of equally alike ones the nearest, then the earliest, which no swap of the documents changes."""
    if not rest_old or not rest_new:
        return []
    scores = process.cdist(
        [ours[i] for i in rest_old],
        [theirs[j] for j in rest_new],
        scorer=Indel.normalized_similarity,
        score_cutoff=_ALIKE,
        dtype=np.float32,
    )
    rows, columns = np.nonzero(scores)
    i, j = np.asarray(rest_old)[rows], np.asarray(rest_new)[columns]
    ranked = np.lexsort((j, i, i + j, np.abs(i - j), -scores[rows, columns]))
    free_old, free_new = set(rest_old), set(rest_new)
    pairs = []
    for one, other in zip(i[ranked].tolist(), j[ranked].tolist(), strict=True):
        if not (free_old and free_new):
            break
        if one in free_old and other in free_new:
            pairs.append((one, other))
            free_old.remove(one)
            free_new.remove(other)
    return pairs


def _moved(pairs: Sequence[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """The pairs (in new order) outside a longest run that is in the same order in both documents."""
    tails: list[int] = []  # the smallest old index that ends a run of each length
    lengths: list[int] = []
    for i, _ in pairs:
        at = bisect_left(tails, i)
        tails[at : at + 1] = [i]
        lengths.append(at + 1)
    kept: set[tuple[int, int]] = set()
    wanted, before = len(tails), math.inf
    for pair, length in zip(reversed(pairs), reversed(lengths), strict=True):
        if length == wanted and pair[0] < before:
            kept.add(pair)
            wanted, before = wanted - 1, pair[0]
    return frozenset(pairs) - kept
