"""The made-up city through four reports of a year: every number, every child and every link is that of its truth."""

from __future__ import annotations

import csv
import json
import shutil
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import Done, cme, contents
from python_calamine import CalamineWorkbook

from sources.synthetic import write_city

CHILDREN, SEED = 1_500, 1
DAYS = (date(2026, 10, 31), date(2026, 12, 31), date(2027, 3, 31), date(2027, 6, 30))
OCTOBER, DECEMBER, MARCH, JUNE = DAYS

Counted = tuple[str, str, str]
"""Where a child is counted: line, its year ("" where it has none), the other lines that fit."""


@dataclass(frozen=True)
class Told:
    """The truth of a day. records: record -> person, of every file there was on that day."""

    lines: list[dict[str, Any]]
    counted: dict[str, Counted]
    records: dict[str, str]

    @property
    def running_total(self) -> dict[str, int]:
        by_measure = {line["measure"]: line["number"] for line in self.lines if line["year"] is None}
        names = {"cme": "total", "cme_incl_historical": "total_cme", "ehe": "ehe", "open_to_yos": "open_to_yos"}
        return {name: by_measure[measure] for name, measure in names.items()}


@dataclass(frozen=True)
class Issue:
    """One report, as it stood right after its run. files: every file of reports/<D> and lists/."""

    done: Done
    shown: dict[str, Any]
    files: dict[str, bytes]
    register: list[dict[str, Any]]
    links: list[dict[str, Any]]
    truth: Told


@dataclass(frozen=True)
class Year:
    """The four reports of one CME_HOME."""

    home: Path
    issues: dict[date, Issue]

    def __getitem__(self, day: date) -> Issue:
        return self.issues[day]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The four reports in their order, each day's files arriving before its run, three days after the day itself."""
    home = tmp_path_factory.mktemp("city")
    return Year(home, {day: _issue(home, day, today=day + timedelta(3)) for day in DAYS})


def _issue(home: Path, day: date, *, today: date) -> Issue:
    write_city(home, children=CHILDREN, seed=SEED, as_at=day)
    done = cme(home, "monthly-report", "--as-at", str(day), today=today)
    assert done.exit_code == 0, done.said
    report = home / "reports" / str(day)
    links = cme(home, "links", "--json", today=today)
    assert links.exit_code == 0, links.said
    return Issue(
        done,
        json.loads((report / "appendix-3.json").read_bytes()),
        _published(home, day),
        _rows(home / "lists" / "cme-register.xlsx"),
        json.loads(links.stdout),
        _truth(home / "truth", day),
    )


def _published(home: Path, day: date) -> dict[str, bytes]:
    files = contents(home / "reports" / str(day))
    return files | {f"lists/{name}": content for name, content in contents(home / "lists").items()}


def _rows(path: Path) -> list[dict[str, Any]]:
    """The rows of the only list sheet of a list."""
    readme, sheet = (CalamineWorkbook.from_path(str(path)).get_sheet_by_index(n) for n in (0, 1))
    assert readme.name == "Read me"
    headings, *rows = sheet.to_python(skip_empty_area=False)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def _truth(folder: Path, day: date) -> Told:
    lines = json.loads((folder / f"appendix-3_{day}.json").read_bytes())["lines"]
    with (folder / f"status_{day}.csv").open(encoding="utf-8", newline="") as stream:
        counted = {
            row["person_id"]: (row["line"], row["line_year"], row["also_fits"])
            for row in csv.DictReader(stream)
            if row["line"]
        }
    with (folder / "people.csv").open(encoding="utf-8", newline="") as stream:
        records = {row["record"]: row["person_id"] for row in csv.DictReader(stream)}
    return Told(lines, counted, records)


def _numbers(lines: list[dict[str, Any]]) -> dict[tuple[str, int | None], tuple[int, int]]:
    return {(line["measure"], line["year"]): (line["number"], line["also"]) for line in lines}


def _who(row: dict[str, Any], records: dict[str, str]) -> str:
    """The person whose records a row of the register names: all of one, or the row is wrong."""
    people = {records[record] for record in row["Source records"].split("; ")}
    assert len(people) == 1, f"{row['Case']} has records of {sorted(people)}"
    return people.pop()


def _counted(row: dict[str, Any]) -> Counted:
    return row["Line"], str(int(row["Line year"])) if row["Line year"] else "", row["Also fits"]


# Numbers


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_line_is_the_truths(year: Year, day: date) -> None:
    truth = [line for line in year[day].truth.lines if line["measure"] != "ehe"]
    shown = year[day].shown["lines"]
    assert _numbers(shown) == _numbers(truth)
    assert [(line["measure"], line["year"]) for line in shown] == [(line["measure"], line["year"]) for line in truth]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_running_totals_are_the_truths_of_the_days_so_far(year: Year, day: date) -> None:
    expected = [{"as_at": str(d)} | year[d].truth.running_total for d in DAYS if d <= day]
    assert year[day].shown["running_totals"] == expected


def test_the_city_has_every_line_and_clash_that_the_rules_know(year: Year) -> None:
    numbers = [_numbers(year[day].truth.lines) for day in DAYS]
    empty = {measure for measure, _ in numbers[0]} - {
        measure for of_day in numbers for (measure, _), (number, _) in of_day.items() if number
    }
    assert not empty
    assert sum(also for of_day in numbers for _, also in of_day.values()) > 100


