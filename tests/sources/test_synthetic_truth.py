"""The made-up city's truth: its calendar, that every line and status occurs, and that the form adds up."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.synthetic import city, truth
from sources.synthetic.cases import all_cases
from sources.synthetic.city import City
from sources.synthetic.days import academic_year, as_days, csa_ends, csa_starts, reception_year

DAYS = ("2026-10-31", "2026-12-31", "2027-03-31", "2027-06-30")
VECTORS = """
2016-08-31 2021-08-31 2032-06-25
2016-09-01 2021-12-31 2033-06-24
2016-12-31 2021-12-31 2033-06-24
2017-01-01 2022-03-31 2033-06-24
2020-02-29 2025-03-31 2036-06-27
2017-03-31 2022-03-31 2033-06-24
2017-04-01 2022-08-31 2033-06-24
2017-09-01 2022-12-31 2034-06-30
2016-02-29 2021-03-31 2032-06-25
2006-06-24 2011-08-31 2022-06-24
2005-08-31 2010-08-31 2021-06-25
2005-09-01 2010-12-31 2022-06-24
"""


@pytest.mark.parametrize("vector", VECTORS.split("\n")[1:-1])
def test_compulsory_school_age(vector: str) -> None:
    born, starts, ends = (as_days([text]) for text in vector.split())
    assert (csa_starts(born), csa_ends(born)) == (starts, ends)


@pytest.mark.parametrize(
    ("born", "year"), [("2016-08-31", 2020), ("2016-09-01", 2021), ("2017-08-31", 2021), ("2020-02-29", 2024)]
)
def test_reception_year(born: str, year: int) -> None:
    assert reception_year(as_days([born])) == [year]


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)))
def test_academic_years_begin_on_the_first_of_september(on: date) -> None:
    assert academic_year(as_days([on])) == [on.year if on.month >= 9 else on.year - 1]


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)))
def test_school_age_starts_on_a_prescribed_day_and_ends_on_a_friday_in_june(born: date) -> None:
    starts = csa_starts(as_days([born]))[0].astype(date)
    ends = csa_ends(as_days([born]))[0].astype(date)
    assert (starts.month, starts.day) in {(3, 31), (8, 31), (12, 31)}
    assert timedelta(0) <= starts - born.replace(year=born.year + 5, day=min(born.day, 28)) <= timedelta(155)
    assert (ends.weekday(), ends.month, ends.day > 23) == (4, 6, True)


@pytest.fixture(scope="module")
def made() -> City:
    return city.build(1000, 3, 2026)


@pytest.fixture(scope="module", params=DAYS)
def told(request: pytest.FixtureRequest, made: City) -> truth.Truth:
    return truth.tell(made, np.datetime64(request.param))


@pytest.fixture(scope="module")
def form(made: City, told: truth.Truth) -> dict[tuple[str, int | None], dict[str, Any]]:
    return {(line["measure"], line["year"]): line for line in truth.as_form(made, told)}  # type: ignore[misc] # JSON


def test_every_line_has_a_couple_of_children(form: dict[tuple[str, int | None], dict[str, Any]]) -> None:
    assert {key: line["number"] for key, line in form.items() if line["number"] < 2} == {}


def test_every_status_occurs(told: truth.Truth) -> None:
    assert set(told.status.tolist()) == set(range(10))


def test_lines_fitted_and_counted_earlier_occur(form: dict[tuple[str, int | None], dict[str, Any]]) -> None:
    also = {measure for (measure, _), line in form.items() if line["also"]}
    assert {"leavers", "send", "cla", "in_year_processing"} <= also


def test_each_child_is_counted_once_and_the_column_adds_up(
    form: dict[tuple[str, int | None], dict[str, Any]],
) -> None:
    sums = {"total", "total_cme", "open_to_yos", "child_protection", "child_in_need", "failed_to_track", "ehe"}
    on_lines = {k: line for k, line in form.items() if k[0] not in sums | {"historical", "deferred_entry_reception"}}
    people = Counter(who for line in on_lines.values() for who in line["people"])
    historical = form["historical", None]["people"]
    assert max(people.values()) == 1
    assert set(form["total", None]["people"]) == set(people)
    assert set(form["total_cme", None]["people"]) == set(people) | set(historical)
    assert not set(people) & set(historical)
    for subset in ("open_to_yos", "child_protection", "child_in_need"):
        assert set(form[subset, None]["people"]) <= set(form["total_cme", None]["people"])
    assert not set(form["child_protection", None]["people"]) & set(form["child_in_need", None]["people"])
    assert all(line["number"] == len(line["people"]) for line in form.values())


def test_the_form_has_its_31_lines_and_the_home_educated(made: City, told: truth.Truth) -> None:
    lines = truth.as_form(made, told)
    assert len(lines) == 31
    assert [line["measure"] for line in lines[:5]] == [
        *("failed_to_start_reception", "failed_to_start_reception", "failed_to_transfer_junior"),
        *("failed_to_transfer_secondary", "deferred_entry_reception"),
    ]
    assert [line["year"] for line in lines[:5]] == [2025, 2026, 2026, 2026, 2027]
    assert [line["measure"] for line in lines[-8:]] == [
        *("total", "historical", "total_cme", "open_to_yos", "child_protection", "child_in_need", "failed_to_track"),
        "ehe",
    ]


def test_the_last_day_on_roll_is_the_leaving_date(made: City) -> None:
    """Children whose only open roll ends on 31 December: on roll that day, off it the next."""
    eve, next_day = np.datetime64("2026-12-31"), np.datetime64("2027-01-01")
    last = made.rolls[(made.rolls["leave"] == eve) & ~made.rolls["is_independent"]]["person"].to_numpy()
    last = last[~made.rolls.groupby("person")["entry"].max()[last].gt("2026-12-31").to_numpy()]
    assert len(last) >= 1
    assert (truth.tell(made, eve).status[last] == truth.ON_ROLL).all()
    assert (truth.tell(made, next_day).status[last] == truth.WITHOUT).all()


def test_year_11_is_past_school_age_once_the_leaving_date_has_gone(made: City) -> None:
    year_11 = (made.people["entry_year"] == 2015).to_numpy() & (
        truth.tell(made, np.datetime64("2027-06-25")).status > 1
    )
    assert year_11.sum() > 20
    assert not (truth.tell(made, np.datetime64("2027-06-25")).status[year_11] == truth.NOT_CSA).any()
    assert (truth.tell(made, np.datetime64("2027-06-26")).status[year_11] == truth.NOT_CSA).all()


def test_every_case_has_its_own_story() -> None:
    cases = all_cases()
    assert len(cases) > 140
    assert all(case.least >= 1 and case.years for case in cases)
