"""Which rows stand for a day: snapshots, known once known on, per establishment, and rows that could not be read."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import Inbox

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30)
TODAY = date(2027, 8, 1)
STUDENTS = "Student ID,Surname,Forename,DOB\n"
ENROLMENTS = "Student ID,DfE No,Enrol status,Entry date,Leaving date\n"
HEADCOUNT = "Child ID,Surname,Forename,DOB,Provider,Start date,End date\n"
RETURNS = "DfE No,URN,School,Pupil ref,Surname,Forename,DOB,Entry date,Leaving date,Destination\n"


def put(inbox: Inbox, table: str, day: date, content: str) -> None:
    inbox.put(f"{table}_{day}.csv", content)
    inbox.receive(today=TODAY, as_at=TODAY, accept_shrink=[table])


# Snapshots


def test_the_newest_snapshot_dated_on_or_before_the_day_stands_for_all(inbox: Inbox) -> None:
    put(inbox, "education/students", SEPTEMBER, STUDENTS + "1,Ash,Ann,01/02/2016\n2,Beech,Bo,01/02/2016\n")
    put(inbox, "education/students", OCTOBER, STUDENTS + "1,Oak,Ann,01/02/2016\n")
    columns = "student_id, surname, extract_date, is_unreadable"
    assert inbox.as_at(date(2026, 9, 29), "education_students", columns) == []
    assert inbox.as_at(SEPTEMBER, "education_students", columns) == [
        ("1", "Ash", SEPTEMBER, False),
        ("2", "Beech", SEPTEMBER, False),
    ]
    assert inbox.as_at(NOVEMBER, "education_students", columns) == [("1", "Oak", OCTOBER, False)]


def test_a_past_day_is_the_same_after_newer_files_arrived(inbox: Inbox) -> None:
    put(inbox, "education/students", SEPTEMBER, STUDENTS + "1,Ash,Ann,01/02/2016\n")
    before = inbox.as_at(SEPTEMBER, "education_students", "*")
    put(inbox, "education/students", OCTOBER, STUDENTS + "1,Oak,Ann,never\n")
    assert inbox.as_at(SEPTEMBER, "education_students", "*") == before
    assert inbox.unread(SEPTEMBER) == []


def test_where_the_newest_row_cannot_be_read_the_earlier_one_stands_marked(inbox: Inbox) -> None:
    put(inbox, "education/students", SEPTEMBER, STUDENTS + "1,Ash,Ann,01/02/2016\n2,Beech,Bo,01/02/2016\n")
    put(inbox, "education/students", OCTOBER, STUDENTS + "1,Oak,Ann,never\n2,Beech,Bo,01/02/2016\n3,Cedar,Cy,\n")
    assert inbox.as_at(OCTOBER, "education_students", "student_id, surname, extract_date, is_unreadable") == [
        ("1", "Ash", SEPTEMBER, True),
        ("2", "Beech", OCTOBER, False),
    ]
    assert inbox.unread(OCTOBER) == [
        ("students", 2, "education/students:1", True),
        ("students", 4, "education/students:3", False),
    ]


def test_the_earlier_row_need_not_be_of_the_file_before(inbox: Inbox) -> None:
    put(inbox, "education/students", SEPTEMBER, STUDENTS + "1,Ash,Ann,01/02/2016\n")
    put(inbox, "education/students", OCTOBER, STUDENTS + "1,Ash,Ann,never\n")
    put(inbox, "education/students", NOVEMBER, STUDENTS + "1,Ash,Ann,\n")
    assert inbox.as_at(NOVEMBER, "education_students", "surname, extract_date") == [("Ash", SEPTEMBER)]


def test_a_row_with_too_few_cells_still_says_whose_it_is(inbox: Inbox) -> None:
    put(inbox, "education/students", SEPTEMBER, STUDENTS + "1,Ash,Ann,01/02/2016\n2,Beech,Bo,01/02/2016\n")
    put(inbox, "education/students", OCTOBER, STUDENTS + "1,Ash\n2,Beech,Bo,01/02/2016\n")
    assert ("1", True) in inbox.as_at(OCTOBER, "education_students", "student_id, is_unreadable")


def test_clashing_rows_leave_the_earlier_one_standing(inbox: Inbox) -> None:
    put(inbox, "education/students", SEPTEMBER, STUDENTS + "1,Ash,Ann,01/02/2016\n")
    put(inbox, "education/students", OCTOBER, STUDENTS + "1,Oak,Ann,01/02/2016\n1,Elm,Ann,01/02/2016\n")
    assert inbox.as_at(OCTOBER, "education_students", "surname, is_unreadable") == [("Ash", True)]
    assert inbox.unread(OCTOBER) == [
        ("students", 2, "education/students:1", True),
        ("students", 3, "education/students:1", True),
    ]


@pytest.mark.parametrize(
    ("before", "stands"),
    [
        (["1,852/1234,C,01/09/2020,"], [date(2020, 9, 1)]),
        # Either can have been it, so neither stands.
        (["1,852/1234,C,01/09/2020,", "1,852/1234,C,01/09/2024,"], []),
        # The other is still there, so the one that is gone was it.
        (["1,852/1234,C,01/09/2020,", "1,852/9999,C,01/09/2024,"], [date(2020, 9, 1), date(2024, 9, 1)]),
    ],
)
def test_a_row_whose_key_cannot_be_read_stands_as_the_one_row_that_it_can_have_been(
    inbox: Inbox, before: list[str], stands: list[date]
) -> None:
    put(inbox, "education/enrolments", SEPTEMBER, ENROLMENTS + "\n".join(before) + "\n")
    still = [row for row in before if "9999" in row]
    put(inbox, "education/enrolments", OCTOBER, ENROLMENTS + "\n".join(["1,852/1234,C,in autumn,", *still]) + "\n")
    assert [day for (day,) in inbox.as_at(OCTOBER, "education_enrolments", "entry_date")] == stands


# Known once, known on


def test_a_child_of_an_earlier_headcount_stays_known_until_the_last_file_naming_it(inbox: Inbox) -> None:
    put(inbox, "early_years/headcount", SEPTEMBER, HEADCOUNT + "1,Ash,Ann,01/02/2023,Little Oaks,01/09/2025,\n")
    put(inbox, "early_years/headcount", OCTOBER, HEADCOUNT + "2,Beech,Bo,01/02/2023,Little Oaks,01/09/2026,\n")
    columns = "ey_child_id, end_date, extract_date"
    assert inbox.as_at(SEPTEMBER, "early_years_headcount", columns) == [("1", None, SEPTEMBER)]
    assert inbox.as_at(OCTOBER, "early_years_headcount", columns) == [("1", SEPTEMBER, SEPTEMBER), ("2", None, OCTOBER)]


@pytest.mark.parametrize(
    ("end", "ended_on"), [("20/07/2026", date(2026, 7, 20)), ("31/10/2026", OCTOBER), ("01/11/2026", SEPTEMBER)]
)
def test_an_end_that_was_given_stands_unless_it_lies_after_the_day(inbox: Inbox, end: str, ended_on: date) -> None:
    put(inbox, "early_years/headcount", SEPTEMBER, HEADCOUNT + f"1,Ash,Ann,01/02/2023,Little Oaks,01/09/2025,{end}\n")
    put(inbox, "early_years/headcount", OCTOBER, HEADCOUNT + "2,Beech,Bo,01/02/2023,Little Oaks,01/09/2026,\n")
    assert inbox.as_at(OCTOBER, "early_years_headcount", "ey_child_id, end_date")[0] == ("1", ended_on)


def test_a_child_that_the_newest_headcount_holds_unreadable_has_not_left(inbox: Inbox) -> None:
    put(inbox, "early_years/headcount", SEPTEMBER, HEADCOUNT + "1,Ash,Ann,01/02/2023,Little Oaks,01/09/2025,\n")
    put(inbox, "early_years/headcount", OCTOBER, HEADCOUNT + "1,Ash,Ann,01/02/2023,Little Oaks,01/09/2025,soon\n")
    assert inbox.as_at(OCTOBER, "early_years_headcount", "end_date, is_unreadable") == [(None, True)]


def test_a_child_whose_last_row_cannot_be_read_was_known_until_then(inbox: Inbox) -> None:
    una = "1,Ash,Ann,01/02/2022,Tots,01/09/2025,"
    put(inbox, "early_years/headcount", SEPTEMBER, HEADCOUNT + una + "\n")
    put(inbox, "early_years/headcount", OCTOBER, HEADCOUNT + una + "soon\n")
    put(inbox, "early_years/headcount", NOVEMBER, HEADCOUNT + "2,Beech,Bo,01/02/2022,Tots,01/09/2025,\n")
    assert inbox.as_at(NOVEMBER, "early_years_headcount", "surname, end_date") == [("Ash", OCTOBER), ("Beech", None)]


def test_a_row_never_read_stays_in_force_until_a_later_headcount_has_it(inbox: Inbox) -> None:
    put(inbox, "early_years/headcount", SEPTEMBER, HEADCOUNT + "1,Ash,Ann,never,Little Oaks,01/09/2025,\n")
    put(inbox, "early_years/headcount", OCTOBER, HEADCOUNT + "2,Beech,Bo,01/02/2023,Little Oaks,01/09/2026,\n")
    assert inbox.unread(OCTOBER) == [("headcount", 2, "early_years/headcount:1", False)]
    put(inbox, "early_years/headcount", NOVEMBER, HEADCOUNT + "1,Ash,Ann,01/02/2023,Little Oaks,01/09/2025,\n")
    assert inbox.unread(NOVEMBER) == []


# Per establishment


def test_the_newest_return_of_each_school_stands_for_it(inbox: Inbox) -> None:
    oak, elm = "852/6001,,Oak House,{},Ash,Ann,01/02/2016,,,\n", "852/6002,,Elm House,{},Elm,Ed,01/02/2016,,,\n"
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + oak.format("A1") + elm.format("E1"))
    put(inbox, "independent/returns", OCTOBER, RETURNS + elm.format("E2"))
    assert inbox.as_at(OCTOBER, "independent_returns", "pupil_ref, leaving_date, extract_date") == [
        ("A1", None, SEPTEMBER),
        ("E1", date(2026, 10, 30), SEPTEMBER),  # no longer named, so left the day before
        ("E2", None, OCTOBER),
    ]


def test_a_pupil_no_longer_named_left_before_the_first_return_that_lacks_them(inbox: Inbox) -> None:
    ann = "852/6001,,Oak House,A1,Ash,Ann,01/02/2016,01/09/2020,,Beech School\n"
    bo = "852/6001,,Oak House,B1,Beech,Bo,01/02/2016,01/09/2020,,\n"
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + ann + bo)
    put(inbox, "independent/returns", OCTOBER, RETURNS + bo)
    put(inbox, "independent/returns", NOVEMBER, RETURNS + bo)
    columns = "pupil_ref, leaving_date, destination"
    assert inbox.as_at(SEPTEMBER, "independent_returns", columns)[0] == ("A1", None, "Beech School")
    for day in (OCTOBER, NOVEMBER):
        # Where to, nobody said: the destination given before leaving is not known to be where they went.
        assert inbox.as_at(day, "independent_returns", columns) == [
            ("A1", date(2026, 10, 30), None),
            ("B1", None, None),
        ]


def test_a_leaving_date_given_earlier_stands_with_its_destination(inbox: Inbox) -> None:
    ann = "852/6001,,Oak House,A1,Ash,Ann,01/02/2016,01/09/2020,25/09/2026,Beech School\n"
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + ann)
    put(inbox, "independent/returns", OCTOBER, RETURNS + "852/6001,,Oak House,B1,Beech,Bo,01/02/2016,,,\n")
    columns = "pupil_ref, leaving_date, destination"
    assert inbox.as_at(OCTOBER, "independent_returns", columns)[0] == ("A1", date(2026, 9, 25), "Beech School")


def test_after_a_nil_return_every_pupil_has_left(inbox: Inbox) -> None:
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + "852/6001,,Oak House,A1,Ash,Ann,01/02/2016,,,\n")
    put(inbox, "independent/returns", OCTOBER, f"School: Oak House,DfE No: 852/6001\n{RETURNS}")
    assert inbox.as_at(OCTOBER, "independent_returns", "pupil_ref, leaving_date") == [("A1", date(2026, 10, 30))]


def test_a_file_put_in_the_place_of_another_stands_for_all_that_it_said(inbox: Inbox) -> None:
    """Elm's number was given for Oak by mistake: what Elm sent before is in force again."""
    bo, ann = "852/6002,,Elm House,B1,Beech,Bo,01/02/2016,,,\n", "{},,Oak House,A1,Ash,Ann,01/02/2016,,,\n"
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + bo)
    put(inbox, "independent/returns", OCTOBER, RETURNS + ann.format("852/6002"))
    put(inbox, "independent/returns", OCTOBER, RETURNS + ann.format("852/6001"))
    columns = "surname, establishment, leaving_date"
    assert inbox.as_at(OCTOBER, "independent_returns", columns) == [
        ("Ash", "8526001", None),
        ("Beech", "8526002", None),
    ]