# Children


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_register_has_the_truths_children_each_on_its_line(year: Year, day: date) -> None:
    issue = year[day]
    shown = [(_who(row, issue.truth.records), _counted(row)) for row in issue.register]
    assert len(dict(shown)) == len(shown), "a person is on the register twice"
    wrong = {
        person: (f"expected {issue.truth.counted.get(person)}", f"came out {dict(shown).get(person)}")
        for person in {*dict(shown), *issue.truth.counted}
        if dict(shown).get(person) != issue.truth.counted.get(person)
    }
    assert not wrong


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_records_are_of_one_child_where_they_are_of_one_person(year: Year, day: date) -> None:
    records = year[day].truth.records
    child_of = {row["record"]: row["child"] for row in year[day].links if row["how"] != "review"}
    assert set(child_of) == set(records)
    children, people = defaultdict(set), defaultdict(set)
    for record, person in records.items():
        children[person].add(child_of[record])
        people[child_of[record]].add(person)
    assert {person: ids for person, ids in children.items() if len(ids) > 1} == {}, "persons split"
    assert {child: ids for child, ids in people.items() if len(ids) > 1} == {}, "persons merged"


def test_a_case_keeps_its_id_all_year(year: Year) -> None:
    """By a child's records: whatever else came to it, the id that a record was given stays the child's."""
    before: dict[str, str] = {}
    for day in DAYS:
        child_of = {row["record"]: row["child"] for row in year[day].links if row["how"] != "review"}
        changed = {record for record, child in child_of.items() if before.get(record, child) != child}
        # Where two cases turn out to be one child, one id has to go; nothing else may change one.
        for record in changed:
            same = [other for other, child in child_of.items() if child == child_of[record]]
            assert child_of[record] in {before.get(other) for other in same}
        before |= child_of


# Again, and elsewhere


def test_octobers_report_asked_again_in_july_is_octobers_report(year: Year, tmp_path: Path) -> None:
    home = shutil.copytree(year.home, tmp_path / "home")
    lists = contents(home / "lists")
    (home / "reports" / str(OCTOBER) / "appendix-3.xlsx").unlink()
    (home / "reports" / str(DECEMBER) / "appendix-3.json").unlink()
    for day in (OCTOBER, DECEMBER):
        again = cme(home, "monthly-report", "--as-at", str(day), today=date(2027, 7, 5))
        assert again.exit_code == 0, again.said
        issued = {name: content for name, content in year[day].files.items() if name.startswith("appendix-3")}
        assert {name: (home / "reports" / str(day) / name).read_bytes() for name in issued} == issued
        assert contents(home / "lists") == lists
        beside = {row["Source records"]: _counted(row) for row in _rows(_beside(home, day) / "cme-register.xlsx")}
        assert beside == {row["Source records"]: _counted(row) for row in year[day].register}
        assert {path.name for path in _beside(home, day).iterdir()} == set(lists)


def _beside(home: Path, day: date) -> Path:
    """Where the lists of a day in the past lie."""
    return home / "reports" / str(day) / "lists"


def test_asking_for_a_past_day_moves_no_case(year: Year, tmp_path: Path) -> None:
    home = shutil.copytree(year.home, tmp_path / "home")
    assert cme(home, "nightly", "--as-at", str(MARCH), today=date(2027, 7, 5)).exit_code == 0
    links = cme(home, "links", "--json", today=date(2027, 7, 5))
    assert json.loads(links.stdout) == year[JUNE].links


def test_another_home_with_the_same_files_gives_the_same_bytes(
    year: Year, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("another")
    for day in (OCTOBER, DECEMBER):
        assert _issue(home, day, today=date(2028, 2, 29)).files == year[day].files


def test_what_is_run_twice_gives_the_same_bytes(year: Year, tmp_path: Path) -> None:
    home = shutil.copytree(year.home, tmp_path / "home")
    names = {name for name in year[JUNE].files if not name.endswith("run-report.html")}
    for today in (date(2027, 7, 4), date(2027, 7, 5)):
        assert cme(home, "monthly-report", "--as-at", str(JUNE), today=today).exit_code == 0
        again = _published(home, JUNE)
        assert {name: again[name] for name in names} == {name: year[JUNE].files[name] for name in names}


def test_last_months_report_made_after_this_months_files_arrived(year: Year, tmp_path: Path) -> None:
    """A home that never ran before and holds the files of the whole year gives December's numbers and children."""
    for part in ("inbox", "cme.toml"):
        copy = shutil.copytree if (year.home / part).is_dir() else shutil.copy2
        copy(year.home / part, tmp_path / part)
    done = cme(tmp_path, "monthly-report", "--as-at", str(DECEMBER), today=date(2027, 7, 5))
    assert done.exit_code == 0, done.said
    shown = json.loads((tmp_path / "reports" / str(DECEMBER) / "appendix-3.json").read_bytes())
    assert shown["lines"] == year[DECEMBER].shown["lines"]
    register = _rows(tmp_path / "lists" / "cme-register.xlsx")
    assert {_who(row, year[JUNE].truth.records): _counted(row) for row in register} == year[DECEMBER].truth.counted
