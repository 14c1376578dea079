"""How fast ClauseScan is beside a naive reader and beside bare PDFium text, in one run.

    python benchmarks/speed.py [--rounds 5]

Builds PDFs from the sample agreements by two producers (benchmarks/pdfs.py), then measures, interleaved and as medians:

- pages per second of processor time: ClauseScan, the naive peer (pdfplumber.extract_text, split at 。；, jieba.lcut, a scikit-learn
  pipeline's predict), and the floor (pypdfium2 text and nothing else), on 10-page documents, everything warm;
- cold start: `import clausescan`, and the command line on a 10-page PDF, with and without the sandbox;
- the cost of a page and the highest resident memory at 10, 100 and 1000 pages;
- what the warm sandbox adds to a document;
- where the time goes, stage by stage.

Processor time is that of the process alone, so that a busy machine disturbs it little; cold starts are wall time with processor time beside
it. Prints a table and writes benchmarks/speed.json. Needs the extra `dev`, Chromium and the font WenQuanYi Micro Hei.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pypdfium2 as pdfium  # noqa: E402 - the checkout, whatever is installed

import clausescan  # noqa: E402
from benchmarks.pdfs import PRODUCERS, built, paragraphs  # noqa: E402
from clausescan.assess.evidence import evidence_of, heavy_words  # noqa: E402
from clausescan.assess.findings import claims_of  # noqa: E402
from clausescan.classify.features import View  # noqa: E402
from clausescan.classify.model import default_model  # noqa: E402
from clausescan.read import read  # noqa: E402
from clausescan.segment import clauses_of  # noqa: E402

_PAGES = 10
_SIZES = (10, 100, 1000)
TARGETS = {
    "times the naive peer": (8.0, "at least"),
    "share of the floor": (0.40, "at least"),
    "cold command line, seconds": (1.0, "at most"),
    "import, seconds": (0.15, "at most"),
    "memory at 1000 pages, MB": (250.0, "at most"),
    "cost of a page, largest over smallest": (1.15, "at most"),
}


def naive_peer() -> Callable[[bytes], int]:
    """What one would write in an afternoon: returns a function from a PDF to the number of its flagged sentences."""
    import pdfplumber
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    lines = [
        json.loads(line)
        for path in sorted((ROOT / "corpora/clauses").glob("*.jsonl"))
        for line in path.open(encoding="utf-8")
    ]
    cut = _jieba().lcut
    texts = [" ".join(cut(line["text"])) for line in lines]
    practice = [(line["labels"] or ["none"])[0] for line in lines]
    pipeline = make_pipeline(
        TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2)), LogisticRegression(max_iter=100)
    )
    pipeline.fit(texts, practice)

    def run(data: bytes) -> int:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            text = "\n".join(page.extract_text() or "" for page in pdf.pages)
        sentences = [part for part in re.split("[。；]", text) if part.strip()]
        return len(pipeline.predict([" ".join(cut(sentence)) for sentence in sentences]))

    return run


def _jieba() -> Any:  # noqa: ANN401 - no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    tokenizer = jieba.Tokenizer()
    # Not by its own way, which prints and keeps a cache in the shared temporary directory.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def floor(data: bytes) -> int:
    """PDFium's text of every page, and nothing else."""
    with pdfium.PdfDocument(data) as pdf:
        return sum(len(page.get_textpage().get_text_range()) for page in pdf)


def cpu(run: Callable[[], object]) -> float:
    """Processor seconds of this process for a call."""
    began = time.process_time()
    run()
    return time.process_time() - began


def throughput(rounds: int) -> dict[str, dict[str, float]]:
    """Pages per second of each contestant on each producer's PDF, interleaved; and the ratios of the medians."""
    peer = naive_peer()
    contestants: dict[str, Callable[[bytes], object]] = {
        "clausescan": clausescan.analyze,
        "naive": peer,
        "floor": floor,
    }
    found: dict[str, dict[str, float]] = {}
    for producer in PRODUCERS:
        data = built(producer, _PAGES)
        seconds: dict[str, list[float]] = {name: [] for name in contestants}
        for run in contestants.values():
            run(data)
        for _ in range(rounds):
            for name, run in contestants.items():
                seconds[name].append(cpu(partial(run, data)))
        speeds = {name: _PAGES / median(values) for name, values in seconds.items()}
        ratios = {
            "times_naive": speeds["clausescan"] / speeds["naive"],
            "share_of_floor": speeds["clausescan"] / speeds["floor"],
        }
        found[producer] = {name: round(value, 3) for name, value in (speeds | ratios).items()}
    return found


