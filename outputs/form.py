"""The sheet "Appendix 3": the council's form, on exactly two A4 pages, page 1 ending at TOTAL."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outputs.appendix_3 import (
    COMMENTARY_HEADING,
    FORM_SHEET,
    KEY_HEADING,
    LAST_HEADING,
    LAST_YEAR_HEADING,
    MEASURE_HEADING,
    NUMBER_HEADING,
    OWN_HEADING,
    Line,
    Report,
    Section,
    line_key,
)
from outputs.sheet import (
    AMBER,
    BOTTOM,
    GREY,
    NAVY,
    PALE_BLUE,
    TOP,
    WHITE,
    Look,
    Marks,
    fit_rows,
    page,
    put,
    put_across,
    widths,
)
from outputs.text import lines_needed, long_date

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEADING_ROW = 4
MEASURE, NUMBER, COMMENTARY, OWN, LAST, LAST_YEAR, KEY = 1, 2, 3, 4, 5, 6, 7
# Widths of columns A to F in characters, narrowest first: the more commentary, the wider the form that prints largest.
CANDIDATES = (
    (36.0, 8.0, 30.0, 25.0, 8.0, 8.0),
    (40.0, 8.0, 32.0, 25.0, 8.0, 8.0),
    (47.0, 8.0, 33.0, 26.0, 8.0, 8.0),
    (47.0, 8.0, 40.0, 32.0, 8.0, 8.0),
    (47.0, 8.0, 50.0, 40.0, 8.0, 8.0),
    (50.0, 8.0, 64.0, 52.0, 8.0, 8.0),
)
TOTALS = ("total", "total_cme")

# Points: heights at full size, and what of an A4 page lies between the margins. The height is not used to the end, so
# that another printer's fonts, or a line more of the analyst's text, do not make a third page.
LINE_HEIGHT = 13.0
# Characters that an indent takes from the width of a cell.
INDENT = 1.4
HEADING_HEIGHT = 30.0
SECTION_HEIGHT = 16.0
SIDE = 0.4
PAGE_WIDTH, PAGE_HEIGHT = 595.0 - 2 * 72 * SIDE, 842.0 - 72 * (TOP + BOTTOM)
USED_WIDTH, USED_HEIGHT = 0.96, 0.95
MOST_AIR = 7.0
# Per cent. Smaller than this nobody can read it, and an essay of a commentary takes more pages instead.
SMALLEST_SCALE = 50

HEAD = Look(bold=True, colour=WHITE, fill=NAVY, vertical="center", indent=1)
SECTION = Look(bold=True, fill=PALE_BLUE, border="level", vertical="center", wrap=False, indent=1)
WORDING = Look(vertical="center", indent=1)
FIGURE = Look(bold=True, horizontal="right", vertical="center", number_format="#,##0", indent=1)
AUTOMATIC = Look(fill=GREY, size=9, vertical="center", indent=1)
TYPED = Look(size=9, vertical="center", indent=1)
BEFORE = replace(FIGURE, bold=False, fill=GREY, size=9)
MEMO = replace(WORDING, italic=True)
MEMO_FIGURE = replace(FIGURE, bold=False, italic=True, number_format='"("#,##0")"')
CELL = Look(horizontal="center", vertical="center", number_format="#,##0")


@dataclass
class _Page:
    """The rows of one printed page: heights of those that are fixed and of those that may take some air."""

    fixed: dict[int, float] = field(default_factory=dict)
    fitted: dict[int, float] = field(default_factory=dict)

    @property
    def height(self) -> float:
        return sum(self.fixed.values()) + sum(self.fitted.values())


@dataclass
class _Form:
    """The sheet while it is written, the widths chosen for it, and its two pages."""

    sheet: Worksheet
    widths: tuple[float, ...]
    first: _Page = field(default_factory=_Page)
    second: _Page = field(default_factory=_Page)

    @property
    def scale(self) -> float:
        """The largest at which the form is one page wide and either page one page tall."""
        wide = sum(width * 7 + 5 for width in self.widths) * 0.75
        tall = max(self.first.height, self.second.height)
        return min(1.0, USED_WIDTH * PAGE_WIDTH / wide, USED_HEIGHT * PAGE_HEIGHT / tall)


def add_form(workbook: Workbook, report: Report, marks: Marks) -> None:
    """Adds the form; every line has, in a hidden column outside the print area, the key by which it is read back."""
    from openpyxl import Workbook as Scratch

    trials = [_write(_Form(Scratch().create_sheet(), candidate), report, marks) for candidate in CANDIDATES]
    best = max(trials, key=lambda form: form.scale).widths
    form = _write(_Form(workbook.create_sheet(FORM_SHEET), best), report, marks)
    page(form.sheet, marks, "Appendix 3", landscape=False, fit=False, side=SIDE)
    _two_pages(form)


def _write(form: _Form, report: Report, marks: Marks) -> _Form:
    """Writes the cells, and notes for each page how tall its rows have to be."""
    sheet = form.sheet
    widths(sheet, *form.widths)
    sheet.column_dimensions["G"].hidden = True
    form.second.fixed[HEADING_ROW] = HEADING_HEIGHT  # repeated on the second page
    _title(form, report, marks)
    row = _sections(form, HEADING_ROW + 1, report.page_1, form.first)
    _break_after(sheet, row - 1)
    row = _sections(form, row, report.page_2, form.second)
    row = _running_totals(form, row, report)
    _footnote(form, row, report.footnote)
    if report.signed_off:
        row += 1
        _footnote(form, row, report.signed_off)
    sheet.print_area = f"A1:F{row}"
    return form


def _title(form: _Form, report: Report, marks: Marks) -> None:
    """Rows 1 to 4: title, whose and marks, definition, headings."""
    sheet, on = form.sheet, form.first
    plain = Look(border="", vertical="center")
    title = f"CHILDREN MISSING EDUCATION as at {long_date(report.as_at)}"
    tall = lines_needed(report.definition, sum(form.widths)) * LINE_HEIGHT + 8
    on.fixed |= {1: 26, 2: 18, 3: tall, HEADING_ROW: HEADING_HEIGHT}
    put_across(sheet, 1, MEASURE, LAST_YEAR, title, replace(plain, bold=True, size=15, colour=NAVY), on.fixed[1])
    whose, look = report.authority, replace(plain, bold=True)
    if marks.words:
        whose, look = f"{report.authority}. {marks.words}.", replace(look, fill=AMBER)
    put_across(sheet, 2, MEASURE, LAST_YEAR, whose, look, on.fixed[2])
    put_across(sheet, 3, MEASURE, LAST_YEAR, report.definition, plain, on.fixed[3])
    headings = (
        MEASURE_HEADING, NUMBER_HEADING, COMMENTARY_HEADING, OWN_HEADING, LAST_HEADING, LAST_YEAR_HEADING, KEY_HEADING,
    )  # fmt: skip
    for column, heading in enumerate(headings, start=1):
        number = column in (NUMBER, LAST, LAST_YEAR)
        put(sheet, HEADING_ROW, column, heading, replace(HEAD, horizontal="center", indent=0) if number else HEAD)
    sheet.row_dimensions[HEADING_ROW].height = HEADING_HEIGHT
    sheet.freeze_panes = f"A{HEADING_ROW + 1}"


def _sections(form: _Form, row: int, sections: tuple[Section, ...], on: _Page) -> int:
    """Writes the sections from the row on; returns the row after them."""
    for section in sections:
        if section.title:
            _bar(form.sheet, row, section.title, on)
            row += 1
        for line in section.lines:
            on.fitted[row] = _line(form, row, line)
            row += 1
    return row


def _bar(sheet: Worksheet, row: int, title: str, on: _Page) -> None:
    """A heading across the columns, unmerged so that Excel can still sort and select beneath it."""
    for column in range(MEASURE, LAST_YEAR + 1):
        put(sheet, row, column, title if column == MEASURE else None, SECTION)
    sheet.row_dimensions[row].height = on.fixed[row] = SECTION_HEIGHT


def _line(form: _Form, row: int, line: Line) -> float:
    """Writes one line; returns the height its text needs."""
    sheet = form.sheet
    automatic = " ".join(line.commentary)
    wording, figure = WORDING, FIGURE
    if not line.in_total and "not in TOTAL" in line.wording:
        wording, figure = MEMO, MEMO_FIGURE
    looks = [wording, figure, AUTOMATIC, replace(TYPED, italic=line.is_offered), BEFORE, BEFORE]
    if line.measure in TOTALS:
        looks = [replace(look, border="medium") for look in looks]
        looks[0] = wording = replace(looks[0], bold=True, size=11, fill=PALE_BLUE, indent=1)
        looks[1] = replace(looks[1], size=11, fill=PALE_BLUE)
    values = (line.wording, line.number, automatic, line.own, line.last, line.last_year)
    for column, (value, look) in enumerate(zip(values, looks, strict=True), start=1):
        put(sheet, row, column, value, look)
    put(sheet, row, KEY, line_key(line.measure, line.year), TYPED)
    return LINE_HEIGHT * max(
        lines_needed(line.wording, form.widths[0] - INDENT, size=wording.size, bold=wording.bold),
        lines_needed(automatic, form.widths[2] - INDENT, size=9),
        lines_needed(line.own, form.widths[3] - INDENT, size=9),
    )


def _running_totals(form: _Form, row: int, report: Report) -> int:
    """The table of issued reports under a heading of its own; returns the row after it."""
    sheet, on = form.sheet, form.second
    sheet.row_dimensions[row].height = on.fixed[row] = 12
    _bar(sheet, row + 1, "Running totals", on)
    row += 2
    for column, heading in enumerate(("Date", "CME", "CME incl. historical", "EHE", "Open to YOS", None), start=1):
        put(sheet, row, column, heading, replace(CELL, bold=True, fill=GREY))
    sheet.row_dimensions[row].height = on.fixed[row] = 2 * LINE_HEIGHT + 2
    for total in report.running_totals:
        row += 1
        imported = "imported" if total.is_imported else None
        values = (total.as_at, total.cme, total.cme_incl_historical, total.ehe, total.open_to_yos, imported)
        for column, value in enumerate(values, start=1):
            put(sheet, row, column, value, replace(CELL, bold=total.as_at == report.as_at))
        on.fitted[row] = LINE_HEIGHT
    return row + 1


def _footnote(form: _Form, row: int, text: str) -> None:
    tall = form.second.fixed[row] = lines_needed(text, sum(form.widths)) * LINE_HEIGHT + 12
    put_across(form.sheet, row, MEASURE, LAST_YEAR, text, Look(border="", vertical="center"), tall)


def _break_after(sheet: Worksheet, row: int) -> None:
    from openpyxl.worksheet.pagebreak import Break

    sheet.row_breaks.append(Break(id=row))


def _two_pages(form: _Form) -> None:
    """The scale at which both pages hold, and the room left over as air.

    A scale of our own rather than "fit to pages", because with that Excel takes no notice of page breaks.
    """
    sheet = form.sheet
    sheet.page_setup.scale = max(SMALLEST_SCALE, int(100 * form.scale))
    for on in (form.first, form.second):
        spare = USED_HEIGHT * PAGE_HEIGHT * 100 / sheet.page_setup.scale - on.height
        air = max(1.0, min(MOST_AIR, spare / len(on.fitted))) if on.fitted else 0.0
        fit_rows(sheet, {row: height + air for row, height in on.fitted.items()})
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
