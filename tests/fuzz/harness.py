"""Coverage-guided fuzzing by atheris, run by hand: `python -m tests.fuzz.harness -max_total_time=300 [FOLDER OF SEEDS]`.

Any bytes must end in a Report whose HTML can be written, or in an error of ours. What it finds becomes a test.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["clausescan"]):
    from tests.fuzz.target import survives


def main() -> None:
    """Hand over to libFuzzer."""
    atheris.Setup(sys.argv, survives)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
