"""A year of nights and monthly issues: cases are born, worked and closed, and every issue can be told again.

From October 2026 to October 2027, with officers' edits between, a file that is corrected late, a setting that changes,
a child who turns out to be another, and one whose records are gone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from command_line import Done, cme
from office import Office
from python_calamine import CalamineWorkbook
from small_council import GATEWAY, deliver, put

from pipeline import rulebook, store
from pipeline.settings import Settings
from pipeline.stages import basis, rerun
from pipeline.store import Connection

from .year.lives import CORRECTED, ISSUES, NONE, Council

GRACE_CHANGES = date(2027, 2, 28)
MORE_GRACE = f"{GATEWAY}[rules]\nregister_grace_days = 45\n"


@dataclass
class Year:
    """What a year of work left, and what was seen on the way."""

    office: Office
    council: Council
    register: dict[date, dict[str, str]] = field(default_factory=dict)
    numbers: dict[date, dict[str, Any]] = field(default_factory=dict)
    said: dict[date, Done] = field(default_factory=dict)


def settings(issue: date) -> str:
    return GATEWAY if issue < GRACE_CHANGES else MORE_GRACE


def expected(council: Council, issue: date) -> dict[str, str]:
    """Forename -> line, of every child on one."""
    at = ISSUES.index(issue)
    return {life.forename: life.on[at] for life in council.lives if life.on[at] != NONE}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Every month: the night before half-time with what officers typed, the files of the last day, the issue."""
    office, council = Office(tmp_path_factory.mktemp("year")), Council()
    year = Year(office, council)
    for issue in ISSUES:
        _deliver(year, issue)
        if issue == date(2026, 12, 31):
            _correct_november(year)
        year.said[issue] = _issue(year, issue)
        rows = office.rows("cme-register")
        year.register[issue] = {r["Forename"]: _line(r) for r in rows if r["Line"]}
        report = office.home / "reports" / str(issue) / "appendix-3.json"
        year.numbers[issue] = json.loads(report.read_bytes())
        _work(year, issue)
    return year


def _line(row: dict[str, Any]) -> str:
    return f"{row['Line']} {row['Line year']}" if row["Line year"] else str(row["Line"])


def _deliver(year: Year, issue: date) -> None:
    told = year.council.tables(issue)
    if issue == CORRECTED:
        told["education/enrolments"] = [
            row for row in told["education/enrolments"] if row["entry_date"] != "2026-11-20"
        ]
    deliver(year.office.home, told, dated=issue, settings=settings(issue))


def _correct_november(year: Year) -> None:
    rows = year.council.tables(CORRECTED)["education/enrolments"]
    put(year.office.home, "education/enrolments", rows, dated=CORRECTED, suffix="_corrected")


def _issue(year: Year, issue: date) -> Done:
    done = cme(year.office.home, "monthly-report", "--as-at", str(issue), today=issue + timedelta(2))
    assert done.exit_code in (0, 3), done.said
    return done


def _work(year: Year, issue: date) -> None:
    """What officers do in the fortnight after an issue."""
    if issue == date(2026, 10, 31):
        year.office.type("leavers", "Jocosa", date(2026, 11, 12), Officer="P Lee", Status="Moved abroad - confirmed")
        year.office.night(date(2026, 11, 13))


@pytest.mark.parametrize("issue", ISSUES, ids=str)
def test_every_child_is_on_its_line_in_every_issue(year: Year, issue: date) -> None:
    assert year.register[issue] == expected(year.council, issue)


@pytest.mark.parametrize("issue", ISSUES, ids=str)
def test_the_numbers_are_the_children_of_the_register(year: Year, issue: date) -> None:
    counted = Counter(expected(year.council, issue).values())
    lines = {_key(line): line["number"] for line in year.numbers[issue]["lines"]}
    assert {key: n for key, n in lines.items() if n and key in counted} == counted
    assert lines["total_cme"] == counted.total()


def _key(line: dict[str, Any]) -> str:
    return f"{line['measure']} {line['year']}" if line["year"] else str(line["measure"])


# What happened between the issues

STEPS = {
    "2026-11-30": {"Radegund": "new", "Jocosa": "closed: tracked"},
    "2026-12-31": {"Petronel": "new", "Ulfrun": "new", "Sexburga": "new", "Leofric": "files, closed: enrolled"},
    "2027-01-31": {"Isolde": "new", "Tancred": "new", "Ingulf": "closed: enrolled", "Sexburga": "moved"},
    "2027-02-28": {"Petronel": "closed: home_educated", "Orvyn": "closed: no_record", "Tancred": "rules, moved"},
    "2027-03-31": {
        **{"Ulfrun": "closed: one_child", "Tancred": "moved", "Sexburga": "moved"},
        **{"Radegund": "closed: enrolled", "Jocosa": "returned"},
    },
    "2027-04-30": {"Northman": "closed: failed_to_track", "Sexburga": "closed: enrolled"},
    "2027-05-31": {"Merewen": "closed: deceased"},
    "2027-06-30": {"Kenelm": "closed: not_school_age"},
    "2027-10-31": {"Quenild": "moved"},
}
"""Issue -> who moved since the last one and how; the cause where it was no child. Isolde turns out to be Ulfrun."""


