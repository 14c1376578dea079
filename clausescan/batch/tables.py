"""The rows of a batch: one declaration of tables and columns for SQLite, Parquet, CSV and JSON Lines.

    documents   one row a path, failures included          key: path
    findings    one row a finding of an analysed content   key: doc_id, ordinal
    patterns    one row a pattern                          key: doc_id, ordinal
    missing     one row a missing disclosure               key: doc_id, ordinal
    signatures  what `families` compares instead of texts  key: doc_id
    families    which template a document follows          key: doc_id; empty until `clausescan families` has run
    runs        one row a scan: the manifest               key: run_id

`doc_id` stands for content: two paths with the same bytes are two rows of documents and share the rows of every other table. The rows
of a document depend on its bytes, the tool, the model and the settings, never on time, host or the order of the scan; times and
hosts stand in `runs` only. A change of names, types or meanings raises SCHEMA_VERSION.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION: Final = 1

Value = str | int | float | bool | bytes | None
Row = dict[str, Value]
"""One row by column name."""
Rows = dict[str, list[Row]]
"""Rows by table name."""


class Format(StrEnum):
    """How tables are written to files."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"


Type = Literal["text", "integer", "real", "boolean", "binary"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type, what it means, and whether it may be null."""

    name: str
    type: Type
    meaning: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, the columns that identify a row, and all columns in order."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)


_DOC = Column("doc_id", "text", "the analysed content; see documents.doc_id")
_ORDINAL = Column("ordinal", "integer", "0-based place in the report")

DOCUMENTS = Table(
    "documents",
    ("path",),
    (
        Column("path", "text", "as given to the scan, with bytes that are not UTF-8 written \\xNN"),
        Column(
            "doc_id",
            "text",
            "the content: its sha256, with .md when read as Markdown (only a name tells that from text); unopened:… for a path that cannot be opened",
        ),
        Column("sha256", "text", "hex digest of the file's bytes; null when it cannot be opened", nullable=True),
        Column("size", "integer", "bytes of the file; null when it cannot be opened", nullable=True),
        Column("media_type", "text", "by content, e.g. application/pdf; null when it cannot be opened", nullable=True),
        Column("status", "text", "clean, findings, partial, unreadable, not_an_agreement, or failed"),
        Column("reason", "text", "why the status is not clean or findings; empty otherwise"),
        Column("error", "text", "the error's class when failed, e.g. DamagedFileError", nullable=True),
        Column("kind", "text", "kind of document, e.g. privacy_policy; null when failed", nullable=True),
        Column("grade", "text", "the verdict: none, low, medium, high; null when nothing could be read", nullable=True),
        Column("pages", "integer", "pages; 0 for formats without; null when failed", nullable=True),
        Column("unread_pages", "integer", "pages that could not be read; null when failed", nullable=True),
        Column("characters", "integer", "characters of text; null when failed", nullable=True),
        Column("clauses", "integer", "clauses the text was cut into; null when failed", nullable=True),
        Column("asserted", "integer", "findings that claim a practice"),
        Column("denied", "integer", "findings that deny one"),
        Column("high", "integer", "asserted findings of high severity"),
        Column("medium", "integer", "asserted findings of medium severity"),
        Column("low", "integer", "asserted findings of low severity"),
        Column("needs_review", "integer", "findings a person should look at"),
        Column("patterns", "integer", "rows in patterns"),
        Column("missing", "integer", "rows in missing"),
        Column("tool_version", "text", "version of clausescan"),
        Column("model_sha256", "text", "hex digest of the model's weights"),
        Column(
            "config_sha256",
            "text",
            "hex digest of what else decides a report: settings, knowledge files, OCR, the model's labels and thresholds",
        ),
    ),
)
FINDINGS = Table(
    "findings",
    ("doc_id", "ordinal"),
    (
        _DOC,
        _ORDINAL,
        Column("practice", "text", "id of data/practices.toml, e.g. contact_access"),
        Column("practice_group", "text", "its group"),
        Column("stance", "text", "asserted or denied"),
        Column("severity", "text", "none, low, medium, high"),
        Column("confidence", "real", "calibrated probability, 0 to 1"),
        Column("needs_review", "boolean", "a person should look"),
        Column("page", "integer", "1-based page; null for formats without pages", nullable=True),
        Column("start_char", "integer", "offset of the quote in the report's text"),
        Column("end_char", "integer", "offset after its last character"),
        Column("heading", "text", "numbered headings above it, joined by ' > '"),
        Column("quote", "text", "the clause, verbatim"),
        Column("fingerprint", "text", "identity of practice, stance and quote, across documents and positions"),
    ),
)
PATTERNS = Table(
    "patterns",
    ("doc_id", "ordinal"),
    (
        _DOC,
        _ORDINAL,
        Column("pattern", "text", "id of data/patterns.toml, e.g. contact_bombing"),
        Column("severity", "text", "none, low, medium, high"),
        Column(
            "fingerprints", "text", "the findings of its path: links joined by ' > ', findings of a link by a blank"
        ),
    ),
)
MISSING = Table(
    "missing",
    ("doc_id", "ordinal"),
    (
        _DOC,
        _ORDINAL,
        Column("disclosure", "text", "id of data/disclosures.toml"),
        Column("severity", "text", "none, low, medium, high"),
    ),
)
SIGNATURES = Table(
    "signatures",
    ("doc_id",),
    (
        _DOC,
        Column("sketch", "binary", "the 256 smallest 32-bit hashes of the text's shingles, ascending, little-endian"),
    ),
)
FAMILIES = Table(
    "families",
    ("doc_id",),
    (
        _DOC,
        Column("family", "text", "doc_id of the family's first document, the template"),
        Column("similarity", "real", "Jaccard similarity to that document, 0 to 1"),
    ),
)
RUNS = Table(
    "runs",
    ("run_id",),
    (
        Column("run_id", "integer", "1, 2, … in the order of the scans"),
        Column("inputs", "text", "JSON list: what was given to scan"),
        Column("tool_version", "text", "version of clausescan"),
        Column("model", "text", "name and version of the model"),
        Column("model_sha256", "text", "as in documents"),
        Column("config", "text", "JSON: the settings, without password"),
        Column("config_sha256", "text", "as in documents"),
        Column("workers", "integer", "child processes"),
        Column("host", "text", "name of the machine"),
        Column("platform", "text", "operating system, processor and Python"),
        Column("started", "text", "UTC, ISO 8601"),
        Column("finished", "text", "UTC, ISO 8601; null when the run was cut short", nullable=True),
        Column("analysed", "integer", "documents analysed; null when the run was cut short", nullable=True),
        Column("reused", "integer", "documents whose rows were there already; null when cut short", nullable=True),
        Column(
            "unread",
            "integer",
            "documents failed or unreadable, reused ones included; null when cut short",
            nullable=True,
        ),
    ),
)
TABLES: Final[dict[str, Table]] = {
    table.name: table for table in (DOCUMENTS, FINDINGS, PATTERNS, MISSING, SIGNATURES, FAMILIES, RUNS)
}


def arrow_schema(table: Table) -> pa.Schema:
    """The pyarrow schema of a table; the meanings travel as field metadata."""
    import pyarrow as pa

    types: dict[Type, Any] = {
        "text": pa.string(),
        "integer": pa.int64(),
        "real": pa.float64(),
        "boolean": pa.bool_(),
        "binary": pa.binary(),
    }
    fields = [pa.field(c.name, types[c.type], c.nullable, metadata={"meaning": c.meaning}) for c in table.columns]
    return pa.schema(fields, metadata={"clausescan_schema": str(SCHEMA_VERSION), "table": table.name})
