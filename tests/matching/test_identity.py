"""Child ids from night to night: what keeps its id, what merges, what splits, and what a past day may write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from one_day import JACKS_UPN, LATER_UPN, D, Row, application, at_nursery, children, linked, on_claim, query, student

from pipeline import store
from pipeline.matching import identity
from pipeline.store import Connection

TOMORROW = D + timedelta(days=1)
ANOTHER = {"address_line_1": "9 Hill Street", "postcode": "SO16 9ZZ", "date_of_birth": "2013-11-20"}
"""A home and a date of birth by which a record is of another child, whatever its name."""


@pytest.fixture
def con() -> Connection:
    return store.open_durable(None)


def night(con: Connection, rows: Sequence[Row], day: date = D, *, extend: bool = True) -> dict[str, str]:
    """label -> child id after a night with these rows."""
    with linked(con, rows, day=day, extend=extend):
        return {record.split(":", 1)[1]: child_id for record, child_id in children(con).items()}


def events(con: Connection) -> list[tuple[Any, ...]]:
    return query(con, "SELECT as_at, kind, child_id, other_child_id FROM identity.child_event ORDER BY ALL")


def remembered(con: Connection) -> list[tuple[Any, ...]]:
    return query(con, "SELECT * FROM identity.child_record ORDER BY ALL")


def test_an_id_can_be_read_over_the_telephone(con: Connection) -> None:
    (child_id,) = night(con, [student("E1", "Jack Ash")]).values()
    assert re.fullmatch("C[A-HJKMNP-TV-Z0-9]{10}", child_id)


def test_the_same_night_again_gives_the_same_ids_and_remembers_nothing_new(con: Connection) -> None:
    rows = [student("E1", "Jack Ash"), student("E2", "Jill Birch"), application("A1", "Jack Ash")]
    first, kept = night(con, rows), remembered(con)
    assert night(con, rows, TOMORROW) == first
    assert remembered(con) == kept
    assert events(con) == []
    assert identity.newest_day(con) == TOMORROW


def test_a_new_record_joins_the_child_it_is_of(con: Connection) -> None:
    before = night(con, [at_nursery("EY1", "Jack Ash")])
    after = night(
        con, [at_nursery("EY1", "Jack Ash"), student("E1", "Jack Ash"), student("E2", "Jill Birch")], TOMORROW
    )
    assert after["EY1"] == after["E1"] == before["EY1"]
    assert after["E2"] != before["EY1"]
    assert events(con) == []
    assert ("education/students:E1", before["EY1"], TOMORROW) in remembered(con)


def test_a_child_keeps_its_id_when_the_record_that_founded_it_is_gone(con: Connection) -> None:
    before = night(con, [application("A1", "Jack Ash"), student("E1", "Jack Ash")])
    assert night(con, [application("A1", "Jack Ash")], TOMORROW) == {"A1": before["A1"]}


def test_a_record_that_returns_has_its_id_again(con: Connection) -> None:
    before = night(con, [student("E1", "Jack Ash"), student("E2", "Jill Birch")])
    night(con, [student("E2", "Jill Birch")], TOMORROW)
    assert night(con, [student("E1", "Jack Ash")], TOMORROW + timedelta(days=1))["E1"] == before["E1"]


def test_corrected_names_and_numbers_change_no_id(con: Connection) -> None:
    before = night(con, [student("E1", "Jack Ash", upn=JACKS_UPN)])
    assert night(con, [student("E1", "John Oak", upn=LATER_UPN)], TOMORROW) == before


def test_a_merge_keeps_the_older_id(con: Connection) -> None:
    older = night(con, [on_claim("C1-1", "Jack Ash")])["C1-1"]
    rows = [on_claim("C1-1", "Jack Ash"), student("E1", "Jack Ash", **ANOTHER)]
    younger = night(con, rows, TOMORROW)["E1"]
    assert younger != older
    third = TOMORROW + timedelta(days=1)
    after = night(con, [on_claim("C1-1", "Jack Ash"), student("E1", "Jack Ash")], third)
    assert after == {"C1-1": older, "E1": older}
    assert events(con) == [(third, "merged into", younger, older)]


def test_a_split_leaves_the_id_with_the_education_record(con: Connection) -> None:
    together = [application("A1", "Jack Ash"), at_nursery("EY1", "Jack Ash"), student("E1", "Jack Ash")]
    before = night(con, together)
    apart = [application("A1", "Jack Ash"), at_nursery("EY1", "Jack Ash"), student("E1", "Jack Ash", **ANOTHER)]
    after = night(con, apart, TOMORROW)
    assert after["E1"] == before["E1"]
    assert after["A1"] == after["EY1"] != before["E1"]
    assert events(con) == [(TOMORROW, "split from", after["A1"], before["E1"])]


def test_a_split_without_an_education_record_leaves_the_id_with_the_larger_part(con: Connection) -> None:
    before = night(con, [application("A1", "Jack Ash"), at_nursery("EY1", "Jack Ash"), on_claim("C1-1", "Jack Ash")])
    after = night(
        con,
        [application("A1", "Jack Ash", **ANOTHER), at_nursery("EY1", "Jack Ash"), on_claim("C1-1", "Jack Ash")],
        TOMORROW,
    )
    assert after["EY1"] == after["C1-1"] == before["EY1"]
    assert after["A1"] != before["A1"]


def test_two_who_were_one_for_a_while_each_have_back_their_own_id(con: Connection) -> None:
    """The younger's is the education record, which would keep the id of a child that never was two."""
    claim, apart = on_claim("C1-1", "Jack Ash"), student("E1", "Jack Ash", **ANOTHER)
    before = night(con, [claim]) | night(con, [claim, apart], TOMORROW)
    days = [TOMORROW + timedelta(days=n) for n in range(1, 5)]
    for together, again in (days[:2], days[2:]):
        assert set(night(con, [claim, student("E1", "Jack Ash")], together).values()) == {before["C1-1"]}
        assert night(con, [claim, apart], again) == before
    assert query(con, "FROM identity.child_now") == []
    assert night(con, [claim, apart], days[0], extend=False) == before
    assert set(night(con, [claim, student("E1", "Jack Ash")], days[0], extend=False).values()) == {before["C1-1"]}


