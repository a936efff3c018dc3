"""Cells copied into a workbook without our stamp: whose list they are, and what of another list is not read there."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest
from desk import ABOUT, BRUNHOLD, MONDAY, OFFICER, OTMAR, PEOPLE, Desk

from outputs.exception_lists import Column, ListSheet
from pipeline.roundtrip.shown import content_of, keep_version

REGISTER = ("Case", "Student ID", "Surname", "Forename", "Date of birth", "Address")
ROWS = [(*who[:5], f"{n} Made-up Lane", *[None] * 5, f"T{who[1]}", who[0]) for n, who in enumerate(PEOPLE)]
HEADINGS = [*REGISTER, *OFFICER, "UPN", "Row key"]
NOTES = HEADINGS.index("Notes")


@pytest.fixture
def two_lists(desk: Desk) -> Desk:
    """Beside the leavers there is a register of the same children, with their addresses."""
    about = replace(ABOUT, code="register", columns=tuple(Column(heading, heading) for heading in REGISTER))
    keep_version(desk.con, "register", content_of(about, [ListSheet("Register", ROWS)]), MONDAY, MONDAY)
    return desk


def copied(book: openpyxl.Workbook, headings: list[str], *rows: tuple[object, ...]) -> None:
    """Those cells in a new sheet, as by copying and pasting."""
    sheet = book.create_sheet("Copied")
    for row in (headings, *rows):
        sheet.append(list(row))


def typed(row: tuple[object, ...], words: str) -> tuple[object, ...]:
    return (*row[:NOTES], words, *row[NOTES + 1 :])


@pytest.mark.parametrize("name", ["leavers", "my own name"])
def test_cells_of_one_list_in_a_new_workbook_are_not_another_list_with_columns_added(
    two_lists: Desk, name: str
) -> None:
    book = openpyxl.Workbook()
    copied(book, HEADINGS, typed(ROWS[0], "Rang twice."), *ROWS[1:])
    book.save(two_lists.folder / f"{name}.xlsx")
    assert two_lists.read().unclear == []
    assert two_lists.entries() == [(OTMAR, "Notes", "Rang twice.")]
    assert two_lists.con.execute("SELECT list FROM decisions.entry").fetchall() == [("register",)]


def test_cells_of_another_list_in_a_sheet_beside_are_that_list(two_lists: Desk) -> None:
    book = openpyxl.load_workbook(two_lists.path)
    copied(book, HEADINGS, typed(ROWS[1], "Rang twice."))
    book.save(two_lists.path)
    assert two_lists.read().unclear == []
    assert two_lists.entries() == [(BRUNHOLD, "Notes", "Rang twice.")]


def test_a_column_headed_as_another_list_is_named_and_not_taken_from_a_sheet_without_a_stamp(two_lists: Desk) -> None:
    """Leavers' cells, beside which somebody has pasted the addresses; a column of the officer's own is read."""
    book = openpyxl.Workbook()
    own = [column.heading for column in (*ABOUT.columns, *ABOUT.officer_columns)]
    rows = [(*who, *[None] * 5, f"{n} Made-up Lane", "on Monday", f"T{who[1]}", who[0]) for n, who in enumerate(PEOPLE)]
    copied(book, [*own, " ADDRESS", "Visit", "UPN", "Row key"], *rows[:3])
    book.save(two_lists.folder / "leavers.xlsx")
    assert two_lists.read().unclear == [
        "lists/leavers.xlsx: columns headed as one of the pipeline's, on a sheet that was copied out of its list: 1 "
        "(Address row 2); nothing was read there and a copy lies in lists/set-aside/: if it is a column of your own, "
        "give it another heading."
    ]
    assert {(column, value) for _, column, value in two_lists.entries()} == {("Visit", "on Monday")}
    assert two_lists.set_aside() == ["leavers"]
