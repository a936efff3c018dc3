"""`make torture`: every campaign with a seed and a count, and what was found; fails where anything did harm."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

from tests.torture import full_disk, fuzz, kills, long_line, memory, migrations


def _slug(name: str) -> str:
    return name.lower().replace("'", "").replace(" ", "-")


def _fuzz(reader: str, seed: int, count: int) -> list[str]:
    return fuzz.run(seed, count, (reader,))


CAMPAIGNS: dict[str, tuple[Callable[[int, int], list[str]], int]] = {
    "kills": (kills.run, 300),
    "full_disk": (full_disk.run, 100),
    "migrations": (migrations.run, 150),
    "memory": (memory.run, 100),
    "long_line": (long_line.campaign, 1),
    **{f"fuzz-{_slug(name)}": (partial(_fuzz, name), 2_000) for name in fuzz.READERS},
}
"""Campaign -> (what runs it: seed, count -> what was found, then a line for all that did harm; how many points)."""


def main() -> None:
    """Reads the arguments, prints what was found."""
    parser = argparse.ArgumentParser(prog="tests.torture", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, help="points of each campaign; without it as many as it is to have")
    parser.add_argument("--only", choices=CAMPAIGNS, action="append")
    said = parser.parse_args()
    did_harm = False
    for name in said.only or CAMPAIGNS:
        begun = time.perf_counter()
        campaign, count = CAMPAIGNS[name]
        found, *harm = campaign(said.seed, said.count or count)
        took = time.perf_counter() - begun
        print("\n  ".join([f"{name}, seed {said.seed}: {found} ({took:.0f} s)", *harm]), flush=True)  # noqa: T201 (a program)
        did_harm |= bool(harm)
    if did_harm:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
