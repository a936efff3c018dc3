"""The sheet "Appendix 3": the council's form, on exactly two A4 pages, page 1 ending at TOTAL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outputs.appendix_3 import (
    COMMENTARY_HEADING,
    FORM_SHEET,
    KEY_HEADING,
    LAST_HEADING,
    MEASURE_HEADING,
    NUMBER_HEADING,
    OWN_HEADING,
    Line,
    Report,
    Section,
    line_key,
)
from outputs.sheet import AMBER, GREY, NAVY, PALE_BLUE, WHITE, Look, Marks, page, put, put_across, widths
from outputs.text import lines_needed, long_date

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEADING_ROW = 4
MEASURE, NUMBER, COMMENTARY, OWN, LAST, KEY = 1, 2, 3, 4, 5, 6
WIDTHS = (42.0, 9.0, 37.0, 32.0, 10.0)
TOTALS = ("total", "total_cme")

# Points. The heights of rows that people type into are left to Excel, which fits them as they type; these are what
# such a row comes to, with a little air, so that the scale can be chosen by which the pages hold.
LINE_HEIGHT = 13.4
SECTION_HEIGHT = 17.0
PAGE_WIDTH, PAGE_HEIGHT = 595.0 - 72.0, 842.0 - 104.4
ROOM_TO_WRITE = 0.93
SMALLEST_SCALE = 35

HEAD = Look(bold=True, colour=WHITE, fill=NAVY, vertical="center")
SECTION = Look(bold=True, fill=PALE_BLUE, vertical="center", wrap=False)
WORDING = Look(indent=1)
FIGURE = Look(bold=True, horizontal="right", number_format="#,##0")
AUTOMATIC = Look(fill=GREY, size=9)
TYPED = Look(size=9)
BEFORE = Look(horizontal="right", number_format="#,##0", fill=GREY, size=9)
MEMO = Look(italic=True, indent=1)
MEMO_FIGURE = Look(italic=True, horizontal="right", number_format='"("#,##0")"')
SUM_LINE = Look(bold=True, size=11, border="medium", fill=PALE_BLUE)
SUM_FIGURE = replace(FIGURE, size=11, border="medium", fill=PALE_BLUE)


def add_form(workbook: Workbook, report: Report, marks: Marks) -> None:
    """Adds the form; every line has, in a hidden column outside the print area, the key by which it is read back."""
    sheet: Worksheet = workbook.create_sheet(FORM_SHEET)
    widths(sheet, *WIDTHS)
    page(sheet, marks, "Appendix 3", landscape=False, fit_to_width=False)
    sheet.column_dimensions["F"].hidden = True
    last = {line_key(row.measure, row.year): row.last for row in report.movement}

    heights = [_title(sheet, report, marks)]
    row, height = _sections(sheet, HEADING_ROW + 1, report.page_1, last)
    heights[0] += height
    end_of_page_1 = row - 1
    row, height = _sections(sheet, row, report.page_2, last)
    row, more = _running_totals(sheet, row, report)
    end, footnote = _footnote(sheet, row, report.footnote)
    _two_pages(sheet, end_of_page_1, end, heights[0], SECTION_HEIGHT + 8 + height + more + footnote)


def _title(sheet: Worksheet, report: Report, marks: Marks) -> float:
    """Rows 1 to 4: title, whose and marks, definition, headings. Returns their height."""
    plain = Look(border="", vertical="center")
    title = f"CHILDREN MISSING EDUCATION as at {long_date(report.as_at)}"
    put_across(sheet, 1, MEASURE, LAST, title, replace(plain, bold=True, size=15, colour=NAVY), 24)
    if marks.words:
        whose, look = f"{report.authority}. {marks.words}.", replace(plain, bold=True, fill=AMBER)
        put_across(sheet, 2, MEASURE, LAST, whose, look, 18)
    else:
        put_across(sheet, 2, MEASURE, LAST, report.authority, replace(plain, bold=True), 18)
    tall = lines_needed(report.definition, sum(WIDTHS)) * LINE_HEIGHT + 6
    put_across(sheet, 3, MEASURE, LAST, report.definition, plain, tall)
    headings = (MEASURE_HEADING, NUMBER_HEADING, COMMENTARY_HEADING, OWN_HEADING, LAST_HEADING, KEY_HEADING)
    for column, heading in enumerate(headings, start=1):
        right = column in (NUMBER, LAST)
        put(sheet, HEADING_ROW, column, heading, replace(HEAD, horizontal="right") if right else HEAD)
    sheet.row_dimensions[HEADING_ROW].height = SECTION_HEIGHT + 13
    sheet.freeze_panes = f"A{HEADING_ROW + 1}"
    return 24 + 18 + tall + SECTION_HEIGHT + 13


def _sections(
    sheet: Worksheet, row: int, sections: tuple[Section, ...], last: dict[str, int | None]
) -> tuple[int, float]:
    """Writes the sections from the row on; returns the row after them and the height they take."""
    height = 0.0
    for section in sections:
        if section.title:
            for column in range(MEASURE, LAST + 1):
                put(sheet, row, column, section.title if column == MEASURE else None, SECTION)
            sheet.row_dimensions[row].height = SECTION_HEIGHT
            row, height = row + 1, height + SECTION_HEIGHT
        for line in section.lines:
            height += _line(sheet, row, line, last.get(line_key(line.measure, line.year)))
            row += 1
    return row, height


def _line(sheet: Worksheet, row: int, line: Line, last: int | None) -> float:
    """Writes one line; returns its height."""
    wording, figure = WORDING, FIGURE
    if line.measure in TOTALS:
        wording, figure = SUM_LINE, SUM_FIGURE
    elif not line.in_total and "not in TOTAL" in line.wording:
        wording, figure = MEMO, MEMO_FIGURE
    automatic = " ".join(line.commentary)
    put(sheet, row, MEASURE, line.wording, wording)
    put(sheet, row, NUMBER, line.number, figure)
    put(sheet, row, COMMENTARY, automatic, AUTOMATIC)
    put(sheet, row, OWN, line.own, TYPED)
    put(sheet, row, LAST, last, BEFORE)
    put(sheet, row, KEY, line_key(line.measure, line.year), TYPED)
    lines = max(
        lines_needed(line.wording, WIDTHS[0] - 2, size=wording.size, bold=wording.bold),
        lines_needed(automatic, WIDTHS[2], size=9),
        lines_needed(line.own, WIDTHS[3], size=9),
    )
    return lines * LINE_HEIGHT


def _running_totals(sheet: Worksheet, row: int, report: Report) -> tuple[int, float]:
    """The table of issued reports under a heading of its own; returns the row after it and its height."""
    sheet.row_dimensions[row].height = 10
    for column in range(MEASURE, LAST + 1):
        put(sheet, row + 1, column, "Running totals" if column == MEASURE else None, SECTION)
    headings = ("Date", "CME", "CME incl. historical", "EHE", "Open to YOS")
    middle = Look(horizontal="center", vertical="center", number_format="#,##0")
    for column, heading in enumerate(headings, start=1):
        put(sheet, row + 2, column, heading, replace(middle, bold=True, fill=GREY))
    sheet.row_dimensions[row + 1].height = SECTION_HEIGHT
    sheet.row_dimensions[row + 2].height = 2 * LINE_HEIGHT
    row += 3
    for total in report.running_totals:
        values = (total.as_at, total.cme, total.cme_incl_historical, total.ehe, total.open_to_yos)
        this = total.as_at == report.as_at
        for column, value in enumerate(values, start=1):
            put(sheet, row, column, value, replace(middle, bold=this))
        sheet.row_dimensions[row].height = LINE_HEIGHT
        row += 1
    return row, 10 + SECTION_HEIGHT + (2 + len(report.running_totals)) * LINE_HEIGHT


def _footnote(sheet: Worksheet, row: int, text: str) -> tuple[int, float]:
    tall = lines_needed(text, sum(WIDTHS)) * LINE_HEIGHT + 10
    put_across(sheet, row, MEASURE, LAST, text, Look(border="", vertical="bottom"), tall)
    return row, tall


def _two_pages(sheet: Worksheet, end_of_page_1: int, end: int, page_1: float, page_2: float) -> None:
    """A page break behind TOTAL, and the largest scale at which both pages hold.

    A scale of our own rather than "fit to pages", because Excel then takes no notice of page breaks.
    """
    from openpyxl.worksheet.pagebreak import Break

    wide = sum(width * 7 + 5 for width in WIDTHS) * 0.75
    tall = max(page_1, page_2)
    scale = min(PAGE_WIDTH / wide, PAGE_HEIGHT * ROOM_TO_WRITE / tall)
    sheet.page_setup.scale = max(SMALLEST_SCALE, min(100, int(scale * 100)))
    sheet.row_breaks.append(Break(id=end_of_page_1))
    sheet.print_area = f"A1:E{end}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
