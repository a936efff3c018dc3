"""A child of a list who turns out to be two: what is typed beside the key of that list may be of either."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest
from desk import BRUNHOLD, MONDAY, OTMAR, Desk, add_column, empty_store
from office import headings
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.roundtrip.parted import parted_since
from pipeline.store import Connection

STUDENT, APPLICATION, CLAIM = "education/students:1001", "admissions/applications:A1", "benefits/children:B1"
OTHER, THIRD = "C000000000Y", "C000000000Z"
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def know(con: Connection, day: date, records: dict[str, str], gone: str = "") -> None:
    """What identity remembers of a night: record -> child, of those that are new or moved. gone: one it had not."""
    moves = []
    for record, child in records.items():
        before = con.execute("SELECT child_id, since FROM identity.child_record WHERE record = ?", [record]).fetchone()
        con.execute("DELETE FROM identity.child_record WHERE record = ?", [record])
        con.execute("INSERT INTO identity.child_record VALUES (?, ?, ?)", [record, child, day])
        if before:
            con.execute("INSERT INTO identity.child_record_before VALUES (?, ?, ?, ?)", [record, *before, day])
            moves.append((before[0], child))
    alive = {
        child
        for (child,) in con.execute("SELECT child_id FROM identity.child_record WHERE record <> ?", [gone]).fetchall()
    }
    for was, now in moves:
        event = ("split from", now, was) if was in alive else ("merged into", was, now)
        con.execute("INSERT INTO identity.child_event VALUES (?, ?, ?, ?, 0)", [day, *event])


@pytest.fixture
def parting(desk: Desk) -> Desk:
    """Otmar is a student and an application on Monday's list, and two children since Tuesday. Monday's copy is kept."""
    know(desk.con, MONDAY, {STUDENT: OTMAR, APPLICATION: OTMAR})
    shutil.copy(desk.path, desk.folder / "kept.xlsx")
    desk.type(2, "Officer", "P Lee")
    desk.read()
    know(desk.con, TUESDAY, {APPLICATION: OTHER})
    desk.write()
    return desk


def test_what_is_typed_beside_a_child_who_is_two_since_is_named_and_not_taken(parting: Desk) -> None:
    parting.type(2, "Notes", "Moved to Leeds.", "kept.xlsx")
    parting.type(3, "Notes", "Rang twice.", "kept.xlsx")
    collected = parting.read()
    assert collected.unclear == [
        "lists/kept.xlsx: cells of children who were shown as one and are two since that list was written: 1 (Notes "
        "row 2); nothing was taken from them and a copy lies in lists/set-aside/: look both children up on the new "
        "lists, and type it again beside the one that it is about."
    ]
    assert [remark.case for remark in collected.remarks] == [OTMAR]
    assert parting.entries() == [(OTMAR, "Officer", "P Lee"), (BRUNHOLD, "Notes", "Rang twice.")]
    assert parting.set_aside() == ["kept"]
    parting.write()
    parting.type(4, "Notes", "Seen.", "kept.xlsx")
    assert parting.read().unclear == []


def test_columns_and_comments_of_the_officer_are_not_taken_either(parting: Desk) -> None:
    def change(sheet: Worksheet) -> None:
        add_column(sheet, "Visit on", "Monday")
        sheet.cell(2, headings(sheet)["Surname"]).comment = Comment("Born Smith", "P Lee")

    parting.change(change, "kept.xlsx")
    remarks = parting.read().remarks
    assert [(remark.kind, remark.row, remark.column) for remark in remarks] == [("parted", 2, "added column")] * 2
    assert len(parting.entries()) == 1


def test_the_list_of_the_night_on_which_they_parted_is_taken(parting: Desk) -> None:
    """And what was read before stays with the child that its key leads to."""
    assert parting.shows(2, "Officer") == "P Lee"
    parting.type(2, "Notes", "Rang twice.")
    assert parting.read().unclear == []
    assert parting.entries() == [(OTMAR, "Officer", "P Lee"), (OTMAR, "Notes", "Rang twice.")]


def test_a_second_run_of_the_day_that_parts_them_is_later_than_the_list_of_the_first(desk: Desk) -> None:
    know(desk.con, MONDAY, {STUDENT: OTMAR, APPLICATION: OTMAR})
    know(desk.con, MONDAY, {APPLICATION: OTHER})
    desk.type(2, "Notes", "Moved to Leeds.")
    assert [remark.kind for remark in desk.read().remarks] == ["parted"]


@pytest.fixture
def con() -> Connection:
    return empty_store()


def test_who_is_two_by_what_the_list_showed_whatever_nights_came_between(con: Connection) -> None:

    def parted() -> frozenset[str]:
        return parted_since(con, MONDAY, 0)

    know(con, MONDAY, {STUDENT: OTMAR, CLAIM: OTHER})
    know(con, TUESDAY, {APPLICATION: OTMAR})
    know(con, WEDNESDAY, {APPLICATION: THIRD})
    assert parted() == frozenset()  # the application came and went since
    assert parted_since(con, TUESDAY, 0) == {OTMAR}
    know(con, WEDNESDAY, {CLAIM: OTMAR})
    assert parted() == frozenset()  # two who became one
    know(con, WEDNESDAY + timedelta(days=1), {CLAIM: OTHER})
    assert parted() == frozenset()  # and are two again
    assert parted_since(con, WEDNESDAY, 0) == {OTMAR}
    know(con, WEDNESDAY + timedelta(days=2), {CLAIM: OTMAR, APPLICATION: OTMAR})
    assert parted_since(con, WEDNESDAY, 0) == frozenset()  # found to be one again
    assert parted_since(con, None, None) == frozenset()


def test_a_child_whose_records_went_to_two_others_is_two(con: Connection) -> None:
    know(con, MONDAY, {STUDENT: OTMAR, APPLICATION: OTMAR, CLAIM: OTHER})
    know(con, TUESDAY, {STUDENT: OTHER, APPLICATION: THIRD})
    assert parted_since(con, MONDAY, None) == {OTMAR}


def test_a_child_who_became_one_with_another_is_not_two_for_a_record_that_is_gone(con: Connection) -> None:
    know(con, MONDAY, {STUDENT: OTMAR, APPLICATION: OTMAR, CLAIM: OTHER})
    know(con, TUESDAY, {STUDENT: OTHER}, gone=APPLICATION)
    assert parted_since(con, MONDAY, None) == frozenset()
