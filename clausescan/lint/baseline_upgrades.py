"""How a baseline of each older version becomes one of the next: one function a version, each from plain JSON to plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

VERSION = 2


def upgraded(content: Any) -> Any:  # noqa: ANN401 - JSON
    """The content of a baseline file as of the current version.

    Raises:
        ValueError: it is no baseline, or was written by a newer version.
    """
    version = content.get("version") if isinstance(content, dict) else None
    if version not in range(1, VERSION + 1):
        raise ValueError(f"its version is {version}, and this clausescan reads 1 to {VERSION}")
    while content["version"] < VERSION:
        content = _STEPS[content["version"]](content)
    return content


def _from_1(content: Mapping[str, Any]) -> dict[str, Any]:
    """Version 1 was one flat list without the digests, which had to be worked out from the quotes at every run."""
    from clausescan.lint.violations import key_of

    documents: dict[str, list[dict[str, Any]]] = {}
    for entry in content["accepted"]:
        kept = {name: entry[name] for name in ("rule", "quote", "occurrence")}
        documents.setdefault(entry["path"], []).append(kept | {"key": key_of(entry["quote"])})
    return {"version": 2, "documents": documents}


_STEPS: Mapping[int, Callable[[Mapping[str, Any]], dict[str, Any]]] = {1: _from_1}
