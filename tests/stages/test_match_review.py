"""What officers decide of pairs of records on match-review: it holds on every later night until it is withdrawn.

One office for one week, in which each pair gets an answer of its own; each test looks at its pair after these nights.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from command_line import Done, cme
from office import Office, headings
from pairs_on_review import (
    EVERY_LINK_IS_AN_OFFICERS,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Pair,
    are_one_child,
    awaiting,
    children,
    council,
    decide,
    line,
    rows_of,
)
from small_council import deliver, put, tables

from pipeline.stages.assess import Waiting
from pipeline.stages.list_sheets import LEFT

SAME, SAME_IN_SMALL, DUPLICATE = Pair("Wulfric", 1), Pair("Aelfgar", 2), Pair("Cuthbert", 3)
DIFFERENT, NOT_THIS_CHILD = Pair("Dunstan", 4), Pair("Ethelred", 5)
UNKNOWN, UNKNOWN_IN_PRINT = Pair("Frithgar", 6), Pair("Godwin", 7)
SAME_WITHDRAWN, DIFFERENT_WITHDRAWN, TURNED = Pair("Heremod", 8), Pair("Ingwald", 9), Pair("Leofwin", 10)
BEFORE, GONE, MORE_ALIKE = Pair("Morcant", 11), Pair("Osgar", 12), Pair("Penda", 13)
FOUND, PERHAPS, HIDDEN = Pair("Radbod", 14), Pair("Sighelm", 15), Pair("Thurstan", 16)
PAIRS = (
    *(SAME, SAME_IN_SMALL, DUPLICATE, DIFFERENT, NOT_THIS_CHILD, UNKNOWN, UNKNOWN_IN_PRINT, SAME_WITHDRAWN),
    *(DIFFERENT_WITHDRAWN, TURNED, BEFORE, GONE, MORE_ALIKE, FOUND, PERHAPS, HIDDEN),
)
ON_TUESDAY: dict[Pair, dict[str, object]] = {
    SAME: {"Decision": "Same", "Officer": "P Lee"},
    SAME_IN_SMALL: {"Decision": "same", "Officer": "P Lee"},
    DUPLICATE: {"Status": "Duplicate record", "Officer": "P Lee"},
    DIFFERENT: {"Decision": "Different"},
    NOT_THIS_CHILD: {"Status": "Not this child"},
    UNKNOWN: {"Decision": "Don't know", "Notes": "Rang twice."},
    UNKNOWN_IN_PRINT: {"Decision": "Don’t know", "Notes": "Rang twice."},
    SAME_WITHDRAWN: {"Decision": "Same"},
    DIFFERENT_WITHDRAWN: {"Decision": "Different"},
    TURNED: {"Decision": "Same"},
    GONE: {"Decision": "Same"},
    MORE_ALIKE: {"Decision": "Different"},
    FOUND: {"Status": "Enrolled - confirmed"},
    PERHAPS: {"Decision": "perhaps"},
}
DECIDED_ON_TUESDAY = {*ON_TUESDAY, BEFORE} - {UNKNOWN, UNKNOWN_IN_PRINT, FOUND, PERHAPS}
ON_WEDNESDAY = {SAME_WITHDRAWN: None, DIFFERENT_WITHDRAWN: None, TURNED: "Different"}
Week = dict[str, tuple[Office, Done]]
"""Night -> the office after it, and what the run printed. "before": Tuesday's for Monday."""


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    office, week = Office(tmp_path_factory.mktemp("office")), Week()

    def keep(name: str, done: Done) -> None:
        kept = tmp_path_factory.mktemp(name) / "home"
        week[name] = Office(Path(shutil.copytree(office.home, kept))), done

    deliver(office.home, council(*PAIRS, restricted=HIDDEN), settings=EVERY_LINK_IS_AN_OFFICERS)
    keep("Monday", office.night(MONDAY))
    decide(office, TUESDAY, {BEFORE.key: {"Decision": "Same"}})
    keep("before", office.night(TUESDAY, as_at=MONDAY))
    decide(office, TUESDAY, {pair.key: said for pair, said in ON_TUESDAY.items()})
    office.type("leavers", "Otmar", TUESDAY, Status="Duplicate record")
    office.type("cme-register", "Sabetha", TUESDAY, Status="Not this child")
    keep("Tuesday", office.night(TUESDAY))
    decide(office, WEDNESDAY, {pair.key: {"Decision": said} for pair, said in ON_WEDNESDAY.items()}, on="Decided")
    everyone = council(*PAIRS, restricted=HIDDEN)["education/students"]
    put(office.home, "education/students", [r for r in everyone if r["student_id"] != GONE.student_id], dated=WEDNESDAY)
    put(office.home, "admissions/applications", _nearer(), dated=WEDNESDAY)
    keep("Wednesday", office.night(WEDNESDAY))
    put(office.home, "education/students", everyone, dated=THURSDAY)
    keep("Thursday", office.night(THURSDAY))
    return week


