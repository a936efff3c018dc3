"""Columns and comments of the officer's own come back on the next list."""

from __future__ import annotations

import shutil
from datetime import date
from zipfile import ZipFile

import openpyxl
from desk import BRUNHOLD, Desk, add_column
from office import headings
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet


def test_an_added_column_comes_back_at_the_right_of_the_officers_and_stays_while_it_is_filled(desk: Desk) -> None:
    desk.change(lambda sheet: add_column(sheet, "Visit on", date(2026, 11, 20)))
    desk.change(lambda sheet: add_column(sheet, None, "see file"))
    desk.change(lambda sheet: add_column(sheet, "Surname", "born Smith"))
    assert desk.read().unclear == []
    desk.write()
    sheet = openpyxl.load_workbook(desk.path).worksheets[1]
    at = headings(sheet)
    assert [at[h] - at["Notes"] for h in ("Surname (added)", "Added column", "Visit on")] == [1, 2, 3]
    assert f"{desk.shows(2, 'Visit on'):%Y-%m-%d}" == "2026-11-20"
    assert desk.shows(2, "Added column") == "see file"
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


def test_a_white_column_that_was_renamed_is_named_and_what_stood_there_is_kept(desk: Desk) -> None:
    desk.type(3, "Notes", "Rang twice.")
    desk.read()
    desk.write()

    def rename(sheet: Worksheet) -> None:
        notes = headings(sheet)["Notes"]
        sheet.cell(1, notes).value = "Notes (Jo)"
        sheet.cell(2, notes).value = "Seen."
        sheet.delete_cols(headings(sheet)["Next action"])

    desk.change(rename)
    collected = desk.read()
    assert collected.unclear == [
        "lists/leavers.xlsx: white columns that the list had and this sheet has not: 2 (Next action; Notes); what "
        "stood there is kept and is on the next list, and a column under another heading is taken for one of your own: "
        "give it its heading back, or type into the next list what was meant for it."
    ]
    desk.write()
    assert (desk.shows(2, "Notes"), desk.shows(2, "Notes (Jo)")) == (None, "Seen.")
    assert (desk.shows(3, "Notes"), desk.shows(3, "Notes (Jo)")) == ("Rang twice.", "Rang twice.")
    assert desk.read().unclear == []


def test_a_column_that_an_officer_added_may_be_deleted_without_a_word(desk: Desk) -> None:
    desk.change(lambda sheet: add_column(sheet, "Visit on", "Monday"))
    desk.read()
    desk.write()
    desk.change(lambda sheet: sheet.delete_cols(headings(sheet)["Visit on"]))
    assert desk.read().unclear == []
