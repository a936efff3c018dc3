"""What a delivered file looks like to the rest: sheets, each with its first rows and then blocks of cells.

Cells stay as written: leading zeros, long numbers and text are not touched.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from pipeline.errors import RefusedFile

SEARCHED = 60
"""Rows in which the headings are looked for."""
UNREAD_ERROR, UNREAD_FORMULA = "#ERROR", "#FORMULA"
"""What stands for an error of Excel's, and for a formula that no program has worked out: neither is a blank."""
Row = list[str]
Score = Callable[[list[Row]], int]


@dataclass(frozen=True)
class Irregular:
    """A row with another number of cells than the headings. number: as Excel counts."""

    number: int
    cells: Row
    is_cut_off: bool = False
    """It is the last of its file, lacks cells and no end of line follows: the file stops in the middle of it."""


@dataclass(frozen=True)
class Block:
    """Some rows of a sheet.

    cells: one text column per position (c0, c1, ...), never null.   numbers: int32, each row as Excel counts.
    irregular: the rows among and behind them that have too many or too few cells.
    """

    cells: pa.Table
    numbers: pa.Array
    irregular: list[Irregular]


@dataclass(frozen=True)
class Sheet:
    """One sheet (a CSV file is one without a name).

    head: its first rows, in which the headings are looked for.   notes: what was passed over, in words.
    counts_from_1904: its days are numbered as on old Macs.
    body: (index of the first row below the headings, number of cells) -> the rows from there on; to be read once.
    """

    name: str | None
    head: list[Row]
    body: Callable[[int, int], Iterator[Block]]
    notes: list[str] = field(default_factory=list)
    is_hidden: bool = False
    counts_from_1904: bool = False

    def rows(self) -> list[Row]:
        """Every row, all of the width of the widest of the first ones; to be asked for once.

        Raises RefusedFile where the file cannot be read on.
        """
        width = max((len(row) for row in self.head), default=0)
        rows = list(self.head)
        for block in self.body(len(self.head), width):
            columns = (column.to_pylist() for column in block.cells.columns)
            rows += [list(cells) for cells in zip(*columns, strict=True)]
        return [row + [""] * (width - len(row)) for row in rows]


def sheets(path: Path, score: Score) -> list[Sheet]:
    """The sheets of a file. score: how many known headings the rows hold (by it the delimiter is chosen).

    Raises RefusedFile with the reason in words where the file cannot be read, then or while its body is read.
    """
    from pipeline.files import text, workbook

    try:
        with path.open("rb") as stream:
            start = stream.read(4096)
    except OSError as error:
        raise cannot_be_opened(error) from None
    if not start.removeprefix(codecs.BOM_UTF8).strip():
        raise RefusedFile("it is empty")
    _refuse_disguised(start, path.suffix.lower())
    if path.suffix.lower() == ".csv":
        return [text.sheet(path, start, score)]
    return workbook.sheets(path)


def cannot_be_opened(error: OSError) -> RefusedFile:
    """The refusal of a file that the system does not let us read; its own words, which name no value."""
    return RefusedFile(f"it cannot be opened ({(error.strerror or 'input/output error').lower()})")


def _refuse_disguised(start: bytes, form: str) -> None:
    """Refuses what is plainly another kind of file than its name says."""
    # Without what UTF-16 puts between letters.
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xff\xfe\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype", b"<!--", b"<html", b"<?xml", b"<table", b"<head", b"<body", b"<script")):
        raise RefusedFile("it is a web page or XML, not what its name says; export it again")
    if start.startswith(b"PK") and form == ".csv":
        raise RefusedFile("it is an Excel workbook or a zip file named .csv; name it .xlsx or save it as CSV")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedFile("it is encrypted or an old .xls workbook; save it as .xlsx without a password")
    if start.startswith((b"%PDF", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff", b"PAR1")):
        raise RefusedFile("it is another kind of file, not what its name says; export it again")
    if form == ".xlsx" and not start.startswith(b"PK"):
        raise RefusedFile("it is not an Excel workbook, whatever its name says; export it again")
