"""The analyst's commentary: read back whatever was done to the workbook, kept, and offered until it is taken up."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from programs import program

from outputs.appendix_3 import Line, Report, RunningTotal, Section, write_workbook
from pipeline import store
from pipeline.files.delivery import content_hash
from pipeline.stages.analyst import Own, commentary_of, note_written, read_back
from pipeline.stages.as_issued import altered
from pipeline.store import Connection

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31)
TODAY = date(2027, 1, 4)
LEAVERS, SEND, TOTAL = ("leavers", 2026), ("send", None), ("total", None)
OWN, NUMBER, LAST = 4, 2, 5


@pytest.fixture
def con() -> Connection:
    return store.open_durable(None)


class Reports:
    """The folder of reports, with workbooks of three lines."""

    def __init__(self, con: Connection, folder: Path) -> None:
        self.con, self.folder = con, folder

    def path(self, day: date, name: str = "appendix-3.xlsx") -> Path:
        return self.folder / str(day) / name

    def write(self, day: date, name: str = "appendix-3.xlsx") -> None:
        """Writes a workbook with what the analyst says of the day, as the program does."""
        own = commentary_of(self.con, day)
        lines = tuple(
            replace(line, own=said.text, is_offered=said.is_offered)
            for line in (
                Line("During 2026/27", *LEAVERS, 12),
                Line("With an EHCP", *SEND, 3),
                Line("TOTAL", *TOTAL, 15),
            )
            for said in [own.get((line.measure, line.year), Own("", is_offered=False))]
        )
        sections = (Section("LINES", lines),)
        totals = (RunningTotal(day, 15, 15, 0, 0),)
        report = Report("Anytown", day, False, False, "Children.", sections, (), lines, totals, "None.")
        path = self.path(day, name)
        path.parent.mkdir(exist_ok=True)
        write_workbook(report, path)
        note_written(
            self.con,
            path,
            {"leavers 2026": lines[0].own, "send": lines[1].own, "total": lines[2].own},
            content_hash(path),
        )

    def edit(self, day: date, how: Callable[[Worksheet], None], name: str = "appendix-3.xlsx") -> None:
        book = openpyxl.load_workbook(self.path(day, name))
        how(book["Appendix 3"])
        book.save(self.path(day, name))

    def type(self, day: date, key: str, text: object, column: int = OWN, name: str = "appendix-3.xlsx") -> None:
        def typing(sheet: Worksheet) -> None:
            cell = sheet.cell(row_of(sheet, key), column)
            cell.value = text
            cell.data_type = "s" if isinstance(text, str) else cell.data_type

        self.edit(day, typing, name)

    def read(self) -> list[str]:
        return read_back(self.con, self.folder, TODAY)

    def own(self, day: date) -> dict[tuple[str, int | None], str]:
        return {key: own.text for key, own in commentary_of(self.con, day).items()}


@pytest.fixture
def reports(con: Connection, tmp_path: Path) -> Reports:
    return Reports(con, tmp_path)


def row_of(sheet: Worksheet, key: str) -> int:
    return next(row[0].row for row in sheet.iter_rows() if any(cell.value == key for cell in row))  # type: ignore[return-value] # a cell that is there


def test_what_was_typed_is_read_once_and_kept(con: Connection, reports: Reports) -> None:
    reports.write(OCTOBER)
    reports.type(OCTOBER, "leavers 2026", "  Two schools\nwere late. ")
    assert reports.read() == reports.read() == []
    assert commentary_of(con, OCTOBER) == {LEAVERS: Own("Two schools\nwere late.", is_offered=False)}
    assert con.execute("SELECT as_at, measure, year, read_on, file FROM issued.commentary").fetchall() == [
        (OCTOBER, "leavers", 2026, TODAY, "2026-10-31/appendix-3.xlsx")
    ]


def test_rows_and_columns_may_be_moved_inserted_and_sorted(reports: Reports) -> None:
    reports.write(OCTOBER)

    def rearrange(sheet: Worksheet) -> None:
        sheet.title = "For the board"
        sheet.cell(row_of(sheet, "send"), OWN).value = "Three are new."
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(row_of(sheet, "send"), 3)
        sheet.insert_cols(1, 2)
        sheet.delete_rows(row_of(sheet, "leavers 2026"))
        sheet.cell(1, 1).value = "Shown to the board"

    reports.edit(OCTOBER, rearrange)
    assert reports.read() == []
    assert reports.own(OCTOBER) == {SEND: "Three are new."}


def test_next_months_report_offers_it_with_a_mark_until_it_is_taken_up(con: Connection, reports: Reports) -> None:
    reports.write(OCTOBER)
    reports.type(OCTOBER, "leavers 2026", "Two schools were late.")
    reports.type(OCTOBER, "send", "Three are new.")
    reports.type(OCTOBER, "total", "Falling.")
    reports.read()
    reports.write(NOVEMBER)
    offered = "[from 31 October 2026] "
    assert commentary_of(con, NOVEMBER)[SEND] == Own(f"{offered}Three are new.", is_offered=True)
    reports.type(NOVEMBER, "leavers 2026", "Two schools were late.")
    reports.type(NOVEMBER, "total", None)
    reports.read()
    assert reports.own(NOVEMBER) == {LEAVERS: "Two schools were late.", SEND: f"{offered}Three are new."}
    assert reports.own(DECEMBER) == {
        LEAVERS: "[from 30 November 2026] Two schools were late.",
        SEND: f"{offered}Three are new.",
    }
    assert reports.own(OCTOBER) == {LEAVERS: "Two schools were late.", SEND: "Three are new.", TOTAL: "Falling."}


def test_a_changed_text_is_this_months_even_with_the_mark_left_before_it(reports: Reports) -> None:
    reports.write(OCTOBER)
    reports.type(OCTOBER, "send", "Three are new.")
    reports.read()
    reports.write(NOVEMBER)
    reports.type(NOVEMBER, "send", "[from 31 October 2026] Four are new.")
    reports.read()
    assert reports.own(NOVEMBER) == {SEND: "Four are new."}


def test_an_old_draft_saved_again_unchanged_says_nothing_new(reports: Reports) -> None:
    reports.write(OCTOBER, "appendix-3-draft.xlsx")
    reports.type(OCTOBER, "send", "Three.", name="appendix-3-draft.xlsx")
    reports.read()
    reports.write(OCTOBER)
    reports.type(OCTOBER, "send", "Three are new.")
    reports.read()
    reports.edit(OCTOBER, lambda sheet: None, name="appendix-3-draft.xlsx")
    assert reports.read() == []
    assert reports.own(OCTOBER) == {SEND: "Three are new."}


def test_a_line_filled_in_two_ways_is_said_and_all_is_kept(con: Connection, reports: Reports) -> None:
    reports.write(OCTOBER)

    def twice(sheet: Worksheet) -> None:
        at, end = row_of(sheet, "send"), sheet.max_row + 2
        for column in range(1, 8):
            sheet.cell(end, column).value = sheet.cell(at, column).value
        sheet.cell(at, OWN).value, sheet.cell(end, OWN).value = "One.", "Two."

    reports.edit(OCTOBER, twice)
    (said,) = reports.read()
    assert (
        said == "reports/2026-10-31/appendix-3.xlsx: lines filled in two ways: 1; all are kept, the lowest one stands."
    )
    assert con.execute("SELECT text FROM issued.commentary ORDER BY entry_id").fetchall() == [("One.",), ("Two.",)]
    assert reports.own(OCTOBER) == {SEND: "Two."}


def issue(reports: Reports) -> None:
    """Records October's workbook as issued."""
    reports.write(OCTOBER)
    content = reports.path(OCTOBER).read_bytes()
    reports.con.execute("INSERT INTO issued.report VALUES (?, 1, '{}', ?, '{}', 'v', ?)", [OCTOBER, content, OCTOBER])


