"""Nothing of where a restricted child lives is left in the reasons of its links."""

from __future__ import annotations

import duckdb
import pytest

from pipeline.matching import saved_model
from pipeline.matching.withheld import withhold_places


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("ATTACH ':memory:' AS run; CREATE SCHEMA run.linked")
    con.execute(
        "CREATE TABLE run.linked.child AS SELECT * FROM (VALUES ('A', true), ('B', false)) t(child_id, is_restricted)"
    )
    con.execute(
        "CREATE TABLE run.linked.person AS FROM (VALUES ('a', 'A'), ('b', 'B'), ('c', 'B')) AS t(record, child_id)"
    )
    con.execute("CREATE TABLE run.linked.link (record_a VARCHAR, record_b VARCHAR, reason VARCHAR)")
    con.execute("CREATE TABLE run.linked.possible_link (record_a VARCHAR, record_b VARCHAR, reason VARCHAR)")
    con.execute("CREATE TABLE run.linked.record_how (record VARCHAR, reason VARCHAR)")
    return con


def withheld(con: duckdb.DuckDBPyConnection, reason: str, one: str = "a", other: str = "b") -> str:
    con.execute("INSERT INTO run.linked.possible_link VALUES (?, ?, ?)", [one, other, reason])
    withhold_places(con)
    ((left,),) = con.execute("SELECT reason FROM run.linked.possible_link").fetchall()
    return str(left)


@pytest.mark.parametrize(
    ("reason", "left"),
    [
        ("same date of birth and postcode; forename Kate / Katie", "same date of birth; forename Kate / Katie"),
        ("same date of birth, postcode and surname", "same date of birth and surname"),
        ("same date of birth, address, surname and sex", "same date of birth, surname and sex"),
        ("same address and surname; forename Kate / Katie", "same surname; forename Kate / Katie"),
        ("same postcode; forename Kate / Katie", "forename Kate / Katie"),
        ("same postcode", ""),
        ("same names, date of birth and property", "same names, date of birth"),
        ("same names, date of birth and postcode", "same names, date of birth"),
        ("postcodes near each other; same surname", "same surname"),
        ("same surname; postcode SO14 0AA / SO14 0AB, near; forename A / B", "same surname; forename A / B"),
        ("postcode SO14 0AA / SO15 0AB; forename A / B", "forename A / B"),
        ("same surname; postcode SO14 0AA / SO15 0AB", "same surname"),
        ("same date of birth, surname, forename and sex", "same date of birth, surname, forename and sex"),
    ],
)
def test_the_place_is_cut_out(con: duckdb.DuckDBPyConnection, reason: str, left: str) -> None:
    assert withheld(con, reason) == left


def test_on_whichever_side_the_restricted_child_is_and_of_no_other(con: duckdb.DuckDBPyConnection) -> None:
    assert withheld(con, "same surname and postcode", "c", "a") == "same surname"
    con.execute("DELETE FROM run.linked.possible_link")
    assert withheld(con, "same surname and postcode", "c", "b") == "same surname and postcode"


def test_whatever_the_model_says_of_places_is_cut_out(con: duckdb.DuckDBPyConnection) -> None:
    model = saved_model.load(saved_model.newest())
    (place,) = [comparison for comparison in model.comparisons if comparison.name == "place"]
    for level in place.levels:
        if level.says:
            said = level.says.format(l="SO14 0AA", r="SO15 0AB")
            con.execute("DELETE FROM run.linked.possible_link")
            assert withheld(con, f"same date of birth; {said}; forename A / B") == "same date of birth; forename A / B"
            con.execute("DELETE FROM run.linked.possible_link")
            together = said if said.startswith("same ") else "same postcode"
            assert withheld(con, f"same date of birth and {together.removeprefix('same ')}") == "same date of birth"
