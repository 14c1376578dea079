"""`clausescan export`, `families` and `verify`: what a scan stored, for other tools, by template, and proved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausescan.batch.tables import Format
from clausescan.cli.common import Exit, LangOption, Language, app

if TYPE_CHECKING:
    from clausescan.batch.store import Store
    from clausescan.batch.tables import Value

StoreArgument = Annotated[Path, typer.Argument(help="SQLite file made by scan")]
_LARGEST = 20
"""Families that are shown; the table holds them all."""


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


@app.command()
def families(
    store: StoreArgument,
    threshold: Annotated[
        float, typer.Option(min=0.5, max=1.0, help="least similarity of a document to its template")
    ] = 0.8,
    lang: LangOption = Language.ZH,
) -> None:
    """按模板归并近似的协议，每种做法按模板和按文件各计一次 / group near-duplicates by template, count once for each."""
    from clausescan.batch.families import group
    from clausescan.batch.store import Store

    with Store(store, write=True) as opened:
        group(opened, threshold)
        _show_families(opened, threshold, lang)


def _show_families(store: Store, threshold: float, lang: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    from clausescan.batch.families import counts, largest
    from clausescan.knowledge import practices
    from clausescan.report.outline import say

    def table(*keys: str) -> Table:
        made = Table(box=None, pad_edge=False)
        for key in keys:
            made.add_column(say(key, lang.value), overflow="fold")
        return made

    ((documents, number),) = store.query(
        "SELECT count(*), count(DISTINCT family) FROM documents JOIN families USING (doc_id)"
    )
    top = table("families_documents", "families_grade", "families_template")
    for family in largest(store, _LARGEST):
        top.add_row(
            str(family.documents), say(f"severity_{family.grade}", lang.value) if family.grade else "", family.path
        )
    spread = table("families_templates", "families_documents", "practice")
    for count in counts(store):
        name = practices()[count.practice].name.in_(lang.value)
        spread.add_row(str(count.templates), str(count.documents), f"{name} ({count.practice})")
    console = Console(highlight=False, markup=False)
    console.print(say("families_summary", lang.value, documents=documents, families=number, threshold=threshold))
    console.print(top, spread, sep="\n\n")


@app.command()
def verify(
    store: StoreArgument,
    sample: Annotated[int, typer.Option(min=0, help="documents to analyse again; 0 for all")] = 100,
    seed: Annotated[int, typer.Option(help="chooses the sample")] = 0,
    workers: Annotated[int | None, typer.Option(min=1, help="child processes; by default one a processor")] = None,
    lang: LangOption = Language.ZH,
) -> None:
    """重新分析抽样文件，证明结果可重现 / analyse a sample again and prove that the rows reproduce; exit 1 if not."""
    from clausescan.batch.pool import processors
    from clausescan.batch.store import Store
    from clausescan.batch.verify import config_of, differences, sample_of
    from clausescan.report.outline import say

    different = gone = 0
    with Store(store) as opened:
        paths = sample_of(opened, sample, seed)
        for found in differences(opened, paths, config_of(opened), workers or processors()):
            different += bool(found)
            gone += any(d.is_gone for d in found)
            for d in found:
                typer.echo(f"{d.path}: {d.place}: {_shown(d.stored)} -> {_shown(d.found)}")
    key = "verify_different" if different else "verify_same"
    typer.echo(say(key, lang.value, documents=len(paths), different=different))
    if gone:
        typer.echo(f"clausescan: {say('verify_gone', lang.value, count=gone)}", err=True)
    if different:
        raise typer.Exit(Exit.FINDINGS)


def _shown(value: Value) -> str:
    return value.hex()[:16] if isinstance(value, bytes) else repr(value)