def _nearer() -> list[dict[str, str]]:
    """An application of the pupil, told by the student id, in the name that benefits have."""
    (sabetha,) = tables()["admissions/applications"]
    named = {"surname": MORE_ALIKE.seen["surname"], "application_ref": "852-A-2", "student_id": MORE_ALIKE.student_id}
    return [{"student_id": "", **sabetha}, sabetha | MORE_ALIKE.pupil | named]


@pytest.fixture
def at(week: Week) -> Callable[[str], Office]:
    return lambda night: week[night][0]


At = Callable[[str], Office]


def row_number(office: Office, pair: Pair) -> int:
    """In which row of "To decide" the pair stands."""
    return 2 + [row["Row key"] for row in rows_of(office, "To decide")].index(pair.key)


def is_one(office: Office, pair: Pair) -> bool:
    return are_one_child(office, pair.on_roll, pair.in_benefits)


def is_awaited(office: Office, pair: Pair) -> bool:
    """Whether the pair is shown for a decision and its child is in no line; the two always go together."""
    shown = rows_of(office, "To decide", pair.in_benefits)
    assert [row["Case"] in awaiting(office) for row in shown] == [True] * len(shown)
    assert bool(shown) == (children(office)[pair.in_benefits] in awaiting(office))
    return bool(shown)


# Before anyone has said anything


def test_the_pair_is_shown_with_both_sides_and_the_child_is_in_no_line(week: Week) -> None:
    office, done = week["Monday"]
    assert len(rows_of(office, "To decide")) == len(PAIRS)
    waiting = f"{len(PAIRS)} pairs of children wait for a decision on match-review; {len(PAIRS)} children await it"
    assert f"{waiting} and are in no line." in done.stdout
    (row,) = rows_of(office, "To decide", SAME.on_roll)
    assert row["Row key"] == SAME.key
    assert row["Case"] == children(office)[SAME.in_benefits]
    assert (row["Surname"], row["Surname of the other"]) == ("Wulfricmoth", "Wulfricmouth")
    assert (row["Where now"], row["Where the other is now"]) == ("awaiting match review", "on roll: Kittiwake Primary")
    assert row["What hangs on it"] == (
        "If the same, the child is on roll: Kittiwake Primary. If different, the child is counted as missing."
    )
    assert row["Differs"] == "Surname, Address, Postcode"
    assert (row["Student ID"], row["Student ID of the other"]) == (None, SAME.student_id)
    assert sorted(awaiting(office)) == sorted(row["Case"] for row in rows_of(office, "To decide"))
    assert line(office, SAME.in_benefits) is None
    told = json.loads(cme(office.home, "explain", row["Case"], "--json", today=TUESDAY).stdout)
    assert told["status"]["steps"][-1]["why"] == (
        f"nothing above fits; may be {row['Case of the other']}, so it awaits match review, in no line"
    )
    assert (told["where_now"], told["line"], told["lines"]) == ("awaiting match review", None, [])


@pytest.mark.parametrize(
    ("waiting", "sentence"),
    [
        (Waiting(0, 0), ""),
        (Waiting(1, 0), "1 pair of children waits for a decision on match-review."),
        (
            Waiting(1, 1),
            "1 pair of children waits for a decision on match-review; 1 child awaits it and is in no line.",
        ),
    ],
)
def test_how_many_wait_is_said_in_a_sentence(waiting: Waiting, sentence: str) -> None:
    assert waiting.sentence == sentence


