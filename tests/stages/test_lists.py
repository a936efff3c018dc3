"""What an officer's status does to the next night, and lists that are not due, or not of children."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from command_line import cme
from office import Office, headings
from openpyxl.worksheet.worksheet import Worksheet
from small_council import D, Tables, deliver, enrolment, person, put, tables

from pipeline import rulebook

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 11, day) for day in range(2, 6))
ON_ROLL, HOME_EDUCATED, TRACKED, WITHOUT_PROVISION, DECEASED = 3, 4, 7, 9, 1
ABROAD, TRACED = "Moved abroad - confirmed", "Tracked - destination confirmed"
AT_HOME, ENROLLED, DEAD = "Home educated - confirmed", "Enrolled - confirmed", "Deceased"


@pytest.fixture
def office(council_after_a_night: Path, tmp_path: Path) -> Office:
    return Office(Path(shutil.copytree(council_after_a_night, tmp_path / "home")))


def status_of(office: Office, student_id: str) -> int:
    shown = cme(office.home, "explain", student_id, "--json", today=THURSDAY)
    return int(json.loads(shown.stdout)["status"]["number"])


def is_on_top_and_marked(office: Office, name: str, *, of_several: int) -> bool:
    """Whether the case came back above the excluded child, with a note, and as a finding."""
    came_back = office.rows("cme-register")[:of_several]
    assert name in [row["Forename"] for row in came_back]
    assert all("no longer stands" in row["Please note"] for row in came_back)
    what = [row["What was found"] for row in office.rows("data-quality")]
    assert sum("no longer stands" in found for found in what) == of_several
    (decision,) = [row for row in office.rows("decisions") if row["Forename"] == name]
    assert decision["Does it stand"] == "overruled"
    assert decision["Why not"] in next(row["Please note"] for row in came_back if row["Forename"] == name)
    return True


# What each status does


SAYINGS = (
    *((TRACED, TRACKED), (ABROAD, TRACKED), (AT_HOME, HOME_EDUCATED), (ENROLLED, ON_ROLL), (DEAD, DECEASED)),
    *(("In progress", WITHOUT_PROVISION), ("Gone abroad", WITHOUT_PROVISION)),
)
"""Status -> the number of the child's status from the next night on."""
NAMES = ("Aldith", "Bertrada", "Cyneburg", "Dunstana", "Ethelinda", "Frideswide", "Godiva")
SEEN_AGAIN = ("Hereswith", "Ingrith", "Joscelina")
"""Said to be abroad too: of each there is another sign of life later."""
TAKEN_BACK = "Kinborough"
"""Said to be abroad too: the officer takes that back."""
SAID = {
    **{name: said for name, (said, _) in zip(NAMES, SAYINGS, strict=True)},
    **dict.fromkeys((*SEEN_AGAIN, TAKEN_BACK), ABROAD),
}
LEFT_TOO = {name: f"11{number:02}" for number, name in enumerate(SAID)}
"""Forename -> student id, of the children beside Otmar who left when he did."""
LEAVER = {
    name: person(f"{name}ham", name, f"2013-{n + 1:02}-1{n % 9}", f"{n + 1}0 Sundial Court", f"SO15 3A{name[0]}")
    for n, name in enumerate(SAID)
}