def test_two_children_who_exchange_a_record_both_keep_their_ids(con: Connection) -> None:
    rows = [student("E1", "Jack Ash"), student("E2", "Jill Birch", **ANOTHER), application("A1", "Jack Ash")]
    before = night(con, rows)
    assert before["A1"] == before["E1"]
    after = night(con, [*rows[:2], application("A1", "Jill Birch", **ANOTHER)], TOMORROW)
    assert (after["E1"], after["E2"]) == (before["E1"], before["E2"])
    assert after["A1"] == before["E2"]


def test_a_past_day_only_reads(con: Connection) -> None:
    tonight = night(con, [student("E1", "Jack Ash"), student("E2", "Jill Birch")])
    kept = remembered(con)
    long_ago = D - timedelta(days=300)
    past = night(con, [student("E1", "Jack Ash"), student("E3", "Tom Oak", **ANOTHER)], long_ago, extend=False)
    assert past["E1"] == tonight["E1"]
    assert remembered(con) == kept
    assert events(con) == []
    assert identity.newest_day(con) == D


def test_a_past_day_has_the_ids_of_that_day(con: Connection) -> None:
    """Two children until the third night merges them, and the fourth parts them again."""
    claim, student_apart = on_claim("C1-1", "Jack Ash"), student("E1", "Jack Ash", **ANOTHER)
    older = night(con, [claim])["C1-1"]
    younger = night(con, [claim, student_apart], TOMORROW)["E1"]
    third, fourth = (TOMORROW + timedelta(days=n) for n in (1, 2))
    night(con, [claim, student("E1", "Jack Ash")], third)
    parted = night(con, [claim, student_apart], fourth)
    assert night(con, [claim, student_apart], TOMORROW, extend=False) == {"C1-1": older, "E1": younger}
    assert night(con, [claim, student("E1", "Jack Ash")], third, extend=False) == {"C1-1": older, "E1": older}
    assert night(con, [claim, student_apart], fourth, extend=False) == parted
    later = [claim, student_apart, application("A1", "Tom Oak", **ANOTHER | {"date_of_birth": "2012-01-20"})]
    known = night(con, later, fourth + timedelta(days=1))
    assert night(con, later, TOMORROW, extend=False) == {"C1-1": older, "E1": younger, "A1": known["A1"]}


def test_a_child_of_a_past_day_only_has_the_same_id_in_every_rerun_and_in_its_own_night(con: Connection) -> None:
    gone = student("E3", "Tom Oak", **ANOTHER)
    past = night(con, [gone], D - timedelta(days=300), extend=False)
    assert night(con, [gone], D - timedelta(days=300), extend=False) == past
    assert night(con, [gone]) == past


def test_after_a_split_no_id_is_given_twice(con: Connection) -> None:
    """The id was made from the application, which then leaves it to the education record."""
    before = night(con, [at_nursery("EY1", "Jack Ash")])
    night(con, [at_nursery("EY1", "Jack Ash"), student("E1", "Jack Ash")], TOMORROW)
    third = TOMORROW + timedelta(days=1)
    after = night(con, [at_nursery("EY1", "Jack Ash"), student("E1", "Jack Ash", **ANOTHER)], third)
    assert after["E1"] == before["EY1"]
    assert after["EY1"] != before["EY1"]
    fourth = third + timedelta(days=1)
    assert night(con, [at_nursery("EY1", "Jack Ash"), student("E1", "Jack Ash", **ANOTHER)], fourth) == after
