"""Try a file in the sandbox: how it ended, how long it took, how much memory the child had."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from clausescan.errors import ClausescanError
from clausescan.sandbox import Sandbox

GRACE = 40.0
"""Seconds beyond the limit that a loaded machine may take to start a child (30 at most) and to end one."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a file.

    Attributes:
        name: of the file.
        outcome: the report's status, or the class of the error.
        message: of the error.
        seconds: wall time.
        peak: resident memory of the child in MB at its highest, 0 where the system does not say.
    """

    name: str
    outcome: str
    message: str
    seconds: float
    peak: float


def tried(box: Sandbox, name: str, data: bytes) -> Trial:
    """Analyse `data`; anything but a report or an error of ours comes out as it is."""
    box.start()
    peak = _Peak(box)
    began = time.monotonic()
    try:
        outcome, message = box.analyze(data, name).status.value, ""
    except ClausescanError as error:
        outcome, message = type(error).__name__, error.message
    return Trial(name, outcome, message, round(time.monotonic() - began, 2), peak.end())


class _Peak:
    """Watches the resident memory of a sandbox's child."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box
        self._most = 0.0
        self._over = threading.Event()
        self._forget()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _forget(self) -> None:
        with contextlib.suppress(OSError):
            Path(f"/proc/{self._box.pid}/clear_refs").write_text("5")  # the kernel forgets the highest mark so far

    def _look(self) -> None:
        try:
            lines = Path(f"/proc/{self._box.pid}/status").read_text().splitlines()
        except OSError:
            return
        marks = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
        self._most = max(self._most, int(next(marks, "0")) / 1024)

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            self._look()

    def end(self) -> float:
        self._look()
        self._over.set()
        self._thread.join()
        return round(self._most, 1)
