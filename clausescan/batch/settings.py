"""Which tool, model and configuration made a row."""

from __future__ import annotations

import functools
import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import TYPE_CHECKING

from clausescan.batch.rows import Settings
from clausescan.classify.model import Model, default_directory, default_model, load

if TYPE_CHECKING:
    from clausescan.config import Config

_NO_PART = {"password", "sandbox", "limits", "model"}
"""Settings that decide whether a report is made, but not what it says, or that are digested apart."""
_OF_THE_MACHINE = {"seconds", "memory"}
"""Limits that end a document sooner on a slower machine and change no other: what they ended, `retry` tries again."""
_OCR = ("rapidocr", "onnxruntime")
"""Packages of the extra ocr: with another version, or without, scanned pages read differently."""


def model_of(config: Config) -> Model:
    """The model that `config` names.

    Raises:
        ModelError: it is missing or damaged.
    """
    return load(config.model) if config.model else default_model()


def settings_of(config: Config) -> Settings:
    """Digests of what decides a document's rows besides its bytes and the version of the tool.

    Raises:
        ModelError: the model is missing or damaged.
    """
    model = model_of(config)
    labels = ((config.model or default_directory()) / "model.json").read_bytes()
    parts = {
        "config": json.dumps(config.model_dump(mode="json", exclude=_NO_PART), sort_keys=True),
        "knowledge": _knowledge(),
        "limits": config.limits.model_dump(exclude=_OF_THE_MACHINE),
        "ocr": {name: _version(name) for name in _OCR},
        "model.json": hashlib.sha256(labels).hexdigest(),
    }
    return Settings(model.sha256, hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest())


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


@functools.cache
def _knowledge() -> str:
    digest = hashlib.sha256()
    for entry in sorted(files("clausescan").joinpath("data").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()
