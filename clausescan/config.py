"""Settings of an analysis."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from clausescan.limits import Limits
from clausescan.schema import Kind


class Config(BaseModel):
    """How to analyse. Unknown keys are errors.

    Attributes:
        model: directory of another model than the one that ships; made by `clausescan train`.
        password: for an encrypted PDF. Never written anywhere.
        kind: what kind of document it is, where its title and words do not tell; None to find out.
        require: codes of disclosures (CS5xx) or prefixes of codes to look for besides those that its kind calls for.
        limits: how large and slow a document may be.
        sandbox: read and analyse in a child process with the limits enforced; on by default for the command line.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Path | None = None
    password: SecretStr | None = None
    kind: Kind | None = None
    require: tuple[str, ...] = ()
    limits: Limits = Field(default_factory=Limits)
    sandbox: bool = False

    def for_child(self) -> dict[str, Any]:
        """The settings as JSON for a sandboxed child, password included, without the order to use a sandbox."""
        values = self.model_dump(mode="json", exclude={"sandbox", "password"})
        values["password"] = self.password.get_secret_value() if self.password else None
        return values
