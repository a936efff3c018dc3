"""What an officer's status does to the next night, and lists that are open when the night comes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
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
OTMAR, BRUNHOLD = "1002", "1003"
ON_ROLL, HOME_EDUCATED, TRACKED, WITHOUT_PROVISION, DECEASED = 3, 4, 7, 9, 1
ABROAD, TRACED = "Moved abroad - confirmed", "Tracked - destination confirmed"
AT_HOME, ENROLLED, DEAD = "Home educated - confirmed", "Enrolled - confirmed", "Deceased"


@pytest.fixture(scope="module")
def after_a_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("office")
    deliver(home)
    Office(home).night(MONDAY)
    return home


@pytest.fixture
def office(after_a_night: Path, tmp_path: Path) -> Office:
    return Office(Path(shutil.copytree(after_a_night, tmp_path / "home")))


@pytest.fixture(scope="module")
def after_abroad(after_a_night: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Otmar, who left in July for nobody knows where, was said to be abroad on Tuesday."""
    home = Path(shutil.copytree(after_a_night, tmp_path_factory.mktemp("abroad") / "home"))
    Office(home).type("leavers", "Otmar", TUESDAY, Status=ABROAD)
    Office(home).night(TUESDAY)
    return home


@pytest.fixture
def abroad(after_abroad: Path, tmp_path: Path) -> Office:
    return Office(Path(shutil.copytree(after_abroad, tmp_path / "home")))


def status_of(office: Office, student_id: str = OTMAR) -> int:
    shown = cme(office.home, "explain", student_id, "--json", today=THURSDAY)
    return int(json.loads(shown.stdout)["status"]["number"])


def is_on_top_and_marked(office: Office, name: str = "Otmar", *, of_several: int = 1) -> bool:
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
LEFT_TOO = {name: f"110{number}" for number, name in enumerate(NAMES)}
"""Forename -> student id, of the children beside Otmar who left when he did."""


def more_leavers() -> Tables:
    """The small council, and a leaver for each of the sayings."""
    told = tables()
    for number, (name, student_id) in enumerate(LEFT_TOO.items(), 1):
        who = person(f"{name}ham", name, f"2013-0{number}-1{number}", f"{number}0 Sundial Court", f"SO15 3A{name[0]}")
        told["education/students"].append({"student_id": student_id, "upn": "", **who, "home_la": "852"})
        told["education/enrolments"].append(enrolment(student_id, "8524001", "2024-09-03", "2026-07-17"))
    return told


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Each leaver was given another status on Tuesday, and Tuesday's night was made."""
    office = Office(tmp_path_factory.mktemp("many"))
    deliver(office.home, more_leavers())
    office.night(MONDAY)
    assert {status_of(office, student_id) for student_id in LEFT_TOO.values()} == {WITHOUT_PROVISION}

    def typing(sheet: Worksheet) -> None:
        at = headings(sheet)
        said = {name: said for name, (said, _) in zip(NAMES, SAYINGS, strict=True)}
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, at["Status"]).value = said.get(str(sheet.cell(row, at["Forename"]).value))

    office.change("leavers", typing, saved=TUESDAY)
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


def test_a_status_that_is_taken_back_has_no_effect_from_then_on(office: Office) -> None:
    """The case is on no list any more, so the officer types into the copy of the list that was kept."""
    office.type("leavers", "Otmar", TUESDAY, Status=ABROAD)
    kept = office.lists / "kept.xlsx"
    shutil.copy(office.lists / "leavers.xlsx", kept)
    office.night(TUESDAY)
    assert office.row("leavers", "Otmar") is None
    office.type("kept", "Otmar", WEDNESDAY, Status="In progress")
    office.night(WEDNESDAY)
    assert status_of(office) == WITHOUT_PROVISION
    assert office.said("leavers", "Otmar", "Status") == ("In progress",)


def test_a_day_before_the_decision_knows_nothing_of_it(office: Office) -> None:
    office.type("leavers", "Otmar", WEDNESDAY, Status=ABROAD)
    office.night(WEDNESDAY, as_at=TUESDAY)
    assert status_of(office) == WITHOUT_PROVISION
    office.night(WEDNESDAY)
    assert status_of(office) == TRACKED


# Newer evidence


def cme_involvement(office: Office, begun: date) -> None:
    rows = [*tables()["education/involvements"], {"student_id": OTMAR, "involvement": "CME", "start_date": str(begun)}]
    put(office.home, "education/involvements", rows, dated=WEDNESDAY)


