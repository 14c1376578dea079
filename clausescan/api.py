"""The corridor: read → segment → classify → assess → report, walked once in one direction."""

from __future__ import annotations

import contextlib
import functools
import gc
import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path, PurePath

from clausescan import __version__
from clausescan.assess import findings_of, is_agreement, kind_of, missing_of, patterns_of, references_of, verdict_of
from clausescan.assess.remedies import numbers_of, remedies_for
from clausescan.classify.model import Model, default_model
from clausescan.classify.model import load as load_model
from clausescan.config import Config
from clausescan.document import Document, Page, PageQuality
from clausescan.knowledge import messages
from clausescan.read import Input, load, read
from clausescan.read.plain import text_document
from clausescan.sandbox import Sandbox
from clausescan.schema import (
    Finding,
    HiddenText,
    Hiding,
    Kind,
    ModelId,
    PageReading,
    Report,
    Source,
    Stance,
    Status,
)
from clausescan.segment import clauses_of

_RESTING = threading.Lock()
_UNREAD = (PageQuality.PARTLY, PageQuality.NO_TEXT, PageQuality.GARBLED)


def analyze(source: Input, *, config: Config | None = None, name: str | None = None) -> Report:
    """Read an agreement and report what signing it would mean.

    Args:
        source: path, bytes, or a file open for reading bytes (left where it stood): PDF, DOCX, HTML, Markdown, text, or a
            picture; or a list of them that make one document, such as the screenshots of one agreement.
        config: settings; None for the defaults.
        name: what to call the document in the report and in messages; None for its file name.

    Returns:
        the Report. A document whose pages could not be read has status "unreadable" or "partial", never "clean".

    Raises:
        InputError: the document cannot be opened (a subclass says why).
        ModelError: the model is missing or damaged.
    """
    config = config or Config()
    if config.sandbox:
        data, found = load(source, limits=config.limits)
        return _sandbox(config).analyze(data, name or found)
    password = config.password.get_secret_value() if config.password else None
    document = read(source, password=password, limits=config.limits, name=name)
    return report_on(document, _model(config), kind=config.kind, require=config.require)


def analyze_text(text: str, *, config: Config | None = None) -> Report:
    """Report on a text that is already at hand, e.g. from a web view.

    Raises:
        NoTextError: `text` is blank.
        ModelError: the model is missing or damaged.
    """
    config = config or Config()
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    document = text_document(text, name="<text>", sha256=digest, media_type="text/plain")
    return report_on(document, _model(config), kind=config.kind, require=config.require)


@functools.lru_cache(maxsize=1)
def _sandbox(config: Config) -> Sandbox:
    # One warm child for callers that analyse document after document; it ends with the interpreter, when its pipe closes.
    return Sandbox(config)


@functools.lru_cache(maxsize=4)
def _model_at(directory: Path) -> Model:
    return load_model(directory)


def _model(config: Config) -> Model:
    return _model_at(config.model) if config.model else default_model()


def report_on(document: Document, model: Model, *, kind: Kind | None = None, require: tuple[str, ...] = ()) -> Report:
    """The corridor from a Document on, with a model in hand; evaluation enters here."""
    with _collector_at_rest():
        return _report_on(document, model, kind, require)


@contextlib.contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep Python from looking for cycles among the values of a report, which have none.

    It would walk through all of them whenever there are a quarter more: a sixth of the time of 1000 pages. Of several threads one at a time
    lets it rest, so that others' cycles are found in between.
    """
    if not gc.isenabled() or not _RESTING.acquire(blocking=False):
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        _RESTING.release()


def _report_on(document: Document, model: Model, kind: Kind | None, require: tuple[str, ...]) -> Report:
    clauses = clauses_of(document)
    findings = findings_of(document, clauses, model)
    patterns = patterns_of(findings, document.text)
    told, kind = kind, kind or kind_of(document.text)
    named = kind is not Kind.OTHER and any(finding.stance is Stance.ASSERTED for finding in findings)
    foreign = told is None and not named and not is_agreement(clauses)
    status, reason = _status(document, findings, foreign=foreign)
    return Report(
        tool_version=__version__,
        status=status,
        reason=reason,
        kind=kind,
        verdict=verdict_of(status, findings, patterns),
        source=Source(
            name=PurePath(document.name).name,
            sha256=document.sha256,
            media_type=document.media_type,
            pages=len(document.pages),
            characters=len(document.text),
            clauses=len(clauses),
        ),
        model=ModelId(name=model.name, version=model.version, sha256=model.sha256),
        findings=findings,
        patterns=patterns,
        missing=() if foreign else missing_of(kind, clauses, findings, require=require),
        references=references_of(document, clauses),
        unread_pages=tuple(
            PageReading(page=p.number, quality=p.quality, note=p.note, remedy=p.remedy) for p in _unread(document)
        ),
        ocr_pages=tuple(page.number for page in document.pages if page.by_ocr),
        hidden=tuple(_hidden(document)),
        text=document.text,
    )


def _hidden(document: Document) -> Iterator[HiddenText]:
    for mark in document.hidden:
        quote = document.text[mark.start : mark.end]
        yield HiddenText(
            start=mark.start, end=mark.end, quote=quote, page=document.page_of(mark.start), reason=Hiding(mark.kind)
        )


def _unread(document: Document) -> list[Page]:
    return [page for page in document.pages if page.quality in _UNREAD]


def _status(document: Document, findings: tuple[Finding, ...], *, foreign: bool) -> tuple[Status, str]:
    unread = _unread(document)
    remedies = remedies_for((page.remedy for page in unread), "zh")
    if unread and not document.text.strip():
        note = messages()["scan_hint"].zh
        return Status.UNREADABLE, messages()["all_unread"].zh.format(count=len(unread), note=note) + remedies
    if unread:
        pages = numbers_of((page.number for page in unread), "zh")
        return Status.PARTIAL, messages()["partial"].zh.format(count=len(unread), pages=pages) + remedies
    if foreign:
        return Status.NOT_AN_AGREEMENT, messages()["not_an_agreement"].zh
    return (Status.FINDINGS if findings else Status.CLEAN), ""