def more_leavers() -> Tables:
    """The small council, and a leaver for each of the sayings."""
    told = tables()
    for name, student_id in LEFT_TOO.items():
        told["education/students"].append({"student_id": student_id, "upn": "", **LEAVER[name], "home_la": "852"})
        told["education/enrolments"].append(enrolment(student_id, "8524001", "2024-09-03", "2026-07-17"))
    return told


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Each leaver was given a status on Tuesday, and Tuesday's night was made; the list as typed in lies beside.

    The night before knows nothing of it, though it is made on Tuesday too.
    """
    office = Office(tmp_path_factory.mktemp("many") / "home")
    deliver(office.home, more_leavers())
    office.night(MONDAY)

    def typing(sheet: Worksheet) -> None:
        at = headings(sheet)
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, at["Status"]).value = SAID.get(str(sheet.cell(row, at["Forename"]).value))

    office.change("leavers", typing, saved=TUESDAY)
    shutil.copy(office.lists / "leavers.xlsx", office.home.parent / "kept.xlsx")
    office.night(TUESDAY, as_at=MONDAY)
    assert {status_of(office, student_id) for student_id in LEFT_TOO.values()} == {WITHOUT_PROVISION}
    office.night(TUESDAY)
    return office


@pytest.mark.parametrize(("name", "said", "number"), [(n, *saying) for n, saying in zip(NAMES, SAYINGS, strict=True)])
def test_what_is_confirmed_decides_from_the_next_night_on_and_what_only_describes_nothing(
    many: Office, name: str, said: str, number: int
) -> None:
    assert status_of(many, LEFT_TOO[name]) == number
    shown = {"cme-register": {"Brunhold"}, "leavers": {"Otmar"}}
    if number == WITHOUT_PROVISION:
        assert many.said("leavers", name, "Status") == (said,)
        shown = {listed: {*others, name} for listed, others in shown.items()}
    for listed, names in shown.items():
        on = {row["Forename"] for row in many.rows(listed)}
        assert (names <= on, name in on) == (True, name in names), listed


def test_decisions_hold_for_their_days_and_then_the_case_is_back_or_for_good(many: Office, tmp_path: Path) -> None:
    office = Office(Path(shutil.copytree(many.home, tmp_path / "home")))
    of = {said: LEFT_TOO[name] for name, (said, _) in zip(NAMES, SAYINGS, strict=True)}
    back: list[str] = []
    for days, returning in ((30, None), (31, ENROLLED), (90, None), (91, AT_HOME)):
        office.night(TUESDAY + timedelta(days=days))
        back += [returning] if returning else []
        assert {said: status_of(office, of[said]) for said, _ in SAYINGS} == {
            said: WITHOUT_PROVISION if said in back else number for said, number in SAYINGS
        }, days
        if returning:
            name = NAMES[[said for said, _ in SAYINGS].index(returning)]
            assert office.said("cme-register", name, "Status") == (None,)
            assert is_on_top_and_marked(office, name, of_several=len(back))


def test_a_status_that_is_taken_back_has_no_effect_from_then_on(many: Office, tmp_path: Path) -> None:
    """The case is on no list any more, so the officer types into the copy of the list that was kept."""
    office = Office(Path(shutil.copytree(many.home, tmp_path / "home")))
    assert office.row("leavers", TAKEN_BACK) is None
    shutil.copy(many.home.parent / "kept.xlsx", office.lists / "kept.xlsx")
    office.type("kept", TAKEN_BACK, WEDNESDAY, Status="In progress")
    office.night(WEDNESDAY)
    assert status_of(office, LEFT_TOO[TAKEN_BACK]) == WITHOUT_PROVISION
    assert office.said("leavers", TAKEN_BACK, "Status") == ("In progress",)


# Newer evidence


ROLL = {ABROAD: "Bertrada", ENROLLED: "Dunstana", DEAD: "Ethelinda"}
DIES, NOT_SUITABLE = "Aldith", "Cyneburg"


def signs(office: Office, begun: date, dated: date) -> None:
    """Of each of the children a sign of that day: an involvement, an application, and what benefits know."""
    involved, applied, claimed = SEEN_AGAIN
    involvement = {"student_id": LEFT_TOO[involved], "involvement": "CME", "start_date": str(begun)}
    at_home = {"student_id": LEFT_TOO[NOT_SUITABLE], "involvement": "EHE", "start_date": str(TUESDAY)}
    told = tables()
    involvements = [*told["education/involvements"], involvement, at_home | {"outcome": "UNSUITABLE"}]
    put(office.home, "education/involvements", involvements, dated=dated)
    (sabetha,) = told["admissions/applications"]
    application = {"student_id": LEFT_TOO[applied], "application_ref": "852-A-2", "received_on": str(begun)}
    applications = [{"student_id": "", **sabetha}, sabetha | LEAVER[applied] | application]
    put(office.home, "admissions/applications", applications, dated=dated)
    (sabetha,) = told["benefits/children"]
    claim = sabetha | LEAVER[claimed] | {"claim_ref": "HB8", "from_date": str(begun)}
    put(office.home, "benefits/children", [sabetha, claim], dated=dated)


@pytest.fixture(scope="module")
def overruled(many: Office, tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Office]:
    """The office after Wednesday's night and after Thursday's, each with what arrived of children who were said to be
    somewhere.
    """
    office = Office(Path(shutil.copytree(many.home, tmp_path_factory.mktemp("overruled") / "home")))
    told = more_leavers()
    begun = [enrolment(LEFT_TOO[name], "8524001", str(WEDNESDAY)) for name in ROLL.values()]
    put(office.home, "education/enrolments", [*told["education/enrolments"], *begun], dated=WEDNESDAY)
    deaths = [
        row | {"date_of_death": str(TUESDAY) if row["student_id"] == LEFT_TOO[DIES] else ""}
        for row in told["education/students"]
    ]
    put(office.home, "education/students", deaths, dated=WEDNESDAY)
    signs(office, TUESDAY, WEDNESDAY)
    office.night(WEDNESDAY)
    wednesday = Office(Path(shutil.copytree(office.home, tmp_path_factory.mktemp("wednesday") / "home")))
    gone = [row | {"leaving_date": str(WEDNESDAY)} for row in begun]
    put(office.home, "education/enrolments", [*told["education/enrolments"], *gone], dated=THURSDAY)
    signs(office, WEDNESDAY, THURSDAY)
    office.night(THURSDAY)
    return wednesday, office


@pytest.mark.parametrize("name", SEEN_AGAIN, ids=["cme involvement", "application", "seen by benefits"])
def test_a_sign_after_the_decision_overrules_it_and_one_of_the_same_day_does_not(
    overruled: tuple[Office, Office], name: str
) -> None:
    wednesday, thursday = overruled
    assert status_of(wednesday, LEFT_TOO[name]) == TRACKED
    assert status_of(thursday, LEFT_TOO[name]) == WITHOUT_PROVISION
    assert is_on_top_and_marked(thursday, name, of_several=len((*SEEN_AGAIN, *ROLL, NOT_SUITABLE)))


def test_a_roll_a_death_and_an_involvement_begun_after_the_decision_each_take_over(
    overruled: tuple[Office, Office],
) -> None:
    """A roll overrules 'abroad', 'enrolled' and 'deceased', a death 'tracked', an involvement 'home educated'."""
    wednesday, thursday = overruled
    names = {**ROLL, TRACED: DIES, AT_HOME: NOT_SUITABLE}
    assert {said: SAID[name] for said, name in names.items()} == {said: said for said in names}
    assert {said: status_of(wednesday, LEFT_TOO[name]) for said, name in names.items()} == {
        **{ABROAD: ON_ROLL, ENROLLED: ON_ROLL, DEAD: ON_ROLL},
        **{TRACED: DECEASED, AT_HOME: WITHOUT_PROVISION},
    }
    assert {status_of(thursday, LEFT_TOO[name]) for name in ROLL.values()} == {WITHOUT_PROVISION}


# Every status of the drop-down is one that a rule knows, or only describes


def test_the_statuses_of_the_drop_down_are_the_contracts() -> None:
    assert rulebook.load(D).statuses == (
        *("New", "In progress", "Waiting for school", "Waiting for parent", "Other authority contacted"),
        *(TRACED, ABROAD, AT_HOME, ENROLLED, DEAD, "Duplicate record", "Not this child"),
    )


# Lists that are not of children, not due, or count school days


def read_me(office: Office, name: str) -> list[str]:
    sheet = openpyxl.load_workbook(office.lists / f"{name}.xlsx").worksheets[0]
    return [str(cell.value) for cell in sheet["A"] if cell.value]


def test_a_list_that_is_not_due_says_so_where_its_rows_would_be(office: Office) -> None:
    said = "Not due: this list is drawn up from March to August, so nobody was looked for today."
    assert office.rows("no-place-september") == []
    assert said in read_me(office, "no-place-september")
    assert said in (office.home / "reports" / str(MONDAY) / "run-report.html").read_text(encoding="utf-8")
    assert said not in read_me(office, "reception-cohort")


def test_a_list_that_counts_school_days_says_that_they_are_approximate_without_terms(office: Office) -> None:
    def is_marked(name: str) -> bool:
        return any(text.startswith("School days on this list are approximate") for text in read_me(office, name))

    assert [is_marked(name) for name in ("vulnerable", "admissions-deadlines", "leavers")] == [True, True, False]


def test_an_excluded_child_is_shown_with_the_sixth_school_day(office: Office) -> None:
    row = office.row("vulnerable", "Brunhold")
    assert row is not None
    assert (row["School days"], row["Sixth school day"].date()) == (22, date(2026, 10, 9))
    assert row["Address"] == "withheld"


def test_what_is_typed_on_a_schools_row_is_the_schools(office: Office) -> None:
    def note(sheet: Worksheet) -> None:
        sheet.cell(2, headings(sheet)["Notes"]).value = "Rang the office."

    assert [(row["School or setting"], row["State"]) for row in office.rows("returns")] == [
        ("Guillemot Academy", "5 nobody on roll"),
        ("Razorbill House", "6 up to date"),
        ("Puffin Nursery", "6 up to date"),
    ]
    office.change("returns", note, saved=MONDAY)
    office.night(TUESDAY)
    assert [row["Notes"] for row in office.rows("returns")] == ["Rang the office.", None, None]