def cold(rounds: int, folder: Path) -> dict[str, dict[str, float]]:
    """Wall and processor seconds of fresh interpreters."""
    file = folder / "ten.pdf"
    file.write_bytes(built("reportlab", _PAGES))
    line = [sys.executable, "-m", "clausescan", "analyze", str(file), "--format", "json"]
    commands = {"command line": line, "command line, no sandbox": [*line, "--no-sandbox"]}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in (*commands, "import")}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(_timed(command))
        code = "import time; t = time.perf_counter(), time.process_time(); import clausescan; print(time.perf_counter() - t[0], time.process_time() - t[1])"
        wall, own = _output([sys.executable, "-c", code]).split()
        found["import"].append((float(wall), float(own)))
    return {
        name: {"wall": round(median(w for w, _ in values), 3), "processor": round(median(p for _, p in values), 3)}
        for name, values in found.items()
    }


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


def _timed(command: list[str]) -> tuple[float, float]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=_environment())
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, env=_environment()).stdout


_GROWTH = """
import json, sys, time, clausescan
from pathlib import Path
clausescan.analyze(Path(sys.argv[1]).read_bytes())
data = Path(sys.argv[2]).read_bytes()
began = time.process_time()
pages = clausescan.analyze(data).source.pages
spent = time.process_time() - began
high = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([pages, spent, int(high.split()[1]) / 1024]))
"""


def growth(rounds: int, folder: Path) -> dict[str, dict[str, float]]:
    """Milliseconds a page and the highest resident memory as the document grows.

    Each in a process of its own, so that memory is that document's. It has read a one-page PDF before: what a process sets up once (modules,
    the model, the dictionary, PDFium) is no cost of a page, and is measured as cold start.
    """
    files = {pages: folder / f"{pages}.pdf" for pages in _SIZES}
    for pages, file in files.items():
        file.write_bytes(built("reportlab", pages))
    first = folder / "first.pdf"
    first.write_bytes(built("reportlab", 1))
    runs: dict[int, list[tuple[float, float]]] = {pages: [] for pages in files}
    for _ in range(rounds):
        for pages, file in files.items():
            count, spent, memory = json.loads(_output([sys.executable, "-c", _GROWTH, str(first), str(file)]))
            assert count == pages
            runs[pages].append((1000 * spent / pages, memory))
    return {
        str(pages): {
            "ms_per_page": round(median(m for m, _ in found), 2),
            "memory_mb": round(median(r for _, r in found), 1),
        }
        for pages, found in runs.items()
    }


def sandbox(rounds: int) -> dict[str, float]:
    """Wall milliseconds for a one-page document in this process and in a warm child, interleaved, and their difference."""
    data = built("reportlab", 1)
    inside, outside = [], []
    with clausescan.Sandbox() as box:
        box.analyze(data)
        clausescan.analyze(data)
        for _ in range(4 * rounds):
            began = time.perf_counter()
            clausescan.analyze(data)
            between = time.perf_counter()
            box.analyze(data)
            inside.append(between - began)
            outside.append(time.perf_counter() - between)
    here, there = 1000 * median(inside), 1000 * median(outside)
    return {"in_process_ms": round(here, 2), "sandboxed_ms": round(there, 2), "overhead_ms": round(there - here, 2)}


