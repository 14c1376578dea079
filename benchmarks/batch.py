"""What a batch costs: speed at 1 and 2 workers, against a naive pool, memory, store size, resume; and ten million on paper.

    python benchmarks/batch.py [--documents 20000] [--pdfs 300] [--rounds 3] [-o benchmarks/batch.json]

Needs the extras batch, samples and dev, Linux (memory is read from /proc) and a machine with nothing else to do; takes about a quarter
of an hour on 2 processors.

Speeds are those of a scan that runs, from its twentieth document on: the start of the children (`start_seconds`) is told apart, as a long
scan does not feel it; `scaling_with_start` leaves it in. Ratios are medians over rounds in which everything is measured in turn. A scan
cannot gain more from a second worker than the machine gives a second process, so that is measured beside it: two processes that count
numbers (`ceiling_counting`), and two that call `analyze` and nothing else (`ceiling_analyze`), each against one of them. What keeps a scan
below 2 shows in the processor time of a document: children that need more of it side by side wait for memory or for other programs; the
parent's share comes on top of theirs. Milliseconds of children hold their start.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.agreements import PAGES, write_mixed, write_pdfs  # noqa: E402 - the checkout, whatever is installed
from benchmarks.paper import on_paper  # noqa: E402
from benchmarks.peers import busy_gain, naive, plain_gain  # noqa: E402
from clausescan.batch.export import export  # noqa: E402
from clausescan.batch.families import group  # noqa: E402
from clausescan.batch.pool import processors  # noqa: E402
from clausescan.batch.run import Plan, Tally, scan_into  # noqa: E402
from clausescan.batch.store import Store  # noqa: E402
from clausescan.batch.tables import Format  # noqa: E402
from clausescan.config import Config  # noqa: E402

WARM = 20
"""Documents after which a scan runs evenly: every child has loaded, and has been asked more than once."""
TARGETS = {
    "scaling": (1.8, "at least"),
    "times_naive": (1.0, "at least"),
    "memory_growth": (1.05, "at most"),
    "resume_share": (0.01, "at most"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A scan that was timed.

    Attributes:
        seconds: in all.
        start: seconds until the first document was done.
        rate: documents a second after WARM of them.
        parent: processor seconds of the parent a document, after WARM of them.
        children: processor seconds of the children, in all.
    """

    seconds: float
    start: float
    rate: float
    parent: float
    children: float


def scanned(folder: Path, store: Path, workers: int, seen: Callable[[Tally], None] = lambda _tally: None) -> Run:
    """Scan a folder of more than WARM documents into a new store, or again into one that has them."""
    plan = Plan((str(folder),), Config(), workers)
    paths = sorted(str(path) for path in folder.rglob("*.*"))
    marks: dict[int, tuple[float, float]] = {}

    def mark(tally: Tally) -> None:
        if tally.documents in (1, WARM, len(paths)):
            marks[tally.documents] = (time.perf_counter(), time.process_time())
        seen(tally)

    used, began = _children_cpu(), time.perf_counter()
    with Store(store, write=True) as opened:
        tally = scan_into(opened, paths, plan, seen=mark)
    seconds = time.perf_counter() - began
    if tally.unread:
        raise SystemExit(f"{tally.unread} generated documents could not be read")
    (warm, warm_cpu), (last, last_cpu) = marks[WARM], marks[len(paths)]
    even = len(paths) - WARM
    return Run(seconds, marks[1][0] - began, even / (last - warm), (last_cpu - warm_cpu) / even, _children_cpu() - used)


