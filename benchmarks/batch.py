"""What a batch costs: speed at 1 and 2 workers, against a naive pool, memory, store size, resume; and ten million on paper.

    python benchmarks/batch.py [--documents 20000] [--pdfs 300] [-o benchmarks/batch.json]

Needs the extras batch, samples and dev, Linux (memory is read from /proc) and a machine with nothing else to do. Agreements are made
from our own clauses (corpora/clauses, corpora/samples): every twentieth is a new template, the others fill in one that exists.
"""

from __future__ import annotations

import argparse
import functools
import json
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from clausescan.batch.export import export
from clausescan.batch.families import group
from clausescan.batch.pool import processors
from clausescan.batch.run import Plan, Tally, scan_into
from clausescan.batch.store import Store
from clausescan.batch.tables import Format
from clausescan.config import Config

ROOT = Path(__file__).resolve().parents[1]
PAGES = 4
"""Pages of each generated PDF."""
LINES = 34
"""Lines of text on a page, as in an agreement set in 11 points."""
COPIES = 20
"""Documents that fill in one template."""
MILLIONS = 10_000_000


def _clauses() -> list[str]:
    lines = [
        json.loads(line)["text"]
        for f in sorted((ROOT / "corpora/clauses").glob("*.jsonl"))
        for line in f.open(encoding="utf-8")
    ]
    for sample in sorted((ROOT / "corpora/samples").glob("*.md")):
        lines += [line for line in sample.read_text(encoding="utf-8").splitlines() if len(line) > 20]
    return lines


