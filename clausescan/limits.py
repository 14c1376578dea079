"""How large and how slow a document may be."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

_MB = 1024 * 1024


class Limits(BaseModel):
    """Bounds on one document. Beyond any of them the result is a LimitExceededError, never a shortened report.

    Attributes:
        max_bytes: size of the file.
        max_pages: pages of a PDF.
        max_ocr_pages: pages, or tiles of long pictures, read by OCR, which takes seconds for each; further pages of a PDF stay unread.
        max_chars: characters of extracted text.
        seconds: wall time of the analysis; enforced in the sandbox.
        memory: bytes of address space of the sandboxed process; enforced in the sandbox, on systems that have rlimits.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_bytes: int = Field(default=100 * _MB, gt=0)
    max_pages: int = Field(default=3000, gt=0)
    max_ocr_pages: int = Field(default=20, ge=0)
    max_chars: int = Field(default=5_000_000, gt=0)
    seconds: float = Field(default=60.0, gt=0)
    memory: int = Field(default=2048 * _MB, gt=0)
