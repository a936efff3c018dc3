"""Whatever officers do to a list, no edit is lost and none goes to the wrong child: random sequences against an oracle.

The oracle is a model of the workbook in which every row knows whose it is to look at; what stands in an officer's cell
of it when it is saved, and did not stand there when the list was written, is what was said of that child.
"""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from desk import OFFICER, Desk, empty_store
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from programs_of_officers import ROW_KEY, Line, Sheet, Workbook, opened, saved_by_openpyxl, saved_raw

from pipeline.roundtrip.entries import standing

EXAMPLES = int(os.environ.get("ROUND_TRIPS", "60"))
"""Sequences; ROUND_TRIPS=1000 for the figure of the README."""

TYPED: tuple[tuple[str, object, str], ...] = (
    ("Notes", "Rang twice.", "Rang twice."),
    ("Notes", "Found the aunt\nin Łódź, O’Brien says", "Found the aunt\nin Łódź, O’Brien says"),
    ("Notes", "=HYPERLINK(1)", "=HYPERLINK(1)"),
    ("Notes", "long " * 6_400, ("long " * 6_400).strip()),
    ("Officer", "P Lee", "P Lee"),
    ("Officer", "A Roy", "A Roy"),
    ("Status", "in  PROGRESS ", "In progress"),
    ("Status", "Moved abroad – confirmed", "Moved abroad - confirmed"),
    ("Next action", 7, "7"),
    ("Next action date", date(2026, 11, 20), "2026-11-20"),
    ("Next action date", "20/11/2026", "2026-11-20"),
    ("Next action date", 46_347, "2026-11-21"),
    ("Visit", date(2026, 11, 25), "2026-11-25"),
    ("Visit", "no car", "no car"),
)
"""Heading, what is typed, and how it is understood; "Visit" is a column of the officer's own."""
TELLING = {"Case", "Student ID", "Surname", "Forename", "Date of birth", "UPN"}
UNDERSTOOD = {repr(typed): read for _, typed, read in TYPED}

Said = dict[tuple[str, str], set[str]]


@dataclass
class Copy:
    """A workbook in the folder. before: what it showed when it was written or last read: (case, heading) -> texts."""

    book: Workbook
    written: bytes
    before: Said
    is_shuffled: bool = False


@dataclass
class Town:
    """A desk, the workbooks on it, and the oracle: every text that was ever seen in a cell of a child's row."""

    desk: Desk
    copies: dict[str, Copy] = field(default_factory=dict)
    ever: Said = field(default_factory=dict)

    def write(self) -> None:
        """The night's list, which takes the place of the one that was read."""
        assert self.desk.write() == ""
        book = opened(self.desk.path)
        self.copies["leavers"] = Copy(book, self.desk.path.read_bytes(), observed(book))

    def read(self) -> list[str]:
        """A night's reading; returns the kinds of remarks."""
        return [remark.kind for remark in self.desk.read().remarks]


def understood(value: object) -> str:
    """How a value is read: as the table of what was typed says, or as it was written before."""
    if repr(value) in UNDERSTOOD:
        return UNDERSTOOD[repr(value)]
    return "" if value is None else str(value).removesuffix(" 00:00:00").strip()


def observed(book: Workbook) -> Said:
    """What stands in officers' cells, for whoever looks at them: (case or list and case, heading) -> texts."""
    seen: Said = {}
    for sheet in book.sheets:
        for heading in (*OFFICER, "Visit"):
            column = sheet.number(heading)
            for line in sheet.rows:
                if column is not None and line.case:
                    subject = line.case if heading in OFFICER else f"leavers: {line.case}"
                    seen.setdefault((subject, heading), set()).add(understood(line.cells.get(column)))
    return seen


# What officers do


def sort(sheet: Sheet, i: int, j: int, _: int) -> None:
    column = sheet.columns[i % len(sheet.columns)][0]
    sheet.rows.sort(key=lambda line: str(line.cells.get(column, "")), reverse=bool(j % 2))


