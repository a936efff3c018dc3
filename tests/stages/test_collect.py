"""What officers type is read back the next night, whatever they did to the list, and is never lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from office import Office, headings, save
from openpyxl.worksheet.worksheet import Worksheet
from small_council import deliver, enrolment, put, tables

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in range(2, 7))
OFFICER = ("Officer", "Status", "Next action", "Next action date", "Notes")
NOTHING = (None,) * len(OFFICER)


@pytest.fixture(scope="module")
def after_a_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("office")
    deliver(home)
    Office(home).night(MONDAY)
    return home


@pytest.fixture
def office(after_a_night: Path, tmp_path: Path) -> Office:
    return Office(Path(shutil.copytree(after_a_night, tmp_path / "home")))


def typed(office: Office, saved: date = TUESDAY) -> None:
    """Otmar's row of the leavers, filled in."""
    cells = {"Officer": "P Lee", "Status": "In progress", "Next_action": "Visit", "Notes": "Rang twice."}
    office.type("leavers", "Otmar", saved, **cells, Next_action_date=date(2026, 11, 20))


READ = ("P Lee", "In progress", "Visit", "2026-11-20", "Rang twice.")
TYPED = (*READ[:3], datetime.fromisoformat(READ[3]), READ[4])


def test_what_is_typed_on_one_list_stands_on_every_list_the_case_is_on(office: Office) -> None:
    typed(office)
    done = office.night(TUESDAY)
    assert "5 cells that officers filled or changed were read back." in done.stdout
    assert office.said("leavers", "Otmar", *OFFICER) == TYPED
    assert office.said("cme-register", "Otmar", *OFFICER) == TYPED
    assert office.said("leavers", "Brunhold", *OFFICER) == NOTHING


def test_lists_that_nobody_touched_say_nothing(office: Office) -> None:
    office.night(TUESDAY)
    assert office.entries() == []


def test_a_list_saved_unchanged_says_nothing(office: Office) -> None:
    office.change("leavers", lambda sheet: None, saved=TUESDAY)
    office.night(TUESDAY)
    assert office.entries() == []


def test_what_is_said_is_said_once_with_the_day_on_which_the_list_was_saved(office: Office) -> None:
    office.type("leavers", "Otmar", TUESDAY, Notes="Rang twice.")
    for day in (WEDNESDAY, THURSDAY, FRIDAY):
        office.night(day)
    assert office.entries() == [("Notes", "Rang twice.", TUESDAY, "leavers.xlsx")]


def test_a_clock_that_runs_ahead_says_the_day_of_reading(office: Office) -> None:
    office.type("leavers", "Otmar", date(2031, 1, 1), Notes="Rang twice.")
    office.night(TUESDAY)
    assert office.entries() == [("Notes", "Rang twice.", TUESDAY, "leavers.xlsx")]


def test_the_newer_of_two_sayings_stands_whichever_list_it_was_typed_on(office: Office) -> None:
    office.type("leavers", "Otmar", TUESDAY, Notes="Rang twice.")
    office.night(TUESDAY)
    office.type("cme-register", "Otmar", WEDNESDAY, Notes="Found the aunt.")
    office.night(WEDNESDAY)
    assert office.said("leavers", "Otmar", "Notes") == ("Found the aunt.",)
    office.type("leavers", "Otmar", THURSDAY, Notes=None)
    office.night(THURSDAY)
    assert office.said("cme-register", "Otmar", "Notes") == (None,)
    assert [value for _, value, *_ in office.entries()] == ["Rang twice.", "Found the aunt.", None]


def test_two_lists_changed_on_one_day_in_different_columns_lose_nothing(office: Office) -> None:
    office.type("leavers", "Otmar", TUESDAY, Notes="Rang twice.")
    office.type("cme-register", "Otmar", TUESDAY, Officer="P Lee")
    office.night(TUESDAY)
    assert office.said("leavers", "Otmar", "Officer", "Notes") == ("P Lee", "Rang twice.")


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
def test_a_list_is_read_whatever_was_done_to_it(office: Office, change: Callable[[Worksheet], None]) -> None:
    typed(office)
    office.change("leavers", change, saved=WEDNESDAY)
    assert office.read(WEDNESDAY) == {("Otmar", heading): value for heading, value in zip(OFFICER, READ, strict=True)}


