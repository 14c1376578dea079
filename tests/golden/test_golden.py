"""The reports of the sample agreements, word for word. After a new model or new texts: `pytest tests/golden --update-golden`, then read the diff."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Literal

import pytest
from rich.console import Console

import clausescan
from clausescan.report import terminal
from clausescan.schema import Report
from tests.conftest import SAMPLES

HERE = Path(__file__).parent
# What moves with every training or release, what another version of the PDF library may round differently, and the texts that Markdown shows.
_LEFT_OUT = {
    "confidence", "evidence", "needs_review", "model", "tool_version", "boxes", "sha256", "text", "provisions", "advice", "why", "name", "group",
}  # fmt: skip


def _settled(value: object) -> object:
    if isinstance(value, dict):
        return {key: _settled(inner) for key, inner in value.items() if key not in _LEFT_OUT}
    return [_settled(inner) for inner in value] if isinstance(value, list) else value


def _json(report: Report) -> str:
    """The report's JSON, one finding a line; doubtful denials, which no written report shows, are left out."""
    whole = json.loads(report.to_json())
    sure = [f for f in whole.pop("findings") if f["stance"] == "asserted" or not f["needs_review"]]
    rows = [json.dumps(_settled(row), ensure_ascii=False) for row in (whole, *sure)]
    return "\n".join(rows) + "\n"


def rendered(sample: Path, kind: str, lang: Literal["zh", "en"]) -> str:
    report = clausescan.analyze(sample)
    if kind == "json":
        return _json(report)
    if kind == "md":
        return report.to_markdown(lang=lang)
    stream = io.StringIO()
    terminal.render(report, Console(file=stream, width=80, highlight=False), lang=lang)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


@pytest.mark.parametrize(("kind", "lang"), [("json", "zh"), ("md", "zh"), ("md", "en"), ("txt", "zh"), ("txt", "en")])
@pytest.mark.parametrize("name", ["predatory", "ordinary", "good"])
def test_reports_are_as_agreed(name: str, kind: str, lang: Literal["zh", "en"], request: pytest.FixtureRequest) -> None:
    golden = HERE / f"{name}.{lang}.{kind}"
    found = rendered(SAMPLES / f"{name}.pdf", kind, lang)
    if request.config.getoption("--update-golden"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")
