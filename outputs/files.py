"""Putting a finished file in place, so that a reader sees the old one or the new one, never half of either."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO


def replace_file(path: Path, write: Callable[[IO[bytes]], None], mode: int = 0o600) -> None:
    """Calls `write` with a temporary file beside `path`, and renames it to `path` once it is safely on disk.

    mode: the permissions of the file. If `write` raises, the temporary file is removed and `path` is as it was.
    Raises OSError when the folder cannot be written or the file is held open by another program.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def replace_folder(path: Path, write: Callable[[Path], None]) -> None:
    """Calls `write` with an empty folder beside `path`, and puts it in the place of `path` once it is complete.

    The folder has the permissions of the one that it lies in. If `write` raises, `path` is as it was; where a run was
    killed, the folder that it had moved away is back first, and what else it left (.<name>.*) is removed.
    Raises OSError when a folder cannot be written or moved away.
    """
    for moved_away in path.parent.glob(f".{path.name}.*.old"):
        if not path.exists():
            moved_away.rename(path)
    for leftover in path.parent.glob(f".{path.name}.*"):
        shutil.rmtree(leftover)
    new = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent))
    new.chmod(stat.S_IMODE(path.parent.stat().st_mode))
    old = new.with_suffix(".old")
    try:
        write(new)
        if path.exists():
            path.rename(old)
        new.rename(path)
    except BaseException:
        if old.exists() and not path.exists():
            old.rename(path)
        shutil.rmtree(new, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """The rename itself must survive a power cut; only POSIX systems let a folder be opened for that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
