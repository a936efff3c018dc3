"""How long a contestant took, and the most memory its process had."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def measured(name: str) -> Iterator[None]:
    """Prints {"name", "seconds", "peak_mb"} as JSON, the last line a contestant prints."""
    begun = time.perf_counter()
    yield
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"name": name, "seconds": round(seconds, 2), "peak_mb": round(peak)}))  # noqa: T201 (a program)