def sort_without_the_key(sheet: Sheet, i: int, j: int, _: int) -> None:
    """The hidden last column stays where it was: every row's visible cells move beside another key."""
    key = sheet.number(ROW_KEY)
    assert key is not None
    keys = [line.cells.get(key) for line in sheet.rows]
    sort(sheet, i, j, 0)
    for line, value in zip(sheet.rows, keys, strict=True):
        line.cells.pop(key, None)
        if value is not None:
            line.cells[key] = value


def delete_row(sheet: Sheet, i: int, _: int, __: int) -> None:
    if sheet.rows:
        del sheet.rows[i % len(sheet.rows)]


def insert_row(sheet: Sheet, i: int, _: int, __: int) -> None:
    sheet.rows.insert(i % (len(sheet.rows) + 1), Line("", {}))


def duplicate_row(sheet: Sheet, i: int, j: int, _: int) -> None:
    if sheet.rows:
        sheet.rows.insert(j % len(sheet.rows), copy.deepcopy(sheet.rows[i % len(sheet.rows)]))


def insert_column(sheet: Sheet, i: int, _: int, __: int) -> None:
    sheet.columns.insert(i % len(sheet.columns), (max(n for n, _ in sheet.columns) + 1, ""))


def move_column(sheet: Sheet, i: int, j: int, _: int) -> None:
    sheet.columns.insert(j % len(sheet.columns), sheet.columns.pop(i % len(sheet.columns)))


def delete_column(sheet: Sheet, i: int, _: int, __: int) -> None:
    at = i % len(sheet.columns)
    if " ".join(sheet.columns[at][1].split()).casefold() not in {h.casefold() for h in (*TELLING, ROW_KEY)}:
        del sheet.columns[at]


def retype_heading(sheet: Sheet, i: int, j: int, _: int) -> None:
    at = i % len(sheet.columns)
    number, heading = sheet.columns[at]
    sheet.columns[at] = (number, f" {heading.upper()} " if j % 2 else heading.replace(" ", "  ").lower())


def write_above(sheet: Sheet, _: int, __: int, ___: int) -> None:
    sheet.above += 1


def type_into(sheet: Sheet, i: int, _: int, k: int) -> None:
    heading, value, _read = TYPED[k % len(TYPED)]
    lines = [line for line in sheet.rows if line.case]
    if heading == "Visit" and sheet.number(heading) is None:
        sheet.columns.append((max(n for n, _ in sheet.columns) + 1, heading))
    column = sheet.number(heading)
    if lines and column is not None:
        lines[i % len(lines)].cells[column] = value


def empty_cell(sheet: Sheet, i: int, j: int, _: int) -> None:
    column = sheet.number(OFFICER[j % len(OFFICER)])
    if sheet.rows and column is not None:
        sheet.rows[i % len(sheet.rows)].cells.pop(column, None)


def change_grey(sheet: Sheet, i: int, j: int, _: int) -> None:
    column = sheet.number(("Surname", "Line", "Days missing")[j % 3])
    lines = [line for line in sheet.rows if line.case]
    if lines and column is not None:
        lines[i % len(lines)].cells[column] = f"Changed {i}"


ON_SHEETS: list[Callable[[Sheet, int, int, int], None]] = [
    *(sort, sort_without_the_key, delete_row, insert_row, duplicate_row, insert_column, move_column, delete_column),
    *(retype_heading, write_above, empty_cell, change_grey, type_into, type_into, type_into),
]


def rename_sheet(book: Workbook, i: int) -> None:
    book.sheets[i % len(book.sheets)].title = f"Kept {i}"


def turn_sheets_round(book: Workbook, _: int) -> None:
    book.sheets.reverse()


def duplicate_sheet(book: Workbook, i: int) -> None:
    again = copy.deepcopy(book.sheets[i % len(book.sheets)])
    again.title = f"Copy {len(book.sheets)} {i}"
    book.sheets.append(again)


