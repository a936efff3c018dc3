"""An Excel workbook as sheets, read by calamine; its members are checked first, for neither bombs nor damage are
noticed by readers of workbooks.
"""

from __future__ import annotations

import errno
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.errors import RefusedFile
from pipeline.files.sheet import SEARCHED, Block, Row, Sheet, cannot_be_opened

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

ROWS = 20_000
"""Rows given on at once."""
LARGEST_UNPACKED = 2_000_000_000
LARGEST_RATIO = 200
LARGEST_GRID = 50_000_000
"""Cells between the first and the last filled row and column: calamine holds them all, the blank ones too, and the
whole program ends where it cannot."""
FILLED_CELL = re.compile(rb"""\br=["']([A-Z]+)(\d+)["'](?:[^<>]*[^<>/])?>""")
ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\b([^<>]*\bt=["']e["'][^<>]*)>""")
PLACE = re.compile(rb"""\br=["']([A-Z]+)(\d+)["']""")
DAMAGED = "it is damaged or truncated; ask for it again"
Place = tuple[int, int]


def sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook; a hidden one is empty and says so. Raises RefusedFile where it cannot be read."""
    try:
        errors = check_members(path)
    except OSError as error:
        if error.errno == errno.EINVAL:  # The zip's directory points outside the file.
            raise RefusedFile(DAMAGED) from None
        raise cannot_be_opened(error) from None
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        found = []
        for about in workbook.sheets_metadata:
            if about.visible == SheetVisibleEnum.Visible:
                sheet = workbook.get_sheet_by_name(about.name)
                found.append(_sheet(about.name, _rows(sheet, errors.get(about.name, set()))))
            else:
                note = f"sheet '{about.name}' is hidden and was passed over"
                found.append(Sheet(about.name, [], lambda first, width: iter(()), [note]))
        return found
    except OSError as error:
        raise cannot_be_opened(error) from None
    except (CalamineError, ValueError, KeyError, IndexError, TypeError):
        raise RefusedFile("its sheets cannot be read; open it in Excel and save it again") from None


def _sheet(name: str, rows: Iterator[Row]) -> Sheet:
    head = list(islice(rows, SEARCHED))

    def body(first: int, width: int) -> Iterator[Block]:
        number, left = first + 1, chain(head[first:], rows)
        while some := list(islice(left, ROWS)):
            columns = list(zip(*some, strict=True))[:width]
            cells = pa.table({f"c{n}": pa.array(column, pa.string()) for n, column in enumerate(columns)})
            yield Block(cells, pa.array(range(number, number + len(some)), pa.int32()), [])
            number += len(some)

    return Sheet(name, head, body)


def _rows(sheet: CalamineSheet, errors: set[Place]) -> Iterator[Row]:
    """Every row as text, from the first of the sheet on. errors: places of cells that hold an error of Excel's.

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
    wrong = {(at, column - left) for at, column in errors}
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
                row[column] = "#ERROR"
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


def check_members(path: Path) -> dict[str, set[Place]]:
    """Reads every member once; the cells that hold an error of Excel's (#N/A), which calamine gives as blank.

    Returns sheet name -> (row, column) from 0. Raises RefusedFile for a bomb, damage and what is no workbook.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * max(path.stat().st_size, 1_000_000):
                raise RefusedFile("it unpacks to far more than a workbook should; ask the sender for a CSV file")
            if "xl/workbook.xml" not in archive.namelist():
                raise RefusedFile("it is a zip file, not an Excel workbook; export it again")
            found = {entry.filename: _error_cells(archive, entry) for entry in entries}
            return _by_sheet_name(archive, {part: places for part, places in found.items() if places})
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error):
        raise RefusedFile(DAMAGED) from None


def _error_cells(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> set[Place]:
    """Reads a member to its end, by which zipfile checks its sum; the error cells where it is a sheet."""
    is_sheet = entry.filename.startswith("xl/worksheets/")
    places: set[Place] = set()
    last_row, letters = 0, {b"A"}
    with archive.open(entry) as stream:
        before = b""
        while chunk := stream.read(1 << 20):
            if is_sheet:
                cells = FILLED_CELL.findall(before + chunk)
                letters.update({column for column, _ in cells})
                last_row = max(last_row, *map(int, {row for _, row in cells}), 0)
                for cell in ERROR_CELL.finditer(before + chunk):
                    if place := place_of(cell[1]):
                        places.add(place)
            before = chunk[-400:]
    if last_row * (max(map(_column, letters)) + 1) > LARGEST_GRID:
        raise RefusedFile("it has a cell filled far outside its table; delete what stands there, or send a CSV file")
    return places


def place_of(attributes: bytes) -> Place | None:
    """The place that the attributes of a cell name: (row, column) from 0."""
    place = PLACE.search(attributes)
    return (int(place[2]) - 1, _column(place[1])) if place else None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _by_sheet_name(archive: zipfile.ZipFile, found: dict[str, set[Place]]) -> dict[str, set[Place]]:
    """Part of the archive -> places, as sheet name -> places."""
    if not found:
        return {}
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        book = fromstring(archive.read("xl/workbook.xml"))
    except (KeyError, ParseError, DefusedXmlException):
        raise RefusedFile("its sheets cannot be read; open it in Excel and save it again") from None
    parts = {link.get("Id"): str(PurePosixPath("/xl") / link.get("Target", ""))[1:] for link in links}
    names = {}
    for element in book.iter():
        if element.tag.endswith("}sheet"):
            link = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
            names[parts.get(link)] = element.get("name", "")
    return {names[part]: places for part, places in found.items() if part in names}
