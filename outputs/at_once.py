"""Several workbooks at once: other processes write them while this one goes on to the next, or writes it itself."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

LARGE = 2_000
"""Rows, of all workbooks together, from which another process is worth it: to start one takes a third of a second."""

Write = Callable[[Path], None]
Written = Callable[[], None]
"""Waits until a workbook is written; raises what went wrong with it."""


@contextmanager
def writers(rows: int) -> Iterator[Callable[[Write, Path], Written]]:
    """Gives `start(write, path)`, which has `write` write to `path` and returns what waits for it.

    rows: of all workbooks. A few rows, or any on a machine with one core, are written there and then; so is a workbook
    for which each other process has one at work and one that waits, so that few are in memory. write: can be pickled.
    """
    processes = (os.cpu_count() or 1) - 1 if rows >= LARGE else 0
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _say_nothing) if processes else None
    at_work: list[Future[None]] = []

    def start(write: Write, path: Path) -> Written:
        at_work[:] = [job for job in at_work if not job.done()]
        if pool is None or len(at_work) == 2 * processes:
            write(path)
            return lambda: None
        try:
            job = pool.submit(write, path)
        except BrokenExecutor:
            write(path)
            return lambda: None
        at_work.append(job)
        return partial(_wait, job, write, path)

    try:
        yield start
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)


def _say_nothing() -> None:
    """What goes wrong here is told by the process that waits: no warning, and no traceback where somebody stops it."""
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _wait(job: Future[None], write: Write, path: Path) -> None:
    """Where the other process is no more (a system that is short of memory ends it), the workbook is written here."""
    try:
        job.result()
    except BrokenExecutor:
        write(path)