def test_what_differs_is_bold_on_amber_and_the_decision_has_a_drop_down(at: At) -> None:
    shown = openpyxl.load_workbook(at("Monday").lists / "match-review.xlsx")["To decide"]
    columns = headings(shown)
    row = next(n for n in range(2, shown.max_row + 1) if shown.cell(n, columns["Row key"]).value == SAME.key)

    def looks(heading: str) -> tuple[bool, str]:
        cell = shown.cell(row, columns[heading])
        return bool(cell.font.b), str(cell.fill.fgColor.rgb)

    for heading in ("Surname", "Surname of the other", "Address", "Postcode of the other"):
        assert looks(heading) == (True, "00FFF2CC"), heading
    for heading in ("Forename", "Forename of the other", "Date of birth", "What is alike"):
        assert looks(heading) == (False, "00EFEFEF"), heading
    column = shown.cell(row, columns["Decision"]).coordinate
    assert any(column in rule.cells for rule in shown.data_validations.dataValidation)


def test_the_sheets_stand_in_their_order(at: At) -> None:
    assert openpyxl.load_workbook(at("Monday").lists / "match-review.xlsx").sheetnames == [
        *("Read me", "To decide", "Joined by the model", "Decided", LEFT)
    ]


def test_where_a_restricted_child_lives_is_on_neither_side_nor_in_the_reason(at: At) -> None:
    """Perhaps one child: then the address of the one is that of the other."""
    (row,) = rows_of(at("Monday"), "To decide", HIDDEN.on_roll)
    places = ("Address", "Address of the other", "Postcode", "Postcode of the other")
    assert [row[heading] for heading in places] == ["withheld"] * 4
    assert row["Differs"] == "Surname"
    assert row["What is alike"].startswith("same date of birth and forename; surname ")
    held = " ".join(str(value) for value in row.values())
    assert not any(word in held for word in ("Lanternbrook", "Elsewhere", "SO15", "SO19", "address", "postcode"))


# What is decided holds


@pytest.mark.parametrize("pair", [SAME, SAME_IN_SMALL, DUPLICATE], ids=lambda pair: str(ON_TUESDAY[pair]))
@pytest.mark.parametrize("night", ["Tuesday", "Wednesday"])
def test_the_same_are_one_child_from_then_on(at: At, pair: Pair, night: str) -> None:
    assert is_one(at(night), pair)
    assert not is_awaited(at(night), pair)
    (row,) = rows_of(at(night), "Decided", pair.on_roll)
    assert (row["What hangs on it"], row["Decided by"]) == ("An officer said they are one child.", "P Lee")
    assert (row["What stands against it"], row["Decided on"].date()) == ("In force.", TUESDAY)


@pytest.mark.parametrize("pair", [DIFFERENT, NOT_THIS_CHILD], ids=lambda pair: str(ON_TUESDAY[pair]))
@pytest.mark.parametrize("night", ["Tuesday", "Wednesday"])
def test_the_different_are_two_and_the_one_is_missing(at: At, pair: Pair, night: str) -> None:
    assert not is_one(at(night), pair)
    assert not is_awaited(at(night), pair)
    assert line(at(night), pair.in_benefits) == "cme_other"


def test_different_holds_when_other_records_of_the_two_become_more_alike(at: At) -> None:
    application = "admissions/applications:852-A-2"
    assert application not in children(at("Tuesday"))
    assert are_one_child(at("Wednesday"), application, MORE_ALIKE.on_roll)
    assert not is_one(at("Wednesday"), MORE_ALIKE)
    assert rows_of(at("Wednesday"), "To decide", application, MORE_ALIKE.on_roll, MORE_ALIKE.in_benefits) == []


