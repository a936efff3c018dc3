"""What the made-up city's schools tell the authority: mostly in time and rightly, as in life."""

from __future__ import annotations

import numpy as np
import pytest

from sources.synthetic import city
from sources.synthetic.city import City
from sources.synthetic.days import as_days
from sources.synthetic.notices import CHANGED_ON


@pytest.fixture(scope="module")
def made() -> City:
    return city.build(3000, 11, 2026)


def share(flags: object) -> float:
    return float(np.mean(np.asarray(flags, dtype=np.bool_)))


def test_most_leavers_and_joiners_are_told_of_in_time_and_some_are_not(made: City) -> None:
    rolls = made.rolls[~made.rolls["is_independent"]]
    left = rolls[rolls["reason"] == "Moved to another school"]
    late = (as_days(left["notified_on"]) - as_days(left["leave"])).astype(int)
    assert 0.85 < share(late == 0) < 0.97
    assert 0.02 < share(late > 5) < 0.12
    assert share(left["ground"] == "") < 0.1
    waited = (as_days(rolls["joined_told_on"]) - as_days(rolls["entry"])).astype(int)
    assert 0.85 < share((waited >= 0) & (waited <= 5)) < 0.97
    assert 0.02 < share(waited > 5) < 0.12


def test_a_ground_is_that_of_its_day(made: City) -> None:
    left = made.rolls[made.rolls["reason"] == "Moved to another school"]
    after = as_days(left["leave"]) >= CHANGED_ON
    assert {"A", ""} <= set(left.loc[after, "ground"]) <= {"A", "", "8(1)(b)"}
    assert set(left.loc[~after, "ground"]) == {"B", ""}


def test_who_left_without_a_word_stays_without(made: City) -> None:
    silent = (made.rolls["reason"] == "") & (made.rolls["destination"] == "") & (made.rolls["to_laestab"] == 0)
    ended = made.rolls[silent & ~made.rolls["leave"].isna() & (made.rolls["ground"] == "")]
    assert len(ended) > 10
    assert ended["notified_on"].isna().all()


def test_schools_that_decide_for_themselves_tell_of_applications(made: City) -> None:
    told = made.applications[~made.applications["school_told_on"].isna()]
    days = np.busday_count(as_days(told["received"]), as_days(told["school_told_on"]))
    assert len(told) > 20
    assert 0.6 < share(days <= 2) < 0.95
    assert days.min() >= 0
