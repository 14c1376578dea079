"""Documents analysed for a check: from the cache, or in a sandbox that starts with the first one that is not there."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from clausescan.lint.cache import Cache
from clausescan.lint.settings import Settings
from clausescan.lint.violations import Outcome, name_of
from clausescan.schema import Kind

if TYPE_CHECKING:
    from clausescan.sandbox import Sandbox
    from clausescan.schema import Report


class Analysis:
    """Analyses one document after another. Use it as a context manager.

    Args:
        settings: kinds and required disclosures by path, and allowed partners.
        cache: where outcomes are kept; None to analyse everything anew.
    """

    def __init__(self, settings: Settings, cache: Cache | None) -> None:
        self._settings = settings
        self._cache = cache
        self._boxes: dict[tuple[Kind | None, tuple[str, ...]], Sandbox] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def outcome(self, data: bytes, path: Path) -> tuple[Outcome, str | None]:
        """What the rules say of a document, and its text, or None where the outcome comes from the cache.

        Raises:
            InputError: it cannot be read.
            ModelError: the model is missing or damaged.
        """
        kind, require = self._settings.kind_of(path), self._settings.required_of(path)
        asked = f"{kind} {require}"
        known = self._cache.load(data, path.name, asked) if self._cache else None
        if known:
            return known, None
        from clausescan.lint.marks import outcome_of

        report = self._report(data, path, kind, require)
        outcome = outcome_of(report, allowed_partners=self._settings.allowed_partners)
        # What stayed unread because time ran out may be read next time.
        if self._cache and not outcome.unread:
            self._cache.save(data, path.name, asked, outcome)
        return outcome, report.text

    def _report(self, data: bytes, path: Path, kind: Kind | None, require: tuple[str, ...]) -> Report:
        if (kind, require) not in self._boxes:
            from clausescan.config import Config
            from clausescan.sandbox import Sandbox

            box = Sandbox(Config(kind=kind, require=require))
            self._boxes[kind, require] = self._stack.enter_context(box)
        return self._boxes[kind, require].analyze(data, name_of(path))
