"""A delivered file as blocks of text cells.

CSV is decoded (UTF-8, UTF-16, cp1252), its delimiter found by which one yields known headings; XLSX is read by
calamine, its members checked first. Cells stay as written: leading zeros, long numbers and text are not touched.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipeline.errors import RefusedFile

DELIMITERS = (",", ";", "\t", "|")
BLOCK = 20_000
SEARCHED = 60
"""Rows in which the headings are looked for."""
LARGEST_UNPACKED = 2_000_000_000
LARGEST_RATIO = 200
Row = list[str]
Score = Callable[[list[Row]], int]


@dataclass
class Sheet:
    """One sheet (a CSV file is one without a name).

    head: its first rows, in which the headings are looked for.   rest: the rows behind them, in blocks.
    """

    name: str | None
    head: list[Row]
    rest: Iterator[list[Row]]
    notes: list[str]

    def blocks_from(self, start: int) -> Iterator[tuple[int, list[Row]]]:
        """(number of the first row as Excel counts, rows), from row index `start` of the sheet on."""
        number = start + 1
        if self.head[start:]:
            yield number, self.head[start:]
            number = len(self.head) + 1
        for block in self.rest:
            yield number, block
            number += len(block)


def sheets(path: Path, score: Score) -> list[Sheet]:
    """The sheets of a file. score: how many known headings the rows hold (by it the delimiter is chosen).

    Raises RefusedFile with the reason in words where the file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(4096)
        if not start.strip():
            raise RefusedFile("it is empty")
        if path.suffix.lower() == ".csv":
            return [_csv(path, start, score)]
        return _workbook(path, start)
    except OSError as error:
        raise RefusedFile(f"it cannot be opened ({error.strerror or 'input/output error'})") from None


def _csv(path: Path, start: bytes, score: Score) -> Sheet:
    _refuse_disguised(start, "csv")
    encoding = _encoding(path, start)
    with path.open(encoding=encoding, newline="") as stream:
        sample = "".join(islice(stream, SEARCHED))
    delimiter = max(DELIMITERS, key=lambda d: score(_parse(sample, d)))
    rows = _rows(path, encoding, delimiter)
    return Sheet(None, list(islice(rows, SEARCHED)), _blocks(rows), [])


def _parse(sample: str, delimiter: str) -> list[Row]:
    try:
        return list(csv.reader(io.StringIO(sample), delimiter=delimiter))
    except csv.Error:
        return []


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    number = 0
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=False)
        try:
            for number, row in enumerate(reader, 1):  # noqa: B007 (the number is told where the reader stops)
                yield row
        except csv.Error:
            raise RefusedFile(f"row {number + 1} cannot be read as cells (an unclosed quotation mark?)") from None
        except UnicodeError:
            raise RefusedFile(f"its characters cannot be read near row {number + 1}") from None


def _blocks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while block := list(islice(rows, BLOCK)):
        yield block


def _refuse_disguised(start: bytes, form: str) -> None:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise RefusedFile("it is a web page or XML, not what its name says; export it again")
    if start.startswith(b"PK") and form == "csv":
        raise RefusedFile("it is an Excel workbook or a zip file named .csv; name it .xlsx or save it as CSV")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedFile("it is encrypted or an old .xls workbook; save it as .xlsx without a password")
    if start.startswith((b"%PDF", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf")):
        raise RefusedFile("it is another kind of file, not what its name says; export it again")


def _encoding(path: Path, start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start[1:400:2].count(0) > len(start[:400]) // 4:
        return "utf-16-le"
    if start[0:400:2].count(0) > len(start[:400]) // 4:
        return "utf-16-be"
    for encoding in ("utf-8-sig", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as stream:
                while chunk := stream.read(1 << 20):
                    if b"\0" in chunk:
                        raise RefusedFile("it holds null bytes, so it is damaged or truncated; export it again")
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise RefusedFile("its characters are neither UTF-8, UTF-16 nor Windows-1252; export it again as UTF-8")


def _workbook(path: Path, start: bytes) -> list[Sheet]:
    _refuse_disguised(start, "xlsx")
    if not start.startswith(b"PK"):
        raise RefusedFile("it is not an Excel workbook, whatever its name says; export it again")
    _check_zip(path)
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        found = []
        for about in workbook.sheets_metadata:
            hidden = about.visible != SheetVisibleEnum.Visible
            sheet = workbook.get_sheet_by_name(about.name)
            rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            _fill_merged(rows, sheet.merged_cell_ranges or [])
            notes = [f"sheet '{about.name}' is hidden and was passed over"] if hidden else []
            found.append(Sheet(about.name, [] if hidden else rows[:SEARCHED], _blocks(iter(rows[SEARCHED:])), notes))
        return found
    except (CalamineError, ValueError, KeyError, IndexError, TypeError):
        raise RefusedFile("its sheets cannot be read; open it in Excel and save it again") from None


def _check_zip(path: Path) -> None:
    """Refuses bombs and silently damaged members: neither is noticed by readers of workbooks."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * max(path.stat().st_size, 1_000_000):
                raise RefusedFile("it unpacks to far more than a workbook should; ask the sender for a CSV file")
            if "[Content_Types].xml" not in archive.namelist():
                raise RefusedFile("it is a zip file, not an Excel workbook; export it again")
            damaged = archive.testzip()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error):
        raise RefusedFile("it is damaged or truncated; ask for it again") from None
    if damaged is not None:
        raise RefusedFile("part of it is damaged; ask for it again")


def _text(cell: object) -> str:
    """A workbook's cell as it would be written in a CSV file: whole numbers without a point, dates in ISO form."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    text = cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
    return text.removesuffix("T00:00:00")


def _fill_merged(rows: list[Row], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Cells merged downwards within one column (a school's name beside its pupils) hold their value in every row."""
    for (top, left), (bottom, right) in merged:
        if left == right and bottom < len(rows):
            for row in range(top + 1, bottom + 1):
                rows[row][left] = rows[row][left] or rows[top][left]
