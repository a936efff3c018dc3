"""Children who are somewhere else than at school, and rightly so: home educated, taught by the authority, not found for
years, deceased, another authority's."""

from __future__ import annotations

import numpy as np

from sources.synthetic.cases.case import Chance, case
from sources.synthetic.cases.leavers import LONG_AT_SCHOOL, YEARS
from sources.synthetic.days import Days, Ints, as_days, day
from sources.synthetic.lives import Lives
from sources.synthetic.notices import AT_HOME, DIED

ANY = tuple(range(1, 12))


def _left_to(lives: Lives, who: Ints, chance: Chance, first: object, last: object, **how: object) -> Days:
    left = chance.between(who, first, last, soon=0)
    lives.gone(who)
    lives.leave(who, left, **how)
    return left


@case(380, ANY, least=4)
def home_educated(lives: Lives, who: Ints, chance: Chance) -> None:
    to = {"ground": AT_HOME, "destination": "Elective home education"}
    left = _left_to(lives, who, chance, day(lives.year - 2, 9, 10), day(lives.year + 1, 6, 1), **to)
    lives.involve(who, "EHE", chance.after(left, 1, 2))


@case(40, ANY)
def always_home_educated(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    lives.involve(who, "EHE", chance.between(who, day(lives.year - 1, 1, 10), day(lives.year, 9, 20), soon=0))


@case(4, YEARS)
def home_education_found_unsuitable(lives: Lives, who: Ints, chance: Chance) -> None:
    """The first was found so last year, the others in the course of this."""
    left = _left_to(lives, who, chance, day(lives.year - 1, 9, 10), day(lives.year, 3, 1), ground=AT_HOME)
    found = chance.between(who, day(lives.year, 11, 5), day(lives.year + 1, 5, 5), soon=0)
    found[0] = day(lives.year, 6, 1)
    lives.involve(who, "EHE", chance.after(left, 1, 2), outcome="UNSUITABLE", outcome_on=found)


@case(6, YEARS)
def home_education_ended_and_nothing_since(lives: Lives, who: Ints, chance: Chance) -> None:
    left = _left_to(lives, who, chance, day(lives.year - 1, 9, 10), day(lives.year, 3, 1), ground=AT_HOME)
    ended = chance.between(who, day(lives.year, 5, 5), day(lives.year + 1, 5, 5))
    lives.involve(who, "EHE", chance.after(left, 1, 2), ended, outcome="RETURNING TO SCHOOL")


@case(6, YEARS)
def home_educated_and_still_on_a_roll(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.involve(who, "EHE", chance.between(who, day(lives.year, 9, 10), day(lives.year, 10, 10)))


@case(30, YEARS)
def taught_by_the_authority(lives: Lives, who: Ints, chance: Chance) -> None:
    left = _left_to(lives, who, chance, day(lives.year - 1, 9, 10), day(lives.year + 1, 3, 1))
    left[:2] = as_days(lives.cut["leave"])[who[:2]]
    lives.involve(who, "EOTAS", chance.after(left, 1, 3))


@case(3, YEARS)
def taught_by_the_authority_until_lately(lives: Lives, who: Ints, chance: Chance) -> None:
    left = _left_to(lives, who, chance, day(lives.year - 1, 9, 10), day(lives.year, 3, 1), destination="tbc")
    ended = chance.between(who, day(lives.year, 9, 15), day(lives.year + 1, 5, 5))
    lives.involve(who, "EOTAS", chance.after(left, 1, 3), ended)


@case(34, LONG_AT_SCHOOL, least=3)
def failed_to_track(lives: Lives, who: Ints, chance: Chance) -> None:
    left = _left_to(lives, who, chance, day(lives.year - 4, 9, 20), day(lives.year, 1, 10), destination="unknown")
    opened = chance.after(left, 5, 20)
    closed = chance.after(opened, 60, 90)
    lives.involve(who, "CME", opened, closed, outcome="FAILED TO TRACK")
    lives.involve(who, "FTT", closed)


@case(2, YEARS)
def failed_to_track_and_on_a_roll(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.involve(who, "FTT", day(lives.year - 1, 3, 3))


@case(5, (12, 13))
def failed_to_track_and_past_school_age(lives: Lives, who: Ints, chance: Chance) -> None:
    _left_to(lives, who, chance, day(lives.year - 5, 9, 10), day(lives.year - 3, 1, 10), destination="unknown")
    lives.involve(who, "FTT", day(lives.year - 3, 6, 3))


@case(3, LONG_AT_SCHOOL)
def failed_to_track_and_reopened(lives: Lives, who: Ints, chance: Chance) -> None:
    _left_to(lives, who, chance, day(lives.year - 4, 9, 20), day(lives.year - 3, 1, 10), destination="unknown")
    ended = chance.between(who, day(lives.year, 9, 10), day(lives.year + 1, 4, 10))
    lives.involve(who, "FTT", day(lives.year - 2, 6, 3), ended, outcome="REOPENED")
    lives.involve(who, "CME", ended)


@case(6, YEARS, least=3)
def deceased(lives: Lives, who: Ints, chance: Chance) -> None:
    """The first last year; one off roll, one still on it; the others in the course of this year."""
    died = chance.between(who, day(lives.year, 9, 5), day(lives.year + 1, 5, 5), soon=0)
    died[0] = day(lives.year - 1, 11, 11)
    lives.gone(who)
    lives.leave(who[::2], died[::2], ground=DIED)
    lives.died_on[who] = died


@case(2, YEARS)
def deceased_and_home_educated_on_the_books(lives: Lives, who: Ints, chance: Chance) -> None:
    left = _left_to(lives, who, chance, day(lives.year - 1, 9, 10), day(lives.year, 3, 1), ground=AT_HOME)
    lives.involve(who, "EHE", chance.after(left, 1, 2))
    lives.died_on[who] = day(lives.year, 8, 8)


@case(8, YEARS, in_city=False, least=4)
def left_and_is_another_authoritys(lives: Lives, who: Ints, chance: Chance) -> None:
    """By the database's home authority, or by the postcode where it has none."""
    _left_to(lives, who, chance, day(lives.year, 1, 10), day(lives.year + 1, 3, 10), destination="unknown")
    lives.home_la[who] = chance.pick(who, "850", "")


@case(2, YEARS)
def another_authoritys_though_the_postcode_is_ours(lives: Lives, who: Ints, chance: Chance) -> None:
    _left_to(lives, who, chance, day(lives.year, 1, 10), day(lives.year, 9, 20), destination="unknown")
    lives.home_la[who] = "850"


@case(2, YEARS, in_city=False)
def ours_though_the_postcode_is_not(lives: Lives, who: Ints, chance: Chance) -> None:
    _left_to(lives, who, chance, day(lives.year, 1, 10), day(lives.year, 9, 20), destination="unknown")
    lives.home_la[who] = "852"


@case(2, YEARS)
def home_not_known(lives: Lives, who: Ints, chance: Chance) -> None:
    """No home authority and no address on any record: counts as ours."""
    _left_to(lives, who, chance, day(lives.year, 1, 10), day(lives.year, 9, 20), destination="unknown")
    lives.without_early_years[who] = True
    lives.home_la[who] = ""
    lives.people.loc[who, ["address_line_1", "town", "postcode"]] = ""
    lives.people.loc[who, "uprn"] = 0


@case(2, YEARS, in_city=False)
def another_authoritys_by_application_only(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.unknown(who)
    lives.apply(who, chance.between(who, day(lives.year, 9, 4), day(lives.year, 10, 10)))


@case(4, YEARS, in_city=False)
def home_educated_and_living_elsewhere(lives: Lives, who: Ints, chance: Chance) -> None:
    left = _left_to(lives, who, chance, day(lives.year - 1, 9, 10), day(lives.year, 3, 1), ground=AT_HOME)
    lives.involve(who, "EHE", chance.after(left, 1, 2))
    lives.home_la[who] = np.array("850", dtype=object)


@case(3, (1, 2, 4), least=2)
def with_one_name_only(lives: Lives, who: Ints, chance: Chance) -> None:
    """The family has one name; the forename is blank. Known to the education database only."""
    lives.gone(who)
    lives.without_early_years[who] = True
    lives.people.loc[who, ["forename", "middle_names", "preferred_forename"]] = ""
