"""Excel workbooks: cells as typed, sheets, merged cells, and what a person sees as a row number."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from conftest import Inbox, Rows

NAME = "education/students_2026-10-31.xlsx"
HEADINGS = ["Student ID", "Surname", "Forename", "DOB"]


def test_real_dates_serials_numbers_and_text_are_read(inbox: Inbox) -> None:
    inbox.workbook(
        NAME,
        {
            "Export": [
                [*HEADINGS, "UPRN", "Date of death"],
                ["0007", "Ash", "Ann", date(2016, 8, 31), 100012345678, None],
                [8, "Beech", "Bo", datetime.combine(date(2016, 8, 31), time(9, 30)), "100012345679", None],
                [9, "Cedar", "Cy", 42613, None, "31-Aug-2026"],
                [10, "Deal", "Di", "42613", None, None],
            ]
        },
    )
    inbox.receive()
    assert inbox.used("education_students", "student_id, date_of_birth, uprn, date_of_death") == [
        ("0007", date(2016, 8, 31), "100012345678", None),
        ("8", date(2016, 8, 31), "100012345679", None),
        ("9", date(2016, 8, 31), None, date(2026, 8, 31)),
        ("10", date(2016, 8, 31), None, None),
    ]


def test_a_cell_beyond_the_headings_is_an_undeclared_column_and_missing_ones_are_blank(inbox: Inbox) -> None:
    inbox.workbook(NAME, {"Export": [HEADINGS, [1, "Ash", None, "01/02/2016", "a remark"], [2, "Beech"]]})
    inbox.receive()
    assert inbox.ledger(NAME, "rows, used, quarantined") == (2, 1, 1)
    assert inbox.quarantined() == [(3, "date_of_birth", None, "date_of_birth is missing")]


def test_rows_count_from_the_first_of_the_sheet_even_where_it_is_empty(inbox: Inbox) -> None:
    rows: Rows = [[], [None, "Extract of students"], [], [None, *HEADINGS], [None, 1, "Ash", "Ann", "31/31/2016"]]
    inbox.workbook(NAME, {"Export": rows})
    inbox.receive()
    assert inbox.quarantined()[0][:3] == (5, "date_of_birth", "31/31/2016")


def test_every_sheet_with_headings_is_read_and_the_others_are_named(inbox: Inbox) -> None:
    row = [1, "Ash", "Ann", "01/02/2016"]
    inbox.workbook(
        NAME,
        {
            "Years 1-6": [HEADINGS, row],
            "How to fill this in": [["Type every pupil in a row of its own."]],
            "Years 7-11": [["Title"], HEADINGS, [2, "Beech", "Bo", "never"]],
            "Old": [HEADINGS, [3, "Cedar", "Cy", "01/02/2016"]],
        },
        hidden="Old",
    )
    inbox.receive()
    assert inbox.used("education_students", "sheet, row_number, student_id") == [("Years 1-6", 2, "1")]
    assert inbox.query("SELECT sheet, row_number FROM valid.quarantine") == [("Years 7-11", 3)]
    assert inbox.ledger(NAME, "notes") == (
        [
            "sheet 'How to fill this in' has no headings of this table and was passed over",
            "sheet 'Old' is hidden and was passed over",
        ],
    )


def test_a_sheet_that_lacks_a_column_is_named(inbox: Inbox) -> None:
    inbox.workbook(NAME, {"Good": [HEADINGS, [1, "Ash", "Ann", "01/02/2016"]], "Bad": [HEADINGS[:3], [2, "B", "C"]]})
    inbox.receive()
    assert inbox.reason(NAME).startswith("sheet 'Bad' lacks the column date_of_birth")


def test_cells_merged_downwards_hold_their_value_in_every_row(inbox: Inbox) -> None:
    inbox.workbook(
        "independent/returns_2026-10-01.xlsx",
        {
            "Return": [
                ["Autumn return"],
                ["DfE No", "School", "Surname", "Forename", "DOB"],
                ["852/6001", "Oak House", "Ash", "Ann", date(2015, 1, 2)],
                [None, None, "Ash", "Bo", date(2016, 1, 2)],
                [None, None, "Cedar", "Cy", date(2017, 1, 2)],
            ]
        },
        merged=["A1:E1", "A3:A5", "B3:B5"],
    )
    inbox.receive()
    assert inbox.used("independent_returns", "laestab, establishment_name, forename") == [
        ("8526001", "Oak House", "Ann"),
        ("8526001", "Oak House", "Bo"),
        ("8526001", "Oak House", "Cy"),
    ]


@pytest.mark.parametrize("error", ["#N/A", "#REF!"])
def test_an_error_of_excel_is_not_a_blank(inbox: Inbox, error: str) -> None:
    inbox.workbook(
        "education/enrolments_2026-10-31.xlsx",
        {
            "First": [["Nothing here"], [error]],
            "Export": [
                ["Student ID", "DfE No", "Enrol status", "Entry date", "Leaving date"],
                [1, "852/1234", "C", date(2020, 9, 1), None],
                [2, "852/1234", "C", date(2020, 9, 1), error],
            ],
        },
    )
    inbox.receive()
    assert [row[:3] for row in inbox.quarantined()] == [(3, "leaving_date", "#ERROR")]
