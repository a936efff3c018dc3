"""Backup and restore: the store, cme.toml, lists and reports, in a folder of one day with the hash of each file.

Not the inbox: what arrived is in the store. Not run.duckdb: the next run makes it. An encrypted store stays encrypted;
lists and reports are as they are.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO

import duckdb

from outputs.files import replace_file, replace_folder
from pipeline import databases, store
from pipeline.errors import CmeError, StoreError
from pipeline.files.delivery import content_hash
from pipeline.home import locked, make_folders, mode_of_files
from pipeline.settings import Settings

MANIFEST = "manifest.json"
NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(\d+))?")
STORED = f"store/{store.DURABLE_FILE}"


def backup(settings: Settings, today: date) -> str:
    """Copies everything that cannot be made again into a new folder of the backups; returns what was done.

    Raises StoreError where the store is damaged (then there is nothing to copy), CmeError before the first run,
    RunInProgress.
    """
    if not (settings.store / store.DURABLE_FILE).exists():
        raise CmeError("There is no store here to back up: run `cme nightly`, or put a backup back with `cme restore`.")
    make_folders(settings)
    _make_private(settings.backups)
    with locked(settings):
        con = store.open_durable(settings)  # What a killed run left in the log goes into the file.
        try:
            con.execute("CHECKPOINT cme")
            if damaged := store.unreadable_tables(con, "cme"):
                raise StoreError(_DAMAGED.format(", ".join(damaged)))
        finally:
            con.close()
        place = _free(settings.backups, today)
        replace_folder(place, lambda folder: _copy_all(settings, folder))
    return f"Backed up to {place}."


_DAMAGED = (
    "The store is damaged ({} cannot be read), so it was not backed up; put the newest backup back with `cme restore`."
)


def _free(folder: Path, today: date) -> Path:
    place, number = folder / today.isoformat(), 1
    while place.exists():
        number += 1
        place = folder / f"{today.isoformat()}-{number}"
    return place


def _copy_all(settings: Settings, folder: Path) -> None:
    hashes = {}
    for inside, path in _to_keep(settings):
        copy = folder / inside
        _make_private(copy.parent)
        shutil.copyfile(path, copy)
        copy.chmod(0o600)
        with copy.open("rb") as file:
            os.fsync(file.fileno())
        hashes[inside] = content_hash(copy)
    _write(folder / MANIFEST, json.dumps({"files": hashes}, indent=1).encode())


def _make_private(folder: Path) -> None:
    """Makes a folder, and those above it that are not there, for nobody else to look into."""
    if not folder.exists():
        _make_private(folder.parent)
        folder.mkdir(mode=0o700)


def _write(path: Path, content: bytes, mode: int = 0o600) -> None:
    def write(file: IO[bytes]) -> None:
        file.write(content)

    replace_file(path, write, mode)


def _to_keep(settings: Settings) -> Iterator[tuple[str, Path]]:
    """(path within the backup, file) of everything that is backed up; no file that somebody is just writing."""
    yield STORED, settings.store / store.DURABLE_FILE
    if (toml := settings.home / "cme.toml").exists():
        yield "cme.toml", toml
    for name, folder in (("lists", settings.lists), ("reports", settings.reports)):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~$")):
                yield f"{name}/{path.relative_to(folder).as_posix()}", path


def damage_of(place: Path) -> list[str]:
    """What of a backup is not as it was written: paths within it; the manifest, where that is."""
    try:
        said = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return [MANIFEST]
    hashes = said.get("files") if isinstance(said, dict) else None
    if not isinstance(hashes, dict) or STORED not in hashes or not all(map(_belongs, hashes)):
        return [MANIFEST]
    return [inside for inside, digest in hashes.items() if _hash_of(place / inside) != digest]


def _belongs(inside: str) -> bool:
    """Whether a manifest may name that path: one that lies in the backup, and is of what backups hold."""
    first, *rest = inside.split("/")
    return inside == "cme.toml" or (first in ("store", "lists", "reports") and bool(rest) and ".." not in rest)


def _hash_of(path: Path) -> str:
    try:
        return content_hash(path)
    except OSError:
        return ""


def backups_made(settings: Settings) -> list[Path]:
    """The folders of the backups, the newest first."""
    named = ((NAME.fullmatch(path.name), path) for path in settings.backups.glob("*") if path.is_dir())
    made = [(name[1], int(name[2] or 1), path) for name, path in named if name]  # A copy by another name is none.
    return [path for _, _, path in sorted(made, reverse=True)]


def newest_backup(settings: Settings) -> Path | None:
    """The newest folder of the backups."""
    return next(iter(backups_made(settings)), None)


def restore(settings: Settings, place: Path | None, today: date, *, force: bool) -> str:
    """Puts a backup (None: the newest) in place of the store; returns what was done, in sentences.

    What lies under store/ is set aside. Of cme.toml, lists and reports only what is missing is put back: what officers
    typed since is read by the next run. A store that is whole is replaced only with force.
    Raises CmeError where there is no backup, it is damaged or the store is whole; StoreError where it has another key.
    """
    place = place or newest_backup(settings)
    if place is None or not place.is_dir():
        raise CmeError(f"There is no backup in {place or settings.backups}; name the folder of one.")
    if damage := damage_of(place):
        raise CmeError(
            f"The backup {place} is damaged ({', '.join(damage[:3])}), so nothing was restored; take another."
        )
    make_folders(settings)
    with locked(settings):
        durable = settings.store / store.DURABLE_FILE
        if durable.exists() and _is_whole(settings) and not force:
            raise CmeError(
                "The store here is whole, so nothing was restored; to go back to the backup all the same, add --force."
            )
        restoring = settings.store / "cme.restoring.duckdb"
        shutil.copyfile(place / STORED, restoring)
        restoring.chmod(0o600)
        con = databases.connect(settings.key)
        try:
            databases.attach(con, restoring, "restored", settings.key)
        finally:
            con.close()
        aside = _set_aside(settings, today)
        restoring.replace(durable)
        back = sum(_put_back(settings, place, inside) for inside in _inside(place))
    said = f"The store is that of the backup {place.name}."
    said += f" What lay there is in {aside.relative_to(settings.home)}." if aside else ""
    said += f" {back} files that were missing are back." if back else ""
    return f"{said} Run `cme nightly` next."


def _is_whole(settings: Settings) -> bool:
    """Whether the store can be read to the end; what its log holds is in it then. Raises StoreError where it can only
    not be opened for want of the key."""
    con = databases.connect(settings.key)
    try:
        databases.attach(con, settings.store / store.DURABLE_FILE, "cme", settings.key)
        con.execute("CHECKPOINT cme")
        return not store.unreadable_tables(con, "cme")
    except (databases.DamagedError, duckdb.Error):
        return False
    finally:
        con.close()


def _set_aside(settings: Settings, today: date) -> Path | None:
    """Names the files of the store anew in a folder beside, the durable one as well under its own name for now, so that
    there is a store at every moment."""
    files = [path for path in settings.store.glob("*.duckdb*") if "restoring" not in path.name]
    if not files:
        return None
    aside = _free(settings.store / "set-aside", today)
    _make_private(aside)
    for path in files:
        if path.name == store.DURABLE_FILE:
            os.link(path, aside / path.name)
        else:
            path.replace(aside / path.name)
    return aside


def _inside(place: Path) -> list[str]:
    return [
        inside for inside in json.loads((place / MANIFEST).read_text(encoding="utf-8"))["files"] if inside != STORED
    ]


def _put_back(settings: Settings, place: Path, inside: str) -> bool:
    """Whether the file was missing, and is back."""
    first, _, rest = inside.partition("/")
    target = {"lists": settings.lists, "reports": settings.reports}.get(first, settings.home) / (rest or first)
    if target.exists():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    _write(target, (place / inside).read_bytes(), mode_of_files(settings) if rest else 0o600)
    return True
