"""From scores to what a person needs to know: findings with severity, law and advice, patterns among them, and what is missing."""

from __future__ import annotations

from clausescan.assess.disclosures import missing_of
from clausescan.assess.findings import findings_of
from clausescan.assess.gate import is_agreement
from clausescan.assess.kinds import kind_of
from clausescan.assess.patterns import patterns_of
from clausescan.assess.references import references_of
from clausescan.assess.verdict import verdict_of

__all__ = ["findings_of", "is_agreement", "kind_of", "missing_of", "patterns_of", "references_of", "verdict_of"]