def change_total(reports: Reports, ehe: int) -> None:
    book = openpyxl.load_workbook(reports.path(OCTOBER))
    book["Running totals"].cell(5, 4).value = ehe
    book.save(reports.path(OCTOBER))


def test_a_number_changed_in_an_issued_workbook_is_named_until_it_is_as_issued(
    con: Connection, reports: Reports
) -> None:
    issue(reports)
    reports.type(OCTOBER, "leavers 2026", 11, column=NUMBER)
    reports.type(OCTOBER, "leavers 2026", 9, column=LAST)
    reports.type(OCTOBER, "send", "3", column=NUMBER)
    reports.type(OCTOBER, "send", "Three are new.")
    change_total(reports, 7)
    folder = reports.path(OCTOBER).parent
    (said,) = altered(con, folder)
    assert altered(con, folder) == [said]
    assert said.startswith(
        "reports/2026-10-31/appendix-3.xlsx is not as it was issued: During 2026/27 (leavers 2026): 11, issued as 12; "
        "During 2026/27 (leavers 2026), LAST ISSUE: 9, issued as nothing; running total of 2026-10-31, EHE: 7, issued "
        "as 0. The issued numbers stand: delete the file and run monthly-report --as-at 2026-10-31, "
    )
    assert reports.read() == [said]
    assert reports.read() == []


