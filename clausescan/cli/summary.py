"""`clausescan summary`: a store as one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clausescan.cli.common import LangOption, Language, app, opened
from clausescan.cli.store import StoreArgument

if TYPE_CHECKING:
    from clausescan.batch.prevalence import Judged
    from clausescan.batch.store import Store


@app.command()
def summary(
    store: StoreArgument,
    out: Annotated[Path, typer.Option("-o", "--output", help="HTML file to write")],
    metadata: Annotated[
        Path | None,
        typer.Option(help="CSV with path or sha256, and any of lender, kind, version, date; lender is else the folder"),
    ] = None,
    model: Annotated[Path | None, typer.Option(help="directory of the model that made the rows, if not ours")] = None,
    lang: LangOption = Language.ZH,
) -> None:
    """批量结果总览，一个网页 / one page on a store: prevalence, lenders, kinds, worst clauses, templates, failures."""
    from clausescan.batch.metadata import read_metadata
    from clausescan.batch.store import Store
    from clausescan.batch.summary import Summary
    from clausescan.report.dashboard import render
    from clausescan.report.outline import say

    facts = read_metadata(metadata) if metadata else {}
    with Store(store) as rows:
        judged, uncorrected = _judged(rows, model)
        figures = Summary(rows, facts, judged)
        page = render(rows, figures, uncorrected=uncorrected, lang=lang.value)
        if facts and (unmatched := figures.unmatched(facts)):
            typer.echo(
                f"clausescan: {say('summary_unmatched', lang.value, metadata=metadata, count=unmatched)}", err=True
            )
    with opened(out) as file:
        file.write(page)


def _judged(store: Store, model: Path | None) -> tuple[dict[str, Judged], str]:
    """What the rows' model did on documents of known truth, or why that is not known (a key of messages.toml)."""
    from clausescan.batch.prevalence import judged_by
    from clausescan.classify.model import default_directory, load

    directory = model or default_directory()
    made_by = {sha256 for (sha256,) in store.query("SELECT DISTINCT model_sha256 FROM documents")}
    if made_by - {load(directory).sha256}:
        return {}, "summary_uncorrected_model"
    judged = judged_by(directory)
    return judged, "" if judged else "summary_uncorrected_unmeasured"
