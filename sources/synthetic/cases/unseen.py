"""Children who are a name on a list: nothing known for years, removed from admissions, or seen by one source only."""

from __future__ import annotations

import numpy as np

from sources.synthetic.cases.case import Chance, case
from sources.synthetic.days import Ints, as_days, day, term_ends
from sources.synthetic.lives import Lives

OLDER = (4, 5, 6, 8, 9, 10)


@case(40, OLDER, least=3)
def nothing_known_since_leaving_years_ago(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.gone(who)
    left = chance.between(who, day(lives.year - 4, 9, 20), day(lives.year - 1, 7, 10), soon=0)
    lives.leave(who, left, destination=chance.pick(who, "unknown", "", "Moved to Spain"))


@case(6, (8, 9, 10))
def a_cme_involvement_years_ago(lives: Lives, who: Ints, chance: Chance) -> None:
    """The second child's is of last year: known lately, so on the residual line."""
    lives.never_enrolled(who)
    lives.gone(who)
    last_year = np.arange(len(who)) % 2
    opened = as_days(day(lives.year - 3, 3, 10) + (last_year * 900).astype("timedelta64[D]"))
    lives.known_from[who] = opened
    lives.involve(who, "CME", opened, chance.after(opened, 40, 80), outcome="CLOSED")


@case(4, OLDER)
def a_name_on_the_database(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    lives.gone(who)
    lives.without_early_years[who] = True


@case(4, OLDER)
def previous_and_nothing_else(lives: Lives, who: Ints, chance: Chance) -> None:
    """Enrol status P without a leaving date is no episode: a name on the database."""
    lives.never_enrolled(who)
    lives.gone(who)
    lives.enrol(who, lives.schools.serving("primary", lives.area[who]), day(lives.year - 3, 9, 4), status="P")


@case(6, OLDER)
def removed_from_the_admission_process(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    lives.gone(who)
    received = chance.between(who, day(lives.year - 1, 9, 20), day(lives.year, 5, 20), soon=0)
    lives.known_from[who] = received
    lives.apply(who, received, dropped_on=chance.after(received, 20, 60), dropped_as="REMOVED")


@case(2, OLDER)
def last_known_around_the_first_of_september(lives: Lives, who: Ints, chance: Chance) -> None:
    """By an application removed since: received on 1 September last year, or on the day before."""
    lives.never_enrolled(who)
    lives.gone(who)
    received = as_days(day(lives.year - 1, 9, 1) - (np.arange(len(who)) % 2).astype("timedelta64[D]"))
    lives.known_from[who] = received
    lives.apply(who, received, dropped_on=received + np.timedelta64(30, "D"), dropped_as="REMOVED")


@case(4, OLDER)
def left_years_ago_and_claimed_for_now(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.gone(who)
    lives.leave(who, chance.between(who, day(lives.year - 3, 1, 10), day(lives.year - 2, 6, 10), soon=0))
    lives.claim(who, day(lives.year - 2, 2, 2))


@case(6, OLDER, least=3)
def known_by_benefits_only(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.unknown(who)
    ended = np.arange(len(who)) % 3 == 1
    end = np.where(ended, day(lives.year, 10, 8), np.datetime64("NaT", "D"))
    lives.claim(who, day(lives.year - 3, 2, 2), end)


@case(4, OLDER)
def known_by_an_old_claim_only(lives: Lives, who: Ints, chance: Chance) -> None:
    """Still listed when the year's extracts begin, with an end years ago, as closed claims are for a while."""
    lives.unknown(who)
    lives.claim(who, day(lives.year - 5, 2, 2), day(lives.year - 2, 3, 8), is_kept=True)


@case(4, (2,))
def known_by_an_old_headcount_only(lives: Lives, who: Ints, chance: Chance) -> None:
    """At a nursery two years ago; in no later headcount, in no school."""
    lives.unknown(who)
    silent = np.arange(len(who)) % 2 == 0
    end = np.where(silent, day(lives.year - 2, 12, 1), term_ends(lives.year - 3))
    lives.attend(who, day(lives.year - 3, 9, 20), end, is_silent=silent)


@case(25, (8, 9, 10))
def at_the_school_that_sends_no_return(lives: Lives, who: Ints, chance: Chance) -> None:
    """On the roll of its last return, now more than a year old in summer."""
    lives.never_enrolled(who)
    lives.has_record[who[::2]] = False
    lives.enrol(who, lives.schools.overdue, day(lives.year - 2, 9, 4), is_independent=True)


@case(5, OLDER, path="independent")
def known_by_an_independent_school_only(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.without_applications[who] = True
    lives.without_benefits[who] = True
    lives.has_record[who] = False
