"""Making the model: corpora, fitting, evaluation, export. The only place that imports scikit-learn."""

from __future__ import annotations
