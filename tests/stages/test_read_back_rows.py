"""Rows that moved away from their key: taken for the child they show, or named and not taken."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from desk import OTMAR, Desk, empty_store
from office import headings
from openpyxl.worksheet.worksheet import Worksheet


def move(sheet: Worksheet, titles: list[str]) -> None:
    """Turns the order of rows 2 to 4 round in those columns alone."""
    at = headings(sheet)
    for title in titles:
        values = [sheet.cell(row, at[title]).value for row in (4, 3, 2)]
        for row, value in zip((2, 3, 4), values, strict=True):
            sheet.cell(row, at[title]).value = value


def test_rows_sorted_without_the_hidden_key_are_taken_for_the_children_they_show(desk: Desk) -> None:
    desk.type(2, "Notes", "Rang twice.")
    desk.change(lambda sheet: move(sheet, [title for title in headings(sheet) if title != "Row key"]))
    collected = desk.read()
    assert desk.entries() == [(OTMAR, "Notes", "Rang twice.")]
    assert "whose hidden row key had not moved with them: 2 (rows 2, 4)" in collected.unclear[0]


@pytest.mark.parametrize(
    "apart",
    [
        ["Surname", "Forename", "Date of birth", "Line", "Days missing", "Officer", "Notes"],
        ["Forename", "Notes"],
        ["Case", "Notes"],
        ["Student ID", "Notes"],
    ],
    ids=["from the surname on", "the forename alone", "the case alone", "the number alone"],
)
def test_rows_that_show_two_children_are_named_and_kept_aside(desk: Desk, apart: list[str]) -> None:
    desk.type(2, "Notes", "Rang twice.")
    desk.change(lambda sheet: move(sheet, apart))
    collected = desk.read()
    assert desk.entries() == []
    assert "nothing was taken from them and a copy lies in lists/set-aside/" in collected.unclear[0]
    assert desk.set_aside() == ["leavers"]
    assert desk.path.exists()


def test_officers_columns_sorted_without_the_others_are_noticed(desk: Desk) -> None:
    for row in (2, 3, 4):
        desk.type(row, "Notes", f"Seen {row}")
    desk.read()
    desk.write()
    desk.change(lambda sheet: sheet.move_range(f"{sheet.cell(2, headings(sheet)['Notes']).coordinate}", rows=5))

    def turn(sheet: Worksheet) -> None:
        at = headings(sheet)["Notes"]
        for row, seen in ((2, "Seen 3"), (3, "Seen 4"), (4, "Seen 2")):
            sheet.cell(row, at).value = seen
        sheet.cell(7, at).value = None

    desk.change(turn)
    collected = desk.read()
    assert len(desk.entries()) == 3
    assert "hold only what the list showed: 3; nothing was taken from them" in collected.unclear[0]


@pytest.fixture
def thirty(tmp_path: Path) -> Desk:
    """A list of thirty children, in rows 2 to 31."""
    children = [(f"C0000000{n:03}", str(n), f"Ash{n}", f"Kim{n}", date(2016, 5, 3), "leavers", n) for n in range(30)]
    desk = Desk(tmp_path, empty_store(), people=tuple(children))
    desk.write()
    return desk


def turn_round(sheet: Worksheet, first: int, last: int) -> None:
    """Turns the order of the thirty rows round in those columns alone."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(2, 31, first, last)]
    for n, cells in enumerate(reversed(rows), 2):
        for column, value in enumerate(cells, first):
            sheet.cell(n, column).value = value


def test_of_many_rows_sorted_in_a_part_of_their_columns_those_in_which_something_was_typed_are_named(
    thirty: Desk,
) -> None:
    """All but the last were phoned; then the columns up to the line are turned round."""
    desk = thirty
    desk.change(lambda sheet: [sheet.cell(n, headings(sheet)["Notes"], "Phoned.") for n in range(2, 31)])
    desk.read()
    desk.write()

    def half(sheet: Worksheet) -> None:
        turn_round(sheet, 1, 6)
        sheet.cell(20, headings(sheet)["Notes"]).value = "Found the aunt."
        sheet.cell(31, headings(sheet)["Notes"]).value = "Seen."

    desk.change(half)
    collected = desk.read()
    assert len(desk.entries()) == 29
    assert collected.unclear == [
        "lists/leavers.xlsx: rows that show one child beside the row key of another, or two children, in which "
        "something was typed: 2 (rows 20, 31); nothing was taken from them and a copy lies in lists/set-aside/: sort "
        "with the buttons of the filter, which take all columns along, and type what is missing into the new list.",
        "lists/leavers.xlsx: rows that show one child beside the row key of another, or two children, and hold only "
        "what the list showed: 28; nothing was taken from them and a copy lies in lists/set-aside/: sort with the "
        "buttons of the filter, which take all columns along.",
    ]
    assert len(collected.remarks) == 30


