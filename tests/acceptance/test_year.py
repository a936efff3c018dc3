"""A year of nights and monthly issues: cases are born, worked and closed, and every issue can be told again.

From October 2026 to October 2027, with officers' edits between, a file that is corrected late, a setting that changes,
a child who turns out to be another, and one whose records are gone.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from command_line import Done, cme
from office import Office
from small_council import GATEWAY, deliver, put

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
