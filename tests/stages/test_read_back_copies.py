"""Copies of a list, under any name and with or without its stamp."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta

import pytest
from desk import BRUNHOLD, MONDAY, OTMAR, Desk
from programs_of_officers import opened, saved_raw


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
    assert collected.unclear == [
        "lists/aaa.xlsx: cells filled in two ways: 1 (Notes row 2), otherwise in lists/leavers.xlsx; both are kept, "
        "the one saved later stands, and the lists show the other under 'Filled in two ways'."
    ]
    assert collected.remarks[0].what == "cells filled in two ways, otherwise in lists/leavers.xlsx"
    assert [value for _, _, value in desk.entries()] == ["Earlier.", "Later."]
    desk.write()
    assert desk.shows(2, "Notes") == "Later."


def test_of_two_copies_saved_in_one_second_the_one_that_came_to_the_disk_later_stands(desk: Desk) -> None:
    shutil.copy(desk.path, desk.folder / "aaa.xlsx")
    desk.type(2, "Notes", "Later.", "aaa.xlsx")
    desk.type(2, "Notes", "Earlier.")
    for name, seconds in (("leavers.xlsx", 1_793_600_000), ("aaa.xlsx", 1_793_600_001)):
        os.utime(desk.folder / name, (seconds, seconds))
    desk.read()
    assert [value for _, _, value in desk.entries()] == ["Earlier.", "Later."]


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
