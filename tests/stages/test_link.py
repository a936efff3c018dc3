"""Linking: what has not happened by the day is not there, and what each child is said to be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from one_day import (
    JACKS_UPN,
    LATER_UPN,
    TEMPORARY_UPN,
    D,
    Row,
    application,
    at_nursery,
    enrolment,
    involvement,
    linked,
    on_claim,
    pupil,
    query,
    said,
    student,
    unread,
)

from pipeline import store
from pipeline.stages.canonical_rows import NOT_YET
from pipeline.store import Connection

TOMORROW = D + timedelta(days=1)
E1 = student("E1", "Jack Ash", upn=JACKS_UPN)


@pytest.fixture
def con() -> Connection:
    return store.open_durable(None)


# What has not happened yet


def roll(**said: object) -> Row:
    return enrolment("E1", **said)


def applied(**said: object) -> Row:
    return application("A1", "Jack Ash", student_id="E1", **said)


def involved(**said: object) -> Row:
    return involvement("E1", "EHE", **said)


def seen(**said: object) -> Row:
    return at_nursery("EY1", "Jack Ash", **said)


BEGINS: dict[str, tuple[Callable[..., Row], str]] = {
    "roll_record": (roll, "entry_date"),
    "application": (applied, "received_on"),
    "involvement": (involved, "start_date"),
    "sighting": (seen, "start_date"),
}
"""Canonical table -> a row of it, and the source's column by which it begins."""

OFFER = {"offer_status": "OFFERED", "offered_laestab": "8522000"}
BLANK: dict[tuple[str, str], tuple[Callable[..., Row], str, dict[str, object]]] = {
    ("roll_record", "leaving_date"): (roll, "leaving_date", {}),
    ("roll_record", "destination_confirmed_on"): (roll, "destination_confirmed_on", {}),
    ("roll_record", "notified_on"): (roll, "notified_on", {}),
    ("application", "offer_status"): (applied, "offered_on", OFFER),
    ("application", "offered_laestab"): (applied, "offered_on", OFFER),
    ("application", "offered_on"): (applied, "offered_on", OFFER),
    ("application", "outcome_notified_on"): (applied, "outcome_notified_on", {}),
    ("application", "notified_by_school_on"): (applied, "notified_by_school_on", {}),
    ("involvement", "end_date"): (involved, "end_date", {}),
    ("sighting", "ended_on"): (seen, "end_date", {}),
}
"""(canonical table, column) -> a row of it, and the source's column whose day decides whether it is blank."""


def test_every_rule_of_what_has_not_happened_is_tested() -> None:
    assert set(BEGINS) == set(NOT_YET)
    assert set(BLANK) == {(table, column) for table, (_, columns) in NOT_YET.items() for column in columns}


@pytest.mark.parametrize("table", BEGINS)
def test_what_begins_on_the_day_is_there_and_what_begins_after_it_is_not(con: Connection, table: str) -> None:
    row, begins = BEGINS[table]
    assert len(said(con, [E1, row(**{begins: D})], table, "child_id")) == 1
    assert said(con, [E1, row(**{begins: TOMORROW})], table, "child_id") == []


@pytest.mark.parametrize(("table", "column"), BLANK)
def test_what_happens_on_the_day_is_said_and_what_happens_after_it_is_blank(
    con: Connection, table: str, column: str
) -> None:
    row, decides, more = BLANK[table, column]
    ((on_the_day,),) = said(con, [E1, row(**{decides: D}, **more)], table, column)
    assert on_the_day == OFFER.get(column, D)
    ((after_it,),) = said(con, [E1, row(**{decides: TOMORROW}, **more)], table, column)
    assert after_it is None


def test_an_application_received_later_makes_no_record_and_no_child(con: Connection) -> None:
    assert said(con, [application("A1", "Jack Ash", received_on=TOMORROW)], "person", "record") == []
    assert said(con, [application("A1", "Jack Ash", received_on=D)], "child", "surname") == [("Ash",)]


def test_a_death_on_the_day_has_happened_and_one_after_it_has_not(con: Connection) -> None:
    assert said(con, [student("E1", "Jack Ash", date_of_death=D)], "child", "date_of_death") == [(D,)]
    assert said(con, [student("E1", "Jack Ash", date_of_death=TOMORROW)], "child", "date_of_death") == [(None,)]


def test_plans_stand(con: Connection) -> None:
    rows = [E1, applied(expected_start="2027-01-04", delayed_entry_to=2027)]
    assert said(con, rows, "application", "expected_start, delayed_entry_to") == [(date(2027, 1, 4), 2027)]


def test_an_offer_without_a_date_stands(con: Connection) -> None:
    assert said(con, [E1, applied(**OFFER)], "application", "offer_status, offered_laestab") == [("OFFERED", "8522000")]