ON_BOOKS: list[Callable[[Workbook, int], None]] = [rename_sheet, turn_sheets_round, duplicate_sheet]

NUMBER = st.integers(0, 30)
STEP = st.tuples(st.sampled_from([*ON_SHEETS, *ON_BOOKS, "copy"]), NUMBER, NUMBER, NUMBER)
NIGHT = st.lists(STEP, min_size=1, max_size=8)


def work(town: Town, steps: list[tuple[object, int, int, int]], program: int) -> set[str]:
    """A day in the office: the steps, each on one of the workbooks, which are then saved. Returns which were."""
    touched: set[str] = set()
    for step, i, j, k in steps:
        names = sorted(town.copies)
        name = names[k % len(names)]
        mine = town.copies[name]
        if step == "copy":
            if len(names) < 3:
                town.copies[f"leavers {len(names)}"] = copy.deepcopy(mine)
                touched.add(f"leavers {len(names)}")
            continue
        touched.add(name)
        if step in ON_BOOKS:
            titles = [sheet.title for sheet in mine.book.sheets]
            step(mine.book, i)  # type: ignore[operator] # a function of ON_BOOKS
            if len({sheet.title for sheet in mine.book.sheets}) < len(mine.book.sheets):
                for sheet, title in zip(mine.book.sheets, titles, strict=True):
                    sheet.title = title
        else:
            step(mine.book.sheets[i % len(mine.book.sheets)], i, j, k)  # type: ignore[operator] # of ON_SHEETS
            mine.is_shuffled |= step is sort_without_the_key
    for name in touched:
        mine = town.copies[name]
        path = town.desk.folder / f"{name}.xlsx"
        saved = [
            partial(saved_by_openpyxl, mine.book, path, mine.written, town.desk.day),
            partial(saved_raw, mine.book, path, town.desk.day, shared=True),
            partial(saved_raw, mine.book, path, town.desk.day, shared=False),
        ]
        saved[program % 3]()
    return touched


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=EXAMPLES < 1000)
@given(st.lists(st.tuples(NIGHT, NUMBER), min_size=1, max_size=3))
def test_no_edit_is_lost_and_none_goes_to_the_wrong_child(
    nights: list[tuple[list[tuple[object, int, int, int]], int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        town = Town(Desk(Path(folder), empty_store()))
        town.write()
        for steps, program in nights:
            touched = work(town, steps, program)
            remarks = town.read()
            check(town, touched, remarks)
            town.write()
            assert town.read() == []


def as_headed(column: str) -> str:
    """An officer's own column may have been retyped before it was first read."""
    return "Visit" if column.strip().casefold() == "visit" else column


def check(town: Town, touched: set[str], remarks: list[str]) -> None:
    entries = town.desk.con.execute("SELECT subject, column_name, coalesce(value, '') FROM decisions.entry").fetchall()
    said = {(subject, as_headed(column), value) for subject, column, value in entries}
    changed: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for name in sorted(touched):
        mine = town.copies[name]
        now = observed(mine.book)
        for cell, values in now.items():
            town.ever.setdefault(cell, set()).update(values)
            for value in values - mine.before.get(cell, {""}):
                changed.setdefault(cell, []).append((name, value))
                excused = mine.is_shuffled and ({"disputed", "moved", "keyless"} & set(remarks))
                assert (*cell, value) in said or excused, f"lost: {cell} {value!r} in {name}"
        mine.before = now
    for subject, column, value in said:
        assert value in town.ever.get((subject, column), set()), f"wrongly attributed: {subject} {column} {value!r}"
    if not any(town.copies[name].is_shuffled for name in touched):
        stands = {(subject, as_headed(column)): value for (subject, column), value in standing(town.desk.con).items()}
        for cell, by in changed.items():
            if len(by) == 1:
                assert (stands.get(cell) or "") == by[0][1], f"does not stand: {cell} {by}"
