"""What leaves the child becomes the rows of its report, and nothing else becomes rows."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import clausescan
from clausescan.batch.rows import said_by
from clausescan.batch.wire import received, sent
from clausescan.sandbox import Sandbox

CLAUSE = "我们会读取您手机中的通讯录，并在您逾期后联系其中的联系人告知欠款情况。"


def _sent(text: str = CLAUSE) -> dict[str, list[list[Any]]]:
    message: dict[str, list[list[Any]]] = json.loads(json.dumps(sent(clausescan.analyze_text(text))))
    return message


def test_rows_arrive_as_they_left(sample: Path) -> None:
    report = clausescan.analyze(sample)
    rows = said_by(report)
    assert received(json.loads(json.dumps(sent(report)))) == rows
    assert len(rows["findings"]) == len(report.findings) > 0
    with Sandbox() as box:
        assert box.rows(sample.read_bytes(), str(sample)) == rows


def test_a_text_without_findings_has_rows_too() -> None:
    assert received(_sent("今天下雨。"))["findings"] == []


WRONG: dict[str, tuple[str, int, Any]] = {
    "an unknown status": ("documents", 0, "harmless"),
    "failed is the parent's word": ("documents", 0, "failed"),
    "a number for a text": ("documents", 1, 1),
    "half a surrogate pair": ("documents", 1, "\ud800"),
    "a boolean for a number": ("documents", 4, True),
    "a negative number": ("documents", 4, -1),
    "a number too large for SQLite": ("documents", 4, 2**63),
    "null where none may be": ("documents", 8, None),
    "an unknown practice": ("findings", 0, "none of ours"),
    "an unknown stance": ("findings", 2, "doubted"),
    "a list for a word": ("findings", 3, ["high"]),
    "a confidence that is none": ("findings", 4, float("nan")),
    "a number for a truth": ("findings", 5, 1),
    "bytes that are none": ("signatures", 0, "%%%"),
    "no bytes": ("signatures", 0, 5),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_value_that_is_none_of_its_column_is_refused(wrong: tuple[str, int, Any]) -> None:
    table, place, value = wrong
    message = _sent()
    message[table][place][0] = value
    with pytest.raises(
        ValueError, match=r"another type|unknown word|surrogates|out of range|not a number|base64|padding"
    ):
        received(message)


SHAPES: dict[str, Callable[[dict[str, Any]], object]] = {
    "nothing": lambda _message: None,
    "a list": lambda _message: [],
    "a table less": lambda message: {name: rows for name, rows in message.items() if name != "missing"},
    "a table more": lambda message: message | {"runs": []},
    "no document": lambda message: message | {"documents": [[] for _ in message["documents"]]},
    "two documents": lambda message: message | {"documents": [values * 2 for values in message["documents"]]},
    "no signature": lambda message: message | {"signatures": [[]]},
    "columns that are no list": lambda message: message | {"findings": {}},
    "a column that is no list": lambda message: message | {"findings": ["x"] * 12},
    "a column less": lambda message: message | {"findings": message["findings"][1:]},
    "a row less in one column": lambda message: message | {"findings": [[], *message["findings"][1:]]},
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_what_has_another_shape_is_refused(shape: Callable[[dict[str, Any]], object]) -> None:
    message = shape(copy.deepcopy(_sent()))
    with pytest.raises(ValueError, match=r"no tables|not a list|not its columns|not the rows|shorter|longer"):
        received(message)
