"""What a run came to: its exit code, and what it published."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from command_line import contents
from python_calamine import CalamineWorkbook
from small_council import D, put, tables

DONE, FAILED, LOOK, NOTHING_PUBLISHED, LOCKED, NOT_ISSUED = 0, 1, 3, 4, 5, 6
LISTS = {
    *("cme-register.xlsx", "data-quality.xlsx", "failed-transfers.xlsx", "leavers.xlsx", "match-review.xlsx"),
    "out-of-phase.xlsx",
    *("not-on-education-database.xlsx", "refer-to-home-authority.xlsx", "unregistered-offers.xlsx"),
    *("vulnerable.xlsx", "reception-cohort.xlsx", "no-place-september.xlsx", "tracing.xlsx", "reappeared.xlsx"),
    *("returns.xlsx", "school-notifications.xlsx", "admissions-deadlines.xlsx", "decisions.xlsx"),
    "mash-reconciliation.xlsx",
}


def published(home: Path) -> dict[str, bytes]:
    """Every file of reports and lists."""
    return {part: content for part, content in contents(home).items() if part.startswith(("reports/", "lists/"))}


def report(home: Path, day: date = D, name: str = "appendix-3.json") -> dict[str, Any]:
    shown: dict[str, Any] = json.loads((home / "reports" / str(day) / name).read_bytes())
    return shown


def number(shown: dict[str, Any], measure: str) -> int:
    return sum(line["number"] for line in shown["lines"] if line["measure"] == measure)


def cells(workbook: Path) -> list[str]:
    """Every text of a workbook."""
    book = CalamineWorkbook.from_path(str(workbook))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return [str(cell) for sheet in sheets for row in sheet for cell in row if cell != ""]


def two_leavers(home: Path) -> None:
    """A correction of October's enrolments: Ivelle has left as well."""
    rows = tables()["education/enrolments"]
    rows[0]["leaving_date"] = "2026-10-09"
    put(home, "education/enrolments", rows, suffix="_corrected")
