"""Results kept between runs, so that an unchanged draft costs next to nothing.

An entry is named by a digest of the document, the model, the settings that matter and this version; it holds offsets, digests and
numbers, never a word of the document. It is written to a private folder under another name and renamed, so parallel runs cannot tear it.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from clausescan import __version__
from clausescan.lint.settings import Settings
from clausescan.lint.violations import Outcome

_READERS = (
    "charset-normalizer", "markdown-it-py", "opencc", "pdfplumber", "pypdfium2", "python-docx", "selectolax",
    "jieba", "rjieba", "rapidocr", "onnxruntime", "rapidfuzz",
)  # fmt: skip
"""Libraries that decide what text a document has, the optional ones too: with OCR installed, a scan reads otherwise."""


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of outcomes, and the digest of everything but the document that an outcome depends on."""

    folder: Path
    setting: str

    def load(self, data: bytes, name: str, asked: str) -> Outcome | None:
        """The outcome of a document, if it is there and whole; `asked` is what was asked about this document in particular."""
        try:
            return Outcome.model_validate_json(self._entry(data, name, asked).read_bytes())
        except (OSError, ValidationError):
            return None

    def save(self, data: bytes, name: str, asked: str, outcome: Outcome) -> None:
        """Keep an outcome; a disk that is full or read-only only costs the next run its speed."""
        with contextlib.suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(self._entry(data, name, asked), outcome.model_dump_json())

    def _entry(self, data: bytes, name: str, asked: str) -> Path:
        # The suffix tells Markdown from plain text, so it is part of what decides the outcome.
        parts = (self.setting, hashlib.sha256(data).hexdigest(), Path(name).suffix.lower(), asked)
        return self.folder / f"{hashlib.sha256('|'.join(parts).encode()).hexdigest()}.json"


def user_cache(settings: Settings) -> Cache:
    """The user's cache for these settings, this version and the model that ships with it."""
    import platformdirs

    folder = Path(os.environ.get("CLAUSESCAN_CACHE_DIR") or platformdirs.user_cache_dir("clausescan", appauthor=False))
    parts = (__version__, _package(), *map(_version, _READERS), *settings.allowed_partners)
    return Cache(folder / "check", hashlib.sha256("\n".join(parts).encode()).hexdigest())


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _package() -> str:
    """Names, sizes and times of the code, the data and the model: in a checkout they change while the version does not."""
    package = Path(__file__).resolve().parent.parent
    # The model lies inside an installed package and beside a checkout; finding it by `classify.model` would load numpy.
    folders = (package, package.parent / "models" / "loan-zh")
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in {".py", ".toml", ".json"}]
    return "\n".join(f"{file}|{(s := file.stat()).st_size}|{s.st_mtime_ns}" for file in sorted(files))


def write_atomically(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Write a file so that other processes see the old text or the new one, never a part.

    Raises:
        OSError: it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
