"""Every hostile file ends in a report or a typed error, within its limits.

    python benchmarks/robustness.py [--shared ../shared/hostile] [--seconds 30] [--only NAME]

Runs the files that tests/hostile makes and those of the shared folder through one sandbox, prints a table (file, outcome, seconds, peak MB
of the child) and a summary, and writes benchmarks/robustness.json. Exit code 1 when a file broke its limits.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from clausescan import Config, Limits, Sandbox  # noqa: E402 - the checkout, whatever is installed
from tests.hostile.generate import hostile  # noqa: E402
from tests.hostile.trial import GRACE, Trial, tried  # noqa: E402

_SHOWN = 60


def files(shared: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Names and contents: ours first, then the shared ones."""
    yield from hostile().items()
    for path in sorted(shared.glob("*.pdf")):
        yield path.name, path.read_bytes


def main() -> None:
    """Run them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "hostile")
    parser.add_argument("--seconds", type=float, default=30.0, help="Limits.seconds")
    parser.add_argument("--only", default="", help="files whose name contains this")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "benchmarks" / "robustness.json")
    wanted = parser.parse_args()
    limits = Limits(seconds=wanted.seconds)
    trials: list[Trial] = []
    with Sandbox(Config(limits=limits)) as box:
        for name, make in files(wanted.shared):
            if wanted.only in name:
                trials.append(tried(box, name, make()))
                print(_row(trials[-1]), flush=True)
    summary = _summary(trials, limits)
    print("\n" + "\n".join(f"{key}: {value}" for key, value in summary.items()))
    if not wanted.only:
        result = {"platform": platform.platform(), "python": platform.python_version(), "summary": summary}
        found = result | {"files": [asdict(trial) for trial in trials]}
        wanted.output.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.exit(bool(summary["beyond_limits"]))


def _row(trial: Trial) -> str:
    outcome = f"{trial.outcome}: {trial.message}" if trial.message else trial.outcome
    return f"{trial.name:<46} {trial.seconds:7.2f} s {trial.peak:7.0f} MB  {outcome[:_SHOWN]}"


def _summary(trials: list[Trial], limits: Limits) -> dict[str, object]:
    slow = [t.name for t in trials if t.seconds > limits.seconds + GRACE]
    large = [t.name for t in trials if t.peak > limits.memory / (1 << 20)]
    return {
        "files": len(trials),
        "outcomes": dict(Counter(t.outcome for t in trials).most_common()),
        "slowest_seconds": max((t.seconds for t in trials), default=0),
        "highest_peak_mb": max((t.peak for t in trials), default=0),
        "limit_seconds": limits.seconds,
        "limit_memory_mb": limits.memory >> 20,
        "beyond_limits": sorted({*slow, *large}),
    }


if __name__ == "__main__":
    main()
