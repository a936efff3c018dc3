"""Children who left a school: where they went is unknown, unconfirmed, confirmed, or confirmed and then doubted."""

from __future__ import annotations

import numpy as np

from sources.synthetic.cases.case import Chance, case
from sources.synthetic.days import NO_DAY, Days, Ints, as_days, day, term_ends
from sources.synthetic.lives import Lives
from sources.synthetic.notices import AWAY

YEARS = (2, 4, 5, 6, 8, 9, 10)
LONG_AT_SCHOOL = (4, 5, 6, 8, 9, 10)
"""Year groups that were at school three years ago and are not about to change school."""
ABROAD = ("Moved to Poland", "Returned to Romania", "Moved to Lisbon", "School in Dhaka", "Emigrated to Canada")
NOWHERE = ("unknown", "Not Known", "TBC", "Referred to CME Officer", "")


def _leaves(lives: Lives, who: Ints, on: Days, **how: object) -> None:
    lives.gone(who)
    lives.leave(who, on, reason="Left the area", ground=AWAY, notified_on=on, **how)


def _last_year(lives: Lives, who: Ints, chance: Chance) -> Days:
    return chance.between(who, day(lives.year - 1, 9, 8), day(lives.year, 6, 20), soon=0)


def _this_year(lives: Lives, who: Ints, chance: Chance) -> Days:
    return chance.between(who, day(lives.year, 9, 10), day(lives.year + 1, 6, 15))


@case(7, YEARS, least=5)
def left_last_year_for_nowhere_known(lives: Lives, who: Ints, chance: Chance) -> None:
    _leaves(lives, who, _last_year(lives, who, chance), destination=chance.pick(who, *NOWHERE))


@case(5, YEARS)
def left_last_year_unconfirmed(lives: Lives, who: Ints, chance: Chance) -> None:
    elsewhere = np.where(np.arange(len(who)) % 2 == 0, lives.schools.serving("hants_primary", lives.area[who]), 0)
    words = np.where(elsewhere > 0, "", chance.pick(who, *ABROAD))
    _leaves(lives, who, _last_year(lives, who, chance), to_laestab=elsewhere, destination=words)


@case(16, YEARS, least=5)
def left_this_year_for_nowhere_known(lives: Lives, who: Ints, chance: Chance) -> None:
    """But for the first two, most are found at another school some weeks later."""
    left = _this_year(lives, who, chance)
    _leaves(lives, who, left, destination=chance.pick(who, *NOWHERE))
    found = who[2:][np.arange(len(who) - 2) % 4 != 0]
    entry = chance.after(left[2:][np.arange(len(who) - 2) % 4 != 0], 20, 80)
    lives.enrol(found, lives.schools.another("primary", lives.area[found]), entry)


@case(3, YEARS)
def left_for_a_school_of_ours_that_never_saw_them(lives: Lives, who: Ints, chance: Chance) -> None:
    left = _this_year(lives, who, chance)
    to = lives.schools.another("primary", lives.area[who])
    _leaves(lives, who, left, to_laestab=to, confirmed_on=chance.after(left, 3, 9))


@case(2, YEARS, least=4)
def a_confirmed_destination_that_is_none(lives: Lives, who: Ints, chance: Chance) -> None:
    left = _last_year(lives, who, chance)
    words = chance.pick(who, "REFERRED TO CME OFFICER", "Unknown", "tbc", "not known")
    _leaves(lives, who, left, destination=words, confirmed_on=chance.after(left, 3, 9))


@case(2, YEARS)
def past_leavers_written_as_previous(lives: Lives, who: Ints, chance: Chance) -> None:
    """Enrol status P with a leaving date: an ended episode like any other."""
    left = _last_year(lives, who, chance)
    _leaves(lives, who, left, status="P", destination="unknown")


@case(4, YEARS)
def enrol_status_blank(lives: Lives, who: Ints, chance: Chance) -> None:
    """Half still on roll, half left: a blank status counts as C."""
    lives.never_enrolled(who)
    left = np.where(np.arange(len(who)) % 2 == 0, NO_DAY, day(lives.year, 9, 18))
    lives.enrol(who, lives.schools.serving("primary", lives.area[who]), day(lives.year - 1, 9, 3), left, status="")