def stages(rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds a page of each stage, by producer; assess is what findings_of and the report need beyond scores, evidence and boxes."""
    return {producer: _stages(built(producer, _PAGES), rounds) for producer in PRODUCERS}


def _stages(data: bytes, rounds: int) -> dict[str, float]:
    from clausescan.api import report_on

    model = default_model()
    words_only = [block for block in model.blocks if block.name == "words"]
    spent: dict[str, list[float]] = {}
    for _ in range(rounds):
        document = read(data)
        clauses = clauses_of(document)
        features = cpu(partial(_count, clauses, model.blocks, model.lookup.may_hold))
        words = cpu(partial(_count, clauses, words_only, model.lookup.may_hold))
        score = cpu(partial(model.scores, clauses))
        evidence = _evidence(document, clauses, model)
        segment = cpu(partial(clauses_of, document))
        whole = cpu(partial(report_on, document, model))
        report = report_on(document, model)
        parts = {
            "read": cpu(partial(read, data)),
            "segment": segment,
            "features": features,
            "features: words alone": words,
            "score": score - features,
            "evidence": evidence,
            "assess and boxes": whole - segment - score - evidence,
            "report as JSON": cpu(report.to_json),
            "report as HTML": cpu(report.to_html),
        }
        for name, seconds in parts.items():
            spent.setdefault(name, []).append(seconds)
    return {name: round(1000 * median(values) / _PAGES, 3) for name, values in spent.items()}


def _count(clauses: Any, blocks: Any, keep: Any) -> int:  # noqa: ANN401
    return sum(len(grams.rows) for grams in View(clauses, range(len(clauses))).grams(blocks, keep))


def _evidence(document: Any, clauses: Any, model: Any) -> float:  # noqa: ANN401 - what the corridor hands on
    portions = [(scored, list(_claims(clauses, model, scored))) for scored in model.scored(clauses)]

    def run() -> None:
        for scored, claims in portions:
            weights = model.character_weights(scored, [(claim.row, claim.column) for claim in claims])
            rows = np.array([claim.row for claim in claims])
            for claim, heavy in zip(claims, heavy_words(scored.view.words, rows, weights), strict=True):
                evidence_of(document, clauses[scored.rows.start + claim.row], heavy)

    return cpu(run)


def _claims(clauses: Any, model: Any, scored: Any) -> Any:  # noqa: ANN401
    here = clauses[scored.rows.start : scored.rows.stop]
    return claims_of(model.labels, here, model.probabilities(scored.scores))


def verdict(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each target, what was measured, and whether it is met."""
    costs = [size["ms_per_page"] for size in found["growth"].values()]
    measured = {
        "times the naive peer": min(by["times_naive"] for by in found["pages_per_second"].values()),
        "share of the floor": min(by["share_of_floor"] for by in found["pages_per_second"].values()),
        "cold command line, seconds": found["cold"]["command line"]["wall"],
        "import, seconds": found["cold"]["import"]["wall"],
        "memory at 1000 pages, MB": found["growth"][str(_SIZES[-1])]["memory_mb"],
        "cost of a page, largest over smallest": round(max(costs) / min(costs), 3),
    }
    return {
        name: {"measured": value, "target": target, "met": value >= target if sense == "at least" else value <= target}
        for name, value in measured.items()
        for target, sense in [TARGETS[name]]
    }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "benchmarks" / "speed.json")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found: dict[str, Any] = {
            "platform": f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}",
            "characters_per_page": round(len("".join(paragraphs(11_000))) / _PAGES),
            "pages_per_second": throughput(wanted.rounds),
            "cold": cold(wanted.rounds, Path(name)),
            "growth": growth(wanted.rounds, Path(name)),
            "sandbox": sandbox(wanted.rounds),
            "ms_per_page": stages(wanted.rounds),
        }
    found["targets"] = verdict(found)
    _print(found)
    wanted.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _print(found: dict[str, Any]) -> None:
    for title in ("pages_per_second", "cold", "growth", "sandbox", "ms_per_page"):
        print(f"\n{title}")
        for name, values in found[title].items():
            shown = (
                ", ".join(f"{key} {value:g}" for key, value in values.items())
                if isinstance(values, dict)
                else f"{values:g}"
            )
            print(f"  {name}: {shown}")
    print("\ntargets")
    for name, result in found["targets"].items():
        print(f"  {'met ' if result['met'] else 'MISS'} {name}: {result['measured']:g} (target {result['target']:g})")


if __name__ == "__main__":
    main()
