"""Children for whom one day decides, for each day on which a report of the year is made."""

from __future__ import annotations

import numpy as np

from sources.synthetic.cases.case import Chance, case
from sources.synthetic.days import Days, Ints, as_days, day, reporting_days
from sources.synthetic.lives import Lives

YEARS = (2, 4, 5, 6, 8, 9, 10)
ONE_DAY = np.timedelta64(1, "D")


def _report(lives: Lives, who: Ints) -> Days:
    """The reporting days of the year in turn, one for each child."""
    return reporting_days(lives.year)[np.arange(len(who)) % 9]


def _newcomers(lives: Lives, who: Ints, received: Days) -> None:
    lives.never_enrolled(who)
    lives.gone(who)
    lives.known_from[who] = received


def _school(lives: Lives, who: Ints) -> Ints:
    return lives.schools.serving("primary", lives.area[who])


@case(9, YEARS, least=9)
def left_on_the_day(lives: Lives, who: Ints, chance: Chance) -> None:
    """The leaving date is the last day on roll."""
    lives.gone(who)
    lives.leave(who, _report(lives, who), destination="unknown")


@case(9, YEARS, least=9)
def left_the_day_before(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.gone(who)
    lives.leave(who, _report(lives, who) - ONE_DAY, destination="unknown")


@case(9, YEARS, least=9)
def started_on_the_day(lives: Lives, who: Ints, chance: Chance) -> None:
    on = _report(lives, who)
    _newcomers(lives, who, as_days(on - 20 * ONE_DAY))
    lives.apply(who, on - 20 * ONE_DAY)
    lives.enrol(who, _school(lives, who), on)


@case(9, YEARS, least=9)
def starts_the_day_after(lives: Lives, who: Ints, chance: Chance) -> None:
    on = _report(lives, who)
    _newcomers(lives, who, as_days(on - 20 * ONE_DAY))
    lives.apply(who, on - 20 * ONE_DAY)
    lives.enrol(who, _school(lives, who), on + ONE_DAY, entered_on=on - 2 * ONE_DAY)


@case(9, YEARS, least=9)
def last_day_of_grace(lives: Lives, who: Ints, chance: Chance) -> None:
    _grace(lives, who, 7)


@case(9, YEARS, least=9)
def day_after_the_grace(lives: Lives, who: Ints, chance: Chance) -> None:
    _grace(lives, who, 8)


def _grace(lives: Lives, who: Ints, since: int) -> None:
    """The expected start is so many days before the report; for every other child it follows from the offer."""
    on = _report(lives, who)
    _newcomers(lives, who, as_days(on - 45 * ONE_DAY))
    start = as_days(on - since * ONE_DAY)
    typed = np.arange(len(who)) % 2 == 0
    offered = as_days(np.where(typed, on - 30 * ONE_DAY, start - 14 * ONE_DAY))
    expected = np.where(typed, start, np.datetime64("NaT", "D"))
    offer = {"offered_on": offered, "offer_status": "OFFERED", "offered_laestab": _school(lives, who)}
    lives.apply(who, on - 45 * ONE_DAY, decided=offered, expected_start=expected, **offer)


@case(9, YEARS, least=9)
def offered_the_day_after(lives: Lives, who: Ints, chance: Chance) -> None:
    on = _report(lives, who)
    _newcomers(lives, who, as_days(on - 18 * ONE_DAY))
    offer = {"offered_on": on + ONE_DAY, "offer_status": "OFFERED", "offered_laestab": _school(lives, who)}
    lives.apply(who, on - 18 * ONE_DAY, decided=on + ONE_DAY, expected_start=on + 12 * ONE_DAY, **offer)


@case(9, YEARS, least=9)
def applied_the_day_after(lives: Lives, who: Ints, chance: Chance) -> None:
    """A name on the database until then."""
    on = _report(lives, who)
    _newcomers(lives, who, day(lives.year, 9, 9) + np.zeros(len(who), dtype="timedelta64[D]"))
    lives.apply(who, on + ONE_DAY)


@case(9, YEARS, least=9)
def home_educated_to_the_day_or_from_the_day_after(lives: Lives, who: Ints, chance: Chance) -> None:
    on = _report(lives, who)
    lives.gone(who)
    lives.leave(who, day(lives.year, 5, 20), destination="")
    from_after = np.arange(len(who)) % 2 == 1
    start = np.where(from_after, on + ONE_DAY, day(lives.year, 5, 21))
    end = np.where(from_after, np.datetime64("NaT", "D"), on)
    lives.involve(who, "EHE", start, end, outcome=np.where(from_after, "", "RETURNING TO SCHOOL"))


@case(9, YEARS, least=9)
def confirmed_on_the_day_or_the_day_after(lives: Lives, who: Ints, chance: Chance) -> None:
    on = _report(lives, who)
    lives.gone(who)
    confirmed = on + (np.arange(len(who)) % 2).astype("timedelta64[D]")
    lives.leave(who, on - 24 * ONE_DAY, destination="Moved to Ireland", confirmed_on=confirmed)


@case(3, YEARS, least=3)
def died_on_the_day(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.gone(who)
    lives.died_on[who] = reporting_days(lives.year)[[0, 2, 5]][np.arange(len(who)) % 3]
