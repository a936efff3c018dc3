"""What officers type is read back the next night, whatever they did to the list, and is never lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from command_line import Done
from desk import OFFICER, OTMAR, Desk
from office import Office, headings, save
from openpyxl.worksheet.worksheet import Worksheet
from small_council import enrolment, put, tables

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in range(2, 7))


@pytest.fixture
def office(council_after_a_night: Path, tmp_path: Path) -> Office:
    return Office(Path(shutil.copytree(council_after_a_night, tmp_path / "home")))


READ = ("P Lee", "In progress", "Visit", "2026-11-20", "Rang twice.")
TYPED = (*READ[:3], datetime.fromisoformat(READ[3]), READ[4])


def typed(office: Office, saved: date = TUESDAY) -> None:
    """Otmar's row of the leavers, filled in."""
    cells = {"Officer": "P Lee", "Status": "In progress", "Next_action": "Visit", "Notes": "Rang twice."}
    office.type("leavers", "Otmar", saved, **cells, Next_action_date=date(2026, 11, 20))


@pytest.fixture(scope="module")
def after_tuesday(council_after_a_night: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """What was typed of Otmar was read on Tuesday, and two dates of others on the register."""
    home = Path(shutil.copytree(council_after_a_night, tmp_path_factory.mktemp("tuesday") / "home"))
    office = Office(home)
    typed(office)
    office.type("cme-register", "Brunhold", TUESDAY, Next_action_date="20/11/2026")
    office.type("cme-register", "Sabetha", TUESDAY, Next_action_date="after half term")
    return home, office.night(TUESDAY)


@pytest.fixture
def tuesday(after_tuesday: tuple[Path, Done], tmp_path: Path) -> Office:
    return Office(Path(shutil.copytree(after_tuesday[0], tmp_path / "home")))


def test_what_is_typed_on_one_list_stands_on_every_list_the_case_is_on(after_tuesday: tuple[Path, Done]) -> None:
    office, done = Office(after_tuesday[0]), after_tuesday[1]
    assert "7 cells that officers filled or changed were read back." in done.stdout
    assert office.said("leavers", "Otmar", *OFFICER) == TYPED
    assert office.said("cme-register", "Otmar", *OFFICER) == TYPED
    assert office.said("leavers", "Brunhold", *OFFICER) == (None, None, None, TYPED[3], None)


def test_the_newer_of_two_sayings_stands_whichever_list_it_was_typed_on_and_each_is_said_once(office: Office) -> None:
    """With the day on which the list was saved, though it is read later; other columns lose nothing by it."""
    office.type("leavers", "Otmar", MONDAY, Notes="Rang twice.")
    office.type("cme-register", "Otmar", MONDAY, Officer="P Lee")
    office.night(TUESDAY)
    assert office.said("leavers", "Otmar", "Officer", "Notes") == ("P Lee", "Rang twice.")
    office.type("cme-register", "Otmar", TUESDAY, Notes="Found the aunt.")
    office.night(WEDNESDAY)
    assert office.said("leavers", "Otmar", "Officer", "Notes") == ("P Lee", "Found the aunt.")
    office.type("leavers", "Otmar", THURSDAY, Notes=None)
    office.night(FRIDAY)
    assert office.said("cme-register", "Otmar", "Officer", "Notes") == ("P Lee", None)
    assert sorted(office.entries(), key=lambda entry: (entry[0], entry[2])) == [
        ("Notes", "Rang twice.", MONDAY, "leavers.xlsx"),
        ("Notes", "Found the aunt.", TUESDAY, "cme-register.xlsx"),
        ("Notes", None, THURSDAY, "leavers.xlsx"),
        ("Officer", "P Lee", MONDAY, "cme-register.xlsx"),
    ]


def test_a_clock_that_runs_ahead_says_the_day_of_reading(desk: Desk) -> None:
    desk.day = date(2031, 1, 1)
    desk.type(2, "Notes", "Rang twice.")
    desk.day = MONDAY
    desk.read()
    assert desk.con.execute("SELECT value, decided_on FROM decisions.entry").fetchall() == [("Rang twice.", TUESDAY)]


# Whatever they did to the list


def sort_by_surname_descending(sheet: Worksheet) -> None:
    at = headings(sheet)["Surname"] - 1
    rows = sorted((list(row) for row in sheet.iter_rows(min_row=2, values_only=True)), key=lambda row: str(row[at]))
    for n, row in enumerate(reversed(rows), 2):
        for column, value in enumerate(row, 1):
            sheet.cell(n, column).value = value


def turn_columns_round(sheet: Worksheet) -> None:
    rows = [list(reversed(row)) for row in sheet.iter_rows(values_only=True)]
    for n, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            sheet.cell(n, column).value = value


def delete_the_other_row(sheet: Worksheet) -> None:
    at = headings(sheet)["Forename"]
    others = [n for n in range(2, sheet.max_row + 1) if sheet.cell(n, at).value != "Otmar"]
    for n in reversed(others):
        sheet.delete_rows(n)


def delete_a_grey_column(sheet: Worksheet) -> None:
    sheet.delete_cols(headings(sheet)["Date of birth"])


def rename_the_sheet(sheet: Worksheet) -> None:
    sheet.title = "Kept by P Lee"


def write_a_title_above(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 2)
    sheet.cell(1, 1).value = "To be discussed on Thursday"


def unhide_and_filter(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[3].hidden = True


CHANGES = [
    *(sort_by_surname_descending, turn_columns_round, delete_the_other_row, delete_a_grey_column, rename_the_sheet),
    *(write_a_title_above, unhide_and_filter),
]


@pytest.mark.parametrize("change", CHANGES, ids=[change.__name__.replace("_", " ") for change in CHANGES])
def test_a_list_is_read_whatever_was_done_to_it(desk: Desk, change: Callable[[Worksheet], None]) -> None:
    for heading, value in zip(OFFICER, TYPED, strict=True):
        desk.type(2, heading, value)
    desk.change(change)
    collected = desk.read()
    assert (collected.set_aside, collected.unclear) == ([], [])
    assert set(desk.entries()) == {(OTMAR, heading, value) for heading, value in zip(OFFICER, READ, strict=True)}


def test_sheets_in_another_order_and_one_more_are_no_matter(desk: Desk) -> None:
    desk.type(2, "Notes", "Rang twice.")
    book = openpyxl.load_workbook(desk.path)
    book.move_sheet(book.worksheets[0], 1)
    book.create_sheet("My sums", 0).append(["Officer", "Notes"])
    save(book, desk.path, TUESDAY)
    desk.read()
    assert desk.entries() == [(OTMAR, "Notes", "Rang twice.")]


@pytest.mark.parametrize(
    ("heading", "value", "read"),
    [
        ("Next action date", date(2026, 11, 20), "2026-11-20"),
        ("Next action date", datetime(2026, 11, 20, 9, 30, tzinfo=None), "2026-11-20"),  # noqa: DTZ001 (as Excel has it)
        ("Next action date", "20/11/2026", "2026-11-20"),
        ("Next action date", "20 November 2026", "2026-11-20"),
        ("Next action date", "2026-11-20", "2026-11-20"),
        ("Next action date", "after half term", "after half term"),
        ("Next action date", "31/11/2026", "31/11/2026"),
        ("Notes", "20/11/2026", "20/11/2026"),
        ("Notes", "+44 20 7946 0000", "+44 20 7946 0000"),
        ("Notes", "-mother says Leeds", "-mother says Leeds"),
        ("Notes", "O’Brien, Łódź, 2½ miles", "O’Brien, Łódź, 2½ miles"),
        ("Notes", "two\nlines", "two\nlines"),
        ("Notes", "  spaces around  ", "spaces around"),
        ("Notes", "   ", None),
        ("Notes", 7, "7"),
        ("Notes", 2.5, "2.5"),
    ],
)
def test_a_cell_of_any_kind(desk: Desk, heading: str, value: object, read: str | None) -> None:
    desk.type(2, heading, value)
    desk.read()
    assert desk.entries() == ([(OTMAR, heading, read)] if read else [])


def test_a_date_is_a_date_again_on_the_next_list_and_what_is_none_stays_as_typed(
    after_tuesday: tuple[Path, Done],
) -> None:
    at = {row["Forename"]: row["Next action date"] for row in Office(after_tuesday[0]).rows("cme-register")}
    assert at["Otmar"] == at["Brunhold"] == TYPED[3]
    assert at["Sabetha"] == "after half term"


def test_text_that_looks_like_a_formula_stays_text(desk: Desk) -> None:
    def typing(sheet: Worksheet) -> None:
        cell = sheet.cell(2, headings(sheet)["Notes"])
        cell.value, cell.data_type = "=HYPERLINK(1)", "s"

    desk.change(typing)
    desk.read()
    desk.write()
    sheet = openpyxl.load_workbook(desk.path).worksheets[1]
    cell = sheet.cell(2, headings(sheet)["Notes"])
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


# Never lost


def test_a_child_who_leaves_a_list_and_returns_brings_what_was_said(tuesday: Office) -> None:
    rolls = tables()["education/enrolments"]
    put(tuesday.home, "education/enrolments", [*rolls, enrolment("1002", "8524001", "2026-11-02")], dated=WEDNESDAY)
    tuesday.night(WEDNESDAY)
    assert tuesday.row("leavers", "Otmar") is None
    gone = enrolment("1002", "8524001", "2026-11-02", "2026-11-04")
    put(tuesday.home, "education/enrolments", [*rolls, gone], dated=FRIDAY)
    tuesday.night(FRIDAY)
    assert tuesday.said("leavers", "Otmar", *OFFICER) == TYPED


def test_a_deleted_list_comes_back_and_lists_untouched_or_saved_unchanged_say_nothing(tuesday: Office) -> None:
    (tuesday.lists / "leavers.xlsx").unlink()
    tuesday.change("cme-register", lambda sheet: None, saved=WEDNESDAY)
    (tuesday.lists / "~$tracing.xlsx").write_bytes(b"P Lee")
    before = tuesday.entries()
    tuesday.night(WEDNESDAY)
    assert tuesday.said("leavers", "Otmar", *OFFICER) == TYPED
    assert tuesday.entries() == before
    assert len(before) == len(OFFICER) + 2
    assert not (tuesday.lists / "set-aside").exists()


def test_a_copy_saved_under_another_name_is_read_too_and_once(desk: Desk) -> None:
    desk.type(2, "Notes", "Rang twice.")
    desk.path.rename(desk.folder / "leavers P Lee.xlsx")
    desk.read()
    desk.write()
    desk.type(2, "Notes", "Found the aunt.")
    for _ in range(2):
        desk.read()
        desk.write()
    assert desk.shows(2, "Notes") == "Found the aunt."
    said = desk.con.execute("SELECT value, file FROM decisions.entry ORDER BY entry_id").fetchall()
    assert said == [("Rang twice.", "leavers P Lee.xlsx"), ("Found the aunt.", "leavers.xlsx")]


def test_a_run_for_an_earlier_day_keeps_what_was_typed_and_leaves_the_list_alone(office: Office) -> None:
    """A status typed today changes nothing of the earlier day."""
    typed(office)
    office.type("cme-register", "Brunhold", TUESDAY, Status="Moved abroad - confirmed")
    before = (office.lists / "leavers.xlsx").read_bytes()
    office.night(TUESDAY, as_at=date(2026, 10, 31))
    assert (office.lists / "leavers.xlsx").read_bytes() == before
    past = office.home / "reports" / "2026-10-31" / "lists"
    assert (past / "leavers.xlsx").exists()
    sheet = openpyxl.load_workbook(past / "cme-register.xlsx").worksheets[1]
    assert "Brunhold" in [row[headings(sheet)["Forename"] - 1] for row in sheet.iter_rows(values_only=True)]
    office.night(WEDNESDAY)
    assert office.said("leavers", "Otmar", *OFFICER) == TYPED
    assert office.row("cme-register", "Brunhold") is None
    assert len(office.entries()) == len(OFFICER) + 1


# Lists that cannot be read


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2000])


