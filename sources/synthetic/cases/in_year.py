"""Families new to the city, or between schools, whose in-year application has not yet led to a place on a roll."""

from __future__ import annotations

import numpy as np

from sources.synthetic.cases.case import Chance, case
from sources.synthetic.days import NO_DAY, Days, Ints, as_days, day, term_starts
from sources.synthetic.lives import Lives

YEARS = (2, 4, 5, 6, 8, 9, 10)
"""Year groups in which no other line comes before the in-year ones."""


def _newcomers(lives: Lives, who: Ints, received: Days) -> None:
    """Never at a school here; every third is not on the education database either."""
    lives.never_enrolled(who)
    lives.gone(who)
    lives.known_from[who] = received
    lives.unknown(who[2::3])


def _received(lives: Lives, who: Ints, chance: Chance, back: int) -> Days:
    """A day of the academic year so many years back; of this one, an early day, that every report may count it."""
    year = lives.year - back
    return chance.between(who, day(year, 9, 3), day(year, 10, 12) if back == 0 else day(year + 1, 6, 20), soon=0)


def _offer(lives: Lives, who: Ints, decided: Days, status: object = "OFFERED") -> dict[str, object]:
    school = lives.schools.serving("primary", lives.area[who])
    return {"decided": decided, "offered_on": decided, "offer_status": status, "offered_laestab": school}


@case(10, YEARS, least=3)
def waiting_this_year(lives: Lives, who: Ints, chance: Chance) -> None:
    received = _received(lives, who, chance, 0)
    _newcomers(lives, who, received)
    lives.apply(who, received)


@case(5, YEARS, least=3)
def waiting_since_last_year(lives: Lives, who: Ints, chance: Chance) -> None:
    received = _received(lives, who, chance, 1)
    _newcomers(lives, who, received)
    lives.apply(who, received)


@case(3, YEARS)
def waiting_for_two_years(lives: Lives, who: Ints, chance: Chance) -> None:
    received = _received(lives, who, chance, 2)
    _newcomers(lives, who, received)
    lives.apply(who, received, closed_on=chance.after(received, 100, 200))


@case(4, YEARS)
def no_offer_after_three_years(lives: Lives, who: Ints, chance: Chance) -> None:
    received = _received(lives, who, chance, 3)
    _newcomers(lives, who, received)
    refused = chance.pick(who, "REFUSED", "")
    lives.apply(
        who, received, decided=chance.after(received, 10, 20), offer_status=refused, closed_on=day(lives.year - 1, 9, 1)
    )


@case(2, YEARS)
def an_application_too_old_for_any_line(lives: Lives, who: Ints, chance: Chance) -> None:
    received = _received(lives, who, chance, 4)
    _newcomers(lives, who, received)
    offer = _offer(lives, who, chance.after(received, 8, 15), chance.pick(who, "OFFERED", ""))
    lives.apply(who, received, closed_on=day(lives.year - 2, 9, 1), **offer)


@case(3, YEARS, least=3)
def refused_declined_or_no_school_named(lives: Lives, who: Ints, chance: Chance) -> None:
    received = _received(lives, who, chance, 0)
    _newcomers(lives, who, received)
    decided = chance.after(received, 4, 12)
    status = chance.pick(who, "REFUSED", "DECLINED", "OFFERED")
    school = np.where(status == "DECLINED", lives.schools.serving("primary", lives.area[who]), 0)
    lives.apply(who, received, decided=decided, offer_status=status, offered_laestab=school)


@case(16, YEARS)
def this_years_place_not_taken_up(lives: Lives, who: Ints, chance: Chance) -> None:
    """But for the first, families do take the place up some weeks late."""
    received = _received(lives, who, chance, 0)
    _newcomers(lives, who, received)
    decided = chance.after(received, 3, 8)
    status = chance.pick(who, "ALLOCATED", "PROVISIONAL", "OFFERED", "ACCEPTED")
    offer = _offer(lives, who, decided, status)
    lives.apply(who, received, expected_start=chance.after(decided, 1, 3), **offer)
    late = who[2:][lives.has_record[who[2:]]]
    lives.enrol(
        late,
        lives.schools.serving("primary", lives.area[late]),
        chance.between(late, day(lives.year, 11, 4), day(lives.year + 1, 6, 1)),
    )


