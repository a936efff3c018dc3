"""A night with memory gives what a night without would give, and compares only what is new."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from records import COLUMNS, MODEL, Record, night, person

from pipeline import store
from pipeline.matching import blocking, compare, prepare, resolver, scoring
from pipeline.matching.match import match
from pipeline.store import Connection

FORENAMES = ("Katherine", "Katie", "Hassan", "Hussain", "Amina", "Jack", None)
SURNAMES = ("Ash", "Miah", "Miah-Ash", "Khan")
DATES = ("2016-05-04", "2016-05-04", "2016-04-05", "2016-05-05", "2016-01-01")
HOMES = (("1 Quay Road", "SO14 1AA"), ("2 Quay Road", "SO14 1AA"), ("9 Lee Street", "SO18 2BB"), (None, None))
SOURCES = ("education", "admissions", "benefits", "early_years")
UPNS = (None, None, None, "A123456789012", "B123456789012", "C12345678901A")
IDS = (None, None, None, "S1", "S2")


def any_record(chance: random.Random, number: int) -> Record:
    """One of few names, dates, homes and numbers, so that many are alike and some are the same."""
    home, source = chance.choice(HOMES), SOURCES[number % 4]
    return person(
        str(number),
        source,
        chance.choice(SURNAMES),
        chance.choice(FORENAMES),
        chance.choice(DATES),
        address_line_1=home[0],
        postcode=home[1],
        upn=chance.choice(UPNS),
        former_upn=chance.choice((None, None, None, "A123456789012")),
        student_id=chance.choice(IDS),
        preferred_surname=chance.choice((None, None, None, "Khan")),
        apart=chance.choice((None, f"{source}|1")),
    )


def next_night(chance: random.Random, records: dict[int, Record], size: int) -> None:
    """Some records change, some go, some come or come back, and an officer may say something."""
    for number in range(size):
        what = chance.random()
        if number not in records:
            if what < 0.4:
                records[number] = any_record(chance, number)
        elif what < 0.1:
            del records[number]
        elif what < 0.2:
            records[number] = any_record(chance, number)
        elif what < 0.25:
            records[number] |= {"forename": chance.choice(FORENAMES)}


def decide(con: Connection, said: list[tuple[str, str, str | None]]) -> None:
    """Writes officers' decisions (record, record, decision), in their order, as they are collected."""
    con.execute("DELETE FROM decisions.entry")
    for number, (one, other, decision) in enumerate(said):
        con.execute(
            """INSERT INTO decisions.entry (entry_id, subject, column_name, value, officer, decided_on)
                VALUES (?, ?, 'Decision', ?, 'A', DATE '2026-10-01')""",
            [number, f"pair {min(one, other)} {max(one, other)}", decision],
        )


def what_came_of_it(con: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Everything of a night that the next stages and people see."""
    told = {
        "children": "SELECT rid, gid FROM run.linked.grouped",
        "vetoed": "FROM run.linked.vetoed",
        "links": "SELECT rid_a, rid_b, how, strength, round(score, 9), reason FROM run.linked.candidate",
        "waiting": "SELECT * EXCLUDE (score, weight), round(weight, 6) FROM run.linked.possible_link",
        "scored": "SELECT cid_a, cid_b, round(score, 9), gammas FROM run.linked.scored",
    }
    return {name: sorted(con.execute(query).fetchall(), key=repr) for name, query in told.items()}


@pytest.mark.parametrize("size", [12, 30])
@pytest.mark.parametrize("seed", range(3))
def test_nights_one_after_another_give_what_one_night_gives(
    seed: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys, dates and contents are crowded from a few records on, so that they become so and cease to be."""
    monkeypatch.setattr("records.MODEL", replace(MODEL, at_most=5))
    monkeypatch.setattr(prepare, "CROWD", 6)
    monkeypatch.setattr(blocking, "ALIKE", 2)
    monkeypatch.setattr(resolver, "CROWD", 6)
    chance = random.Random(seed)
    con, records = store.open_durable(None), {n: any_record(chance, n) for n in range(0, size, 2)}
    said: list[tuple[str, str, str | None]] = []
    for _ in range(4):
        fresh = store.open_durable(None)
        decide(con, said)
        decide(fresh, said)
        with night(con, records.values(), remember=True, link_above=0.8, review_above=0.2):
            with_memory = what_came_of_it(con)
        with night(fresh, records.values(), link_above=0.8, review_above=0.2):
            assert with_memory == what_came_of_it(fresh)
        next_night(chance, records, size)
        if len(records) > 1 and chance.random() < 0.7:
            one, other = chance.sample([str(record["record"]) for record in records.values()], 2)
            said.append((one, other, chance.choice(("Same", "Same", "Different", None))))


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
    assert store.count(con, "SELECT count(*) FROM matching.night") == 0


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
