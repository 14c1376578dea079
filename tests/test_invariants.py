"""The invariants of the design, each one a test."""

from __future__ import annotations

import itertools
import json
import logging
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import clausescan
from clausescan.document import Document
from clausescan.read import read
from clausescan.schema import Report, Severity, Stance
from clausescan.segment import clauses_of
from tests.conftest import SAMPLES, make_pdf


def test_quotes_are_verbatim_and_findings_are_sorted(sample: Path) -> None:
    report = clausescan.analyze(sample)
    assert report.findings
    for finding in report.findings:
        assert report.text[finding.start : finding.end] == finding.quote
        for evidence in finding.evidence:
            assert report.text[evidence.start : evidence.end] == evidence.text
            assert finding.start <= evidence.start < evidence.end <= finding.end
    keys = [(f.start, f.practice) for f in report.findings]
    assert keys == sorted(keys)


def test_clauses_cover_the_text_in_order_without_overlap(sample: Path) -> None:
    document = read(sample)
    clauses = clauses_of(document)
    assert all(a.end <= b.start for a, b in itertools.pairwise(clauses))
    covered = "".join(document.text[c.start : c.end] for c in clauses)
    assert "".join(covered.split()) == "".join(document.text.split())


def test_boxes_enclose_their_quotes(sample: Path) -> None:
    import pypdfium2 as pdfium

    report = clausescan.analyze(sample)
    pdf = pdfium.PdfDocument(sample)
    for finding in report.findings:
        words = ""
        for box in finding.location.boxes:
            page = pdf[box.page - 1]
            height = page.get_height()
            assert 0 <= box.x0 < box.x1 <= page.get_width()
            assert 0 <= box.y0 < box.y1 <= height
            words += page.get_textpage().get_text_bounded(box.x0 - 0.2, height - box.y1, box.x1 + 0.2, height - box.y0)
        wanted = "".join(finding.quote.split())
        # The watermark runs through the page; its letters may lie inside a box too.
        found = "".join(words.split())
        letters = iter(found)
        assert all(letter in letters for letter in wanted), (wanted, found)
        assert len(found) <= len(wanted) + 12


def test_two_runs_in_two_processes_are_byte_identical(sample: Path) -> None:
    code = f"import clausescan,sys; sys.stdout.write(clausescan.analyze({str(sample)!r}).to_json())"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert Report.model_validate_json(runs[0]).to_json().encode() == runs[0]


def test_scores_equal_scikit_learns() -> None:
    from scipy.special import expit
    from sklearn.linear_model import LogisticRegression

    from clausescan.classify.model import default_model
    from clausescan.training.corpora import Passage
    from clausescan.training.fit import matrix_of, table_of

    model = default_model()
    clauses = clauses_of(read(SAMPLES / "predatory.pdf"))
    passage = Passage("x", "x", clauses, (frozenset(),) * len(clauses), (0,) * len(clauses))
    matrix = matrix_of(table_of([passage], model.blocks), model.vocabulary, model.idf, model.blocks)
    peer = LogisticRegression()
    peer.classes_ = np.array([0, 1])
    scores = model.scores(clauses)
    for column in range(len(model.labels)):
        peer.coef_ = model.coefficients[:, [column]].T.astype(np.float64)
        peer.intercept_ = model.intercepts[[column]]
        np.testing.assert_allclose(scores[:, column], peer.decision_function(matrix), atol=1e-6)
        np.testing.assert_allclose(expit(scores[:, column]), peer.predict_proba(matrix)[:, 1], atol=1e-6)


def test_the_same_text_gives_the_same_findings_in_every_format(tmp_path: Path) -> None:
    import html

    import docx

    text = read(SAMPLES / "predatory.md").text
    lines = text.split("\n")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    (tmp_path / "a.html").write_text(f"<!doctype html><meta charset=utf-8><body>{body}", encoding="utf-8")
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(tmp_path / "a.docx"))
    wanted = _claims(clausescan.analyze(tmp_path / "a.txt"))
    assert len(wanted) > 20
    assert _claims(clausescan.analyze(tmp_path / "a.html")) == wanted
    assert _claims(clausescan.analyze(tmp_path / "a.docx")) == wanted
    assert _claims(clausescan.analyze(SAMPLES / "predatory.pdf")) == wanted


def _claims(report: Report) -> list[tuple[str, str, str, str]]:
    return [(f.fingerprint, f.practice, f.stance, f.severity) for f in report.findings]


def test_nothing_touches_the_network(monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    def refused(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "create_connection", refused)
    assert clausescan.analyze(sample).findings


def test_no_document_text_is_logged(caplog: pytest.LogCaptureFixture, sample: Path) -> None:
    with caplog.at_level(logging.DEBUG):
        report = clausescan.analyze(sample)
    for record in caplog.records:
        assert not any(f.quote[:8] in record.getMessage() for f in report.findings)


def test_inference_imports_neither_scikit_learn_nor_pickle_users(sample: Path) -> None:
    code = (
        f"import clausescan,sys; clausescan.analyze({str(sample)!r});"
        "bad=[m for m in sys.modules if m.split('.')[0] in ('sklearn','scipy','joblib','pdfplumber','lxml','rich','typer','jieba')];"
        "sys.exit(' '.join(bad) or 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr == ""


def test_import_is_lazy() -> None:
    code = "import clausescan,sys; sys.exit(' '.join(m for m in ('pydantic','numpy','rjieba','pypdfium2') if m in sys.modules) or 0)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr == ""


def test_public_names_are_sorted_and_load() -> None:
    assert clausescan.__all__ == sorted(clausescan.__all__)
    for name in clausescan.__all__:
        assert getattr(clausescan, name) is not None
    with pytest.raises(AttributeError):
        _ = clausescan.nothing


def test_the_predatory_sample_shows_the_pattern_and_the_good_one_does_not() -> None:
    predatory = clausescan.analyze(SAMPLES / "predatory.pdf")
    good = clausescan.analyze(SAMPLES / "good.pdf")
    assert predatory.verdict.grade is Severity.HIGH
    assert "contact_bombing" in [p.id for p in predatory.patterns]
    assert not good.patterns
    assert good.severity.rank < Severity.HIGH.rank
    assert any(f.practice == "contact_access" and f.stance is Stance.DENIED for f in good.findings)


def test_a_scan_is_unreadable_and_never_clean() -> None:
    def picture(canvas, _number: int) -> None:
        canvas.rect(100, 100, 200, 200, fill=1)

    report = clausescan.analyze(make_pdf([[], []], draw=picture))
    assert report.status == "unreadable"
    assert report.reason
    partial = clausescan.analyze(make_pdf([["我们会读取您的通讯录。"], []], draw=picture))
    assert partial.status == "partial"
    assert [p.page for p in partial.unread_pages] == [2]


def test_the_schema_is_published() -> None:
    schema = Report.model_json_schema()
    assert schema["properties"]["schema_version"]["const"] == "1.0"
    assert json.dumps(schema)


def test_fingerprints_survive_renumbering_and_width() -> None:
    one = clausescan.analyze_text("第一条 信息\n（一）我们会读取您手机中的通讯录，并上传至服务器。")
    two = clausescan.analyze_text("第九条 信息\n3. 我们会读取您手机中的通讯录,并上传至服务器。")
    assert {f.fingerprint for f in one.findings} == {f.fingerprint for f in two.findings} != set()


def test_documents_are_values() -> None:
    assert Document("a", "b", "text/plain", "c") == Document("a", "b", "text/plain", "c")
