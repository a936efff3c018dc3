"""What officers decide of pairs of records on match-review: it holds on every later night until it is withdrawn.

Wulfric is on roll; benefits know a Wulfric of nearly the same surname elsewhere, who awaits the officers' look.
"""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import openpyxl
import pytest
from command_line import cme
from office import Office, headings, save
from small_council import GATEWAY, PRIMARY, Tables, deliver, enrolment, person, put, tables

from pipeline.stages.list_sheets import LEFT
from sources.synthetic.upn import permanent

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in range(2, 7))
BORN = "2014-05-21"
PUPIL = person("Oystermouth", "Wulfric", BORN, "40 Lanternbrook Row", "SO15 2AG")
SEEN = person("Oystermoth", "Wulfric", BORN, "60 Elsewhere Road", "SO19 9ZZ")
ON_ROLL, IN_BENEFITS = "education/students:2000", "benefits/children:HB90-1"
KEY = f"pair {IN_BENEFITS} {ON_ROLL}"
EVERY_LINK_IS_AN_OFFICERS = f"{GATEWAY}[matching]\nlink_above = 0.999999\n"
SHEETS = ["To decide", "Joined by the model", "Decided"]


def student(number: str, who: dict[str, str], number_of_pupil: str = "") -> dict[str, str]:
    return {"student_id": number, "upn": number_of_pupil, **who, "home_la": "852", "restricted_address": ""}


def claim(reference: str, who: dict[str, str]) -> dict[str, str]:
    return {"claim_ref": reference, "child_number": "1", **who, "from_date": "2026-09-28", "to_date": ""}


def council() -> Tables:
    told = tables()
    told["education/students"].append(student("2000", PUPIL))
    told["education/enrolments"].append(enrolment("2000", PRIMARY, "2021-09-02"))
    told["benefits/children"].append(claim("HB90", SEEN))
    return told


@pytest.fixture(scope="module")
def after_a_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("office")
    deliver(home, council(), settings=EVERY_LINK_IS_AN_OFFICERS)
    done = Office(home).night(MONDAY)
    assert (
        "1 pair of children waits for a decision on match-review; 1 child awaits it and is in no line." in done.stdout
    )
    return home


@pytest.fixture
def office(after_a_night: Path, tmp_path: Path) -> Office:
    return Office(Path(shutil.copytree(after_a_night, tmp_path / "home")))


def sheet(office: Office, title: str) -> list[dict[str, Any]]:
    """The rows of one sheet of match-review."""
    titles, *rows = openpyxl.load_workbook(office.lists / "match-review.xlsx")[title].iter_rows(values_only=True)
    return [dict(zip([str(t) for t in titles], row, strict=True)) for row in rows if any(row)]


def decide(office: Office, saved: date, *, on: str = "To decide", **cells: object) -> None:
    """Types into the first row of a sheet of match-review."""
    path = office.lists / "match-review.xlsx"
    book = openpyxl.load_workbook(path)
    at = headings(book[on])
    for heading, value in cells.items():
        book[on].cell(2, at[heading]).value = value
    save(book, path, saved)


def say(office: Office, day: date, decision: str, *pairs: tuple[str, str]) -> None:
    """Decisions as they would stand in the store after a night."""
    with duckdb.connect(str(office.home / "store" / "cme.duckdb")) as con:
        for number, (one, other) in enumerate(pairs):
            con.execute(
                """INSERT INTO decisions.entry
                    SELECT coalesce(max(entry_id), 0) + 1, ?, 'Decision', ?, NULL, ?, ?, 'match-review', 'a.xlsx', ?,
                        NULL
                    FROM decisions.entry""",
                [f"pair {min(one, other)} {max(one, other)}", decision, day, day, f"{number}"],
            )


def children(office: Office) -> dict[str, str]:
    """record -> child, of every record of the newest run."""
    rows = json.loads(cme(office.home, "links", "--json", today=FRIDAY).stdout)
    return {row["record"]: row["child"] for row in rows if row["how"] != "review"}


def are_one_child(office: Office, one: str = ON_ROLL, other: str = IN_BENEFITS) -> bool:
    known = children(office)
    return known[one] == known[other]


def awaiting(office: Office) -> list[str]:
    book = openpyxl.load_workbook(office.lists / "cme-register.xlsx")
    return [str(row[0]) for row in book["Awaiting match review"].iter_rows(min_row=2, values_only=True) if row[0]]


def line(office: Office, record: str = IN_BENEFITS) -> str | None:
    case = children(office)[record]
    return next((row["Line"] for row in office.rows("cme-register") if row["Case"] == case), None)


# Before anyone has said anything


