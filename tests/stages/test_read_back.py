"""What officers do to a list besides typing into it: each is read for what it is, or named; nothing goes astray."""

from __future__ import annotations

import pytest
from desk import BRUNHOLD, OTMAR, Desk
from office import headings
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.stages.collect import collect

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


# Columns of dates


@pytest.mark.parametrize("typed", ["tomorrow", "32/13/2026", "11/20/2026", "2026-02-30", "2026-11-20 or the day after"])
def test_what_is_no_date_in_a_column_of_dates_stays_as_typed_and_is_named(desk: Desk, typed: str) -> None:
    desk.type(2, "Next action date", typed)
    assert desk.read().unclear == [
        "lists/leavers.xlsx: cells of columns of dates that hold none: 1 (Next action date row 2); they stay as typed "
        "and are never overdue, write the day as 31/10/2026."
    ]
    assert desk.entries() == [(OTMAR, "Next action date", typed)]
    desk.write()
    assert desk.read().unclear == []


def test_every_column_of_dates_wants_dates(desk: Desk) -> None:
    desk.type(2, "Next action", "soon")
    desk.type(3, "Next action", "20 November 2026")
    desk.type(2, "Next action date", "20/11/2026")
    collected = collect(desk.con, desk.folder, desk.day, {"Next action": ()}, la_code="852")
    assert [(remark.kind, remark.row) for remark in collected.remarks] == [("no date", 2)]


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
