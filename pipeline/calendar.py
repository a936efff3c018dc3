"""Academic years, compulsory school age and reporting dates: pure functions, dates in, dates out.

Education Act 1996, section 8: a child is of compulsory school age from the first prescribed day (31 August,
31 December, 31 March) on or after the fifth birthday until the end of the last Friday in June of the school year in
which the child is sixteen.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NOT_REPORTED = (7, 8, 9)
"""July, August and September have no report (the council's policy, roles and responsibilities)."""


def academic_year(day: date) -> int:
    """The academic year of a day, named by the calendar year of its first of September."""
    return day.year if day.month >= 9 else day.year - 1


def fifth_birthday(born: date) -> date:
    """The day a child turns five; someone born on 29 February has it on 1 March of a common year."""
    return date(born.year + 5, 3, 1) if (born.month, born.day) == (2, 29) else born.replace(year=born.year + 5)


def reception_year(born: date) -> int:
    """The academic year in which the child turns five."""
    return academic_year(fifth_birthday(born))


def csa_starts_on(born: date) -> date:
    """First day of compulsory school age: the prescribed day on or after the fifth birthday."""
    fifth = fifth_birthday(born)
    prescribed = (date(fifth.year, 3, 31), date(fifth.year, 8, 31), date(fifth.year, 12, 31))
    return next(day for day in prescribed if day >= fifth)


def csa_ends_on(born: date) -> date:
    """Last day of compulsory school age: the last Friday in June of the child's Year 11."""
    last = date(reception_year(born) + 12, 6, 30)
    return last - timedelta(days=(last.weekday() - 4) % 7)


@dataclass(frozen=True)
class BirthDate:
    """What follows from a date of birth alone."""

    date_of_birth: date
    reception_year: int
    csa_starts_on: date
    csa_ends_on: date


def of_birth_date(born: date) -> BirthDate:
    """Everything the rules need to know of a date of birth."""
    return BirthDate(born, reception_year(born), csa_starts_on(born), csa_ends_on(born))


def month_end(day: date) -> date:
    """The last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def is_reporting_day(day: date) -> bool:
    """Whether a report is due for that day: a month-end other than of July, August and September."""
    return day == month_end(day) and day.month not in NOT_REPORTED


def newest_reporting_day(today: date) -> date:
    """The newest month-end with a report that is not after today."""
    day = today if is_reporting_day(today) else today.replace(day=1) - timedelta(days=1)
    while day.month in NOT_REPORTED:
        day = day.replace(day=1) - timedelta(days=1)
    return day


def year_written(year: int) -> str:
    """2026 as people write it: 2026/27."""
    return f"{year}/{(year + 1) % 100:02d}"


def date_written(day: date) -> str:
    """31 October 2026, whatever the machine's language."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