def test_a_blank_beginning_or_end_is_no_reason_to_leave_anything_out(con: Connection) -> None:
    rows = [E1, roll(entry_date=None)]
    assert said(con, rows, "roll_record", "entry_date, leaving_date, left_in_year") == [(None, None, None)]


# What follows from the rows


@pytest.mark.parametrize(("day", "year"), [(date(2026, 8, 31), 2025), (date(2026, 9, 1), 2026)])
def test_the_academic_year_of_leaving_and_of_receipt(con: Connection, day: date, year: int) -> None:
    assert said(con, [E1, roll(leaving_date=day)], "roll_record", "left_in_year") == [(year,)]
    assert said(con, [E1, applied(received_on=day)], "application", "received_in_year") == [(year,)]


@pytest.mark.parametrize(
    ("destination", "key"),
    [("Not known", "not known"), (" NOT-KNOWN. ", "not known"), ("Poland (Gdynia)", "poland gdynia"), ("?", None)],
)
def test_a_destination_is_compared_without_case_and_punctuation(con: Connection, destination: str, key: str) -> None:
    assert said(con, [E1, roll(destination=destination)], "roll_record", "destination_key") == [(key,)]


def test_what_names_no_destination_is_written_the_same_way(con: Connection) -> None:
    with linked(con, []):
        assert ("referred to cme officer",) in query(con, "FROM run.linked.not_a_destination")


def test_every_row_finds_the_child_of_its_record(con: Connection) -> None:
    rows = [E1, student("E2", "Jill Birch"), roll(), involvement("E2", "CME"), on_claim("C1-1", "Jack Ash")]
    with linked(con, rows):
        of = dict(query(con, "SELECT student_id, child_id FROM run.linked.child"))
        assert query(con, "SELECT child_id FROM run.linked.roll_record") == [(of["E1"],)]
        assert query(con, "SELECT child_id FROM run.linked.involvement") == [(of["E2"],)]
        assert query(con, "SELECT child_id FROM run.linked.sighting") == [(of["E1"],)]


def test_an_enrolment_or_involvement_of_nobody_is_an_orphan_and_no_childs(con: Connection) -> None:
    rows = [E1, enrolment("E9"), involvement("E9", "CME"), roll()]
    with linked(con, rows):
        assert query(con, "SELECT what, record, file, row_number FROM run.linked.orphan ORDER BY ALL") == [
            ("enrolments", "education/students:E9", "f.csv", 3),
            ("involvements", "education/students:E9", "f.csv", 4),
        ]
        assert query(con, "SELECT record FROM run.linked.roll_record") == [("education/students:E1",)]
        assert query(con, "FROM run.linked.involvement") == []


# What is said of a child


def test_the_education_database_says_the_names_however_old_its_record_is(con: Connection) -> None:
    rows = [
        student("E1", "Jack Ash", extract_date="2026-09-01"),
        application("A1", "Jack Oak", student_id="E1", date_of_birth="2016-05-13", extract_date="2026-10-30"),
    ]
    columns = "student_id, surname, forename, date_of_birth, source_records"
    records = "education/students:E1; admissions/applications:A1"
    assert said(con, rows, "child", columns) == [("E1", "Ash", "Jack", date(2016, 5, 3), records)]


def test_without_it_the_newest_record_says_them(con: Connection) -> None:
    rows = [
        application("A1", "JACK ASH", extract_date="2026-09-01"),
        at_nursery("EY1", "Jack Ash", extract_date="2026-10-15"),
        on_claim("C1-1", "jack ash", extract_date="2026-09-30"),
    ]
    assert said(con, rows, "child", "student_id, surname, forename") == [(None, "Ash", "Jack")]


def test_on_a_tie_the_order_of_the_sources_decides(con: Connection) -> None:
    rows = [on_claim("C1-1", "jack ash"), at_nursery("EY1", "Jack ASH"), application("A1", "JACK Ash")]
    assert said(con, rows, "child", "surname, forename") == [("Ash", "JACK")]


def test_of_several_rows_of_one_record_the_latest_begun_says_where_it_lives(con: Connection) -> None:
    rows = [
        at_nursery("EY1", "Jack Ash", start_date="2020-09-01", postcode="SO15 1AA"),
        at_nursery("EY1", "Jack Ash", start_date="2021-01-05", postcode="SO16 1AA"),
        at_nursery("EY1", "Jack Ash", start_date="2020-10-01", postcode="SO17 1AA"),
    ]
    assert said(con, rows, "person", "postcode, postcode_la") == [("SO16 1AA", "852")]