def application(office: Office, received: date) -> None:
    """An application with Otmar's student id."""
    (sabetha,) = tables()["admissions/applications"]
    who = tables()["education/students"][1]
    shared = {name: who[name] for name in ("student_id", "surname", "forename", "date_of_birth", "postcode")}
    mine = sabetha | shared | {"application_ref": "852-A-2", "received_on": str(received)}
    put(office.home, "admissions/applications", [{"student_id": "", **sabetha}, mine], dated=WEDNESDAY)


def seen_by_benefits(office: Office, since: date) -> None:
    (sabetha,) = tables()["benefits/children"]
    who = tables()["education/students"][1]
    shared = {name: who[name] for name in ("surname", "forename", "date_of_birth", "address_line_1", "postcode")}
    put(
        office.home,
        "benefits/children",
        [sabetha, sabetha | shared | {"claim_ref": "HB8", "from_date": str(since)}],
        dated=WEDNESDAY,
    )


SIGNS = [cme_involvement, application, seen_by_benefits]


@pytest.mark.parametrize("sign", SIGNS, ids=[sign.__name__.replace("_", " ") for sign in SIGNS])
def test_a_sign_after_the_decision_overrules_it_and_one_of_the_same_day_does_not(
    abroad: Office, sign: Callable[[Office, date], None]
) -> None:
    sign(abroad, TUESDAY)
    abroad.night(WEDNESDAY)
    assert status_of(abroad) == TRACKED
    sign(abroad, WEDNESDAY)
    abroad.night(THURSDAY)
    assert status_of(abroad) == WITHOUT_PROVISION
    assert is_on_top_and_marked(abroad)


def test_a_roll_a_death_and_an_involvement_begun_after_the_decision_each_take_over(
    many: Office, tmp_path: Path
) -> None:
    """A roll overrules 'abroad', 'enrolled' and 'deceased', a death 'tracked', an involvement 'home educated'."""
    office = Office(Path(shutil.copytree(many.home, tmp_path / "home")))
    of = {said: LEFT_TOO[name] for name, (said, _) in zip(NAMES, SAYINGS, strict=True)}
    told = more_leavers()
    begun = [enrolment(of[said], "8524001", str(WEDNESDAY)) for said in (ABROAD, ENROLLED, DEAD)]
    put(office.home, "education/enrolments", [*told["education/enrolments"], *begun], dated=WEDNESDAY)
    deaths = [
        row | {"date_of_death": str(TUESDAY) if row["student_id"] == of[TRACED] else ""}
        for row in told["education/students"]
    ]
    put(office.home, "education/students", deaths, dated=WEDNESDAY)
    at_home = {"student_id": of[AT_HOME], "involvement": "EHE", "start_date": str(TUESDAY), "outcome": "UNSUITABLE"}
    put(office.home, "education/involvements", [*told["education/involvements"], at_home], dated=WEDNESDAY)
    office.night(WEDNESDAY)
    assert {said: status_of(office, of[said]) for said in (ABROAD, ENROLLED, DEAD, TRACED, AT_HOME)} == {
        **{ABROAD: ON_ROLL, ENROLLED: ON_ROLL, DEAD: ON_ROLL},
        **{TRACED: DECEASED, AT_HOME: WITHOUT_PROVISION},
    }
    gone = [row | {"leaving_date": str(WEDNESDAY)} for row in begun]
    put(office.home, "education/enrolments", [*told["education/enrolments"], *gone], dated=THURSDAY)
    office.night(THURSDAY)
    assert {status_of(office, of[said]) for said in (ABROAD, ENROLLED, DEAD)} == {WITHOUT_PROVISION}


# Every status of the drop-down is one that a rule knows, or only describes


def test_the_statuses_of_the_drop_down_are_the_contracts() -> None:
    assert rulebook.load(D).statuses == (
        *("New", "In progress", "Waiting for school", "Waiting for parent", "Other authority contacted"),
        *(TRACED, ABROAD, AT_HOME, ENROLLED, DEAD, "Duplicate record", "Not this child"),
    )


# Lists that are open


