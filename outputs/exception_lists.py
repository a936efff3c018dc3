"""The officers' lists: one workbook per list, "Read me" first, then the sheets that officers work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from outputs.archive import StreamedRows
from outputs.sheet import GREY, NAVY, WHITE, Look, Marks, new_workbook, page, put, save, sheet_title
from outputs.text import lines_needed

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ROW_KEY = "Row key"
STATUS = "Status"
README = "Read me"
STAMP = "cme_list"

HEAD = Look(bold=True, colour=WHITE, fill=NAVY, vertical="center")
OFFICER_HEAD = Look(bold=True, colour=NAVY, border="medium", vertical="center")
TEXT = Look(size=9, fill=GREY)
# The room in characters that the button of the filter takes in a heading; points of a line of a heading.
FILTER_BUTTON = 3.0
HEADING_LINE = 13.4
LAST_NAME_COLUMNS = ("Forename of the other", "Forename")
WIDEST_FROZEN = 75.0

# 1 January 2000 as Excel counts days.
_YEAR_2000 = "36526"

Kind = Literal["text", "date", "number", "notes"]
WIDE = 190
"""Characters that fit on the width of a page; a wider list prints on more, the columns that name the child on each."""
WIDTH: dict[Kind, int] = {"text": 18, "date": 12, "number": 10, "notes": 40}


@dataclass(frozen=True)
class Column:
    """One column of a list. width: in characters, by kind unless given. choices: a drop-down (Status has its own).

    about: a sentence for Read me.
    """

    name: str
    heading: str
    kind: Kind = "text"
    width: int | None = None
    about: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class About:
    """What a list is. code: the file's name without .xlsx. rule: who is on it, in words. policy: the reference.

    columns are the pipeline's, officer_columns the officer's, reference_columns the pipeline's again, at the right and
    not printed. Together, and then the row key, they are a row.
    statuses: what the column Status offers. sheets: the titles of the list sheets, in order. mark: what a cell that
    is bold on amber means, where the list has such cells. stamp: what the workbook is known by when it comes back; at
    most 250 characters, none of them a quotation mark.
    """

    code: str
    title: str
    rule: str
    policy: str
    how_to_use: tuple[str, ...]
    columns: tuple[Column, ...]
    officer_columns: tuple[Column, ...]
    statuses: tuple[str, ...]
    sheets: tuple[str, ...]
    reference_columns: tuple[Column, ...] = ()
    mark: str = ""
    stamp: str = ""


@dataclass(frozen=True)
class ListSheet:
    """One sheet of a list, most urgent first; values in the order of its columns (see columns_of), then the row key.

    own: the sheet's own columns, which stand behind the first of the list's. aside: in words, why its rows are not
    counted among those of the list, where they are not.
    """

    title: str
    rows: list[tuple[object, ...]]
    own: tuple[Column, ...] = ()
    aside: str = ""


def columns_of(about: About, sheet: ListSheet) -> tuple[Column, ...]:
    """The pipeline's columns on a sheet, left of the officer's: column A is the case reference on every one."""
    return (*about.columns[:1], *sheet.own, *about.columns[1:])


def write_list(
    about: About,
    sheets: Sequence[ListSheet],
    path: Path,
    *,
    authority: str,
    as_at: date,
    demonstration: bool,
    warnings: tuple[str, ...] = (),
    mode: int = 0o600,
) -> None:
    """Writes the workbook of a list; the same content gives the same bytes. It opens on the first sheet with somebody
    on it, or on Read me, which says that there is nobody.

    warnings: what the officer must know of today's list (a stale source), shown first on Read me.
    Raises OSError when the folder cannot be written, ValueError when a row has not one value per column and a key.
    """
    from outputs.read_me import add_read_me

    marks = Marks(authority, as_at, demonstration)
    workbook = new_workbook(about.title, marks)
    choices = add_read_me(workbook, about, sheets, marks, warnings)
    streamed = {}
    for content in sheets:
        title = content.title + " demo" * demonstration
        sheet = workbook.create_sheet(sheet_title(title, workbook.sheetnames))
        page(sheet, marks, f"{about.title}: {content.title}", landscape=True, side=0.3)
        streamed[sheet.title] = _fill(sheet, about, content, choices)
        _stamp(sheet, about.stamp)
    to_do = (number for number, content in enumerate(sheets, start=1) if content.rows and not content.aside)
    _open_on(workbook, next(to_do, 0))
    save(workbook, path, as_at, mode=mode, streamed=streamed)


def _fill(sheet: Worksheet, about: About, content: ListSheet, choices: dict[str, str]) -> StreamedRows:
    """Headings, widths, filter, drop-downs, and the rows."""
    from openpyxl.utils import get_column_letter

    from outputs.rows import stream

    rows, left = content.rows, columns_of(about, content)
    columns, looks, widths = left + about.officer_columns + about.reference_columns, [], []
    officers = range(len(left) + 1, len(left) + len(about.officer_columns) + 1)
    last_row, last_column = max(len(rows) + 1, 2), get_column_letter(len(columns) + 1)
    for number, column in enumerate(columns, start=1):
        letter, officer = get_column_letter(number), number in officers
        put(sheet, 1, number, column.heading, OFFICER_HEAD if officer else HEAD)
        widths.append(_declared(column) if officer else needed_width(column, [row[number - 1] for row in rows]))
        looks.append(
            look_of(column, officer) if number <= officers[-1] else replace(look_of(column, officer), wrap=False)
        )
        sheet.column_dimensions[letter].width = widths[-1]
        if officer:
            guide(sheet, f"{letter}2:{letter}{last_row}", column, choices.get(column.name))
    put(sheet, 1, len(columns) + 1, ROW_KEY, HEAD)
    sheet.column_dimensions[last_column].hidden = True
    sheet.row_dimensions[1].height = _heading_height(columns, widths)
    sheet.freeze_panes = f"{get_column_letter(_frozen(columns, widths) + 1)}2"
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{get_column_letter(officers[-1])}{last_row}"
    pages_wide = ceil(sum(widths[: officers[-1]]) / WIDE)
    if pages_wide > 1:
        sheet.page_setup.fitToWidth = pages_wide
        sheet.print_title_cols = f"A:{get_column_letter(_frozen(columns, widths))}"
    sheet.auto_filter.ref = f"A1:{last_column}{len(rows) + 1}"
    return stream(sheet, 2, rows, [*looks, replace(TEXT, wrap=False)], [*widths, float(WIDTH["text"])])


def _stamp(sheet: Worksheet, stamp: str) -> None:
    """A name of the sheet's own, which goes with it wherever it is copied to."""
    from openpyxl.workbook.defined_name import DefinedName

    if stamp:
        sheet.defined_names[STAMP] = DefinedName(STAMP, attr_text=f'"{stamp}"', hidden=True)


