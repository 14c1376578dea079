"""Labels as one reader saw them, and how well two agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clausescan.training.agreement import two_readings
from clausescan.training.corpora import Annotated, Unit, before_settling, blind_labels, first_labels

_KEPT, _DENIED = ["retention"], ["-retention"]


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Four units: read alike, changed by the third reading, by the fourth, and by both."""
    third = [
        {"doc_id": "d", "start": 0, "end": 4, "first_labels": _KEPT, "first_risk": 2, "labels": _KEPT, "risk": 1},
        {"doc_id": "d", "start": 4, "end": 8, "first_labels": [], "first_risk": 0, "settled_labels": _KEPT},
        {"doc_id": "d", "start": 12, "end": 16, "first_labels": [], "first_risk": 0, "settled_labels": _KEPT},
    ]
    settled = [
        {"doc_id": "d", "start": 8, "end": 12, "before_labels": _DENIED, "before_risk": 0},
        {"doc_id": "d", "start": 12, "end": 16, "before_labels": _KEPT, "before_risk": 1},
    ]
    fourth = {"doc_id": "d", "units": [{"start": s, "end": s + 4, "labels": _KEPT, "risk": 2} for s in (0, 4, 8, 12)]}
    for name, rows in (("third-reading", third), ("settled", settled), ("fourth-reading", [fourth])):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return tmp_path


def test_the_first_reader_is_heard_before_all_who_changed_a_unit(labels: Path) -> None:
    found = first_labels(labels)
    assert {start: sorted(unit.labels) for (_, start, _), unit in found.items()} == {4: [], 8: _DENIED, 12: []}
    assert {start: sorted(unit.labels) for (_, start, _), unit in before_settling(labels).items()} == {
        8: _DENIED,
        12: _KEPT,
    }


def test_the_blind_reading_is_held_against_what_stood_before_it(labels: Path) -> None:
    units = tuple(Unit(start, start + 4, frozenset(_KEPT), 2) for start in (0, 4, 8, 12))
    read = Annotated("d", "", "s", "x" * 16, units)
    unread = Annotated("shared", "", "s", "x" * 4, (Unit(0, 4, frozenset(), 0),))
    found = two_readings([read, unread], labels)
    assert len(blind_labels(labels)) == found.units == 4
    assert found.support == {"-retention": 1, "retention": 3}
    assert found.micro_f1 == pytest.approx(6 / 7)
