"""`clausescan train` and `clausescan evaluate`: make the model anew, measure it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clausescan.cli.common import app


@app.command()
def train(
    shared: Annotated[Path, typer.Option(help="folder that holds loan/train.jsonl …")] = Path("../shared/corpora"),
    corpora: Annotated[Path, typer.Option(help="our own corpora")] = Path("corpora"),
    out: Annotated[Path, typer.Option("-o", "--out", help="model directory to write")] = Path("models/loan-zh"),
) -> None:
    """重新训练模型 / train the model anew (needs the shared corpora)."""
    from clausescan.training.export import train_and_export

    for line in train_and_export(shared, corpora, out):
        typer.echo(line)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="annotated documents, JSON Lines")],
    model: Annotated[Path | None, typer.Option(help="another model directory")] = None,
) -> None:
    """在标注文档上评测 / measure a model on annotated documents, through analyze."""
    from clausescan.training.evaluate import evaluate_file

    typer.echo(evaluate_file(gold, model))
