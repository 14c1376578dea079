"""Coverage-guided fuzzing by atheris, run by hand.

    python -m tests.fuzz.harness pdf|marked|text FOLDER -max_total_time=300

Any bytes must end in a Report that can be written, or in an error of ours. The folder holds the seeds, which are written into it
first, and what libFuzzer adds to them. What it finds becomes a test.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import atheris

_INSTRUMENTED = ["clausescan", "pdfminer", "pdfplumber", "docx", "markdown_it"]
_READERS = ("api", "read.docx", "read.html", "read.markdown", "read.pdf", "report.html", "report.markdown")

with atheris.instrument_imports(include=_INSTRUMENTED):
    for module in _READERS:  # they would import each other when they are needed, which is after this
        importlib.import_module(f"clausescan.{module}")
    from tests.fuzz.seeds import seeds
    from tests.fuzz.target import TARGETS


def main() -> None:
    """Hand over to libFuzzer."""
    program, target, folder, *options = sys.argv
    Path(folder).mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (Path(folder) / f"seed-{number:03}").write_bytes(seed)
    atheris.Setup([program, folder, *options], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
