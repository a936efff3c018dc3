"""Who is one child and who is not: records that a clerk would look at twice, each with the answer and why."""

from __future__ import annotations

import pytest
from named_pair import MOVED, Case
from one_day import JACKS_UPN, LATER_UPN, application, at_nursery, groups, linked, on_claim, pupil, student
from pairs_of_keys_and_twins import KEYS, TWINS
from pairs_of_names_and_homes import BIRTHS_AND_HOMES, NAMES, RECORDS

from pipeline import store

CASES = [*KEYS, *TWINS, *NAMES, *BIRTHS_AND_HOMES, *RECORDS]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_one_child_or_not(case: Case) -> None:
    con = store.open_durable(None)
    with linked(con, case.records):
        assert groups(con) == case.expected, f"{case.name}: {case.why}"
        found = con.execute("SELECT record_a, record_b FROM run.linked.possible_link").fetchall()
        waiting = [{record.split(":", 1)[1] for record in pair} for pair in found]
        for both in case.expected_waiting:
            assert [pair for pair in waiting if pair <= both], f"{case.name} does not wait: {case.why}"


SEVERAL = [case for case in CASES if len(case.records) > 2]


@pytest.mark.parametrize("case", SEVERAL, ids=[case.name for case in SEVERAL])
def test_the_order_of_rows_says_nothing(case: Case) -> None:
    con = store.open_durable(None)
    with linked(con, reversed(case.records)):
        assert groups(con) == case.expected


def test_how_each_record_came_to_its_child_is_told() -> None:
    con = store.open_durable(None)
    rows = [
        student("E1", "Jack Ash", upn=JACKS_UPN),
        application("A1", "Jack Ash", student_id="E1"),
        pupil("8526001-1", "Jack Ash", upn=JACKS_UPN, **MOVED),
        at_nursery("EY1", "Jack Ash"),
        on_claim("C1-1", "Thomas Ash"),
    ]
    with linked(con, rows):
        how = con.execute("SELECT split_part(record, ':', 2), how, reason FROM run.linked.record_how").fetchall()
    assert sorted(how) == [
        ("8526001-1", "upn", "same UPN and forename"),
        ("A1", "key", "same student id and forename"),
        ("C1-1", "alone", None),
        ("E1", "key", "same student id and forename"),
        ("EY1", "exact", "same names, date of birth and postcode"),
    ]


def test_an_adopted_child_is_never_shown_beside_the_child_it_was() -> None:
    """The forename and the date of birth stay, also the home where the foster family adopts; the UPN is new."""
    con = store.open_durable(None)
    rows = [
        student("E1", "Jack Ash", upn=JACKS_UPN),
        pupil("8526001-1", "Jack Birch", upn=LATER_UPN),
        at_nursery("EY1", "Jack Birch"),
    ]
    with linked(con, rows):
        assert groups(con) == {frozenset({"E1"}), frozenset({"8526001-1", "EY1"})}
        assert con.execute("SELECT * FROM run.linked.possible_link").fetchall() == []


def test_a_refused_pair_is_kept_with_its_reason() -> None:
    con = store.open_durable(None)
    rows = [student("E1", "Jack Ash", upn=JACKS_UPN), application("A1", "Jack Ash", upn=LATER_UPN)]
    with linked(con, rows):
        assert con.execute("SELECT why FROM run.linked.vetoed").fetchall() == [("two different permanent UPNs",)]
