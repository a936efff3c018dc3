"""The rows of a long sheet as XML: one string per row, cells with the styles the workbook has been given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from outputs.archive import StreamedRows
from outputs.sheet import DATE_FORMAT, TIME_FORMAT, Look, cell_value, dress
from outputs.text import looks_like_formula

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_EPOCH = date(1899, 12, 30).toordinal()
_LEAP_DAY = date(1900, 3, 1).toordinal()


@dataclass(frozen=True)
class _ColumnStyles:
    """Style numbers of one column: by what a cell holds."""

    letter: str
    plain: int
    quoted: int
    day: int
    moment: int


def stream(sheet: Worksheet, first_row: int, rows: Sequence[Sequence[object]], looks: Sequence[Look]) -> StreamedRows:
    """The rows for `save(..., streamed={sheet.title: ...})`, from row number first_row on.

    rows: values as `cell_value` takes them, one per column. looks: one per column; a date is shown dd/mm/yyyy
    whatever the look says, and text that looks like a formula is marked as text.
    Raises ValueError when a row has not one value per column.
    """
    from openpyxl.utils import get_column_letter

    columns = [_register(sheet, get_column_letter(number), look) for number, look in enumerate(looks, start=1)]
    last_cell = f"{columns[-1].letter}{first_row + len(rows) - 1}"
    return StreamedRows(last_cell, _xml(first_row, rows, columns))


def _register(sheet: Worksheet, letter: str, look: Look) -> _ColumnStyles:
    """The style numbers, found by dressing a cell that is not on the sheet."""
    from openpyxl.cell import Cell

    def number(look: Look) -> int:
        cell = Cell(sheet, 1, 1)
        dress(cell, look)
        return int(cell.style_id)

    return _ColumnStyles(
        letter,
        plain=number(look),
        quoted=number(replace(look, as_text=True)),
        day=number(replace(look, number_format=DATE_FORMAT)),
        moment=number(replace(look, number_format=TIME_FORMAT)),
    )


def _xml(first_row: int, rows: Iterable[Sequence[object]], columns: list[_ColumnStyles]) -> Iterator[str]:
    for number, row in enumerate(rows, start=first_row):
        cells = [_cell(number, column, value) for column, value in zip(columns, row, strict=True)]
        yield f'<row r="{number}">{"".join(cells)}</row>'


def _cell(row: int, column: _ColumnStyles, value: object) -> str:
    held = cell_value(value)
    at = f'<c r="{column.letter}{row}" s="'
    if held is None:
        return f'{at}{column.plain}"/>'
    if isinstance(held, str):
        style = column.quoted if looks_like_formula(held) else column.plain
        return f'{at}{style}" t="inlineStr"><is><t xml:space="preserve">{escape(held)}</t></is></c>'
    if isinstance(held, datetime):
        seconds = held.hour * 3600 + held.minute * 60 + held.second
        return f'{at}{column.moment}"><v>{_serial(held) + seconds / 86_400!r}</v></c>'
    if isinstance(held, date):
        return f'{at}{column.day}"><v>{_serial(held)}</v></c>'
    return f'{at}{column.plain}"><v>{held!r}</v></c>'


def _serial(day: date) -> int:
    """The number by which Excel knows a day; it believes that 1900 had a 29 February."""
    ordinal = day.toordinal()
    return ordinal - _EPOCH - (ordinal < _LEAP_DAY)
