"""Annotated PDFs, read back with PDFium: what each highlight covers, and that the page under it is the original."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pypdf
import pypdfium2 as pdfium
import pytest
from pypdf.generic import NameObject, RectangleObject

import clausescan
from clausescan.errors import ClausescanError, ConfigError, DamagedFileError, EncryptedFileError
from clausescan.read import read
from clausescan.read.frames import frames_of
from clausescan.schema import Box, Finding, Location, Report
from tests.conftest import make_pdf
from tests.layouts import LAYOUTS, Layout

LINES = [
    "第一条 信息收集",
    "您同意我们读取并上传您手机中的通讯录，用于评估您的还款能力。",
    "逾期时，我们有权联系您的亲友、同事和工作单位，告知欠款情况。",
    "平台有权将您的全部信息提供给合作机构及任何第三方，无需另行取得您的同意。",
    "本协议一式两份。",
]


def highlights(data: bytes, password: str | None = None) -> list[tuple[int, pypdf.generic.DictionaryObject]]:
    """(page index, annotation) of every highlight of ours."""
    reader = pypdf.PdfReader(io.BytesIO(data), password=password)
    return [
        (index, annotation.get_object())
        for index, page in enumerate(reader.pages)
        for annotation in page.get("/Annots", ())
        if annotation.get_object()["/Subtype"] == "/Highlight" and annotation.get_object().get("/T") == "ClauseScan"
    ]


def text_under(data: bytes, password: str | None = None) -> dict[str, str]:
    """Text that PDFium finds under the quadrilaterals of each highlight, by the clause it belongs to."""
    pdf = pdfium.PdfDocument(data, password=password)
    found: dict[str, str] = {}
    for index, annotation in highlights(data, password):
        textpage = pdf[index].get_textpage()
        numbers = [float(n) for n in annotation["/QuadPoints"]]
        clause = str(annotation["/NM"]).rsplit("-", 1)[0]
        for at in range(0, len(numbers), 8):
            xs, ys = numbers[at : at + 8 : 2], numbers[at + 1 : at + 8 : 2]
            words = textpage.get_text_bounded(min(xs) - 0.2, min(ys) - 0.2, max(xs) + 0.2, max(ys) + 0.2)
            found[clause] = found.get(clause, "") + words
    return {clause: squeezed(words) for clause, words in found.items()}


def squeezed(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace())


def assert_covered(report: Report, annotated: bytes, password: str | None = None, *, stray: int = 0) -> None:
    """Under the highlight of each finding stands its quote; `stray` letters of a watermark may lie among it."""
    under = text_under(annotated, password)
    assert report.findings
    for clause in {(f.fingerprint, f.start): f.quote for f in report.findings}.items():
        (fingerprint, start), quote = clause
        words = under.get(f"clausescan-{fingerprint}-{start}")
        if words is None:  # another practice of the same clause gave the highlight its name
            names = [f"clausescan-{f.fingerprint}-{f.start}" for f in report.findings if f.start == start]
            words = next(under[name] for name in names if name in under)
        wanted, letters = squeezed(quote), iter(words)
        assert all(letter in letters for letter in wanted), (wanted, words)
        assert len(words) <= len(wanted) + stray


def changed(data: bytes, change) -> bytes:
    """The PDF rewritten with `change(page)` on every page."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for page in writer.pages:
        change(page)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def pixels(data: bytes, page: int = 0) -> bytes:
    """The page drawn without annotations."""
    return pdfium.PdfDocument(data)[page].render(scale=1, draw_annots=False).to_pil().tobytes()


def test_highlights_cover_the_quotes_of_the_samples(sample: Path) -> None:
    source = sample.read_bytes()
    report = clausescan.analyze(source)
    annotated = report.to_pdf(source)
    assert_covered(report, annotated, stray=12)
    assert annotated.startswith(source)
    assert pixels(annotated) == pixels(source)
    assert report.to_pdf(source) == annotated
    assert Report.model_validate_json(report.to_json()).to_pdf(source) == annotated


def test_boxes_of_shared_documents_hold_their_quotes(shared: Path) -> None:
    """Real agreements, set at three widths: wrapped lines, page breaks and headings as they come."""
    lines = (shared / "corpora" / "loan" / "unlabelled.jsonl").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[:3]):
        source = make_pdf(_pages(json.loads(line)["text"][:8_000], width=(24, 31, 40)[number % 3]))
        report = clausescan.analyze(source)
        assert_covered(report, report.to_pdf(source))


