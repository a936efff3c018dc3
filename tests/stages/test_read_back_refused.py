"""What cannot be read back is set aside unharmed, and named."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from desk import MONDAY, OTMAR, Desk
from office import headings, save
from programs_of_officers import opened, saved_raw


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


def with_its_directory_elsewhere(path: Path) -> None:
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\5\6") + 16
    content[at : at + 4] = b"\xff\xff\xff\x7f"
    path.write_bytes(content)


def with_tags_that_do_not_match(path: Path) -> None:
    with ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content.replace(b"</sheetData>", b"</row>") if "worksheets" in name else content)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (with_its_directory_elsewhere, "is damaged or cut off, as after a full disk; restore it from a backup"),
        (with_tags_that_do_not_match, "cannot be read as a workbook; open it in Excel and save it again"),
        (behind_a_password, "is protected with a password; take the password off"),
        (of_old_excel, "is a workbook of the old kind (.xls) whatever its name says; save it as .xlsx"),
        (cut_off, "is damaged or cut off, as after a full disk; restore it from a backup"),
        (without_key, "has lost its hidden last column 'Row key'"),
        (a_bomb, "unpacks to far more than a workbook should"),
    ],
)
def test_what_cannot_be_read_is_set_aside_unharmed_and_named_once(
    desk: Desk, spoil: Callable[[Path], object], words: str
) -> None:
    spoil(desk.path)
    spoilt = desk.path.read_bytes()
    collected = desk.read()
    assert len(collected.set_aside) == 1
    assert collected.set_aside[0].startswith(f"lists/leavers.xlsx cannot be read back: it {words}")
    (aside,) = (desk.folder / "set-aside").iterdir()
    assert aside.read_bytes() == spoilt
    assert desk.write() == ""
    assert desk.read().set_aside == []


def test_a_workbook_whose_name_is_no_text_is_left_as_it_is_and_named(desk: Desk) -> None:
    named = desk.folder / os.fsdecode(b"leavers \xff.xlsx")
    shutil.copy(desk.path, named)
    assert desk.read().set_aside == ["lists/leavers \\udcff.xlsx has a name of bytes that are no letters; rename it."]
    assert named.exists()


def test_a_list_of_another_council_is_set_aside(desk: Desk) -> None:
    desk.read()
    desk.write(la_code="850")
    desk.type(2, "Notes", "Rang twice.")
    assert "is a list of another council (authority 850)" in desk.read().set_aside[0]
    assert (desk.entries(), desk.set_aside()) == ([], ["leavers"])


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
