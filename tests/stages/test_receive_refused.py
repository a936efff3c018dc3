"""Files refused whole: one plain sentence each, nothing of the file stored, the last accepted one in force."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import D, Inbox, Rows

from pipeline.errors import StoreError
from pipeline.files import delivery

NAME = "education/students_2026-10-31.csv"
BOOK = "education/students_2026-10-31.xlsx"
HEAD = "Student ID,Surname,Forename,DOB\n"
GOOD = HEAD + "1,Ash,Ann,01/02/2016\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b" \r\n\r\n", "it is empty"),
        (HEAD.encode(), "it has headings and no row"),
        (HEAD.encode() + b",,,\n\n", "it has headings and no row"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "it is a web page or XML"),
        (b"\xef\xbb\xbf<HTML><table></table></HTML>", "it is a web page or XML"),
        (b"PK\x03\x04rest of a zip file", "it is an Excel workbook or a zip file named .csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is encrypted or an old .xls workbook"),
        (b"%PDF-1.7", "it is another kind of file"),
        (GOOD.encode() + b"2,A\0sh,Ann,01/02/2016\n", "it holds null bytes"),
        (b"\xef\xbb\xbf" + GOOD.encode() + b"2,\xff,Ann,01/02/2016\n", "it begins as UTF-8 but does not go on so"),
        (("\ufeff" + GOOD).encode("utf-16-le")[:-1], "it begins as UTF-16 but does not go on so"),
        (GOOD.encode() + b"2,N\xfa\xf1ez\x81,Ann,01/02/2016\n", "its characters are neither UTF-8, UTF-16 nor"),
        (b"a,b,c\n1,2,3\n", "no row of headings was found; a students file needs student_id, surname, forename"),
        (b"Student ID,Surname,Forename\n1,Ash,Ann\n", "it lacks the column date_of_birth"),
        (b"Student ID,Surname,DOB\n1,Ash,01/02/2016\n", "it lacks the column forename"),
        (b"Surname,DOB,Forename,Last name\n", "the column surname stands there twice ('Surname' and 'Last name')"),
        (b"Student ID,Surname,Forename,DOB,date of birth\n", "the column date_of_birth stands there twice"),
        (GOOD.encode() + b"2,Beech,B", "it is truncated: its last row, 3, is not complete"),
        (GOOD.encode() + b'2,"Bee', "it is truncated: its last row, 3, is not complete"),
        (GOOD.encode() + b'2,"Beech,Bo,01/02/2016\n', "it is truncated: its last row, 3, is not complete"),
        (
            GOOD.encode() + b'2,"Beech,Bo,01/02/2016\n' + b"3,Cedar,Cy,01/02/2016\n" * 9,
            "row 3 has an unclosed quotation mark that swallows the rows below it",
        ),
        (
            HEAD.encode() + b'2,"Beech,Bo,01/02/2016\n3,C,C,01/02/2016\n4,"Deal",Di,01/02/2016\n',
            "row 2 has an unclosed quotation mark that swallows the rows below it",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_reason(inbox: Inbox, content: bytes, reason: str) -> None:
    inbox.put(NAME, content)
    received = inbox.receive()
    assert inbox.reason(NAME).startswith(reason)
    assert inbox.said == [f"refused {NAME}: {inbox.reason(NAME)}"]
    assert received.refused == [NAME]
    assert not received.accepted
    assert inbox.query("SELECT count(*) FROM landing.row_education_students") == [(0,)]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("education/students.csv", "its name has no date"),
        ("education/students_latest.csv", "its name has no date"),
        ("education/students_20261031.csv", "its name has no date"),
        ("education/students_31-10-2026.csv", "its name has no date"),
        ("education/students_2026-02-30.csv", "its name has no date"),
        ("education/students_2026-10-31.txt", "it is neither .csv nor .xlsx"),
        ("education/students_2026-10-31.csv.part", "it is still being sent, or was broken off"),
        ("education/pupils_2026-10-31.csv", "'pupils' is no table of education; the tables are students, enrolments"),
        ("eductaion/students_2026-10-31.csv", "its folder 'eductaion' is no source; the sources are education"),
        ("students_2026-10-31.csv", "it lies in no source's folder"),
    ],
)
def test_a_file_whose_name_or_place_says_nothing_known_is_refused(inbox: Inbox, name: str, reason: str) -> None:
    inbox.put(name, GOOD)
    inbox.receive()
    assert inbox.reason(name).startswith(reason)


def test_a_folder_in_a_source_s_folder_is_named_and_not_looked_into(inbox: Inbox) -> None:
    inbox.put("education/2026/students_2026-10-31.csv", GOOD)
    inbox.receive()
    assert inbox.said == [
        "refused education/2026: it is a folder; files are read only where they lie directly in the folder education"
    ]
    inbox.receive()
    assert inbox.said == []


def test_what_systems_leave_in_folders_is_no_delivery(inbox: Inbox) -> None:
    for name in ("Thumbs.db", ".DS_Store", "~$students_2026-10-31.xlsx", "desktop.ini"):
        inbox.put(f"education/{name}", b"anything")
    assert inbox.receive().refused == []


def zipped(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_workbooks_that_are_none_are_refused(inbox: Inbox) -> None:
    rows: Rows = [["Student ID", "Surname", "Forename", "DOB"], [1, "Ash", "Ann", "01/02/2016"]]
    sound = inbox.workbook(BOOK, {"Export": rows}).read_bytes()
    path = inbox.home / "inbox" / BOOK

    def reason(content: bytes) -> str:
        path.write_bytes(content)
        inbox.receive()
        return inbox.reason(BOOK)

    assert reason(GOOD.encode()).startswith("it is not an Excel workbook")
    assert reason(b"\xd0\xcf\x11\xe0 encrypted").startswith("it is encrypted or an old .xls")
    assert reason(b"<html></html>").startswith("it is a web page")
    assert reason(sound[: len(sound) // 2]).startswith("it is damaged or truncated")
    assert reason(sound[:1000] + b"\0" * 40 + sound[1040:]).startswith("it is damaged or truncated")
    zipped(path, {"notes.txt": b"hello"})
    assert reason(path.read_bytes()).startswith("it is a zip file, not an Excel workbook")
    zipped(path, {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})
    assert reason(path.read_bytes()).startswith("its sheets cannot be read")
    zipped(path, {"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 250_000_000})
    assert reason(path.read_bytes()).startswith("it unpacks to far more than a workbook should")


@pytest.mark.parametrize(
    "heading",
    ["Weekly income", "Award", "Council Tax arrears", "Rent", "NI Number", "nino", "Bank sort code", "HB amount"],
)
def test_a_benefits_file_with_a_financial_column_is_refused_and_the_column_named(inbox: Inbox, heading: str) -> None:
    (inbox.home / "cme.toml").write_text('[sources.benefits]\nlegal_gateway = "a law"\n', encoding="utf-8")
    name = "benefits/children_2026-10-31.csv"
    headings = ["Claim ref", "Child no", "Surname", "Forename", "DOB", "Address", "Postcode", "From", "To", "Parent"]
    row = ["C1", "1", "Ash", "Ann", "01/02/2016", "1 High Street", "SO14 7DU", "01/01/2026", "", "Bo Ash"]
    inbox.csv(name, [[*headings, heading], [*row, "100"]])
    inbox.receive()
    assert inbox.reason(name).startswith(f"it carries the financial column '{heading}'")
    inbox.csv(name, [headings, row])
    inbox.receive()
    assert inbox.ledger(name, "outcome") == ("accepted",)


def test_benefits_without_a_gateway_are_off_and_not_opened(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox.put("benefits/children_2026-10-31.csv", b"anything")
    monkeypatch.setattr(delivery.Delivery, "content_hash", lambda self: pytest.fail("it was opened"))
    received = inbox.receive()
    assert received.off == {"benefits"}
    assert received.refused == []
    assert inbox.query("FROM landing.file") == []


def test_a_file_that_may_not_be_read_is_refused(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    path = inbox.put(NAME, GOOD)
    really_open = Path.open

    def denied(self: Path, *args: object, **kwargs: object) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied")
        return really_open(self, *args, **kwargs)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(Path, "open", denied)
    inbox.receive()
    assert inbox.reason(NAME) == "it cannot be opened (permission denied)"


def test_a_link_to_nothing_is_refused(inbox: Inbox) -> None:
    inbox.put("education/readme.md", "")
    (inbox.home / "inbox" / NAME).symlink_to("nowhere.csv")
    inbox.receive()
    assert inbox.reason(NAME) == "it cannot be opened (no such file or directory)"


@pytest.mark.parametrize("happens", ["vanishes", "grows"])
def test_a_file_that_changes_while_it_is_read_is_refused_and_read_the_next_night(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, happens: str
) -> None:
    from pipeline.stages import receive

    path = inbox.put(NAME, GOOD)
    read = receive.read_rows

    def and_then(*args: Any) -> None:
        read(*args)
        path.unlink() if happens == "vanishes" else path.write_text(GOOD + "2,Beech,Bo,01/02/2016\n")

    monkeypatch.setattr(receive, "read_rows", and_then)
    inbox.receive()
    assert inbox.reason(NAME) == "it changed or vanished while it was read; it is read again at the next run"
    assert inbox.query("FROM landing.row_education_students") == []
    monkeypatch.undo()
    path.write_text(GOOD + "2,Beech,Bo,01/02/2016\n")
    inbox.receive()
    assert inbox.ledger(NAME, "outcome, rows") == ("accepted", 2)


def test_a_refused_file_leaves_the_last_accepted_one_in_force(inbox: Inbox) -> None:
    inbox.put("education/students_2026-10-30.csv", GOOD)
    inbox.put(NAME, HEAD + "1,Ash")
    inbox.receive()
    assert inbox.as_at(D, "education_students", "student_id, extract_date") == [("1", date(2026, 10, 30))]


def test_a_refused_file_is_news_only_once_and_is_tried_again(inbox: Inbox) -> None:
    inbox.put(NAME, "Stud,Surname,Forename,DOB\n1,Ash,Ann,01/02/2016\n")
    assert inbox.receive().refused == [NAME]
    assert inbox.receive().refused == []
    (inbox.home / "cme.toml").write_text('[sources.education.aliases]\nStud = "student_id"\n', encoding="utf-8")
    assert inbox.receive().accepted == [2]


def test_an_extract_that_shrank_is_refused_and_let_through_once(inbox: Inbox) -> None:
    rows = [f"{n},Ash,Ann,01/02/2016\n" for n in range(10)]
    inbox.put("education/students_2026-10-29.csv", HEAD + "".join(rows))
    inbox.put("education/students_2026-10-30.csv", HEAD + "".join(rows[:7]))
    inbox.put(NAME, HEAD + "".join(rows[:4]))
    received = inbox.receive()
    assert received.accepted == [1, 2]  # 30% fewer is not more than 30%
    assert inbox.reason(NAME) == (
        "it has 4 rows where the last accepted file had 7, a fall of more than 30%; if that is right, "
        "run once with --accept-shrink education/students"
    )
    assert inbox.receive(accept_shrink=["education/students"]).accepted == [4]


def test_a_limit_of_shrinking_can_be_set(inbox: Inbox) -> None:
    (inbox.home / "cme.toml").write_text('[ingest]\nmax_shrink = { "education/students" = 0.9 }\n', encoding="utf-8")
    inbox.put("education/students_2026-10-30.csv", HEAD + "".join(f"{n},Ash,Ann,01/02/2016\n" for n in range(10)))
    inbox.put(NAME, GOOD)
    assert inbox.receive().refused == []


def test_messages_hold_no_value_of_a_child(inbox: Inbox) -> None:
    inbox.put(
        NAME, HEAD + "1,Qwertzuiop,Ann,Yxcvbnm\n1,Qwertzuiop,Ann\n1,Qwertzuiop,Bo,01/02/2016\n1,Q,Bo,01/02/2016\n"
    )
    inbox.put("education/students_2026-10-30.csv", HEAD + '1,"Qwertzuiop')
    inbox.receive()
    assert len(inbox.said) == 2
    assert not any("Qwertz" in line or "Yxcvb" in line for line in inbox.said)


def test_a_failing_database_is_a_sentence_without_values(inbox: Inbox) -> None:
    inbox.put(NAME, GOOD)
    inbox.con.execute("DROP TABLE landing.held_education_students")
    with pytest.raises(StoreError, match="The database under store/ failed") as failure:
        inbox.receive()
    assert "held_education" not in str(failure.value)
    assert inbox.query("FROM landing.file") == []


def test_a_workbook_with_a_cell_far_outside_its_table_is_refused(inbox: Inbox) -> None:
    rows: Rows = [["Student ID", "Surname", "Forename", "DOB"], [1, "Ash", "Ann", "01/02/2016"]]
    path = inbox.workbook(BOOK, {"Export": rows})
    book = openpyxl.load_workbook(path)
    book["Export"]["XFD1048576"] = "x"
    book.save(path)
    inbox.receive()
    assert inbox.reason(BOOK).startswith("it has a cell filled far outside its table")
