"""One style for every workbook: looks of cells, the page, and saving that gives equal bytes for equal content."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias
from weakref import WeakKeyDictionary

from outputs.archive import StampedZip, StreamedRows, write_parts
from outputs.files import replace_file
from outputs.text import clean, looks_like_formula, uk_date

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

# Points; the most that Excel allows.
TALLEST_ROW = 409.0

LONGEST_IN_HEADER = 60

# Margins in inches; header and footer stand inside them.
TOP, BOTTOM = 0.7, 0.65

MARKING = "OFFICIAL-SENSITIVE"
DEMONSTRATION = "Demonstration data: every child is made up"
DRAFT = "DRAFT: not issued"
DATE_FORMAT = "dd/mm/yyyy"
TIME_FORMAT = "dd/mm/yyyy hh:mm"

FONT = "Arial"
NAVY = "1F3864"
PALE_BLUE = "D9E2F3"
GREY = "EFEFEF"
AMBER = "FFF2CC"
LINE_GREY = "A6A6A6"
WHITE = "FFFFFF"
BLACK = "000000"

# The day Excel counts from; earlier dates have no number and are written as text.
_FIRST_DAY = date(1900, 1, 1)
CellValue: TypeAlias = str | int | float | date | None

_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Look:
    """How a cell looks. fill and colour: RRGGBB.

    border: "" (none), "thin", "level" (thin above and below), "medium" (heavy above and below).
    """

    bold: bool = False
    italic: bool = False
    size: float = 10
    colour: str = BLACK
    fill: str = ""
    border: str = "thin"
    horizontal: str = "left"
    vertical: str = "top"
    wrap: bool = True
    indent: int = 0
    number_format: str = "General"
    as_text: bool = False


@dataclass(frozen=True)
class Marks:
    """What stands on every sheet of a workbook: whose it is, the day it describes, whether it is a demonstration."""

    authority: str
    as_at: date
    demonstration: bool
    draft: bool = False

    @property
    def words(self) -> str:
        """The marks in words for the sheet itself; empty for an issued report on real data."""
        return ". ".join([DEMONSTRATION] * self.demonstration + [DRAFT] * self.draft)


def _parts(look: Look) -> Iterator[tuple[str, str, Any]]:
    """What openpyxl makes a style of: where a cell has the number of a part, the workbook its parts, and the part."""
    yield "fontId", "_fonts", _font(look.size, look.bold, look.italic, look.colour)
    yield "fillId", "_fills", _fill(look.fill)
    yield "borderId", "_borders", _border(look.border)
    yield "alignmentId", "_alignments", _alignment(look.horizontal, look.vertical, look.wrap, look.indent)


@cache
def _font(size: float, bold: bool, italic: bool, colour: str) -> Any:
    from openpyxl.styles import Font

    return Font(name=FONT, size=size, bold=bold, italic=italic, color=colour)


@cache
def _fill(colour: str) -> Any:
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=colour) if colour else PatternFill()


@cache
def _border(kind: str) -> Any:
    from openpyxl.styles import Border, Side

    thin, medium = Side("thin", LINE_GREY), Side("medium", BLACK)
    edges = {
        "": Border(),
        "thin": Border(thin, thin, thin, thin),
        "level": Border(top=thin, bottom=thin),
        "medium": Border(thin, thin, medium, medium),
    }
    return edges[kind]


@cache
def _alignment(horizontal: str, vertical: str, wrap: bool, indent: int) -> Any:
    from openpyxl.styles import Alignment

    return Alignment(horizontal, vertical, wrap_text=wrap, indent=indent)


_dressed: WeakKeyDictionary[Any, dict[Any, Any]] = WeakKeyDictionary()
"""Workbook -> look -> the style that openpyxl made of it there, and part of a style, by its id -> its number there.

