"""Analysis in a child process with limits: a crash, a hang or a bomb costs that document and nothing else.

The child is a fresh interpreter (`python -m clausescan.sandbox`) with bounded address space, which may write no file and leaves no core
dump. Parent and child exchange length-prefixed JSON and raw document bytes over pipes: nothing is pickled, so a child taken over by a
hostile file cannot make the parent run anything. A child is reused for many documents and replaced when it dies; a document that fails
in a used child is tried once more in a fresh one, so that no document answers for what another did to the child.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self

from clausescan.errors import ClausescanError, DamagedFileError, InputError, LimitExceededError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from clausescan.batch.tables import Rows
    from clausescan.config import Config
    from clausescan.knowledge import Lang
    from clausescan.schema import Report

_HEADER = struct.Struct("!QQ")
_START_UP = 30.0
"""Seconds a new child may take to load; a document's own time begins when its child is ready."""
_LEAST_TIME = 0.001
"""What is left of a document's time when its second child begins, at least: limits are above zero."""
_READY = b"\x06"
_THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""By which numpy's products are told how many threads to use, whatever library they come from."""
_ANSWER_BASE: Final = 64 * 1024 * 1024
_ANSWER_PER_CHAR: Final = 256
"""An answer longer than the base and so many bytes a character allowed is not a report, and is not read."""
_HOSTILE = "the file is damaged or hostile"


class _ChildGoneError(Exception):
    """The child died, or answered with what no child of ours says."""


