"""What officers do to a list besides typing into it: each is read for what it is, or named; nothing goes astray."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from desk import ABOUT, MONDAY, Desk, empty_store
from office import headings, save
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet
from programs import program
from programs_of_officers import opened, saved_raw

from outputs.exception_lists import Column, ListSheet, write_list
from pipeline.roundtrip import placing
from pipeline.roundtrip.shown import content_of, keep_version, version_of
from pipeline.roundtrip.stamp import Stamp
from pipeline.stages.collect import collect

OTMAR, BRUNHOLD, SABETHA = "C000000000A", "C000000000B", "C000000000D"
"""Of rows 2 to 4."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path, empty_store())
    made.write()
    return made


def set_aside(desk: Desk) -> list[str]:
    return sorted(path.name.split("-")[0] for path in (desk.folder / "set-aside").glob("*"))


# Cells that are not the officer's


def test_a_changed_grey_cell_is_named_with_its_place_and_not_taken(desk: Desk) -> None:
    desk.type(2, "Surname", "Smith")
    desk.type(2, "Days missing", 13)
    desk.type(2, "Notes", "Is his name Smith?")
    collected = desk.read()
    assert collected.unclear == [
        "lists/leavers.xlsx: grey cells changed: 2 (Surname row 2; Days missing row 2); they are not taken and are as "
        "before on the next list, have the record corrected in the system it came from."
    ]
    assert [(remark.column, remark.case) for remark in collected.remarks] == [
        ("Surname", OTMAR),
        ("Days missing", OTMAR),
    ]
    assert desk.entries() == [(OTMAR, "Notes", "Is his name Smith?")]
    desk.write()
    assert desk.shows(2, "Surname") == "Tarnsworth"


@pytest.mark.parametrize(
    ("heading", "value"),
    [("Date of birth", "03/05/2016"), ("Days missing", "12"), ("Days missing", 12.0), ("Surname", " Tarnsworth ")],
)
def test_a_grey_cell_that_only_looks_different_is_no_change(desk: Desk, heading: str, value: object) -> None:
    desk.type(2, heading, value)
    collected = desk.read()
    assert (collected.unclear, desk.entries()) == ([], [])


def test_a_cleared_row_says_nothing_of_the_child(desk: Desk) -> None:
    desk.type(2, "Notes", "Rang twice.")
    desk.read()
    desk.write()

    def clear(sheet: Worksheet) -> None:
        for cell in sheet[2][:-1]:
            cell.value = None

    desk.change(clear)
    assert desk.read().unclear == []
    assert desk.entries() == [(OTMAR, "Notes", "Rang twice.")]


# Rows that moved away from their key


def move(sheet: Worksheet, titles: list[str]) -> None:
    """Turns the order of rows 2 to 4 round in those columns alone."""
    at = headings(sheet)
    for title in titles:
        values = [sheet.cell(row, at[title]).value for row in (4, 3, 2)]
        for row, value in zip((2, 3, 4), values, strict=True):
            sheet.cell(row, at[title]).value = value


def test_rows_sorted_without_the_hidden_key_are_taken_for_the_children_they_show(desk: Desk) -> None:
    desk.type(2, "Notes", "Rang twice.")
    desk.change(lambda sheet: move(sheet, [title for title in headings(sheet) if title != "Row key"]))
    collected = desk.read()
    assert desk.entries() == [(OTMAR, "Notes", "Rang twice.")]
    assert "whose hidden row key had not moved with them: 2 (rows 2, 4)" in collected.unclear[0]


@pytest.mark.parametrize(
    "apart",
    [
        ["Surname", "Forename", "Date of birth", "Line", "Days missing", "Officer", "Notes"],
        ["Forename", "Notes"],
        ["Case", "Notes"],
        ["Student ID", "Notes"],
    ],
    ids=["from the surname on", "the forename alone", "the case alone", "the number alone"],
)
def test_rows_that_show_two_children_are_named_and_kept_aside(desk: Desk, apart: list[str]) -> None:
    desk.type(2, "Notes", "Rang twice.")
    desk.change(lambda sheet: move(sheet, apart))
    collected = desk.read()
    assert desk.entries() == []
    assert "nothing was taken from them and a copy lies in lists/set-aside/" in collected.unclear[0]
    assert set_aside(desk) == ["leavers"]
    assert desk.path.exists()


