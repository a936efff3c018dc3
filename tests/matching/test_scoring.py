"""Scores against Fellegi and Sunter's sum written by hand: weights of the levels found, and of how rare the name is."""

from __future__ import annotations

from typing import Any

import pytest
from records import MODEL, Record, night, person

from pipeline import store
from pipeline.matching import compare
from pipeline.store import Connection

FORENAMES = ("Katherine", "Katie", "Kathrine", "Hassan", "Zebediah")
RECORDS: list[Record] = [
    person(
        f"{forename}{number}",
        "benefits",
        ("Smith", "Miah", "Miah-Ash")[number % 3],
        forename,
        ("2016-05-04", "2016-04-05", "2016-05-05")[number // 2],
        sex=("F", "M", None)[number % 3],
        postcode=("SO14 1AA", "SO14 1AB", "SO18 2BB")[number // 2],
        address_line_1=f"{1 + number % 2} Quay Road",
    )
    for forename in FORENAMES
    for number in range(6)
]


def by_hand() -> str:
    """SQL: the sum over comparisons of log2(m / u) of the first level that holds, nothing where a value is missing.

    On a level of the name itself, u is how frequent that very name is, not how frequent names are alike.
    """
    summed = []
    for comparison in MODEL.splink["comparisons"]:
        cases = []
        for level in comparison["comparison_levels"]:
            bits = 0.0 if level.get("is_null_level") else f"log2({level['m_probability']} / {level['u_probability']})"
            if name := level.get("tf_adjustment_column"):
                bits = f"{bits} + log2({level['u_probability']} / greatest(tf_{name}_l, tf_{name}_r))"
            holds = "true" if level["sql_condition"] == "ELSE" else level["sql_condition"]
            cases.append(f"WHEN {holds} THEN {bits}")
        summed.append(f"CASE {' '.join(cases)} END")
    return " + ".join(f"({part})" for part in summed)


def in_pairs(con: Connection) -> dict[tuple[int, int], float]:
    """Every pair of contents and its weight by hand."""
    columns = [row[0] for row in con.execute("DESCRIBE content").fetchall()]
    sides = ", ".join(f"{side}.{column} AS {column}_{side}" for column in columns for side in ("l", "r"))
    con.execute(f"CREATE TEMP TABLE in_pairs AS SELECT {sides} FROM content AS l JOIN content AS r ON l.cid < r.cid")
    found = con.execute(f"SELECT cid_l, cid_r, {by_hand()} FROM in_pairs").fetchall()
    return {(a, b): weight for a, b, weight in found}


def test_weights_are_the_sums_of_their_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, Any] = {}
    write = compare._put_together

    def keeping(con: Connection, *others: Any) -> None:
        kept["hand"] = in_pairs(con)
        kept["scored"] = con.execute("SELECT cid_a, cid_b, weight, bits FROM scored").fetchall()
        write(con, *others)

    monkeypatch.setattr(compare, "_put_together", keeping)
    with night(store.open_durable(None), RECORDS):
        pass
    assert len(kept["scored"]) > 100
    for a, b, weight, bits in kept["scored"]:
        assert weight == pytest.approx(kept["hand"][a, b], abs=1e-6)
        assert sum(bits) == pytest.approx(weight, abs=1e-3)
