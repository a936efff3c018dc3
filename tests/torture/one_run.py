"""`python -m tests.torture.one_run HOME COMMAND AS_AT TODAY BYTES MB`: the program `cme` on that day, short of memory.

BYTES: of addresses that the process may have beside those it has when it starts. MB: the `[machine] memory_mb` that is
taken instead of what cme.toml says, however little. 0: as it likes, as it says.
"""

from __future__ import annotations

import resource
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline import cli, settings


def main() -> None:
    """Reads the arguments, sets the limits, and is `cme`."""
    home, command, as_at, today, limit, megabytes = sys.argv[1:]
    load = settings.load

    def with_memory(home: Path) -> settings.Settings:
        said = load(home)
        return replace(said, machine=replace(said.machine, memory_mb=int(megabytes) or said.machine.memory_mb))

    settings.load = with_memory
    cli.today_here = lambda: date.fromisoformat(today)
    sys.argv[1:] = [command, "--home", home, "--as-at", as_at]
    if int(limit):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + int(limit)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    cli.main()


if __name__ == "__main__":
    main()
