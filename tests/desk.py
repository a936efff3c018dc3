"""One list on an officer's desk: written as a run writes it, changed, saved, and read back as a run reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from office import headings, save
from openpyxl.worksheet.worksheet import Worksheet

from outputs.exception_lists import About, Column, ListSheet, write_list
from pipeline import store
from pipeline.roundtrip.added import added_to, with_added
from pipeline.roundtrip.entries import standing
from pipeline.roundtrip.placing import fresh_path, put
from pipeline.roundtrip.shown import content_of, keep_version, version_of
from pipeline.roundtrip.stamp import Stamp
from pipeline.stages.collect import Collected, collect

MONDAY = date(2026, 11, 2)
STATUSES = ("New", "In progress", "Moved abroad - confirmed")
OFFICER = ("Officer", "Status", "Next action", "Next action date", "Notes")
GREY = ("Case", "Student ID", "Surname", "Forename", "Date of birth", "Line", "Days missing")
PEOPLE = (
    ("C000000000A", "1001", "Tarnsworth", "Otmar", date(2016, 5, 3), "leavers", 12),
    ("C000000000B", "1002", "Dunnock", "Brunhold", date(2015, 1, 1), "leavers", 12),
    ("C000000000D", "1003", "Dunnock", "Sabetha", date(2015, 1, 1), "cla", None),
    ("C000000000E", None, "Ash", "Kim", date(2018, 2, 28), "historical", 400),
    ("C000000000F", None, "Ash", "Lou", date(2019, 8, 31), None, 3),
)
OTMAR, BRUNHOLD, SABETHA = (PEOPLE[row][0] for row in range(3))
"""Of rows 2 to 4."""
ABOUT = About(
    "leavers",
    "Leavers",
    "Made up.",
    "None.",
    ("Work.",),
    tuple(Column(heading.casefold(), heading, "date" if "of birth" in heading else "text") for heading in GREY),
    tuple(Column(h.casefold(), h, "date" if h.endswith("date") else "text") for h in OFFICER),
    STATUSES,
    ("Leavers", "More"),
    (Column("upn", "UPN"),),
)
CON = store.open_durable(None)
LA_CODE = "852"


@dataclass
class Desk:
    """A folder with the list `leavers`, and a store in which nothing was said yet."""

    folder: Path
    con: store.Connection
    day: date = MONDAY
    people: tuple[tuple[Any, ...], ...] = PEOPLE
    lapsed: dict[str, int] = field(default_factory=dict)
    """Cases whose Status decides no longer, by the entry that was it."""

    @property
    def path(self) -> Path:
        return self.folder / "leavers.xlsx"

    def write(self, la_code: str = LA_CODE) -> str:
        """The night's list, which takes the place of the one that was read, or lies beside it; returns the remark."""
        said = {**standing(self.con), **{(case, "Status"): None for case in self.lapsed}}
        rows = [
            (*who, *(_value(h, said.get((who[0], h))) for h in OFFICER), f"T{who[1]}", who[0]) for who in self.people
        ]
        first = 3 if self.people is PEOPLE else len(rows)
        sheets = [ListSheet("Leavers", rows[:first]), ListSheet("More", rows[first:])]
        about, sheets = with_added(ABOUT, sheets, added_to(self.con, ["leavers"])["leavers"])
        content = content_of(about, sheets, self.lapsed)
        stamp = Stamp(la_code, "leavers", self.day, version_of(content))
        about = replace(about, stamp=str(stamp))
        keep_version(self.con, "leavers", content, self.day, self.day)
        write_list(about, sheets, fresh_path(self.path), authority="Testley", as_at=self.day, demonstration=False)
        return put(self.con, self.path, stamp.version, self.day)

    def read(self, days: int = 1) -> Collected:
        """What is read so many days later."""
        self.day += timedelta(days=days)
        return collect(
            self.con, self.folder, self.day, {"Status": STATUSES}, la_code=LA_CODE, codes=("leavers", "match-review")
        )

    def change(self, how: Callable[[Worksheet], None], name: str = "leavers.xlsx") -> None:
        """Opens a workbook, changes its first sheet of rows, and saves it on the day."""
        book = openpyxl.load_workbook(self.folder / name)
        how(book.worksheets[1])
        save(book, self.folder / name, self.day)

    def type(self, row: int, heading: str, value: object, name: str = "leavers.xlsx") -> None:
        """Types into a cell of the first sheet of rows; the first child stands in row 2."""

        def typing(sheet: Worksheet) -> None:
            sheet.cell(row, headings(sheet)[heading]).value = value

        self.change(typing, name)

    def entries(self) -> list[tuple[Any, ...]]:
        """What was understood, in the order in which it was read: (subject, column, value)."""
        return self.con.execute("SELECT subject, column_name, value FROM decisions.entry ORDER BY entry_id").fetchall()

    def set_aside(self) -> list[str]:
        """The lists of which a copy lies in set-aside."""
        return sorted(path.name.split("-")[0] for path in (self.folder / "set-aside").glob("*"))

    def shows(self, row: int, heading: str) -> object:
        """A cell of the list as it lies there."""
        sheet = openpyxl.load_workbook(self.path).worksheets[1]
        at = headings(sheet)
        return sheet.cell(row, at[heading]).value if heading in at else None


def add_column(sheet: Worksheet, heading: str | None, value: object, row: int = 2) -> None:
    """An officer's own column, the third, with a value in one row."""
    sheet.insert_cols(3)
    sheet.cell(1, 3).value, sheet.cell(row, 3).value = heading, value


def _value(heading: str, text: str | None) -> object:
    try:
        return date.fromisoformat(text) if text and heading == "Next action date" else text
    except ValueError:
        return text


def empty_store() -> store.Connection:
    """A store in which nothing was ever said; making one anew takes longer than a sequence."""
    tables = CON.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE schema_name IN ('decisions', 'identity')"
    ).fetchall()
    for schema, table in tables:
        CON.execute(f"DELETE FROM {schema}.{table}")
    return CON
