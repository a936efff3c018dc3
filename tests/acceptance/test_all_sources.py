"""The made-up city with all nine sources, and with each missing in turn: its numbers, and what is said of it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import cme
from python_calamine import CalamineWorkbook

from outputs.appendix_3 import CoverageRow
from pipeline import rulebook, settings, store
from pipeline.errors import MissingRequired
from pipeline.stages.as_at import select_as_at
from pipeline.stages.assess import Number, assess, run_parameters
from pipeline.stages.coverage import Freshness, coverage_rows, freshness, refuse_missing
from pipeline.stages.link import link
from pipeline.store import Connection
from sources import SOURCES
from sources.synthetic import city, truth, write_city
from sources.synthetic.city import City
from sources.synthetic.neighbours import emptied
from sources.synthetic.others import SOURCES as OTHERS
from sources.synthetic.others import Others
from sources.synthetic.write import others_of

CHILDREN, SEED, DAY, TODAY = 900, 1, date(2026, 10, 31), date(2026, 11, 3)
TITLES = {source.name: source.title for source in SOURCES}
REQUIRED = tuple(name for name in TITLES if name not in OTHERS)
Numbers = dict[tuple[str, int | None], tuple[int, int]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """After the report of the day, with every source."""
    home = tmp_path_factory.mktemp("nine")
    write_city(home, children=CHILDREN, seed=SEED, as_at=DAY, all_sources=True)
    done = cme(home, "monthly-report", "--as-at", str(DAY), today=TODAY)
    assert done.exit_code == 0, done.said
    return home


@pytest.fixture(scope="module")
def con(home: Path) -> Iterator[Connection]:
    con = store.open_durable(settings.load(home))
    yield con
    con.close()


@pytest.fixture(scope="module")
def made() -> tuple[City, Others]:
    of_city = city.build(CHILDREN, SEED, DAY.year)
    return of_city, others_of(of_city)


@contextmanager
def never_sent(con: Connection, source: str) -> Iterator[None]:
    """As if no file of the source had ever been accepted."""
    con.execute("UPDATE landing.file SET outcome = 'hidden' WHERE outcome = 'accepted' AND source = ?", [source])
    try:
        yield
    finally:
        con.execute("UPDATE landing.file SET outcome = 'accepted' WHERE outcome = 'hidden'")


def _told(made: tuple[City, Others], missing: str = "") -> Numbers:
    of_city, others = made
    told = truth.tell(of_city, np.datetime64(DAY), others.without(missing) if missing else others)
    lines = truth.as_form(of_city, told)
    return {(str(line["measure"]), line["year"]): (line["number"], line["also"]) for line in lines}  # type: ignore[misc] # values of a form line


def _run(con: Connection, home: Path) -> tuple[list[Number], dict[str, CoverageRow]]:
    """The day's numbers and what is said of each source, from the files there are."""
    said = settings.load(home)
    book = rulebook.load(DAY)
    tables: list[Freshness] = freshness(con, said, DAY)
    with store.derived(con, None):
        select_as_at(con, list(SOURCES), DAY)
        link(con, list(SOURCES), said, DAY, extend=False)
        numbers, _ = assess(con, book, run_parameters(book, said, DAY))
        return numbers, {row.source: row for row in coverage_rows(con, book, tables, DAY)}


def test_with_all_of_them_the_numbers_are_those_of_the_truth(home: Path, made: tuple[City, Others]) -> None:
    shown = json.loads((home / "reports" / str(DAY) / "appendix-3.json").read_bytes())
    numbers = {(line["measure"], line["year"]): (line["number"], line["also"]) for line in shown["lines"]}
    assert numbers == {key: number for key, number in _told(made).items() if key[0] != "ehe"}
    sheet = CalamineWorkbook.from_path(str(home / "reports" / str(DAY) / "appendix-3.xlsx"))
    words = [cell for row in sheet.get_sheet_by_name("Coverage").to_python() for cell in row]
    assert not {"missing", "not delivered"} & {word for word in words if isinstance(word, str)}


@pytest.mark.parametrize("missing", OTHERS)
def test_with_one_missing_the_numbers_are_those_of_the_truth_without_it(
    con: Connection, home: Path, made: tuple[City, Others], missing: str
) -> None:
    with never_sent(con, missing):
        numbers, coverage = _run(con, home)
    told = _told(made, missing)
    assert {(n.measure, n.year): (n.number, n.also) for n in numbers} == told
    assert told != _told(made), "the source would change nothing"
    row = coverage[TITLES[missing]]
    assert row.state == "not delivered"
    assert row.meaning.startswith("Not delivered: ")
    assert "Weakens: " in row.meaning
    assert not re.search(r"\{|; \d|; \.", row.meaning)
    assert {source for source, row in coverage.items() if row.state != "up to date"} == {TITLES[missing]}


@pytest.mark.parametrize("missing", REQUIRED)
def test_without_a_required_source_nothing_would_be_published(con: Connection, home: Path, missing: str) -> None:
    with never_sent(con, missing):
        tables = freshness(con, settings.load(home), DAY)
    with pytest.raises(MissingRequired, match=f"for {missing}/"):
        refuse_missing(tables, DAY)
    assert {table.state for table in tables if table.source.name == missing} == {"missing"}


def test_every_child_of_the_register_is_one_person_on_the_line_of_the_truth(home: Path) -> None:
    with (home / "truth" / "people.csv").open(encoding="utf-8", newline="") as stream:
        person = {row["record"]: row["person_id"] for row in csv.DictReader(stream)}
    with (home / "truth" / f"status_{DAY}.csv").open(encoding="utf-8", newline="") as stream:
        told = {row["person_id"]: row["line"] for row in csv.DictReader(stream) if row["line"]}
    headings, *rows = _sheets(home / "lists" / "cme-register.xlsx")[1]
    found = {}
    for row in rows:
        said = dict(zip(headings, row, strict=True))
        (who,) = {person[record] for record in said["Source records"].split("; ")}
        found[who] = said["Line"]
    assert found == told


def test_what_changed_between_two_files_of_one_source_changes_where_the_child_is(made: tuple[City, Others]) -> None:
    of_city, others = made
    status = truth.tell(of_city, np.datetime64(DAY), others).status
    autumn = others.rolls[others.rolls["entry"] >= "2026-09-01"]
    left, nil = autumn["leave"] == "2026-10-07", autumn["laestab"] == emptied(of_city.schools)
    for gone in (left & ~autumn["is_unlisted"], left & autumn["is_unlisted"], left & nil):
        assert set(status[autumn.loc[gone, "person"]]) == {truth.WITHOUT}
    come = autumn["entry"] == "2026-10-05"
    assert set(status[autumn.loc[come, "person"]]) == {truth.ON_ROLL}
    moved = others.social.loc[others.social["later_la"] != "", "person"]
    assert truth.OTHER_AUTHORITYS in status[moved]


def test_the_neighbours_own_pupils_reach_no_list(home: Path, made: tuple[City, Others]) -> None:
    strangers = set(made[1].strangers["postcode"])
    assert len(strangers) > 50
    for path in (home / "lists").glob("*.xlsx"):
        for sheet in _sheets(path):
            assert not [cell for row in sheet for cell in row if cell in strangers], path.name


def _sheets(path: Path) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
