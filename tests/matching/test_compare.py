"""A night with memory gives what a night without would give, and compares only what is new."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import COLUMNS, MODEL, Record, night, person

from pipeline import store
from pipeline.matching import compare, scoring
from pipeline.matching.match import match
from pipeline.store import Connection

FORENAMES = ("Katherine", "Katie", "Hassan", "Hussain", "Amina", "Jack")
SURNAMES = ("Ash", "Miah", "Miah-Ash", "Khan")
DATES = ("2016-05-04", "2016-04-05", "2016-05-05", "2016-01-01")
HOMES = (("1 Quay Road", "SO14 1AA"), ("2 Quay Road", "SO14 1AA"), ("9 Lee Street", "SO18 2BB"), (None, None))
SOURCES = ("education", "admissions", "benefits", "early_years")


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    """Up to 14 records of few names, dates and homes, so that many are alike and some are the same."""
    made = []
    for number in range(draw(st.integers(2, 14))):
        home = draw(st.sampled_from(HOMES))
        one = person(
            str(number),
            draw(st.sampled_from(SOURCES)),
            draw(st.sampled_from(SURNAMES)),
            draw(st.sampled_from((*FORENAMES, None))),
            draw(st.sampled_from(DATES)),
            address_line_1=home[0],
            postcode=home[1],
        )
        made.append(one)
    return made


def what_came_of_it(con: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Everything of a night that the next stages and people see."""
    told = {
        "children": "SELECT rid, gid FROM run.linked.grouped",
        "links": "SELECT rid_a, rid_b, how, strength, round(score, 9), reason FROM run.linked.candidate",
        "waiting": "SELECT * EXCLUDE (score, weight), round(weight, 6) FROM run.linked.possible_link",
        "scored": "SELECT cid_a, cid_b, round(score, 9), gammas FROM run.linked.scored",
    }
    return {name: sorted(con.execute(query).fetchall(), key=repr) for name, query in told.items()}


@settings(max_examples=25, deadline=None)
@given(st.lists(records(), min_size=2, max_size=3))
def test_nights_one_after_another_give_what_one_night_gives(nights: list[list[Record]]) -> None:
    con = store.open_durable(None)
    for tonight in nights:
        with night(con, tonight, remember=True):
            with_memory = what_came_of_it(con)
        with night(store.open_durable(None), tonight):
            pass
        fresh = store.open_durable(None)
        with night(fresh, tonight):
            assert with_memory == what_came_of_it(fresh)


KATHERINE = person("1", "education", "Miah", "Katherine", "2016-05-04")
KATIE = person("2", "benefits", "Miah", "Katie", "2016-05-04")
JACK = person("3", "benefits", "Ash", "Jack", "2014-03-02", postcode="SO18 2BB")


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pairs each night compared."""
    counts: list[int] = []

    def counting(con: Connection, model: Any, floor: float = scoring.FLOOR) -> None:
        counts.append(store.count(con, "SELECT count(*) FROM pair_to_score"))
        score_pairs(con, model, floor)

    score_pairs = scoring.score_pairs
    monkeypatch.setattr(scoring, "score_pairs", counting)
    return counts


def test_what_was_compared_is_not_compared_again(compared: list[int]) -> None:
    con = store.open_durable(None)
    for tonight in (
        [KATHERINE, KATIE],
        [KATHERINE, KATIE],
        [JACK, KATHERINE, KATIE],
        [KATHERINE | {"sex": "M"}, KATIE],
    ):
        with night(con, tonight, remember=True):
            pass
    assert compared == [1, 0, 0, 1]


def test_a_record_that_was_away_meets_what_came_meanwhile(compared: list[int]) -> None:
    con = store.open_durable(None)
    for tonight in ([KATHERINE], [KATIE], [KATHERINE, KATIE]):
        with night(con, tonight, remember=True):
            found = what_came_of_it(con)
    assert compared == [0, 0, 1]
    assert len(found["scored"]) == 1


def test_a_night_of_the_past_remembers_nothing() -> None:
    con = store.open_durable(None)
    with night(con, [KATHERINE, KATIE], day=date(2026, 9, 30)):
        pass
    assert store.count(con, "SELECT count(*) FROM matching.compared") == 0


def test_another_threshold_for_review_compares_anew(compared: list[int]) -> None:
    con = store.open_durable(None)
    with night(con, [KATHERINE, KATIE], remember=True):
        pass
    with night(con, [KATHERINE, KATIE], review_above=0.001, remember=True):
        pass
    assert compared == [1, 1]


def test_a_larger_council_needs_more_to_believe() -> None:
    assert compare.prior_bits(MODEL, 10) == MODEL.prior_bits
    assert compare.prior_bits(MODEL, MODEL.records * 8) == pytest.approx(MODEL.prior_bits - 3)


COUNT = 10_000
LETTERS = "left(translate(md5({}), '0123456789', 'klmnoprstu'), 7)"


@pytest.mark.parametrize(
    "said",
    [
        {"date_of_birth": "DATE '2015-01-01'"},
        {"date_of_birth": "DATE '2015-09-01'"},
        {"postcode": "NULL::VARCHAR", "address_line_1": "NULL::VARCHAR"},
        {"postcode": "NULL::VARCHAR", "date_of_birth": "DATE '2015-09-01'", "forename": "'Jack'", "surname": "'Ash'"},
    ],
    ids=["1 January", "one day", "no postcode", "one name and day, no postcode"],
)
def test_what_ten_thousand_records_share_makes_few_pairs(said: dict[str, str], compared: list[int]) -> None:
    columns = {
        **dict.fromkeys(COLUMNS, "NULL::VARCHAR"),
        "record": "'benefits/people:' || n",
        "source": "'benefits'",
        "surname": LETTERS.format("'surname' || n % 2999"),
        "forename": LETTERS.format("'forename' || n % 397"),
        "date_of_birth": "DATE '2008-09-02' + n % 5000",
        "address_line_1": "n % 101 || ' Quay Road'",
        "postcode": "'SO14 ' || n % 10 || 'AA'",
    } | said
    con = store.open_durable(None)
    with store.derived(con, None):
        con.execute("SET VARIABLE as_at = DATE '2026-10-31'")
        selected = ", ".join(f"{sql} AS {column}" for column, sql in columns.items())
        con.execute(
            f"""CREATE TABLE run.linked.person_record AS
                SELECT {selected} FROM (SELECT range::INTEGER AS n FROM range({COUNT}))"""
        )
        match(con, MODEL, link_above=0.95, review_above=0.5, remember=False)
        possible = store.count(con, "SELECT count(*) FROM run.linked.possible_link")
        links = store.count(con, "SELECT count(*) FROM run.linked.candidate")
    assert compared[0] < COUNT * 10
    assert possible < COUNT / 10
    assert links < COUNT / 10