def test_a_blank_entry_date_is_that_of_the_first_file_naming_the_pupil(inbox: Inbox) -> None:
    ann = "852/6001,,Oak House,A1,Ash,Ann,01/02/2016,{},,\n"
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + ann.format(""))
    put(inbox, "independent/returns", OCTOBER, RETURNS + ann.format(""))
    assert inbox.as_at(OCTOBER, "independent_returns", "entry_date") == [(SEPTEMBER,)]
    put(inbox, "independent/returns", NOVEMBER, RETURNS + ann.format("01/09/2020"))
    assert inbox.as_at(NOVEMBER, "independent_returns", "entry_date") == [(date(2020, 9, 1),)]


def test_a_school_named_by_urn_is_found_by_its_laestab(inbox: Inbox) -> None:
    establishments = "LAEstab,URN,EstablishmentName,LA (code)\n8526001,123456,Oak House,852\n"
    put(inbox, "education/establishments", SEPTEMBER, establishments)
    pupil = "{},{},Oak House,A1,Ash,Ann,01/02/2016,,,\n"
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + pupil.format("852/6001", ""))
    put(inbox, "independent/returns", OCTOBER, RETURNS + pupil.format("", "123456"))
    put(inbox, "independent/returns", NOVEMBER, RETURNS + "852/6001,123456,Oak House,B1,Beech,Bo,01/02/2016,,,\n")
    columns = "pupil_ref, establishment, entry_date, leaving_date"
    assert inbox.as_at(OCTOBER, "independent_returns", columns) == [("A1", "8526001", SEPTEMBER, None)]
    assert inbox.as_at(NOVEMBER, "independent_returns", columns) == [
        ("A1", "8526001", SEPTEMBER, date(2026, 11, 29)),
        ("B1", "8526001", NOVEMBER, None),
    ]


