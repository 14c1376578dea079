"""A pool of warm sandboxed children: results in the order of the inputs, a bounded number of them in memory.

Threads feed the children through their pipes; the work itself happens in the children. There are more threads than children, so that
the next document is read and waits when a child is done with the last. Inputs are drawn only as fast as results are taken, so an
endless list of documents needs no more memory than a short one.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from queue import SimpleQueue
from typing import Final, TypeVar

from clausescan.config import Config
from clausescan.sandbox import Sandbox

_AHEAD: Final = 16
"""Inputs under way or waiting to be taken, for each child: enough that one slow document does not idle the others."""
_THREADS: Final = 2
"""Threads for each child: one waits for its answer, one reads what it is asked next."""

Lend = Callable[[], AbstractContextManager[Sandbox]]
"""A child for as long as the context lasts; waits until one is free."""
ItemT = TypeVar("ItemT")
AnswerT = TypeVar("AnswerT")


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ordered(
    items: Iterable[ItemT], work: Callable[[Lend, ItemT], AnswerT], *, config: Config, workers: int
) -> Iterator[AnswerT]:
    """`work(lend, item)` for every item, in order, with `workers` children to lend.

    Closing the iterator ends the children. An error that `work` raises comes out at its item's place and ends the pool.
    """
    boxes = [Sandbox(config) for _ in range(workers)]
    idle: SimpleQueue[Sandbox] = SimpleQueue()
    for box in boxes:
        idle.put(box)

    @contextmanager
    def lend() -> Iterator[Sandbox]:
        box = idle.get()
        try:
            yield box
        finally:
            idle.put(box)

    source = iter(items)
    pool = ThreadPoolExecutor(_THREADS * workers, thread_name_prefix="clausescan")
    try:
        first = islice(source, _AHEAD * workers)
        under_way: deque[Future[AnswerT]] = deque(pool.submit(work, lend, item) for item in first)
        while under_way:
            answer = under_way.popleft().result()
            under_way.extend(pool.submit(work, lend, item) for item in islice(source, 1))
            yield answer
    finally:
        pool.shutdown(cancel_futures=True)
        for box in boxes:
            box.close()