def test_the_pair_is_shown_with_both_sides_and_the_child_is_in_no_line(office: Office) -> None:
    (row,) = sheet(office, "To decide")
    assert row["Row key"] == KEY
    assert row["Case"] == children(office)[IN_BENEFITS]
    assert (row["Surname"], row["Surname of the other"]) == ("Oystermoth", "Oystermouth")
    assert (row["Where now"], row["Where the other is now"]) == ("awaiting match review", "on roll: Kittiwake Primary")
    assert row["What hangs on it"] == (
        "If the same, the child is on roll: Kittiwake Primary. If different, the child is counted as missing."
    )
    assert row["Differs"] == "Surname, Address, Postcode"
    assert (row["Student ID"], row["Student ID of the other"]) == (None, "2000")
    assert awaiting(office) == [row["Case"]]
    assert line(office) is None
    told = json.loads(cme(office.home, "explain", row["Case"], "--json", today=TUESDAY).stdout)
    assert told["status"]["steps"][-1]["why"] == (
        f"nothing above fits; may be {row['Case of the other']}, so it awaits match review, in no line"
    )
    assert (told["where_now"], told["line"], told["lines"]) == ("awaiting match review", None, [])


def test_what_differs_is_bold_on_amber_and_the_decision_has_a_drop_down(office: Office) -> None:
    shown = openpyxl.load_workbook(office.lists / "match-review.xlsx")["To decide"]
    at = headings(shown)

    def looks(heading: str) -> tuple[bool, str]:
        cell = shown.cell(2, at[heading])
        return bool(cell.font.b), str(cell.fill.fgColor.rgb)

    for heading in ("Surname", "Surname of the other", "Address", "Postcode of the other"):
        assert looks(heading) == (True, "00FFF2CC"), heading
    for heading in ("Forename", "Forename of the other", "Date of birth", "What is alike"):
        assert looks(heading) == (False, "00EFEFEF"), heading
    column = shown.cell(2, at["Decision"]).coordinate
    assert any(column in rule.cells for rule in shown.data_validations.dataValidation)


def test_the_sheets_stand_in_their_order(office: Office) -> None:
    assert openpyxl.load_workbook(office.lists / "match-review.xlsx").sheetnames == ["Read me", *SHEETS, LEFT]


# What is decided holds


@pytest.mark.parametrize("said", [{"Decision": "Same"}, {"Decision": "same"}, {"Status": "Duplicate record"}], ids=str)
def test_the_same_are_one_child_from_then_on(office: Office, said: dict[str, str]) -> None:
    decide(office, TUESDAY, **said, Officer="P Lee")
    for day in (TUESDAY, WEDNESDAY):
        office.night(day)
        assert are_one_child(office)
        assert awaiting(office) == sheet(office, "To decide") == []
        (row,) = sheet(office, "Decided")
        assert (row["What hangs on it"], row["Decided by"]) == ("An officer said they are one child.", "P Lee")
        assert (row["What stands against it"], row["Decided on"].date()) == ("In force.", TUESDAY)


@pytest.mark.parametrize("said", [{"Decision": "Different"}, {"Status": "Not this child"}], ids=str)
def test_the_different_are_two_and_the_one_is_missing(office: Office, said: dict[str, str]) -> None:
    decide(office, TUESDAY, **said)
    for day in (TUESDAY, WEDNESDAY):
        done = office.night(day)
        assert "match-review" not in done.stdout
        assert not are_one_child(office)
        assert awaiting(office) == sheet(office, "To decide") == []
        assert line(office) == "cme_other"


def test_different_holds_when_other_records_of_the_two_become_more_alike(office: Office) -> None:
    decide(office, TUESDAY, Decision="Different")
    office.night(TUESDAY)
    told = council()
    (sabetha,) = told["admissions/applications"]
    nearer = sabetha | PUPIL | {"surname": "Oystermoth", "application_ref": "852-A-2", "student_id": "2000"}
    put(office.home, "admissions/applications", [{"student_id": "", **sabetha}, nearer], dated=WEDNESDAY)
    office.night(WEDNESDAY)
    assert are_one_child(office, "admissions/applications:852-A-2", ON_ROLL)
    assert not are_one_child(office)
    assert sheet(office, "To decide") == []


@pytest.mark.parametrize("typed", ["Don't know", "Don’t know"])
def test_who_does_not_know_leaves_it_on_the_list_with_the_answer(office: Office, typed: str) -> None:
    decide(office, TUESDAY, Decision=typed, Notes="Rang twice.")
    for day in (TUESDAY, WEDNESDAY):
        office.night(day)
        (row,) = sheet(office, "To decide")
        assert (row["Decision"], row["Notes"], row["Row key"]) == ("Don't know", "Rang twice.", KEY)
        assert awaiting(office) == [row["Case"]]
        assert sheet(office, "Decided") == []


