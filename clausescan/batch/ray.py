"""A scan past one machine: the rows of the local engine, made on a Ray cluster and written as Parquet.

    list the files ─▶ read_binary_files ─▶ map_batches (actors, each with a warm Sandbox) ─▶ a Parquet file a table and part

Exactly once: an actor or node that dies loses only work, which Ray does again; a part is named after what it holds, so that writing it
twice writes it once; and what no finished task claims is removed at the end. Documents travel between Ray's own processes, which trust
each other; each is analysed in the sandbox. Ray's usage statistics are off.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from clausescan.errors import InputError, MissingExtraError, StoreError

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # before the import, which reads it
try:
    import pyarrow as pa
    import ray
    import ray.data
    from pyarrow.fs import PyFileSystem
except ImportError as error:
    raise MissingExtraError("--engine ray needs Ray", hint="pip install 'clausescan[ray]'") from error

from clausescan.batch.inputs import without_secrets
from clausescan.batch.originals import ROOT, Originals, Readable, original
from clausescan.batch.parts import Parts, nested
from clausescan.batch.pool import processors
from clausescan.batch.rows import Settings, rows_from
from clausescan.batch.run import Plan, Tally, manifest_of, now
from clausescan.batch.scan import content_of, said
from clausescan.batch.settings import settings_of
from clausescan.batch.tables import DOCUMENTS, Rows
from clausescan.sandbox import Sandbox

if TYPE_CHECKING:
    from clausescan.config import Config

_BATCH: Final = 8
"""Documents an actor takes at a time: little is lost with it, and the next are read meanwhile."""
_FILES_A_TASK: Final = 64
_DOCUMENTS_A_PART: Final = 5_000
_PATIENCE: Final = 10.0
"""Seconds to wait for a cluster to answer."""
_SHARED_MEMORY: Final = 1 << 30
"""Bytes for documents under way, on a cluster that is started for one scan."""


class Analyst:
    """The actor: analyses batches of documents in a sandboxed child that stays warm between them."""

    def __init__(self, originals: Originals, config: Config, settings: Settings) -> None:
        self._originals, self._config, self._settings = originals, config, settings
        self._box = Sandbox(config)

    def __call__(self, batch: pa.Table) -> pa.Table:
        """The rows of each document, nested."""
        documents = zip(batch["path"].to_pylist(), batch["bytes"].to_pylist(), strict=True)
        return nested([self._rows(original(name), data) for name, data in documents])

    def _rows(self, path: str, data: bytes) -> Rows:
        name = self._originals.name_of(path)
        try:
            # Empty stands for whatever could not be read: look again, so that the row says why.
            data = data or self._originals.read(path, self._config.limits)
        except InputError as error:
            return rows_from(name, None, error, self._settings)
        return rows_from(name, content_of(data, name), said(self._box, name, data), self._settings)


class _Sink(ray.data.Datasink[str]):  # type: ignore[misc]  # skipped by mypy, see pyproject
    """Where Ray hands over what the actors made."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.written: list[str] = []

    @property
    def min_rows_per_write(self) -> int:
        """Documents in a part: few enough for a node's memory, enough that files do not swarm."""
        return _DOCUMENTS_A_PART

    def write(self, blocks: Iterable[pa.Table], _ctx: object) -> str:
        """Write one part; returns its name."""
        return self._parts.write(blocks)

    def on_write_complete(self, write_result: ray.data.datasource.WriteResult[str]) -> None:
        """Keep the names of what finished tasks wrote."""
        self.written = list(write_result.write_returns)


def scan_on_ray(source: str, output: str, config: Config, *, workers: int | None = None) -> Tally:
    """Analyse every file of `source` and write the rows as Parquet to `output`.

    Runs on the cluster that RAY_ADDRESS names, else on one that is started on this machine and ended again.

    Args:
        source: a folder, pattern or file of this machine, or a URI that pyarrow opens: file://, s3://, gs://, hdfs://. Every node must
            reach it, and the model, under the same name.
        output: a folder or URI that holds nothing yet; see batch.parts.
        config: settings of the analysis.
        workers: actors, each on one processor; None for as many as there are processors.

    Raises:
        ConfigError: `source` names nothing, or `output` cannot be written or is not empty.
        ModelError: the model is missing or damaged.
        StoreError: the cluster failed, or the rows could not be written; there is no result.
    """
    settings, originals = settings_of(config), Originals.of(source)
    paths, parts = originals.paths(), Parts.at(output)
    sink = _Sink(parts)
    with _failures(output), _cluster(workers) as available:
        workers = workers or available
        # Not `source` as given: a URI may hold credentials.
        run = manifest_of(Plan((originals.name_of(originals.root),), config, workers), settings)
        documents = ray.data.read_binary_files(
            ROOT,
            include_paths=True,
            filesystem=PyFileSystem(Readable(originals, config.limits, paths)),
            num_cpus=0,  # reading waits more than it computes, and must go on where actors hold every processor
            concurrency=workers,
            override_num_blocks=max(-(-len(paths) // _FILES_A_TASK), min(len(paths), 4 * workers)),
        )
        rows = documents.map_batches(
            Analyst,
            fn_constructor_args=(originals, config, settings),
            batch_size=_BATCH,
            batch_format="pyarrow",
            compute=ray.data.ActorPoolStrategy(size=workers),
            num_cpus=1,
        )
        rows.write_datasink(sink, ray_remote_args={"num_cpus": 0}, concurrency=workers)
        return _finished(parts, sink.written, run)


def _finished(parts: Parts, written: list[str], run: dict[str, Any]) -> Tally:
    tally = Tally()
    for name in written:
        for status in parts.read(DOCUMENTS, name, ["status"])["status"].to_pylist():
            tally.add(status, reused=False)
    counts = {"analysed": tally.analysed, "reused": 0, "unread": tally.unread}
    parts.finish(written, run | {"run_id": 1, "finished": now(), **counts})
    return tally


@contextlib.contextmanager
def _cluster(workers: int | None) -> Iterator[int]:
    """A connection to Ray, with its progress left out of our output; tells the processors there, and is ended if it was made here."""
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", message="The maximum number of concurrent tasks", module="ray")
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    if ray.is_initialized():
        yield int(ray.cluster_resources()["CPU"])
        return
    quiet: dict[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False}
    if not os.environ.get("RAY_ADDRESS"):
        quiet |= {
            "num_cpus": workers or processors(),
            "include_dashboard": False,
            "object_store_memory": _SHARED_MEMORY,
        }
    try:
        _knock(os.environ.get("RAY_ADDRESS", ""))
        ray.init(**quiet)
    except (OSError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
        raise StoreError(f"no Ray cluster to run on: {error}", hint="look at RAY_ADDRESS, or unset it") from error
    try:
        yield int(ray.cluster_resources()["CPU"])
    finally:
        ray.shutdown()


def _knock(address: str) -> None:
    """Raise OSError where nobody answers at host:port; Ray itself would try for more than five minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), _PATIENCE).close()


@contextlib.contextmanager
def _failures(output: str) -> Iterator[None]:
    try:
        yield
    except (ray.exceptions.RayError, OSError) as error:
        cause = str(getattr(error, "cause", None) or error).strip().splitlines()[-1]
        raise StoreError(
            f"the scan on Ray ended early: {cause}", hint=f"remove {without_secrets(output)} and start again"
        ) from error
