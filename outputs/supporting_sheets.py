"""The last sheets behind the form: Coverage, and Notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outputs.appendix_3 import Report
from outputs.sheet import GREY, Marks, page, put_across
from outputs.tables import AIR, ATTENTION, BODY, FIGURE, LINE_HEIGHT, PLAIN, begin, head, table_row
from outputs.text import lines_needed, long_date, uk_date

if TYPE_CHECKING:
    from openpyxl import Workbook

QUIET = ("up to date", "not delivered")
"""States of a table that need nobody."""


def add_coverage(workbook: Workbook, report: Report, marks: Marks) -> None:
    """How fresh and complete each source was, and what that does to which line; then what else is to be said."""
    columns = (24.0, 15.0, 12.0, 8.0, 8.0, 9.0, 13.0, 12.0, 10.0, 11.0, 10.0, 13.0, 44.0)
    says = f"How fresh and complete each source was for {long_date(report.as_at)}, and what that does to the numbers."
    sheet = begin(workbook, "Coverage", says, marks, columns)
    page(sheet, marks, "Appendix 3: coverage", landscape=True)
    headings = (
        "Source", "Table", "Newest extract", "Age in days", "Limit in days", "Rows", "Schools outstanding",
        "Children on old returns", "Rows not readable", "Children not assessed", "Await match review", "State",
        "What it means",
    )  # fmt: skip
    head(sheet, 4, headings, frozenset(range(4, 12)))
    for row, table in enumerate(report.coverage, start=5):
        values = (
            table.source, table.table, table.newest, table.age_days, table.limit_days, table.rows, table.outstanding,
            table.resting, table.quarantined, table.not_assessed, table.awaiting, table.state, table.meaning,
        )  # fmt: skip
        state = BODY if table.state in QUIET else ATTENTION
        table_row(sheet, row, values, [BODY, BODY, BODY, *[FIGURE] * 8, state, BODY])
    for row, note in enumerate(report.coverage_notes, start=6 + len(report.coverage)):
        tall = lines_needed(note, sum(columns)) * LINE_HEIGHT + AIR
        put_across(sheet, row, 1, len(columns), note, PLAIN, tall)


def add_notes(workbook: Workbook, report: Report, marks: Marks) -> None:
    """Definitions, D, versions, checks: one row per note, heading and text."""
    columns = (30.0, 78.0)
    says = f"What the numbers of {uk_date(report.as_at)} mean and how they were made."
    sheet = begin(workbook, "Notes", says, marks, columns)
    page(sheet, marks, "Appendix 3: notes", landscape=False)
    head(sheet, 4, ("About", "Note"))
    looks = (replace(BODY, bold=True, fill=GREY, vertical="top"), replace(BODY, vertical="top"))
    for row, note in enumerate(report.notes, start=5):
        table_row(sheet, row, note, looks)
