"""What every input must survive: reader, segmenter, assessment, and the HTML report."""

from __future__ import annotations

import functools
import io
import itertools
import zipfile
from collections.abc import Callable

from docx import Document

import clausescan
from clausescan.errors import ClausescanError
from clausescan.segment.sentences import sentence_spans
from tests.hostile.archives import docx

CONFIG = clausescan.Config(limits=clausescan.Limits(max_ocr_pages=0))
"""OCR takes seconds a page, and what it makes of a picture is text like any other."""


def survives(data: bytes) -> None:
    """Analyse `data`; raises whatever is neither a report nor an error of ours."""
    try:
        report = clausescan.analyze(data, config=CONFIG)
    except ClausescanError:
        return
    sound(report)


def sound(report: clausescan.Report) -> None:
    """Findings quote the text, and the report can be written."""
    for finding in report.findings:
        assert report.text[finding.start : finding.end] == finding.quote
    assert report.to_json()
    assert "</html>" in report.to_html()
    assert report.to_markdown()


def survives_pdf(data: bytes) -> None:
    """The PDF reader, also where the header and the end are lost."""
    survives(data if b"%PDF-" in data[:1024] else b"%PDF-1.7\n" + data + b"\n%%EOF")


def survives_marked(data: bytes) -> None:
    """HTML, DOCX, Markdown and bare bytes, by the first byte; a DOCX is packed anew, so that its parts are reached."""
    choice, rest = data[:1], data[1:]
    if choice == b"w":
        survives(docx(rest.decode("utf-8", "ignore")))
    elif choice == b"n":
        survives(with_part("word/numbering.xml", rest))
    elif choice == b"s":
        survives(with_part("word/styles.xml", rest))
    elif choice == b"m":
        with_name(rest, "draft.md")
    elif choice == b"h":
        survives(b"<!doctype html>" + rest)
    else:
        survives(rest)


@functools.cache
def numbered() -> dict[str, bytes]:
    """The parts of a DOCX with a numbered list, as python-docx writes it."""
    buffer = io.BytesIO()
    document = Document()
    for text in ("我们会读取您的通讯录；", "不得提供给第三方。"):
        document.add_paragraph(text, style="List Number")
    document.save(buffer)
    with zipfile.ZipFile(buffer) as packed:
        return {entry: packed.read(entry) for entry in packed.namelist()}


def with_part(name: str, content: bytes) -> bytes:
    """That DOCX with another part in the place of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for entry, own in numbered().items():
            packed.writestr(entry, content if entry == name else own)
    return buffer.getvalue()


def with_name(data: bytes, name: str) -> None:
    """As `survives`, for what only its name tells."""
    try:
        report = clausescan.analyze(data, config=CONFIG, name=name)
    except ClausescanError:
        return
    sound(report)


def survives_text(data: bytes) -> None:
    """Segmenter, model, assessment and report on text at hand, half surrogates included."""
    text = data.decode("utf-8", "surrogateescape")
    for line in text.split("\n"):
        covers(line)
    try:
        report = clausescan.analyze_text(text)
    except ClausescanError:
        return
    sound(report)


def covers(line: str) -> None:
    """The sentences of a line cover it in order."""
    spans = [(0, 0), *sentence_spans(line), (len(line), len(line))]
    assert all(before[1] == after[0] for before, after in itertools.pairwise(spans))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "pdf": survives_pdf,
    "marked": survives_marked,
    "text": survives_text,
}
