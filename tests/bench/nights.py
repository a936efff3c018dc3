"""`make bench`: nights of cities of several sizes, by stage, beside the floor that the machine sets.

A first night, the next day's changes (one child in a hundred), the same night again, and the night after with no new
file; each in a process of its own, and the floor (`tests.bench.floor`) in the same run, so that the ratio between them
says the same on a faster machine. `--check` fails where the ratio is more than a quarter above the one in the README.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from tests.bench.next_day import write_next_day
from tests.bench.towns import AS_AT

README = Path(__file__).parents[2] / "README.md"
MORE = 1.25
"""How far above the recorded ratio to the floor a first night may be."""


@dataclass(frozen=True)
class Night:
    """What a night took. seconds, cpu: of the whole program.   stages: (name, seconds, peak MB) in their order."""

    name: str
    seconds: float
    cpu: float
    stages: list[tuple[str, float, int]]

    @property
    def peak_mb(self) -> int:
        return max(peak for _, _, peak in self.stages)


def main() -> None:
    """Reads the arguments and prints the tables."""
    parser = argparse.ArgumentParser(prog="tests.bench.nights", description=__doc__)
    parser.add_argument("--children", default="45000,250000,1000000")
    parser.add_argument("--check", action="store_true", help="fail where the README's ratio is no longer reached")
    said = parser.parse_args()
    firsts = {}
    for children in (int(number) for number in said.children.split(",")):
        with tempfile.TemporaryDirectory(prefix="cme-bench-") as folder:
            firsts[children] = _city(Path(folder), children, check=said.check)
    sizes = sorted(firsts)
    for small, large in pairwise(sizes):
        growth = math.log(firsts[large] / firsts[small]) / math.log(large / small)
        _say(f"First night, growth from {small:,} to {large:,} children: exponent {growth:.2f}")


def _city(home: Path, children: int, *, check: bool) -> float:
    """All nights of one city. Returns the seconds of the first."""
    demo = [sys.executable, "-m", "pipeline", "demo", "--home", str(home), "--as-at", str(AS_AT)]
    made = _timed([*demo, "--children", str(children)])
    rows, size = _inbox(home)
    _say(f"{children:,} children: written in {made:.1f} s, {rows:,} rows of CSV, {size / 1e6:.0f} MB")
    after = AS_AT + timedelta(1)
    first = _night("first night", home, AS_AT)
    read, score = _floor(home)
    floor = read + score
    _print(first)
    _say(f"    {rows / first.seconds:,.0f} rows a second; {_stored(home) / 1e6:.0f} MB under store/")
    _say(f"    floor {floor:.1f} s (reading {read:.1f}, scoring {score:.1f}); {first.seconds / floor:.2f} times it")
    _print(_night("again, the same day, no new file", home, AS_AT))
    copied = home.with_name(home.name + "-later")
    shutil.copytree(home, copied)
    _print(_night("the day after, no new file", copied, after))
    shutil.rmtree(copied)
    write_next_day(home, AS_AT)
    _print(_night("one day's changes", home, after))
    if check:
        _check(children, first.seconds / floor)
    return first.seconds


def _check(children: int, ratio: float) -> None:
    found = re.search(rf"^\| {children:,} \|.*\| ([\d.]+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise SystemExit(f"The README's table of nights has no row for {children:,} children, so nothing was checked.")
    if ratio > MORE * float(found[1]):
        raise SystemExit(f"{children:,} children: {ratio:.2f} times the floor; the README says {found[1]}.")


def _night(name: str, home: Path, day: date) -> Night:
    begun, used = time.perf_counter(), _cpu()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.one_night", str(home), day.isoformat()],
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr[-2000:]}")
    said = [json.loads(line) for line in done.stdout.splitlines()]
    return Night(name, seconds, _cpu() - used, [(one["name"], one["seconds"], one["peak_mb"]) for one in said])


def _cpu() -> float:
    """Seconds of processor time that the programs started from here have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _floor(home: Path) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.floor", str(home)], capture_output=True, text=True, check=True
    )
    took = {said["name"]: said for said in map(json.loads, done.stdout.splitlines())}
    return took["read"]["seconds"], took["score"]["seconds"]


def _print(night: Night) -> None:
    _say(f"  {night.name}: {night.seconds:.1f} s ({night.cpu:.1f} s of processors), {night.peak_mb:,} MB")
    for name, seconds, peak_mb in _together(night.stages):
        _say(f"    {name:<48}{seconds:>9.2f} s{peak_mb:>8,} MB")


def _together(stages: list[tuple[str, float, int]]) -> list[tuple[str, float, int]]:
    """Reading the files of the inbox as one stage: there can be hundreds."""
    reading = "Reading the inbox"
    told: list[tuple[str, float, int]] = []
    for name, seconds, peak_mb in stages:
        if told and told[-1][0] == reading and name.split()[0] in ("read", "refused"):
            told[-1] = (reading, told[-1][1] + seconds, max(told[-1][2], peak_mb))
        else:
            told.append((name, seconds, peak_mb))
    return told


def _timed(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def _inbox(home: Path) -> tuple[int, int]:
    """Rows and bytes of the CSV files of the inbox."""
    files = list((home / "inbox").glob("*/*.csv"))
    rows = 0
    for path in files:
        with path.open("rb") as file:
            rows += sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1
    return rows, sum(path.stat().st_size for path in files)


def _stored(home: Path) -> int:
    return sum(path.stat().st_size for path in (home / "store").iterdir())


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (a program)


if __name__ == "__main__":
    main()
