"""From clauses to scores: features, a linear model run with numpy, and the stance of what is said."""

from __future__ import annotations