def test_officers_columns_sorted_without_the_others_are_noticed(desk: Desk) -> None:
    for row in (2, 3, 4):
        desk.type(row, "Notes", f"Seen {row}")
    desk.read()
    desk.write()
    desk.change(lambda sheet: sheet.move_range(f"{sheet.cell(2, headings(sheet)['Notes']).coordinate}", rows=5))

    def turn(sheet: Worksheet) -> None:
        at = headings(sheet)["Notes"]
        for row, seen in ((2, "Seen 3"), (3, "Seen 4"), (4, "Seen 2")):
            sheet.cell(row, at).value = seen
        sheet.cell(7, at).value = None

    desk.change(turn)
    collected = desk.read()
    assert len(desk.entries()) == 3
    assert "3 (rows 2, 3, 4)" in collected.unclear[0]


def test_a_row_without_a_key_is_found_by_what_it_shows_or_named(desk: Desk) -> None:
    def add(sheet: Worksheet) -> None:
        copied = [cell.value for cell in sheet[2]]
        copied[-1] = None
        copied[headings(sheet)["Notes"] - 1] = "Rang twice."
        sheet.append(copied)
        sheet.append(["Somebody else", *[None] * (len(copied) - 3), "New here?"])
        sheet.cell(sheet.max_row, headings(sheet)["Notes"]).value = "Not on the list yet"

    desk.change(add)
    collected = desk.read()
    assert desk.entries() == [(OTMAR, "Notes", "Rang twice.")]
    assert "rows without a row key that hold something typed: 1" in " ".join(collected.unclear)


# Formulas, errors, merged cells


def test_a_formula_without_a_value_and_an_error_are_named_and_not_read_as_empty(desk: Desk) -> None:
    desk.type(2, "Notes", "Rang twice.")
    desk.read()
    desk.write()
    desk.type(2, "Notes", "=A2&B2")

    def error(sheet: Worksheet) -> None:
        cell = sheet.cell(3, headings(sheet)["Notes"])
        cell.value, cell.data_type = "#REF!", "e"

    desk.change(error)
    collected = desk.read()
    assert "formulas without a value: 1 (Notes row 2)" in collected.unclear[0]
    assert "cells that show an error such as #REF!: 1 (Notes row 3)" in collected.unclear[1]
    assert desk.entries() == [(OTMAR, "Notes", "Rang twice.")]


def test_cells_merged_downwards_say_the_same_of_every_row_and_those_merged_across_nothing(desk: Desk) -> None:
    def merge(sheet: Worksheet) -> None:
        at = headings(sheet)
        sheet.cell(2, at["Officer"]).value = "P Lee"
        sheet.merge_cells(start_row=2, end_row=3, start_column=at["Officer"], end_column=at["Officer"])
        sheet.merge_cells(start_row=4, end_row=4, start_column=at["Status"], end_column=at["Next action"])

    desk.change(merge)
    assert "cells under a merged cell: 1 (Next action row 4)" in desk.read().unclear[0]
    assert desk.entries() == [(OTMAR, "Officer", "P Lee"), (BRUNHOLD, "Officer", "P Lee")]


# Columns and comments of the officer's own


def add_column(sheet: Worksheet, heading: str | None, value: object, row: int = 2) -> None:
    sheet.insert_cols(3)
    sheet.cell(1, 3).value, sheet.cell(row, 3).value = heading, value


def test_an_added_column_comes_back_at_the_right_of_the_officers_and_stays_while_it_is_filled(desk: Desk) -> None:
    desk.change(lambda sheet: add_column(sheet, "Visit on", date(2026, 11, 20)))
    desk.change(lambda sheet: add_column(sheet, None, "see file"))
    desk.change(lambda sheet: add_column(sheet, "Surname", "born Smith"))
    assert desk.read().unclear == []
    desk.write()
    sheet = openpyxl.load_workbook(desk.path).worksheets[1]
    at = headings(sheet)
    assert [at[h] - at["Notes"] for h in ("Surname (added)", "Added column", "Visit on")] == [1, 2, 3]
    assert (desk.shows(2, "Visit on").date(), desk.shows(2, "Added column")) == (date(2026, 11, 20), "see file")  # type: ignore[attr-defined] # a moment
    desk.type(2, "Visit on", None)
    assert desk.read().entries == 1
    desk.write()
    assert desk.shows(1, "Visit on") is None
    assert desk.shows(2, "Surname (added)") == "born Smith"


