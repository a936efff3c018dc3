"""Dates of the made-up city: academic years, compulsory school age, terms, and the days on which extracts are made.

Everything works on arrays of `datetime64[D]` (NaT: no date) and never reads the clock.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

Days = npt.NDArray[np.datetime64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
NO_DAY = np.datetime64("NaT", "D")
FAR = np.datetime64("2262-01-01", "D")
"""After every date of the city: stands for the missing end of an open period where ends are compared."""


def as_days(values: object) -> Days:
    """A column, list or scalar of dates as `datetime64[D]`."""
    return np.asarray(values, dtype="datetime64[s]").astype("datetime64[D]")


def day(year: int | Ints, month: int, of_month: int) -> Days:
    """That day of each year."""
    months = (np.asarray(year, dtype=np.int64) - 1970) * 12 + (month - 1)
    return as_days(months.astype("datetime64[M]").astype("datetime64[D]") + np.timedelta64(of_month - 1, "D"))


def calendar_year(days: Days) -> Ints:
    """The calendar year of each date."""
    return np.asarray(days.astype("datetime64[Y]").astype(np.int64) + 1970, dtype=np.int64)


def academic_year(days: Days) -> Ints:
    """The academic year (1 September to 31 August) of each date, by the year it starts in."""
    year = calendar_year(days)
    return np.where(days >= day(year, 9, 1), year, year - 1)


def fifth_birthday(born: Days) -> Days:
    """Five years after birth; for 29 February in a common year 1 March."""
    months = born.astype("datetime64[M]")
    return as_days((months + np.timedelta64(60, "M")).astype("datetime64[D]") + (born - months.astype("datetime64[D]")))


def reception_year(born: Days) -> Ints:
    """The academic year in which each child turns five."""
    return academic_year(fifth_birthday(born))


def csa_starts(born: Days) -> Days:
    """First day of compulsory school age: 31 March, 31 August or 31 December, on or after the fifth birthday."""
    fifth = fifth_birthday(born)
    year = calendar_year(fifth)
    spring, summer, autumn = day(year, 3, 31), day(year, 8, 31), day(year, 12, 31)
    return np.where(fifth <= spring, spring, np.where(fifth <= summer, summer, autumn))


def csa_ends(born: Days) -> Days:
    """Last day of compulsory school age: the last Friday in June twelve years after the start of the reception year."""
    last = day(reception_year(born) + 12, 6, 30)
    past_friday = (last.astype(np.int64) + 6) % 7  # 1970-01-02 was a Friday
    return as_days(last - past_friday.astype("timedelta64[D]"))


def of_csa(born: Days, on: np.datetime64) -> Flags:
    """Whether each child is of compulsory school age on that day."""
    return np.asarray((csa_starts(born) <= on) & (on <= csa_ends(born)), dtype=np.bool_)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)


def reporting_days(year: int) -> Days:
    """The nine month-ends, October to June, for which the academic year's reports are made."""
    ends = [month_end(year, m) for m in (10, 11, 12)] + [month_end(year + 1, m) for m in range(1, 7)]
    return as_days(ends)


def headcount_days(year: int) -> Days:
    """Early years headcounts, three a year, from the autumn two academic years before."""
    found: list[date] = []
    for autumn in range(year - 2, year + 1):
        found += [date(autumn, 10, 2), date(autumn + 1, 1, 16), date(autumn + 1, 5, 15)]
    return as_days(found)


def benefits_days(year: int) -> Days:
    """Monthly benefits extracts, on month-ends from the August before the academic year begins."""
    ends = [month_end(year, m) for m in range(8, 13)] + [month_end(year + 1, m) for m in range(1, 9)]
    return as_days(ends)


def return_days(year: int, number: int) -> Days:
    """Termly returns of the number-th independent school, from the autumn of the academic year before."""
    late = timedelta(days=number % 5)
    found: list[date] = []
    for autumn in (year - 1, year):
        found += [date(autumn, 9, 24) + late, date(autumn + 1, 1, 18) + late, date(autumn + 1, 5, 8) + late]
    return as_days(found)


def term_starts(years: int | Ints) -> Days:
    """The first school day of each academic year: the first weekday from 2 September on."""
    return as_days(np.busday_offset(day(years, 9, 2), 0, roll="forward"))


def term_ends(years: int | Ints) -> Days:
    """The last school day of each academic year (named by the year it starts in), late in July of the next."""
    return as_days(np.busday_offset(day(np.asarray(years) + 1, 7, 21), 0, roll="backward"))


def text(days: object, form: str = "%d/%m/%Y") -> npt.NDArray[np.object_]:
    """Dates as text in that form, blank where there is none. Each different date is written once."""
    found, where = np.unique(as_days(days), return_inverse=True)
    words = ["" if pd.isna(one) else one.astype(date).strftime(form) for one in found]
    return np.asarray(words, dtype=object)[where]
