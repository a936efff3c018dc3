"""Runs killed at random points: the next one completes, and comes to what an undisturbed one comes to."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

from tests.torture.homes import COMMANDS, Prepared, harm_to, prepare, start

CHILDREN = 1_000


def run(seed: int, count: int) -> list[str]:
    """Kills `count` runs that had stored something; returns what was found, a sentence for a kill that did harm."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="cme-kills-") as name:
        folder = Path(name)
        prepared = prepare(folder, CHILDREN, seed)
        harm: list[str] = []
        killed = tried = 0
        while killed < count:
            command = chance.choice(sorted(COMMANDS))
            seconds = chance.random() * prepared.seconds[command]
            tried += 1
            had_stored, found = one(folder / "killed", prepared, command, seconds)
            killed += had_stored
            harm += [f"{command} killed after {seconds:.3f} s: {what}" for what in found]
        return [f"{killed} runs killed after they had stored something (of {tried}), {len(harm)} did harm", *harm]


def one(home: Path, prepared: Prepared, command: str, seconds: float) -> tuple[bool, list[str]]:
    """(whether the killed run had stored anything, what harm it did)."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(prepared.home, home)
    before = _stored(home)
    start(home, command, seconds)
    had_stored = _stored(home) != before
    return had_stored, harm_to(home, prepared, command)


def _stored(home: Path) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted((home / "store").glob("cme.duckdb*"))]