def test_one_heading_spelt_in_two_ways_is_one_column_that_can_be_emptied(desk: Desk) -> None:
    shutil.copy(desk.path, desk.folder / "kept.xlsx")
    desk.change(lambda sheet: add_column(sheet, "Visit on", "Monday"))
    desk.change(lambda sheet: add_column(sheet, "visit  ON", "Tuesday", row=3), "kept.xlsx")
    desk.read()
    desk.write()
    heading = next(h for h in ("Visit on", "visit ON") if desk.shows(1, h))
    assert [desk.shows(row, heading) for row in (2, 3)] == ["Monday", "Tuesday"]
    desk.type(2, heading, None)
    desk.type(3, heading, None)
    desk.read()
    desk.write()
    assert desk.shows(1, heading) is None


def test_comments_come_back_in_a_column_of_their_own_once(desk: Desk) -> None:
    def hang(sheet: Worksheet) -> None:
        sheet.cell(2, headings(sheet)["Surname"]).comment = Comment("P Lee:\nBorn Smith,\nsays the aunt", "P Lee")
        sheet.cell(1, 1).comment = Comment("What is this?", "A Roy")

    desk.change(hang)
    assert "comments outside the rows: 1" in desk.read().unclear[0]
    desk.write()
    assert desk.shows(2, "Comments") == "P Lee on Surname: Born Smith, / says the aunt"
    desk.type(2, "Comments", "P Lee on Surname: Born Smith, / says the aunt\nConfirmed.")
    desk.read()
    desk.write()
    assert str(desk.shows(2, "Comments")).endswith("\nConfirmed.")
    assert [column for _, column, _ in desk.entries()] == ["Comments", "Comments"]


