"""Putting a new list in its place, unless somebody is at work on the one that lies there."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pipeline.files.delivery import content_hash
from pipeline.store import Connection, transaction

LEFT_BEHIND_DAYS = 2
"""A lock as old as that, beside a list that nobody has saved since, is what a crashed program left behind."""


def fresh_path(path: Path) -> Path:
    """Where a list is written before it is put in its place: beside it, and by no other run."""
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def put_again(path: Path) -> str:
    """Renames the list that lies at `fresh_path(path)` to `path`, where nobody works on it. Returns no remark."""
    fresh_path(path).replace(path)
    return ""


def put(con: Connection, path: Path, version: str, today: date) -> str:
    """Renames the list that lies at `fresh_path(path)` to `path`, or puts it beside that as "(newer)".

    What was read back before this run wrote anything may be replaced; what was opened or saved since may not, so each
    place is looked at again in the instant before the rename. Copies beside it that were read back are removed.
    version: what the list shows (see `shown`), remembered with what was written.
    Returns a remark where the list does not lie at `path`. Raises OSError when the folder cannot be written.
    """
    fresh = fresh_path(path)
    digest = content_hash(fresh)
    places = _places(path)
    chosen = next(place for place in places if _is_put(con, fresh, place, today))
    for place in places[1:]:
        if place != chosen and place.exists() and not _is_at_work(con, place, today):
            place.unlink()
    with transaction(con):
        con.execute("DELETE FROM decisions.written WHERE file = ?", [chosen.name])
        con.execute(
            "INSERT INTO decisions.written BY NAME SELECT ? AS file, ? AS content_hash, ? AS version",
            [chosen.name, digest, version],
        )
    return "" if chosen == path else f"{path.name} is open, so the new list lies beside it as {chosen.name}"


def _places(path: Path) -> list[Path]:
    """The list's own place, then beside it, as far as copies lie there, and one more that is free."""
    places = [path, path.with_name(f"{path.stem} (newer).xlsx")]
    while places[-1].exists() or _locks(places[-1]):
        places.append(path.with_name(f"{path.stem} (newer {len(places)}).xlsx"))
    return places


def _is_put(con: Connection, fresh: Path, place: Path, today: date) -> bool:
    """Whether the list could be put there. A share refuses the rename where a program holds the file open."""
    if _is_at_work(con, place, today):
        return False
    try:
        fresh.replace(place)
    except PermissionError:
        if place.exists():
            return False
        raise
    return True


def _is_at_work(con: Connection, path: Path, today: date) -> bool:
    """Whether the file is open in Excel or LibreOffice, or is not the one that was read back."""
    locks = _locks(path)
    try:
        digest = content_hash(path)
    except FileNotFoundError:
        return bool(locks)
    except OSError:
        return True
    read = "SELECT 1 FROM read_back WHERE file = ? AND content_hash = ?"
    if con.execute(read, [path.name, digest]).fetchone() is None:
        return True
    return is_open(path, today)


def is_open(path: Path, today: date) -> bool:
    """Whether somebody has the file open, as its locks say."""
    return any(not _is_left_behind(lock, path, today) for lock in _locks(path))


def _locks(path: Path) -> list[Path]:
    """The files by which Excel and LibreOffice say that somebody has it open."""
    return [lock for name in (f"~${path.name}", f".~lock.{path.name}#") if (lock := path.with_name(name)).exists()]


def _is_left_behind(lock: Path, path: Path, today: date) -> bool:
    try:
        locked, saved = lock.stat().st_mtime, path.stat().st_mtime
    except FileNotFoundError:
        return True
    long_ago = datetime.fromtimestamp(locked, UTC).date() <= today - timedelta(days=LEFT_BEHIND_DAYS)
    return long_ago and saved <= locked