def test_sheets_in_another_order_and_one_more_are_no_matter(office: Office) -> None:
    office.type("leavers", "Otmar", TUESDAY, Notes="Rang twice.")
    path = office.lists / "leavers.xlsx"
    book = openpyxl.load_workbook(path)
    book.move_sheet(book.worksheets[0], 1)
    book.create_sheet("My sums", 0).append(["Officer", "Notes"])
    save(book, path, TUESDAY)
    assert office.read(TUESDAY) == {("Otmar", "Notes"): "Rang twice."}


def test_a_changed_grey_cell_is_not_taken(office: Office) -> None:
    office.type("leavers", "Otmar", TUESDAY, Surname="Smith", Notes="Is his name Smith?")
    office.night(TUESDAY)
    assert office.said("leavers", "Otmar", "Surname", "Notes") == ("Tarnsworth", "Is his name Smith?")


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
def test_a_cell_of_any_kind(office: Office, heading: str, value: object, read: str | None) -> None:
    office.type("leavers", "Otmar", TUESDAY, **{heading: value})
    assert office.read(TUESDAY) == ({("Otmar", heading): read} if read else {})


def test_a_date_is_a_date_again_on_the_next_list_and_what_is_none_stays_as_typed(office: Office) -> None:
    office.type("cme-register", "Otmar", TUESDAY, Next_action_date=date(2026, 11, 20))
    office.type("cme-register", "Brunhold", TUESDAY, Next_action_date="20/11/2026")
    office.type("cme-register", "Sabetha", TUESDAY, Next_action_date="after half term")
    office.night(TUESDAY)
    at = {row["Forename"]: row["Next action date"] for row in office.rows("cme-register")}
    assert at["Otmar"] == at["Brunhold"] == TYPED[3]
    assert at["Sabetha"] == "after half term"
    office.night(WEDNESDAY)
    assert len(office.entries()) == 3


def test_text_that_looks_like_a_formula_stays_text(office: Office) -> None:
    def typing(sheet: Worksheet) -> None:
        cell = sheet.cell(2, headings(sheet)["Notes"])
        cell.value, cell.data_type = "=HYPERLINK(1)", "s"

    office.change("leavers", typing, saved=TUESDAY)
    office.night(TUESDAY)
    notes = [row["Notes"] for row in office.rows("leavers")]
    assert "=HYPERLINK(1)" in notes
    sheet = openpyxl.load_workbook(office.lists / "leavers.xlsx").worksheets[1]
    cell = sheet.cell(2 + notes.index("=HYPERLINK(1)"), headings(sheet)["Notes"])
    assert cell.data_type == "s"


# Never lost


def test_a_child_who_leaves_a_list_and_returns_brings_what_was_said(office: Office) -> None:
    typed(office)
    office.night(TUESDAY)
    rolls = tables()["education/enrolments"]
    put(office.home, "education/enrolments", [*rolls, enrolment("1002", "8524001", "2026-11-02")], dated=WEDNESDAY)
    office.night(WEDNESDAY)
    assert office.row("leavers", "Otmar") is None
    gone = enrolment("1002", "8524001", "2026-11-02", "2026-11-04")
    put(office.home, "education/enrolments", [*rolls, gone], dated=FRIDAY)
    office.night(FRIDAY)
    assert office.said("leavers", "Otmar", *OFFICER) == TYPED


def test_a_deleted_list_comes_back_with_everything(office: Office) -> None:
    typed(office)
    office.night(TUESDAY)
    (office.lists / "leavers.xlsx").unlink()
    office.night(WEDNESDAY)
    assert office.said("leavers", "Otmar", *OFFICER) == TYPED


def test_a_copy_saved_under_another_name_is_read_too_and_once(office: Office) -> None:
    path = office.lists / "leavers.xlsx"
    office.type("leavers", "Otmar", TUESDAY, Notes="Rang twice.")
    path.rename(office.lists / "leavers P Lee.xlsx")
    for day in (TUESDAY, WEDNESDAY):
        office.night(day)
    office.type("cme-register", "Otmar", TUESDAY, Notes="Found the aunt.")
    office.night(THURSDAY)
    office.night(FRIDAY)
    assert office.said("leavers", "Otmar", "Notes") == ("Found the aunt.",)
    assert [(value, file) for _, value, _, file in office.entries()] == [
        ("Rang twice.", "leavers P Lee.xlsx"),
        ("Found the aunt.", "cme-register.xlsx"),
    ]