def test_threads_of_newer_excels_are_read_and_their_stand_in_is_not(desk: Desk) -> None:
    """Excel keeps a thread in a part of its own and, for older programs, an old comment beside it."""
    thread = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    kept = {}
    desk.change(lambda sheet: setattr(sheet["A3"], "comment", Comment("[Threaded comment] Old Excel", "tc={1}")))
    with ZipFile(desk.path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    links = next(name for name in kept if name.endswith("sheet2.xml.rels"))
    kept[links] = kept[links].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        b'Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    )
    kept["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments xmlns="{thread}"><threadedComment ref="A3" personId="{{9}}" id="{{1}}"><text>Seen?</text>'
        f'</threadedComment><threadedComment ref="A3" personId="{{9}}" id="{{2}}" parentId="{{1}}"><text>Yes.</text>'
        f"</threadedComment></ThreadedComments>"
    ).encode()
    kept["xl/persons/person.xml"] = (
        f'<personList xmlns="{thread}"><person displayName="A Roy" id="{{9}}"/></personList>'.encode()
    )
    with ZipFile(desk.path, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)
    desk.read()
    subject = f"leavers: {BRUNHOLD}"
    assert desk.entries() == [(subject, "Comments", "A Roy on Case: Seen?\nA Roy on Case: Yes.")]


# Copies


def test_a_copy_that_lay_there_since_a_word_was_overtaken_does_not_bring_it_back(desk: Desk) -> None:
    desk.type(2, "Notes", "Rang twice.")
    shutil.copy(desk.path, desk.folder / "kept.xlsx")
    desk.type(3, "Notes", "Seen.", "kept.xlsx")
    desk.read()
    desk.write()
    desk.type(2, "Notes", "Found the aunt.")
    desk.read()
    desk.write()
    desk.type(4, "Notes", "Seen too.", "kept.xlsx")
    assert desk.read().unclear == []
    desk.write()
    assert [desk.shows(row, "Notes") for row in (2, 3, 4)] == ["Found the aunt.", "Seen.", "Seen too."]


def test_two_copies_edited_differently_are_both_kept_and_the_later_saved_stands(desk: Desk) -> None:
    shutil.copy(desk.path, desk.folder / "aaa.xlsx")
    desk.day = MONDAY + timedelta(days=1)
    desk.type(2, "Notes", "Later.", "aaa.xlsx")
    desk.day = MONDAY
    desk.type(2, "Notes", "Earlier.")
    collected = desk.read(days=2)
    assert (
        "cells filled in two ways: 1 (Notes row 2); both are kept, the one saved later stands" in collected.unclear[0]
    )
    assert [value for _, _, value in desk.entries()] == ["Earlier.", "Later."]
    desk.write()
    assert desk.shows(2, "Notes") == "Later."


@pytest.mark.parametrize("name", ["leavers", "my own name"])
def test_a_workbook_that_has_lost_its_stamp_is_known_by_what_it_shows(desk: Desk, name: str) -> None:
    """Only of the list in its place an empty cell was emptied; another may be of before something stood there."""
    desk.type(3, "Notes", "Rang twice.")
    desk.read()
    desk.write()
    book = opened(desk.path)
    book.stamp = ""
    del book.sheets[0].columns[5:7]
    notes = book.sheets[0].number("Notes")
    assert notes is not None
    book.sheets[0].rows[0].cells[notes] = "Seen."
    book.sheets[0].rows[1].cells.pop(notes)
    saved_raw(book, desk.folder / f"{name}.xlsx", desk.day, shared=True)
    assert desk.read().set_aside == []
    emptied = [(BRUNHOLD, "Notes", None)] if name == "leavers" else []
    assert desk.entries()[1:] == [(OTMAR, "Notes", "Seen."), *emptied]


def test_who_says_it_and_where_is_kept_with_every_entry(desk: Desk) -> None:
    desk.type(2, "Officer", "P Lee")
    desk.type(2, "Notes", "Rang twice.")
    desk.type(3, "Notes", "Rang once.")
    shutil.move(desk.path, desk.folder / "P Lee's.xlsx")
    desk.read()
    rows = desk.con.execute("SELECT value, officer, list, file FROM decisions.entry ORDER BY entry_id").fetchall()
    assert rows[1:] == [
        ("Rang twice.", "P Lee", "leavers", "P Lee's.xlsx"),
        ("Rang once.", "unknown", "leavers", "P Lee's.xlsx"),
    ]


# What cannot be read back


def behind_a_password(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"))


def of_old_excel(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3000])


def without_key(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets[1:]:
        sheet.delete_cols(headings(sheet)["Row key"])
    save(book, path, MONDAY)


def a_bomb(path: Path) -> None:
    with ZipFile(path, "w", 8) as archive:
        archive.writestr("xl/workbook.xml", b" " * 300_000_000)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (behind_a_password, "is protected with a password; take the password off"),
        (of_old_excel, "is a workbook of the old kind (.xls) whatever its name says; save it as .xlsx"),
        (cut_off, "is damaged or cut off, as after a full disk; restore it from a backup"),
        (without_key, "has lost its hidden last column 'Row key'"),
        (a_bomb, "unpacks to far more than a workbook should"),
    ],
)
def test_what_cannot_be_read_is_set_aside_unharmed_and_named_once(desk: Desk, spoil: object, words: str) -> None:
    spoil(desk.path)  # type: ignore[operator] # one of the functions above
    spoilt = desk.path.read_bytes()
    collected = desk.read()
    assert len(collected.set_aside) == 1
    assert collected.set_aside[0].startswith(f"lists/leavers.xlsx cannot be read back: it {words}")
    (aside,) = (desk.folder / "set-aside").iterdir()
    assert aside.read_bytes() == spoilt
    assert desk.write() == ""
    assert desk.read().set_aside == []


def test_a_list_of_another_council_is_set_aside(desk: Desk) -> None:
    desk.read()
    desk.write(la_code="850")
    desk.type(2, "Notes", "Rang twice.")
    assert "is a list of another council (authority 850)" in desk.read().set_aside[0]
    assert (desk.entries(), set_aside(desk)) == ([], ["leavers"])


