"""Settings of an analysis."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr


class Config(BaseModel):
    """How to analyse. Unknown keys are errors.

    Attributes:
        model: directory of another model than the one that ships; made by `clausescan train`.
        password: for an encrypted PDF. Never written anywhere.

    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Path | None = None
    password: SecretStr | None = None
