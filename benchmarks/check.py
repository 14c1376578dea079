"""What an unchanged draft costs `clausescan check`: run `python benchmarks/check.py [-o FILE]`; prints figures and writes JSON.

Each draft is a copy of a sample with one line of its own, so that no two share a cache entry. "first" analyses them, "again" finds them in
the cache; both in this process, so that neither includes the start of the interpreter. "start" is a whole `clausescan check` of one
unchanged draft less a whole `clausescan --version`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "corpora" / "samples"
COPIES = 20


def seconds(paths: Sequence[Path], *, cache: bool = True) -> float:
    """Wall time of one check of these drafts."""
    from clausescan.lint.runner import check
    from clausescan.lint.settings import Settings

    start = time.perf_counter()
    check(paths, settings=Settings(root=paths[0].parent), cache=cache)
    return time.perf_counter() - start


def process(*arguments: str) -> float:
    """Median wall time of five processes."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "clausescan", *arguments], capture_output=True, check=False)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def measure(sample: Path, folder: Path) -> dict[str, float]:
    """Milliseconds a draft: analysed, and unchanged."""
    drafts = []
    for number in range(COPIES):
        draft = folder / f"{sample.stem}-{number}{sample.suffix}"
        # Bytes after the end of a PDF change nothing but its digest.
        draft.write_bytes(sample.read_bytes() + f"\n\n% {number}\n".encode())
        drafts.append(draft)
    first, again = seconds(drafts), min(seconds(drafts) for _ in range(3))
    return {
        "first_ms": 1000 * first / COPIES,
        "again_ms": 1000 * again / COPIES,
        "start_ms": 1000 * (process("check", str(drafts[0])) - process("--version")),
    }


def main() -> None:
    """Measure the samples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path)
    options = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as name:
        os.environ["CLAUSESCAN_CACHE_DIR"] = str(Path(name, "cache"))
        for sample in (SAMPLES / "predatory.md", SAMPLES / "predatory.pdf", SAMPLES / "good.md"):
            folder = Path(name, sample.name)
            folder.mkdir()
            figures[sample.name] = {key: round(value, 1) for key, value in measure(sample, folder).items()}
            print(
                sample.name,
                figures[sample.name],
                f"{figures[sample.name]['first_ms'] / figures[sample.name]['again_ms']:.0f}x",
            )
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