@pytest.fixture
def store_of(year: Year) -> Iterator[Connection]:
    con = store.open_durable(Settings(year.office.home))
    yield con
    con.close()


def _names(con: Connection, council: Council) -> dict[str, str]:
    """Child id -> forename, by any record of the child: the number of the child stands in each."""
    number = "regexp_extract(record, '(20[0-9][0-9])', 1)"
    rows = con.execute(
        f"""SELECT child_id, {number} FROM identity.child_record UNION ALL
            SELECT child_id, {number} FROM identity.child_record_before"""
    ).fetchall()
    by_number = {str(life.number): life.forename for life in council.lives}
    return {child_id: by_number.get(found, "Isolde") for child_id, found in sorted(rows, key=lambda row: row[1])}


@pytest.mark.parametrize("issue", STEPS)
def test_every_step_has_its_child_its_cause_and_its_reason(year: Year, store_of: Connection, issue: str) -> None:
    names = _names(store_of, year.council)
    steps = store_of.execute(
        "SELECT child_id, cause, kind, reason FROM issued.movement WHERE as_at = ? ORDER BY ALL", [issue]
    ).fetchall()
    assert {
        names[child_id]: ("" if cause == "children" else f"{cause}, ") + kind + (f": {reason}" if reason else "")
        for child_id, cause, kind, reason in steps
    } == STEPS[issue]


@pytest.mark.parametrize("issue", ISSUES, ids=str)
def test_every_movement_adds_up_in_print(year: Year, issue: date) -> None:
    rows = _sheet(year, issue, "Movement")
    at = next(n for n, row in enumerate(rows) if row[0] == "Line")
    told = [row for row in rows[at + 1 :] if row[0] and isinstance(row[9], float)]
    assert {row[10] for row in told} == {"yes"}
    total = next(row for row in told if str(row[0]).startswith("Total CME"))
    assert total[9] == len(expected(year.council, issue))


def _sheet(year: Year, issue: date, name: str) -> list[list[Any]]:
    path = year.office.home / "reports" / str(issue) / "appendix-3.xlsx"
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python(skip_empty_area=False)


def test_what_arrived_late_and_what_was_set_otherwise_is_said(year: Year) -> None:
    said = {issue: " ".join(str(row[0]) for row in _sheet(year, issue, "Movement")) for issue in ISSUES}
    late = "1 file dated by 30 November 2026 arrived or was corrected since: education/enrolments."
    assert [issue for issue in ISSUES if late in said[issue]] == [date(2026, 12, 31)]
    assert [issue for issue in ISSUES if "register_grace_days 7 -> 45" in said[issue]] == [GRACE_CHANGES]
    assert "cells that officers filled" not in "".join(said.values()), "read the day after, and dated by when they were"


@pytest.mark.parametrize("issue", ISSUES, ids=str)
def test_every_number_can_be_reckoned_again_from_the_store(year: Year, store_of: Connection, issue: date) -> None:
    """To the child and its id, a year later; of November what the corrected file changed, and nothing else."""
    made = basis.basis_of(store_of, issue)
    assert made is not None
    own = basis.restored(Settings(year.office.home), made.settings)
    again = rerun.reckon(store_of, own, rulebook.load(issue), issue, ())
    rows = store_of.execute("SELECT child_id, measure, year FROM issued.child WHERE as_at = ?", [issue]).fetchall()
    issued = {child_id: (measure, of_year) for child_id, measure, of_year in rows}
    if issue == CORRECTED:
        names = _names(store_of, year.council)
        issued = {child_id: line for child_id, line in issued.items() if names[child_id] != "Leofric"}
    assert again.lines == issued


def test_two_days_compared_tell_what_the_issue_told(year: Year) -> None:
    done = cme(year.office.home, "compare", "2026-11-30", "2026-12-31", "--json", today=date(2027, 11, 1))
    assert done.exit_code == 0, done.said
    found = json.loads(done.stdout)
    assert [
        (step["cause"], step["kind"], step["from"], step["to"]) for step in found["children"] if step["reason"]
    ] == [("files", "closed", "leavers 2026", None)]
    assert sum(line["now"] for line in found["lines"]) == len(expected(year.council, date(2026, 12, 31)))


def test_last_year_stands_beside_this_years_line_at_the_same_place(year: Year) -> None:
    """Leavers of 2027/28 beside those of 2026/27 in October 2026."""
    form = {row[6]: row for row in _sheet(year, date(2027, 10, 31), "Appendix 3") if len(row) > 6}
    october = {_key(line): line["number"] for line in year.numbers[date(2026, 10, 31)]["lines"]}
    assert form["leavers 2027"][5] == october["leavers 2026"] == 7
    assert form["total_cme"][5] == october["total_cme"]
    assert _sheet(year, date(2026, 12, 31), "Appendix 3")[20][5] == ""
