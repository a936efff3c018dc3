"""Compulsory school age and the calendar of reports: the boundaries of the law, and properties over all birthdays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import calendar

BOUNDARIES = """
2016-08-31 2021-08-31 2032-06-25
2016-09-01 2021-12-31 2033-06-24
2016-12-31 2021-12-31 2033-06-24
2017-01-01 2022-03-31 2033-06-24
2020-02-29 2025-03-31 2036-06-27
2017-03-31 2022-03-31 2033-06-24
2017-04-01 2022-08-31 2033-06-24
2017-09-01 2022-12-31 2034-06-30
2016-02-29 2021-03-31 2032-06-25
2006-06-24 2011-08-31 2022-06-24
2005-08-31 2010-08-31 2021-06-25
2005-09-01 2010-12-31 2022-06-24
"""


@pytest.mark.parametrize("line", BOUNDARIES.split("\n")[1:-1])
def test_compulsory_school_age(line: str) -> None:
    born, starts, ends = (date.fromisoformat(day) for day in line.split())
    assert (calendar.csa_starts_on(born), calendar.csa_ends_on(born)) == (starts, ends)


@pytest.mark.parametrize(
    ("year", "leaving_date"),
    [
        (2021, date(2021, 6, 25)),
        (2022, date(2022, 6, 24)),
        (2023, date(2023, 6, 30)),
        (2024, date(2024, 6, 28)),
        (2025, date(2025, 6, 27)),
        (2026, date(2026, 6, 26)),
        (2027, date(2027, 6, 25)),
    ],
)
def test_leaving_dates(year: int, leaving_date: date) -> None:
    in_year_11 = date(year - 16, 3, 1)
    assert calendar.csa_ends_on(in_year_11) == leaving_date


@pytest.mark.parametrize(
    ("born", "year"),
    [(date(2016, 9, 1), 2021), (date(2017, 8, 31), 2021), (date(2017, 9, 1), 2022), (date(2016, 8, 31), 2020)],
)
def test_reception_year(born: date, year: int) -> None:
    assert calendar.reception_year(born) == year


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_school_age_lasts_from_five_to_sixteen(born: date) -> None:
    starts, ends = calendar.csa_starts_on(born), calendar.csa_ends_on(born)
    fifth = calendar.fifth_birthday(born)
    assert fifth <= starts <= fifth + timedelta(days=154)
    assert (starts.month, starts.day) in ((3, 31), (8, 31), (12, 31))
    assert ends.weekday() == 4
    assert ends.month == 6
    assert (ends + timedelta(days=7)).month == 7
    sixteenth = fifth.replace(year=fifth.year + 11)
    assert calendar.academic_year(sixteenth) == calendar.academic_year(ends)


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_an_academic_year_begins_on_the_first_of_september(day: date) -> None:
    year = calendar.academic_year(day)
    assert date(year, 9, 1) <= day < date(year + 1, 9, 1)


@pytest.mark.parametrize(
    ("today", "newest"),
    [
        (date(2026, 10, 30), date(2026, 6, 30)),
        (date(2026, 10, 31), date(2026, 10, 31)),
        (date(2026, 11, 24), date(2026, 10, 31)),
        (date(2026, 11, 29), date(2026, 10, 31)),
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2028, 3, 1), date(2028, 2, 29)),
        (date(2026, 9, 30), date(2026, 6, 30)),
        (date(2027, 9, 30), date(2027, 6, 30)),
        (date(2026, 7, 1), date(2026, 6, 30)),
    ],
)
def test_newest_reporting_day(today: date, newest: date) -> None:
    assert calendar.newest_reporting_day(today) == newest


def test_nine_issues_a_year() -> None:
    days = [date(2026, 9, 1) + timedelta(days=n) for n in range(365)]
    due = [day for day in days if calendar.is_reporting_day(day)]
    assert [day.month for day in due] == [10, 11, 12, 1, 2, 3, 4, 5, 6]


def test_years_and_dates_as_people_write_them() -> None:
    assert calendar.year_written(2026) == "2026/27"
    assert calendar.year_written(1999) == "1999/00"
    assert calendar.date_written(date(2026, 10, 31)) == "31 October 2026"