@case(3, YEARS)
def left_and_is_a_guest_elsewhere(lives: Lives, who: Ints, chance: Chance) -> None:
    left = chance.between(who, day(lives.year, 9, 8), day(lives.year, 10, 2))
    _leaves(lives, who, left, destination="unknown")
    lives.enrol(who, lives.schools.another("primary", lives.area[who]), chance.after(left, 2, 9), status="G")


@case(2, YEARS)
def left_the_second_of_two_schools_first(lives: Lives, who: Ints, chance: Chance) -> None:
    """For a place abroad, it was thought; but the last to let go was the school they entered first."""
    left = chance.between(who, day(lives.year, 9, 8), day(lives.year, 10, 9))
    _leaves(lives, who, left, destination="unknown")
    before = as_days(left - np.timedelta64(90, "D"))
    about = {"status": "S", "destination": "Moved to Spain", "confirmed_on": before + np.timedelta64(9, "D")}
    lives.enrol(who, lives.schools.another("primary", lives.area[who]), day(lives.year - 1, 11, 9), before, **about)


@case(6, YEARS)
def a_leaving_date_typed_ahead(lives: Lives, who: Ints, chance: Chance) -> None:
    """On roll to that day, which the database shows before it has come."""
    left = chance.between(who, day(lives.year, 11, 12), day(lives.year + 1, 6, 20), soon=0)
    left[:2] = as_days([day(lives.year, 12, 11), day(lives.year + 1, 7, 9)])
    _leaves(lives, who, left, planned_on=left - np.timedelta64(120, "D"), destination="unknown")


@case(3, YEARS)
def an_entry_typed_ahead(lives: Lives, who: Ints, chance: Chance) -> None:
    """Left; the next school has typed the day on which it expects the child, months before."""
    left = chance.between(who, day(lives.year, 9, 8), day(lives.year, 9, 28))
    _leaves(lives, who, left, destination="")
    starts = day(lives.year + 1, 1, 11) + (np.arange(len(who)) % 2 * 220).astype("timedelta64[D]")
    lives.enrol(who, lives.schools.another("primary", lives.area[who]), starts, entered_on=chance.after(left, 1, 9))


@case(420, LONG_AT_SCHOOL, least=6)
def left_and_was_tracked(lives: Lives, who: Ints, chance: Chance) -> None:
    """Destination confirmed one to eight weeks after leaving; until then a leaver like any other."""
    left = chance.between(who, day(lives.year - 2, 9, 8), day(lives.year + 1, 6, 20), soon=0)
    left[:4] = day(lives.year - 1, 11, 20)
    elsewhere = np.where(np.arange(len(who)) % 2 == 0, lives.schools.serving("hants_primary", lives.area[who]), 0)
    words = np.where(elsewhere > 0, "", chance.pick(who, *ABROAD))
    _leaves(lives, who, left, to_laestab=elsewhere, destination=words, confirmed_on=chance.after(left, 6, 58))


@case(40, YEARS, least=4)
def tracked_by_the_cme_officer(lives: Lives, who: Ints, chance: Chance) -> None:
    left = chance.between(who, day(lives.year - 1, 9, 8), day(lives.year, 6, 20), soon=0)
    _leaves(lives, who, left, destination="Referred to CME officer")
    opened = chance.after(left, 2, 20)
    outcome = chance.pick(who, "TRACKED", "MOVED", "ABROAD", "DECEASED")
    lives.involve(who, "CME", opened, chance.after(opened, 20, 60), outcome=outcome)


@case(6, YEARS, least=4)
def a_cme_involvement_that_did_not_find_them(lives: Lives, who: Ints, chance: Chance) -> None:
    left = _last_year(lives, who, chance)
    _leaves(lives, who, left, destination="unknown")
    opened = chance.after(left, 2, 20)
    outcome = chance.pick(who, "ENROLLED", "CLOSED", "NOT FOUND", "")
    lives.involve(who, "CME", opened, chance.after(opened, 20, 60), outcome=outcome)