def test_a_school_whose_urn_is_not_known_is_told_by_its_urn(inbox: Inbox) -> None:
    put(inbox, "independent/returns", OCTOBER, RETURNS + ",654321,Fir House,A1,Ash,Ann,01/02/2016,,,\n")
    assert inbox.as_at(OCTOBER, "independent_returns", "establishment") == [("URN 654321",)]


def test_an_establishment_not_in_the_database_is_one_where_a_return_gives_both_its_numbers(inbox: Inbox) -> None:
    ann, bo = "A1,Ash,Ann,01/02/2016,,,\n", "B1,Beech,Bo,01/02/2016,,,\n"
    put(inbox, "independent/returns", SEPTEMBER, f"{RETURNS},117777,Far House,{ann},117777,Far House,{bo}")
    put(inbox, "independent/returns", OCTOBER, f"{RETURNS}850/6077,117777,Far House,{ann}")
    columns = "pupil_ref, establishment, leaving_date"
    assert inbox.as_at(OCTOBER, "independent_returns", columns) == [
        ("A1", "8506077", None),
        ("B1", "8506077", date(2026, 10, 30)),
    ]
    # Of a day before it was given, nothing is known of the other number.
    assert {school for _, school, _ in inbox.as_at(SEPTEMBER, "independent_returns", columns)} == {"URN 117777"}


