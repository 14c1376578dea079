"""Analysis in a child process with limits: a crash, a hang or a bomb costs that document and nothing else.

The child is a fresh interpreter (`python -m clausescan.sandbox`) with bounded address space and no core dumps. Parent and child exchange
length-prefixed JSON and raw document bytes over pipes: nothing is pickled, so a child taken over by a hostile file cannot make the
parent run anything. A child is reused for many documents and replaced when it dies.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import selectors
import signal
import struct
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from clausescan.errors import ClausescanError, DamagedFileError, InputError, LimitExceededError

if TYPE_CHECKING:
    from types import TracebackType

    from clausescan.config import Config
    from clausescan.knowledge import Lang
    from clausescan.schema import Report

_HEADER = struct.Struct("!QQ")
_GRACE = 0.5
_START_UP = 30.0
"""Seconds a new child may take to load before its first document's own time begins."""


class Sandbox:
    """A warm child process that analyses one document at a time. Use it as a context manager, or `close` it.

    Args:
        config: settings for every document; `config.limits` bounds the child.
    """

    def __init__(self, config: Config | None = None) -> None:
        from clausescan.config import Config

        self._config = config or Config()
        self._child: subprocess.Popen[bytes] | None = None
        self._fresh = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the child ahead of the first document, so that it loads while the caller does other work."""
        if self._child is None or self._child.poll() is not None:
            self._kill()
            command = [sys.executable, "-m", "clausescan.sandbox", str(self._config.limits.memory)]
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the parent: a child that died of it would look like a crash
            )
            self._fresh = True

    def analyze_json(self, data: bytes, name: str) -> str:
        """Analyse a document's bytes; returns the Report as JSON.

        Raises:
            LimitExceededError: it took longer than `limits.seconds`, or more than `limits.memory`.
            DamagedFileError: it crashed the reader.
            ClausescanError: any error `analyze` would raise.
        """
        return self._asked({"name": name}, data)["report"]

    def analyze(self, data: bytes, name: str = "<bytes>") -> Report:
        """As `analyze_json`, as a Report."""
        from clausescan.schema import Report

        return Report.model_validate_json(self.analyze_json(data, name))

    def annotate(self, report: Report, data: bytes, *, lang: Lang = "zh") -> bytes:
        """`report.to_pdf(data)` in the child, with the password of the config.

        Raises:
            ConfigError: the document is not a PDF.
            ClausescanError: as `analyze_json`.
        """
        request = {"name": report.source.name, "annotate": report.to_json(), "lang": lang}
        return base64.b64decode(self._asked(request, data)["pdf"])

    def close(self) -> None:
        """End the child."""
        self._kill()

    def _asked(self, request: dict[str, Any], data: bytes) -> dict[str, str]:
        """The child's answer, or the error it answered with."""
        self.start()
        request["config"] = self._config.for_child()
        name = request["name"]
        allowed = self._config.limits.seconds + (_START_UP if self._fresh else 0.0)
        try:
            self._send(json.dumps(request).encode("utf-8"), data)
            answer = self._receive(time.monotonic() + allowed)
        except TimeoutError:
            self._kill()
            seconds = self._config.limits.seconds
            raise LimitExceededError(
                name, f"the analysis took longer than {seconds:g} s", hint="raise Limits.seconds"
            ) from None
        except (BrokenPipeError, EOFError):
            self._kill()
            raise DamagedFileError(
                name, "the reader crashed on this file", hint="the file is damaged or hostile"
            ) from None
        self._fresh = False
        return _unwrapped(answer)

    def _send(self, request: bytes, data: bytes) -> None:
        stream = _stdin(self._child)
        stream.write(_HEADER.pack(len(request), len(data)))
        stream.write(request)
        stream.write(data)
        stream.flush()

    def _receive(self, deadline: float) -> bytes:
        if self._child is None or self._child.stdout is None:
            raise EOFError
        header = _read_until(self._child.stdout, 8, deadline)
        return _read_until(self._child.stdout, int.from_bytes(header, "big"), deadline)

    def _kill(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._child.wait()
        self._child = None


def _stdin(child: subprocess.Popen[bytes] | None) -> Any:  # noqa: ANN401 - typeshed's IO[bytes]
    if child is None or child.stdin is None:
        raise BrokenPipeError
    return child.stdin


def _read_until(stream: Any, size: int, deadline: float) -> bytes:  # noqa: ANN401
    """Exactly `size` bytes of a pipe, or TimeoutError at the deadline, or EOFError when the other end is gone."""
    parts: list[bytes] = []
    left = size
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while left:
            wait = deadline - time.monotonic()
            if wait <= 0 or not selector.select(wait):
                raise TimeoutError
            part = os.read(stream.fileno(), min(left, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            left -= len(part)
    return b"".join(parts)


def _unwrapped(answer: bytes) -> dict[str, str]:
    body: dict[str, str] = json.loads(answer)
    if "error" not in body:
        return body
    from clausescan import errors

    kind: Any = getattr(errors, body["error"], ClausescanError)
    if issubclass(kind, InputError):
        raise kind(body["name"], body["message"], hint=body["hint"])
    raise kind(body["message"], hint=body["hint"])


def _bounded(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the deadline still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_after(seconds: float) -> None:
    # The parent keeps the time; this is for a child whose parent was killed while a document hangs in it.
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _serve(stdin: BinaryIO, stdout: BinaryIO) -> None:
    """The child: answer requests until the parent closes the pipe."""
    from clausescan.config import Config

    while header := stdin.read(_HEADER.size):
        request_size, data_size = _HEADER.unpack(header)
        request = json.loads(stdin.read(request_size))
        data = stdin.read(data_size)
        _end_after(request["config"]["limits"]["seconds"] + _START_UP)
        name = request["name"]
        try:
            config = Config.model_validate(request["config"])
            answer = _annotated(request, data, config) if "annotate" in request else _analysed(data, name, config)
        except MemoryError:
            answer = {
                "error": "LimitExceededError",
                "name": name,
                "message": "the analysis needs more memory than allowed",
                "hint": "raise Limits.memory",
            }
        except RecursionError:
            answer = {
                "error": "DamagedFileError",
                "name": name,
                "message": "the file nests too deeply",
                "hint": "the file is damaged or hostile",
            }
        except ClausescanError as error:
            answer = {"error": type(error).__name__, "name": name, "message": error.message, "hint": error.hint}
        _end_after(0)
        body = json.dumps(answer, ensure_ascii=False).encode("utf-8")
        stdout.write(len(body).to_bytes(8, "big"))
        stdout.write(body)
        stdout.flush()


def _analysed(data: bytes, name: str, config: Config) -> dict[str, str]:
    from clausescan.api import analyze

    return {"report": analyze(data, config=config, name=name).to_json()}


def _annotated(request: dict[str, Any], data: bytes, config: Config) -> dict[str, str]:
    from clausescan.schema import Report

    report = Report.model_validate_json(request["annotate"])
    password = config.password.get_secret_value() if config.password else None
    return {"pdf": base64.b64encode(report.to_pdf(data, password=password, lang=request["lang"])).decode("ascii")}


if __name__ == "__main__":
    _bounded(int(sys.argv[1]))
    _answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not land among the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _serve(sys.stdin.buffer, _answers)
