"""The inbox from night to night: repeated, corrected, late and future files; what a run opens and what it leaves."""

from __future__ import annotations

import os
from datetime import date

import pytest
from conftest import TODAY, D, Inbox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.files import delivery
from pipeline.files.delivery import deliveries

NAME = "education/students_2026-10-31.csv"
HEAD = "Student ID,Surname,Forename,DOB\n"


def student(surname: str) -> str:
    return f"{HEAD}1,{surname},Ann,01/02/2016\n"


def surnames(inbox: Inbox, day: date = D) -> list[str]:
    return [surname for (surname,) in inbox.as_at(day, "education_students", "surname")]


def test_the_same_file_twice_changes_nothing(inbox: Inbox) -> None:
    inbox.put(NAME, student("Ash"))
    assert inbox.receive().accepted == [1]
    before = inbox.query("SELECT count(*), max(file_id) FROM landing.held_education_students")
    assert inbox.receive().accepted == []
    inbox.put("education/students_2026-10-31_again.csv", student("Ash"))
    received = inbox.receive()
    assert (received.accepted, received.refused) == ([], [])
    assert inbox.query("SELECT count(*), max(file_id) FROM landing.held_education_students") == before
    assert inbox.ledger("education/students_2026-10-31_again.csv", "outcome") == ("repeated",)


def test_an_unchanged_file_is_not_opened_again(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox.put(NAME, student("Ash"))
    inbox.receive()
    monkeypatch.setattr(delivery.Delivery, "content_hash", lambda self: pytest.fail("it was opened"))
    assert inbox.receive().accepted == []


def test_an_unchanged_row_is_stored_and_read_once(inbox: Inbox) -> None:
    inbox.put("education/students_2026-10-30.csv", HEAD + "1,Ash,Ann,01/02/2016\n2,Beech,Bo,never\n")
    first = inbox.receive()
    inbox.put(NAME, HEAD + "1,Ash,Ann,01/02/2016\n2,Beech,Bo,never\n3,Cedar,Cy,01/02/2016\n")
    second = inbox.receive()
    assert inbox.query("SELECT count(*) FROM landing.row_education_students") == [(3,)]
    assert inbox.query("SELECT count(*) FROM landing.held_education_students") == [(5,)]
    # The row that could not be read is quarantined in both files, and is news in the first.
    assert (first.quarantined, second.quarantined) == (1, 0)
    assert inbox.query("SELECT file_id, is_new FROM valid.quarantine ORDER BY ALL") == [(1, True), (2, False)]


def test_a_corrected_file_of_the_same_day_replaces_the_earlier_one(inbox: Inbox) -> None:
    inbox.put(NAME, student("Ash"))
    inbox.receive()
    inbox.put("education/students_2026-10-31_corrected.csv", student("Oak"))
    inbox.receive()
    assert surnames(inbox) == ["Oak"]
    assert inbox.ledger("education/students_2026-10-31_corrected.csv", "replaces") == (1,)


def test_a_file_corrected_in_its_place_and_put_back_stands_as_it_lies_there(inbox: Inbox) -> None:
    for surname in ("Ash", "Oak", "Ash"):
        inbox.put(NAME, student(surname))
        os.utime(inbox.home / "inbox" / NAME, ns=(0, len(inbox.query("FROM landing.file"))))
        inbox.receive()
        assert surnames(inbox) == [surname]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("students_2026-10-31.csv", "students_2026-10-31_corrected.csv"),
        ("students_2026-10-31.csv", "students_2026-10-31 (1).csv"),
        ("students_2026-10-31_v9.csv", "students_2026-10-31_v10.csv"),
        ("Students_2026-10-31_A.csv", "students_2026-10-31_b.CSV"),
    ],
)
def test_of_two_files_of_a_day_in_one_run_the_later_by_name_stands(inbox: Inbox, earlier: str, later: str) -> None:
    inbox.put(f"education/{later}", student("Later"))
    inbox.put(f"education/{earlier}", student("Earlier"))
    assert inbox.receive().accepted == [1, 2]
    assert surnames(inbox) == ["Later"]


