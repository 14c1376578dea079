"""The pool: answers in order, each child with one document at a time, and the next document ready when it is done."""

from __future__ import annotations

import threading
import time

import pytest

from clausescan.batch.pool import Lend, ordered
from clausescan.config import Config
from clausescan.errors import ModelError


def test_the_next_document_is_read_while_a_child_is_busy() -> None:
    both = threading.Barrier(2, timeout=30)

    def work(lend: Lend, item: int) -> int:
        both.wait()  # passes only where two documents are read for the one child at the same time
        with lend():
            return item

    assert list(ordered(range(6), work, config=Config(), workers=1)) == list(range(6))


def test_a_child_has_one_document_at_a_time_and_answers_keep_their_order() -> None:
    lock, lent, most = threading.Lock(), 0, 0

    def work(lend: Lend, item: int) -> int:
        nonlocal lent, most
        with lend():
            with lock:
                lent += 1
                most = max(most, lent)
            time.sleep(0.002 * (item % 3))
            with lock:
                lent -= 1
        return item

    assert list(ordered(range(40), work, config=Config(), workers=2)) == list(range(40))
    assert most == 2


def test_an_error_comes_out_at_its_place_and_gives_its_child_back() -> None:
    def work(lend: Lend, item: int) -> int:
        with lend():
            if item == 3:
                raise ModelError("damaged")
        return item

    answers = ordered(range(100), work, config=Config(), workers=1)
    assert [next(answers) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ModelError):
        next(answers)
