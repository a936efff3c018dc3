"""Evaluation of the matching, on eight records that can be counted by eye."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import SettingsError
from pipeline.matching import evaluate, intervals
from pipeline.matching.evaluation_text import as_text
from pipeline.store import Connection

RECORDS = """
education/students:a1     C1 ann    twin
benefits/children:a2      C1 ann    twin
admissions/applications:b1    C1 bob    twin
education/students:b2     C2 bob    twin
early_years/headcount:c1   C3 carla  alone
benefits/children:c2      C4 carla  alone
education/students:d1     C5 dele   alone
benefits/children:d2      C6 dele   alone
admissions/applications:x1    C7 -      -
"""
"""Record, child of the run, person in truth, and what the person is. Ann's child has a record of her twin Bob in it;
Carla's two records wait for review; Dele's are lost; of x1 nothing is known."""


@pytest.fixture
def con(tmp_path: Path) -> Iterator[Connection]:
    """A run with those records, and the truth in tmp_path."""
    rows = [line.split() for line in RECORDS.strip().splitlines()]
    number = {record: n for n, (record, *_) in enumerate(rows)}
    con = duckdb.connect()
    con.execute("ATTACH ':memory:' AS run; CREATE SCHEMA run.linked")
    con.execute("CREATE TABLE run.linked.record_child (rid BIGINT, record VARCHAR, child_id VARCHAR)")
    con.executemany("INSERT INTO run.linked.record_child VALUES (?, ?, ?)", [[number[r], r, c] for r, c, *_ in rows])
    con.execute("CREATE TABLE run.linked.prepared AS SELECT rid, record FROM run.linked.record_child")
    con.execute(
        """CREATE TABLE run.linked.candidate (
            rid_a BIGINT, rid_b BIGINT, how VARCHAR, strength INTEGER, score DOUBLE, reason VARCHAR)"""
    )
    for a, b, how, score in (
        ("education/students:a1", "benefits/children:a2", "exact", None),
        ("benefits/children:a2", "admissions/applications:b1", "model", 0.96),
        ("education/students:d1", "benefits/children:a2", "model", 0.40),
    ):
        con.execute(
            "INSERT INTO run.linked.candidate VALUES (?, ?, ?, ?, ?, '')",
            [number[a], number[b], how, 3 if how == "exact" else 6, score],
        )
    con.execute(
        """CREATE TABLE run.linked.link AS SELECT a.record AS record_a, b.record AS record_b, how, strength, score
            FROM run.linked.candidate JOIN run.linked.record_child AS a ON a.rid = rid_a
            JOIN run.linked.record_child AS b ON b.rid = rid_b WHERE a.child_id = b.child_id"""
    )
    con.execute(
        """CREATE TABLE run.linked.possible_link AS
            SELECT 'early_years/headcount:c1' AS record_a, 'benefits/children:c2' AS record_b"""
    )
    # What the model made of them: b1 and a2 have content 1 and 2, c1 and c2 share content 3.
    con.execute("CREATE TABLE run.linked.comparable (rid BIGINT, cid INTEGER)")
    for record, content in (
        ("admissions/applications:b1", 2),
        ("benefits/children:a2", 1),
        ("early_years/headcount:c1", 3),
        ("benefits/children:c2", 3),
    ):
        con.execute("INSERT INTO run.linked.comparable VALUES (?, ?)", [number[record], content])
    con.execute("CREATE TABLE run.linked.scored AS FROM (VALUES (1, 2, 0.96), (3, 3, 0.7)) AS s(cid_a, cid_b, score)")
    con.execute("CREATE TABLE run.linked.pair_decision (record_a VARCHAR, record_b VARCHAR, decision VARCHAR)")
    known = [row for row in rows if row[2] != "-"]
    (tmp_path / "people.csv").write_text("record,person_id\n" + "".join(f"{r},{p}\n" for r, _, p, _ in known))
    (tmp_path / "children.csv").write_text(
        "person_id,community,household,date_of_birth\n"
        "ann,Polish,1,2016-05-01\nbob,Polish,1,2016-05-01\ncarla,Somali,2,2015-02-02\ndele,Somali,3,2014-03-03\n"
    )
    (tmp_path / "noise.csv").write_text(
        "record,kinds\n"
        "benefits/children:c2,moved house; other surname\n"
        "benefits/children:d2,moved house\n"
        "admissions/applications:b1,number of a twin\n"
    )
    yield con
    con.close()


def counts(row: dict[str, Any]) -> tuple[int, int, int]:
    return row["right"], row["false"], row["missed"]


@pytest.fixture
def found(con: Connection, tmp_path: Path) -> dict[str, Any]:
    return evaluate.evaluate(con, tmp_path / "people.csv", thresholds=False)


def test_pairs_and_children_are_counted(found: dict[str, Any]) -> None:
    # Right: a1-a2. False: a1-b1, a2-b1. Missed: b1-b2, c1-c2, d1-d2.
    assert counts(found["pairs"]) == (1, 2, 3)
    assert found["pairs"]["precision"] == pytest.approx(1 / 3)
    assert found["pairs"]["recall"] == pytest.approx(1 / 4)
    assert found["pairs"]["f1"] == pytest.approx(2 / 7)
    # Six children, four persons, and no child has all of one person and nothing else.
    assert counts(found["children"]) == (0, 6, 4)
    assert found["records"] == {"known": 8, "without_truth": 1, "not_in_run": 0}


def test_pairs_are_told_by_system_link_error_and_community(found: dict[str, Any]) -> None:
    by_source = {row["sources"]: counts(row) for row in found["by_source"]}
    assert by_source["benefits - education"] == (1, 0, 1)
    assert by_source["admissions - education"] == (0, 1, 1)
    assert by_source["benefits - early_years"] == (0, 0, 1)
    assert found["by_link"] == [{"how": "exact", "right": 1, "false": 0}, {"how": "model", "right": 0, "false": 1}]
    by_error = {row["kind"]: counts(row) for row in found["by_error"]}
    assert by_error == {
        "moved house": (0, 0, 2),
        "other surname": (0, 0, 1),
        "number of a twin": (0, 2, 1),
        "no error": (1, 0, 0),
    }
    by_community = {row["community"]: counts(row) for row in found["by_community"]}
    assert by_community == {"Polish": (1, 2, 1), "Somali": (0, 0, 2)}
    assert found["recall_gap"] == pytest.approx(50.0)
    somali = next(row for row in found["by_community"] if row["community"] == "Somali")
    assert somali["missed_with"] == {"moved house": 2, "other surname": 1}


def test_twins_in_one_child_are_counted_once(found: dict[str, Any]) -> None:
    merged = found["false_children"]
    assert merged["persons"] == 4
    assert [merged[name]["number"] for name in ("twins", "siblings", "twins_and_siblings", "others")] == [1, 0, 1, 0]
    assert merged["twins"]["per_20000"] == pytest.approx(5_000)


def test_true_pairs_are_linked_waiting_or_lost(found: dict[str, Any]) -> None:
    review = found["review"]
    assert (review["true_pairs_linked"], review["true_pairs_waiting"], review["true_pairs_lost"]) == (1, 1, 2)
    assert (review["possible_matches"], review["possible_matches_true"], review["children_waiting"]) == (1, 1, 1)


def test_a_truth_may_be_two_columns_only(con: Connection, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    (tmp_path / "people.csv").rename(alone / "people.csv")
    found = evaluate.evaluate(con, alone / "people.csv", thresholds=False)
    assert counts(found["pairs"]) == (1, 2, 3)
    assert (found["by_error"], found["by_community"], found["recall_gap"]) == ([], [], None)
    assert found["false_children"]["others"]["number"] == 1
    assert any("Possible matches waiting: 1" in line for line in as_text(found))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("record,person\na,b\n", "no column person_id"),
        ("record,person_id\na,p\na,q\n", "more than once"),
        (None, "no file"),
    ],
)
def test_a_truth_that_cannot_be_used_is_refused(con: Connection, tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "other.csv"
    if text:
        path.write_text(text)
    with pytest.raises(SettingsError, match=said):
        evaluate.evaluate(con, path)


def test_officers_decisions_stand_for_a_truth(con: Connection) -> None:
    con.executemany(
        "INSERT INTO run.linked.pair_decision VALUES (?, ?, ?)",
        [
            ["benefits/children:c2", "early_years/headcount:c1", "Same"],
            ["admissions/applications:b1", "benefits/children:a2", "Different"],
            ["benefits/children:d2", "education/students:d1", "Same"],
            ["benefits/children:d2", "education/students:b2", "Don't know"],
            ["benefits/children:d2", "education/students:c1", None],
        ],
    )
    decided = evaluate.by_decisions(con, 0.95, 0.5)["decided"]
    assert decided["Same"] == {"pairs": 2, "link": 0, "review": 1, "apart": 0, "not_compared": 1}
    assert decided["Different"] == {"pairs": 1, "link": 1, "review": 0, "apart": 0, "not_compared": 0}
    assert len(list(as_text(evaluate.by_decisions(con, 0.95, 0.5)))) == 3


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_of_a_share_is_wilsons(right: int, of: int, low: float, high: float) -> None:
    assert intervals.share(right, of) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("number", "low", "high"), [(0, 0, 3.6889), (1, 0.0253, 5.5716), (4, 1.0899, 10.2416)])
def test_the_interval_of_rare_events_is_exact(number: int, low: float, high: float) -> None:
    assert intervals.rare(number) == pytest.approx((low, high), abs=5e-4)


def test_the_interval_holds_as_often_as_it_says() -> None:
    draw = random.Random(3)
    held = 0
    for _ in range(2_000):
        number = sum(draw.random() < 0.03 for _ in range(100))
        low, high = intervals.rare(number)
        held += low <= 3.0 <= high
    assert held / 2_000 > 0.945