def _resident(pid: int | str) -> int:
    """Resident bytes of a process; 0 when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _children() -> list[str]:
    return [
        pid for path in Path("/proc/self/task").glob("*/children") for pid in path.read_text(encoding="ascii").split()
    ]


def _children_cpu() -> float:
    """Processor seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Watch:
    """Samples of memory and store size while a scan runs: (documents, bytes of this process, of its children, of the store)."""

    def __init__(self, store: Path) -> None:
        self.samples: list[tuple[int, int, int, int]] = []
        self._store, self._next = store, 0.0

    def __call__(self, tally: Tally) -> None:
        """Take a sample at most twice a second."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + 0.5
            size = sum(path.stat().st_size for path in self._store.parent.glob(f"{self._store.name}*"))
            self.samples.append((tally.documents, _resident("self"), sum(map(_resident, _children())), size))

    def mean(self, column: int, quarter: int) -> float:
        """Mean of a column over a quarter of the samples, the first being 0."""
        part = self.samples[quarter * len(self.samples) // 4 : (quarter + 1) * len(self.samples) // 4]
        return sum(sample[column] for sample in part) / max(len(part), 1)


def speed(folder: Path, count: int, rounds: int) -> dict[str, float]:
    """Documents and pages a second on PDFs, beside what the machine gives and what a naive pool does."""
    pdfs = write_pdfs(folder / "pdf", count)
    ones, twos, counting, plain = [], [], [], []
    for number in range(rounds):
        ones.append(scanned(pdfs, folder / f"one-{number}.db", 1))
        twos.append(scanned(pdfs, folder / f"two-{number}.db", 2))
        plain.append(plain_gain(pdfs))
        counting.append(busy_gain())
    two = median(run.rate for run in twos)
    naive_rate = count / naive(pdfs, 2)
    with Store(folder / "two-0.db") as opened:
        findings = opened.query("SELECT count(*) FROM findings")[0][0]
    scaling = median(two.rate / one.rate for one, two in zip(ones, twos, strict=True))
    return {
        "pdfs": count,
        "pages_per_pdf": PAGES,
        "rounds": rounds,
        "documents_per_second_1_worker": median(run.rate for run in ones),
        "documents_per_second_2_workers": two,
        "scaling": scaling,
        "ceiling_analyze": median(plain),
        "ceiling_counting": median(counting),
        "scaling_of_ceiling": scaling / median(plain),
        "scaling_with_start": median(one.seconds / two.seconds for one, two in zip(ones, twos, strict=True)),
        "start_seconds": median(run.start for run in ones),
        "children_milliseconds_per_document_1_worker": median(run.children for run in ones) / count * 1000,
        "children_milliseconds_per_document_2_workers": median(run.children for run in twos) / count * 1000,
        "parent_milliseconds_per_document": median(run.parent for run in twos) * 1000,
        "parent_milliseconds_per_page": median(run.parent for run in twos) * 1000 / PAGES,
        "pages_per_cpu_second": count * PAGES / median(run.children for run in ones),
        "store_bytes_per_page": (folder / "two-0.db").stat().st_size / count / PAGES,
        "findings_per_page": findings / count / PAGES,
        "naive_documents_per_second_2_workers": naive_rate,
        "times_naive": two / naive_rate,
    }


def endurance(folder: Path, count: int) -> dict[str, float]:
    """Memory, store size, resume, families and export over many documents."""
    mixed, store = write_mixed(folder / "mixed", count), folder / "long.db"
    watch = Watch(store)
    run = scanned(mixed, store, 2, watch)
    resumed = scanned(mixed, store, 2).seconds
    with Store(store, write=True) as opened:
        began = time.perf_counter()
        group(opened)
        grouped = time.perf_counter()
        export(opened, folder / "out", Format.PARQUET)
        exported = time.perf_counter()
        families = opened.query("SELECT count(DISTINCT family) FROM families")[0][0]
        findings = opened.query("SELECT count(*) FROM findings")[0][0]
    half = next(sample for sample in watch.samples if sample[0] >= count / 2)
    return {
        "documents": count,
        "documents_per_second_2_workers": run.rate,
        "parent_mb_second_quarter": watch.mean(1, 1) / 1e6,
        "parent_mb_last_quarter": watch.mean(1, 3) / 1e6,
        "children_mb_second_quarter": watch.mean(2, 1) / 1e6,
        "children_mb_last_quarter": watch.mean(2, 3) / 1e6,
        "memory_growth": (watch.mean(1, 3) + watch.mean(2, 3)) / (watch.mean(1, 1) + watch.mean(2, 1)),
        "store_bytes_per_document_at_half": half[3] / half[0],
        "store_bytes_per_document": store.stat().st_size / count,
        "parquet_bytes_per_document": sum(p.stat().st_size for p in (folder / "out").glob("*.parquet")) / count,
        "findings_per_document": findings / count,
        "resume_seconds": resumed,
        "resume_share": resumed / run.seconds,
        "parent_milliseconds_per_document": run.parent * 1000,
        "families": families,
        "families_seconds": grouped - began,
        "export_seconds": exported - grouped,
    }


def shown(figures: dict[str, Any]) -> str:
    """The figures as a table, with what they ought to be."""
    lines = []
    for part, values in figures.items():
        lines.append(f"\n{part.replace('_', ' ')}")
        for name, value in values.items():
            text = f"{value:,.4g}" if isinstance(value, float) and value < 1000 else f"{value:,.0f}"
            target, sense = TARGETS.get(name, (None, ""))
            met = target is not None and (value >= target if sense == "at least" else value <= target)
            wanted = "" if target is None else f"   ({sense} {target}: {'met' if met else 'MISSED'})"
            lines.append(f"  {name.replace('_', ' '):<44}{text:>12}{wanted}")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--pdfs", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "benchmarks" / "batch.json")
    wanted = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        fast = speed(Path(folder), wanted.pdfs, wanted.rounds)
        long = endurance(Path(folder), wanted.documents)
    paper, conclusion = on_paper(fast, long)
    print(shown({"speed": fast, "endurance": long, "ten_million": paper}))
    print(f"\n{conclusion}")
    figures = {
        "processors": processors(),
        "minutes": (time.perf_counter() - began) / 60,
        "speed": fast,
        "endurance": long,
        "ten_million": paper | {"bottleneck": conclusion},
    }
    wanted.output.write_text(json.dumps(figures, indent=2, default=float) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
