"""The made-up city's files beyond the five: neighbours' rolls, social care, youth justice, child health."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from stdnum.gb import nhs
from written_extracts import Row, rows_of

from pipeline.settings import Settings
from sources import SOURCES, source_named
from sources.synthetic import write_city

CHILDREN, SEED, AUTUMN = 900, 11, date(2026, 10, 31)


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("nine")
    write_city(path, children=CHILDREN, seed=SEED, as_at=AUTUMN, all_sources=True)
    return path


def test_all_sources_are_there_and_the_five_say_what_they_say_without_the_others(nine: Path, tmp_path: Path) -> None:
    write_city(tmp_path, children=CHILDREN, seed=SEED, as_at=AUTUMN)
    assert {p.name for p in (nine / "inbox").iterdir()} == {source.name for source in SOURCES}
    for path in (nine / "inbox").glob("*/*"):
        if path.parent.name in Settings(tmp_path).required:
            assert path.read_bytes() == (tmp_path / "inbox" / path.parent.name / path.name).read_bytes()


@pytest.mark.parametrize(
    ("source", "table", "ignored"),
    [
        ("cross_border", "rolls", {"Year Group"}),
        ("social_care", "children", {"Allocated Team"}),
        ("youth_justice", "children", set()),
        ("health", "children", set()),
    ],
)
def test_the_other_sources_head_their_columns_as_declared_and_their_people_have_a_truth(
    nine: Path, source: str, table: str, ignored: set[str]
) -> None:
    declared = source_named(source)
    assert declared is not None
    columns = {column.name for of_table in declared.tables for column in of_table.columns}
    files = sorted((nine / "inbox" / source).glob("*.csv"))
    rows = [row for path in files for row in rows_of(path, source, table)]
    assert {name for row in rows for name in row} - columns == ignored
    with (nine / "truth" / "people.csv").open(encoding="utf-8", newline="") as stream:
        told = {row["record"] for row in csv.DictReader(stream)}
    ids = {row["upn"] for row in rows if row["upn"]} if table == "rolls" else {row["person_id"] for row in rows}
    known = {record.split(":")[1] for record in told if record.startswith(f"{source}/")}
    assert len(ids) > 5
    assert {key.split("-")[-1] for key in known} >= ids


def test_each_neighbour_sends_two_rolls_and_children_and_strangers_come_and_go_between_them(nine: Path) -> None:
    for neighbour in ("hampshire", "portsmouth"):
        first, second = sorted((nine / "inbox" / "cross_border").glob(f"*_{neighbour}.csv"))
        before, after = ({_pupil(row): row for row in rows_of(p, "cross_border", "rolls")} for p in (first, second))
        for ours in (True, False):
            stay = [who for who in before.keys() & after.keys() if who[3].startswith("SO") is ours]
            came = [after[who]["entry_date"] for who in after.keys() - before.keys() if who[3].startswith("SO") is ours]
            gone = [who for who in before.keys() - after.keys() if who[3].startswith("SO") is ours]
            assert all((stay, gone)), (neighbour, ours)
            assert set(came) == {"05/10/2026"}, (neighbour, ours)
        told = [
            who for who in before.keys() & after.keys() if before[who]["leaving_date"] != after[who]["leaving_date"]
        ]
        assert {after[who]["leaving_date"] for who in told} <= {"07/10/2026"}
        assert told or neighbour == "portsmouth"


def test_a_school_of_a_neighbour_that_has_lost_its_pupils_sends_a_nil_roll(nine: Path) -> None:
    (nil,) = (nine / "inbox" / "cross_border").glob("*-*-*_*-school.csv")
    (row,) = rows_of(nil, "cross_border", "rolls")
    assert row["surname"] == "NIL RETURN"
    rolls = {p: rows_of(p, "cross_border", "rolls") for p in (nine / "inbox" / "cross_border").glob("*_portsmouth.csv")}
    there = [sum(one["laestab"] == row["laestab"] for one in rolls[path]) for path in sorted(rolls)]
    assert there[0] > 3
    assert there[1:] == [0]


def test_between_two_extracts_of_social_care_a_plan_ends_a_case_closes_and_another_authority_takes_over(
    nine: Path,
) -> None:
    files = sorted((nine / "inbox" / "social_care").glob("*.csv"))
    assert [path.name for path in files] == ["children_2026-09-30.csv", "children_2026-10-31.csv"]
    before, after = ({(r["person_id"], r["status"]): r for r in rows_of(p, "social_care", "children")} for p in files)
    changed = {
        (key[1], column, row[column], after[key][column])
        for key, row in before.items()
        for column in row
        if key in after and row[column] != after[key][column]
    }
    assert {("CP", "end_date", "", "09/10/2026"), ("LAC", "responsible_la", "852", "850")} <= changed
    assert {status for _, status in before.keys() - after.keys()} == {"OPEN"}


def _pupil(row: Row) -> tuple[str, ...]:
    return row["laestab"], row["surname"], row["forename"], row["postcode"], row["date_of_birth"]


def test_nhs_numbers_are_of_the_range_that_is_given_to_nobody_and_valid(nine: Path) -> None:
    (path,) = (nine / "inbox" / "health").glob("*.csv")
    numbers = [row["nhs_number"] for row in rows_of(path, "health", "children") if row["nhs_number"]]
    assert len(numbers) > 50
    assert all(number.startswith("999") and nhs.is_valid(number) for number in numbers)