@pytest.mark.parametrize("decision", ["Same", "Different"])
def test_an_emptied_cell_withdraws_the_decision(office: Office, decision: str) -> None:
    decide(office, TUESDAY, Decision=decision)
    office.night(TUESDAY)
    decide(office, WEDNESDAY, on="Decided", Decision=None)
    office.night(WEDNESDAY)
    (row,) = sheet(office, "To decide")
    assert (row["Row key"], row["Decision"]) == (KEY, None)
    assert awaiting(office) == [row["Case"]]
    assert sheet(office, "Decided") == []


def test_a_decision_can_be_turned_into_the_other(office: Office) -> None:
    decide(office, TUESDAY, Decision="Same")
    office.night(TUESDAY)
    decide(office, WEDNESDAY, on="Decided", Decision="Different")
    office.night(WEDNESDAY)
    assert not are_one_child(office)
    assert [row["Decision"] for row in sheet(office, "Decided")] == ["Different"]


def test_a_day_before_the_decision_knows_nothing_of_it(office: Office) -> None:
    decide(office, WEDNESDAY, Decision="Same")
    office.night(WEDNESDAY, as_at=TUESDAY)
    assert not are_one_child(office)
    office.night(WEDNESDAY)
    assert are_one_child(office)


def test_a_decision_waits_while_a_record_is_gone_and_holds_when_it_is_back(office: Office) -> None:
    decide(office, TUESDAY, Decision="Same")
    office.night(TUESDAY)
    everyone = council()["education/students"]
    put(office.home, "education/students", [row for row in everyone if row["student_id"] != "2000"], dated=WEDNESDAY)
    office.night(WEDNESDAY)
    (row,) = sheet(office, "Decided")
    assert row["What stands against it"] == f"Waiting: {ON_ROLL} is in no extract today."
    assert line(office) == "cme_other"
    put(office.home, "education/students", everyone, dated=THURSDAY)
    office.night(THURSDAY)
    (row,) = sheet(office, "Decided")
    assert row["What stands against it"] == "In force."
    assert are_one_child(office)


# What decides nothing, and says so


@pytest.mark.parametrize("said", ["Duplicate record", "Not this child"])
def test_a_status_of_pairs_decides_nothing_on_another_list(office: Office, said: str) -> None:
    office.type("leavers", "Otmar", TUESDAY, Status=said)
    done = office.night(TUESDAY)
    assert done.exit_code == 3
    assert "say which two records you mean on lists/match-review.xlsx" in done.stderr
    assert office.said("leavers", "Otmar", "Status") == (said,)
    assert sheet(office, "Decided") == []


def test_a_status_that_says_where_a_child_is_decides_nothing_of_a_pair(office: Office) -> None:
    decide(office, TUESDAY, Status="Enrolled - confirmed")
    done = office.night(TUESDAY)
    assert "say where a child is, in rows of no one child: 1 (Status row 2); they decide nothing there" in done.stderr
    assert len(sheet(office, "To decide")) == 1


def test_what_is_no_decision_is_kept_and_said(office: Office) -> None:
    decide(office, TUESDAY, Decision="perhaps")
    done = office.night(TUESDAY)
    assert (
        "cells that hold none of the choices of their column: 1 (Decision row 2); they decide nothing." in done.stderr
    )
    (row,) = sheet(office, "To decide")
    assert row["Decision"] == "perhaps"


def findings(office: Office, words: str) -> list[tuple[str, str]]:
    rows = office.rows("data-quality")
    return [(row["Record"], row["What was found"]) for row in rows if words in row["What was found"]]


def test_decisions_that_contradict_each_other_are_a_finding(office: Office) -> None:
    rows = [*council()["benefits/children"], claim("HB91", SEEN | {"forename": "Ermintrude"})]
    put(office.home, "benefits/children", rows, dated=TUESDAY)
    other = "benefits/children:HB91-1"
    say(office, TUESDAY, "Same", (ON_ROLL, IN_BENEFITS), (ON_ROLL, other))
    say(office, TUESDAY, "Different", (IN_BENEFITS, other))
    office.night(TUESDAY)
    assert not are_one_child(office, IN_BENEFITS, other)
    assert are_one_child(office) != are_one_child(office, ON_ROLL, other)
    ((record, what),) = findings(office, "withdraw one of the two")
    refused = other if are_one_child(office) else IN_BENEFITS
    assert {record, *(r for r in (ON_ROLL, refused) if r in what)} == {ON_ROLL, refused}
    against = {row["Row key"]: row["What stands against it"] for row in sheet(office, "Decided")}
    assert sorted(against.values()) == ["In force.", "In force.", "Not in force: an officer said they are different."]


