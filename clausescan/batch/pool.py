"""A pool of warm sandboxed children: results in the order of the inputs, a bounded number of them in memory.

A thread feeds each child through its pipes; the work itself happens in the children. Inputs are drawn only as fast as results are
taken, so an endless list of documents needs no more memory than a short one.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from queue import SimpleQueue
from typing import Final, TypeVar

from clausescan.config import Config
from clausescan.sandbox import Sandbox

_AHEAD: Final = 16
"""Inputs under way or waiting to be taken, for each child: enough that one slow document does not idle the others."""

ItemT = TypeVar("ItemT")
AnswerT = TypeVar("AnswerT")


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ordered(
    items: Iterable[ItemT], work: Callable[[Sandbox, ItemT], AnswerT], *, config: Config, workers: int
) -> Iterator[AnswerT]:
    """`work(sandbox, item)` for every item, in order, by `workers` children at a time.

    Closing the iterator ends the children. An error that `work` raises comes out at its item's place and ends the pool.
    """
    boxes = [Sandbox(config) for _ in range(workers)]
    idle: SimpleQueue[Sandbox] = SimpleQueue()
    for box in boxes:
        idle.put(box)

    def one(item: ItemT) -> AnswerT:
        box = idle.get()
        try:
            return work(box, item)
        finally:
            idle.put(box)

    source = iter(items)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="clausescan")
    try:
        under_way: deque[Future[AnswerT]] = deque(pool.submit(one, item) for item in islice(source, _AHEAD * workers))
        while under_way:
            answer = under_way.popleft().result()
            under_way.extend(pool.submit(one, item) for item in islice(source, 1))
            yield answer
    finally:
        pool.shutdown(cancel_futures=True)
        for box in boxes:
            box.close()