def _declared(column: Column) -> float:
    return float(column.width or WIDTH[column.kind])


def needed_width(column: Column, values: Sequence[object]) -> float:
    """The declared width, or less where heading and values need less: a list that is narrower prints larger."""
    if column.kind == "date":
        return _declared(column)
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    heading = max(len(word) for word in column.heading.split()) * 1.15 + FILTER_BUTTON
    return min(_declared(column), max(longest * 1.15 + 1.5, heading))


def _frozen(columns: Sequence[Column], widths: Sequence[float]) -> int:
    """How many columns stay in sight when an officer scrolls to the right: up to the forename, if that is not far."""
    headings = [column.heading for column in columns]
    names = next((headings.index(name) + 1 for name in LAST_NAME_COLUMNS if name in headings), 1)
    return names if sum(widths[:names]) <= WIDEST_FROZEN else 1


def _heading_height(columns: Sequence[Column], widths: Sequence[float]) -> float:
    lines = [
        lines_needed(column.heading, width - FILTER_BUTTON, bold=True)
        for column, width in zip(columns, widths, strict=True)
    ]
    return max(lines) * HEADING_LINE + 6


def look_of(column: Column, officer: bool) -> Look:
    look = replace(TEXT, fill="") if officer else TEXT
    match column.kind:
        case "number":
            return replace(look, horizontal="center")
        case "date":
            return replace(look, wrap=False)
        case "text" | "notes":
            return look


def guide(sheet: Worksheet, cells: str, column: Column, choices: str | None) -> None:
    """A drop-down where there are choices; in date columns a question where no date was typed."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if choices:
        rule = DataValidation(type="list", formula1=choices, allow_blank=True, errorStyle="stop")
        rule.errorTitle, rule.error = column.heading, "Please choose one of the list, or leave the cell empty."
    elif column.kind == "date":
        rule = DataValidation(type="date", operator="greaterThan", formula1=_YEAR_2000, allow_blank=True)
        rule.errorStyle = "warning"
        rule.errorTitle, rule.error = column.heading, "This is not a date such as 31/10/2026. Keep it all the same?"
    else:
        return
    rule.showErrorMessage = True
    rule.add(cells)
    sheet.add_data_validation(rule)


def _open_on(workbook: Workbook, index: int) -> None:
    """The workbook opens there; only that sheet is selected, or typing would go to several at once."""
    workbook.active = index
    for number, sheet in enumerate(workbook.worksheets):
        sheet.sheet_view.tabSelected = number == index
