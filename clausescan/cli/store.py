"""`clausescan export`: what a scan stored, for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clausescan.batch.tables import Format
from clausescan.cli.common import app

StoreArgument = Annotated[Path, typer.Argument(help="SQLite file made by scan")]


@app.command()
def export(
    store: StoreArgument,
    folder: Annotated[Path, typer.Argument(help="folder for one file a table; made if need be")],
    fmt: Annotated[Format, typer.Option("--format", help="parquet needs the extra batch")] = Format.PARQUET,
) -> None:
    """导出结果为 Parquet、CSV 或 JSONL / write the tables of a store as files."""
    from clausescan.batch.export import export as write
    from clausescan.batch.store import Store

    with Store(store) as opened:
        for path in write(opened, folder, fmt):
            typer.echo(path)
