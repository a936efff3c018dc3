"""Children lost between infant and junior, or primary and secondary school, or still on the old school's roll."""

from __future__ import annotations

import numpy as np

from sources.synthetic.cases.case import Chance, case
from sources.synthetic.days import Ints, day, term_ends, term_starts
from sources.synthetic.lives import Lives


def _apply_for_transfer(lives: Lives, who: Ints, chance: Chance, kind: str, **more: object) -> None:
    offered = day(lives.year, 4, 16) if kind == "junior" else day(lives.year, 3, 1)
    placed = {"decided": offered, "offered_on": offered, "offer_status": "OFFERED"}
    placed["offered_laestab"] = lives.schools.serving(kind, lives.area[who])
    received = chance.between(who, day(lives.year - 1, 9, 20), day(lives.year - 1, 10, 31))
    lives.apply(who, received, type=kind.upper(), entry_year=lives.year, **{**placed, **more})


def _kind(lives: Lives, who: Ints) -> str:
    return "junior" if (lives.entry_year[who] == lives.year - 3).all() else "secondary"


@case(3, (3,), path="infant")
@case(3, (7,), path="primary")
@case(2, (7,), path="infant")
def no_application(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.gone(who)
    lives.leave(who, term_ends(lives.year - 1), reason="Transfer", destination=chance.pick(who, "", "unknown"))


@case(3, (3,), path="infant")
@case(5, (7,), path="primary")
def place_not_taken(lives: Lives, who: Ints, chance: Chance) -> None:
    kind = _kind(lives, who)
    lives.gone(who)
    to = lives.schools.serving(kind, lives.area[who])
    lives.leave(who, term_ends(lives.year - 1), reason="Transfer", to_laestab=to)
    _apply_for_transfer(lives, who, chance, kind)


@case(1, (3,), path="infant")
@case(1, (7,), path="primary")
def left_on_the_first_of_july_or_the_day_before(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.gone(who)
    lives.leave(who, day(lives.year, 7, 1) - (np.arange(len(who)) % 2).astype("timedelta64[D]"), destination="tbc")


@case(2, (3,))
@case(3, (7,))
def applied_and_never_at_a_school_here(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    _apply_for_transfer(lives, who, chance, _kind(lives, who))


@case(2, (7,))
@case(1, (3,), least=1)
def applied_and_not_on_the_education_database(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.unknown(who)
    _apply_for_transfer(lives, who, chance, _kind(lives, who))


@case(1, (3,), path="primary")
def left_a_primary_school_and_applied_to_a_junior(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.gone(who)
    lives.leave(who, chance.between(who, day(lives.year, 3, 1), day(lives.year, 6, 20)), destination="Not known")
    _apply_for_transfer(lives, who, chance, "junior")


@case(2, (3,), path="infant")
@case(2, (7,), path="primary")
def transferred_and_left_again(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.gone(who)
    lives.leave(who, chance.between(who, day(lives.year, 10, 5), day(lives.year, 10, 23)))
    _apply_for_transfer(lives, who, chance, _kind(lives, who))


@case(1, (3,), path="infant")
@case(1, (7,), path="primary")
def left_in_spring_and_withdrew(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.gone(who)
    lives.leave(who, chance.between(who, day(lives.year, 4, 20), day(lives.year, 5, 20)), destination="unknown")
    about = {"dropped_on": day(lives.year, 5, 28), "dropped_as": chance.pick(who, "WITHDRAWN", "REMOVED")}
    _apply_for_transfer(lives, who, chance, _kind(lives, who), **about)


@case(8, (3,), path="infant")
@case(6, (7,), path="primary")
def still_on_the_old_roll(lives: Lives, who: Ints, chance: Chance) -> None:
    """Out of phase; but for the first two, the school takes them off in the course of the year."""
    old, new = ("infant", "junior") if _kind(lives, who) == "junior" else ("primary", "secondary")
    lives.never_enrolled(who)
    lives.enrol(who[:2], lives.schools.serving(old, lives.area[who[:2]]), term_starts(lives.entry_year[who[:2]]))
    rest = who[2:]
    off = chance.between(rest, day(lives.year, 11, 10), day(lives.year + 1, 5, 20), soon=0)
    next_school = lives.schools.serving(new, lives.area[rest])
    lives.enrol(
        rest,
        lives.schools.serving(old, lives.area[rest]),
        term_starts(lives.entry_year[rest]),
        off,
        to_laestab=next_school,
    )
    lives.enrol(rest, next_school, off + np.timedelta64(1, "D"))


@case(2, (3,), path="infant")
def still_on_the_old_roll_by_agreement(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    lives.enrol(who, lives.schools.serving("infant", lives.area[who]), term_starts(lives.entry_year[who]))
    lives.involve(who[::2], "OON", day(lives.year, 9, 1))
    lives.involve(who[1::2], "EHE", day(lives.year, 9, 1))


@case(1, (7,), path="primary", in_city=False)
def still_on_the_old_roll_living_elsewhere(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    lives.enrol(who, lives.schools.serving("primary", lives.area[who]), term_starts(lives.entry_year[who]))


@case(2, (7,), path="primary")
def on_the_old_roll_and_the_new(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.enrol(who, lives.schools.another("primary", lives.area[who]), day(lives.year - 1, 11, 5), status="S")


@case(2, (6,))
def too_young_for_a_secondary_school(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    lives.enrol(who, lives.schools.serving("secondary", lives.area[who]), term_starts(lives.year))


@case(3, (4, 8))
def at_a_place_whose_range_is_not_known(lives: Lives, who: Ints, chance: Chance) -> None:
    """At an establishment without ages, or one the database does not list: never out of phase."""
    lives.never_enrolled(who)
    where = np.where(np.arange(len(who)) % 2 == 0, lives.schools.unknown_range, lives.schools.unlisted)
    lives.enrol(who, where, term_starts(lives.year - 1), status="O")


@case(3, (0,), born="autumn")
@case(4, (1, 2))
def at_a_school_from_five_that_takes_reception(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    lives.enrol(who, lives.schools.old_low_five, term_starts(lives.entry_year[who]))


@case(2, (7, 9))
def at_a_school_that_has_closed(lives: Lives, who: Ints, chance: Chance) -> None:
    """Still on the roll of a school that closed: on roll, and out of phase once past its range."""
    lives.never_enrolled(who)
    lives.enrol(who, lives.schools.closed, day(lives.year - 8, 9, 3))
