"""Officers at work: lists opened, changed and saved as Excel would, and the nights between."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import openpyxl
from command_line import Done, cme
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.stages.list_sheets import LEFT

MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


@dataclass(frozen=True)
class Office:
    """A CME_HOME whose lists officers work on."""

    home: Path

    @property
    def lists(self) -> Path:
        return self.home / "lists"

    def night(self, day: date, *, as_at: date | None = None) -> Done:
        """A nightly run on that day, for it unless another day is named."""
        done = cme(self.home, "nightly", "--as-at", str(as_at or day), today=day)
        assert done.exit_code in (0, 3), done.said
        return done

    def change(self, name: str, how: Callable[[Worksheet], None], *, saved: date, sheet: int = 1) -> None:
        """Opens a list, changes a sheet of rows, and saves it on that day."""
        path = self.lists / f"{name}.xlsx"
        book = openpyxl.load_workbook(path)
        how(book.worksheets[sheet])
        save(book, path, saved)

    def type(self, name: str, forename: str, saved: date, *, on_sheet: int = 1, **cells: object) -> None:
        """Types into the row of a child: cells by heading, "_" for a space."""

        def typing(sheet: Worksheet) -> None:
            at = headings(sheet)
            row = next(n for n in range(2, sheet.max_row + 1) if sheet.cell(n, at["Forename"]).value == forename)
            for heading, value in cells.items():
                sheet.cell(row, at[heading.replace("_", " ")]).value = value

        self.change(name, typing, saved=saved, sheet=on_sheet)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of every sheet of a list, by heading; not of those who left it."""
        return self._rows(name, lambda title: not title.startswith(LEFT))

    def left(self, name: str) -> list[dict[str, Any]]:
        """The rows of the sheet of those who left a list."""
        return self._rows(name, lambda title: title.startswith(LEFT))

    def _rows(self, name: str, of: Callable[[str], bool]) -> list[dict[str, Any]]:
        found = []
        for sheet in openpyxl.load_workbook(self.lists / f"{name}.xlsx").worksheets[1:]:
            if not of(sheet.title):
                continue
            titles, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
            found += [dict(zip(titles, row, strict=True)) for row in rows if any(row)]
        return found

    def row(self, name: str, forename: str) -> dict[str, Any] | None:
        """The row of a child, None where the child is not on the list."""
        return next((row for row in self.rows(name) if row["Forename"] == forename), None)

    def said(self, name: str, forename: str, *titles: str) -> tuple[Any, ...]:
        """Those cells of a child's row, which must be there."""
        row = self.row(name, forename)
        assert row is not None, f"{forename} is not on {name}"
        return tuple(row[title] for title in titles)

    def entries(self) -> list[tuple[Any, ...]]:
        """What officers were understood to say, in the order in which it was read: (column, value, day, list)."""
        with duckdb.connect(str(self.home / "store" / "cme.duckdb"), read_only=True) as con:
            return con.execute(
                "SELECT column_name, value, decided_on, file FROM decisions.entry ORDER BY entry_id"
            ).fetchall()


def headings(sheet: Worksheet) -> dict[str, int]:
    """Heading -> column number."""
    return {str(cell.value): cell.column for cell in sheet[1]}


def save(book: openpyxl.Workbook, path: Path, day: date) -> None:
    """Saves a workbook as if its program's clock showed that day."""
    held = io.BytesIO()
    book.save(held)
    with ZipFile(held) as saved, ZipFile(path, "w") as archive:
        for name in saved.namelist():
            content = saved.read(name)
            if name == "docProps/core.xml":
                content = MODIFIED.sub(rb"\g<1>" + f"{day}T16:30:00Z".encode(), content)
            archive.writestr(name, content)