# PDFium's text of a page leaves out what form fields and annotations show.
_ON_THE_PAGE = [layout for layout in LAYOUTS if layout.name not in ("form fields", "annotations")]


@pytest.mark.parametrize("layout", _ON_THE_PAGE, ids=lambda layout: layout.name)
def test_boxes_hold_the_text_of_every_layout(layout: Layout) -> None:
    """Columns, tables, turned and vertical text …: a finding on each line, and under its highlight the characters of that line."""
    source = layout.pdf()
    document = read(source)
    findings = []
    for line in re.finditer(r".+", document.text):
        places = document.locate(*line.span())
        boxes = tuple(Box(page=page, x0=x0, y0=y0, x1=x1, y1=y1) for page, (x0, y0, x1, y1) in places)
        findings.append(_finding(boxes, line.start(), line.group()))
    assert findings
    report = _report_of(source, pages=len(document.pages))
    report = report.model_copy(update={"text": document.text, "findings": tuple(findings)})
    under = text_under(report.to_pdf(source))
    for finding in findings:
        assert sorted(under[f"clausescan-0-{finding.start}"]) == sorted(squeezed(finding.quote))


def _pages(text: str, width: int) -> list[list[str]]:
    """The text wrapped at `width` characters, 40 lines a page, without characters the PDF font lacks."""
    text = "".join(c for c in text if c == "\n" or c in "，。；：？！、（）《》“”" or (c.isalnum() and c < "\ufe00"))
    rows = [line[at : at + width] for line in text.split("\n") if line for at in range(0, len(line), width)]
    return [rows[at : at + 40] for at in range(0, len(rows), 40)]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [(0, 0, 595, 842), (30, 50, 560, 800), (-40, -60, 595, 842)])
def test_rotated_and_cropped_pages(turn: int, crop: tuple[int, ...]) -> None:
    def change(page: pypdf.PageObject) -> None:
        page[NameObject("/MediaBox")] = RectangleObject((-40, -60, 700, 900))
        page[NameObject("/CropBox")] = RectangleObject(crop)
        page.rotate(turn)

    source = changed(make_pdf([LINES, ["本页无正文，为签署页。"]]), change)
    report = clausescan.analyze(source)
    assert_covered(report, report.to_pdf(source))


def test_the_note_says_name_why_provision_and_advice() -> None:
    source = make_pdf([LINES])
    report = clausescan.analyze(source)
    finding = next(f for f in report.asserted if f.practice == "contact_access")
    notes = [str(a["/Contents"]) for _, a in highlights(report.to_pdf(source))]
    note = next(n for n in notes if finding.name in n)
    for part in (finding.why, finding.provisions[0].article, finding.advice[0]):
        assert part in note
    english = [str(a["/Contents"]) for _, a in highlights(report.to_pdf(source, lang="en"))]
    assert any("Address-book access" in n for n in english)
    first = pypdf.PdfReader(io.BytesIO(report.to_pdf(source))).pages[0]["/Annots"][0].get_object()
    assert first["/Subtype"] == "/Text"
    assert report.verdict.sentence in first["/Contents"]


def test_a_clause_over_two_pages_is_marked_on_both() -> None:
    head = "逾期时，我们有权将您的欠款情况告知您手机通讯录中的联系人、您的亲友、同事以"
    pages = [
        [*["本条说明还款安排的一般事项。"] * 30, head],
        ["及您的工作单位，直至您还清全部欠款。", "本协议一式两份。"],
    ]
    source = make_pdf(pages)
    report = clausescan.analyze(source)
    spread = [f for f in report.findings if len({b.page for b in f.location.boxes}) == 2]
    assert spread
    assert_covered(report, report.to_pdf(source))


def test_annotations_that_were_there_are_kept() -> None:
    def link(canvas, _number: int) -> None:
        canvas.linkURL("https://example.org", (72, 60, 200, 80))

    source = make_pdf([LINES], draw=link)
    annotated = clausescan.analyze(source).to_pdf(source)
    kinds = [a.get_object()["/Subtype"] for a in pypdf.PdfReader(io.BytesIO(annotated)).pages[0]["/Annots"]]
    assert kinds[0] == "/Link"
    assert "/Highlight" in kinds


