"""Columns that officers added to a list, and their comments: kept by row, and written again at the right of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from outputs.exception_lists import About, Column, ListSheet, columns_of
from pipeline.roundtrip.entries import NEWEST
from pipeline.roundtrip.subjects import subject_on
from pipeline.roundtrip.text import retyped, same_heading
from pipeline.roundtrip.typed import COMMENTS
from pipeline.store import Connection

ABOUT_ADDED = "Added by an officer on this list; it stays while anything stands in it."
ABOUT_COMMENTS = "Comments that officers hung on cells of the row: who, on what, and what they say."


@dataclass
class Added:
    """What stands in added columns. headings: in the order in which they came; cells: (subject, heading) -> text."""

    headings: dict[str, str] = field(default_factory=dict)
    cells: dict[tuple[str, str], str] = field(default_factory=dict)


def added_to(con: Connection, codes: Sequence[str]) -> dict[str, Added]:
    """By list: what officers added to it, of every row that ever was on it."""
    rows = con.execute(
        f"""WITH of_list AS (SELECT unnest($codes) AS code, unnest($starts) AS start),
            first AS (
                SELECT code, column_name, min(entry_id) AS came
                FROM decisions.entry JOIN of_list ON starts_with(subject, start) GROUP BY ALL)
            SELECT code, subject, column_name, value
            FROM ({NEWEST}) JOIN of_list ON starts_with(subject, start) JOIN first USING (code, column_name)
            WHERE value IS NOT NULL
            ORDER BY column_name = '{COMMENTS}', came, decided_on, entry_id""",
        {"codes": list(codes), "starts": [subject_on(code, "") for code in codes]},
    ).fetchall()
    added = {code: Added() for code in codes}
    for code, subject, heading, value in rows:
        same = same_heading(heading)
        added[code].headings.setdefault(same, heading)
        added[code].cells[subject, same] = value
    return added


def with_added(about: About, sheets: Sequence[ListSheet], added: Added) -> tuple[About, list[ListSheet]]:
    """The list with those added columns in which a row of it holds something."""
    keys = {subject_on(about.code, str(row[-1])) for sheet in sheets for row in sheet.rows}
    filled = {same for subject, same in added.cells if subject in keys}
    same_headings = [same for same in added.headings if same in filled]
    if not same_headings:
        return about, list(sheets)
    taken = {
        same_heading(column.heading)
        for columns in (*(columns_of(about, sheet) for sheet in sheets), about.officer_columns, about.reference_columns)
        for column in columns
    }
    columns = tuple(
        Column(
            f"added_{number}",
            added.headings[same] + " (added)" * (same in taken),
            *(("notes", 40, ABOUT_COMMENTS) if added.headings[same] == COMMENTS else ("text", 20, ABOUT_ADDED)),
        )
        for number, same in enumerate(same_headings)
    )
    wider = []
    for sheet in sheets:
        at = len(columns_of(about, sheet)) + len(about.officer_columns)
        rows = []
        for row in sheet.rows:
            subject = subject_on(about.code, str(row[-1]))
            values = (added.cells.get((subject, same)) for same in same_headings)
            rows.append((*row[:at], *(None if value is None else retyped(value) for value in values), *row[at:]))
        wider.append(replace(sheet, rows=rows))
    return replace(about, officer_columns=about.officer_columns + columns), wider
