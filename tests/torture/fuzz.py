"""`python -m tests.torture.fuzz --seed S --count N`: spoilt files for every reader.

Each is read or refused in a sentence that names the place, never with a traceback, never without end; what is landed is
what the file holds.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator

from tests.torture import fuzz_deliveries, fuzz_others

READERS: dict[str, Callable[[int, int], Iterator[str]]] = {
    "CSV files": lambda seed, count: fuzz_deliveries.nights(seed, count, fuzz_deliveries.csv_file),
    "workbooks": lambda seed, count: fuzz_deliveries.nights(seed, count, fuzz_deliveries.workbook_file),
    "schools' returns": lambda seed, count: fuzz_deliveries.nights(seed, count, fuzz_deliveries.return_file),
    "officers' lists": fuzz_others.lists,
    "settings": fuzz_others.settings_files,
    "directories of postcodes": fuzz_others.directories,
}


def run(seed: int, count: int, readers: tuple[str, ...] = tuple(READERS)) -> list[str]:
    """Gives every reader so many spoilt files; a line for each reader, and one for whatever was wrong.

    Whatever is raised by a reader, and is no sentence, goes through.
    """
    lines = []
    for name in readers:
        began = time.process_time()
        wrong = list(READERS[name](seed, count))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        lines += [
            f"{name}: {count:,} spoilt, {len(wrong)} wrong, {time.process_time() - began:.0f} CPU s, peak {peak} MB",
            *wrong,
        ]
    return lines


def main() -> None:
    """Reads the arguments and prints what was found."""
    parser = argparse.ArgumentParser(prog="tests.torture.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--reader", choices=READERS, action="append")
    said = parser.parse_args()
    for line in run(said.seed, said.count, tuple(said.reader or READERS)):
        print(line, flush=True)  # noqa: T201 (a program)


if __name__ == "__main__":
    main()
