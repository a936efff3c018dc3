"""Runs as cron starts them: who may read what they write, and runs that are cut off."""

from __future__ import annotations

import grp
import os
import shutil
import signal
import stat
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import pytest
from command_line import cme, contents
from runs import (
    DONE,
    FAILED,
    LISTS,
    LOOK,
    cells,
    published,
    two_leavers,
)
from small_council import GATEWAY, TODAY, D, deliver

from pipeline import cli
from pipeline.errors import SettingsError
from pipeline.home import make_folders
from pipeline.settings import Paths, Settings
from sources.synthetic import write_city
from sources.synthetic.city import FEWEST

REPOSITORY = Path(__file__).parents[1]
TOMORROW = TODAY + timedelta(1)


@pytest.fixture
def copy(council_issued: Path, tmp_path: Path) -> Path:
    """A CME_HOME whose October report is issued."""
    return Path(shutil.copytree(council_issued, tmp_path / "home"))


# Who may read what


def _modes(folder: Path) -> dict[str, int]:
    """The permissions of the folder and of everything in it, by its path."""
    every = {path.relative_to(folder).as_posix(): path for path in (folder, *folder.rglob("*"))}
    return {name: stat.S_IMODE(path.stat().st_mode) for name, path in every.items()}


def _run_as_cron_does(home: Path, *arguments: str) -> None:
    """By the program's own entry, from a shell that would let everybody read what it writes."""
    before = os.umask(0o022)
    try:
        with (
            patch.dict(os.environ, {"CME_HOME": str(home)}),
            patch.object(sys, "argv", ["cme", *arguments]),
            patch.object(cli, "keep_to_sentences"),
            pytest.raises(SystemExit) as ended,
        ):
            cli.main()
    finally:
        os.umask(before)
    assert ended.value.code in (DONE, LOOK)


def _deliver_to_all(home: Path, settings: str = GATEWAY) -> None:
    """An inbox that somebody made readable for everybody, a list that cannot be read, a past day, a draft."""
    deliver(home, settings=settings)
    for path in (home, *(home / "inbox").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    _run_as_cron_does(home, "nightly", "--as-at", "2026-11-02")
    (home / "lists" / "cme-register.xlsx").write_bytes(b"not a workbook")
    _run_as_cron_does(home, "monthly-report", "--as-at", str(D))
    assert (home / "lists" / "set-aside").is_dir()
    assert (home / "reports" / str(D) / "lists").is_dir()


def test_nobody_else_may_read_anything(tmp_path: Path) -> None:
    home = tmp_path / "home"
    _deliver_to_all(home)
    for part in ("store", "logs", "lists", "reports"):
        for name, mode in _modes(home / part).items():
            assert mode == (0o700 if (home / part / name).is_dir() else 0o600), f"{part}/{name}: {mode:o}"
    folders = {name: mode for name, mode in _modes(home / "inbox").items() if (home / "inbox" / name).is_dir()}
    assert set(folders.values()) == {0o700}


def test_a_group_may_read_and_write_lists_and_reports_and_nothing_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    group = grp.getgrgid(os.getgid()).gr_name
    _deliver_to_all(home, f'{GATEWAY}[paths]\ngroup = "{group}"\n')
    for part in ("lists", "reports"):
        for name, mode in _modes(home / part).items():
            assert mode == (0o2770 if (home / part / name).is_dir() else 0o660), f"{part}/{name}: {mode:o}"
            assert (home / part / name).stat().st_gid == os.getgid()
    for part in ("store", "logs"):
        for name, mode in _modes(home / part).items():
            assert mode == (0o700 if (home / part / name).is_dir() else 0o600), f"{part}/{name}: {mode:o}"


@pytest.mark.parametrize(
    ("mode", "group", "above", "is_refused"),
    [
        (0o700, "", 0o755, False),
        (0o755, "", 0o755, True),
        (0o701, "", 0o755, True),
        (0o750, "", 0o755, True),
        (0o755, "", 0o700, False),
        (0o710, "root", 0o755, False),
        (0o711, "root", 0o755, True),
    ],
)
def test_a_home_that_others_can_look_into_is_refused(
    tmp_path: Path, mode: int, group: str, above: int, is_refused: bool
) -> None:
    home = tmp_path / "above" / "home"
    home.mkdir(parents=True)
    home.chmod(mode)
    home.parent.chmod(above)
    named = grp.getgrgid(os.getgid()).gr_name if group else ""
    # Pytest keeps others out of the folder that this one lies in, so nothing further up is looked at.
    with patch("pathlib.PurePath.parents", property(lambda path: [path.parent])):
        refused = ""
        try:
            make_folders(Settings(home, paths=Paths(group=named)))
        except SettingsError as error:
            refused = str(error)
    assert bool(refused) == is_refused
    assert not refused or f"chmod 7{'1' if group else '0'}0 {home}" in refused


# Runs that are cut off


def test_lists_that_could_not_all_be_written_are_written_the_next_night(copy: Path) -> None:
    """The disk is full at the third list: the sentence says so, no half file lies about, the next night completes."""
    untouched = shutil.copytree(copy, copy.parent / "untouched")
    for home in (copy, untouched):
        two_leavers(home)
    from outputs import exception_lists
    from pipeline.stages import lists

    written = []

    def write_two(*arguments: Any, **named: Any) -> None:
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        written.append(exception_lists.write_list(*arguments, **named))

    with patch.object(lists, "write_list", write_two):
        done = cme(copy, "nightly", "--as-at", str(D), today=TODAY)
    assert done.exit_code == FAILED
    assert "No space left on device" in done.stderr
    assert {path.name for path in (copy / "lists").iterdir()} == LISTS
    for home in (copy, untouched):
        assert cme(home, "nightly", "--as-at", str(D), today=TOMORROW).exit_code == DONE
    assert contents(copy / "lists") == contents(untouched / "lists")
    assert _entries(copy) == _entries(untouched) == []


def _entries(home: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "store" / "cme.duckdb"), read_only=True) as con:
        return con.execute("FROM decisions.entry").fetchall()


