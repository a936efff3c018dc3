"""A disk that is full at random points: one sentence, nothing lost, and with room again the next run completes.

The home lies on a small file system of its own (a tmpfs), which is given room for a random number of bytes more.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipeline.databases import DamagedError
from pipeline.errors import CmeError
from tests.torture.homes import COMMANDS, Prepared, finish, harm_to, prepare

CHILDREN = 1_000
BLOCK = 4096


def run(seed: int, count: int) -> list[str]:
    """Fills the disk for `count` runs; returns what was found, a sentence for one that did harm."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="cme-full-") as name:
        folder = Path(name)
        with small_disk(folder / "disk", 400) as is_mounted:
            if not is_mounted:
                return ["not run: no file system may be mounted here (it takes the rights of root)"]
            prepared = prepare(folder, CHILDREN, seed)
            needed = _needed(folder / "disk", prepared)
            harm: list[str] = []
            full = tried = 0
            while full < count:
                command = chance.choice(sorted(COMMANDS))
                room = chance.randrange(0, needed, BLOCK)
                tried += 1
                was_full, found = one(folder / "disk", prepared, command, room)
                full += was_full
                harm += [f"{command} with room for {room:,} bytes: {what}" for what in found]
        return [f"{full} runs on a disk that was full (of {tried}), {len(harm)} did harm", *harm]


@contextlib.contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[bool]:
    """A file system of that size; gives whether it could be mounted."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    is_mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", str(place)], check=True)


def _needed(disk: Path, prepared: Prepared) -> int:
    """How many bytes more than the home itself a run takes at most, roughly."""
    home = _copied(disk, prepared)
    before = shutil.disk_usage(disk).used
    finish(home, "monthly-report", COMMANDS["monthly-report"])
    return (shutil.disk_usage(disk).used - before) + (home / "store" / "run.duckdb").stat().st_size


def _copied(disk: Path, prepared: Prepared) -> Path:
    home = disk / "home"
    shutil.rmtree(home, ignore_errors=True)
    return Path(shutil.copytree(prepared.home, home))


def one(disk: Path, prepared: Prepared, command: str, room: int) -> tuple[bool, list[str]]:
    """(whether the disk was full, what harm that did)."""
    home, ballast = _copied(disk, prepared), disk / "ballast"
    with ballast.open("wb") as file:
        file.truncate(0)
        left = shutil.disk_usage(disk).free - room
        file.write(bytes(left) if left > 0 else b"")
    harm, was_full = [], False
    try:
        finish(home, command, COMMANDS[command])
    except (CmeError, OSError, duckdb.Error) as error:  # Each is told in one sentence (pipeline/cli_options.py).
        was_full = True
        harm = ["a full disk is called a damaged store"] * isinstance(error, DamagedError)
    ballast.unlink()
    return was_full, harm + harm_to(home, prepared, command)
