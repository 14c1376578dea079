"""The command line, by typer: one module a command, each loaded with the app, each importing what it needs when it runs.

Messages to borrowers are in Chinese or English (`--lang`); exit codes are a contract (`common.Exit`).
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from clausescan import __version__
from clausescan.cli import analyze, check, compare, explain, letter, scan, store, summary, train
from clausescan.cli.common import Exit, app
from clausescan.errors import ClausescanError, InputError

__all__ = ["analyze", "app", "check", "compare", "explain", "letter", "main", "scan", "store", "summary", "train"]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"clausescan {__version__}")
        raise typer.Exit(Exit.OK)


@app.callback()
def _root(
    _wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="print the version and exit")
    ] = False,
) -> None:
    """签约前读懂贷款协议：通讯录、第三方共享、催收权利。Reads a Chinese loan agreement before you sign it."""


def main() -> None:
    """Run the command line; every foreseen error is one line on standard error and an exit code."""
    try:
        app()
    except ClausescanError as error:
        sys.stderr.write(f"clausescan: {error}\n")
        sys.exit(Exit.UNREADABLE if isinstance(error, InputError) else Exit.USAGE)
    except BrokenPipeError:
        # The reader (head, less) has gone; keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.OK)