@pytest.mark.parametrize("row", ["A1,Ash,Ann,never,,,", "A1,Ash,Ann,01/02/2016,soon,,", "A1,Ash,Ann,01/02/2016,,??,"])
def test_a_pupil_whose_row_cannot_be_read_has_not_left(inbox: Inbox, row: str) -> None:
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + "852/6001,,Oak House,A1,Ash,Ann,01/02/2016,,,\n")
    put(inbox, "independent/returns", OCTOBER, f"{RETURNS}852/6001,,Oak House,{row}\n")
    assert inbox.as_at(OCTOBER, "independent_returns", "leaving_date, is_unreadable") == [(None, True)]
    assert [stands for *_, stands in inbox.unread(OCTOBER)] == [True]


def test_a_pupil_without_a_reference_is_known_by_name_where_the_date_of_birth_cannot_be_read(inbox: Inbox) -> None:
    ann, bo = "852/6001,,Oak House,,Ash,Ann,{},,,\n", "852/6001,,Oak House,,Beech,Bo,{},,,\n"
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + ann.format("01/02/2016") + bo.format("02/02/2016"))
    put(inbox, "independent/returns", OCTOBER, RETURNS + ann.format("never"))
    assert inbox.as_at(OCTOBER, "independent_returns", "surname, leaving_date, is_unreadable") == [
        ("Ash", None, True),
        ("Beech", date(2026, 10, 30), False),
    ]