def test_a_line_that_is_gone_and_a_workbook_that_cannot_be_read_are_named(con: Connection, reports: Reports) -> None:
    issue(reports)
    path = reports.path(OCTOBER)
    reports.edit(OCTOBER, lambda sheet: sheet.delete_rows(row_of(sheet, "send")))
    (said,) = altered(con, path.parent)
    assert "With an EHCP (send): nothing, issued as 3." in said
    path.write_bytes(b"PK no workbook any more")
    (said,) = altered(con, path.parent)
    assert "cannot be read" in said
    path.unlink()
    assert altered(con, path.parent) == []


def test_what_is_only_typed_saved_or_sorted_is_no_altered_number(con: Connection, reports: Reports) -> None:
    issue(reports)

    def sort(sheet: Worksheet) -> None:
        leavers, send = row_of(sheet, "leavers 2026"), row_of(sheet, "send")
        for column in range(1, 8):
            one, other = sheet.cell(leavers, column), sheet.cell(send, column)
            one.value, other.value = other.value, one.value

    reports.edit(OCTOBER, sort)
    reports.type(OCTOBER, "send", "Three are new.")
    assert altered(con, reports.path(OCTOBER).parent) == []


@pytest.mark.office
def test_what_libreoffice_saves_is_read_back_and_no_number_is_taken_for_changed(
    con: Connection, reports: Reports, tmp_path: Path
) -> None:
    issue(reports)
    reports.type(OCTOBER, "send", "=1+1 \N{LEFT DOUBLE QUOTATION MARK}new\N{RIGHT DOUBLE QUOTATION MARK}\nand old")
    typed = shutil.move(reports.path(OCTOBER), tmp_path / "appendix-3.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program("soffice", "libreoffice"), profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, str(reports.path(OCTOBER).parent), typed], check=True, capture_output=True, timeout=180)
    assert altered(con, reports.path(OCTOBER).parent) == reports.read() == []
    assert reports.own(OCTOBER) == {
        SEND: "=1+1 \N{LEFT DOUBLE QUOTATION MARK}new\N{RIGHT DOUBLE QUOTATION MARK}\nand old"
    }


@pytest.mark.parametrize("how", ["truncated", "no key", "another file"])
def test_a_workbook_that_cannot_be_read_is_named_once(reports: Reports, how: str, tmp_path: Path) -> None:
    reports.write(OCTOBER)
    path = reports.path(OCTOBER)
    if how == "truncated":
        path.write_bytes(path.read_bytes()[:-300])
    elif how == "no key":
        reports.edit(OCTOBER, lambda sheet: sheet.delete_cols(7))
    else:
        path.write_bytes(b"\xd0\xcf\x11\xe0 a password stands before this")
    (said,) = reports.read()
    assert said.startswith("reports/2026-10-31/appendix-3.xlsx could not be read back: ")
    assert reports.read() == []
    shutil.rmtree(path.parent)
    reports.write(OCTOBER)
    reports.type(OCTOBER, "send", "Three.")
    assert reports.read() == []
    assert reports.own(OCTOBER) == {SEND: "Three."}