@case(3, YEARS, least=3)
def this_years_place_without_a_start(lives: Lives, who: Ints, chance: Chance) -> None:
    """Fourteen days from the offer, or from the application where the day of the offer was not typed."""
    received = as_days(day(lives.year, 9, 4) + (np.arange(len(who)) % 20).astype("timedelta64[D]"))
    _newcomers(lives, who, received)
    offer = _offer(lives, who, chance.after(received, 3, 8))
    offer["offered_on"] = np.where(np.arange(len(who)) % 2 == 0, as_days(offer["offered_on"]), NO_DAY)
    lives.apply(who, received, **offer)


@case(4, YEARS)
def last_years_place_not_taken_up(lives: Lives, who: Ints, chance: Chance) -> None:
    _not_taken_up(lives, who, chance, 1)


@case(3, YEARS)
def place_of_two_years_ago_not_taken_up(lives: Lives, who: Ints, chance: Chance) -> None:
    _not_taken_up(lives, who, chance, 2)


@case(3, YEARS)
def place_of_three_years_ago_not_taken_up(lives: Lives, who: Ints, chance: Chance) -> None:
    _not_taken_up(lives, who, chance, 3)


def _not_taken_up(lives: Lives, who: Ints, chance: Chance, back: int) -> None:
    received = _received(lives, who, chance, back)
    _newcomers(lives, who, received)
    decided = chance.after(received, 8, 15)
    lives.apply(who, received, expected_start=chance.after(decided, 5, 10), **_offer(lives, who, decided))


@case(2, YEARS)
def this_years_place_for_next_september(lives: Lives, who: Ints, chance: Chance) -> None:
    _starts_next_september(lives, who, chance, 0)


@case(2, YEARS)
def last_years_place_for_next_september(lives: Lives, who: Ints, chance: Chance) -> None:
    _starts_next_september(lives, who, chance, 1)


@case(2, YEARS)
def place_of_two_years_ago_for_next_september(lives: Lives, who: Ints, chance: Chance) -> None:
    _starts_next_september(lives, who, chance, 2)


def _starts_next_september(lives: Lives, who: Ints, chance: Chance, back: int) -> None:
    received = _received(lives, who, chance, back)
    _newcomers(lives, who, received)
    offer = _offer(lives, who, chance.after(received, 5, 12), chance.pick(who, "ACCEPTED", "PROVISIONAL"))
    lives.apply(who, received, expected_start=term_starts(lives.year + 1), **offer)


@case(20, YEARS, least=9)
def under_offer_for_some_weeks(lives: Lives, who: Ints, chance: Chance) -> None:
    """Spread over the year; they start when expected."""
    months = (np.arange(len(who)) % 9) * 30
    received = as_days(day(lives.year, 10, 8) + months.astype("timedelta64[D]"))
    lives.never_enrolled(who)
    lives.gone(who)
    lives.known_from[who] = received
    start = chance.after(received, 28, 40)
    offer = _offer(lives, who, chance.after(received, 9, 15))
    lives.apply(who, received, expected_start=start, later_on=start, later_status="ACCEPTED", **offer)
    lives.enrol(who, _school(lives, who), start)


def _school(lives: Lives, who: Ints) -> Ints:
    """The primary school that serves each child's part of the city."""
    return lives.schools.serving("primary", lives.area[who])


@case(2, YEARS)
def the_newer_application_was_withdrawn(lives: Lives, who: Ints, chance: Chance) -> None:
    received = _received(lives, who, chance, 1)
    _newcomers(lives, who, received)
    lives.apply(who, received)
    newer = chance.between(who, day(lives.year, 9, 4), day(lives.year, 10, 4))
    dropped = {"dropped_on": chance.after(newer, 3, 10), "dropped_as": chance.pick(who, "WITHDRAWN", "REMOVED")}
    lives.apply(who, newer, **dropped)


@case(2, YEARS)
def two_applications_on_one_day(lives: Lives, who: Ints, chance: Chance) -> None:
    """The one with the later reference counts: it has an offer for the first child and none for the next."""
    received = _received(lives, who, chance, 1)
    _newcomers(lives, who, received)
    offered_first = np.arange(len(who)) % 2
    lives.apply(who, received, order=offered_first, **_offer(lives, who, chance.after(received, 8, 15)))
    lives.apply(who, received, order=1 - offered_first)


@case(2, YEARS)
def an_old_offer_and_a_new_application(lives: Lives, who: Ints, chance: Chance) -> None:
    received = _received(lives, who, chance, 2)
    _newcomers(lives, who, received)
    lives.apply(who, received, **_offer(lives, who, chance.after(received, 8, 15)))
    lives.apply(who, chance.between(who, day(lives.year, 9, 4), day(lives.year, 10, 10)))
