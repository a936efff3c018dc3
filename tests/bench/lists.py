"""`make bench-lists`: how long the officers' lists take."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from outputs.exception_lists import About, Column, Kind, ListSheet, write_list
from pipeline import store
from pipeline.roundtrip.shown import content_of, keep_version, version_of
from pipeline.roundtrip.stamp import Stamp
from pipeline.stages.collect import collect

AS_AT = date(2026, 10, 31)
OFFICERS = (
    Column("officer", "Officer"),
    Column("status", "Status", "text", 24),
    Column("next_action", "Next action", "text", 24),
    Column("next_action_date", "Next action date", "date"),
    Column("notes", "Notes", "notes", 44),
)
NOTES = "Rang the school and the parents, nobody answered; will try again on Thursday with the welfare officer."


def a_list(rows: int, columns: int) -> tuple[About, ListSheet]:
    """A list of that many made-up rows and columns, the officers' and the row key among them, every cell filled."""
    kinds: tuple[Kind, ...] = ("text", "text", "date", "number", "text")
    ours = tuple(Column(f"c{n}", f"Column {n}", kinds[n % 5]) for n in range(columns - len(OFFICERS) - 1))
    about = About("list", "List", "Who", "Policy", ("So.",), ours, OFFICERS, ("New", "In progress"), ("List",))

    def cell(row: int, column: Column, number: int) -> object:
        day = AS_AT - timedelta(days=row % 700)
        return {"date": day, "number": row}.get(column.kind, f"Some words of row {row} and column {number}")

    officers = ("P Lee", "In progress", "Visit the home", AS_AT, NOTES)
    held = [(*(cell(row, column, n) for n, column in enumerate(ours)), *officers, f"C{row:010}") for row in range(rows)]
    return about, ListSheet("List", held)


def timed(name: str, wanted: float, work: Callable[[], None]) -> None:
    """Prints how many seconds the work took, beside how many are wanted."""
    begun = time.perf_counter()
    work()
    print(f"{name}: {time.perf_counter() - begun:.2f} s (wanted: {wanted:g})", flush=True)  # noqa: T201 (a program)


def writing() -> None:
    """One list of 5,000 rows and 40 columns."""
    about, sheet = a_list(5_000, 40)
    with tempfile.TemporaryDirectory(prefix="cme-bench-") as folder:
        path = Path(folder) / "list.xlsx"
        timed(
            "writing 5,000 rows of 40 columns",
            3,
            lambda: write_list(about, [sheet], path, authority="Anytown", as_at=AS_AT, demonstration=True),
        )


def reading() -> None:
    """Twenty lists of 2,000 rows and 30 columns, one row in ten of each edited; then the same once more, unchanged."""
    con = store.open_durable(None)
    about, sheet = a_list(2_000, 30)
    at = len(about.columns)
    with tempfile.TemporaryDirectory(prefix="cme-bench-") as folder:
        for number in range(20):
            of_list = replace(about, code=f"list-{number}")
            mine = replace(sheet, rows=[(*row[:-1], f"C{number:02}{n:08}") for n, row in enumerate(sheet.rows)])
            content = content_of(of_list, [mine])
            keep_version(con, of_list.code, content, AS_AT, AS_AT)
            stamp = Stamp("852", of_list.code, AS_AT, version_of(content))
            rows = [(*row[: at + 4], f"Seen {n}.", row[-1]) if n % 10 == 0 else row for n, row in enumerate(mine.rows)]
            write_list(
                replace(of_list, stamp=str(stamp)),
                [replace(mine, rows=rows)],
                Path(folder) / f"{of_list.code}.xlsx",
                authority="Anytown",
                as_at=AS_AT,
                demonstration=True,
            )

        def read(wanted: int) -> None:
            entries = collect(con, Path(folder), AS_AT, {}, la_code="852").entries
            assert entries == wanted, entries

        timed("reading back 20 lists of 2,000 rows with 4,000 edits", 10, lambda: read(4_000))
        timed("reading them back unchanged", 1, lambda: read(0))


if __name__ == "__main__":
    writing()
    reading()