@pytest.mark.parametrize("lock", ["~$leavers.xlsx", ".~lock.leavers.xlsx#"], ids=["Excel", "LibreOffice"])
def test_a_list_that_is_open_is_written_beside_and_both_are_read(office: Office, lock: str) -> None:
    office.type("leavers", "Otmar", TUESDAY, Notes="Rang twice.")
    (office.lists / lock).write_bytes(b"P Lee")
    before = (office.lists / "leavers.xlsx").read_bytes()
    done = office.night(TUESDAY)
    assert done.exit_code == 3
    assert "leavers.xlsx is open, so the new list lies beside it as leavers (newer).xlsx" in done.stderr
    assert (office.lists / "leavers.xlsx").read_bytes() == before
    assert office.said("leavers (newer)", "Otmar", "Notes") == ("Rang twice.",)
    # The officer goes on in the open one, a colleague takes the newer one.
    office.type("leavers", "Otmar", WEDNESDAY, Officer="P Lee")
    office.type("leavers (newer)", "Brunhold", WEDNESDAY, Officer="A Day")
    (office.lists / lock).unlink()
    assert office.night(WEDNESDAY).exit_code == 0
    assert office.said("leavers", "Otmar", "Officer", "Notes") == ("P Lee", "Rang twice.")
    assert office.said("leavers", "Brunhold", "Officer") == ("A Day",)
    assert not (office.lists / "leavers (newer).xlsx").exists()


def test_a_list_that_stays_open_for_days_says_each_thing_once(office: Office) -> None:
    office.type("leavers", "Otmar", TUESDAY, Notes="Rang twice.")
    (office.lists / "~$leavers.xlsx").write_bytes(b"P Lee")
    office.night(TUESDAY)
    office.type("leavers (newer)", "Otmar", TUESDAY, Notes="Found the aunt.")
    for day in (WEDNESDAY, THURSDAY):
        office.night(day)
        assert office.said("leavers (newer)", "Otmar", "Notes") == ("Found the aunt.",)
    assert [value for _, value, *_ in office.entries()] == ["Rang twice.", "Found the aunt."]


def test_where_both_are_open_neither_is_touched(office: Office) -> None:
    (office.lists / "~$leavers.xlsx").write_bytes(b"P Lee")
    office.night(TUESDAY)
    (office.lists / "~$leavers (newer).xlsx").write_bytes(b"A Day")
    office.type("cme-register", "Otmar", WEDNESDAY, Notes="Rang twice.")
    before = (office.lists / "leavers (newer).xlsx").read_bytes()
    done = office.night(WEDNESDAY)
    assert "leavers (newer 2).xlsx" in done.stderr
    assert (office.lists / "leavers (newer).xlsx").read_bytes() == before
    assert office.said("leavers (newer 2)", "Otmar", "Notes") == ("Rang twice.",)
    for lock in office.lists.glob("~$*"):
        lock.unlink()
    office.night(THURSDAY)
    assert sorted(path.name for path in office.lists.glob("leavers*")) == ["leavers.xlsx"]


def test_a_list_saved_while_the_run_is_at_work_is_not_overwritten(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read back at the start, saved by an officer a minute later, before the run writes its own."""
    from pipeline import run

    def meanwhile(*arguments: object, **more: object) -> object:
        office.type("leavers", "Otmar", TUESDAY, Notes="Rang twice.")
        monkeypatch.setattr(run, "link", link)
        return link(*arguments, **more)  # type: ignore[arg-type] # handed on as it came

    link = run.link
    monkeypatch.setattr(run, "link", meanwhile)
    assert office.night(TUESDAY).exit_code == 3
    assert office.said("leavers", "Otmar", "Notes") == ("Rang twice.",)
    office.night(WEDNESDAY)
    assert office.said("leavers", "Otmar", "Notes") == ("Rang twice.",)
    assert office.said("cme-register", "Otmar", "Notes") == ("Rang twice.",)
    assert not (office.lists / "leavers (newer).xlsx").exists()


def test_however_many_copies_are_open_none_is_overwritten(office: Office) -> None:
    names = ["leavers", "leavers (newer)", *(f"leavers (newer {n})" for n in (2, 3, 4))]
    for number, name in enumerate(names):
        if number:
            shutil.copy(office.lists / "leavers.xlsx", office.lists / f"{name}.xlsx")
        (office.lists / f"~${name}.xlsx").write_bytes(b"P Lee")
    before = {name: (office.lists / f"{name}.xlsx").read_bytes() for name in names}
    office.night(TUESDAY)
    assert {name: (office.lists / f"{name}.xlsx").read_bytes() for name in names} == before
    assert (office.lists / "leavers (newer 5).xlsx").exists()


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
