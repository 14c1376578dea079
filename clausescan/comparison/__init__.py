"""Two versions of an agreement side by side: which clauses and practices came, went or changed, and what got worse."""

from __future__ import annotations

from clausescan.comparison.compare import compare

__all__ = ["compare"]