Making a style again costs a hundred times the copy, most of it the search for parts that are the same.
"""


def dress(cell: Cell, look: Look) -> None:
    """Gives the cell that look."""
    workbook: Any = cell.parent.parent
    known = _dressed.setdefault(workbook, {})
    if look in known:
        cell._style = copy(known[look])  # type: ignore[attr-defined]  # the stubs leave it out
        return
    cell.number_format = look.number_format
    for name, parts, part in _parts(look):
        if id(part) not in known:
            known[id(part)] = getattr(workbook, parts).add(part)
        setattr(cell._style, name, known[id(part)])  # type: ignore[attr-defined]  # the stubs leave it out
    # quotePrefix keeps the text a text when somebody edits the cell; openpyxl has it, its type stubs do not.
    setattr(cell, "quotePrefix", look.as_text)  # noqa: B010 (the stubs do not know it)
    known[look] = copy(cell._style)  # type: ignore[attr-defined]  # the stubs leave it out


def cell_value(value: object) -> CellValue:
    """The value as a cell holds it: clean text, a number, or a date; nothing for None, blank text and NaN.

    Yes and No for booleans; a time of day, and a date before 1900, for which Excel has no number, as text. Raises
    TypeError for anything else, a list for instance.
    """
    match value:
        case None | "":
            return None
        case str():
            return clean(value) or None
        case bool():
            return "Yes" if value else "No"
        case int() | float() | Decimal():
            return _number(value)
        case date():
            return _day_or_moment(value)
        case time():
            return f"{value:%H:%M}"
    raise TypeError(f"A cell cannot hold a {type(value).__name__}.")


def _number(value: float | Decimal) -> int | float | None:
    if isinstance(value, int):
        return value
    return float(value) if math.isfinite(value) else None


def _day_or_moment(value: date) -> date | str:
    """A time at midnight is a day."""
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=None)
        if moment.time() != time() and moment.date() >= _FIRST_DAY:
            return moment
        value = moment.date()
    return value if value >= _FIRST_DAY else uk_date(value)


def put(sheet: Worksheet, row: int, column: int, value: object, look: Look) -> Cell:
    """Writes the value with the look; text stays text whatever it begins with. Returns the cell."""
    cell: Cell = sheet.cell(row, column)  # type: ignore[assignment]  # never one of the inner cells of a merge
    held = cell_value(value)
    cell.value = held
    if isinstance(held, str):
        cell.data_type = "s"
        look = _as_text(look) if looks_like_formula(held) else look
    dress(cell, look)
    if isinstance(held, date):
        cell.number_format = TIME_FORMAT if isinstance(held, datetime) else DATE_FORMAT
    return cell


@cache
def _as_text(look: Look) -> Look:
    return replace(look, as_text=True)


def put_across(sheet: Worksheet, row: int, first: int, last: int, value: object, look: Look, height: float) -> None:
    """One value across merged cells; height in points, since no program fits the height of merged cells itself."""
    for column in range(first, last + 1):
        put(sheet, row, column, value if column == first else None, look)
    sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
    sheet.row_dimensions[row].height = height


def fit_rows(sheet: Worksheet, heights: Mapping[int, float]) -> None:
    """Heights of rows in points that a program may still refit when somebody types into them.

    Excel fits rows without a height when it opens the file, LibreOffice does not; a fixed height would cut what is
    typed later. So the height is given and not fixed.
    """
    from openpyxl.worksheet.dimensions import RowDimension

    class FittedRow(RowDimension):
        customHeight = False

    for row, height in heights.items():
        sheet.row_dimensions[row] = FittedRow(sheet, index=row, ht=min(height, TALLEST_ROW))


def new_workbook(title: str, marks: Marks) -> Workbook:
    """An empty workbook in the house font whose properties are the report's, not the computer's."""
    from openpyxl import Workbook
    from openpyxl.packaging.core import DocumentProperties
    from openpyxl.styles import Font

    workbook = Workbook()
    for sheet in list(workbook.worksheets):
        workbook.remove(sheet)
    # The standard font decides how wide a column of so many characters is; there is no public way to it.
    workbook._named_styles["Normal"].font = Font(name=FONT, size=10)  # type: ignore[attr-defined] # no public way
    day = datetime.combine(marks.as_at, time())
    workbook.properties = DocumentProperties(
        creator=marks.authority, title=title, subject=marks.words or None, created=day, modified=day
    )
    return workbook


def sheet_title(title: str, taken: Iterable[str]) -> str:
    """The title as Excel allows it: at most 31 characters, none of []:*?/\\, not one of `taken` in any case."""
    short = _FORBIDDEN_IN_TITLE.sub("-", title).strip("' ")[:31].rstrip("' ") or "Sheet"
    used = {name.casefold() for name in taken}
    candidate, number = short, 2
    while candidate.casefold() in used:
        ending = f" ({number})"
        candidate, number = short[: 31 - len(ending)].rstrip() + ending, number + 1
    return candidate


def page(
    sheet: Worksheet,
    marks: Marks,
    name: str,
    *,
    landscape: bool,
    fit: bool = True,
    pages_tall: int = 0,
    side: float = 0.5,
) -> None:
    """A4, and header and footer: marking, whose, what, as at which day, page n of m.

    fit: to one page in width, and to pages_tall pages in height (0: as many as it takes). side: side margins in inches.
    """
    from openpyxl.worksheet.header_footer import HeaderFooterItem
    from openpyxl.worksheet.page import PageMargins
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages_tall
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=fit)
    sheet.page_margins = PageMargins(left=side, right=side, top=TOP, bottom=BOTTOM, header=0.3, footer=0.3)
    sheet.print_options.horizontalCentered = True
    header = (_in_header(marks.authority), MARKING, DEMONSTRATION if marks.demonstration else "")
    day = f"as at {uk_date(marks.as_at)}" + f", {DRAFT}" * marks.draft
    footer = (_in_header(name), day, "Page &P of &N")
    for item, texts in ((HeaderFooterItem(), header), (HeaderFooterItem(), footer)):
        for part, text in zip((item.left, item.center, item.right), texts, strict=True):
            part.text, part.size = text, 9
        setattr(sheet.HeaderFooter, "oddHeader" if texts is header else "oddFooter", item)


def _in_header(text: str) -> str:
    """An ampersand begins a code in headers and footers; doubled, it is one. Excel refuses more than 255 characters
    for all three parts together."""
    return clean(text)[:LONGEST_IN_HEADER].replace("&", "&&")


def widths(sheet: Worksheet, *characters: float) -> None:
    """The widths of columns A, B, C, ... in characters."""
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(characters, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def save(
    workbook: Workbook,
    path: Path,
    as_at: date,
    *,
    mode: int = 0o600,
    streamed: Mapping[str, StreamedRows] | None = None,
) -> None:
    """Writes the workbook: equal content, equal bytes, whenever it is saved; replaces `path` whole or not at all.

    as_at: the time stamped on the file and its parts is that day's. streamed: sheet title -> rows to add.
    Raises OSError when the folder cannot be written.
    """
    parts = {
        f"xl/worksheets/sheet{number}.xml": rows
        for number, sheet in enumerate(workbook.worksheets, start=1)
        if (rows := (streamed or {}).get(sheet.title)) is not None
    }

    def write(file: IO[bytes]) -> None:
        # Not Workbook.save, which stamps the clock on the properties and on every part.
        with StampedZip(file, as_at, parts) as archive:
            write_parts(workbook, archive)

    replace_file(path, write, mode)