@case(2, YEARS)
def tracked_once_and_left_again_since(lives: Lives, who: Ints, chance: Chance) -> None:
    """The involvement that found them ended before the last leaving date."""
    left = _last_year(lives, who, chance)
    _leaves(lives, who, left, destination="unknown")
    opened = as_days(left - np.timedelta64(200, "D"))
    lives.involve(who, "CME", opened, opened + np.timedelta64(60, "D"), outcome="TRACKED")


@case(20, YEARS)
def never_at_a_school_here_and_tracked(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    lives.gone(who)
    opened = chance.between(who, day(lives.year - 1, 9, 8), day(lives.year, 6, 20), soon=0)
    lives.known_from[who] = opened
    outcome = chance.pick(who, "TRACKED", "ABROAD", "MOVED")
    lives.involve(who, "CME", opened, chance.after(opened, 20, 60), outcome=outcome)


def _tracked(lives: Lives, who: Ints, chance: Chance) -> None:
    left = chance.between(who, day(lives.year - 1, 10, 8), day(lives.year, 5, 20), soon=0)
    _leaves(lives, who, left, destination=chance.pick(who, *ABROAD), confirmed_on=chance.after(left, 10, 40))


@case(2, YEARS)
def tracked_and_back_by_application(lives: Lives, who: Ints, chance: Chance) -> None:
    _tracked(lives, who, chance)
    lives.apply(who, chance.between(who, day(lives.year, 9, 10), day(lives.year, 10, 20)))


@case(2, YEARS)
def tracked_and_back_by_benefits(lives: Lives, who: Ints, chance: Chance) -> None:
    _tracked(lives, who, chance)
    lives.without_benefits[who] = True
    lives.claim(who, chance.between(who, day(lives.year, 9, 4), day(lives.year, 9, 28)))


@case(2, YEARS)
def tracked_and_doubted_by_the_cme_officer(lives: Lives, who: Ints, chance: Chance) -> None:
    _tracked(lives, who, chance)
    lives.involve(who, "CME", chance.between(who, day(lives.year, 9, 4), day(lives.year, 10, 20)))


@case(2, YEARS)
def tracked_with_a_claim_from_before(lives: Lives, who: Ints, chance: Chance) -> None:
    """The household claimed before it moved, and the claim has not been ended: nothing began since."""
    _tracked(lives, who, chance)
    lives.claim(who, day(lives.year - 2, 3, 1))


@case(2, (1,))
def tracked_and_back_at_a_nursery(lives: Lives, who: Ints, chance: Chance) -> None:
    _leaves(
        lives, who, day(lives.year, 3, 20), destination=chance.pick(who, *ABROAD), confirmed_on=day(lives.year, 4, 20)
    )
    lives.without_early_years[who] = True
    lives.attend(who, chance.between(who, day(lives.year, 9, 4), day(lives.year, 9, 30)))


@case(3, YEARS, is_twin=True, least=1)
def one_of_twins_left(lives: Lives, who: Ints, chance: Chance) -> None:
    """The other stays at school: only the forename tells who is missing."""
    _leaves(lives, who, chance.between(who, day(lives.year, 9, 8), day(lives.year, 10, 20)), destination="unknown")


@case(4, YEARS, path="independent")
def left_an_independent_school_with_a_date(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.has_record[who[::2]] = False
    _leaves(lives, who, chance.between(who, day(lives.year - 1, 12, 1), day(lives.year, 3, 20)))


@case(6, YEARS, path="independent")
def vanished_from_an_independent_school(lives: Lives, who: Ints, chance: Chance) -> None:
    """Named in the summer's return, or in the autumn's, and not in the next; no leaving date was ever given."""
    lives.has_record[who[::2]] = False
    left = np.where(np.arange(len(who)) < 4, term_ends(lives.year - 1), day(lives.year, 12, 16))
    _leaves(lives, who, left, is_unlisted=True)
