"""How large and how slow a document may be."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

_MB = 1024 * 1024


class Limits(BaseModel):
    """Bounds on one document. Beyond any of them the result is a LimitExceededError, never a shortened report.

    Only OCR, which takes seconds a page, stops by itself: the pages it did not come to are listed as unread, and the report is
    "partial". How many those are when time runs out depends on the machine.

    Attributes:
        max_bytes: size of the file.
        max_pages: pages of a PDF.
        max_ocr_pages: pages, or tiles of long pictures, read by OCR; further ones stay unread.
        max_chars: characters of extracted text.
        seconds: wall time of the analysis. OCR stops well before, anything else that takes longer is ended in the sandbox.
        memory: bytes of address space of the sandboxed process; enforced in the sandbox, on systems that have rlimits.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_bytes: int = Field(default=100 * _MB, gt=0)
    max_pages: int = Field(default=3000, gt=0)
    max_ocr_pages: int = Field(default=200, ge=0)
    max_chars: int = Field(default=5_000_000, gt=0)
    seconds: float = Field(default=60.0, gt=0)
    memory: int = Field(default=2048 * _MB, gt=0)


def raising(limit: str) -> str:
    """The hint of an error for a document that is beyond `limit`, in Python and on the command line."""
    return f"raise Limits.{limit}, on the command line --limit {limit}=NUMBER"
