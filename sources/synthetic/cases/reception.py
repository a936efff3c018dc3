"""Children who did not start in Reception, whose entry was delayed, or who were only ever at a nursery."""

from __future__ import annotations

import numpy as np

from sources.synthetic.cases.case import Chance, case
from sources.synthetic.days import Ints, day, term_ends, term_starts
from sources.synthetic.lives import Lives


def _apply_for_reception(lives: Lives, who: Ints, chance: Chance, entry: int, **more: object) -> None:
    offered = day(entry, 4, 16)
    placed = {
        "decided": offered,
        "offered_on": offered,
        "offer_status": "OFFERED",
        "offered_laestab": lives.schools.serving("primary", lives.area[who]),
        "later_on": day(entry, 4, 24),
        "later_status": "ACCEPTED",
    }
    received = chance.between(who, day(entry - 1, 9, 20), day(entry, 1, 15))
    lives.apply(who, received, type="RECEPTION", entry_year=entry, **{**placed, **more})


@case(4, (1,))
def last_years_reception_without_application(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)


@case(4, (1,))
def last_years_place_not_taken(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    _apply_for_reception(lives, who, chance, lives.year - 1)


@case(3, (1,))
def last_years_reception_known_to_a_nursery_only(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.unknown(who)
    lives.attend(
        who, chance.between(who, day(lives.year - 2, 9, 3), day(lives.year - 2, 10, 1)), term_ends(lives.year - 2)
    )


@case(4, (0,), born="autumn")
@case(3, (0,), born="spring")
@case(4, (0,), born="summer")
def this_years_reception_without_application(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)


@case(4, (0,), born="autumn")
@case(3, (0,), born="spring")
@case(3, (0,), born="summer")
def this_years_place_not_taken(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    _apply_for_reception(lives, who, chance, lives.year)


@case(3, (0,), born="autumn")
def this_years_reception_known_by_benefits_only(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.unknown(who)
    lives.claim(who, chance.between(who, day(lives.year - 2, 1, 10), day(lives.year, 8, 1)))


@case(4, (1,), born="summer", delay=1)
def delayed_to_this_year_and_not_started(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    _apply_for_reception(lives, who, chance, lives.year, delayed_to=lives.year)


@case(10, (1,), born="summer", delay=1)
def delayed_to_this_year_and_started(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.without_applications[who] = True
    _apply_for_reception(lives, who, chance, lives.year, delayed_to=lives.year)


@case(14, (0,), born="summer", delay=1, least=3)
@case(2, (0,), born="summer", delay=1, in_city=False)
def delayed_to_next_year(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    _apply_for_reception(lives, who, chance, lives.year, delayed_to=lives.year + 1, offer_status="", later_status="")


@case(2, (0,), born="summer")
def delay_asked_for_and_withdrawn(lives: Lives, who: Ints, chance: Chance) -> None:
    dropped = day(lives.year, 5, 3)
    about = {"dropped_on": dropped, "dropped_as": "WITHDRAWN", "offer_status": "", "later_status": ""}
    _apply_for_reception(lives, who, chance, lives.year, delayed_to=lives.year + 1, **about)


@case(2, (1,), path="primary")
def nursery_class_left_before_school(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    year = lives.year
    left = np.where(np.arange(len(who)) % 2 == 0, term_ends(year - 2), day(year - 1, 8, 31))
    lives.enrol(who, lives.schools.serving("primary", lives.area[who]), term_starts(year - 2), left)


@case(1, (1,), path="primary", least=1)
def nursery_class_left_on_the_first_of_september(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    school = lives.schools.serving("primary", lives.area[who])
    lives.enrol(who, school, term_starts(lives.year - 2), day(lives.year - 1, 9, 1))


@case(3, (0,), born="autumn")
@case(2, (0,), born="spring")
@case(3, (1,))
def still_at_a_nursery_school(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    entry = term_starts(lives.entry_year[who] - 1)
    lives.enrol(who, lives.schools.serving("nursery", lives.area[who]), entry)


@case(2, (1,))
def left_a_nursery_school_in_the_reception_year(lives: Lives, who: Ints, chance: Chance) -> None:
    """A nursery is no school, however long it lasts."""
    lives.never_enrolled(who)
    nursery = lives.schools.serving("nursery", lives.area[who])
    lives.enrol(who, nursery, term_starts(lives.year - 2), day(lives.year - 1, 12, 11), destination="unknown")


@case(1, (1,))
def only_ever_a_guest(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    lives.enrol(who, lives.schools.serving("primary", lives.area[who]), day(lives.year - 1, 11, 3), status="G")


@case(1, (1,))
def previous_without_a_leaving_date(lives: Lives, who: Ints, chance: Chance) -> None:
    lives.never_enrolled(who)
    lives.enrol(who, lives.schools.serving("primary", lives.area[who]), term_starts(lives.year - 1), status="P")
