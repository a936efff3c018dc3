"""Memory that does not suffice, at random: the run ends right, or says so in one sentence; the next one completes."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from pipeline import store
from pipeline.errors import OUT_OF_MEMORY
from pipeline.settings import Settings
from tests.torture.homes import COMMANDS, NEXT, Prepared, harm_to, prepare, published

CHILDREN = 1_000
KEY = "made up for the tests of memory"
ENDED, SAID_SO, CUT_OFF = "ended well", "said so", "cut off by a library or the system"
OTHERWISE = "otherwise"
OF_LIBRARIES = ("OpenBLAS error: Memory", "cannot allocate memory for thread-local data")
"""What OpenBLAS and the C library say before they end the program, which nobody can keep them from."""


def run(seed: int, count: int) -> list[str]:
    """Has `count` runs with too little memory; returns what was found, a sentence for one that did harm.

    Every second one is short of addresses, from what a command barely starts with to enough, the others of memory of
    the database; of every three one has an encrypted store.
    """
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="cme-memory-") as name:
        folder = Path(name)
        prepared = prepare(folder, CHILDREN, seed)
        harm: list[str] = []
        ends: Counter[str] = Counter()
        for number in range(count):
            command, key = chance.choice(sorted(COMMANDS)), KEY if number % 3 == 0 else ""
            limit = 0 if number % 2 else chance.randrange(100_000_000, 3_500_000_000)
            megabytes = chance.randrange(1, 120) if number % 2 else 0
            end, found = one(folder / "short", prepared, command, limit, megabytes, key)
            ends[end] += 1
            harm += [f"{command} with {limit:,} bytes, {megabytes} MB: {what}" for what in found]
        told = ", ".join(f"{ends[end]} {end}" for end in (ENDED, SAID_SO, CUT_OFF))
        return [f"{count} runs short of memory ({told}), {len(harm)} did harm", *harm]


def one(home: Path, prepared: Prepared, command: str, limit: int, megabytes: int, key: str) -> tuple[str, list[str]]:
    """(how the run ended, what harm that did)."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(prepared.home, home)
    if key:
        store.rekey(Settings(home, key=key), None)
    arguments = [str(home), command, str(COMMANDS[command]), str(NEXT), str(limit), str(megabytes)]
    with patch.dict(os.environ, {"CME_KEY": key}):
        done = subprocess.run(
            [sys.executable, "-m", "tests.torture.one_run", *arguments], capture_output=True, text=True, check=False
        )
        end, harm = _end_of(done), []
        if end == ENDED:
            now, wanted = published(home), prepared.after[command]
            names = [name for name in wanted if now.get(name) != wanted[name] and not name.endswith("run-report.html")]
            harm = [f"{name} is not as after an undisturbed run" for name in names]
        elif end == OTHERWISE:
            harm = [f"exit code {done.returncode}, {done.stderr!r}"]
        return end, harm + harm_to(home, prepared, command)


def _end_of(done: subprocess.CompletedProcess[str]) -> str:
    said = done.stderr.strip()
    if done.returncode in (0, 3):
        return ENDED
    if (done.returncode, said) == (1, OUT_OF_MEMORY):
        return SAID_SO
    by_library = done.returncode < 0 or said.startswith(OF_LIBRARIES)
    return CUT_OFF if by_library and "Traceback" not in said else OTHERWISE
