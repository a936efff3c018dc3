"""The commands that keep the store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import HOME, Debug, Home, plainly

upkeep = typer.Typer()


@upkeep.command()
def rekey(
    home: Home = HOME,
    old: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="The key file of now; without it, CME_OLD_KEY or none."),
    ] = None,
    debug: Debug = False,
) -> None:
    """Encrypt the store with the key that cme.toml or CME_KEY names, or write it in plain where none is named."""
    with plainly(debug):
        from pipeline import settings
        from pipeline.upkeep import rekey as encrypt_anew

        said = settings.load(home)
        in_environment = os.environ.get("CME_OLD_KEY")
        old_key = (
            settings.read_key(old) if old else in_environment and settings.checked_key(in_environment, "CME_OLD_KEY")
        )
        typer.echo(encrypt_anew(said, old_key or None))