def agreements(count: int, clauses: int) -> Iterator[str]:
    """Varied agreements of about `clauses` clauses each, always the same ones."""
    stock = _clauses()
    for number in range(count):
        template, fill = random.Random(number // COPIES), random.Random(-1 - number)
        chosen = [template.choice(stock) for _ in range(template.randrange(clauses // 2, clauses * 3 // 2))]
        head = f"个人借款合同\n合同编号：{fill.randrange(10**9):09}\n借款人：示例{fill.randrange(10**4)}\n借款金额：{fill.randrange(1, 99)},000元"
        yield head + "".join(f"\n第{n}条 {clause}" for n, clause in enumerate(chosen, start=1)) + "\n"


def write_mixed(folder: Path, count: int) -> Path:
    """`count` agreements, a thousand in each folder: one PDF in ten, three web pages, three Markdown drafts, three texts."""
    for number, text in enumerate(agreements(count, 40)):
        path = folder / f"{number // 1000:03}" / f"{number % 1000:03}"
        path.parent.mkdir(parents=True, exist_ok=True)
        match number % 10:
            case 0:
                write_pdf(path.with_suffix(".pdf"), text, most=99)
            case 1 | 2 | 3:
                body = "".join(f"<p>{line}</p>" for line in text.splitlines())
                path.with_suffix(".html").write_text(f"<!doctype html><meta charset=utf-8>{body}", encoding="utf-8")
            case 4 | 5 | 6:
                path.with_suffix(".md").write_text(text.replace("\n", "\n\n"), encoding="utf-8")
            case _:
                path.with_suffix(".txt").write_text(text, encoding="utf-8")
    return folder


def write_pdfs(folder: Path, count: int) -> Path:
    """`count` agreements of PAGES pages as PDF."""
    folder.mkdir(parents=True)
    for number, text in enumerate(agreements(count, 160)):
        write_pdf(folder / f"{number:04}.pdf", text, most=PAGES)
    return folder


def write_pdf(path: Path, text: str, most: int) -> None:
    """A text as PDF of up to `most` pages, in reportlab's standard Chinese font."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    lines = [line[at : at + 40] for line in text.splitlines() for at in range(0, len(line), 40)]
    for first in range(0, min(len(lines), most * LINES), LINES):
        canvas.setFont("STSong-Light", 11)
        for row, line in enumerate(lines[first : first + LINES]):
            canvas.drawString(72, 770 - row * 20, line)
        canvas.showPage()
    canvas.save()


def scanned(folder: Path, store: Path, workers: int, seen: Callable[[Tally], None] = lambda _tally: None) -> float:
    """Seconds that a scan takes, with the start of its children."""
    plan = Plan((str(folder),), Config(), workers)
    paths = sorted(str(path) for path in folder.rglob("*.*"))
    began = time.perf_counter()
    with Store(store, write=True) as opened:
        tally = scan_into(opened, paths, plan, seen=seen)
    if tally.unread:
        raise SystemExit(f"{tally.unread} generated documents could not be read")
    return time.perf_counter() - began


@functools.cache
def _naive_model() -> tuple[Any, Any, Any]:
    import jieba
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.preprocessing import MultiLabelBinarizer

    jieba.setLogLevel("ERROR")
    entries = [
        json.loads(line)
        for f in sorted((ROOT / "corpora/clauses").glob("*.jsonl"))
        for line in f.open(encoding="utf-8")
    ]
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, ngram_range=(1, 2))
    matrix = words.fit_transform([entry["text"] for entry in entries])
    labels = MultiLabelBinarizer()
    return (
        words,
        OneVsRestClassifier(LogisticRegression()).fit(matrix, labels.fit_transform([e["labels"] for e in entries])),
        labels,
    )


def _naive(path: str) -> list[tuple[str, ...]]:
    import pdfplumber

    words, model, labels = _naive_model()
    with pdfplumber.open(path) as pdf:
        text = "".join(page.extract_text() or "" for page in pdf.pages)
    clauses = [clause for clause in text.replace("\n", "").split("。") if clause]
    return [tuple(found) for found in labels.inverse_transform(model.predict(words.transform(clauses)))]


def naive(folder: Path, workers: int) -> float:
    """Seconds that multiprocessing.Pool over pdfplumber, jieba and scikit-learn takes: no place, limit, failure or row."""
    paths = sorted(str(path) for path in folder.rglob("*.*"))
    _naive_model()  # trained before the clock starts, and shared with the forked children
    began = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        found = sum(1 for _ in pool.imap(_naive, paths))
    if found != len(paths):
        raise SystemExit("the naive pool lost documents")
    return time.perf_counter() - began


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


def _children_cpu() -> float:
    """Processor seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def speed(folder: Path, count: int) -> dict[str, float]:
    """Documents and pages a second on PDFs."""
    pdfs = write_pdfs(folder / "pdf", count)
    one = scanned(pdfs, folder / "one.db", 1)
    cpu = _children_cpu()
    two = scanned(pdfs, folder / "two.db", 2)
    cpu = _children_cpu() - cpu
    plain = naive(pdfs, 2)
    return {
        "pdfs": count,
        "pages_per_pdf": PAGES,
        "documents_per_second_1_worker": count / one,
        "documents_per_second_2_workers": count / two,
        "scaling": one / two,
        "pages_per_cpu_second": count * PAGES / cpu,
        "naive_documents_per_second_2_workers": count / plain,
        "times_naive": plain / two,
    }


def endurance(folder: Path, count: int) -> dict[str, float]:
    """Memory, store size, resume and families over many documents."""
    mixed, store = write_mixed(folder / "mixed", count), folder / "long.db"
    watch, cpu = Watch(store), time.process_time()
    seconds = scanned(mixed, store, 2, watch)
    cpu = time.process_time() - cpu
    resumed = scanned(mixed, store, 2)
    began = time.perf_counter()
    with Store(store, write=True) as opened:
        group(opened)
        grouped = time.perf_counter() - began
        export(opened, folder / "out", Format.PARQUET)
        families = opened.query("SELECT count(DISTINCT family) FROM families")[0][0]
        findings = opened.query("SELECT count(*) FROM findings")[0][0]
    half = next(sample for sample in watch.samples if sample[0] >= count / 2)
    return {
        "documents": count,
        "documents_per_second_2_workers": count / seconds,
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
        "resume_share": resumed / seconds,
        "parent_milliseconds_per_document": cpu / count * 1000,
        "families": families,
        "families_seconds": grouped,
    }


def on_paper(fast: dict[str, float], long: dict[str, float]) -> dict[str, float | str]:
    """Ten million documents of ten pages, from the figures measured."""
    cores = MILLIONS * 10 / fast["pages_per_cpu_second"] / 3600
    parent = MILLIONS * long["parent_milliseconds_per_document"] / 3.6e6
    return {
        "documents": MILLIONS,
        "core_hours": cores,
        "hours_on_64_cores": cores / 64,
        "parent_hours_of_one_store": parent,
        "cores_one_parent_can_feed": cores / parent,
        "store_gb": MILLIONS * long["store_bytes_per_document"] / 1e9,
        "parquet_gb": MILLIONS * long["parquet_bytes_per_document"] / 1e9,
        "bottleneck": f"reading and analysing, up to {cores / parent:.0f} cores; past them the one parent that checks every report and "
        "writes its rows into one SQLite file, which --engine ray does without",
    }


def main() -> None:
    """Measure, print, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--pdfs", type=int, default=300)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "benchmarks" / "batch.json")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fast = speed(Path(folder), wanted.pdfs)
        long = endurance(Path(folder), wanted.documents)
    figures = {"processors": processors(), "speed": fast, "endurance": long, "ten_million": on_paper(fast, long)}
    text = json.dumps(figures, indent=2, default=float)
    print(text)
    wanted.output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
