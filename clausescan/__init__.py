"""ClauseScan reads a Chinese loan agreement before you sign it.

    >>> import clausescan
    >>> report = clausescan.analyze("agreement.pdf")      # doctest: +SKIP
    >>> report.verdict.grade, len(report.asserted)        # doctest: +SKIP

Public names are loaded on first use, so that `import clausescan` stays fast.
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clausescan.api import analyze, analyze_text
    from clausescan.batch.rows import Result
    from clausescan.batch.scan import scan
    from clausescan.comparison.compare import compare
    from clausescan.comparison.schema import Comparison
    from clausescan.config import Config
    from clausescan.errors import ClausescanError
    from clausescan.letters import Letter, letter
    from clausescan.limits import Limits
    from clausescan.lint.runner import check
    from clausescan.lint.settings import Settings
    from clausescan.lint.violations import CheckResult
    from clausescan.sandbox import Sandbox
    from clausescan.schema import Finding, Kind, Location, Missing, Pattern, Report, Severity, Stance, Status

__version__ = "0.1.0"

__all__ = [
    "CheckResult",
    "ClausescanError",
    "Comparison",
    "Config",
    "Finding",
    "Kind",
    "Letter",
    "Limits",
    "Location",
    "Missing",
    "Pattern",
    "Report",
    "Result",
    "Sandbox",
    "Settings",
    "Severity",
    "Stance",
    "Status",
    "analyze",
    "analyze_text",
    "check",
    "compare",
    "letter",
    "scan",
]

_HOMES = {
    "CheckResult": "lint.violations",
    "ClausescanError": "errors",
    "Comparison": "comparison.schema",
    "Config": "config",
    "Finding": "schema",
    "Kind": "schema",
    "Letter": "letters",
    "Limits": "limits",
    "Location": "schema",
    "Missing": "schema",
    "Pattern": "schema",
    "Report": "schema",
    "Result": "batch.rows",
    "Sandbox": "sandbox",
    "Settings": "lint.settings",
    "Severity": "schema",
    "Stance": "schema",
    "Status": "schema",
    "analyze": "api",
    "analyze_text": "api",
    "scan": "batch.scan",
    "check": "lint.runner",
    "compare": "comparison.compare",
    "letter": "letters",
}

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
