"""The commands that keep the store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import HOME, LOOK, AsJson, Debug, Home, plainly, today_here

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


@upkeep.command()
def backup(home: Home = HOME, debug: Debug = False) -> None:
    """Copy the store, cme.toml, lists and reports into a folder of their own among the backups."""
    with plainly(debug):
        from pipeline import settings
        from pipeline.backup import backup as copy_all

        typer.echo(copy_all(settings.load(home), today_here()))


@upkeep.command()
def restore(
    place: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Of one backup; without it, the newest.")
    ] = None,
    home: Home = HOME,
    force: Annotated[bool, typer.Option("--force", help="Also where the store is whole.")] = False,
    debug: Debug = False,
) -> None:
    """Put a backup in the place of a store that is damaged or lost; what lies there is set aside."""
    with plainly(debug):
        from pipeline import settings
        from pipeline.backup import restore as put_back

        typer.echo(put_back(settings.load(home), place, today_here(), force=force))


@upkeep.command()
def verify(home: Home = HOME, as_json: AsJson = False, debug: Debug = False) -> None:
    """Say whether store, issued reports, lists and every backup are as they were written."""
    with plainly(debug):
        from dataclasses import asdict

        from pipeline import printing, settings
        from pipeline.verify import verify as look_at_all

        found = look_at_all(settings.load(home))
        if as_json:
            printing.print_json(asdict(found))
        else:
            for sentence in found.wrong + found.well:
                typer.echo(sentence)
        if found.wrong:
            raise typer.Exit(LOOK)
