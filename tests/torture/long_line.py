"""`python -m tests.torture.long_line --gigabytes 2`: a CSV file of one line without an end, which must be refused.

The file takes its place in a night beside a sound one; the memory is that of some blocks, whatever the line is long.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from pipeline import settings, store
from pipeline.stages.receive import receive

DAY = date(2026, 10, 31)
H = b"Student ID,Surname,Forename,DOB\n"
ROOM = 5 * 10**9
PIECE = b"x" * (1 << 20)
KINDS = {"in a cell": b'1,"', "in headings": b"", "in a row": b"1,"}


def campaign(_seed: int, _count: int) -> list[str]:
    """All kinds of 2 GB, in a process of their own whose memory is theirs alone: what was found, and what was wrong."""
    if shutil.disk_usage(tempfile.gettempdir()).free < ROOM:
        return [f"not run: the disk of temporary files has less than {ROOM // 10**9} GB of room"]
    done = subprocess.run([sys.executable, "-m", __name__], capture_output=True, text=True, check=False)
    said = "; ".join(done.stdout.splitlines())
    return [said] if done.returncode == 0 else [said or "none was refused", done.stderr.splitlines()[-1]]


def run(gigabytes: float) -> list[str]:
    """What became of each kind of line, and what it took. Raises AssertionError where the sound file suffers."""
    lines = []
    for kind, start in KINDS.items():
        with tempfile.TemporaryDirectory(prefix="cme-long-") as folder:
            lines.append(f"{gigabytes:g} GB {kind}: {_night(Path(folder), start, gigabytes)}")
    return lines


def _night(home: Path, start: bytes, gigabytes: float) -> str:
    inbox = home / "inbox" / "education"
    inbox.mkdir(parents=True)
    (inbox / f"students_{DAY}_sound.csv").write_bytes(H + b"1,Ash,Ann,01/02/2016\n")
    with (inbox / f"students_{DAY}_long.csv").open("wb") as stream:
        stream.write(H + start if start else b"")
        for _ in range(round(gigabytes * 1000)):
            stream.write(PIECE)
    con, began = store.open_durable(None), time.process_time()
    said: list[str] = []
    received = receive(
        con, settings.load(home), today=DAY, as_at=DAY, accept_shrink=settings.table_names(), say=said.append
    )
    con.close()
    assert len(received.accepted) == 1, "the sound file was taken in"
    assert len(received.refused) == 1, "the long one was refused"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    refused = next(line for line in said if line.startswith("refused"))
    return f"{refused.split(': ', 1)[1]} ({time.process_time() - began:.0f} CPU s, peak {peak} MB)"


def main() -> None:
    """Reads the arguments and prints what became of the lines."""
    parser = argparse.ArgumentParser(prog="tests.torture.long_line", description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=2.0)
    for line in run(parser.parse_args().gigabytes):
        print(line, flush=True)  # noqa: T201 (a program)


if __name__ == "__main__":
    main()
