"""Dates of birth that some system writes where it knows none, beside 1 January and 1900."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from records import Record, children, night, person

from pipeline import store

CROWDED = "2015-09-01"
"""An ordinary day, of which the tests make a default."""


def ordinary(number: int) -> list[Record]:
    """Children born on days of their own."""
    first = date(2012, 1, 2)
    names = [chr(65 + n % 26) * 3 + "oa" + chr(65 + n // 26) * 3 for n in range(number)]
    return [
        person(name, "benefits", name, name, str(first + timedelta(days=37 * n)), address_line_1=f"{n} Mill Lane")
        for n, name in enumerate(names)
    ]


def crowd(number: int, **more: str) -> list[Record]:
    """Jack Ash so often, each time in another house of one street."""
    at = [f"{n} Quay Road" for n in range(1, number + 1)]
    return [
        person(f"J{n}", "benefits", "Ash", "Jack", CROWDED, address_line_1=house, **more) for n, house in enumerate(at)
    ]


@pytest.mark.parametrize(("number", "is_default"), [(100, False), (101, True)])
def test_a_date_of_more_than_a_hundred_records_is_a_default(number: int, is_default: bool) -> None:
    con = store.open_durable(None)
    with night(con, [*ordinary(50), *crowd(number)]):
        said = con.execute(
            "SELECT DISTINCT is_default_birth_date FROM run.linked.prepared WHERE date_of_birth = ?", [CROWDED]
        )
        assert said.fetchall() == [(is_default,)]


def test_a_date_that_is_frequent_because_all_dates_are_is_none() -> None:
    """Twenty-five dates of 101 records each: a twenty-fifth of all is little, and so is once the median."""
    con = store.open_durable(None)
    days = [f"2015-09-{day:02}" for day in range(1, 26)]
    people = [person(f"{day}/{n}", "benefits", "Ash", None, day) for day in days for n in range(101)]
    with night(con, people):
        assert store.count(con, "SELECT count(*) FROM run.linked.prepared WHERE is_default_birth_date") == 0


def test_a_crowd_on_an_ordinary_date_links_nobody() -> None:
    con = store.open_durable(None)
    with night(con, [*ordinary(50), *crowd(300)]):
        assert len(children(con)) == 350
        assert store.count(con, "SELECT count(*) FROM run.linked.candidate") == 0


def test_on_such_a_date_the_house_has_to_agree() -> None:
    con = store.open_durable(None)
    twice = [person("E1", "education", "Birch", "Jack", CROWDED), person("A1", "admissions", "Birch", "Jack", CROWDED)]
    with night(con, [*ordinary(50), *crowd(300), *twice]):
        assert {"E1", "A1"} in children(con)
