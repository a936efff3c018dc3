"""The sheet "Read me" of a list: what it is, its rule, how many, what to know today, how to use it, its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from outputs.exception_lists import README, STATUS, About, Column, ListSheet
from outputs.sheet import AMBER, GREY, NAVY, PALE_BLUE, Look, Marks, page, put, put_across, widths
from outputs.text import count_of, lines_needed, long_date

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LABEL, TEXT = 1, 2
WIDTHS = (30.0, 84.0)
LINE_HEIGHT = 13.4
PLAIN = Look(border="", vertical="center")
HEAD = Look(bold=True, fill=PALE_BLUE, colour=NAVY, vertical="center")
NAME = Look(bold=True)
BODY = Look()


def add_read_me(
    workbook: Workbook, about: About, sheets: Sequence[ListSheet], marks: Marks, warnings: tuple[str, ...]
) -> dict[str, str]:
    """Adds the sheet. Returns, by name of the officer's column, the cells that its drop-down offers."""
    sheet: Worksheet = workbook.create_sheet(README)
    widths(sheet, *WIDTHS)
    page(sheet, marks, f"{about.title}: read me", landscape=False)
    put_across(sheet, 1, LABEL, TEXT, about.title, replace(PLAIN, bold=True, size=14, colour=NAVY), 24)
    whose = f"{marks.authority}, as at {long_date(marks.as_at)}. Personal data: for the officers who work these cases."
    put_across(sheet, 2, LABEL, TEXT, whose, PLAIN, 18)
    row = 3
    for warning in ([f"{marks.words}."] if marks.words else []) + list(warnings):
        tall = lines_needed(warning, sum(WIDTHS), bold=True) * LINE_HEIGHT + 6
        put_across(sheet, row, LABEL, TEXT, warning, replace(PLAIN, bold=True, fill=AMBER), tall)
        row += 1
    row = _table(sheet, row + 1, "What it is", [("Who is on it", about.rule), ("Policy", about.policy)])
    row = _table(sheet, row + 1, "How many", _counts(sheets))
    row = _table(sheet, row + 1, "How to use it", [(str(n), step) for n, step in enumerate(about.how_to_use, start=1)])
    row = _legend(sheet, row + 1)
    row, choices = _choices(sheet, row + 1, about)
    _table(sheet, row + 1, "The columns", _columns(about))
    return choices


def _counts(sheets: Sequence[ListSheet]) -> list[tuple[str, str]]:
    if not any(sheet.rows for sheet in sheets):
        return [(sheet.title, "Nobody on this list") for sheet in sheets] or [("", "Nobody on this list")]
    return [
        (sheet.title, count_of(len(sheet.rows), "row") if sheet.rows else "Nobody on this sheet") for sheet in sheets
    ]


def _table(sheet: Worksheet, row: int, title: str, rows: Sequence[tuple[str, str]]) -> int:
    """A heading and rows of label and text; returns the row after them."""
    for column in (LABEL, TEXT):
        put(sheet, row, column, title if column == LABEL else None, HEAD)
    for row_number, (label, text) in enumerate(rows, start=row + 1):
        put(sheet, row_number, LABEL, label, NAME)
        put(sheet, row_number, TEXT, text, BODY)
    return row + 1 + len(rows)


def _legend(sheet: Worksheet, row: int) -> int:
    row = _table(sheet, row, "Grey and white", [])
    grey = "The pipeline's. Please leave as it is: a change is reported and not taken; tell the system it came from."
    white = (
        "Yours, to the right of the grey ones. What you type is read back by the next run, kept, and shown on every "
        "list the case is on."
    )
    put(sheet, row, LABEL, "Grey cells, dark heading", replace(NAME, fill=GREY))
    put(sheet, row, TEXT, grey, BODY)
    put(sheet, row + 1, LABEL, "White cells, white heading", NAME)
    put(sheet, row + 1, TEXT, white, BODY)
    return row + 2


def _choices(sheet: Worksheet, row: int, about: About) -> tuple[int, dict[str, str]]:
    """What the drop-downs offer, one choice per row; the drop-downs point at these cells."""
    cells: dict[str, str] = {}
    for column in about.officer_columns:
        offered = _offered(about, column)
        if offered:
            first = row + 1
            row = _table(sheet, row, f"{column.heading}: the choices", [(choice, "") for choice in offered])
            cells[column.name] = f"'{README}'!$A${first}:$A${row - 1}"
            row += 1
    return row - bool(cells), cells


def _offered(about: About, column: Column) -> tuple[str, ...]:
    return column.choices or (about.statuses if column.heading == STATUS else ())


def _columns(about: About) -> list[tuple[str, str]]:
    yours = [(column.heading, f"Yours. {column.about}".strip()) for column in about.officer_columns]
    return [(column.heading, column.about) for column in about.columns] + yours
