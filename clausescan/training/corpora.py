"""Joins labels to texts: the shared loan corpus, stand-off labels, and our own written clauses.

The loan corpus holds its owners' texts and stays outside the project; what is committed here are stand-off labels
(`corpora/labels/*.jsonl`: document id, digest of the text, spans, labels) that are joined to the texts at run time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from clausescan.document import Clause, Document
from clausescan.errors import InputError, SourceNotFoundError
from clausescan.segment import clauses_of
from clausescan.segment.normal import normalise


@dataclass(frozen=True, slots=True)
class Unit:
    """An annotated piece of a document: span, labels ("-" prefix: denied) and risk 0–3."""

    start: int
    end: int
    labels: frozenset[str]
    risk: int


@dataclass(frozen=True, slots=True)
class Annotated:
    """An annotated document; `source` groups documents that share wording."""

    doc_id: str
    kind: str
    source: str
    text: str
    units: tuple[Unit, ...]


Origin = Literal["document", "sentence", "clause", "agreement"]
"""A real loan document, a sentence of another corpus, a clause or a whole agreement that we wrote."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The clauses of one document, or one lone clause, each with what it states."""

    doc_id: str
    source: str
    clauses: tuple[Clause, ...]
    labels: tuple[frozenset[str], ...]
    risks: tuple[int, ...]
    weight: float = 1.0
    origin: Origin = "document"

    @property
    def judged(self) -> bool:
        """Whether a model is measured on it: real documents only."""
        return self.origin == "document"


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file.

    Raises:
        SourceNotFoundError: there is no such file.
        InputError: a line is not JSON; says which.
    """
    if not path.is_file():
        raise SourceNotFoundError(
            str(path), "no such corpus file", hint="training needs the corpora named in corpora/README.md"
        )
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise InputError(str(path), f"line {number} is not JSON: {error}") from error


def text_digest(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, which ties stand-off labels to it."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def annotated(gold: Path) -> list[Annotated]:
    """Documents of a JSON Lines file that carries its own labels (train, dev)."""
    return [_annotated(entry, entry["units"]) for entry in read_jsonl(gold)]


def joined(texts: Path, labels: Path) -> list[Annotated]:
    """Documents of `texts` with the stand-off labels of `labels`; documents without labels are left out.

    Raises:
        InputError: a text is not the one that was annotated.
    """
    by_id: dict[str, dict[str, Any]] = {entry["doc_id"]: entry for entry in read_jsonl(labels)}
    found = []
    for entry in read_jsonl(texts):
        marks = by_id.get(entry["doc_id"])
        if marks is None:
            continue
        if text_digest(entry["text"]) != marks["sha256"]:
            raise InputError(str(texts), f"the text of {entry['doc_id']} is not the one that was annotated")
        found.append(_annotated(entry, marks["units"]))
    return found


def _annotated(entry: dict[str, Any], units: list[dict[str, Any]]) -> Annotated:
    return Annotated(
        entry["doc_id"],
        entry["kind"],
        entry["source"],
        entry["text"],
        tuple(_unit(unit) for unit in units),
    )


def reviewed(documents: Sequence[Annotated], review: Path) -> list[Annotated]:
    """The second version of the shared labels: the documents with the changes that our reviewer would make (`labels/review.jsonl`).

    Raises:
        InputError: a change was made to other labels than the document's.
    """
    changes = {(entry["doc_id"], entry["start"], entry["end"]): entry for entry in read_jsonl(review)}
    return [replace(d, units=tuple(_reviewed(d.doc_id, u, changes, review) for u in d.units)) for d in documents]


def _reviewed(doc_id: str, unit: Unit, changes: Mapping[tuple[str, int, int], dict[str, Any]], review: Path) -> Unit:
    change = changes.get((doc_id, unit.start, unit.end))
    if change is None:
        return unit
    if frozenset(change["labels"]) != unit.labels:
        raise InputError(str(review), f"{doc_id} {unit.start}: the labels that were reviewed are not the document's")
    return replace(unit, labels=frozenset(change["proposed_labels"]), risk=change["proposed_risk"])


Place = tuple[str, int, int]
"""Document and span of a unit."""


def first_labels(labels: Path) -> dict[Place, Unit]:
    """The units whose labels a later reading changed, as their first reader saw them (`third-reading.jsonl`, `settled.jsonl`)."""
    third = (entry for entry in read_jsonl(labels / "third-reading.jsonl") if "settled_labels" in entry)
    return before_settling(labels) | {_place(e): _unit(e, "first_labels", "first_risk") for e in third}


def before_settling(labels: Path) -> dict[Place, Unit]:
    """The units that the fourth reading was settled on, as they were labelled before it."""
    return {_place(e): _unit(e, "before_labels", "before_risk") for e in read_jsonl(labels / "settled.jsonl")}


def blind_labels(labels: Path) -> dict[Place, Unit]:
    """Every unit as the fourth reader saw it, who knew neither labels nor model (`fourth-reading.jsonl`)."""
    return {
        (entry["doc_id"], unit["start"], unit["end"]): _unit(unit)
        for entry in read_jsonl(labels / "fourth-reading.jsonl")
        for unit in entry["units"]
    }


def _place(entry: Mapping[str, Any]) -> Place:
    return entry["doc_id"], entry["start"], entry["end"]


def _unit(entry: Mapping[str, Any], labels: str = "labels", risk: str = "risk") -> Unit:
    return Unit(entry["start"], entry["end"], frozenset(entry[labels]), entry[risk])


def passage_of(document: Annotated, *, weight: float = 1.0) -> Passage:
    """The document's own clauses (as `analyze` would cut them) with the labels of the units that each one shares half with."""
    clauses = clauses_of(Document(document.doc_id, "", "text/plain", document.text))
    labels, risks = [], []
    units = sorted(document.units, key=lambda u: u.start)
    first = 0
    for clause in clauses:
        while first < len(units) and units[first].end <= clause.start:
            first += 1
        here: set[str] = set()
        risk = 0
        for unit in units[first:]:
            if unit.start >= clause.end:
                break
            shared = min(unit.end, clause.end) - max(unit.start, clause.start)
            if 2 * shared >= min(unit.end - unit.start, clause.end - clause.start):
                here |= unit.labels
                risk = max(risk, unit.risk)
        labels.append(frozenset(here))
        risks.append(risk)
    return Passage(document.doc_id, document.source, clauses, tuple(labels), tuple(risks), weight)


