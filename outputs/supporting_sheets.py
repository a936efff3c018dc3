"""The sheets behind the form: Running totals with a chart, Movement, Coverage, Notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from outputs.appendix_3 import MovementRow, Report, line_key
from outputs.sheet import (
    AMBER,
    FONT,
    GREY,
    NAVY,
    PALE_BLUE,
    WHITE,
    Look,
    Marks,
    fit_rows,
    page,
    put,
    put_across,
    widths,
)
from outputs.text import lines_needed, long_date, uk_date

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.chart.title import Title
    from openpyxl.worksheet.worksheet import Worksheet

PLAIN = Look(border="", vertical="center")
HEAD = Look(bold=True, colour=WHITE, fill=NAVY, vertical="center", indent=1)
HEAD_NUMBER = replace(HEAD, horizontal="right")
SECTION = Look(bold=True, fill=PALE_BLUE, border="level", vertical="center", wrap=False, indent=1)
BODY = Look(vertical="center", indent=1)
FIGURE = Look(horizontal="right", vertical="center", number_format="#,##0", wrap=False, indent=1)
ATTENTION = replace(BODY, bold=True, fill=AMBER)
LINE_HEIGHT = 13.4
AIR = 5.0
UP_TO_DATE = "up to date"
# Marker, dash, colour of CME, CME incl. historical, EHE, Open to YOS.
SERIES_LOOKS = (
    ("circle", "solid", NAVY),
    ("square", "dash", "9C5700"),
    ("triangle", "sysDot", "375623"),
    ("diamond", "dashDot", "7030A0"),
)


def _begin(workbook: Workbook, title: str, says: str, marks: Marks, columns: tuple[float, ...]) -> Worksheet:
    """A sheet with its title in row 1, a sentence (and the marks) in row 2; headings belong in row 4."""
    sheet: Worksheet = workbook.create_sheet(title)
    widths(sheet, *columns)
    last = len(columns)
    put_across(sheet, 1, 1, last, title, replace(PLAIN, bold=True, size=14, colour=NAVY), 24)
    tall = lines_needed(says, sum(columns)) * LINE_HEIGHT + 4
    put_across(sheet, 2, 1, last, says, PLAIN, tall)
    if marks.words:
        put_across(sheet, 3, 1, last, f"{marks.words}.", replace(PLAIN, bold=True, fill=AMBER), 18)
    else:
        sheet.row_dimensions[3].height = 6
    return sheet


def _head(sheet: Worksheet, row: int, headings: tuple[str, ...], numbers: frozenset[int] = frozenset()) -> None:
    """The heading row; numbers: the columns (from 1) that hold numbers."""
    for column, heading in enumerate(headings, start=1):
        put(sheet, row, column, heading, HEAD_NUMBER if column in numbers else HEAD)
    sheet.row_dimensions[row].height = _tall(sheet, headings, [True] * len(headings))
    sheet.freeze_panes = f"A{row + 1}"
    sheet.print_title_rows = f"{row}:{row}"


def _row(sheet: Worksheet, row: int, values: Sequence[object], looks: Sequence[Look]) -> None:
    """One row of a table, as tall as its text."""
    for column, (value, look) in enumerate(zip(values, looks, strict=True), start=1):
        put(sheet, row, column, value, look)
    fit_rows(sheet, {row: _tall(sheet, values, [look.bold for look in looks])})


def _tall(sheet: Worksheet, values: Sequence[object], bold: Sequence[bool]) -> float:
    """The height of a row with these values, by the widths of the columns and which of them are bold."""
    from openpyxl.utils import get_column_letter

    lines = 1
    for column, (value, is_bold) in enumerate(zip(values, bold, strict=True), start=1):
        if isinstance(value, str):
            width = sheet.column_dimensions[get_column_letter(column)].width
            lines = max(lines, lines_needed(value, width - 2, bold=is_bold))
    return lines * LINE_HEIGHT + AIR


def add_running_totals(workbook: Workbook, report: Report, marks: Marks) -> None:
    """One row per issued report, and the same as a line chart."""
    columns = (16.0, 14.0, 24.0, 14.0, 18.0)
    says = "One row per issued report of this and the last academic year: numbers of children."
    sheet = _begin(workbook, "Running totals", says, marks, columns)
    page(sheet, marks, "Appendix 3: running totals", landscape=False)
    headings = ("Date", "CME", "CME incl. historical", "EHE", "Open to YOS")
    _head(sheet, 4, headings, frozenset({2, 3, 4, 5}))
    for row, total in enumerate(report.running_totals, start=5):
        values = (total.as_at, total.cme, total.cme_incl_historical, total.ehe, total.open_to_yos)
        this = total.as_at == report.as_at
        _row(sheet, row, values, [replace(look, bold=this) for look in (BODY, *[FIGURE] * 4)])
    if report.running_totals:
        _chart(sheet, 4, len(report.running_totals))
    else:
        put(sheet, 5, 1, "No report has been issued yet.", replace(PLAIN, wrap=False))


def _chart(sheet: Worksheet, head: int, count: int) -> None:
    """Four lines told apart by marker and dash as well as by colour; months without an issue keep their room."""
    from openpyxl.chart import LineChart, Reference
    from openpyxl.chart.axis import DateAxis
    from openpyxl.chart.legend import Legend

    chart = LineChart()
    chart.title = _chart_title("Children at each issue")
    chart.height, chart.width = 9.5, 17.5  # type: ignore[assignment]  # centimetres; the stubs expect whole ones
    chart.legend = Legend(legendPos="b")
    chart.x_axis = DateAxis(crossAx=100)
    chart.x_axis.number_format = "mmm yy"
    chart.x_axis.baseTimeUnit, chart.x_axis.majorTimeUnit, chart.x_axis.majorUnit = "months", "months", 1
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.crossAx = 500
    chart.y_axis.scaling.min = 0
    chart.y_axis.number_format = "#,##0"
    chart.add_data(Reference(sheet, min_col=2, max_col=5, min_row=head, max_row=head + count), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=head + count))
    for series, (symbol, dash, colour) in zip(chart.series, SERIES_LOOKS, strict=True):
        series.smooth = False
        series.marker.symbol, series.marker.size = symbol, 7
        series.marker.graphicalProperties.solidFill = colour
        series.marker.graphicalProperties.line.solidFill = colour
        series.graphicalProperties.line.solidFill = colour
        series.graphicalProperties.line.dashStyle = dash
        series.graphicalProperties.line.width = 22_000
    sheet.add_chart(chart, f"A{head + count + 3}")


def _chart_title(text: str) -> Title:
    """A title in the house font; the standard one is very large."""
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun

    face = CharacterProperties(sz=1200, b=True, latin=Font(typeface=FONT))
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=face), r=[RegularTextRun(rPr=face, t=text)])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def add_movement(workbook: Workbook, report: Report, marks: Marks) -> None:
    """Line by line: last issue + new + from other lines - closed - to other lines = this issue, and whether it is."""
    columns = (48.0, 9.0, 9.0, 13.0, 11.0, 13.0, 10.0, 13.0)
    if report.movement_since is None:
        says = "There is no earlier issue to compare with: every child counts as new."
    else:
        says = (
            f"How the number of each line went from the issue of {long_date(report.movement_since)} to this one: "
            "last issue + new + from other lines - closed - to other lines = this issue."
        )
    sheet = _begin(workbook, "Movement", says, marks, columns)
    page(sheet, marks, "Appendix 3: movement", landscape=False, pages_tall=1)
    headings = (
        "Line", "Last issue", "+ New", "+ From other lines", "- Closed", "- To other lines", "= This issue", "Adds up",
    )  # fmt: skip
    _head(sheet, 4, headings, frozenset(range(2, 8)))
    row = 5
    for title, lines in _by_section(report):
        if title:
            for column in range(1, len(columns) + 1):
                put(sheet, row, column, title if column == 1 else None, SECTION)
            sheet.row_dimensions[row].height = LINE_HEIGHT + AIR
            row += 1
        for line in lines:
            _movement_row(sheet, row, line)
            row += 1


def _by_section(report: Report) -> list[tuple[str, list[MovementRow]]]:
    """The rows of the movement under the headings of the form, in its order; rows that are not on the form last."""
    waiting = {line_key(row.measure, row.year): row for row in report.movement}
    sections = []
    for section in report.page_1 + report.page_2:
        keys = [line_key(line.measure, line.year) for line in section.lines]
        sections.append((section.title, [waiting.pop(key) for key in keys if key in waiting]))
    sections.append(("Other", list(waiting.values())))
    return [(title, rows) for title, rows in sections if rows]


def _movement_row(sheet: Worksheet, row: int, line: MovementRow) -> None:
    bold = line.measure in ("total", "total_cme")
    last = "none" if line.last is None else line.last
    off = _off_by(line)
    says = "yes" if off == 0 else f"no: off by {off:+,}"
    values = (line.wording, last, line.new, line.from_other_lines, line.closed, line.to_other_lines, line.now, says)
    looks = [replace(look, bold=bold) for look in (BODY, *[FIGURE] * 6)]
    _row(sheet, row, values, [*looks, BODY if off == 0 else ATTENTION])


def _off_by(line: MovementRow) -> int:
    return line.now - ((line.last or 0) + line.new + line.from_other_lines - line.closed - line.to_other_lines)


def add_coverage(workbook: Workbook, report: Report, marks: Marks) -> None:
    """How fresh and complete each source was, and what that does to which line; then what else is to be said."""
    columns = (24.0, 15.0, 12.0, 10.0, 10.0, 10.0, 12.0, 12.0, 16.0, 46.0)
    says = f"How fresh and complete each source was for {long_date(report.as_at)}, and what that does to the numbers."
    sheet = _begin(workbook, "Coverage", says, marks, columns)
    page(sheet, marks, "Appendix 3: coverage", landscape=True)
    headings = (
        "Source", "Table", "Newest extract", "Age in days", "Limit in days", "Rows", "Rows not readable",
        "Children not assessed", "State", "What it means",
    )  # fmt: skip
    _head(sheet, 4, headings, frozenset(range(4, 9)))
    for row, table in enumerate(report.coverage, start=5):
        values = (
            table.source, table.table, table.newest, table.age_days, table.limit_days, table.rows, table.quarantined,
            table.not_assessed, table.state, table.meaning,
        )  # fmt: skip
        state = BODY if table.state == UP_TO_DATE else ATTENTION
        _row(sheet, row, values, [BODY, BODY, BODY, *[FIGURE] * 5, state, BODY])
    for row, note in enumerate(report.coverage_notes, start=6 + len(report.coverage)):
        tall = lines_needed(note, sum(columns)) * LINE_HEIGHT + AIR
        put_across(sheet, row, 1, len(columns), note, PLAIN, tall)


def add_notes(workbook: Workbook, report: Report, marks: Marks) -> None:
    """Definitions, D, versions, checks: one row per note, heading and text."""
    columns = (30.0, 78.0)
    says = f"What the numbers of {uk_date(report.as_at)} mean and how they were made."
    sheet = _begin(workbook, "Notes", says, marks, columns)
    page(sheet, marks, "Appendix 3: notes", landscape=False)
    _head(sheet, 4, ("About", "Note"))
    for row, note in enumerate(report.notes, start=5):
        _row(sheet, row, note, [replace(BODY, bold=True, fill=GREY, vertical="top"), replace(BODY, vertical="top")])