@pytest.mark.parametrize(
    "name", ["students_2026-10-31.CSV", "STUDENTS_2026-10-31_final v2.csv", "students_2026-10-31-0130.csv"]
)
def test_odd_names_with_table_and_date_are_read(inbox: Inbox, name: str) -> None:
    inbox.put(f"Education/{name}", student("Ash"))
    inbox.receive()
    assert surnames(inbox) == ["Ash"]


def test_a_corrected_return_stands_for_its_own_schools_only(inbox: Inbox) -> None:
    headings = "DfE No,School,Surname,Forename,DOB\n"
    oak, elm = "852/6001,Oak House,Ash,{},01/02/2016\n", "852/6002,Elm House,Elm,{},01/02/2016\n"
    inbox.put("independent/returns_2026-10-01.csv", headings + oak.format("Old") + elm.format("Old"))
    inbox.put("independent/returns_2026-10-01_fir.csv", headings + "852/6003,Fir House,Fir,Fay,01/02/2016\n")
    inbox.put("independent/returns_2026-10-01_oak.csv", headings + oak.format("New"))
    inbox.receive()
    assert inbox.as_at(D, "independent_returns", "establishment, forename") == [
        ("8526001", "New"),
        ("8526002", "Old"),
        ("8526003", "Fay"),
    ]
    assert inbox.query("SELECT replaces FROM landing.file ORDER BY file_id") == [(None,), (None,), (1,)]


def test_a_file_dated_after_the_day_is_kept_for_its_own(inbox: Inbox) -> None:
    inbox.put(NAME, student("Ash"))
    inbox.put("education/students_2026-11-01.csv", student("Oak"))
    received = inbox.receive(today=TODAY, as_at=D)
    assert (received.accepted, received.future) == ([1, 2], [])
    assert surnames(inbox, D) == ["Ash"]
    assert surnames(inbox, date(2026, 11, 1)) == ["Oak"]


def test_a_file_dated_after_the_day_and_after_today_is_named_and_not_read(inbox: Inbox) -> None:
    name = "education/students_2027-10-31.csv"
    inbox.put(name, student("Ash"))
    assert inbox.receive().future == [name]
    assert inbox.said == []
    assert inbox.query("FROM landing.file") == []
    # In a rehearsal the day itself lies in the future.
    assert inbox.receive(as_at=date(2027, 10, 31)).accepted == [1]


def test_a_file_for_an_earlier_day_that_comes_late_does_not_stand_for_the_newest(inbox: Inbox) -> None:
    inbox.put(NAME, student("Ash"))
    inbox.receive()
    inbox.put("education/students_2026-09-30.csv", student("Oak"))
    inbox.receive()
    assert surnames(inbox) == ["Ash"]
    assert surnames(inbox, date(2026, 9, 30)) == ["Oak"]


def test_deliveries_come_by_day_whatever_their_folder(inbox: Inbox) -> None:
    inbox.put("admissions/applications_2026-10-31.csv", "")
    inbox.put("education/students_2026-10-30.csv", "")
    assert [found.inside for found in deliveries(inbox.home / "inbox")] == [
        "education/students_2026-10-30.csv",
        "admissions/applications_2026-10-31.csv",
    ]


CELL = st.sampled_from(
    ["1", "2", "", "01/02/2016", "31/02/2016", "EHE", "XXX", "NULL", " ", "Total", "a,b", 'q"', "x\ny"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELL, max_size=6), min_size=1, max_size=12))
def test_rows_in_are_rows_used_quarantined_and_repeated(inbox: Inbox, rows: list[list[str]]) -> None:
    number = len(inbox.query("FROM landing.file"))
    name = f"education/involvements_2026-10-31_{number}.csv"
    inbox.csv(
        name, [["Student ID", "Involvement", "Start", "End", "Outcome"], ["9", "CIN", "01/02/2016", "", ""], *rows]
    )
    inbox.receive(accept_shrink=["education/involvements"])
    outcome, total, used, quarantined, repeated, passed_over = inbox.ledger(
        name, "outcome, rows, used, quarantined, repeated, passed_over"
    )
    if outcome == "accepted":
        assert total == used + quarantined + repeated
        assert total + passed_over == len(rows) + 1
