"""What officers do to a list besides typing into it: each is read for what it is, or named; nothing goes astray."""

from __future__ import annotations

import pytest
from desk import BRUNHOLD, OTMAR, Desk
from office import headings
from openpyxl.worksheet.worksheet import Worksheet

# Cells that are not the officer's


def test_a_changed_grey_cell_is_named_with_its_place_and_not_taken(desk: Desk) -> None:
    desk.type(2, "Surname", "Smith")
    desk.type(2, "Days missing", 13)
    desk.type(2, "Notes", "Is his name Smith?")
    collected = desk.read()
    assert collected.unclear == [
        "lists/leavers.xlsx: grey cells changed: 2 (Surname row 2; Days missing row 2); they are not taken and are as "
        "before on the next list, have the record corrected in the system it came from."
    ]
    assert [(remark.column, remark.case) for remark in collected.remarks] == [
        ("Surname", OTMAR),
        ("Days missing", OTMAR),
    ]
    assert desk.entries() == [(OTMAR, "Notes", "Is his name Smith?")]
    desk.write()
    assert desk.shows(2, "Surname") == "Tarnsworth"


@pytest.mark.parametrize(
    ("heading", "value"),
    [("Date of birth", "03/05/2016"), ("Days missing", "12"), ("Days missing", 12.0), ("Surname", " Tarnsworth ")],
)
def test_a_grey_cell_that_only_looks_different_is_no_change(desk: Desk, heading: str, value: object) -> None:
    desk.type(2, heading, value)
    collected = desk.read()
    assert (collected.unclear, desk.entries()) == ([], [])


def test_a_cleared_row_says_nothing_of_the_child(desk: Desk) -> None:
    desk.type(2, "Notes", "Rang twice.")
    desk.read()
    desk.write()

    def clear(sheet: Worksheet) -> None:
        for cell in sheet[2][:-1]:
            cell.value = None

    desk.change(clear)
    assert desk.read().unclear == []
    assert desk.entries() == [(OTMAR, "Notes", "Rang twice.")]


# Formulas, errors, merged cells


def test_a_formula_without_a_value_and_an_error_are_named_and_not_read_as_empty(desk: Desk) -> None:
    desk.type(2, "Notes", "Rang twice.")
    desk.read()
    desk.write()
    desk.type(2, "Notes", "=A2&B2")

    def error(sheet: Worksheet) -> None:
        cell = sheet.cell(3, headings(sheet)["Notes"])
        cell.value, cell.data_type = "#REF!", "e"

    desk.change(error)
    collected = desk.read()
    assert "formulas without a value: 1 (Notes row 2)" in collected.unclear[0]
    assert "cells that show an error such as #REF!: 1 (Notes row 3)" in collected.unclear[1]
    assert desk.entries() == [(OTMAR, "Notes", "Rang twice.")]


def test_cells_merged_downwards_say_the_same_of_every_row_and_those_merged_across_nothing(desk: Desk) -> None:
    def merge(sheet: Worksheet) -> None:
        at = headings(sheet)
        sheet.cell(2, at["Officer"]).value = "P Lee"
        sheet.merge_cells(start_row=2, end_row=3, start_column=at["Officer"], end_column=at["Officer"])
        sheet.merge_cells(start_row=4, end_row=4, start_column=at["Status"], end_column=at["Next action"])

    desk.change(merge)
    assert "cells under a merged cell: 1 (Next action row 4)" in desk.read().unclear[0]
    assert desk.entries() == [(OTMAR, "Officer", "P Lee"), (BRUNHOLD, "Officer", "P Lee")]
