"""Several large workbooks at once: each written by another process, while this one goes on to the next."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

LARGE = 2_000
"""Rows from which a workbook is worth another process: to start one takes a third of a second."""

Write = Callable[[Path], None]
Written = Callable[[], None]
"""Waits until a workbook is written; raises what went wrong with it."""


@contextmanager
def writers() -> Iterator[Callable[[Write, Path, int], Written]]:
    """Gives `start(write, path, rows)`, which has `write` write to `path` and returns what waits for it.

    A small workbook, or any on a machine with one core, is written there and then. write: can be pickled. No more
    workbooks wait their turn than there are processes, so that few are in memory.
    """
    processes = (os.cpu_count() or 1) - 1
    pool: ProcessPoolExecutor | None = None
    at_work: list[Future[None]] = []

    def start(write: Write, path: Path, rows: int) -> Written:
        nonlocal pool
        if rows < LARGE or not processes:
            write(path)
            return lambda: None
        pool = pool or ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
        while len(at_work) > processes:
            at_work.pop(0).exception()
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


def _wait(job: Future[None], write: Write, path: Path) -> None:
    """Where the other process is no more (a system that is short of memory ends it), the workbook is written here."""
    try:
        job.result()
    except BrokenExecutor:
        write(path)
