"""A week of an office: cases closed, reopened and gone, as the lists, `cme explain`, `status` and `go-live` tell it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import cme
from office import Office, headings, save
from small_council import SECONDARY, deliver, enrolment, put, tables

from pipeline.stages.list_sheets import LEFT

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 11, day) for day in range(2, 6))
OTMAR, BRUNHOLD = "1002", "1003"


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What stands after each of four nights. Monday: go-live. Tuesday: Otmar is on a roll. Wednesday: he has left it
    again, and Brunhold's records are gone. Thursday: what was typed on Wednesday's sheet of those who left is read."""
    office = Office(tmp_path_factory.mktemp("week"))
    deliver(office.home)
    assert "run `cme nightly` first" in cme(office.home, "go-live", today=MONDAY).stderr
    office.night(MONDAY)
    found: dict[str, Any] = {
        "monday": office.rows("cme-register"),
        "live": cme(office.home, "go-live", today=MONDAY).stdout,
        "live again": cme(office.home, "go-live", today=MONDAY).stdout,
    }
    office.type("cme-register", "Otmar", MONDAY, Next_action_date=MONDAY)
    roll = enrolment(OTMAR, SECONDARY, str(TUESDAY))
    put(office.home, "education/enrolments", [*tables()["education/enrolments"], roll], dated=TUESDAY)
    found["tuesday said"] = office.night(TUESDAY).stdout
    found["tuesday"], found["tuesday left"] = office.rows("cme-register"), office.left("cme-register")

    def without_brunhold(table: str) -> list[dict[str, str]]:
        return [row for row in tables()[table] if row["student_id"] != BRUNHOLD]

    left = [*without_brunhold("education/enrolments"), roll | {"leaving_date": str(TUESDAY)}]
    put(office.home, "education/enrolments", left, dated=WEDNESDAY)
    for table in ("education/students", "education/involvements"):
        put(office.home, table, without_brunhold(table), dated=WEDNESDAY)
    office.night(WEDNESDAY)
    found["wednesday"], found["wednesday left"] = office.rows("cme-register"), office.left("cme-register")
    type_on_the_left(office, "Rang the aunt.")
    office.night(THURSDAY)
    found["thursday left"] = office.left("cme-register")
    for who in (OTMAR, BRUNHOLD):
        said = cme(office.home, "explain", who, "--json", today=THURSDAY)
        found[who] = json.loads(said.stdout)
    found["printed"] = cme(office.home, "explain", BRUNHOLD, today=THURSDAY).stdout
    found["status"] = json.loads(cme(office.home, "status", "--json", today=THURSDAY).stdout)
    found["status printed"] = cme(office.home, "status", today=THURSDAY).stdout
    return found


def type_on_the_left(office: Office, note: str) -> None:
    path = Path(office.lists / "cme-register.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book[LEFT]
    sheet.cell(2, headings(sheet)["Notes"]).value = note
    save(book, path, WEDNESDAY)


def row_of(rows: list[dict[str, Any]], forename: str) -> dict[str, Any]:
    (row,) = [row for row in rows if row["Forename"] == forename]
    return row


def test_a_first_night_marks_nothing_new(week: dict[str, Any]) -> None:
    assert [(row["Forename"], row["New"], row["State of case"]) for row in week["monday"]] == [
        ("Brunhold", None, None),
        ("Sabetha", None, None),
        ("Otmar", None, None),
    ]


def test_go_live_is_said_once_and_worked_off(week: dict[str, Any]) -> None:
    said = "Backlog of go-live on 2 November 2026: 3 cases; 0 closed since, 3 left."
    assert week["live"] == f"{said} The lists show it from the next night on.\n"
    assert week["live again"] == f"Go-live was said before, so nothing was changed. {said}\n"
    assert "3 cases; 1 closed since, 2 left." in week["tuesday said"]
    assert [row["State of case"] for row in week["tuesday"]] == ["backlog", "backlog"]


def test_who_left_is_shown_with_the_reason_and_the_officers_cells(week: dict[str, Any]) -> None:
    (row,) = week["tuesday left"]
    assert list(row)[:4] == ["Case", "Left the list on", "Why", "Student ID"]
    assert (row["Forename"], row["Left the list on"].date()) == ("Otmar", TUESDAY)
    assert row["Why"] == "On roll: Guillemot Academy."
    assert row["Next action date"].date() == MONDAY


def test_who_is_back_is_marked_reopened_and_overdue(week: dict[str, Any]) -> None:
    row = row_of(week["wednesday"], "Otmar")
    shown = (row["New"], row["State of case"], row["Overdue"], row["Age of case"])
    assert shown == ("back", "reopened", "overdue", 0)
    assert (row["Case opened on"].date(), row["Reopened on"].date()) == (MONDAY, WEDNESDAY)
    assert [row["Forename"] for row in week["wednesday"]] == ["Otmar", "Sabetha"], "the backlog comes last"


def test_a_child_in_no_extract_is_shown_with_an_open_case_and_no_address(week: dict[str, Any]) -> None:
    (row,) = week["wednesday left"]
    assert row["Forename"] == "Brunhold"
    assert row["Why"].startswith("In no extract any more; the case stays open.")
    assert (row["Address"], row["Postcode"]) == ("withheld", "withheld")


def test_what_is_typed_on_the_sheet_of_those_who_left_goes_to_the_case(week: dict[str, Any]) -> None:
    (row,) = week["thursday left"]
    assert (row["Forename"], row["Notes"]) == ("Brunhold", "Rang the aunt.")


def test_the_story_is_told_in_order_of_time(week: dict[str, Any]) -> None:
    story = [(row["day"], row["what"]) for row in week[OTMAR]["story"]]
    assert story == [
        ("2024-09-03", "came on the roll of Guillemot Academy"),
        ("2026-07-17", "left the roll of Guillemot Academy"),
        (str(MONDAY), "unknown wrote in Next action date: 2026-11-02"),
        (str(MONDAY), "case opened on leavers 2025"),
        (str(MONDAY), "case marked as backlog of go-live"),
        (str(TUESDAY), "came on the roll of Guillemot Academy"),
        (str(TUESDAY), "left the roll of Guillemot Academy"),
        (str(TUESDAY), "case closed: on roll: Guillemot Academy"),
        (str(WEDNESDAY), "case reopened on leavers 2026"),
    ]


def test_the_story_of_a_child_in_no_extract_is_told_too(week: dict[str, Any]) -> None:
    assert [row["what"] for row in week[BRUNHOLD]["story"]] == [
        "case opened on permanently_excluded",
        "case marked as backlog of go-live",
        "unknown wrote in Notes: Rang the aunt.",
        "in no extract any more; the case stays open",
    ]
    assert "No extract names this child any more." in week["printed"]
    assert "2026-11-04  in no extract any more" in week["printed"]
    assert "SO16" not in week["printed"]


def test_status_counts_the_cases_and_what_became_of_them(week: dict[str, Any]) -> None:
    assert week["status"]["cases"] == {
        **{"open": 3, "in_no_extract": 1, "opened_in_30_days": 3, "closed_in_30_days": 1, "backlog_left": 2},
    }
    assert week["status"]["next_actions_overdue"] == 1
    assert "3, 1 of them in no extract any more" in week["status printed"]
    assert week["status"]["backlog"] in week["status printed"]
