"""The program `cme` as a test runs it: in this process, on a day of the test's choosing."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

from typer.testing import CliRunner

from pipeline import cli, cli_upkeep

NOWHERE = Path("/there is no such folder")


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
    """Runs a command for a CME_HOME as if the day were `today`. An error that the program lets through is raised.

    The machine's folder of temporary files is one that does not exist: what the program writes lies in CME_HOME.
    Only the made-up city's schools type their workbooks elsewhere.
    """
    temporary = tempfile.tempdir if command == "demo" else str(NOWHERE)
    with (
        patch.object(cli, "today_here", lambda: today),
        patch.object(cli_upkeep, "today_here", lambda: today),
        patch.object(tempfile, "tempdir", temporary),
    ):
        result = CliRunner().invoke(cli.app, [command, "--home", str(home), *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
