"""The members of an Excel workbook's archive, each read once before anything else reads them: neither bombs nor damage
nor cells that only look empty are noticed by readers of workbooks.
"""

from __future__ import annotations

import codecs
import errno
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NoReturn
from xml.parsers import expat

from pipeline.errors import RefusedFile

CHUNK = 1 << 20
LARGEST_UNPACKED = 2_000_000_000
LARGEST_RATIO = 200
LARGEST_GRID = 50_000_000
"""Cells between the first and the last filled row and column: calamine holds them all, the blank ones too, and the
whole program ends where it cannot."""
FILLED_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]+)(\d+)["'](?:[^<>]*[^<>/])?>""")
UNPLACED_CELL = re.compile(rb"""<(?:\w+:)?c(?:\s(?![^<>]*\br\s*=)[^<>]*)?(?<!/)>""")
"""A cell that says no place stands beside the one before it, in the row that the row says."""
ROW_START = re.compile(rb"""<(?:\w+:)?row\b(?:[^<>]*?\br\s*=\s*["'](\d+)["'])?""")
ANY_CELL = re.compile(rb"""<(?:\w+:)?c[\s>]""")
ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\b([^<>]*\bt=["']e["'][^<>]*)>""")
UNVALUED_FORMULA = re.compile(
    rb"""<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|(<(?:\w+:)?v\s*></(?:\w+:)?v>))?\s*</(?:\w+:)?c>"""
)
A_TEXT = re.compile(rb"""\bt=["']str["']""")
"""Of a formula's cell: its value is a text, which may be the empty one."""
FORMULA_MARKS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
LONGEST_CELL = 20_000
"""Bytes of a cell with its formula, of which Excel allows 8,192 characters."""
COUNTS_FROM_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^<>]*\bdate1904\s*=\s*["'](?:1|true)["']""")
PLACE = re.compile(rb"""\br=["']([A-Z]+)(\d+)["']""")
READ = re.compile(r"xl/(worksheets/[^/]+|sharedStrings|workbook|styles)\.xml")
"""The members whose text is read; one that is no sound XML would be read by calamine all the same, and otherwise."""
MACROS = "xl/vbaProject.bin"
DAMAGED = "it is damaged or truncated; ask for it again"
UNREADABLE = "its sheets cannot be read; open it in Excel and save it again"
BROKEN = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error)
"""What zipfile raises of an archive that is no sound one."""
Place = tuple[int, int]


@dataclass(frozen=True)
class Unread:
    """Cells of a sheet that a reader of values gives as blank, (row, column) from 0.

    errors: of Excel's, such as #N/A.   formulas: whose value no program has worked out.
    """

    errors: set[Place] = field(default_factory=set)
    formulas: set[Place] = field(default_factory=set)


@dataclass(frozen=True)
class Members:
    """What the members tell. unread: sheet name -> its cells.   counts_from_1904: how it numbers its days."""

    unread: dict[str, Unread]
    counts_from_1904: bool
    has_macros: bool

    def of(self, sheet: str) -> Unread:
        return self.unread.get(sheet) or Unread()


def check_members(path: Path) -> Members:
    """Reads every member once. Raises RefusedFile for a bomb, damage and what is no workbook, OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * max(path.stat().st_size, 1_000_000):
                raise RefusedFile("it unpacks to far more than a workbook should; ask the sender for a CSV file")
            if any(entry.flag_bits & 1 for entry in entries):
                raise RefusedFile("it is encrypted; save it as .xlsx without a password")
            if "xl/workbook.xml" not in archive.namelist():
                raise RefusedFile("it is a zip file, not an Excel workbook; export it again")
            if len(set(archive.namelist())) < len(entries):
                raise RefusedFile(DAMAGED)
            found = {entry.filename: _unread(archive, entry) for entry in entries}
            counts_from_1904 = COUNTS_FROM_1904.search(archive.read("xl/workbook.xml")) is not None
            unread = {part: cells for part, cells in found.items() if cells.errors or cells.formulas}
            return Members(_by_sheet_name(archive, unread), counts_from_1904, MACROS in archive.namelist())
    except (expat.ExpatError, LookupError):  # Expat looks up an encoding that it does not know among Python's.
        raise RefusedFile(UNREADABLE) from None
    except BROKEN:
        raise RefusedFile(DAMAGED) from None
    except OSError as error:
        if error.errno == errno.EINVAL:  # The zip's directory points outside the file.
            raise RefusedFile(DAMAGED) from None
        raise


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member in pieces, each beginning with the end of the one before: no cell is cut in two in all of them."""
    with archive.open(entry) as stream:
        before = b""
        while chunk := stream.read(CHUNK):
            yield before + chunk
            before = chunk[-LONGEST_CELL:]


def _unread(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Unread:
    """Reads a member to its end, by which zipfile checks its sum; the cells where it is a sheet."""
    is_sheet = entry.filename.startswith("xl/worksheets/")
    unread = Unread()
    last_row, letters, is_placed = 0, {b"A"}, True
    if READ.fullmatch(entry.filename):
        _refuse_unsound(archive, entry)
    for chunk in _chunks(archive, entry):
        if not is_sheet:
            continue
        cells = FILLED_CELL.findall(chunk)
        letters.update({column for column, _ in cells})
        last_row = max(last_row, *map(int, {row for _, row in cells}), 0)
        is_placed = is_placed and UNPLACED_CELL.search(chunk) is None
        unread.errors.update(_places(ERROR_CELL.finditer(chunk)))
        if any(mark in chunk for mark in FORMULA_MARKS):
            found = (cell for cell in UNVALUED_FORMULA.finditer(chunk) if not (cell[2] and A_TEXT.search(cell[1])))
            unread.formulas.update(_places(found))
    width = max(map(_column, letters)) + 1
    if not is_placed:
        rows, cells_of_a_row = _most_unplaced(archive, entry)
        last_row, width = max(last_row, rows), width + cells_of_a_row
    if last_row * width > LARGEST_GRID:
        raise RefusedFile("it has a cell filled far outside its table; delete what stands there, or send a CSV file")
    return unread


def _refuse_unsound(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Raises RefusedFile or ExpatError where the member is no sound XML, declares entities, or is no UTF-8."""

    def refuse(*declared: object) -> NoReturn:
        raise RefusedFile(UNREADABLE)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                refuse()
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _most_unplaced(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """Of a sheet with cells that say no place: the last row that it can have, and the most cells within a row."""
    last_row = widest = of_this_row = 0
    for chunk in _chunks(archive, entry):
        first, *rows = ROW_START.split(chunk)
        for number, row in zip((None, *rows[::2]), (first, *rows[1::2]), strict=True):
            if row is not first:
                last_row, of_this_row = max(last_row + 1, int(number or 0)), 0
            of_this_row += len(ANY_CELL.findall(row))
            widest = max(widest, of_this_row)
    return last_row, widest


def _places(found: Iterable[re.Match[bytes]]) -> Iterator[Place]:
    return filter(None, (place_of(cell[1]) for cell in found))


def place_of(attributes: bytes) -> Place | None:
    """The place that the attributes of a cell name: (row, column) from 0."""
    place = PLACE.search(attributes)
    return (int(place[2]) - 1, _column(place[1])) if place else None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _by_sheet_name(archive: zipfile.ZipFile, found: dict[str, Unread]) -> dict[str, Unread]:
    """Part of the archive -> cells, as sheet name -> cells."""
    if not found:
        return {}
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        book = fromstring(archive.read("xl/workbook.xml"))
    except (LookupError, ParseError, DefusedXmlException):
        raise RefusedFile(UNREADABLE) from None
    parts = {link.get("Id"): str(PurePosixPath("/xl") / link.get("Target", ""))[1:] for link in links}
    names = {}
    for element in book.iter():
        if element.tag.endswith("}sheet"):
            link = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
            names[parts.get(link)] = element.get("name", "")
    return {names[part]: cells for part, cells in found.items() if part in names}