def test_two_education_records_of_one_child_are_named_for_whoever_owns_the_database(office: Office) -> None:
    rows = [*council()["education/students"], student("2001", PUPIL | {"surname": "Oystermoth"})]
    put(office.home, "education/students", rows, dated=TUESDAY)
    second = "education/students:2001"
    office.night(TUESDAY)
    assert [row["What stands against it"] for row in sheet(office, "To decide") if second in row["Row key"]] != []
    assert len(findings(office, "Perhaps the same child as")) == 2
    say(office, WEDNESDAY, "Same", (ON_ROLL, second))
    office.night(WEDNESDAY)
    assert are_one_child(office, ON_ROLL, second)
    assert {record for record, _ in findings(office, "as an officer said: merge")} == {ON_ROLL, second}


# Two different permanent UPNs


def test_two_different_upns_are_never_a_pair_whatever_an_officer_said(office: Office) -> None:
    one, other = permanent(np.array([8522001] * 2), np.array([2014] * 2), np.array([1, 2]))
    rows = [row | {"upn": one} if row["student_id"] == "2000" else row for row in council()["education/students"]]
    rows.append(student("2001", PUPIL, other))
    put(office.home, "education/students", rows, dated=TUESDAY)
    second = "education/students:2001"
    say(office, TUESDAY, "Same", (ON_ROLL, second))
    office.night(TUESDAY)
    assert not are_one_child(office, ON_ROLL, second)
    ((record, what),) = findings(office, "two different permanent UPNs")
    assert record in (ON_ROLL, second)
    assert ON_ROLL not in what
    assert second not in what
    for path in office.lists.glob("*.xlsx"):
        for row in office.rows(path.stem):
            held = " ".join(str(value) for value in row.values())
            assert not (ON_ROLL in held and second in held), path.name
            assert not (one in held and other in held), path.name


def test_a_student_with_another_upn_who_is_gone_is_not_shown_beside_who_was_said_to_be_the_same(office: Office) -> None:
    """Adopted, and given a new number on purpose: nothing may lead from the one record to the other."""
    one, other = permanent(np.array([8522001] * 2), np.array([2014] * 2), np.array([1, 2]))
    say(office, TUESDAY, "Same", (ON_ROLL, IN_BENEFITS))
    rows = council()["education/students"]
    put(office.home, "education/students", [*rows[:-1], rows[-1] | {"upn": one}], dated=TUESDAY)
    office.night(TUESDAY)
    assert len(sheet(office, "Decided")) == 1
    put(office.home, "education/students", [*rows[:-1], student("2001", SEEN, other)], dated=WEDNESDAY)
    office.night(WEDNESDAY)
    assert are_one_child(office, IN_BENEFITS, "education/students:2001")
    assert sheet(office, "Decided") == []


# Links of the model


def test_a_link_of_the_model_on_which_a_roll_hangs_can_be_taken_away(tmp_path: Path) -> None:
    """The roll is an independent school's, the student has none: without the link the student would be missing."""
    told = tables()
    told["education/students"].append(student("2000", PUPIL))
    (wenzella,) = told["independent/returns"]
    told["independent/returns"].append(wenzella | SEEN | {"pupil_ref": "RH-6"})
    returned = "independent/returns:8526001-RH-6"
    deliver(tmp_path, told, settings=f"{GATEWAY}[matching]\nlink_above = 0.6\nreview_above = 0.5\n")
    office = Office(tmp_path)
    office.night(MONDAY)
    assert are_one_child(office, ON_ROLL, returned)
    (row,) = sheet(office, "Joined by the model")
    assert row["What hangs on it"] == f"If different, the child of {ON_ROLL} is without provision."
    assert row["Row key"] == f"pair {ON_ROLL} {returned}"
    decide(office, TUESDAY, on="Joined by the model", Decision="Different")
    office.night(TUESDAY)
    assert not are_one_child(office, ON_ROLL, returned)
    assert line(office, ON_ROLL) == "cme_other"
    assert sheet(office, "Joined by the model") == sheet(office, "To decide") == []
    assert [row["Decision"] for row in sheet(office, "Decided")] == ["Different"]


# Restricted addresses


def test_where_a_restricted_child_lives_is_on_neither_side_nor_in_the_reason(tmp_path: Path) -> None:
    """Perhaps one child: then the address of the one is that of the other."""
    told = council()
    told["education/students"][-1] |= {"restricted_address": "Y"}
    deliver(tmp_path, told, settings=EVERY_LINK_IS_AN_OFFICERS)
    office = Office(tmp_path)
    office.night(MONDAY)
    (row,) = sheet(office, "To decide")
    places = ("Address", "Address of the other", "Postcode", "Postcode of the other")
    assert [row[heading] for heading in places] == ["withheld"] * 4
    assert row["Differs"] == "Surname"
    assert row["What is alike"].startswith("same date of birth and forename; surname ")
    held = " ".join(str(value) for value in row.values())
    assert not any(word in held for word in ("Lanternbrook", "Elsewhere", "SO15", "SO19", "address", "postcode"))
