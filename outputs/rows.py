"""The rows of a long sheet as XML: one string per row, cells with the styles the workbook has been given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary
from xml.sax.saxutils import escape

from outputs.archive import StreamedRows
from outputs.sheet import AMBER, DATE_FORMAT, TALLEST_ROW, TIME_FORMAT, CellValue, Look, cell_value, dress
from outputs.text import lines_needed, looks_like_formula

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Points, for the 9 point text of the lists.
LINE_HEIGHT = 12.0
AIR = 3.0

_EPOCH = date(1899, 12, 30).toordinal()
_LEAP_DAY = date(1900, 3, 1).toordinal()


@dataclass(frozen=True)
class Marked:
    """A value whose cell catches the eye: bold on amber."""

    value: object

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True)
class _Styles:
    """The style numbers by what a cell holds."""

    plain: int
    quoted: int
    day: int
    moment: int


@dataclass(frozen=True)
class _Column:
    """One column: its width and size of letters, and its styles."""

    letter: str
    styles: _Styles
    marked: _Styles
    width: float
    size: float
    wraps: bool


def stream(
    sheet: Worksheet,
    first_row: int,
    rows: Sequence[Sequence[object]],
    looks: Sequence[Look],
    widths: Sequence[float],
) -> StreamedRows:
    """The rows for `save(..., streamed={sheet.title: ...})`, from row number first_row on.

    rows: values as `cell_value` takes them, or such a value Marked, one per column. looks, widths: one per column; a
    date is shown dd/mm/yyyy whatever the look says, and text that looks like a formula is marked as text. A row is as
    tall as its longest text, and refitted when somebody types into it.
    Raises ValueError when a row has not one value per column.
    """
    from openpyxl.utils import get_column_letter

    columns = [
        _register(sheet, get_column_letter(number), look, width)
        for number, (look, width) in enumerate(zip(looks, widths, strict=True), start=1)
    ]
    last_cell = f"{columns[-1].letter}{first_row + len(rows) - 1}"
    return StreamedRows(last_cell, _xml(first_row, rows, columns))


def _register(sheet: Worksheet, letter: str, look: Look, width: float) -> _Column:
    marked = replace(look, bold=True, fill=AMBER)
    return _Column(letter, _styles(sheet, look), _styles(sheet, marked), width, size=look.size, wraps=look.wrap)


_known: WeakKeyDictionary[Any, dict[Look, _Styles]] = WeakKeyDictionary()
"""Workbook -> look -> its style numbers there: columns of one look are many."""


def _styles(sheet: Worksheet, look: Look) -> _Styles:
    """The style numbers, found by dressing a cell that is not on the sheet."""
    from openpyxl.cell import Cell

    def number(look: Look) -> int:
        cell = Cell(sheet, 1, 1)
        dress(cell, look)
        return int(cell.style_id)

    known = _known.setdefault(sheet.parent, {})
    if look not in known:
        known[look] = _Styles(
            plain=number(look),
            quoted=number(replace(look, as_text=True)),
            day=number(replace(look, number_format=DATE_FORMAT)),
            moment=number(replace(look, number_format=TIME_FORMAT)),
        )
    return known[look]


def _xml(first_row: int, rows: Iterable[Sequence[object]], columns: list[_Column]) -> Iterator[str]:
    for number, row in enumerate(rows, start=first_row):
        cells, lines = [], 1
        for column, value in zip(columns, row, strict=True):
            is_marked = isinstance(value, Marked)
            held = cell_value(value.value if isinstance(value, Marked) else value)
            cells.append(_cell(f"{column.letter}{number}", column.marked if is_marked else column.styles, held))
            if isinstance(held, str) and column.wraps:
                lines = max(lines, lines_needed(held, column.width, size=column.size, bold=is_marked))
        tall = min(lines * LINE_HEIGHT + AIR, TALLEST_ROW)
        yield f'<row r="{number}" ht="{tall:g}">{"".join(cells)}</row>'


def _cell(place: str, styles: _Styles, held: CellValue) -> str:
    at = f'<c r="{place}" s="'
    if held is None:
        return f'{at}{styles.plain}"/>'
    if isinstance(held, str):
        style = styles.quoted if looks_like_formula(held) else styles.plain
        return f'{at}{style}" t="inlineStr"><is><t xml:space="preserve">{escape(held)}</t></is></c>'
    if isinstance(held, datetime):
        seconds = held.hour * 3600 + held.minute * 60 + held.second
        return f'{at}{styles.moment}"><v>{_serial(held) + seconds / 86_400!r}</v></c>'
    if isinstance(held, date):
        return f'{at}{styles.day}"><v>{_serial(held)}</v></c>'
    return f'{at}{styles.plain}"><v>{held!r}</v></c>'


def _serial(day: date) -> int:
    """The number by which Excel knows a day; it believes that 1900 had a 29 February."""
    ordinal = day.toordinal()
    return ordinal - _EPOCH - (ordinal < _LEAP_DAY)
