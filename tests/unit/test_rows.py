"""Rows: one declaration for every format, and rows that are right and the same wherever they are made."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clausescan
from clausescan.batch import settings, shingles
from clausescan.batch.rows import Content, Result, Settings, rows_of
from clausescan.batch.scan import analysed
from clausescan.batch.settings import settings_of
from clausescan.batch.tables import TABLES, arrow_schema
from clausescan.config import Config
from clausescan.errors import EmptyInputError, MissingExtraError, SourceNotFoundError
from clausescan.limits import Limits
from tests.conftest import SAMPLES

SETTINGS = Settings("model", "config")
CLAUSE = "我们会读取您手机中的通讯录，并在您逾期后联系其中的联系人告知欠款情况。"


def _result(path: Path) -> Result:
    data = path.read_bytes()
    content = Content(hashlib.sha256(data).hexdigest(), len(data), "application/pdf")
    return Result(str(path), content, clausescan.analyze(path))


def test_rows_hold_what_the_report_says(sample: Path) -> None:
    result = _result(sample)
    rows = rows_of(result, SETTINGS)
    assert result.report is not None
    (document,) = rows["documents"]
    assert document["asserted"] == len(result.report.asserted)
    assert document["denied"] == len(result.report.denied)
    assert document["grade"] == result.report.verdict.grade
    assert document["kind"] == result.report.kind
    assert [r["disclosure"] for r in rows["missing"]] == [m.id for m in result.report.missing]
    assert [r["pattern"] for r in rows["patterns"]] == [p.id for p in result.report.patterns]
    for row, finding in zip(rows["findings"], result.report.findings, strict=True):
        assert row["quote"] == finding.quote == result.report.text[row["start_char"] : row["end_char"]]
        assert (row["practice"], row["severity"], row["page"]) == (
            finding.practice,
            finding.severity,
            finding.location.page,
        )


def test_every_row_has_exactly_the_declared_columns_and_types(sample: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    for result in (_result(sample), Result("gone.pdf", None, error=SourceNotFoundError("gone.pdf", "no such file"))):
        for name, rows in rows_of(result, SETTINGS).items():
            for row in rows:
                assert tuple(row) == TABLES[name].names
            pa.Table.from_pylist(rows, schema=arrow_schema(TABLES[name])).validate(full=True)


def test_a_failure_is_a_row_with_its_reason_and_without_its_path() -> None:
    content = Content("e3b0", 0, "text/plain")
    one, two = (
        rows_of(Result(p, content, error=EmptyInputError(p, "zero bytes", hint="again")), SETTINGS)["documents"][0]
        for p in ("a.pdf", "b.pdf")
    )
    assert (one["status"], one["error"], one["reason"]) == ("failed", "EmptyInputError", "zero bytes (again)")
    assert one | {"path": ""} == two | {"path": ""}


def test_a_picture_without_ocr_is_a_row_and_no_end_of_the_scan() -> None:
    class Box:
        def analyze(self, _data: bytes, name: str) -> None:
            raise MissingExtraError(f"{name}: pictures are read by OCR, which is not installed", hint="pip install it")

    content = Content("ab", 1, "image/png")
    rows = [rows_of(analysed(Box(), name, b"x", content), SETTINGS)["documents"][0] for name in ("a.png", "b.png")]
    assert {row["error"] for row in rows} == {"MissingExtraError"}
    assert {row["reason"] for row in rows} == {"pictures are read by OCR, which is not installed (pip install it)"}


def test_what_decides_a_report_changes_the_digest_and_nothing_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = settings_of(Config())
    assert settings_of(Config(password="x", sandbox=True, limits=Limits(seconds=9, memory=1 << 30))) == plain
    assert settings_of(Config(kind="privacy_policy")) != plain
    for limit in ("max_bytes", "max_pages", "max_ocr_pages", "max_chars"):
        assert settings_of(Config(limits=Limits.model_validate({limit: 9}))) != plain
    monkeypatch.setattr(settings, "version", lambda _name: "99")
    assert settings_of(Config()) != plain


def test_names_that_are_not_utf8_are_printable() -> None:
    row = rows_of(Result("bad\udcff.pdf", None, error=SourceNotFoundError("x", "no such file")), SETTINGS)["documents"][
        0
    ]
    assert row["path"] == "bad\\xff.pdf"


def test_markdown_is_another_document_than_the_same_bytes_as_text() -> None:
    assert Content("ab", 1, "text/markdown").doc_id != Content("ab", 1, "text/plain").doc_id


def test_meanings_reach_parquet() -> None:
    pytest.importorskip("pyarrow")
    for table in TABLES.values():
        assert set(table.key) <= set(table.names)
        for field, column in zip(arrow_schema(table), table.columns, strict=True):
            assert field.metadata[b"meaning"].decode() == column.meaning


def test_a_filled_in_form_is_near_its_template_and_another_agreement_is_not() -> None:
    texts = [(SAMPLES / f"{name}.md").read_text(encoding="utf-8") for name in ("predatory", "ordinary")]
    filled = texts[0].replace("借款", "借款", 1) + "\n签署人：王某某，金额 12,000 元，2026 年 3 月 4 日"
    one, other, copy = (shingles.sketch_of(t) for t in (*texts, filled))
    assert shingles.similarity(one, copy) > 0.9
    assert shingles.similarity(one, other) < 0.3
    assert shingles.similarity(one, one) == 1.0


def test_numbers_layout_and_width_do_not_change_the_signature() -> None:
    other = CLAUSE.replace("，", ", ").replace("联系人", "联 系\n人 3.") + "2026"
    assert np.array_equal(shingles.sketch_of(CLAUSE), shingles.sketch_of(other))


@given(st.text(alphabet="甲乙丙丁戊", max_size=300), st.text(alphabet="甲乙丙丁戊", max_size=300))
def test_short_texts_compare_exactly(one: str, other: str) -> None:
    a, b = ({t[i : i + 8] for i in range(len(t) - 7)} for t in (one, other))
    if max(len(a), len(b)) >= shingles.SIZE:
        return
    wanted = len(a & b) / len(a | b) if a | b else 0.0
    assert shingles.similarity(shingles.sketch_of(one), shingles.sketch_of(other)) == pytest.approx(wanted)


def test_packing_is_lossless() -> None:
    sketch = shingles.sketch_of(CLAUSE * 30)
    assert np.array_equal(shingles.unpacked(shingles.packed(sketch)), sketch)
