"""The program `cme` as a test runs it: in this process, on a day of the test's choosing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

from typer.testing import CliRunner

from pipeline import cli, cli_upkeep


@dataclass(frozen=True)
class Done:
    """What one command came to."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def said(self) -> str:
        """Everything it printed."""
        return f"{self.stdout}\n{self.stderr}"


def cme(home: Path, command: str, *arguments: str, today: date) -> Done:
    """Runs a command for a CME_HOME as if the day were `today`. An error that the program lets through is raised."""
    with patch.object(cli, "today_here", lambda: today), patch.object(cli_upkeep, "today_here", lambda: today):
        result = CliRunner().invoke(cli.app, [command, "--home", str(home), *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
