"""What Ray costs: the same documents through the local pool and through --engine ray, on this machine, side by side.

    python -m benchmarks.distributed [--pdfs 120] [--rounds 3] [--workers 2] [-o benchmarks/distributed.json]

Each engine scans some documents and then three times as many; the difference is its running speed, the rest its start; times
are medians over rounds in which the engines take turns. Needs the extras ray, samples and dev, and a machine with nothing else to do;
takes a few minutes on 2 processors.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

from benchmarks.agreements import PAGES, write_pdfs
from benchmarks.batch import ROOT, scanned
from benchmarks.paper import MILLIONS
from benchmarks.paper import PAGES as TEN
from clausescan.batch.ray import scan_on_ray
from clausescan.config import Config

_TIMES = 3
"""How many times as many documents the longer scan has."""


def _distributed(folder: Path, output: Path, workers: int) -> float:
    began = time.perf_counter()
    tally = scan_on_ray(str(folder), str(output), Config(), workers=workers)
    if tally.unread:
        raise SystemExit(f"{tally.unread} generated documents could not be read")
    return time.perf_counter() - began


def compared(home: Path, pdfs: int, workers: int, rounds: int) -> dict[str, float]:
    """Start in seconds, and pages a second and worker beyond it, of both engines."""
    folders = {count: write_pdfs(home / str(count), count) for count in (pdfs, _TIMES * pdfs)}
    seconds: dict[tuple[str, int], list[float]] = defaultdict(list)
    for number in range(rounds):
        for count, folder in folders.items():
            seconds["local", count].append(scanned(folder, home / f"{number}-{count}.db", workers).seconds)
            seconds["ray", count].append(_distributed(folder, home / f"out-{number}-{count}", workers))
    found = {"workers": float(workers), "documents": float(_TIMES * pdfs), "rounds": float(rounds)}
    for engine in ("local", "ray"):
        short, long = (median(seconds[engine, count]) for count in folders)
        rate = (_TIMES - 1) * pdfs * PAGES / (long - short) / workers
        found[f"{engine}_pages_per_second_and_worker"] = rate
        found[f"{engine}_start_seconds"] = short - pdfs * PAGES / rate / workers
    found["ray_to_local"] = found["ray_pages_per_second_and_worker"] / found["local_pages_per_second_and_worker"]
    found["ten_million_core_hours"] = MILLIONS * TEN / found["ray_pages_per_second_and_worker"] / 3600
    written = sum(path.stat().st_size for path in (home / f"out-0-{_TIMES * pdfs}").rglob("*.parquet"))
    found["parquet_bytes_per_document"] = written / (_TIMES * pdfs)
    return found


def main() -> None:
    """Measure, print, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pdfs", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "benchmarks" / "distributed.json")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        text = json.dumps(compared(Path(home), wanted.pdfs, wanted.workers, wanted.rounds), indent=2)
    print(text)
    wanted.output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
