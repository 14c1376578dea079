"""The sandbox: same report, and a bad document costs only itself."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import clausescan
from clausescan import errors, sandbox
from clausescan.config import Config
from clausescan.limits import Limits
from clausescan.sandbox import Sandbox
from tests.conftest import make_pdf

TEXT = "我们会读取您的通讯录。".encode()


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
    with Sandbox(slow) as box, pytest.raises(errors.LimitExceededError, match="longer than"):
        box.analyze(("我们会读取您的通讯录。\n" * 60_000).encode(), "slow.txt")


def test_a_dead_child_is_replaced_and_its_document_is_analysed_all_the_same() -> None:
    with Sandbox() as box:
        box.start()
        assert box._child is not None
        os.kill(box._child.pid, signal.SIGKILL)
        box._child.wait()
        assert box.analyze(TEXT, "a.txt").text
        second = box._child
        os.kill(second.pid, signal.SIGSTOP)
        threading.Timer(0.3, os.kill, (second.pid, signal.SIGKILL)).start()
        assert box.analyze(TEXT, "b.txt").text
        assert box._child.pid != second.pid


@pytest.fixture
def hostile_child(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes children run some other program than the server, as one taken over by a document might."""

    def become(program: str) -> None:
        real = subprocess.Popen
        monkeypatch.setattr(
            sandbox.subprocess, "Popen", lambda command, **how: real([command[0], "-c", program], **how)
        )

    return become


_TAKE = "import os, sys, json, struct; take = sys.stdin.buffer; sys.stdout.write('\\x06'); sys.stdout.flush(); a, b = struct.unpack('!QQ', take.read(16)); take.read(a + b); "
_GIVE = "sys.stdout.buffer.write(len(body).to_bytes(8, 'big') + body); sys.stdout.flush(); take.read(1)"


@pytest.mark.parametrize(
    "program",
    [
        _TAKE + "os.abort()",
        _TAKE + "sys.stdout.buffer.write(b'\\xff' * 8); sys.stdout.flush(); take.read(1)",
        _TAKE + "body = b'[]'; " + _GIVE,
        _TAKE + "body = b'{'; " + _GIVE,
        _TAKE + "body = json.dumps({'error': 'annotations'}).encode(); " + _GIVE,
        _TAKE + "body = json.dumps({'report': '{}'}).encode(); " + _GIVE,
        "import sys; sys.exit(1)",
    ],
    ids=["crash", "endless", "no object", "no JSON", "no error", "no report", "no start"],
)
def test_a_child_that_misbehaves_is_an_error_of_its_document(
    hostile_child: Callable[[str], None], program: str
) -> None:
    hostile_child(program)
    with Sandbox() as box, pytest.raises(errors.DamagedFileError, match=r"a\.txt"):
        box.analyze(TEXT, "a.txt")


def test_a_child_that_sends_no_rows_is_an_error_of_its_document(hostile_child: Callable[[str], None]) -> None:
    hostile_child(_TAKE + "body = json.dumps({'rows': {'documents': []}}).encode(); " + _GIVE)
    with Sandbox() as box, pytest.raises(errors.DamagedFileError, match=r"a\.txt"):
        box.rows(TEXT, "a.txt")


def test_a_child_that_takes_nothing_in_is_ended_in_time(
    hostile_child: Callable[[str], None],
) -> None:
    hostile_child("import sys, time; sys.stdout.write('\\x06'); sys.stdout.flush(); time.sleep(600)")
    with Sandbox(Config(limits=Limits(seconds=0.5))) as box, pytest.raises(errors.LimitExceededError):
        box.analyze(b" " * 10_000_000, "a.txt")


def test_threads_may_share_a_sandbox() -> None:
    texts = [f"第{n}条 我们会读取您的通讯录。" for n in range(12)]
    with Sandbox() as box, ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: box.analyze(text.encode(), "a.txt").text, texts))
    assert found == texts


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_process_starts_a_child_of_its_own() -> None:
    code = """
import os, sys
from clausescan.sandbox import Sandbox
box = Sandbox()
box.analyze(b"one", "a.txt")
pid = os.fork()
if pid == 0:
    assert box.analyze(b"two", "b.txt").text == "two"
    box.close()
    os._exit(0)
status = os.waitpid(pid, 0)[1]
first = box._child.pid
assert box.analyze(b"three", "c.txt").text == "three"
sys.exit(status or box._child.pid != first)
"""
    assert subprocess.run([sys.executable, "-c", code], timeout=120).returncode == 0


def test_the_unforeseen_in_a_reader_is_an_error_of_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise KeyError("Resources")

    monkeypatch.setattr("clausescan.api.analyze", broken)
    request = json.dumps({"name": "a.pdf", "config": Config().for_child()}).encode()
    answers = io.BytesIO()
    monkeypatch.setattr(sandbox, "_without_files", lambda: None)
    sandbox._serve(io.BytesIO(sandbox._HEADER.pack(len(request), 2) + request + b"ab"), answers)
    answer = json.loads(answers.getvalue()[9:])
    assert answer["error"] == "DamagedFileError"
    assert "KeyError" in answer["message"]


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
