"""`python -m tests.bench.odd_files`: files of unusual size and shape, each a night in a process of its own.

A table of 50 columns of which 14 are known, rows that all have one key, children who all live at one postcode, and a
file of 2 GB: seconds, peak memory and what the run says of the file.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.settings import Settings
from tests.bench.towns import AS_AT
from tests.small_council import deliver

HEAD = ["student_id", "surname", "forename", "date_of_birth", "sex", "address_line_1", "town", "postcode", "home_la"]
MORE = ["middle_names", "preferred_forename", "nc_year", "restricted_address", "upn"]
UNKNOWN = [f"local_column_{number}" for number in range(36)]


def main() -> None:
    """Reads the arguments and prints a line for every kind of file."""
    parser = argparse.ArgumentParser(prog="tests.bench.odd_files", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--gigabytes", type=float, default=2.0)
    said = parser.parse_args()
    files: dict[str, Callable[[], Iterator[list[str]]]] = {
        "50 columns, 14 known": lambda: _wide(said.rows),
        "one key in all rows": lambda: _one_key(said.rows),
        "one postcode for all": lambda: _children(said.rows, "SO14 2AA"),
        f"a file of {said.gigabytes:g} GB": lambda: _large(said.gigabytes),
    }
    for name, rows in files.items():
        with tempfile.TemporaryDirectory(prefix="cme-bench-") as folder:
            _night(name, Path(folder), rows())


def _night(name: str, home: Path, rows: Iterator[list[str]]) -> None:
    deliver(home, dated=AS_AT)
    path = home / "inbox" / "education" / f"students_{AS_AT}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    size = path.stat().st_size
    command = [sys.executable, "-m", "tests.bench.one_night", str(home), str(AS_AT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        _say(f"{name}: {size / 1e6:,.0f} MB, failed: {done.stderr.splitlines()[-1]}")
        return
    stages = [json.loads(line) for line in done.stdout.splitlines()]
    seconds, peak = sum(stage["seconds"] for stage in stages), max(stage["peak_mb"] for stage in stages)
    _say(f"{name}: {size / 1e6:,.0f} MB, {seconds:.1f} s, {peak:,} MB of memory")
    for stage in stages:
        if "education/students" in stage["name"]:
            _say(f"    {stage['name']}")
    left = [path.name for path in Settings(home).store.iterdir() if "spill" in path.name and any(path.iterdir())]
    _say(f"    left of what was spilt: {left or 'nothing'}")


def _children(number: int, postcode: str) -> Iterator[list[str]]:
    yield HEAD
    for n in range(number):
        born = f"{2010 + n % 11}-{1 + n // 11 % 12:02}-{1 + n // 132 % 28:02}"
        surname, forename = _name(n // 977, 4), _name(n % 977, 3)
        yield [str(1_000_000 + n), surname, forename, born, "FM"[n % 2], f"{n % 5000} Long Row", "", postcode, "852"]


def _name(number: int, syllables: int) -> str:
    """A name that no other number has."""
    said = ""
    for _ in range(syllables):
        said += "bdfghklmnprstvz"[number % 15] + "aeiou"[number // 15 % 5]
        number //= 75
    return said.capitalize()


def _wide(number: int) -> Iterator[list[str]]:
    for n, row in enumerate(_children(number, "SO15 1AA")):
        yield [*row, *(MORE + UNKNOWN if n == 0 else ["", "", "", "", "", *["something local"] * len(UNKNOWN)])]


def _one_key(number: int) -> Iterator[list[str]]:
    for n, row in enumerate(_children(number, "SO15 1AA")):
        yield row if n == 0 else ["1000001", *row[1:]]


def _large(gigabytes: float) -> Iterator[list[str]]:
    head, written = [*HEAD, "remarks"], 0
    for n, row in enumerate(_children(10**9, "SO15 1AA")):
        line = head if n == 0 else [*row, "something long that nobody asked for " * 50]
        written += sum(len(cell) + 1 for cell in line)
        yield line
        if written > gigabytes * 1e9:
            return


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (a program)


if __name__ == "__main__":
    main()
