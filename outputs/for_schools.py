"""Workbooks for schools and settings: a cover that says what is asked by when, and their own children to answer for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from outputs.exception_lists import HEAD, OFFICER_HEAD, Column, guide, look_of, needed_width
from outputs.read_me import LINE_HEIGHT, PLAIN, WIDTHS, put_choices, table
from outputs.sheet import AMBER, MARKING, NAVY, Marks, fit_rows, new_workbook, page, put, put_across, save, widths
from outputs.text import count_of, lines_needed, long_date

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

COVER, CHILDREN = "What we ask", "Your children"
ROW_LINE, AIR = 12.0, 3.0


@dataclass(frozen=True)
class Request:
    """What is asked of every recipient alike. columns: ours, grey; answers: theirs, white.

    list: the officers' list that the answers are entered on. reply_by: the last day in time.
    """

    title: str
    list: str
    asked: tuple[str, ...]
    columns: tuple[Column, ...]
    answers: tuple[Column, ...]
    reply_by: date


def write_for_school(
    request: Request, recipient: str, rows: Sequence[tuple[object, ...]], path: Path, *, marks: Marks, mode: int
) -> None:
    """Writes the workbook of one school or setting. rows: one per child, values in the order of request.columns.

    The same content gives the same bytes. Raises OSError when the folder cannot be written.
    """
    workbook = new_workbook(f"{recipient}: {request.title}", marks)
    cover = workbook.create_sheet(COVER)
    choices = _cover(cover, request, recipient, len(rows), marks)
    sheet = workbook.create_sheet(CHILDREN + " demo" * marks.demonstration)
    page(sheet, marks, f"{recipient}: {request.title}", landscape=True, side=0.3)
    _children(sheet, request, rows, choices)
    save(workbook, path, marks.as_at, mode=mode)


def _cover(sheet: Worksheet, request: Request, recipient: str, children: int, marks: Marks) -> dict[str, str]:
    """Returns, by name of the answer's column, the cells that its drop-down offers."""
    widths(sheet, *WIDTHS)
    page(sheet, marks, f"{recipient}: {request.title}", landscape=False)
    whose = (
        f"{MARKING}. From {marks.authority}, children missing education, as at {long_date(marks.as_at)}. "
        f"Personal data, for the staff of {recipient} who answer it and for nobody else."
    )
    put_across(sheet, 1, 1, 2, request.title, replace(PLAIN, bold=True, size=14, colour=NAVY), 24)
    put_across(sheet, 2, 1, 2, recipient, replace(PLAIN, bold=True, size=12), 20)
    row = 3
    put_across(sheet, row, 1, 2, whose, PLAIN, lines_needed(whose, sum(WIDTHS)) * LINE_HEIGHT + 6)
    if marks.words:
        row += 1
        put_across(sheet, row, 1, 2, f"{marks.words}.", replace(PLAIN, bold=True, fill=AMBER), LINE_HEIGHT + 6)
    asks = (
        f"{marks.authority}, which must establish who is not receiving education (Education Act 1996, section 436A). "
        "Please ask the officer for children missing education where anything is unclear."
    )
    row = table(
        sheet,
        row + 2,
        "What we ask",
        [
            ("Please answer by", f"{request.reply_by:%A} {long_date(request.reply_by)}"),
            ("About", f"{count_of(children, 'child', 'children')}, on the sheet '{CHILDREN}'"),
            *((str(number), step) for number, step in enumerate(request.asked, start=1)),
            ("Who asks", asks),
        ],
    )
    back = (
        "Save this workbook and send it back through the council's secure channel, the one by which it reached you. "
        "Never by plain e-mail, neither attached nor in its text."
    )
    then = (
        f"An officer reads what you wrote and enters it by hand on the council's list '{request.list}' (Status, Next "
        "action, Notes), and has records corrected where they are wrong. No program reads this workbook."
    )
    keep = "Show it to nobody who does not need it, and delete your copies once it is answered."
    row = table(sheet, row + 1, "How to send it back", [("By", back), ("What happens then", then), ("Your copy", keep)])
    ours = [(column.heading, f"Ours, grey. {column.about}") for column in request.columns]
    theirs = [(column.heading, f"Yours, white. {column.about}") for column in request.answers]
    row = table(sheet, row + 1, "The columns", ours + theirs)
    _, choices = put_choices(sheet, row + 1, [(column, column.choices) for column in request.answers])
    return choices


def _children(sheet: Worksheet, request: Request, rows: Sequence[tuple[object, ...]], choices: dict[str, str]) -> None:
    from openpyxl.utils import get_column_letter

    columns = (*request.columns, *request.answers)
    answers = range(len(request.columns) + 1, len(columns) + 1)
    ours = [needed_width(column, [row[at] for row in rows]) for at, column in enumerate(request.columns)]
    wide = ours + [float(column.width or 12) for column in request.answers]
    widths(sheet, *wide)
    last_row, last_column = len(rows) + 1, get_column_letter(len(columns))
    for number, column in enumerate(columns, start=1):
        put(sheet, 1, number, column.heading, OFFICER_HEAD if number in answers else HEAD)
        letter = get_column_letter(number)
        if number in answers:
            guide(sheet, f"{letter}2:{letter}{last_row}", column, choices.get(column.name))
    blank = (None,) * len(request.answers)
    for number, row in enumerate(rows, start=2):
        values = (*row, *blank)
        for place, (column, value) in enumerate(zip(columns, values, strict=True), start=1):
            put(sheet, number, place, value, look_of(column, place in answers))
        lines = max(lines_needed(str(value or ""), wide[at], size=9) for at, value in enumerate(values))
        fit_rows(sheet, {number: lines * ROW_LINE + AIR})
    heading = max(lines_needed(c.heading, width - 3, bold=True) for c, width in zip(columns, wide, strict=True))
    sheet.row_dimensions[1].height = heading * LINE_HEIGHT + 6
    names = [column.heading for column in columns].index("Forename") + 1
    sheet.freeze_panes = f"{get_column_letter(names + 1)}2"
    sheet.auto_filter.ref = f"A1:{last_column}{last_row}"
    sheet.print_title_rows = "1:1"