def no_workbook(path: Path) -> None:
    path.write_text("<html>Sign in</html>", encoding="utf-8")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def without_row_key(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    sheet.delete_cols(headings(sheet)["Row key"])
    save(book, path, TUESDAY)


BROKEN = {"tracing": cut_off, "vulnerable": no_workbook, "returns": empty, "leavers": without_row_key}


def test_lists_that_cannot_be_read_are_set_aside_and_named(office: Office) -> None:
    spoilt = set()
    for name, spoil in BROKEN.items():
        spoil(office.lists / f"{name}.xlsx")
        spoilt.add((office.lists / f"{name}.xlsx").read_bytes())
    office.type("cme-register", "Otmar", TUESDAY, Notes="Rang twice.")
    done = office.night(TUESDAY)
    assert done.exit_code == 3
    for name in BROKEN:
        assert f"lists/{name}.xlsx" in done.stderr
        openpyxl.load_workbook(office.lists / f"{name}.xlsx")
    assert done.stderr.count("lists/set-aside/") >= len(BROKEN)
    assert {path.read_bytes() for path in (office.lists / "set-aside").iterdir()} == spoilt
    assert office.said("leavers", "Otmar", "Notes") == ("Rang twice.",)
    assert office.night(WEDNESDAY).exit_code == 0


def test_what_was_typed_of_a_child_stays_when_the_child_turns_out_to_be_another(office: Office) -> None:
    """Benefits writes another child into Sabetha's claim for a night, who has a case of his own, which then goes into
    hers. What was typed beside her on a list of before may be of either."""
    shutil.copy(office.lists / "cme-register.xlsx", office.lists / "kept.xlsx")
    office.type("cme-register", "Sabetha", TUESDAY, Notes="Seen at the library.", Status="In progress")
    office.night(TUESDAY)
    told = tables()
    of_benefits = told["benefits/children"][0]
    of_benefits |= {"forename": "Ingolf", "surname": "Merganser", "date_of_birth": "2013-12-24"}
    put(office.home, "benefits/children", [of_benefits], dated=WEDNESDAY)
    office.night(WEDNESDAY)
    office.type("cme-register", "Ingolf", WEDNESDAY, Officer="A Roy")
    office.type("kept", "Sabetha", WEDNESDAY, Next_action="Visit")
    put(office.home, "benefits/children", tables()["benefits/children"], dated=THURSDAY)
    named = office.night(THURSDAY).stderr
    assert "lists/kept.xlsx: cells of children who were shown as one and are two since" in named
    assert "Visit" not in [value for _, value, *_ in office.entries()]
    assert office.row("cme-register", "Ingolf") is None
    said = office.said("cme-register", "Sabetha", "Notes", "Status", "Officer")
    assert said == ("Seen at the library.", "In progress", "A Roy")


def test_a_status_that_is_none_or_in_other_case_and_a_case_in_two_rows_filled_in_two_ways(office: Office) -> None:
    """A status that is none of the list is named, one in other case taken; of two rows of a case neither loses."""
    rows = [
        {
            **{
                "application_ref": f"852-B-{n}",
                **{k: v for k, v in tables()["admissions/applications"][0].items() if n},
            },
            **{"application_ref": f"852-B-{n}", "offer_status": "OFFERED", "offered_laestab": "8526001"},
            **{"offered_on": "2026-10-12", "expected_start": f"2026-10-1{n}", "received_on": "2026-10-01"},
        }
        for n in (3, 4)
    ]
    put(office.home, "admissions/applications", rows, dated=TUESDAY)
    office.type("cme-register", "Otmar", TUESDAY, Status="moved abroad - CONFIRMED ")
    office.type("leavers", "Otmar", TUESDAY, Status="Gone")
    done = office.night(TUESDAY)
    assert "cells that hold none of the choices of their column: 1 (Status row 3)" in done.stderr
    assert [entry[1] for entry in office.entries()] == ["Moved abroad - confirmed", "Gone"]
    said = "Status, cme-register.xlsx said: Moved abroad - confirmed"
    assert office.said("leavers", "Otmar", "Filled in two ways") == (said,)
    assert office.said("cme-register", "Otmar", "Filled in two ways") == (said,)
    (decision,) = office.rows("decisions")
    assert (decision["What was decided"], decision["Does it stand"]) == ("Moved abroad - confirmed", "replaced")
    assert (decision["Why not"], decision["Typed on list"]) == ("by 'Gone' of 2026-11-03", "cme-register")
    assert len(office.rows("unregistered-offers")) == 2

    def typing(sheet: Worksheet) -> None:
        at = headings(sheet)
        sheet.cell(2, at["Notes"]).value = "Mother rang."
        sheet.cell(3, at["Next action"]).value = "Visit"
        sheet.cell(2, at["Officer"]).value = "P Lee"
        sheet.cell(3, at["Officer"]).value = "A Roy"

    office.change("unregistered-offers", typing, saved=WEDNESDAY)
    done = office.night(WEDNESDAY)
    for row in office.rows("unregistered-offers"):
        assert (row["Notes"], row["Next action"], row["Officer"]) == ("Mother rang.", "Visit", "A Roy")
    assert "lists/unregistered-offers.xlsx: cells filled in two ways: 1" in done.stderr
    assert [entry[1] for entry in office.entries() if entry[0] == "Officer"] == ["P Lee", "A Roy"]
