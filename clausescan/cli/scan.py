"""`clausescan scan`: many agreements, one store of rows."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausescan.cli.common import Exit, LangOption, Language, LimitOption, app, limits_of
from clausescan.errors import ConfigError

if TYPE_CHECKING:
    from clausescan.batch.run import Tally
    from clausescan.config import Config

_INTERRUPTED = 130


class Engine(StrEnum):
    """Where the work is done: in child processes of this machine, or by Ray."""

    LOCAL = "local"
    RAY = "ray"


@app.command()
def scan(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH|GLOB|-", help="files, folders, quoted patterns; - reads a list of paths"),
    ] = None,
    store: Annotated[
        Path | None, typer.Option(help="SQLite file for the rows; what it holds already is not analysed again")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="child processes; by default one a processor")] = None,
    limit: LimitOption = None,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="the same as --limit seconds=")] = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="analyse again what failed earlier, or was not read for want of time")
    ] = False,
    checksum: Annotated[
        bool, typer.Option("--checksum", help="read every file again instead of trusting its size and date")
    ] = False,
    model: Annotated[Path | None, typer.Option(help="another model directory")] = None,
    engine: Annotated[Engine, typer.Option(help="ray: on a cluster; needs the extra ray, --input and --output")] = (
        Engine.LOCAL
    ),
    source: Annotated[
        str | None, typer.Option("--input", metavar="URI", help="with --engine ray: a folder, or s3://bucket/folder")
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", metavar="URI", help="with --engine ray: where the Parquet tables go")
    ] = None,
    lang: LangOption = Language.ZH,
) -> None:
    """批量分析：文件夹、通配符或清单，结果存入一个库 / analyse many agreements into one store.

    Exit code 3 when some could not be read: every document has its row all the same, with the reason.
    """
    from clausescan.batch.inputs import without_secrets
    from clausescan.config import Config

    limits = limits_of([*(limit or ()), *(() if seconds is None else (f"seconds={seconds:.15g}",))])
    config = Config.model_validate({"model": model, "limits": limits})
    if engine is Engine.RAY:
        _refuse("--engine ray", {"PATH": inputs, "--store": store, "--retry": retry, "--checksum": checksum})
        _summed_up(_on_ray(source, output, config, workers), without_secrets(output or ""), lang)
        return
    _refuse("--engine local", {"--input": source, "--output": output})
    if inputs and store:
        _summed_up(_here(inputs, store, config, workers, retry=retry, checksum=checksum, lang=lang), store, lang)
    else:
        raise ConfigError("nothing to scan, or nowhere to store it", hint="clausescan scan FOLDER --store results.db")


def _refuse(engine: str, given: dict[str, object]) -> None:
    """Say which arguments would have no effect, rather than ignore them.

    Raises:
        ConfigError: one is given that this engine does not take.
    """
    for name, value in given.items():
        if value:
            raise ConfigError(
                f"{engine} does not take {name}", hint="--engine ray: --input and --output; else PATH and --store"
            )


def _here(
    inputs: list[str],
    store: Path,
    config: Config,
    workers: int | None,
    *,
    retry: bool,
    checksum: bool,
    lang: Language,
) -> Tally:
    from clausescan.batch.inputs import checked, paths_of, without
    from clausescan.batch.pool import processors
    from clausescan.batch.run import Plan, scan_into
    from clausescan.batch.store import Store
    from clausescan.report.outline import say

    checked(inputs)
    plan = Plan(tuple(inputs), config, workers or processors(), retry=retry, checksum=checksum)
    try:
        with Store(store, write=True) as opened, _progress(inputs, store, lang) as seen:
            return scan_into(opened, without(paths_of(inputs, sys.stdin.buffer), store), plan, seen=seen)
    except KeyboardInterrupt:
        typer.echo(f"clausescan: {say('scan_interrupted', lang.value, store=store)}", err=True)
        raise typer.Exit(_INTERRUPTED) from None


def _on_ray(source: str | None, output: str | None, config: Config, workers: int | None) -> Tally:
    if not (source and output):
        raise ConfigError("--engine ray needs --input and --output", hint="e.g. --input s3://bucket/in --output out/")
    from clausescan.batch.ray import scan_on_ray

    try:
        return scan_on_ray(source, output, config, workers=workers)
    except KeyboardInterrupt:
        raise typer.Exit(_INTERRUPTED) from None


def _summed_up(tally: Tally, place: object, lang: Language) -> None:
    from clausescan.report.outline import say

    counts = {"documents": tally.documents, "analysed": tally.analysed, "reused": tally.reused, "unread": tally.unread}
    typer.echo(f"clausescan: {say('scan_summary', lang.value, store=place, **counts)}", err=True)
    if tally.unread:
        typer.echo(f"clausescan: {say('scan_unread_hint', lang.value)}", err=True)
        raise typer.Exit(Exit.UNREADABLE)


@contextlib.contextmanager
def _progress(inputs: list[str], store: Path, lang: Language) -> Iterator[Callable[[Tally], None]]:
    """A bar on standard error with rate, time left and errors; nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _tally: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from clausescan.batch.inputs import LIST, paths_of, without
    from clausescan.report.outline import say

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        total = None if LIST in inputs else sum(1 for _ in without(paths_of(inputs, sys.stdin.buffer), store))
        task, began = progress.add_task("", total=total), time.monotonic()

        def seen(tally: Tally) -> None:
            rate = f"{tally.documents / max(time.monotonic() - began, 0.001):.1f}"
            words = say("scan_progress", lang.value, rate=rate, unread=tally.unread)
            progress.update(task, completed=tally.documents, description=words)

        yield seen