def _killed_after(home: Path, line: str, *arguments: str) -> None:
    """Starts a run as cron does and kills it (kill -9) as soon as it says the line."""
    command = [sys.executable, "-m", "pipeline", *arguments, "--home", str(home)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        assert any(said.startswith(line) for said in run.stdout), f"the run never said {line!r}"
        run.send_signal(signal.SIGKILL)
    assert run.returncode == -signal.SIGKILL, f"the run had ended by then (exit code {run.returncode})"


POINTS = (
    *("Reading the inbox", "read admissions/applications_2026-12-31", "Applying the rules"),
    *("Writing Appendix 3", "Writing the lists"),
)


@pytest.fixture(scope="module")
def october_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest city with every kind of case, after October's report, with December's files in its inbox."""
    home = tmp_path_factory.mktemp("city")
    write_city(home, children=FEWEST, seed=1, as_at=D)
    assert cme(home, "monthly-report", today=TODAY).exit_code == DONE
    write_city(home, children=FEWEST, seed=1, as_at=date(2026, 12, 31))
    return home


def test_a_run_killed_anywhere_leaves_whole_files_and_the_next_one_completes(
    october_city: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(october_city, tmp_path / "home"))
    december = ("monthly-report", "--as-at", "2026-12-31")
    octobers_links = cme(home, "links", today=TODAY).stdout
    for point in POINTS:
        _killed_after(home, point, *december)
        assert cme(home, "links", today=TODAY).stdout == octobers_links, point
        for path in (*(home / "lists").glob("*.xlsx"), *(home / "reports").glob("*/*.xlsx")):
            assert cells(path), path
    today = date(2027, 1, 4)
    assert cme(home, *december, today=today).exit_code == DONE
    assert cme(october_city, *december, today=today).exit_code == DONE
    # The run report says what came in with its own run, and the killed ones took the files in.
    names = {name for name in published(october_city) if not name.endswith("2026-12-31/run-report.html")}
    disturbed, undisturbed = published(home), published(october_city)
    assert {name for name in names if disturbed.get(name) != undisturbed[name]} == set()
    assert cme(home, "links", today=today).stdout == cme(october_city, "links", today=today).stdout
    assert _entries(home) == []
    assert not [path for path in (home / "store").iterdir() if "building" in path.name]
