"""What becomes of a row: used, quarantined with its reason, or repeated; and what is found of a row that is used."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import Inbox

STUDENTS = "education/students_2026-10-31.csv"
ENROLMENTS = "education/enrolments_2026-10-31.csv"
INVOLVEMENTS = "education/involvements_2026-10-31.csv"
NOT_A_DATE = "is not a date (write day/month/year, for example 31/08/2016)"


def enrolments(inbox: Inbox, *rows: str) -> None:
    inbox.put(
        ENROLMENTS, "Student ID,DfE No,Enrol status,Entry date,Leaving date,Notified on\n" + "\n".join(rows) + "\n"
    )
    inbox.receive()


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        (",852/1234,C,01/09/2020,,", "student_id", None, "student_id is missing"),
        ("1,  ,C,01/09/2020,,", "laestab", None, "laestab is missing"),
        ("1,85/1234,C,01/09/2020,,", "laestab", "85/1234", "laestab is not a DfE number of seven digits (852/1234)"),
        ("1,852/1234,Z,01/09/2020,,", "enrol_status", "Z", "enrol_status is none of the codes C, M, S, F, O, G, P"),
        ("1,852/1234,C,,,", "entry_date", None, "entry_date is missing"),
        ("1,852/1234,C,31/09/2020,,", "entry_date", "31/09/2020", f"entry_date {NOT_A_DATE}"),
        ("1,852/1234,C,09/31/2020,,", "entry_date", "09/31/2020", f"entry_date {NOT_A_DATE}"),
        ("1,852/1234,C,01/09/2020,unknown,", "leaving_date", "unknown", f"leaving_date {NOT_A_DATE}"),
        ("1,852/1234,C,01/09/2020,N/A,", "leaving_date", "N/A", f"leaving_date {NOT_A_DATE}"),
        (
            "1,852/1234,C,01/09/2020",
            None,
            "1 | 852/1234 | C | 01/09/2020",
            "the row has 4 cells where the headings have 6",
        ),
    ],
)
def test_a_row_that_may_mislead_is_quarantined(
    inbox: Inbox, row: str, column: str | None, value: str | None, reason: str
) -> None:
    enrolments(inbox, "9,852/1234,C,01/09/2020,,", row)
    assert inbox.quarantined() == [(3, column, value, reason)]
    assert inbox.ledger(ENROLMENTS, "rows, used, quarantined") == (2, 1, 1)


def test_the_value_is_told_as_it_was_written(inbox: Inbox) -> None:
    enrolments(inbox, "1,852/1234,c,31-Sep-2020,,")
    assert inbox.quarantined()[0][2] == "31-Sep-2020"


def test_a_row_with_two_things_wrong_is_one_row_with_two_reasons(inbox: Inbox) -> None:
    enrolments(inbox, "1,852,C,never,,")
    assert [row[:2] for row in inbox.quarantined()] == [(2, "entry_date"), (2, "laestab")]
    assert inbox.ledger(ENROLMENTS, "rows, quarantined") == (1, 1)


def test_what_is_wrong_but_usable_is_a_finding_and_the_row_is_used_without_it(inbox: Inbox) -> None:
    enrolments(inbox, "1,852/1234,,01/09/2020,,soon", "2,852/1234,c,2020-09-01,,")
    assert inbox.used("education_enrolments", "student_id, enrol_status, notified_on") == [
        ("1", None, None),
        ("2", "C", None),
    ]
    assert inbox.query("SELECT column_name, value, reason FROM valid.issue ORDER BY 1") == [
        ("enrol_status", None, "enrol_status is blank and counts as C (current)"),
        ("notified_on", "soon", f"notified_on {NOT_A_DATE}"),
    ]


def test_a_column_that_is_not_there_is_not_found_blank_in_every_row(inbox: Inbox) -> None:
    inbox.put(ENROLMENTS, "Student ID,DfE No,Entry date\n1,852/1234,01/09/2020\n")
    inbox.receive()
    assert inbox.query("FROM valid.issue") == []


def test_people_with_one_name_are_used_and_found(inbox: Inbox) -> None:
    inbox.put(STUDENTS, "Student ID,Surname,Forename,DOB\n1,Ash,,01/02/2016\n")
    inbox.receive()
    assert inbox.used("education_students", "surname, forename") == [("Ash", None)]
    assert inbox.query("SELECT reason FROM valid.issue") == [("forename is blank",)]


@pytest.mark.parametrize(("written", "kept"), [("Y", "Y"), ("n", "N"), ("", None), ("yes - see file", "Y")])
def test_an_address_is_kept_restricted_unless_the_cell_plainly_says_no(
    inbox: Inbox, written: str, kept: str | None
) -> None:
    inbox.put(STUDENTS, f"Student ID,Surname,Forename,DOB,Restricted address\n1,Ash,Ann,01/02/2016,{written}\n")
    inbox.receive()
    assert inbox.used("education_students", "restricted_address") == [(kept,)]
    assert len(inbox.query("FROM valid.issue")) == (written == "yes - see file")


def test_a_key_that_stands_there_twice_with_different_content_is_quarantined_every_time(inbox: Inbox) -> None:
    enrolments(
        inbox,
        "1,852/1234,C,01/09/2020,,",
        "2,852/1234,C,01/09/2020,,",
        "1,8521234,C,2020-09-01,31/07/2024,",  # the same key, written otherwise
        "1,852/1234,C,01/09/2020,,",
    )
    reason = "its key stands in the file more than once with different content"
    assert inbox.quarantined() == [(row, "student_id", "1", reason) for row in (2, 4, 5)]
    assert inbox.ledger(ENROLMENTS, "rows, used, quarantined, repeated") == (4, 1, 3, 0)


def test_a_row_that_stands_there_twice_is_kept_once_however_it_is_written(inbox: Inbox) -> None:
    enrolments(inbox, "1,852/1234,C,01/09/2020,,", "1,852/1234,C,01/09/2020,,", "1, 8521234,current,2020-09-01,,")
    assert inbox.used("education_enrolments", "row_number") == [(2,)]
    assert inbox.ledger(ENROLMENTS, "rows, used, quarantined, repeated") == (3, 1, 0, 2)


def test_rows_without_a_readable_key_are_repeated_only_where_they_are_written_alike(inbox: Inbox) -> None:
    enrolments(inbox, "1,852/1234,C,never,,", "1,852/1234,C,never,,", "1,852/1234,C,ever,,")
    assert inbox.ledger(ENROLMENTS, "rows, used, quarantined, repeated") == (3, 0, 2, 1)


def test_a_date_that_an_involvement_cannot_have_is_quarantined_and_a_missing_end_is_not(inbox: Inbox) -> None:
    inbox.put(
        INVOLVEMENTS, "Student ID,Involvement,Start,End\n1,ehe,01/09/2020,\n2,CIN,01/09/2020,???\n3,XYZ,01/09/2020,\n"
    )
    inbox.receive()
    assert inbox.used("education_involvements", "student_id, involvement") == [("1", "EHE")]
    assert [row[:3] for row in inbox.quarantined()] == [(3, "end_date", "???"), (4, "involvement", "XYZ")]


def test_early_years_children_of_one_setting_are_told_apart_by_their_start(inbox: Inbox) -> None:
    name = "early_years/headcount_2026-10-01.csv"
    inbox.put(
        name,
        "Child ID,Surname,Forename,DOB,Provider,Start date,End date\n"
        "1,Ash,Ann,01/02/2023,Little Oaks,01/09/2025,20/07/2026\n"
        "1,Ash,Ann,01/02/2023,Little Oaks,01/09/2026,\n",
    )
    inbox.receive()
    assert inbox.ledger(name, "rows, used") == (2, 2)


def test_a_value_that_breaks_the_contract_counts_as_unreadable(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The contract is a second reader: were the first to let something through, it would not be used."""
    inbox.con.execute("CREATE OR REPLACE TEMP MACRO read_laestab(t) AS t")
    inbox.con.execute("CREATE OR REPLACE TEMP MACRO read_postcode(t) AS t")
    enrolments(inbox, "1,852/1234,C,01/09/2020,,", "2,8521234,C,01/09/2020,,")
    assert inbox.quarantined() == [(2, "laestab", "852/1234", "laestab breaks the table's contract")]
    inbox.put(STUDENTS, "Student ID,Surname,Forename,DOB,Postcode\n1,Ash,Ann,01/02/2016,nowhere\n")
    inbox.receive()
    assert inbox.used("education_students", "surname, postcode") == [("Ash", None)]


def test_dates_far_ahead_are_read(inbox: Inbox) -> None:
    enrolments(inbox, "1,852/1234,C,01/09/2020,31/12/9999,")
    assert inbox.used("education_enrolments", "leaving_date") == [(date(9999, 12, 31),)]