class Sandbox:
    """A warm child process that analyses one document at a time. Use it as a context manager, or `close` it.

    Threads may share one: their documents take turns.

    Args:
        config: settings for every document; `config.limits` bounds the child.
    """

    def __init__(self, config: Config | None = None) -> None:
        from clausescan.config import Config

        self._config = config or Config()
        self._child: subprocess.Popen[bytes] | None = None
        self._fresh = True
        self._turn = threading.RLock()
        self._ending: weakref.finalize[..., Sandbox] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Process id of the child, for those who watch it; None where there is none at present."""
        child = self._child
        return child.pid if child else None

    def start(self) -> None:
        """Start the child ahead of the first document, so that it loads while the caller does other work."""
        with self._turn:
            # A forked copy of this process is not the child's parent: `poll` says so, and the copy starts a child of its own.
            if self._child is None or self._child.poll() is not None:
                self.close()
                self._child = _started(self._config.limits.memory)
                self._ending = weakref.finalize(self, _end, self._child, os.getpid())
                self._fresh = True

    def analyze_json(self, data: bytes, name: str) -> str:
        """Analyse a document's bytes; returns the Report as JSON.

        Raises:
            LimitExceededError: it took longer than `limits.seconds`, or more than `limits.memory`.
            DamagedFileError: it crashed the reader.
            ClausescanError: any error `analyze` would raise.
        """
        return str(self._asked({"name": name}, data).get("report", ""))

    def analyze(self, data: bytes, name: str = "<bytes>") -> Report:
        """As `analyze_json`, as a Report."""
        from pydantic import ValidationError

        from clausescan.schema import Report

        try:
            return Report.model_validate_json(self.analyze_json(data, name))
        except ValidationError:
            self.close()
            raise DamagedFileError(name, "the reader's answer is no report", hint=_HOSTILE) from None

    def rows(self, data: bytes, name: str) -> Rows:
        """What `analyze` would report, as rows for a batch; see `batch.rows.said_by`. The report itself stays in the child.

        Raises:
            ClausescanError: as `analyze_json`.
        """
        from clausescan.batch.wire import received

        message = self._asked({"name": name, "as": "rows"}, data).get("rows")
        try:
            return received(message)
        except ValueError:
            self.close()
            raise DamagedFileError(name, "the reader's answer is no report", hint=_HOSTILE) from None

    def annotate(self, report: Report, data: bytes, *, lang: Lang = "zh") -> bytes:
        """`report.to_pdf(data)` in the child, with the password of the config.

        Raises:
            ConfigError: the document is not a PDF.
            ClausescanError: as `analyze_json`.
        """
        request = {"name": report.source.name, "annotate": report.to_json(), "lang": lang}
        return base64.b64decode(str(self._asked(request, data).get("pdf", "")))

    def close(self) -> None:
        """End the child."""
        with self._turn:
            if self._ending is not None:
                self._ending()
            self._child = self._ending = None

    def _asked(self, request: dict[str, Any], data: bytes) -> dict[str, Any]:
        """The child's answer, or the error it answered with; a used child that fails gives way to a fresh one."""
        from clausescan.limits import raising

        name = request["name"]
        with self._turn:
            seconds, began = self._config.limits.seconds, time.monotonic()
            self.start()
            if not self._fresh:
                with contextlib.suppress(_ChildGoneError):
                    return self._answer(request, data, seconds)
                seconds = max(seconds - (time.monotonic() - began), _LEAST_TIME)
                self.start()
            try:
                return self._answer(request, data, seconds)
            except _ChildGoneError as error:
                what = "the reader crashed on this file, or used up the memory allowed"
                hint = f"{_HOSTILE}; if it is neither, {raising('memory')}"
                raise DamagedFileError(name, f"{what}{error}", hint=hint) from None

    def _answer(self, request: dict[str, Any], data: bytes, seconds: float) -> dict[str, Any]:
        """The child's answer to a request. Whatever goes wrong, no child is left with an answer to this request in its pipe."""
        name, config = request["name"], self._config.for_child()
        config["limits"]["seconds"] = seconds  # OCR stops by itself before the time is up
        message = json.dumps(request | {"config": config}).encode("utf-8")
        most = _ANSWER_BASE + _ANSWER_PER_CHAR * self._config.limits.max_chars
        try:
            if self._fresh:
                with self._deadline(name, _START_UP) as child:
                    _await(child)
            with self._deadline(name, seconds) as child:
                body = _exchanged(child, message, data, most)
        except BaseException:
            self.close()
            raise
        used, self._fresh = not self._fresh, False
        if body.get("leaves"):
            self.close()
            if used:
                raise _ChildGoneError
        return _unwrapped(body, name)

    @contextlib.contextmanager
    def _deadline(self, name: str, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
        """The child, killed when the time is up: that ends a blocked write as well as a blocked read, on every system."""
        child = self._child
        assert child is not None  # noqa: S101 - `start` has been called
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            yield child
        except _ChildGoneError:
            if not late.is_set():
                raise
            from clausescan.limits import raising

            allowed = self._config.limits.seconds
            message = f"the analysis took longer than {allowed:g} s"
            raise LimitExceededError(name, message, hint=raising("seconds")) from None
        finally:
            timer.cancel()


def _started(memory: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-m", "clausescan.sandbox", str(memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # No product here is large enough for threads, each thread reserves address space, and a pool has a child a processor.
        env=os.environ | dict.fromkeys(_THREADS, "1"),
        start_new_session=True,  # Ctrl-C is for the parent: a child that died of it would look like a crash
    )


def _end(child: subprocess.Popen[bytes], parent: int) -> None:
    if os.getpid() == parent:
        child.kill()
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    child.wait()


def _await(child: subprocess.Popen[bytes]) -> None:
    assert child.stdout is not None  # noqa: S101 - it is a pipe
    if child.stdout.read(1) != _READY:
        raise _ChildGoneError(_cause(child))


def _exchanged(child: subprocess.Popen[bytes], request: bytes, data: bytes, most: int) -> dict[str, Any]:
    """Send a request and its document, take the answer: a JSON object.

    Raises:
        _ChildGoneError: there was none, or one that is longer than `most` or malformed.
    """
    assert child.stdin is not None  # noqa: S101 - both are pipes
    assert child.stdout is not None  # noqa: S101
    try:
        for part in (_HEADER.pack(len(request), len(data)), request, data):
            child.stdin.write(part)
        child.stdin.flush()
        size = int.from_bytes(child.stdout.read(8), "big")
        answer = child.stdout.read(size) if size <= most else b""
        body = json.loads(answer) if answer else None
    except (OSError, ValueError):
        body = None
    if isinstance(body, dict):
        return body
    raise _ChildGoneError(_cause(child))


def _cause(child: subprocess.Popen[bytes]) -> str:
    """The signal that ended a child, as an addition to a message."""
    with contextlib.suppress(subprocess.TimeoutExpired, ValueError):
        code = child.wait(1.0)
        if code < 0:
            return f" ({signal.Signals(-code).name})"
    return ""


def _unwrapped(body: dict[str, Any], name: str) -> dict[str, Any]:
    if "error" not in body:
        return body
    from clausescan import errors

    kind = getattr(errors, str(body.get("error")), None)
    message, hint = str(body.get("message")), str(body.get("hint"))
    if not (isinstance(kind, type) and issubclass(kind, ClausescanError)):
        raise DamagedFileError(name, "the reader's answer is none that it gives", hint=_HOSTILE)
    raise kind(name, message, hint=hint) if issubclass(kind, InputError) else kind(message, hint=hint)


def _bounded(memory: int) -> None:
    """Before anything is loaded: how much memory this process may map, and no core dump with a document in it."""
    try:
        import resource
    except ImportError:  # Windows: the deadline still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _without_files() -> None:
    """Once the modules are loaded (and perhaps compiled): nothing may be written but the answers."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _end_after(seconds: float) -> None:
    # The parent keeps the time; this is for a child whose parent was killed while a document hangs in it.
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _serve(stdin: BinaryIO, stdout: BinaryIO) -> None:
    """The child: answer requests until the parent closes the pipe, or until memory ran out."""
    from clausescan import api  # noqa: F401 - loaded now, so that documents do not wait for it

    _without_files()
    stdout.write(_READY)
    stdout.flush()
    leaves = False
    while not leaves and (header := stdin.read(_HEADER.size)):
        request_size, data_size = _HEADER.unpack(header)
        request = json.loads(stdin.read(request_size))
        data = stdin.read(data_size)
        _end_after(request["config"]["limits"]["seconds"] + _START_UP)
        answer = _answered(request, data)
        _end_after(0)
        leaves = bool(answer.get("leaves"))
        body = json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
        stdout.write(len(body).to_bytes(8, "big"))
        stdout.write(body)
        stdout.flush()


def _answered(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    """What was asked for, or the error in its place. Where memory ran out anything may be left behind: the child leaves."""
    from clausescan.config import Config
    from clausescan.limits import raising

    name: str = request["name"]
    try:
        config = Config.model_validate(request["config"])
        if "annotate" in request:
            return _annotated(request, data, config)
        return _in_rows(data, name, config) if request.get("as") == "rows" else _analysed(data, name, config)
    except MemoryError:
        error: ClausescanError = LimitExceededError(
            name, "the analysis needs more memory than allowed", hint=raising("memory")
        )
        return _told(error) | {"leaves": True}
    except RecursionError:
        return _told(DamagedFileError(name, "the file nests too deeply", hint=_HOSTILE))
    except ClausescanError as known:
        return _told(known)
    except Exception as unforeseen:  # noqa: BLE001 - one document's surprise must not end the batch
        kind = type(unforeseen).__name__
        return _told(DamagedFileError(name, f"the reader failed on this file ({kind})", hint=_HOSTILE))


def _analysed(data: bytes, name: str, config: Config) -> dict[str, Any]:
    from clausescan.api import analyze

    return {"report": analyze(data, config=config, name=name).to_json()}


def _in_rows(data: bytes, name: str, config: Config) -> dict[str, Any]:
    from clausescan.api import analyze
    from clausescan.batch.wire import sent

    return {"rows": sent(analyze(data, config=config, name=name))}


def _annotated(request: dict[str, Any], data: bytes, config: Config) -> dict[str, Any]:
    from clausescan.schema import Report

    report = Report.model_validate_json(request["annotate"])
    password = config.password.get_secret_value() if config.password else None
    return {"pdf": base64.b64encode(report.to_pdf(data, password=password, lang=request["lang"])).decode("ascii")}


def _told(error: ClausescanError) -> dict[str, Any]:
    return {"error": type(error).__name__, "message": error.message, "hint": error.hint}


if __name__ == "__main__":
    _bounded(int(sys.argv[1]))
    _answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not land among the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _serve(sys.stdin.buffer, _answers)
