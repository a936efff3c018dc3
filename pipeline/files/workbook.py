"""An Excel workbook as sheets, read by calamine once its members have been checked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.errors import RefusedFile
from pipeline.files.members import UNREADABLE, Place, Unread, check_members
from pipeline.files.sheet import SEARCHED, UNREAD_ERROR, UNREAD_FORMULA, Block, Row, Sheet, cannot_be_opened

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

ROWS = 20_000
"""Rows given on at once."""


def sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook; a hidden one is empty and says so. Raises RefusedFile where it cannot be read."""
    try:
        members = check_members(path)
    except OSError as error:
        raise cannot_be_opened(error) from None
    if members.has_macros:
        raise RefusedFile("it holds macros, so it is no .xlsx whatever its name says; save it as .xlsx without them")
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        found = []
        for about in workbook.sheets_metadata:
            if about.visible == SheetVisibleEnum.Visible:
                sheet = workbook.get_sheet_by_name(about.name)
                rows = _rows(sheet, members.of(about.name))
                found.append(_sheet(about.name, rows, members.counts_from_1904))
            else:
                note = f"sheet '{about.name}' is hidden and was passed over"
                found.append(Sheet(about.name, [], lambda first, width: iter(()), [note], is_hidden=True))
        return found
    except OSError as error:
        raise cannot_be_opened(error) from None
    except (CalamineError, ValueError, KeyError, IndexError, TypeError):
        raise RefusedFile(UNREADABLE) from None


def _sheet(name: str, rows: Iterator[Row], counts_from_1904: bool) -> Sheet:
    head = list(islice(rows, SEARCHED))

    def body(first: int, width: int) -> Iterator[Block]:
        number, left = first + 1, chain(head[first:], rows)
        while some := list(islice(left, ROWS)):
            columns = list(zip(*some, strict=True))[:width]
            cells = pa.table({f"c{n}": pa.array(column, pa.string()) for n, column in enumerate(columns)})
            yield Block(cells, pa.array(range(number, number + len(some)), pa.int32()), [])
            number += len(some)

    return Sheet(name, head, body, counts_from_1904=counts_from_1904)


def _rows(sheet: CalamineSheet, unread: Unread) -> Iterator[Row]:
    """Every row as text, from the first of the sheet on. unread: cells that are not blank, though they look so.

    Cells merged downwards within one column (a school's name beside its pupils) hold their value in every row.
    """
    left, end = (sheet.start[1], sheet.end[0]) if sheet.start and sheet.end else (0, 0)
    filled = {
        (under, column - left): (top, column - left)
        for (top, column), (bottom, last) in sheet.merged_cell_ranges or []
        if column == last
        for under in range(top + 1, min(bottom, end) + 1)
    }
    tops = set(filled.values())
    wrong = {(at, column - left): UNREAD_FORMULA for at, column in unread.formulas}
    wrong |= {(at, column - left): UNREAD_ERROR for at, column in unread.errors}
    by_row: dict[int, list[int]] = {}
    for at, column in sorted({*filled, *tops, *wrong}):
        by_row.setdefault(at, []).append(column)
    kept: dict[Place, str] = {}
    for number, cells in enumerate(sheet.iter_rows()):
        row = [cell if type(cell) is str else _text(cell) for cell in cells]
        for column in by_row.get(number, ()):
            if not 0 <= column < len(row):
                continue
            place = (number, column)
            if place in wrong:
                row[column] = wrong[place]
            if place in tops:
                kept[place] = row[column]
            elif place in filled:
                row[column] = row[column] or kept.get(filled[place], "")
        yield row


def _text(cell: object) -> str:
    """A workbook's cell as it would be written in a CSV file: whole numbers without a point, dates in ISO form."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    text = cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
    return text.removesuffix("T00:00:00")
