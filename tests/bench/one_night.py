"""One night in a process of its own: `python -m tests.bench.one_night HOME DAY` prints its stages as JSON, one a line.

Each has name, seconds, and peak_mb (of the stage alone, where the system lets a program start counting anew).
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

from tests.bench.timing import forget_peak, peak


class Stages:
    """Told of every stage that begins."""

    def __init__(self) -> None:
        self.name = "start"
        self.begun = time.perf_counter()

    def begin(self, name: str) -> None:
        """The stage before is over."""
        now = time.perf_counter()
        said = {"name": self.name, "seconds": round(now - self.begun, 3), "peak_mb": peak()}
        print(json.dumps(said), flush=True)  # noqa: T201 (a program)
        forget_peak()
        self.name, self.begun = name, now


def main(home: Path, day: date) -> None:
    """Runs the night as `cme nightly` does."""
    stages = Stages()
    from pipeline import settings
    from pipeline.run import run

    run(settings.load(home), as_at=day, today=day, command="nightly", say=stages.begin)
    stages.begin("end")


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
