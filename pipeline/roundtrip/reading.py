"""An officers' workbook as it came back: its sheets that have a row key, whatever else was done to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from outputs.exception_lists import README, ROW_KEY, STAMP
from pipeline.errors import RefusedFile, UnreadableList
from pipeline.files.members import BROKEN, DAMAGED, UNREADABLE, Place, Unread, check_members
from pipeline.roundtrip import stamp as stamps
from pipeline.roundtrip.comments import Comment, comments_of
from pipeline.roundtrip.parts import Part, parsed, parts_of
from pipeline.roundtrip.stamp import Stamp
from pipeline.roundtrip.text import as_text, same_heading

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

SAVED_ON = "{http://purl.org/dc/terms/}modified"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SEARCHED = 50
"""Rows from the top in which the headings are looked for."""
NO_WORKBOOK = "cannot be read as a workbook; open it in Excel and save it again"
FORMULA, ERROR, MERGED = "a formula without a value", "an error of Excel's", "a merged cell"


@dataclass(frozen=True)
class ReadSheet:
    """One sheet with a row key. headings: as typed. key: the column of the row key.

    rows: row number as Excel shows it -> its cells as text, one per heading; blank rows left out.
    unread: (row number, column) -> why a cell that looks empty is not.   stamp: None where it has lost it.
    """

    title: str
    headings: list[str]
    key: int
    rows: dict[int, list[str]]
    unread: dict[Place, str] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    stamp: Stamp | None = None


@dataclass(frozen=True)
class ReadWorkbook:
    """saved_at: when it was last saved, as it says itself.   keyless: stamped sheets without a row key."""

    sheets: list[ReadSheet]
    stamps: list[Stamp]
    keyless: list[str]
    saved_at: datetime | None


def read_workbook(path: Path) -> ReadWorkbook:
    """Reads every sheet but Read me, hidden ones too. Raises UnreadableList (what is wrong and what to do), OSError."""
    refuse_other_formats(path)
    try:
        members = check_members(path)
    except RefusedFile as error:
        raise UnreadableList(_what_to_do(str(error))) from None
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with ZipFile(path) as archive:
            parts = parts_of(archive, STAMP)
            workbook = CalamineWorkbook.from_path(str(path))
            read = {
                part: _sheet(archive, part, workbook.get_sheet_by_name(part.title), members.of(part.title))
                for part in parts
                if part.title != README and part.title in workbook.sheet_names
            }
            saved = _saved_at(archive)
    except (*BROKEN, CalamineError, LookupError, TypeError):
        raise UnreadableList(NO_WORKBOOK) from None
    found = [stamp for part in parts if part.stamp and (stamp := stamps.parse(part.stamp))]
    keyless = [part.title for part, sheet in read.items() if sheet is None and part.stamp]
    return ReadWorkbook([sheet for sheet in read.values() if sheet], found, keyless, saved)


def refuse_other_formats(path: Path) -> None:
    """Raises UnreadableList for a workbook behind a password, and for one of the Excel of before 2007; OSError."""
    with path.open("rb") as stream:
        if stream.read(len(OLD_EXCEL)) != OLD_EXCEL:
            return
        if ENCRYPTED in stream.read():
            raise UnreadableList(
                "is protected with a password; take the password off (File, Info, Protect Workbook) and save it again"
            )
    raise UnreadableList("is a workbook of the old kind (.xls) whatever its name says; save it as .xlsx")


def _what_to_do(refused: str) -> str:
    if refused == DAMAGED:
        return "is damaged or cut off, as after a full disk; restore it from a backup if something typed is missing"
    if refused == UNREADABLE:
        return NO_WORKBOOK
    return refused.removeprefix("it ").replace("it again", "the list again").replace(", or send a CSV file", "")


def _sheet(archive: ZipFile, part: Part, sheet: CalamineSheet, cells: Unread) -> ReadSheet | None:
    """The sheet as text; None where none of its first rows holds the heading of the row key."""
    grid = sheet.to_python(skip_empty_area=False)
    wanted = same_heading(ROW_KEY)
    at, key = next(
        (
            (number, column)
            for number, row in enumerate(grid[:SEARCHED])
            for column, cell in enumerate(row)
            if type(cell) is str and same_heading(cell) == wanted
        ),
        (None, 0),
    )
    if at is None:
        return None
    unread = {(row + 1, column): ERROR for row, column in cells.errors}
    unread |= {(row + 1, column): FORMULA for row, column in cells.formulas}
    rows = [[as_text(cell) for cell in row] for row in grid]
    _fill_merged(rows, sheet.merged_cell_ranges or [], at, unread)
    holding = {row for row, _ in unread}
    return ReadSheet(
        part.title,
        rows[at],
        key,
        {n: row for n, row in enumerate(rows[at + 1 :], at + 2) if n in holding or any(row)},
        unread,
        comments_of(archive, part),
        stamps.parse(part.stamp),
    )


def _fill_merged(
    rows: list[list[str]], ranges: list[tuple[Place, Place]], heading: int, unread: dict[Place, str]
) -> None:
    """Cells merged downwards say the same in every row; what lies under one merged to the right is not to be read."""
    for (top, left), (bottom, right) in ranges:
        if top <= heading:
            continue
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                if column > left:
                    unread[row + 1, column] = MERGED
                else:
                    rows[row][column] = rows[top][left]


def saved_at(path: Path) -> datetime | None:
    """When the workbook was last saved, as it says itself; None where it does not, or cannot be read."""
    try:
        with ZipFile(path) as archive:
            return _saved_at(archive)
    except (*BROKEN, OSError):
        return None


def _saved_at(archive: ZipFile) -> datetime | None:
    try:
        said = parsed(archive, "docProps/core.xml").findtext(SAVED_ON) or ""
        return datetime.fromisoformat(said.strip().replace("Z", "+00:00")).replace(tzinfo=None)
    except (KeyError, ValueError, UnreadableList):
        return None
