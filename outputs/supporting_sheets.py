"""The sheets behind the form: Running totals with a chart, Movement, Coverage, Notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outputs.appendix_3 import MovementRow, Report
from outputs.sheet import AMBER, GREY, NAVY, WHITE, Look, Marks, page, put, put_across, widths
from outputs.text import lines_needed, long_date, uk_date

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

PLAIN = Look(border="", vertical="center")
HEAD = Look(bold=True, colour=WHITE, fill=NAVY, vertical="center")
HEAD_NUMBER = replace(HEAD, horizontal="right")
BODY = Look()
FIGURE = Look(horizontal="right", number_format="#,##0")
ATTENTION = Look(bold=True, fill=AMBER)
LINE_HEIGHT = 13.4
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


def _head(sheet: Worksheet, row: int, headings: tuple[str, ...], numbers: frozenset[int]) -> None:
    """The heading row; numbers: the columns (from 1) that hold numbers."""
    for column, heading in enumerate(headings, start=1):
        put(sheet, row, column, heading, HEAD_NUMBER if column in numbers else HEAD)
    sheet.freeze_panes = f"A{row + 1}"
    sheet.print_title_rows = f"{row}:{row}"


def add_running_totals(workbook: Workbook, report: Report, marks: Marks) -> None:
    """One row per issued report, and the same as a line chart."""
    columns = (14.0, 12.0, 22.0, 12.0, 14.0)
    says = "One row per issued report of this and the last academic year: numbers of children."
    sheet = _begin(workbook, "Running totals", says, marks, columns)
    page(sheet, marks, "Appendix 3: running totals", landscape=False)
    headings = ("Date", "CME", "CME incl. historical", "EHE", "Open to YOS")
    _head(sheet, 4, headings, frozenset({2, 3, 4, 5}))
    for row, total in enumerate(report.running_totals, start=5):
        values = (total.as_at, total.cme, total.cme_incl_historical, total.ehe, total.open_to_yos)
        for column, value in enumerate(values, start=1):
            put(sheet, row, column, value, replace(FIGURE if column > 1 else BODY, bold=total.as_at == report.as_at))
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
    chart.title = "Children at each issue"
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


def add_movement(workbook: Workbook, report: Report, marks: Marks) -> None:
    """Line by line: last issue + new + from other lines - closed - to other lines = this issue, and whether it is."""
    columns = (46.0, 11.0, 11.0, 13.0, 11.0, 13.0, 11.0, 14.0)
    if report.movement_since is None:
        says = "There is no earlier issue to compare with: every child counts as new."
    else:
        says = (
            f"How the number of each line went from the issue of {long_date(report.movement_since)} to this one: "
            "last issue + new + from other lines - closed - to other lines = this issue."
        )
    sheet = _begin(workbook, "Movement", says, marks, columns)
    page(sheet, marks, "Appendix 3: movement", landscape=True)
    headings = (
        "Line", "Last issue", "+ New", "+ From other lines", "- Closed", "- To other lines", "= This issue", "Adds up",
    )  # fmt: skip
    _head(sheet, 4, headings, frozenset(range(2, 8)))
    for row, line in enumerate(report.movement, start=5):
        bold = line.measure in ("total", "total_cme")
        put(sheet, row, 1, line.wording, replace(BODY, bold=bold))
        values = (line.last, line.new, line.from_other_lines, line.closed, line.to_other_lines, line.now)
        for column, value in enumerate(values, start=2):
            put(sheet, row, column, "none" if value is None else value, replace(FIGURE, bold=bold))
        off = _off_by(line)
        put(sheet, row, 8, "yes" if off == 0 else f"no: off by {off:+,}", BODY if off == 0 else ATTENTION)


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
    row = 5
    for source in report.coverage:
        late = source.state != UP_TO_DATE
        values = (source.source, source.table, source.newest, source.age_days, source.limit_days, source.rows)
        values_2 = (source.quarantined, source.not_assessed, source.state, source.meaning)
        for column, value in enumerate(values + values_2, start=1):
            look = FIGURE if 4 <= column <= 8 else BODY
            put(sheet, row, column, value, replace(look, bold=True, fill=AMBER) if late and column == 9 else look)
        row += 1
    for note in report.coverage_notes:
        row += 1
        tall = lines_needed(note, sum(columns)) * LINE_HEIGHT + 4
        put_across(sheet, row, 1, len(columns), note, PLAIN, tall)


def add_notes(workbook: Workbook, report: Report, marks: Marks) -> None:
    """Definitions, D, versions, checks: one row per note, heading and text."""
    columns = (30.0, 78.0)
    says = f"What the numbers of {uk_date(report.as_at)} mean and how they were made."
    sheet = _begin(workbook, "Notes", says, marks, columns)
    page(sheet, marks, "Appendix 3: notes", landscape=False)
    _head(sheet, 4, ("About", "Note"), frozenset())
    for row, (heading, text) in enumerate(report.notes, start=5):
        put(sheet, row, 1, heading, replace(BODY, bold=True, fill=GREY))
        put(sheet, row, 2, text, BODY)
