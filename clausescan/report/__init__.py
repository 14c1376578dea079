"""Reports for people and programs: one file a format, each `render(report, …) -> str | bytes`."""

from __future__ import annotations