def test_a_workbook_without_a_stamp_in_which_nobody_is_known_is_set_aside(desk: Desk) -> None:
    book = opened(desk.path)
    book.stamp = ""
    for sheet in book.sheets:
        for line in sheet.rows:
            line.cells = {n: "C9" if n == 0 else value for n, value in line.cells.items()}
            line.cells[max(n for n, _ in sheet.columns)] = "C9"
    saved_raw(book, desk.path, desk.day, shared=False)
    assert "holds no case that is known here" in desk.read().set_aside[0]


def test_a_list_of_last_year_is_set_aside_and_one_of_two_months_ago_is_not(desk: Desk) -> None:
    shutil.copy(desk.path, desk.folder / "leavers kept.xlsx")
    shutil.copy(desk.path, desk.folder / "leavers kept too.xlsx")
    desk.read(days=60)
    desk.write()
    desk.day = MONDAY
    desk.type(2, "Notes", "Within time.", "leavers kept.xlsx")
    desk.day = MONDAY + timedelta(days=59)
    assert desk.read().set_aside == []
    desk.read()
    desk.write()
    desk.type(2, "Notes", "Too late.", "leavers kept too.xlsx")
    (named,) = desk.read().set_aside
    assert "is an old list, as at 02/11/2026" in named
    assert desk.entries() == [(OTMAR, "Notes", "Within time.")]


def test_the_list_in_its_place_is_read_however_long_no_run_was_made(desk: Desk) -> None:
    desk.type(2, "Notes", "Over the summer.")
    desk.type(3, "Notes", "gone")
    assert desk.read(days=100).set_aside == []
    assert [value for _, _, value in desk.entries()] == ["Over the summer.", "gone"]


def test_other_formats_are_set_aside_by_name_and_an_officers_own_workbook_is_left_alone(desk: Desk) -> None:
    for name in ("leavers.ods", "Leavers P Lee.csv", "my sums.csv"):
        (desk.folder / name).write_bytes(name.encode())
    own = openpyxl.Workbook()
    own.worksheets[0].append(["Officer", "Notes"])
    own.save(desk.folder / "my sums.xlsx")
    collected = desk.read()
    named = {sentence.split(" cannot")[0] for sentence in collected.set_aside}
    assert named == {"lists/Leavers P Lee.csv", "lists/leavers.ods"}
    assert all(f"save it as {stem}.xlsx" in " ".join(collected.set_aside) for stem in ("leavers", "Leavers P Lee"))
    assert sorted(collected.left_alone) == [
        "lists/my sums.csv is none of the lists and was left alone.",
        "lists/my sums.xlsx is none of the lists and was left alone.",
    ]
    again = desk.read()
    assert [text.split(" cannot")[0] for text in again.set_aside] == [
        "lists/Leavers P Lee.csv"
    ]  # until it is taken away
    assert again.left_alone == []


# Putting the new list in its place


def test_a_list_saved_in_the_instant_before_it_is_replaced_is_left_and_read_next_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.read()
    look = placing._places

    def meanwhile(path: Path) -> list[Path]:
        desk.type(2, "Notes", "Just now.")
        return look(path)

    monkeypatch.setattr(placing, "_places", meanwhile)
    assert desk.write() == "leavers.xlsx is open, so the new list lies beside it as leavers (newer).xlsx"
    monkeypatch.undo()
    desk.read()
    assert desk.write() == ""
    assert desk.shows(2, "Notes") == "Just now."
    assert sorted(path.name for path in desk.folder.iterdir()) == ["leavers.xlsx"]


def test_a_share_that_refuses_the_rename_keeps_the_list_as_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.read()
    rename = Path.replace

    def refused(self: Path, target: Path) -> Path:
        if target.name == "leavers.xlsx":
            raise PermissionError(13, "used by another process")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", refused)
    assert "lies beside it as leavers (newer).xlsx" in desk.write()


