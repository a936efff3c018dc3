"""`make torture`: every campaign with a seed and a count, and what was found; fails where anything did harm."""

from __future__ import annotations

import argparse
import time
from importlib import import_module

CAMPAIGNS = {"kills": 300, "full_disk": 100, "fuzz": 2_000}
"""Campaign -> how many points; 2,000 inputs for each reader."""


def main() -> None:
    """Reads the arguments, prints what was found."""
    parser = argparse.ArgumentParser(prog="tests.torture", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, help="points of each campaign; without it as many as the table says")
    parser.add_argument("--only", choices=CAMPAIGNS, action="append")
    said = parser.parse_args()
    did_harm = False
    for name in said.only or CAMPAIGNS:
        begun = time.perf_counter()
        found = import_module(f"tests.torture.{name}").run(said.seed, said.count or CAMPAIGNS[name])
        print(f"{name}, seed {said.seed}: {found[0]} ({time.perf_counter() - begun:.0f} s)", flush=True)  # noqa: T201 (a program)
        for line in found[1:]:
            print(f"  {line}", flush=True)  # noqa: T201 (a program)
        did_harm |= len(found) > 1
    if did_harm:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
