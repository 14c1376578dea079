"""Whether a document is an agreement at all, so that news, novels, invoices, code and manuals get no verdict.

An agreement says who may or must do what: the rule and its words are in data/gate.toml, its figures come from benchmarks/gate.py. A document
that its title or its words name (assess/kinds.py) and that states a practice is not put to it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from clausescan.document import Clause
from clausescan.knowledge import gate

_FEW = 5
"""Of fewer clauses than this one is enough."""


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = gate()
    return (
        re.compile("|".join(map(re.escape, words.parties + words.instruments))),
        re.compile("|".join(map(re.escape, words.operative))),
    )


def is_agreement(clauses: Sequence[Clause]) -> bool:
    """Whether these clauses speak as those of agreements, authorisations and privacy policies do."""
    stated = [clause.text for clause in clauses if not clause.is_heading]
    if sum(map(len, stated)) < gate().shortest:
        return True
    party, operative = _patterns()
    binding = sum(1 for text in stated if operative.search(text) and party.search(text))
    return binding >= (1 if len(stated) < _FEW else 2) and binding >= gate().share * len(stated)
