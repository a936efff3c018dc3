"""Neighbours' rolls, social care, youth justice, child health: refusals, quarantine, findings, how they add up."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import D, Inbox, Rows

from sources.cross_border import NUMBER

SEPTEMBER, OCTOBER = date(2026, 9, 28), D
ROLLS = "cross_border/rolls_2026-09-28_hampshire.csv"
ROLL_HEAD = ["DfE No", "School", "UPN", "Surname", "Forename", "DOB", "Postcode", "Start date", "Leave date"]
CARE = "social_care/children_2026-10-31.csv"
CARE_HEAD = ["PARIS ID", "UPN", "Surname", "Forename", "DOB", "Case status", "Start date", "End date", "Responsible LA"]
YOUTH = "youth_justice/children_2026-10-31.csv"
HEALTH = "health/children_2026-10-31.csv"
HEALTH_HEAD = ["NHS No", "Child Health ID", "Surname", "Forename", "DOB", "Start date", "End date"]


def pupil(school: str, forename: str, upn: str = "", *, left: str = "") -> list[object]:
    return [school, "Yew House", upn, "Ash", forename, "02/01/2015", "SO50 1AA", "01/09/2020", left]


def case(number: str, status: str, start: str = "01/02/2026", end: str = "", la: str = "") -> list[object]:
    return [number, "", "Ash", "Ann", "02/01/2015", status, start, end, la]


# Refused whole


@pytest.mark.parametrize(
    ("name", "lacks", "head"),
    [
        (ROLLS, "laestab", ROLL_HEAD[1:]),
        (CARE, "status", [*CARE_HEAD[:5], *CARE_HEAD[6:]]),
        (YOUTH, "start_date", ["YOS ID", "Surname", "Forename", "DOB"]),
        (HEALTH, "person_id", [HEALTH_HEAD[0], *HEALTH_HEAD[2:]]),
    ],
)
def test_a_file_without_a_required_column_is_refused_and_the_column_named(
    inbox: Inbox, name: str, lacks: str, head: list[object]
) -> None:
    inbox.csv(name, [head, ["x"] * len(head)])
    inbox.receive()
    assert inbox.reason(name).startswith(f"it lacks the column {lacks};")


@pytest.mark.parametrize("name", [CARE, YOUTH, HEALTH, ROLLS])
def test_headings_without_a_row_are_refused(inbox: Inbox, name: str) -> None:
    inbox.csv(name, [["DfE No", "Person ID", "Surname", "Forename", "DOB", "Status", "Start date"]])
    inbox.receive()
    assert inbox.reason(name).startswith("it has headings and no row")


def test_a_roll_that_names_nobody_is_a_nil_return_where_it_names_its_school(inbox: Inbox) -> None:
    inbox.csv(ROLLS, [["School: Yew House", "DfE No: 850/9001"], ROLL_HEAD[2:]])
    inbox.receive()
    assert inbox.query("SELECT laestab, pupils FROM landing.establishment_named") == [("8509001", 0)]


def test_rolls_are_held_against_the_last_ones_of_the_schools_they_name(inbox: Inbox) -> None:
    """Portsmouth's small file after Hampshire's is no fall; a file cut off in the middle of a school is."""
    schools = [pupil(f"850/{n}", f"Ann {i}") for n in (9001, 9002) for i in range(10)]
    inbox.csv(ROLLS, [ROLL_HEAD, *schools])
    inbox.csv("cross_border/rolls_2026-09-29_portsmouth.csv", [ROLL_HEAD, pupil("851/9001", "Bo")])
    cut_off = "cross_border/rolls_2026-10-12_hampshire.csv"
    inbox.csv(cut_off, [ROLL_HEAD, *schools[:6]])
    inbox.receive()
    assert inbox.query("SELECT outcome FROM landing.file ORDER BY extract_date") == [
        *[("accepted",), ("accepted",), ("refused",)],
    ]
    assert inbox.reason(cut_off) == (
        "it has 6 rows where the establishments it names had 10 in their last accepted files, a fall of more than 30%; "
        "if that is right, run once with --accept-shrink cross_border/rolls"
    )
    inbox.receive(accept_shrink=["cross_border/rolls"])
    assert inbox.ledger(cut_off, "outcome, notes") == (
        "accepted",
        ["8509001 names 6 pupils where its last return named 10"],
    )


def test_a_school_whose_last_pupil_has_left_sends_a_nil_roll(inbox: Inbox) -> None:
    """It is accepted and named, as `cme check` says of it; its pupils have left."""
    inbox.csv(ROLLS, [ROLL_HEAD, pupil("850/9001", "Ann"), pupil("850/9001", "Bo"), pupil("850/9002", "Cy")])
    nil = "cross_border/rolls_2026-10-12.csv"
    inbox.csv(nil, [["School: Yew House", "DfE No: 850/9001"], ROLL_HEAD[2:]])
    inbox.receive()
    named = "8509001 names 0 pupils where its last return named 2"
    assert inbox.ledger(nil, "outcome, notes") == ("accepted", [named])
    assert inbox.as_at(D, "cross_border_rolls", "forename, leaving_date") == [
        *[("Ann", date(2026, 10, 11)), ("Bo", date(2026, 10, 11)), ("Cy", None)],
    ]


# Quarantined, found, used


def test_what_of_a_roll_cannot_be_used_is_quarantined(inbox: Inbox) -> None:
    rows: Rows = [
        ROLL_HEAD,
        pupil("850/9001", "Ann", "H852200120101"),
        pupil("85/1", "Bo"),
        pupil("850/9001", "Cy", left="soon"),
        pupil("850/9001", "Di", "H852200120109"),
    ]
    inbox.csv(ROLLS, rows)
    inbox.receive()
    assert [row[:3] for row in inbox.quarantined()] == [(3, "laestab", "85/1"), (4, "leaving_date", "soon")]
    assert inbox.used("cross_border_rolls", "forename, upn") == [("Ann", "H852200120101"), ("Di", None)]


@pytest.mark.parametrize(
    ("written", "read"),
    [("CLA", "CLA"), ("lac", "CLA"), ("Child in need", "CIN"), ("CPP", "CP"), ("open case", "OPEN")],
)
def test_the_statuses_of_social_care_are_read_however_they_are_written(inbox: Inbox, written: str, read: str) -> None:
    inbox.csv(CARE, [CARE_HEAD, case("P1", written)])
    inbox.receive()
    assert inbox.used("social_care_children", "status") == [(read,)]


def test_what_of_social_care_cannot_be_used_is_quarantined_and_an_authority_that_nobody_knows_is_found(
    inbox: Inbox,
) -> None:
    rows: Rows = [
        CARE_HEAD,
        case("P1", "CLA", la="Hampshire County Council"),
        case("P2", "ADOPTED"),
        case("P3", "CIN", end="ongoing"),
        case("P4", "CP", start=""),
        case("P5", "CIN", end="01/03/2026"),
        case("P5", "CIN", end="02/03/2026"),
        case("P6", "CLA", la="somewhere else"),
        case("P7", "CLA", la=""),
    ]
    inbox.csv(CARE, rows)
    inbox.receive()
    assert [row[:2] for row in inbox.quarantined()] == [
        *[(3, "status"), (4, "end_date"), (5, "start_date"), (6, "person_id"), (7, "person_id")],
    ]
    assert inbox.used("social_care_children", "person_id, responsible_la") == [
        *[("P1", "850"), ("P6", "unreadable"), ("P7", None)],
    ]
    assert inbox.query("SELECT column_name, reason FROM valid.issue WHERE NOT quarantines") == [
        ("responsible_la", "responsible_la is neither an authority's three digits nor a known one's name")
    ]


def test_youth_justice_needs_a_start_that_can_be_read(inbox: Inbox) -> None:
    head = ["YOS ID", "Surname", "Forename", "DOB", "Start date", "End date"]
    inbox.csv(
        YOUTH,
        [head, ["Y1", "Ash", "Ann", "02/01/2012", "05/05/2026", ""], ["Y2", "Ash", "Bo", "02/01/2012", "May", ""]],
    )
    inbox.receive()
    assert [row[:2] for row in inbox.quarantined()] == [(3, "start_date")]
    assert inbox.used("youth_justice_children", "person_id, start_date") == [("Y1", date(2026, 5, 5))]


def test_a_wrong_nhs_number_is_found_and_the_row_used_without_it(inbox: Inbox) -> None:
    rows: Rows = [
        HEALTH_HEAD,
        ["943 476 5919", "H1", "Ash", "Ann", "02/01/2023", "", ""],
        ["9434765918", "H2", "Ash", "Bo", "02/01/2023", "01/02/2023", ""],
        ["", "H3", "Ash", "Cy", "02/01/2023", "", ""],
    ]
    inbox.csv(HEALTH, rows)
    inbox.receive()
    assert inbox.used("health_children", "person_id, nhs_number") == [("H1", "9434765919"), ("H2", None), ("H3", None)]
    found = inbox.query("SELECT column_name, value FROM valid.issue")
    assert found == [("nhs_number", "9434765918")]


# How they add up


def test_each_schools_newest_roll_stands_and_who_is_no_longer_named_has_left(inbox: Inbox) -> None:
    inbox.csv(ROLLS, [ROLL_HEAD, pupil("850/9001", "Ann"), pupil("850/9001", "Bo"), pupil("850/9002", "Cy")])
    inbox.csv("cross_border/rolls_2026-10-12.csv", [ROLL_HEAD, pupil("850/9001", "Bo"), pupil("850/9001", "Di")])
    inbox.receive()
    assert inbox.as_at(D, "cross_border_rolls", "forename, leaving_date") == [
        *[("Ann", date(2026, 10, 11)), ("Bo", None), ("Cy", None), ("Di", None)],
    ]
    assert inbox.as_at(SEPTEMBER, "cross_border_rolls", "forename, leaving_date") == [
        *[("Ann", None), ("Bo", None), ("Cy", None)],
    ]
    assert inbox.as_at(D, "returned", "source, establishment, returned_on") == [
        ("cross_border", "8509001", date(2026, 10, 12)),
        ("cross_border", "8509002", SEPTEMBER),
    ]


def test_the_newest_file_of_social_care_and_youth_justice_stands_for_all(inbox: Inbox) -> None:
    head = ["Person ID", "Surname", "Forename", "DOB", "Status", "Start date"]
    rows = [[f"P{n}", "Ash", f"Ann {n}", "02/01/2015", "CIN", "01/02/2026"] for n in range(4)]
    for name in ("social_care", "youth_justice"):
        inbox.csv(f"{name}/children_2026-10-01.csv", [head, *rows])
        inbox.csv(f"{name}/children_2026-10-31.csv", [head, *rows[1:]])
    inbox.receive()
    for name in ("social_care", "youth_justice"):
        assert inbox.as_at(D, f"{name}_children", "person_id") == [("P1",), ("P2",), ("P3",)]


def test_who_was_once_known_to_child_health_stays_until_the_last_file_with_the_name(inbox: Inbox) -> None:
    ann, bo, cy, di = (
        ["", f"H{n}", "Ash", name, "02/01/2023", "", ""] for n, name in enumerate(("Ann", "Bo", "Cy", "Di"))
    )
    inbox.csv("health/children_2026-10-05.csv", [HEALTH_HEAD, ann, bo, cy, di])
    inbox.csv("health/children_2026-10-31.csv", [HEALTH_HEAD, ann, bo, cy])
    inbox.receive()
    assert inbox.as_at(D, "health_children", "forename, end_date") == [
        *[("Ann", None), ("Bo", None), ("Cy", None), ("Di", date(2026, 10, 5))],
    ]


def test_a_pupil_without_a_upn_is_the_same_however_the_name_is_capitalised(inbox: Inbox) -> None:
    """The record's name is what officers' decisions hang on."""
    inbox.csv(ROLLS, [ROLL_HEAD, pupil("850/9001", "Ann")])
    inbox.receive()
    (before,) = inbox.query(f"SELECT {NUMBER} FROM valid.cross_border_rolls")
    inbox.csv("cross_border/rolls_2026-10-12.csv", [ROLL_HEAD, pupil("850/9001", "ANN")])
    inbox.receive()
    assert inbox.query(f"SELECT DISTINCT {NUMBER} FROM valid.cross_border_rolls") == [before]