def test_what_was_typed_before_the_officers_columns_were_sorted_alone_is_nobodys(thirty: Desk) -> None:
    """Ten were seen; something is typed of row 15, and lands in row 18, of which nothing was said either."""
    thirty.change(lambda sheet: [sheet.cell(n, headings(sheet)["Notes"], f"Seen {n}") for n in range(2, 12)])
    thirty.read()
    thirty.write()
    thirty.type(15, "Notes", "Found the aunt.")
    thirty.change(lambda sheet: turn_round(sheet, headings(sheet)["Officer"], headings(sheet)["Notes"]))
    remarks = thirty.read().remarks
    assert [remark.row for remark in remarks if remark.kind == "disputed"] == [18]
    assert {remark.row for remark in remarks if remark.kind == "moved"} == {*range(2, 12), *range(22, 32)}
    assert "Found the aunt." not in [value for _, _, value in thirty.entries()]


def test_officers_columns_sorted_alone_are_noticed_where_most_rows_say_the_same(thirty: Desk) -> None:
    """Every other row is P Lee's; three of hers have a note."""

    def fill(sheet: Worksheet) -> None:
        for row in range(2, 32, 2):
            sheet.cell(row, headings(sheet)["Officer"]).value = "P Lee"
            sheet.cell(row, headings(sheet)["Notes"]).value = f"Seen {row}" if row in (2, 12, 22) else None

    thirty.change(fill)
    thirty.read()
    thirty.write()
    thirty.change(lambda sheet: turn_round(sheet, headings(sheet)["Officer"], headings(sheet)["Notes"]))
    before = thirty.entries()
    assert {remark.kind for remark in thirty.read().remarks} == {"moved"}
    assert thirty.entries() == before


def test_officers_who_exchange_their_cases_are_taken_at_their_word(thirty: Desk) -> None:
    def assign(even: str, odd: str) -> None:
        officers = {row: odd if row % 2 else even for row in range(2, 32)}
        thirty.change(lambda sheet: [sheet.cell(n, headings(sheet)["Officer"], who) for n, who in officers.items()])

    assign("P Lee", "A Roy")
    thirty.read()
    thirty.write()
    assign("A Roy", "P Lee")
    assert thirty.read().unclear == []
    assert len(thirty.entries()) == 60


def test_of_rows_that_left_their_key_behind_those_in_which_something_was_typed_are_named_first(thirty: Desk) -> None:
    thirty.type(3, "Notes", "Rang twice.")
    thirty.change(lambda sheet: turn_round(sheet, 1, headings(sheet)["Row key"] - 1))
    assert ": 30 (rows 2, 3, 4, 5, 6, 7, 8, 30; and 22 more)" in thirty.read().unclear[0]
    assert thirty.entries() == [("C0000000001", "Notes", "Rang twice.")]


def test_a_row_without_a_key_is_found_by_what_it_shows_or_named(desk: Desk) -> None:
    def add(sheet: Worksheet) -> None:
        copied = [cell.value for cell in sheet[2]]
        copied[-1] = None
        copied[headings(sheet)["Notes"] - 1] = "Rang twice."
        sheet.append(copied)
        sheet.append(["Somebody else", *[None] * (len(copied) - 3), "New here?"])
        sheet.cell(sheet.max_row, headings(sheet)["Notes"]).value = "Not on the list yet"

    desk.change(add)
    collected = desk.read()
    assert desk.entries() == [(OTMAR, "Notes", "Rang twice.")]
    assert "rows without a row key that hold something typed: 1" in " ".join(collected.unclear)