def test_a_row_whose_school_cannot_be_read_is_in_force_with_its_file(inbox: Inbox) -> None:
    good, bad = "852/6001,,Oak House,A1,Ash,Ann,01/02/2016,,,\n", "85/6001,,Oak House,B1,Beech,Bo,01/02/2016,,,\n"
    put(inbox, "independent/returns", OCTOBER, RETURNS + good + bad)
    assert [row[:2] for row in inbox.unread(OCTOBER)] == [("returns", 3)]


def test_a_pupil_whose_school_cannot_be_read_stands_at_whichever_school_of_the_file_it_was(inbox: Inbox) -> None:
    oak, bad, elm = (
        f"{number},,{school},,{pupil},01/02/2016,,,\n"
        for number, school, pupil in (
            ("852/6001", "Oak House", "Ash,Ann"),
            ("852/602", "Elm House", "Beech,Bo"),
            ("852/6002", "Elm House", "Cedar,Cy"),
        )
    )
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + oak + bad.replace("/602", "/6002") + elm)
    put(inbox, "independent/returns", OCTOBER, RETURNS + oak + bad + elm)
    assert inbox.as_at(OCTOBER, "independent_returns", "surname, establishment, leaving_date, is_unreadable") == [
        ("Ash", "8526001", None, False),
        ("Beech", "8526002", None, True),
        ("Cedar", "8526002", None, False),
    ]
    assert [(row, stands) for _, row, _, stands in inbox.unread(OCTOBER)] == [(3, True)]


def test_a_number_that_another_pupil_has_in_a_later_return_makes_them_no_one_pupil(inbox: Inbox) -> None:
    """Schools that number their rows: Bo, who was 2, has left; Cy, who is 2 now, is not Bo."""
    ann, bo, cy = "1,Ash,Ann,01/02/2016", "2,Beech,Bo,01/03/2016", "{},Cedar,Cy,01/04/2016"
    rows = "852/6001,,Oak House,{},,,\n"
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + "".join(map(rows.format, (ann, bo, cy.format(3)))))
    put(inbox, "independent/returns", OCTOBER, RETURNS + "".join(map(rows.format, (ann, cy.format(2)))))
    found = inbox.as_at(OCTOBER, "independent_returns", "surname, leaving_date, pupil_ref")
    assert [row[:2] for row in found] == [
        ("Ash", None),
        ("Beech", date(2026, 10, 30)),
        ("Cedar", date(2026, 10, 30)),
        ("Cedar", None),
    ]
    references = [reference for *_, reference in found]
    assert references[:3] == ["1", "2", "3"]
    assert references[3].startswith("2/")


@pytest.mark.parametrize("now", ["Anne,01/02/2016", "Ann,02/01/2016"])
def test_a_pupil_of_a_number_may_have_a_corrected_forename_or_date_of_birth(inbox: Inbox, now: str) -> None:
    for day, said in ((SEPTEMBER, "Ann,01/02/2016"), (OCTOBER, now)):
        put(inbox, "independent/returns", day, f"{RETURNS}852/6001,,Oak House,1,Ash,{said},,,\n")
    assert inbox.as_at(OCTOBER, "independent_returns", "pupil_ref, leaving_date") == [("1", None)]


def test_a_pupil_who_is_given_a_reference_has_not_left(inbox: Inbox) -> None:
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + "852/9501,,Oak House,,Ash,Ann,01/02/2016,,,\n")
    put(inbox, "independent/returns", OCTOBER, RETURNS + "852/9501,,Oak House,A1,Ash,Ann,01/02/2016,,,\n")
    put(inbox, "independent/returns", NOVEMBER, RETURNS + "852/9501,,Oak House,A1,ASH,Ann,01/02/2016,,,\n")
    columns = "pupil_ref, entry_date, leaving_date"
    assert inbox.as_at(NOVEMBER, "independent_returns", columns) == [("A1", SEPTEMBER, None)]