def capp_sentences(folder: Path, labels: Path, *, weight: float = 1.0) -> list[Passage]:
    """Sentences of CAPP-130 (Zhu et al. 2023) with our stand-off labels, each a passage by itself: the corpus keeps no documents.

    Raises:
        InputError: a line is not the sentence that was labelled.
    """
    lines: dict[str, list[str]] = {}
    found = []
    for entry in read_jsonl(labels):
        file = entry["file"]
        if file not in lines:
            lines[file] = (folder / file).read_text(encoding="utf-8").split("\n")
        text = lines[file][entry["line"]].rpartition("\t")[0]
        if text_digest(text)[:16] != entry["sha256"]:
            raise InputError(str(folder / file), f"line {entry['line']} is not the sentence that was labelled")
        found.append(
            Passage(
                f"capp-{Path(file).parent}-{entry['line']}",
                "EnlightenedAI/CAPP-130",
                (lone_clause(text),),
                (frozenset(entry["labels"]),),
                (entry["risk"],),
                weight,
                "sentence",
            )
        )
    return found


def lone_clause(text: str, heading: str | None = None) -> Clause:
    """A sentence by itself, as the clause that `analyze` would make of it."""
    normal = normalise(text)
    path = (normalise(heading).text,) if heading else ()
    return Clause(0, 0, len(text), normal.text, tuple(normal.offsets.tolist()), path)


def own_clauses(folder: Path, *, weight: float = 1.0) -> list[Passage]:
    """Our written clauses (`corpora/clauses/*.jsonl`), each a passage by itself under its heading."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for entry in read_jsonl(path):
            clause = lone_clause(entry["text"], entry.get("heading"))
            labels, risk = frozenset(entry["labels"]), entry["risk"]
            found.append(Passage(entry["id"], f"own/{path.stem}", (clause,), (labels,), (risk,), weight, "clause"))
    return found


def own_agreements(folder: Path, *, weight: float = 1.0) -> list[Passage]:
    """Whole agreements we wrote (`corpora/agreements/*.tsv`), cut and read in context as `analyze` would.

    A line is one unit: labels (comma separated), risk and text, with tabs between them; a text that starts with "+" goes on with the
    paragraph of the line before. Lines that start with "# " say what the document is.

    Raises:
        InputError: a line has not these three columns; says which.
    """
    return [
        replace(passage_of(_written(path), weight=weight), source=f"own/{path.stem}", origin="agreement")
        for path in sorted(folder.glob("*.tsv"))
    ]


def _written(path: Path) -> Annotated:
    text, units = "", []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("# ") or not line.strip():
            continue
        labels, risk, unit = columns if len(columns := line.split("\t")) == 3 else ("", "", "")
        if not unit or risk not in {"0", "1", "2", "3"}:
            raise InputError(str(path), f"line {number} is not labels, risk 0-3 and a text, with tabs between")
        text += "" if unit.startswith("+") or not text else "\n"
        start = len(text)
        text += unit.removeprefix("+")
        units.append(Unit(start, len(text), frozenset(filter(None, labels.split(","))), int(risk)))
    return Annotated(path.stem, "", f"own/{path.stem}", text, tuple(units))


def fingerprint(passages: Iterable[Passage]) -> str:
    """Digest of all that a model is trained on: texts, spans, labels, weights."""
    digest = hashlib.sha256()
    for passage in passages:
        for clause, labels, risk in zip(passage.clauses, passage.labels, passage.risks, strict=True):
            row = (
                passage.doc_id,
                clause.start,
                clause.end,
                clause.text,
                clause.path,
                sorted(labels),
                risk,
                passage.weight,
            )
            digest.update(json.dumps(row, ensure_ascii=False).encode("utf-8"))
    return digest.hexdigest()


def check_labels(passages: Sequence[Passage], practices: Iterable[str]) -> None:
    """Raise InputError where a label is not a practice of the taxonomy."""
    known = set(practices)
    for passage in passages:
        for labels in passage.labels:
            for label in labels:
                if label.lstrip("-") not in known:
                    raise InputError(passage.doc_id, f"unknown practice {label!r}")
