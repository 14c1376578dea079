"""What a batch is measured beside: a naive pool over the same files, and what this machine itself gains from a second process."""

from __future__ import annotations

import functools
import json
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_BUSY = """
import sys, time
print(flush=True)
sys.stdin.readline()
began, total = time.perf_counter(), 0
for number in range(15_000_000):
    total += number * number
print(time.perf_counter() - began)
"""
_PLAIN = """
import sys, time
from pathlib import Path
from clausescan import analyze
paths = [Path(line) for line in sys.argv[1:]]
analyze(paths[0])
print(flush=True)
sys.stdin.readline()
began = time.perf_counter()
for path in paths:
    analyze(path)
print(time.perf_counter() - began)
"""


def busy_gain() -> float:
    """How many times the work of one process two of them do that count numbers: 2 where each has a processor of its own."""
    return _gain([sys.executable, "-c", _BUSY])


def plain_gain(folder: Path) -> float:
    """How many times the work of one process two independent ones do that call `analyze` on the same files, without sandbox or store."""
    return _gain([sys.executable, "-c", _PLAIN, *sorted(str(path) for path in folder.rglob("*.*"))])


def _gain(command: list[str]) -> float:
    (alone,), both = _side_by_side(command, 1), _side_by_side(command, 2)
    return sum(alone / seconds for seconds in both)


def _side_by_side(command: list[str], count: int) -> list[float]:
    """Seconds that each of `count` processes says it took, all of them begun together once they are warm."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(count)
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate()[0] for process in running]
    if any(process.returncode for process in running):
        raise SystemExit("a process to compare with has failed")
    return [float(answer) for answer in answers]


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
