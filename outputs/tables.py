"""What the sheets behind the form share: a title and a sentence, a heading row, rows as tall as their text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from outputs.sheet import AMBER, NAVY, PALE_BLUE, WHITE, Look, Marks, fit_rows, put, put_across, widths
from outputs.text import lines_needed

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

PLAIN = Look(border="", vertical="center")
HEAD = Look(bold=True, colour=WHITE, fill=NAVY, vertical="center", indent=1)
HEAD_NUMBER = replace(HEAD, horizontal="right")
SECTION = Look(bold=True, fill=PALE_BLUE, border="level", vertical="center", wrap=False, indent=1)
BODY = Look(vertical="center", indent=1)
FIGURE = Look(horizontal="right", vertical="center", number_format="#,##0", wrap=False, indent=1)
ATTENTION = replace(BODY, bold=True, fill=AMBER)
LINE_HEIGHT = 13.4
AIR = 5.0


def begin(workbook: Workbook, title: str, says: str, marks: Marks, columns: tuple[float, ...]) -> Worksheet:
    """A sheet with its title in row 1, a sentence (and the marks) in row 2; headings belong in row 4."""
    sheet: Worksheet = workbook.create_sheet(title)
    widths(sheet, *columns)
    last = len(columns)
    put_across(sheet, 1, 1, last, title, replace(PLAIN, bold=True, size=14, colour=NAVY), 24)
    room = lines_needed(says, sum(columns)) * LINE_HEIGHT + 4
    put_across(sheet, 2, 1, last, says, PLAIN, room)
    if marks.words:
        put_across(sheet, 3, 1, last, f"{marks.words}.", replace(PLAIN, bold=True, fill=AMBER), 18)
    else:
        sheet.row_dimensions[3].height = 6
    return sheet


def head(
    sheet: Worksheet,
    row: int,
    headings: tuple[str, ...],
    numbers: frozenset[int] = frozenset(),
    *,
    on_every_page: bool = True,
) -> None:
    """The heading row; numbers: the columns (from 1) that hold numbers."""
    for column, heading in enumerate(headings, start=1):
        put(sheet, row, column, heading, HEAD_NUMBER if column in numbers else HEAD)
    sheet.row_dimensions[row].height = tall(sheet, headings, [True] * len(headings))
    sheet.freeze_panes = f"A{row + 1}"
    if on_every_page:
        sheet.print_title_rows = f"{row}:{row}"


def table_row(sheet: Worksheet, row: int, values: Sequence[object], looks: Sequence[Look]) -> None:
    """One row of a table, as tall as its text."""
    for column, (value, look) in enumerate(zip(values, looks, strict=True), start=1):
        put(sheet, row, column, value, look)
    fit_rows(sheet, {row: tall(sheet, values, [look.bold for look in looks])})


def tall(sheet: Worksheet, values: Sequence[object], bold: Sequence[bool]) -> float:
    """The height of a row with these values, by the widths of the columns and which of them are bold."""
    from openpyxl.utils import get_column_letter

    lines = 1
    for column, (value, is_bold) in enumerate(zip(values, bold, strict=True), start=1):
        if isinstance(value, str):
            width = sheet.column_dimensions[get_column_letter(column)].width
            lines = max(lines, lines_needed(value, width - 2, bold=is_bold))
    return lines * LINE_HEIGHT + AIR