def test_a_lock_that_a_crash_left_behind_keeps_a_list_for_two_nights_only(desk: Desk) -> None:
    lock = desk.folder / "~$leavers.xlsx"
    lock.write_bytes(b"P Lee")
    later = (desk.path.stat().st_mtime_ns // 10**9) + 60
    os.utime(lock, (later, later))
    opened_on = datetime.fromtimestamp(later, UTC).date()
    desk.day = opened_on - timedelta(days=1)
    for nights, remark in ((1, "open"), (1, "open"), (1, "")):
        desk.read(days=nights)
        assert (remark in desk.write()) if remark else desk.write() == ""


# Other programs


def resave(path: Path) -> None:
    """Opens a workbook in LibreOffice and saves it."""
    office = program("soffice", "libreoffice")
    profile, saved = path.parent.parent / "profile", path.parent.parent / "saved"
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(saved), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shutil.move(saved / path.name, path)


@pytest.mark.office
@pytest.mark.parametrize("what", ["as it was", "with everything"])
def test_a_list_saved_by_libreoffice_is_read_as_if_excel_had_saved_it(desk: Desk, what: str) -> None:
    def everything(sheet: Worksheet) -> None:
        at = headings(sheet)
        add_column(sheet, "Visit on", date(2026, 11, 20))
        at = headings(sheet)
        sheet.cell(2, at["Notes"]).value = "long " * 6_500
        sheet.cell(3, at["Next action date"]).value = date(2026, 11, 21)
        sheet.cell(3, at["Status"]).value = "Moved abroad – confirmed"
        sheet.cell(4, at["Officer"]).value = "=1+1"
        sheet.cell(4, at["Surname"]).comment = Comment("Born Smith", "P Lee")
        sheet.delete_cols(at["Line"])

    desk.type(3, "Notes", "Rang twice.\n" + "long " * 6_000)
    desk.read()
    desk.write()
    desk.con.execute("DELETE FROM decisions.workbook")
    first = len(desk.entries())
    desk.change(everything if what == "with everything" else lambda sheet: None)
    resave(desk.path)
    collected = desk.read()
    assert (collected.set_aside, collected.unclear) == ([], [])
    expected = {
        (OTMAR, "Notes", ("long " * 6_500).strip()),
        (BRUNHOLD, "Next action date", "2026-11-21"),
        (BRUNHOLD, "Status", "Moved abroad - confirmed"),
        (SABETHA, "Officer", "2"),
        (f"leavers: {OTMAR}", "Visit on", "2026-11-20"),
        (f"leavers: {SABETHA}", "Comments", "On Surname: Born Smith"),
    }
    assert set(desk.entries()[first:]) == (expected if what == "with everything" else set())


@pytest.mark.office
def test_decisions_on_pairs_saved_by_libreoffice_are_of_the_pair_they_stand_beside(desk: Desk) -> None:
    """Sorted by the other's surname, the first sheet's rows turned round."""
    records = [
        ("education/students:1001", "benefits/children:HB1-1"),
        ("education/students:1002", "benefits/children:B 2"),
    ]
    keys = [f"pair {one} {other}" for one, other in records]
    columns = ("Case", "Surname", "Surname of the other", "Decision", "Notes", "Record", "Record of the other")
    about = replace(
        ABOUT,
        code="match-review",
        columns=tuple(Column(heading, heading) for heading in columns[:3]),
        officer_columns=(Column("decision", "Decision", choices=("Same", "Different")), Column("notes", "Notes")),
        reference_columns=tuple(Column(heading, heading) for heading in columns[5:]),
    )
    rows: list[tuple[object, ...]] = [
        (OTMAR, "Tarnsworth", "Tarnswort", None, None, *records[0], keys[0]),
        (BRUNHOLD, "Dunnock", "Dunock", None, None, *records[1], keys[1]),
    ]
    content = content_of(about, [ListSheet("To decide", rows)])
    keep_version(desk.con, "match-review", content, MONDAY, MONDAY)
    path = desk.folder / "match-review.xlsx"
    turned = [(*row[:3], decision, *row[4:]) for row, decision in zip(rows, ("same", "Different"), strict=True)]
    write_list(
        replace(about, stamp=str(Stamp("852", "match-review", MONDAY, version_of(content)))),
        [ListSheet("To decide", turned[::-1])],
        path,
        authority="Testley",
        as_at=MONDAY,
        demonstration=False,
    )
    resave(path)
    collected = collect(desk.con, desk.folder, desk.day, {"Decision": ("Same", "Different")}, la_code="852")
    assert (collected.unclear, collected.set_aside) == ([], [])
    assert desk.entries() == [(keys[1], "Decision", "Different"), (keys[0], "Decision", "Same")]
