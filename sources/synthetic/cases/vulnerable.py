"""Children excluded, looked after or with a plan, without a place; and those open to YOS, CP and CIN."""

from __future__ import annotations

import numpy as np

from sources.synthetic.cases.case import Chance, case
from sources.synthetic.cases.leavers import NOWHERE, YEARS
from sources.synthetic.days import NO_DAY, Days, Ints, as_days, day, term_starts
from sources.synthetic.lives import Lives
from sources.synthetic.notices import AT_HOME, EXCLUDED

OLDER = (8, 9, 10)


def _autumn(lives: Lives, who: Ints, chance: Chance) -> Days:
    return chance.between(who, day(lives.year, 9, 14), day(lives.year, 10, 9))


def _left(lives: Lives, who: Ints, chance: Chance) -> Days:
    left = chance.between(who, day(lives.year, 1, 8), day(lives.year, 10, 2), soon=0)
    lives.gone(who)
    lives.leave(who, left, destination=chance.pick(who, *NOWHERE))
    return left


@case(3, OLDER)
def excluded_and_still_on_the_register(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.involve(who, "PEX", _autumn(lives, who, chance))


@case(3, OLDER)
def excluded_and_off_the_register(lives: Lives, who: Ints, chance: Chance) -> None:
    out = _autumn(lives, who, chance)
    lives.leave(who, chance.after(out, 3, 12), ground=EXCLUDED, destination="")
    lives.involve(who, "PEX", out)


@case(2, OLDER)
def excluded_with_a_plan_looked_after_and_applying(lives: Lives, who: Ints, chance: Chance) -> None:
    """Fits four lines and is counted on the first."""
    out = _autumn(lives, who, chance)
    lives.without_applications[who] = True
    lives.leave(who, chance.after(out, 2, 6), ground=EXCLUDED, destination="tbc")
    lives.involve(who, "PEX", out)
    lives.involve(who, "EHCP", day(lives.year - 1, 2, 10))
    lives.involve(who, "CLA", day(lives.year - 1, 6, 10))
    lives.apply(who, chance.after(out, 1, 5))


@case(12, OLDER, least=3)
def excluded_and_placed(lives: Lives, who: Ints, chance: Chance) -> None:
    """From the sixth school day at the pupil referral unit; the excluding school has not taken the name off."""
    out = chance.between(who, day(lives.year, 9, 14), day(lives.year + 1, 6, 1))
    lives.involve(who, "PEX", out)
    lives.enrol(who, lives.schools.serving("pru", lives.area[who]), out + np.timedelta64(8, "D"), status="O")


@case(2, OLDER, least=2)
def entered_another_roll_on_the_day_of_exclusion(lives: Lives, who: Ints, chance: Chance) -> None:
    """On the day: before the exclusion took effect, so no provision. The next child entered a day later."""
    out = as_days(np.broadcast_to(day(lives.year, 9, 21), len(who)))
    entry = out + (np.arange(len(who)) % 2).astype("timedelta64[D]")
    lives.involve(who, "PEX", out)
    lives.enrol(who, lives.schools.serving("pru", lives.area[who]), entry, status="O")


@case(1, OLDER)
def excluded_and_first_named_by_an_independent_school(lives: Lives, who: Ints, chance: Chance) -> None:
    """The return gives no entry date, so the pupil entered on the day of the first return with the name."""
    lives.involve(who, "PEX", day(lives.year, 9, 14))
    lives.leave(who, day(lives.year, 9, 16), ground=EXCLUDED)
    college = lives.schools.serving("independent", lives.area[who])
    about = {"is_independent": True, "is_entry_blank": True}
    lives.enrol(who, college, day(lives.year, 9, 9), **about)


@case(2, OLDER)
def excluded_twice(lives: Lives, who: Ints, chance: Chance) -> None:
    """Placed after the first exclusion, excluded again: only what began after the second would count."""
    lives.involve(who, "PEX", day(lives.year - 1, 11, 9))
    lives.leave(who, day(lives.year - 1, 11, 20))
    lives.enrol(who, lives.schools.serving("pru", lives.area[who]), day(lives.year - 1, 11, 23), status="O")
    lives.involve(who, "PEX", _autumn(lives, who, chance))


@case(30, OLDER)
def at_two_schools_at_once(lives: Lives, who: Ints, chance: Chance) -> None:
    """Dual registration: mainly at the school, in part at the pupil referral unit."""
    lives.never_enrolled(who)
    lives.enrol(
        who, lives.schools.serving("secondary", lives.area[who]), term_starts(lives.entry_year[who] + 7), status="M"
    )
    lives.enrol(who, lives.schools.serving("pru", lives.area[who]), day(lives.year - 1, 11, 9), status="S")


@case(5, OLDER)
def an_exclusion_that_was_overturned(lives: Lives, who: Ints, chance: Chance) -> None:
    out = chance.between(who, day(lives.year, 1, 12), day(lives.year, 6, 5), soon=0)
    lives.involve(who, "PEX", out, chance.after(out, 12, 25), outcome="REINSTATED")


@case(2, OLDER)
def excluded_and_home_educated(lives: Lives, who: Ints, chance: Chance) -> None:
    out = chance.between(who, day(lives.year, 1, 12), day(lives.year, 6, 5), soon=0)
    lives.leave(who, chance.after(out, 5, 12), ground=AT_HOME, destination="Home education")
    lives.involve(who, "PEX", out)
    lives.involve(who, "EHE", chance.after(out, 13, 20))


@case(3, YEARS)
def looked_after_and_without_a_place(lives: Lives, who: Ints, chance: Chance) -> None:
    _left(lives, who, chance)
    lives.involve(who, "CLA", day(lives.year - 2, 5, 5))


@case(2, YEARS, in_city=False)
def looked_after_by_us_and_living_elsewhere(lives: Lives, who: Ints, chance: Chance) -> None:
    """Ours wherever placed: by postcode for the first, by the database's home authority for the next."""
    _left(lives, who, chance)
    lives.involve(who, "CLA", day(lives.year - 2, 5, 5))
    lives.home_la[who] = chance.pick(who, "", "850")


@case(2, YEARS, in_city=False)
def once_looked_after_and_living_elsewhere(lives: Lives, who: Ints, chance: Chance) -> None:
    _left(lives, who, chance)
    lives.involve(who, "CLA", day(lives.year - 2, 5, 5), day(lives.year - 1, 12, 1))
    lives.home_la[who] = chance.pick(who, "", "850")


@case(5, YEARS)
def with_a_plan_and_without_a_place(lives: Lives, who: Ints, chance: Chance) -> None:
    _left(lives, who, chance)
    lives.involve(who, "EHCP", day(lives.year - 2, 10, 5))


@case(4, YEARS)
def under_assessment_and_without_a_place(lives: Lives, who: Ints, chance: Chance) -> None:
    """An assessment that has ended without a plan makes the second child an ordinary leaver."""
    _left(lives, who, chance)
    ended = np.where(np.arange(len(who)) % 2 == 0, NO_DAY, day(lives.year, 9, 4))
    lives.involve(who, "EHCNA", day(lives.year, 3, 5), ended, outcome="NO PLAN")
    lives.involve(who[2:], "CIN", day(lives.year - 1, 3, 5))


@case(2, (2, 4, 5))
def with_a_plan_and_never_at_a_school_here(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    lives.involve(who, "EHCP", day(lives.year - 1, 10, 5))
    lives.apply(who, day(lives.year, 3, 5))


@case(6, OLDER, least=3)
def missing_and_open_to_the_youth_offending_service(lives: Lives, who: Ints, chance: Chance) -> None:
    _left(lives, who, chance)
    lives.involve(who, "YOS", day(lives.year, 3, 5))


@case(5, YEARS, least=3)
def missing_and_on_a_protection_plan(lives: Lives, who: Ints, chance: Chance) -> None:
    """The first of them in need as well, and counted once; the second's plan ends at Christmas."""
    _left(lives, who, chance)
    ended = np.where(np.arange(len(who)) == 1, day(lives.year, 12, 21), NO_DAY)
    lives.involve(who, "CP", day(lives.year, 3, 5), ended)
    lives.involve(who[:1], "CIN", day(lives.year, 1, 5))


@case(7, YEARS, least=3)
def missing_and_in_need(lives: Lives, who: Ints, chance: Chance) -> None:
    _left(lives, who, chance)
    lives.involve(who, "CIN", day(lives.year - 1, 3, 5))


@case(900, tuple(range(12)), least=6)
def at_school_with_a_plan(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.involve(who, "EHCP", chance.between(who, day(lives.year - 3, 9, 1), day(lives.year + 1, 6, 1), soon=0))


@case(260, tuple(range(12)), least=4)
def at_school_and_known_to_social_care(lives: Lives, who: Ints, chance: Chance) -> None:
    began = chance.between(who, day(lives.year - 2, 9, 1), day(lives.year + 1, 5, 1), soon=0)
    for number, kind in enumerate(("CIN", "CLA", "CP", "YOS")):
        part = slice(number, None, 4)
        lives.involve(who[part], kind, began[part], chance.after(began[part], 90, 500))
