"""The report on the pages themselves: highlights and notes added to the original PDF, by pypdf.

A plain PDF gets an incremental update: its own bytes stay as they are, the annotations follow them. An encrypted one is written anew,
under the password it was opened with. Whatever is written is opened again with PDFium before it is handed out.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from clausescan.errors import ConfigError, DamagedFileError, EncryptedFileError
from clausescan.knowledge import Lang
from clausescan.read.frames import Frame, frames_of
from clausescan.report.outline import name_of, outline_of, say
from clausescan.report.parts import Entry
from clausescan.schema import Box, Finding, Report, Severity, Stance

_COLOURS = {
    Severity.HIGH: (1.0, 0.70, 0.72),
    Severity.MEDIUM: (1.0, 0.86, 0.45),
    Severity.LOW: (0.70, 0.86, 1.0),
    Severity.NONE: (0.74, 0.93, 0.78),
}
_PRINTED = 4
_NOTE_AT, _NOTE_SIZE = 8, 20
"""The verdict's note: its corner on the first page, and its width and height, in points."""

Quad = tuple[tuple[float, float], ...]
"""Four corners in page coordinates: top left, top right, bottom left, bottom right of the text as it is read."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One annotation to be: where, in which colour, and what its note says."""

    page: int
    quads: tuple[Quad, ...]
    severity: Severity
    text: str
    name: str
    kind: str = "/Highlight"


def render(report: Report, source: bytes, *, password: str | None = None, lang: Lang = "zh") -> bytes:
    """The source PDF with the report's findings highlighted and explained on its pages.

    Args:
        report: made from `source`.
        source: the bytes of the PDF that was analysed.
        password: the one it was opened with. The copy is then encrypted (AES-256) under the same password.
        lang: language of the notes.

    Raises:
        ConfigError: the report is not of a PDF, or of another file than `source`.
        EncryptedFileError: the PDF needs another password.
        DamagedFileError: it could be read, but is too damaged to be written.
    """
    name = report.source.name
    if report.source.media_type != "application/pdf":
        raise ConfigError(
            f"{name}: only a PDF can be annotated, this is {report.source.media_type}",
            hint="choose the html format: it shows the whole text with its highlights",
        )
    if hashlib.sha256(source).hexdigest() != report.source.sha256:
        raise ConfigError(f"{name}: the report was made from another file", hint="analyse this file anew")
    frames = frames_of(source, name=name, password=password)
    marks = list(_marks(report, frames, lang))
    for incremental in (True, False):
        annotated = _written(source, marks, password, incremental=incremental)
        if annotated and _carries(annotated, marks, frames, name, password):
            return annotated
    raise DamagedFileError(name, "the PDF is too damaged to be annotated", hint="choose the html format")


def _marks(report: Report, frames: tuple[Frame | None, ...], lang: Lang) -> Iterator[Mark]:
    """The verdict on the first page, then one highlight for each clause and page it stands on."""
    outline = outline_of(report, lang)
    if frames[0]:
        parts = (outline.verdict, " · ".join(outline.drivers), outline.counts, outline.unread, outline.disclaimer)
        text = "\n\n".join(part for part in parts if part)
        corner = Box(page=1, x0=_NOTE_AT, y0=_NOTE_AT, x1=_NOTE_AT + _NOTE_SIZE, y1=_NOTE_AT + _NOTE_SIZE)
        yield Mark(1, (_quad(corner, frames[0]),), outline.grade, text, "clausescan-verdict", "/Text")
    entries = {id(f): entry for _, listed in outline.sections for entry in listed for f in entry.findings}
    for group in _by_clause(report):
        text = "\n\n".join(_note(finding, entries.get(id(finding)), lang) for finding in group)
        boxes = group[0].location.boxes
        for page in dict.fromkeys(box.page for box in boxes):
            frame = frames[page - 1]
            if frame:
                quads = tuple(_quad(box, frame) for box in boxes if box.page == page)
                yield Mark(page, quads, group[0].severity, text, f"clausescan-{group[0].fingerprint}-{group[0].start}")


def _by_clause(report: Report) -> list[list[Finding]]:
    """Findings of one clause share its highlight; the most serious comes first and gives the colour."""
    clauses: dict[tuple[int, int], list[Finding]] = {}
    for finding in report.findings:
        clauses.setdefault((finding.start, finding.end), []).append(finding)
    for group in clauses.values():
        group.sort(key=lambda f: (f.stance is Stance.DENIED, -f.severity.rank, f.practice))
    return list(clauses.values())


def _note(finding: Finding, entry: Entry | None, lang: Lang) -> str:
    name = name_of(finding, lang)
    if entry is None:
        return f"【{say('heading_denied', lang)}】{name}"
    lines = [f"【{say(f'severity_{finding.severity}', lang)}】{name}", entry.why]
    if finding.needs_review:
        lines.append(say("needs_review", lang))
    for key, items in (("provisions", entry.provisions), ("advice", entry.advice)):
        if items:
            lines += [f"{say(key, lang)}:", *(f"· {item}" for item in items)]
    return "\n".join(lines)


