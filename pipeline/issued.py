"""Issued reports outside a run: what changed between two days, and the totals of reports made before this program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from outputs.appendix_3 import line_key
from pipeline import rulebook, store
from pipeline.calendar import date_written
from pipeline.errors import CmeError, SettingsError
from pipeline.home import locked, make_folders
from pipeline.settings import Settings
from pipeline.stages import basis, rerun, totals_file
from pipeline.stages.coverage import freshness, refuse_missing
from pipeline.stages.movement import Key, Moved, tally
from pipeline.store import Connection

CHILD_COLUMNS = ("child", "cause", "kind", "from", "to", "reason")


@dataclass(frozen=True)
class Compared:
    """Two days compared. is_issued: the first as it was issued; otherwise as it comes out today.

    causes: what arrived or changed since the issue, in sentences.   lines: one row per line with a child on either
    day or between: line, last, files, rules, new, returned, came, closed, went, now.   children: one row per child and
    change, CHILD_COLUMNS.
    """

    first: date
    second: date
    is_issued: bool
    causes: tuple[str, ...]
    lines: list[dict[str, Any]]
    children: list[dict[str, Any]]


def compare(settings: Settings, first: date, second: date, say: Callable[[str], None]) -> Compared:
    """How each line went from the first day to the second as the data stand today, to the child; stores nothing.

    Raises SettingsError where the days are the wrong way round, CmeError before the first run, MissingRequired,
    RunInProgress.
    """
    if first > second:
        raise SettingsError(f"{first} is after {second}: give the earlier day first.")
    if not (settings.store / "cme.duckdb").exists():
        raise CmeError("No run has ended in this folder yet; run `cme nightly` first.")
    book = rulebook.load(second)
    with _durable(settings) as con:
        for day in (first, second):
            refuse_missing(freshness(con, settings, day), day, "The days cannot be compared")
        say(f"Reckoning {date_written(first)} again")
        issue = basis.basis_of(con, first)
        if issue is not None:
            since = rerun.since(con, settings, book, issue)
        else:
            since = rerun.not_issued(con, settings, book, first)
        say(f"Reckoning {date_written(second)}")
        with store.derived(con, settings, keep=False):
            rerun.link_and_count(con, settings, book, second)
            moved = rerun.moved_since(con, book, second, since)
    return Compared(first, second, issue is not None, tuple(since.said), _lines(moved), _children(moved))


def _lines(moved: Moved) -> list[dict[str, Any]]:
    tallies = tally(moved.issued, moved.steps, moved.now)
    return [{"line": line_key(*line), **asdict(tallies[line])} for line in sorted(tallies, key=str)]


def _children(moved: Moved) -> list[dict[str, Any]]:
    return [
        dict(
            zip(
                CHILD_COLUMNS,
                (step.child_id, step.cause, step.kind, _written(step.was), _written(step.now), step.reason),
                strict=True,
            )
        )
        for step in moved.steps
    ]


def _written(line: Key | None) -> str | None:
    return None if line is None else line_key(*line)


def import_totals(settings: Settings, file: Path, today: date) -> str:
    """Brings in the running totals of earlier reports from a CSV file; returns what was done, in a sentence.

    Raises SettingsError where a row cannot be used (then nothing is stored), RunInProgress.
    """
    make_folders(settings)
    with _durable(settings) as con:
        return totals_file.import_totals(con, file, today)


@contextmanager
def _durable(settings: Settings) -> Iterator[Connection]:
    """The durable store, while no run is at work."""
    with locked(settings):
        con = store.open_durable(settings)
        try:
            yield con
        finally:
            con.close()
