"""What the documents say is so: the catalogue is that of the rules, and every command stands in the README."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.main import get_command

from pipeline import rulebook
from pipeline.catalogue import catalogue
from pipeline.cli import app

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = get_command(app).commands  # type: ignore[attr-defined] # an app of several commands is a group


def test_the_catalogue_is_that_of_the_rules() -> None:
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == catalogue(rulebook.load(date(2026, 10, 31))), "run `make docs`"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_and_stands_in_the_readme(name: str) -> None:
    assert COMMANDS[name].help
    assert f"`cme {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["pipeline", "pipeline/stages", "sources", "rules", "outputs", "tests"])
def test_every_folder_stands_in_the_readme(name: str) -> None:
    assert f"| `{name}/` |" in (ROOT / "README.md").read_text(encoding="utf-8")
