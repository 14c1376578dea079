"""The accuracy gate, and that it can fail."""

from __future__ import annotations

import json
from pathlib import Path

from tests.eval_gate import FLOORS, faults, measured


def test_the_shipped_model_is_above_its_floors(shared: Path) -> None:
    now = measured(shared / "corpora" / "loan" / "dev.jsonl")
    assert faults(now, json.loads(FLOORS.read_text(encoding="utf-8"))) == []


def test_a_worse_model_and_other_data_are_faults() -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    assert faults({**floors, "micro_f1": floors["micro_f1"] - 0.01}, floors) == [
        f"micro_f1 is {floors['micro_f1'] - 0.01}, its floor is {floors['micro_f1']}"
    ]
    assert "not those" in faults({**floors, "data_sha256": "0"}, floors)[0]
    assert faults(floors, floors) == []
