"""The sandbox: same report, and a bad document costs only itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import clausescan
from clausescan import errors, sandbox
from clausescan.config import Config
from clausescan.limits import Limits
from clausescan.sandbox import Sandbox
from tests.conftest import make_pdf


def test_a_sandboxed_report_is_the_same(sample: Path) -> None:
    with Sandbox() as box:
        assert box.analyze(sample.read_bytes(), str(sample)) == clausescan.analyze(sample)


def test_the_child_is_reused_and_errors_keep_their_class() -> None:
    with Sandbox() as box:
        box.analyze("我们会读取您的通讯录。".encode(), "a.txt")
        assert box._child is not None
        first = box._child.pid
        with pytest.raises(errors.DamagedFileError, match=r"cut\.pdf"):
            box.analyze(make_pdf([["读取"]])[:700], "cut.pdf")
        box.analyze("我们会读取您的通讯录。".encode(), "b.txt")
        assert box._child.pid == first


def test_a_document_that_takes_too_long_is_ended() -> None:
    slow = Config(limits=Limits(seconds=0.01))
    with Sandbox(slow) as box:
        box.analyze("预热。".encode(), "warm.txt")
        with pytest.raises(errors.LimitExceededError, match="longer than"):
            box.analyze(("我们会读取您的通讯录。\n" * 60_000).encode(), "slow.txt")


def test_a_crash_is_an_error_of_that_file_and_the_next_one_works() -> None:
    with Sandbox() as box:
        box.start()
        assert box._child is not None
        os.kill(box._child.pid, signal.SIGKILL)
        box._child.wait()
        assert box.analyze("我们会读取您的通讯录。".encode(), "a.txt").text
        second = box._child
        os.kill(second.pid, signal.SIGSTOP)
        threading.Timer(0.3, os.kill, (second.pid, signal.SIGKILL)).start()
        with pytest.raises(errors.DamagedFileError, match="crashed"):
            box.analyze("我们会读取您的通讯录。".encode(), "b.txt")


def test_memory_is_bounded() -> None:
    tight = Config(limits=Limits(memory=700 * 1024 * 1024, max_chars=50_000_000))
    with Sandbox(tight) as box, pytest.raises((errors.LimitExceededError, errors.DamagedFileError)):
        box.analyze(("我们会读取您的通讯录并提供给第三方。\n" * 2_000_000).encode(), "huge.txt")


@pytest.mark.parametrize(
    "limits", [Limits(max_bytes=10), Limits(max_chars=5), Limits(max_pages=1)], ids=["bytes", "characters", "pages"]
)
def test_sizes_are_limited_without_a_sandbox_too(limits: Limits) -> None:
    with pytest.raises(errors.LimitExceededError):
        clausescan.analyze(make_pdf([["读取您的通讯录"], ["提供给第三方"]]), config=Config(limits=limits))


def test_a_child_ends_by_itself_when_its_parent_is_gone_and_a_document_hangs() -> None:
    config = Config(limits=Limits(seconds=0.01)).for_child()
    request, data = (
        json.dumps({"name": "slow.txt", "config": config}).encode(),
        ("我们会读取您的通讯录。\n" * 60_000).encode(),
    )
    code = "import sys; from clausescan import sandbox; sandbox._START_UP = 0; sandbox._serve(sys.stdin.buffer, sys.stdout.buffer)"
    message = sandbox._HEADER.pack(len(request), len(data)) + request + data
    child = subprocess.run([sys.executable, "-c", code], input=message, capture_output=True, timeout=60)
    assert child.returncode == -signal.SIGALRM