@pytest.mark.parametrize("pair", [UNKNOWN, UNKNOWN_IN_PRINT], ids=lambda pair: str(ON_TUESDAY[pair]["Decision"]))
@pytest.mark.parametrize("night", ["Tuesday", "Wednesday"])
def test_who_does_not_know_leaves_it_on_the_list_with_the_answer(at: At, pair: Pair, night: str) -> None:
    (row,) = rows_of(at(night), "To decide", pair.on_roll)
    assert (row["Decision"], row["Notes"], row["Row key"]) == ("Don't know", "Rang twice.", pair.key)
    assert is_awaited(at(night), pair)
    assert rows_of(at(night), "Decided", pair.on_roll) == []


@pytest.mark.parametrize("pair", [SAME_WITHDRAWN, DIFFERENT_WITHDRAWN], ids=lambda pair: str(ON_TUESDAY[pair]))
def test_an_emptied_cell_withdraws_the_decision(at: At, pair: Pair) -> None:
    assert [row["Decision"] for row in rows_of(at("Tuesday"), "Decided", pair.on_roll)] == [
        ON_TUESDAY[pair]["Decision"]
    ]
    (row,) = rows_of(at("Wednesday"), "To decide", pair.on_roll)
    assert (row["Row key"], row["Decision"]) == (pair.key, None)
    assert is_awaited(at("Wednesday"), pair)
    assert rows_of(at("Wednesday"), "Decided", pair.on_roll) == []


def test_a_decision_can_be_turned_into_the_other(at: At) -> None:
    assert is_one(at("Tuesday"), TURNED)
    assert not is_one(at("Wednesday"), TURNED)
    assert [row["Decision"] for row in rows_of(at("Wednesday"), "Decided", TURNED.on_roll)] == ["Different"]


def test_a_day_before_the_decision_knows_nothing_of_it(at: At) -> None:
    assert not is_one(at("before"), BEFORE)
    assert is_one(at("Tuesday"), BEFORE)


def test_a_decision_waits_while_a_record_is_gone_and_holds_when_it_is_back(at: At) -> None:
    assert is_one(at("Tuesday"), GONE)
    (row,) = rows_of(at("Wednesday"), "Decided", GONE.on_roll)
    assert row["What stands against it"] == f"Waiting: {GONE.on_roll} is in no extract today."
    assert line(at("Wednesday"), GONE.in_benefits) == "cme_other"
    (row,) = rows_of(at("Thursday"), "Decided", GONE.on_roll)
    assert row["What stands against it"] == "In force."
    assert is_one(at("Thursday"), GONE)


# What decides nothing, and says so


@pytest.mark.parametrize(
    ("listed", "forename", "said"),
    [("leavers", "Otmar", "Duplicate record"), ("cme-register", "Sabetha", "Not this child")],
)
def test_a_status_of_pairs_decides_nothing_on_another_list(week: Week, listed: str, forename: str, said: str) -> None:
    office, done = week["Tuesday"]
    assert done.exit_code == 3
    told = [
        one for one in done.stderr.splitlines() if "say which two records you mean on lists/match-review.xlsx" in one
    ]
    assert [one for one in told if f"{listed}.xlsx" in one] != []
    assert office.said(listed, forename, "Status") == (said,)
    decided = {key for row in rows_of(office, "Decided") for key in row["Row key"].split()[1:]}
    assert decided == {record for pair in DECIDED_ON_TUESDAY for record in (pair.on_roll, pair.in_benefits)}


def test_a_status_that_says_where_a_child_is_decides_nothing_of_a_pair(week: Week) -> None:
    (office, done), row = week["Tuesday"], row_number(week["before"][0], FOUND)
    said = f"say where a child is, in rows of no one child: 1 (Status row {row}); they decide nothing there"
    assert said in done.stderr
    assert is_awaited(office, FOUND)


def test_what_is_no_decision_is_kept_and_said(week: Week) -> None:
    (office, done), number = week["Tuesday"], row_number(week["before"][0], PERHAPS)
    said = f"cells that hold none of the choices of their column: 1 (Decision row {number}); they decide nothing."
    assert said in done.stderr
    (row,) = rows_of(office, "To decide", PERHAPS.on_roll)
    assert row["Decision"] == "perhaps"
