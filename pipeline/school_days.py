"""School days: the terms of cme.toml, or, where there are none, weekdays less bank holidays (approximate)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

Terms = tuple[tuple[date, date], ...]


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of a calendar year."""
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_school_day(day: date, terms: Terms) -> bool:
    """Whether schools are open: a weekday of a term, no bank holiday."""
    in_term = any(first <= day <= last for first, last in terms) if terms else True
    return in_term and day.weekday() < 5 and day not in bank_holidays(day.year)


def terms_at(day: date, terms: Terms) -> Terms:
    """The terms that say something of a day: none of a day before the first or after the last, where weekdays count."""
    return terms if terms and terms[0][0] <= day <= max(last for _, last in terms) else ()


def nth_school_day(first: date, n: int, terms: Terms) -> date:
    """The nth school day, counting from `first` itself if it is one. Outside the terms given: weekdays."""
    day, found = first, 0
    while True:
        found += is_school_day(day, terms_at(day, terms))
        if found == n:
            return day
        day += timedelta(days=1)