def test_pages_that_share_their_annotations_get_only_their_own() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf([LINES, ["本页无正文。"]])))
    shared = writer._add_object(pypdf.generic.ArrayObject())
    for page in writer.pages:
        page[NameObject("/Annots")] = shared
    target = io.BytesIO()
    writer.write(target)
    report = _marked(clausescan.analyze(target.getvalue()), [2])
    assert [index for index, _ in highlights(report.to_pdf(target.getvalue()))] == [1]


def test_an_encrypted_pdf_stays_encrypted_under_its_password() -> None:
    source = make_pdf([LINES], encrypt="geheim")
    report = clausescan.analyze(source, config=clausescan.Config(password="geheim"))
    annotated = report.to_pdf(source, password="geheim")
    assert_covered(report, annotated, "geheim")
    with pytest.raises(pdfium.PdfiumError, match="password"):
        pdfium.PdfDocument(annotated)
    for wrong in (None, "falsch"):
        with pytest.raises(EncryptedFileError):
            report.to_pdf(source, password=wrong)


def test_restrictions_without_a_password_are_kept() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    source = make_pdf([LINES], encrypt=StandardEncryption("", ownerPassword="o", canPrint=0, canCopy=1, strength=128))
    report = clausescan.analyze(source)
    annotated = pypdf.PdfReader(io.BytesIO(report.to_pdf(source)))
    assert annotated.is_encrypted
    assert annotated.user_access_permissions == pypdf.PdfReader(io.BytesIO(source)).user_access_permissions
    assert_covered(report, report.to_pdf(source))


def test_other_files_are_refused() -> None:
    source = make_pdf([LINES])
    report = clausescan.analyze(source)
    with pytest.raises(ConfigError, match="another file"):
        report.to_pdf(source + b"\n")
    with pytest.raises(ConfigError, match="only a PDF"):
        clausescan.analyze_text("我们会读取您的通讯录。").to_pdf(b"x")


def test_a_file_that_cannot_be_written_is_a_typed_error(monkeypatch: pytest.MonkeyPatch) -> None:
    source = make_pdf([LINES])
    report = clausescan.analyze(source)
    monkeypatch.setattr("pypdf.PdfWriter.add_annotation", lambda *_: 1 / 0)
    with pytest.raises(DamagedFileError, match="too damaged to be annotated"):
        report.to_pdf(source)


def test_hostile_pdfs_give_a_file_or_a_typed_error(shared: Path, caplog: pytest.LogCaptureFixture) -> None:
    annotated = 0
    with caplog.at_level(logging.DEBUG):
        for path in sorted((shared / "hostile").glob("*.pdf")):
            source = path.read_bytes()
            try:
                pages = len(frames_of(source, name=path.name))
                report = _marked(_report_of(source, pages=pages), range(1, pages + 1))
                pdf = pdfium.PdfDocument(report.to_pdf(source))
            except ClausescanError as error:
                assert report_line(error)
                continue
            assert len(pdf) == pages
            annotated += 1
    assert annotated > 90
    assert not [r for r in caplog.records if r.name.startswith("pypdf.")]


def report_line(error: ClausescanError) -> bool:
    return "\n" not in str(error) and bool(error.hint)


def _report_of(source: bytes, *, pages: int) -> Report:
    """A report about these bytes, without analysing them."""
    report = clausescan.analyze_text("本页无正文。")
    digest = hashlib.sha256(source).hexdigest()
    about = report.source.model_copy(update={"sha256": digest, "media_type": "application/pdf", "pages": pages})
    return report.model_copy(update={"source": about})


def _marked(report: Report, pages: Iterable[int]) -> Report:
    """The report with one invented finding, with a box on each of the pages."""
    boxes = tuple(Box(page=number, x0=9, y0=9, x1=60, y1=20) for number in pages)
    return report.model_copy(update={"findings": (_finding(boxes),), "patterns": ()})


def _finding(boxes: tuple[Box, ...], start: int = 0, quote: str = "") -> Finding:
    return Finding(
        practice="contact_access",
        name="读取通讯录",
        group="collection",
        stance="asserted",
        severity="high",
        confidence=1,
        start=start,
        end=start + len(quote),
        quote=quote,
        location=Location(boxes=boxes),
        why="为什么",
        fingerprint="0",
    )