def test_two_pupils_of_one_name_in_a_return_stay_two(inbox: Inbox) -> None:
    two = "852/9501,,Oak House,A1,Ash,Ann,01/02/2016,,,\n852/9501,,Oak House,A2,Ash,Ann,01/02/2016,,,\n"
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + two)
    put(inbox, "independent/returns", OCTOBER, RETURNS + "852/9501,,Oak House,A2,Ash,Ann,01/02/2016,,,\n")
    columns = "pupil_ref, leaving_date"
    assert inbox.as_at(OCTOBER, "independent_returns", columns) == [("A1", date(2026, 10, 30)), ("A2", None)]


@pytest.mark.parametrize(
    ("table", "content", "good", "bad"),
    [
        ("education/students", STUDENTS, "1,Ash,Ann,01/02/2016\n", "1,Ash,Ann,never\n"),
        (
            "early_years/headcount",
            HEADCOUNT,
            "1,Ash,Ann,01/02/2022,Tots,01/09/2025,\n",
            "1,Ash,Ann,?,Tots,01/09/2025,\n",
        ),
        (
            "independent/returns",
            RETURNS,
            "852/9501,,Oak House,A1,Ash,Ann,01/02/2016,,,\n",
            "852/9501,,Oak House,A1,Ash,Ann,?,,,\n",
        ),
    ],
)
def test_a_correction_with_a_broken_row_leaves_the_corrected_files_row_standing(
    inbox: Inbox, table: str, content: str, good: str, bad: str
) -> None:
    put(inbox, table, OCTOBER, content + good + good.replace("1,Ash,Ann", "2,Beech,Bo"))
    inbox.put(f"{table}_{OCTOBER}_corrected.csv", content + bad)
    inbox.receive(today=TODAY, as_at=TODAY, accept_shrink=[table])
    name = table.replace("/", "_")
    assert inbox.as_at(OCTOBER, name, "surname, is_unreadable") == [("Ash", True)]


def test_a_student_who_is_gone_is_told_with_the_last_row(inbox: Inbox) -> None:
    put(inbox, "education/students", SEPTEMBER, STUDENTS + "1,Ash,Ann,01/02/2016\n2,Beech,Bo,01/02/2016\n")
    put(inbox, "education/students", OCTOBER, STUDENTS + "1,Ash,Ann,01/02/2016\n")
    columns = "record, last_named_on, row_number"
    assert inbox.as_at(OCTOBER, "gone", columns) == [("education/students:2", SEPTEMBER, 3)]
    assert inbox.as_at(SEPTEMBER, "gone", columns) == []


def test_a_student_whose_row_cannot_be_read_is_not_gone(inbox: Inbox) -> None:
    put(inbox, "education/students", SEPTEMBER, STUDENTS + "1,Ash,Ann,01/02/2016\n")
    put(inbox, "education/students", OCTOBER, STUDENTS + "1,Ash,Ann,never\n")
    assert inbox.as_at(OCTOBER, "gone", "record") == []


def test_the_newest_return_of_each_establishment_a_nil_return_included(inbox: Inbox) -> None:
    pupil = "{},{},{},1,Ash,Ann,01/02/2016,,,\n"
    put(
        inbox,
        "education/establishments",
        SEPTEMBER,
        "DfE No,Establishment name,URN,LA\n852/6001,Oak House,900061,852\n",
    )
    put(inbox, "independent/returns", SEPTEMBER, RETURNS + pupil.format("852/6001", "", "Oak House"))
    put(inbox, "independent/returns", OCTOBER, RETURNS + pupil.format("", "900062", "Elm House"))
    put(inbox, "independent/returns", NOVEMBER, f"School: Oak House,URN: 900061\n{RETURNS}")
    columns = "source, establishment, returned_on"
    elm, oak = ("independent", "URN 900062", OCTOBER), ("independent", "8526001")
    assert inbox.as_at(SEPTEMBER, "returned", columns) == [(*oak, SEPTEMBER)]
    assert inbox.as_at(NOVEMBER, "returned", columns) == [(*oak, NOVEMBER), elm]
