"""School days: terms where they are known, else weekdays less England's bank holidays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.school_days import bank_holidays, is_school_day, nth_school_day

AUTUMN = ((date(2026, 9, 2), date(2026, 10, 23)), (date(2026, 11, 2), date(2026, 12, 18)))


def test_bank_holidays_of_england() -> None:
    assert {day.isoformat() for day in bank_holidays(2026)} >= {
        *("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25"),
        "2026-12-28",  # Boxing Day falls on a Saturday, so the Monday is the holiday.
    }
    assert date(2026, 3, 17) not in bank_holidays(2026), "St Patrick's Day is not England's"


@pytest.mark.parametrize(
    ("day", "with_terms", "without"),
    [
        ("2026-09-01", False, True),
        ("2026-09-02", True, True),
        ("2026-09-05", False, False),
        ("2026-10-23", True, True),
        ("2026-10-26", False, True),
        ("2026-11-01", False, False),
        ("2026-11-02", True, True),
        ("2026-12-25", False, False),
    ],
)
def test_is_school_day(day: str, with_terms: bool, without: bool) -> None:
    assert is_school_day(date.fromisoformat(day), AUTUMN) is with_terms
    assert is_school_day(date.fromisoformat(day), ()) is without


@pytest.mark.parametrize(
    ("first", "n", "terms", "expected"),
    [
        ("2026-09-02", 1, AUTUMN, "2026-09-02"),
        ("2026-09-02", 6, AUTUMN, "2026-09-09"),
        ("2026-09-05", 1, AUTUMN, "2026-09-07"),
        ("2026-10-22", 6, AUTUMN, "2026-11-05"),
        ("2026-10-22", 6, (), "2026-10-29"),
        ("2026-12-24", 2, (), "2026-12-29"),
        ("2026-12-17", 6, AUTUMN, "2026-12-24"),
        ("2027-03-25", 2, AUTUMN, "2027-03-30"),
    ],
    ids=[
        "the first day counts",
        "the sixth day, a weekend between",
        "from a Saturday",
        "half term between",
        "half term not known",
        "Christmas and the Monday for Boxing Day",
        "beyond the last known term weekdays count",
        "Good Friday and Easter Monday",
    ],
)
def test_nth_school_day(first: str, n: int, terms: tuple[tuple[date, date], ...], expected: str) -> None:
    assert nth_school_day(date.fromisoformat(first), n, terms).isoformat() == expected


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 15))
def test_just_n_school_days_lie_from_the_first_to_the_nth(first: date, n: int) -> None:
    last = nth_school_day(first, n, ())
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    assert sum(is_school_day(day, ()) for day in days) == n
    assert is_school_day(last, ())