def test_a_run_for_an_earlier_day_keeps_what_was_typed_and_leaves_the_list_alone(office: Office) -> None:
    typed(office)
    before = (office.lists / "leavers.xlsx").read_bytes()
    office.night(TUESDAY, as_at=date(2026, 10, 31))
    assert (office.lists / "leavers.xlsx").read_bytes() == before
    assert (office.home / "reports" / "2026-10-31" / "lists" / "leavers.xlsx").exists()
    office.night(WEDNESDAY)
    assert office.said("leavers", "Otmar", *OFFICER) == TYPED
    assert len(office.entries()) == len(OFFICER)


def test_a_status_typed_today_changes_nothing_of_an_earlier_day(office: Office) -> None:
    office.type("leavers", "Otmar", TUESDAY, Status="Moved abroad - confirmed")
    office.night(TUESDAY, as_at=date(2026, 10, 31))
    past = openpyxl.load_workbook(office.home / "reports" / "2026-10-31" / "lists" / "leavers.xlsx").worksheets[1]
    assert "Otmar" in [row[headings(past)["Forename"] - 1] for row in past.iter_rows(values_only=True)]


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


BROKEN = [cut_off, no_workbook, empty, without_row_key]


@pytest.mark.parametrize("spoil", BROKEN, ids=[spoil.__name__.replace("_", " ") for spoil in BROKEN])
def test_a_list_that_cannot_be_read_is_set_aside_and_named(office: Office, spoil: Callable[[Path], None]) -> None:
    path = office.lists / "leavers.xlsx"
    spoil(path)
    spoilt = path.read_bytes()
    office.type("cme-register", "Otmar", TUESDAY, Notes="Rang twice.")
    done = office.night(TUESDAY)
    assert done.exit_code == 3
    assert "lists/leavers.xlsx" in done.stderr
    assert "lists/set-aside/" in done.stderr
    (kept,) = (office.lists / "set-aside").iterdir()
    assert kept.read_bytes() == spoilt
    assert office.said("leavers", "Otmar", "Notes") == ("Rang twice.",)
    assert office.night(WEDNESDAY).exit_code == 0


def test_the_lock_of_excel_is_no_list(office: Office) -> None:
    (office.lists / "~$leavers.xlsx").write_bytes(b"P Lee")
    office.night(TUESDAY)
    assert not (office.lists / "set-aside").exists()


def test_what_was_typed_of_a_child_stays_when_the_child_turns_out_to_be_another(office: Office) -> None:
    """Benefits calls Sabetha by another name for a night, so she has a second case, which then goes into the first."""
    office.type("cme-register", "Sabetha", TUESDAY, Notes="Seen at the library.", Status="In progress")
    office.night(TUESDAY)
    told = tables()
    of_benefits = told["benefits/children"][0]
    of_benefits |= {"forename": "Sabeth", "surname": "Dunnock"}
    put(office.home, "benefits/children", [of_benefits], dated=WEDNESDAY)
    office.night(WEDNESDAY)
    office.type("cme-register", "Sabeth", WEDNESDAY, Officer="A Roy")
    put(office.home, "benefits/children", tables()["benefits/children"], dated=THURSDAY)
    office.night(THURSDAY)
    assert office.row("cme-register", "Sabeth") is None
    said = office.said("cme-register", "Sabetha", "Notes", "Status", "Officer")
    assert said == ("Seen at the library.", "In progress", "A Roy")


def test_a_case_in_two_rows_keeps_what_was_typed_in_either_and_a_conflict_is_named(office: Office) -> None:
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
    office.night(TUESDAY)
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


def test_a_status_that_is_none_of_the_list_is_named_and_one_in_other_case_is_taken(office: Office) -> None:
    office.type("cme-register", "Otmar", TUESDAY, Status="moved abroad - CONFIRMED ")
    office.type("leavers", "Otmar", TUESDAY, Status="Gone")
    done = office.night(TUESDAY)
    assert "cells that hold none of the choices of their column: 1 (Status row 3)" in done.stderr
    assert [entry[1] for entry in office.entries()] == ["Moved abroad - confirmed", "Gone"]
    said = "Status was filled in two ways, unknown said: Moved abroad - confirmed"
    assert office.said("leavers", "Otmar", "Please note") == (said,)
    (decision,) = office.rows("decisions")
    assert (decision["What was decided"], decision["Does it stand"]) == ("Moved abroad - confirmed", "replaced")
    assert (decision["Why not"], decision["Typed on list"]) == ("by 'Gone' of 2026-11-03", "cme-register")
