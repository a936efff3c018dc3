"""CME_HOME as a place: its folders and who may read them, the lock, and the log of events."""

from __future__ import annotations

import grp
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from pipeline.errors import CmeError, RunInProgress, SettingsError
from pipeline.settings import Settings
from pipeline.store import SPILL

TEMPORARY = "temporary"


def make_folders(settings: Settings) -> None:
    """Creates the folders of CME_HOME: 0700, or 2770 with the group for lists and reports where one is configured.

    Raises SettingsError where others can look into CME_HOME, the group does not exist or a folder cannot be made.
    """
    try:
        _refuse_if_others_can_look(settings)
        for folder in (settings.home, settings.inbox, settings.store, settings.home / "logs"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for source in settings.inbox.iterdir():
            if source.is_dir() and not source.is_symlink():
                source.chmod(0o700)
        for folder in (settings.inbox, settings.store, settings.home / "logs"):
            folder.chmod(0o700)
        for folder in (settings.lists, settings.reports):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if settings.paths.group:
                os.chown(folder, -1, grp.getgrnam(settings.paths.group).gr_gid)
                folder.chmod(0o2770)
            else:
                folder.chmod(0o700)
    except KeyError:
        raise SettingsError(f"cme.toml: the group '{settings.paths.group}' of paths.group does not exist.") from None
    except OSError as error:
        raise SettingsError(
            f"The folder {settings.home} cannot be prepared ({error.strerror}); see that it can be written."
        ) from None


def _refuse_if_others_can_look(settings: Settings) -> None:
    """Extracts are delivered into it by other programs, so it is the folder itself that must keep others out.

    A folder above it that keeps them out will do. Members of the group of lists and reports may pass through it.
    """
    home = settings.home.absolute()
    if not home.exists():
        return
    own = home.stat().st_mode & (0o007 if settings.paths.group else 0o077)
    if own and all(folder.stat().st_mode & 0o011 for folder in home.parents):
        mode = 710 if settings.paths.group else 700
        raise SettingsError(f"Others can look into the folder {home}: close it to them with `chmod {mode} {home}`.")


def make_within(folder: Path) -> None:
    """Creates a folder within lists or reports, for the same readers as the folder it lies in."""
    if not folder.is_dir():
        folder.mkdir()
        folder.chmod(stat.S_IMODE(folder.parent.stat().st_mode))


def remove_leftovers(settings: Settings) -> None:
    """What a run that was killed left of a file it was writing (see outputs/files.py), or spilt from memory.

    Nobody else is at work now.
    """
    shutil.rmtree(settings.store / SPILL, ignore_errors=True)
    for folder, pattern in (
        (settings.store, "*.copying.duckdb*"),
        (settings.store, "*.rekeyed.duckdb*"),
        (settings.store, "*.restoring.duckdb*"),
        (settings.lists, ".*.tmp"),
        (settings.reports, "*/.*.tmp"),
        (settings.reports, "*/lists/.*.tmp"),
    ):
        for leftover in folder.glob(pattern):
            leftover.unlink(missing_ok=True)


def mode_of_files(settings: Settings) -> int:
    """The permissions of lists and reports."""
    return 0o660 if settings.paths.group else 0o600


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """One run at a time, whose temporary files lie in store/. Raises RunInProgress where another holds the lock."""
    from filelock import FileLock, Timeout

    lock = FileLock(settings.store / "run.lock", timeout=0)
    try:
        with lock, _temporary_files_in(settings.store / TEMPORARY):
            yield
    except Timeout:
        raise RunInProgress("Another run is at work in this folder; wait until it has ended and try again.") from None


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """Inside, what asks for a temporary file gets one in that folder, not in one of the machine's; gone afterwards."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def journal(settings: Settings, command: str, as_at: date, today: date) -> Iterator[Callable[..., None]]:
    """The log of one run: a function that writes one event with counts and codes, never a child's data."""
    path = settings.home / "logs" / f"{today.isoformat()}.jsonl"

    def log(event: str, **facts: object) -> None:
        line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "command": command, "as_at": as_at.isoformat()}
        with path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({**line, "event": event, **facts}) + "\n")

    log("started")
    try:
        yield log
    except BaseException as error:
        code = error.exit_code if isinstance(error, CmeError) else 1
        log("stopped", error=type(error).__name__, exit_code=code)
        raise
    log("ended")