def _quad(box: Box, frame: Frame) -> Quad:
    corners = ((box.x0, box.y0), (box.x1, box.y0), (box.x0, box.y1), (box.x1, box.y1))
    return tuple(frame.point(x, y) for x, y in corners)


def _written(source: bytes, marks: list[Mark], password: str | None, *, incremental: bool) -> bytes | None:
    """The PDF with the marks, or None where pypdf cannot write it that way."""
    with _quiet():
        try:
            reader = PdfReader(io.BytesIO(source), password=password)
            if incremental and reader.is_encrypted:
                return None
            writer = PdfWriter(reader, incremental=True) if incremental else PdfWriter(clone_from=reader)
            pages = {mark.page: writer.pages[mark.page - 1] for mark in marks}
            for page in pages.values():
                # An array of its own, for pages may share one.
                page[NameObject("/Annots")] = ArrayObject(page.annotations or ())
            for mark in marks:
                writer.add_annotation(pages[mark.page], _annotation(writer, mark))
            _encrypt(writer, reader, password)
            target = io.BytesIO()
            writer.write(target)
            return target.getvalue()
        except Exception:  # noqa: BLE001 - pypdf raises whatever a broken file makes it stumble over
            return None


def _encrypt(writer: PdfWriter, reader: PdfReader, password: str | None) -> None:
    permissions = reader.user_access_permissions
    if permissions is None:  # not encrypted
        return
    # Opened without a password, the copy keeps its restrictions, which no one then can lift.
    owner = password or secrets.token_hex(16)
    writer.encrypt(password or "", owner, algorithm="AES-256", permissions_flag=permissions)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep pypdf's remarks about a file, which may quote it, out of the caller's logs."""
    logger, silence = logging.getLogger("pypdf"), logging.NullHandler()
    propagated, logger.propagate = logger.propagate, False
    logger.addHandler(silence)
    try:
        yield
    finally:
        logger.removeHandler(silence)
        logger.propagate = propagated


def _carries(
    annotated: bytes, marks: list[Mark], before: tuple[Frame | None, ...], name: str, password: str | None
) -> bool:
    """Whether PDFium opens what was written, and finds every mark on its page beside what was there."""
    try:
        after = frames_of(annotated, name=name, password=password)
    except (DamagedFileError, EncryptedFileError):
        return False
    added = Counter(mark.page for mark in marks)
    return len(after) == len(before) and all(
        new is None if old is None else new == Frame(old.box, old.turns, old.annotations + added[number])
        for number, (old, new) in enumerate(zip(before, after, strict=True), start=1)
    )


def _annotation(writer: PdfWriter, mark: Mark) -> DictionaryObject:
    points = [point for quad in mark.quads for point in quad]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    rect = _numbers(min(xs), min(ys), max(xs), max(ys))
    found = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(mark.kind),
            NameObject("/Rect"): rect,
            NameObject("/C"): _numbers(*_COLOURS[mark.severity]),
            NameObject("/F"): NumberObject(_PRINTED),
            NameObject("/T"): TextStringObject("ClauseScan"),
            NameObject("/NM"): TextStringObject(f"{mark.name}-{mark.page}"),
            NameObject("/Contents"): TextStringObject(mark.text),
        }
    )
    if mark.kind == "/Highlight":
        found[NameObject("/QuadPoints")] = _numbers(*(number for point in points for number in point))
        look = writer._add_object(_appearance(mark, rect))  # noqa: SLF001 - how pypdf's own annotations do it
        found[NameObject("/AP")] = DictionaryObject({NameObject("/N"): look})
    return found


def _appearance(mark: Mark, rect: ArrayObject) -> DecodedStreamObject:
    """How the highlight looks, for viewers that draw none themselves: its colour multiplied onto the page."""
    strokes = [" ".join(f"{c:.3f}" for c in _COLOURS[mark.severity]) + " rg /Mark gs"]
    for top_left, top_right, bottom_left, bottom_right in mark.quads:
        corners = (top_left, top_right, bottom_right, bottom_left)
        strokes.append(" l ".join(f"{x:.3f} {y:.3f}" for x, y in corners).replace(" l ", " m ", 1) + " l f")
    form = DecodedStreamObject()
    form.set_data("\n".join(strokes).encode("ascii"))
    blend = DictionaryObject(
        {NameObject("/Type"): NameObject("/ExtGState"), NameObject("/BM"): NameObject("/Multiply")}
    )
    states = DictionaryObject({NameObject("/Mark"): blend})
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): rect,
            NameObject("/Resources"): DictionaryObject({NameObject("/ExtGState"): states}),
        }
    )
    return form


def _numbers(*values: float) -> ArrayObject:
    return ArrayObject(FloatObject(f"{value:.3f}") for value in values)
