"""Cells that officers filled in two ways: what the others said is told in the row, before the officers' columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from outputs.exception_lists import About, Column, ListSheet, columns_of
from outputs.rows import Marked
from pipeline.roundtrip.subjects import subject_of, subject_on
from pipeline.store import Connection

TWO_WAYS = Column(
    "filled_in_two_ways",
    "Filled in two ways",
    "notes",
    34,
    "What another copy of a list said of the row, by whom: both are kept, and the officer's columns show the one saved "
    "later. Type into that column what holds; this goes then, or of itself after some days.",
)


def with_two_ways(con: Connection, about: About, sheets: Sequence[ListSheet]) -> tuple[About, list[ListSheet]]:
    """The list with a column that tells what was said too (`run.assessed.filled_in_two_ways`), where a row has any."""
    told: dict[str, str] = dict(con.execute("SELECT child_id, what FROM run.assessed.filled_in_two_ways").fetchall())

    def said_too(row: tuple[object, ...]) -> Marked | None:
        key = str(row[-1])
        words = "; ".join(told[of] for of in (subject_of(key), subject_on(about.code, key)) if of in told)
        return Marked(words) if words else None

    if not any(said_too(row) for sheet in sheets for row in sheet.rows):
        return about, list(sheets)
    wider = []
    for sheet in sheets:
        at = len(columns_of(about, sheet))
        wider.append(replace(sheet, rows=[(*row[:at], said_too(row), *row[at:]) for row in sheet.rows]))
    return replace(about, columns=(*about.columns, TWO_WAYS)), wider
