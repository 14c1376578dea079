"""Many calls into PDFium at once: what a function answers for each of many things, as one array.

PDFium has no calls for whole pages, and a page has a thousand characters and as many objects; a loop in Python over each of them would
cost more than everything else that is done with the page.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

_BLOCK = 256
_SCALARS = {ctypes.c_double: np.float64, ctypes.c_float: np.float32, ctypes.c_uint: np.uint32}


@functools.cache
def bare(name: str, result: type[Any] = ctypes.c_int) -> Callable[..., Any]:
    """A function of PDFium that takes its arguments as they are: to check a pointer's type costs four times as much as the call.

    It keeps the interpreter's lock: the calls are so short that to let go of it and take it back would be a third of them.
    """
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(getattr(pdfium_c, name), ctypes.c_void_p).value or 0)


def answers(
    call: Callable[..., object], things: Sequence[object], kind: type[Any], width: int = 1
) -> tuple[NDArray[np.bool_], NDArray[Any]]:
    """What `call(thing, *pointers)` returns and writes for each of `things`; hold `boxes.LOCK`.

    Args:
        call: a `bare` function of PDFium that writes through its last `width` arguments.
        things: its first arguments.
        kind: the C type pointed to: a number, or a structure of floats.
        width: how many pointers it takes.

    Returns:
        whether each call succeeded, and a row of what it wrote for each; zeros where it wrote nothing.
    """
    room, slots = _room(kind, width)  # type: ignore[arg-type] # a class of ctypes can be hashed
    done: list[object] = []
    rows = np.zeros((len(things), room.shape[1]), dtype=room.dtype)
    for start in range(0, len(things), _BLOCK):
        some = things[start : start + _BLOCK]
        room[:] = 0
        done += map(call, some, *slots)
        rows[start : start + _BLOCK] = room[: len(some)]
    return np.array(done, dtype=np.bool_), rows


@functools.cache
def _room(kind: type[Any], width: int) -> tuple[NDArray[Any], list[list[object]]]:
    """Memory for a block of answers, and pointers to each cell of it, column by column."""
    cells = (kind * (width * _BLOCK))()
    step = ctypes.sizeof(kind)
    slots: list[list[object]] = [
        [ctypes.byref(kind.from_buffer(cells, step * (width * row + column))) for row in range(_BLOCK)]
        for column in range(width)
    ]
    return np.frombuffer(cells, dtype=_SCALARS.get(kind, np.float32)).reshape(_BLOCK, -1), slots
