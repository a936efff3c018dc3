"""The sheet "Read me" of a list: what it is, its rule, how many, what to know today, how to use it, its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from outputs.exception_lists import README, STATUS, About, Column, ListSheet
from outputs.sheet import AMBER, GREY, NAVY, PALE_BLUE, Look, Marks, fit_rows, page, put, put_across, widths
from outputs.text import count_of, lines_needed, long_date

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# Label and text; None for a table of labels only.
Rows: TypeAlias = Sequence[tuple[str, str | None]]

LABEL, TEXT = 1, 2
WIDTHS = (33.0, 84.0)
LINE_HEIGHT = 13.4
AIR = 4.0
PLAIN = Look(border="", vertical="center")
HEAD = Look(bold=True, fill=PALE_BLUE, border="level", colour=NAVY, vertical="center", wrap=False, indent=1)
NAME = Look(bold=True, vertical="center", indent=1)
BODY = Look(vertical="center", indent=1)

# Columns that every list has, or many; a list may explain them in its own words.
COMMON_COLUMNS = {
    "Case": "The case reference. It stays the child's from night to night and from list to list.",
    "Student ID": "The number on the education database; empty where the child is not on it.",
    "UPN": "Unique pupil number, the newest known.",
    "Line": "The line of Appendix 3 on which the child is counted.",
    "Line year": "The year of that line, where it has one.",
    "Also fits": "Further lines the child fits; counted on none of them.",
    "Source records": "The records this row rests on: source/table:key.",
    "Officer": "Who works the case.",
    "Status": "Choose from the list; a status with a decision in it takes effect from the day the workbook was saved.",
    "Next action": "What happens next.",
    "Next action date": "By when, as 31/10/2026.",
    "Notes": "Anything to remember; goes with the case.",
}


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
    row = table(sheet, row + 1, "What it is", [("Who is on it", about.rule), ("Policy", about.policy)])
    row = table(sheet, row + 1, "How many", _counts(sheets))
    row = table(sheet, row + 1, "How to use it", [(str(n), step) for n, step in enumerate(about.how_to_use, start=1)])
    row = _legend(sheet, row + 1, about.mark)
    row, choices = put_choices(sheet, row + 1, [(c, _offered(about, c)) for c in about.officer_columns])
    table(sheet, row, "The columns", _columns(about, sheets))
    return choices


def _counts(sheets: Sequence[ListSheet]) -> Rows:
    """How many rows each sheet has; of those that are not counted with the list, why not."""
    nobody = "Nobody on this sheet" if any(sheet.rows for sheet in sheets if not sheet.aside) else "Nobody on this list"
    own = [
        (sheet.title, count_of(len(sheet.rows), "row") if sheet.rows else nobody) for sheet in sheets if not sheet.aside
    ]
    return [
        *(own or [("", "Nobody on this list")]),
        *((sheet.title, f"{count_of(len(sheet.rows), 'row')}, {sheet.aside}") for sheet in sheets if sheet.aside),
    ]


def table(sheet: Worksheet, row: int, title: str, rows: Rows) -> int:
    """A heading and rows of label and text; returns the row after them."""
    for column in (LABEL, TEXT):
        put(sheet, row, column, title if column == LABEL else None, HEAD)
    sheet.row_dimensions[row].height = LINE_HEIGHT + AIR
    for label, text in rows:
        row += 1
        put(sheet, row, LABEL, label, NAME)
        if text is not None:
            put(sheet, row, TEXT, text, BODY)
        lines = max(lines_needed(label, WIDTHS[0] - 2, bold=True), lines_needed(text or "", WIDTHS[1] - 2))
        fit_rows(sheet, {row: lines * LINE_HEIGHT + AIR})
    return row + 1


def _legend(sheet: Worksheet, row: int, mark: str) -> int:
    grey = (
        "The pipeline's. What is typed there is not taken and is gone with the next run; have the record corrected in "
        "the system it came from."
    )
    white = (
        "Yours, to the right of the grey ones. What you type is read back by the next run, kept, and shown on every "
        "list the case is on."
    )
    own = (
        "A column that you add is kept while anything stands in it; comments go into a column Comments, colours are "
        "not kept. Sort with the buttons of the filter, so that whole rows move."
    )
    rows = [("Grey cells, dark heading", grey), ("White cells, white heading", white), ("What you add", own)]
    rows += [("Bold on amber", mark)] if mark else []
    end = table(sheet, row, "Grey and white", rows)
    put(sheet, row + 1, LABEL, rows[0][0], replace(NAME, fill=GREY))
    if mark:
        put(sheet, end - 1, LABEL, rows[-1][0], replace(NAME, fill=AMBER))
    return end


def put_choices(
    sheet: Worksheet, row: int, offered_by: Sequence[tuple[Column, tuple[str, ...]]]
) -> tuple[int, dict[str, str]]:
    """What the drop-downs offer, one choice per row; the drop-downs point at these cells.

    Columns that offer the same share a table. Returns the row after them, and the cells by name of the column.
    """
    alike: dict[tuple[str, ...], list[Column]] = {}
    for column, offered in offered_by:
        alike.setdefault(offered, []).append(column)
    cells: dict[str, str] = {}
    for offered, columns in alike.items():
        if not offered:
            continue
        title = columns[0].heading + (f" to {columns[-1].heading}" if len(columns) > 1 else "")
        end = table(sheet, row, f"{title}: the choices", [(choice, None) for choice in offered])
        cells |= {column.name: f"'{sheet.title}'!$A${row + 1}:$A${end - 1}" for column in columns}
        row = end + 1
    return row, cells


def _offered(about: About, column: Column) -> tuple[str, ...]:
    return column.choices or (about.statuses if column.heading == STATUS else ())


def _columns(about: About, sheets: Sequence[ListSheet]) -> Rows:
    own = dict.fromkeys(column for sheet in sheets for column in sheet.own)
    pipelines = [(column.heading, _explained(column)) for column in (*about.columns[:1], *own, *about.columns[1:])]
    yours = [(column.heading, f"Yours. {_explained(column)}".strip()) for column in about.officer_columns]
    behind = [
        (column.heading, f"At the right, not printed. {_explained(column)}") for column in about.reference_columns
    ]
    return pipelines + yours + behind


def _explained(column: Column) -> str:
    return column.about or COMMON_COLUMNS.get(column.heading, "")