def test_a_student_id_typed_on_an_application_makes_no_education_record(con: Connection) -> None:
    rows = [application("A1", "Jack Ash", student_id="E1")]
    assert said(con, rows, "child", "student_id, has_education_record") == [(None, False)]


def test_a_permanent_upn_is_shown_before_a_temporary_one(con: Connection) -> None:
    rows = [
        application("A1", "Jack Ash", upn=TEMPORARY_UPN, extract_date="2026-10-30"),
        pupil("8526001-1", "Jack Ash", upn=LATER_UPN, extract_date="2026-10-01"),
    ]
    assert said(con, rows, "child", "upn") == [(LATER_UPN,)]


def test_an_address_withheld_on_one_record_is_withheld_of_the_child(con: Connection) -> None:
    rows = [student("E1", "Jack Ash", restricted_address="Y"), on_claim("C1-1", "Jack Ash")]
    assert said(con, rows, "child", "is_restricted, source_records") == [
        (True, "education/students:E1; benefits/children:C1-1")
    ]
    assert said(con, [E1], "child", "is_restricted") == [(False,)]


@pytest.mark.parametrize(
    "bad",
    [
        unread(record="education/students:E1"),
        unread(student_id="E1"),
        unread(upn=JACKS_UPN),
        unread(surname="ASH", forename="jack", date_of_birth="2016-05-03"),
    ],
    ids=["by its record", "by its student id", "by its UPN", "by name and date of birth"],
)
def test_a_child_of_whom_a_row_could_not_be_read_is_marked(con: Connection, bad: Row) -> None:
    rows = [E1, student("E2", "Jill Birch"), bad]
    assert said(con, rows, "child", "student_id, has_unreadable_record") == [("E1", True), ("E2", False)]


def test_a_child_of_whom_an_earlier_row_stands_is_marked(con: Connection) -> None:
    rows = [student("E1", "Jack Ash", is_unreadable=True), application("A1", "Jack Ash")]
    assert said(con, rows, "child", "has_unreadable_record") == [(True,)]


def test_an_unread_row_marks_the_child_whichever_of_its_records_it_is_of(con: Connection) -> None:
    rows = [E1, application("A1", "Jack Ash"), unread(record="admissions/applications:A1")]
    assert said(con, rows, "child", "student_id, has_unreadable_record") == [("E1", True)]


# Days and years that no rule counts for itself


@pytest.mark.parametrize(("entry", "year"), [("2026-08-31", 2025), ("2026-09-01", 2026)])
def test_an_entry_is_of_its_academic_year(con: Connection, entry: str, year: int) -> None:
    assert said(con, [E1, roll(entry_date=entry)], "roll_record", "entered_in_year") == [(year,)]


def test_the_first_file_naming_a_row_is_known_of_returns_and_sightings(con: Connection) -> None:
    first = date(2026, 9, 24)
    rows = [pupil("8526001-P1", "Jack Ash", first_named_on=first), seen(first_named_on=first)]
    assert said(con, rows, "roll_record", "first_named_on") == [(first,)]
    assert said(con, rows, "sighting", "first_named_on, place_key") == [(first, "little gulls")]


def test_school_days_are_counted_to_what_has_happened_by_the_day(con: Connection) -> None:
    days = {"received_on": "2026-10-22", "notified_by_school_on": "2026-10-26", "outcome_notified_on": TOMORROW}
    columns = "school_days_open, school_days_to_notice, outcome_notified_on"
    assert said(con, [applied(**days)], "application", columns) == [(6, 2, None)]
    assert said(con, [applied(**days | {"notified_by_school_on": TOMORROW})], "application", columns) == [
        (6, None, None)
    ]


def test_an_exclusion_has_its_sixth_school_day(con: Connection) -> None:
    columns = "school_days_open, sixth_school_day_on"
    rows = [E1, involvement("E1", "PEX", start_date="2026-10-26")]
    assert said(con, rows, "involvement", columns) == [(5, date(2026, 11, 2))]


@pytest.mark.parametrize(
    ("name", "more", "is_matchable"),
    [
        ("Baby Unknown", {}, False),
        ("- Unknown", {}, False),
        ("Baby Ash", {}, True),
        ("Jack Ash", {"date_of_birth": "1900-01-01"}, False),
        ("Jack Ash", {"date_of_birth": "1900-01-01", "upn": LATER_UPN}, True),
        ("Jack Ash", {"date_of_birth": "2016-01-01"}, True),
    ],
)
def test_a_record_that_says_nothing_of_who_the_child_is_says_so(
    con: Connection, name: str, more: dict[str, Any], is_matchable: bool
) -> None:
    assert said(con, [application("A1", name, **more)], "person", "is_matchable") == [(is_matchable,)]
