"""The workbook and the JSON of the monthly report."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from outputs.appendix_3 import Line, Movement, Report, Section, as_json, write_workbook


def sheet_of(report: Report, path: Path, title: str) -> Worksheet:
    write_workbook(report, path / "appendix-3.xlsx")
    sheet = load_workbook(path / "appendix-3.xlsx")[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def words(sheet: Worksheet) -> str:
    return "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None)


def table(sheet: Worksheet, first: int, columns: int) -> list[list[object]]:
    return [[cell.value for cell in row[:columns]] for row in sheet.iter_rows(min_row=first)]


def test_json_form(report: Report) -> None:
    few = replace(report, lines=report.lines[:1] + report.lines[-1:], running_totals=report.running_totals[2:])
    assert as_json(few).decode() == json.dumps(json.loads(as_json(few)), indent=2) + "\n"
    assert json.loads(as_json(few)) == {
        "authority": "Anytown & District Council",
        "as_at": "2026-10-31",
        "demonstration": True,
        "lines": [
            {"measure": "failed_to_start_reception", "year": 2025, "number": 2, "also": 1},
            {"measure": "open_to_yos", "year": None, "number": 3, "also": 0},
        ],
        "running_totals": [{"as_at": "2026-10-31", "cme": 49, "cme_incl_historical": 60, "ehe": 431, "open_to_yos": 3}],
    }
    keys = list(json.loads(as_json(few)))
    assert keys == ["authority", "as_at", "demonstration", "lines", "running_totals"]


def test_the_same_report_gives_the_same_bytes(tmp_path: Path, report: Report) -> None:
    write_workbook(report, tmp_path / "one.xlsx")
    write_workbook(report, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    write_workbook(replace(report, footnote="39 children."), tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() != (tmp_path / "two.xlsx").read_bytes()


def test_sheets_in_order(tmp_path: Path, report: Report) -> None:
    write_workbook(report, tmp_path / "a.xlsx")
    titles = load_workbook(tmp_path / "a.xlsx").sheetnames
    assert titles == ["Appendix 3", "Running totals", "Movement", "Coverage", "Notes"]


def test_the_form(tmp_path: Path, report: Report) -> None:
    sheet = sheet_of(report, tmp_path, "Appendix 3")
    assert sheet["A1"].value == "CHILDREN MISSING EDUCATION as at 31 October 2026"
    headings = ["MEASURE", "NO.", "COMMENTARY", "ANALYST'S COMMENTARY", "LAST ISSUE", "LAST YEAR", "Line key"]
    start, junior, secondary = "failed_to_start_reception", "failed_to_transfer_junior", "failed_to_transfer_secondary"
    assert table(sheet, 4, 7)[:6] == [
        headings,
        ["TRANSITION - How many children have:", *[None] * 6],
        ["Failed to start in Reception 2025", 2, "Down 3. And 1 more.", None, None, None, f"{start} 2025"],
        ["Failed to start in Reception 2026", 0, None, None, None, None, f"{start} 2026"],
        ["Failed to transfer to junior school 2026", 1, None, None, None, None, f"{junior} 2026"],
        ["Failed to transfer to secondary school 2026", 4, None, "=1+1 seen", None, None, f"{secondary} 2026"],
    ]
    assert sheet.column_dimensions["G"].hidden
    by_key = {row[6]: row for row in table(sheet, 5, 7) if row[6]}
    assert by_key["leavers 2026"][4:6] == [5, 7]
    assert by_key["total"][:2] == ["TOTAL", 49]


def test_running_totals_and_footnote_end_the_form(tmp_path: Path, report: Report) -> None:
    signed = replace(report, signed_off="Signed off by Jo on 2 November 2026.")
    rows = [row for row in table(sheet_of(signed, tmp_path, "Appendix 3"), 1, 6) if any(row)]
    assert [[getattr(value, "day", value) for value in row] for row in rows[-7:]] == [
        ["Running totals", *[None] * 5],
        ["Date", "CME", "CME incl. historical", "EHE", "Open to YOS", None],
        [31, 55, 66, 410, 5, "imported"],
        [30, 50, 62, 430, 4, None],
        [31, 49, 60, 431, 3, None],
        ["38 children of compulsory school age are in the base.", *[None] * 5],
        ["Signed off by Jo on 2 November 2026.", *[None] * 5],
    ]


def test_a_text_of_an_earlier_month_is_told_from_this_months(tmp_path: Path, report: Report) -> None:
    first = report.page_1[0]
    lines = (replace(first.lines[0], own="[from 30 June 2026] So.", is_offered=True), *first.lines[1:])
    sheet = sheet_of(replace(report, page_1=(Section(first.title, lines), *report.page_1[1:])), tmp_path, "Appendix 3")
    by_key = {row[6].value: row[3] for row in sheet.iter_rows(min_row=5) if row[6].value}
    offered, own = by_key["failed_to_start_reception 2025"], by_key["failed_to_transfer_secondary 2026"]
    assert (offered.value, offered.font.i, own.font.i) == ("[from 30 June 2026] So.", True, False)


def test_the_memo_line_is_set_apart(tmp_path: Path, report: Report) -> None:
    sheet = sheet_of(report, tmp_path, "Appendix 3")
    memo = next(row for row in sheet.iter_rows(min_row=5) if "not in TOTAL" in str(row[0].value))
    other = next(row for row in sheet.iter_rows(min_row=5) if row[0].value == "During 2026/27")
    assert (memo[0].font.i, memo[1].number_format, memo[1].value) == (True, '"("#,##0")"', 7)
    assert (other[0].font.i, other[1].number_format) == (False, "#,##0")


def test_page_1_ends_at_total(tmp_path: Path, report: Report) -> None:
    sheet = sheet_of(report, tmp_path, "Appendix 3")
    assert [sheet.cell(at.id, 1).value for at in sheet.row_breaks.brk] == ["TOTAL"]
    assert sheet.cell(sheet.row_breaks.brk[0].id + 1, 1).value == "HISTORICAL CASES"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage  # with it, Excel takes no notice of the page break
    assert sheet.print_title_rows == "$4:$4"
    assert str(sheet.print_area).endswith(f"$A$1:$F${sheet.max_row}")


@pytest.mark.parametrize("length", [0, 100, 600])
def test_more_commentary_prints_smaller_and_is_never_cut(tmp_path: Path, report: Report, length: int) -> None:
    """Every page's rows fit on its page at the scale that was chosen."""
    said = ("Nine of ten are known. " * (length // 23)).strip()
    first = report.page_1[0]
    lines = tuple(replace(line, commentary=(said,), own=said[: length // 2]) for line in first.lines)
    sheet = sheet_of(replace(report, page_1=(Section(first.title, lines), *report.page_1[1:])), tmp_path, "Appendix 3")
    end = sheet.row_breaks.brk[0].id
    assert sheet.page_setup.scale is not None
    scale = sheet.page_setup.scale / 100
    heights = [sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1)]
    printable = 842 - 72 * (sheet.page_margins.top + sheet.page_margins.bottom)
    assert sum(heights[:end]) * scale < printable
    assert (sum(heights[end:]) + heights[3]) * scale < printable
    assert 0.5 <= scale <= 1


def test_an_essay_takes_more_pages_rather_than_becoming_unreadable(tmp_path: Path, report: Report) -> None:
    first = report.page_1[0]
    lines = tuple(replace(line, commentary=("Nine of ten are known.",) * 200) for line in first.lines)
    sheet = sheet_of(replace(report, page_1=(Section(first.title, lines), *report.page_1[1:])), tmp_path, "Appendix 3")
    assert sheet.page_setup.scale == 50
    assert sheet["C6"].value == " ".join(["Nine of ten are known."] * 200)


def test_rows_people_type_into_may_grow(tmp_path: Path, report: Report) -> None:
    sheet = sheet_of(report, tmp_path, "Appendix 3")
    row = next(row[0].row for row in sheet.iter_rows(min_row=5) if row[0].value == "TOTAL")
    assert sheet.row_dimensions[row].height
    with zipfile.ZipFile(tmp_path / "appendix-3.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    opening = next(part for part in xml.split("<row ") if f'r="{row}"' in part.split(">")[0]).split(">")[0]
    assert "ht=" in opening
    assert 'customHeight="1"' not in opening


def test_demonstration_and_draft_stand_on_every_sheet(tmp_path: Path, report: Report) -> None:
    write_workbook(replace(report, draft=True), tmp_path / "marked.xlsx")
    write_workbook(replace(report, demonstration=False), tmp_path / "plain.xlsx")
    for sheet in load_workbook(tmp_path / "marked.xlsx").worksheets:
        assert "Demonstration data: every child is made up" in words(sheet)
        assert "DRAFT: not issued" in words(sheet)
        assert sheet.oddHeader.right.text == "Demonstration data: every child is made up"
        assert sheet.oddFooter.center.text == "as at 31/10/2026, DRAFT: not issued"
    for sheet in load_workbook(tmp_path / "plain.xlsx").worksheets:
        assert "Demonstration" not in words(sheet)
        assert "DRAFT" not in words(sheet)


def test_headers_and_footers(tmp_path: Path, report: Report) -> None:
    sheet = sheet_of(report, tmp_path, "Coverage")
    assert sheet.oddHeader.center.text == "OFFICIAL-SENSITIVE"
    assert sheet.oddHeader.left.text == "Anytown && District Council"
    assert sheet.oddFooter.left.text == "Appendix 3: coverage"
    assert sheet.oddFooter.right.text == "Page &P of &N"


def test_movement_adds_up_or_says_so(tmp_path: Path, report: Report) -> None:
    """4 + 1 - 2 is 3 and not 5; 5 + 1 - 1 + 2 + 1 + 1 - 2 - 1 = 6; no last issue counts as 0."""
    sheet = sheet_of(report, tmp_path, "Movement")
    assert table(sheet, 4, 11)[:6] == [
        ["Settings changed: register_grace_days 7 -> 10.", *[None] * 10],
        [
            *("Line", "Last issue", "Late files (net)", "Rules or settings (net)", "+ New", "+ Returned"),
            *("+ From other lines", "- Closed", "- To other lines", "= This issue", "Adds up"),
        ],
        ["LEAVERS", 9, 1, -1, 3, 1, 1, 4, 1, 11, "no: off by +2"],
        ["During 2025/26", 4, 0, 0, 1, 0, 0, 2, 0, 5, "no: off by +2"],
        ["During 2026/27", 5, 1, -1, 2, 1, 1, 2, 1, 6, "yes"],
        ["TOTAL", "none", 0, 0, 49, 0, 0, 0, 0, 49, "yes"],
    ]
    assert [row for row in table(sheet, 10, 4) if any(row)] == [
        ["Closed, by reason", "On a roll", "Home educated", "Closed"],
        ["LEAVERS: During 2025/26", 2, 0, 2],
        ["LEAVERS: During 2026/27", 1, 1, 2],
        ["All lines", 3, 1, 4],
    ]
    assert [sheet.cell(at.id, 1).value for at in sheet.row_breaks.brk] == ["TOTAL"]


def test_what_cannot_be_told_apart_stands_in_one_column(tmp_path: Path, report: Report) -> None:
    together = replace(report.movement, is_together=True)
    rows = table(sheet_of(replace(report, movement=together), tmp_path, "Movement"), 5, 10)
    assert rows[0][1:4] == ["Last issue", "Late files, rules and settings (net)", "+ New"]
    assert rows[2] == ["During 2025/26", 4, 0, 1, 0, 0, 2, 0, 5, "no: off by +2"]


def test_charts_show_this_year_and_the_last_by_month(tmp_path: Path, report: Report) -> None:
    """October of either year, and June of the last; a month without a report is a gap."""
    sheet = sheet_of(report, tmp_path, "Running totals")
    assert [row[5] for row in table(sheet, 4, 6)[:4]] == ["From", "imported", "issued", "this report"]
    assert table(sheet, 9, 5)[:10] == [
        ["Month", "CME 2026/27", "CME 2025/26", "incl. historical 2026/27", "incl. historical 2025/26"],
        ["Oct", 49, 55, 60, 66],
        *([month, *[None] * 4] for month in ("Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May")),
        ["Jun", None, 50, None, 62],
    ]
    with zipfile.ZipFile(tmp_path / "appendix-3.xlsx") as archive:
        charts = [archive.read(f"xl/charts/chart{number}.xml").decode() for number in (1, 2)]
    for chart, columns in zip(charts, ("BC", "DE"), strict=True):
        assert all(f"'Running totals'!${column}$10:${column}$18" in chart for column in ("A", *columns))
        assert [chart.index('prstDash val="solid"') < chart.index('prstDash val="sysDot"')] == [True]


def test_before_the_first_issue(tmp_path: Path, report: Report) -> None:
    fresh = replace(report, running_totals=(), movement=Movement(), coverage=(), notes=())
    write_workbook(fresh, tmp_path / "a.xlsx")
    workbook = load_workbook(tmp_path / "a.xlsx")
    assert "No report has been issued yet." in words(workbook["Running totals"])
    assert "There is no earlier issue" in words(workbook["Movement"])


def test_coverage_says_state_in_words(tmp_path: Path, report: Report) -> None:
    sheet = sheet_of(report, tmp_path, "Coverage")
    rows = table(sheet, 5, 13)
    assert rows[0][3:12] == [0, 7, 45_210, 3, 41, 2, 0, 5, "up to date"]
    assert rows[1][11:] == ["off: no legal gateway", "New families."]
    assert sheet["C5"].value.date() == date(2026, 10, 31)  # type: ignore[union-attr] # C5 is a date
    assert "1 child was left out." in words(sheet)


def test_a_line_without_year_has_a_plain_key() -> None:
    from outputs.appendix_3 import line_key

    line = Line("TOTAL", "total", None, 0)
    assert line_key(line.measure, line.year) == "total"
    assert line_key("leavers", 2026) == "leavers 2026"
