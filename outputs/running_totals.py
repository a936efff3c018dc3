"""The sheet "Running totals": one row per report, and charts of this academic year beside the last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outputs.appendix_3 import TOTALS_HEADINGS, Report
from outputs.sheet import FONT, GREY, NAVY, Marks, page, put
from outputs.tables import BODY, FIGURE, HEAD, HEAD_NUMBER, PLAIN, begin, head, table_row, tall

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.chart.marker import Marker
    from openpyxl.chart.series import Series
    from openpyxl.chart.title import Title
    from openpyxl.worksheet.worksheet import Worksheet

MONTHS = (10, 11, 12, 1, 2, 3, 4, 5, 6)
"""The months that have a report, as an academic year has them."""
NAMES = ("Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun")
LAST_YEAR_COLOUR = "7F7F7F"


def add_running_totals(workbook: Workbook, report: Report, marks: Marks) -> None:
    """One row per report of this and the last academic year, imported ones marked, and two charts by month."""
    columns = (16.0, 14.0, 24.0, 14.0, 18.0, 12.0)
    says = "One row per report of this and the last academic year: numbers of children."
    if any(total.is_imported for total in report.running_totals):
        says += " Imported: of a report made before this program."
    sheet = begin(workbook, "Running totals", says, marks, columns)
    page(sheet, marks, "Appendix 3: running totals", landscape=False, pages_tall=1)
    head(sheet, 4, TOTALS_HEADINGS, frozenset({2, 3, 4, 5}))
    for row, total in enumerate(report.running_totals, start=5):
        values = (
            total.as_at, total.cme, total.cme_incl_historical, total.ehe, total.open_to_yos,
            "imported" if total.is_imported else "this report" if total.as_at == report.as_at else "issued",
        )  # fmt: skip
        this = total.as_at == report.as_at
        table_row(sheet, row, values, [replace(look, bold=this) for look in (BODY, *[FIGURE] * 4, BODY)])
    if report.running_totals:
        _charts(sheet, 6 + len(report.running_totals), report)
    else:
        put(sheet, 5, 1, "No report has been issued yet.", replace(PLAIN, wrap=False))


def _charts(sheet: Worksheet, row: int, report: Report) -> None:
    """The numbers by month of either year, from the row on, and a chart of each pair of columns below them."""
    year = report.as_at.year if report.as_at.month >= 9 else report.as_at.year - 1
    years = (f"{year}/{(year + 1) % 100:02d}", f"{year - 1}/{year % 100:02d}")
    headings = ("Month", *(f"{what} {which}" for what in ("CME", "incl. historical") for which in years))
    for column, heading in enumerate(headings, start=1):
        put(sheet, row, column, heading, HEAD if column == 1 else HEAD_NUMBER)
    sheet.row_dimensions[row].height = tall(sheet, headings, [True] * len(headings))
    newest = {(total.as_at.year, total.as_at.month): total for total in report.running_totals}
    for at, (month, name) in enumerate(zip(MONTHS, NAMES, strict=True), start=row + 1):
        found = [newest.get((_calendar_year(first, month), month)) for first in (year, year - 1)]
        numbers = [total.cme if total else None for total in found]
        numbers += [total.cme_incl_historical if total else None for total in found]
        table_row(sheet, at, (name, *numbers), [replace(BODY, fill=GREY), *[FIGURE] * 4])
    titles = (f"CME {years[0]} and {years[1]}", f"CME including historical cases {years[0]} and {years[1]}")
    totals = report.running_totals
    for number, (title, values) in enumerate(
        zip(titles, ([t.cme for t in totals], [t.cme_incl_historical for t in totals]), strict=True)
    ):
        _chart(sheet, row, 2 + 2 * number, f"A{row + 11 + 17 * number}", title, values)


def _calendar_year(first: int, month: int) -> int:
    return first if month >= 9 else first + 1


def _chart(sheet: Worksheet, row: int, column: int, place: str, title: str, values: list[int]) -> None:
    """This year as a solid line with filled marks, last year dotted with open ones; a month without a report is a
    gap."""
    from openpyxl.chart import LineChart, Reference
    from openpyxl.chart.legend import Legend
    from openpyxl.chart.marker import Marker

    chart = LineChart()
    chart.title = _title(title)
    chart.height, chart.width = 7.6, 18.5  # type: ignore[assignment]  # centimetres; the stubs expect whole ones
    chart.legend = Legend(legendPos="b")
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = _floor(values)
    if max(values) - _floor(values) < 10:
        chart.y_axis.majorUnit = 1
    chart.add_data(
        Reference(sheet, min_col=column, max_col=column + 1, min_row=row, max_row=row + len(MONTHS)),
        titles_from_data=True,
    )
    chart.set_categories(Reference(sheet, min_col=1, min_row=row + 1, max_row=row + len(MONTHS)))
    this_year, last_year = chart.series
    _draw(this_year, NAVY, "solid", Marker("circle", size=8), NAVY)
    _draw(last_year, LAST_YEAR_COLOUR, "sysDot", Marker("diamond", size=8), "FFFFFF")
    sheet.add_chart(chart, place)


def _draw(series: Series, colour: str, dash: str, marker: Marker, filling: str) -> None:
    from openpyxl.chart.shapes import GraphicalProperties

    series.smooth = False
    series.marker = marker
    series.marker.graphicalProperties = GraphicalProperties(solidFill=filling)
    series.marker.graphicalProperties.line.solidFill = colour
    series.graphicalProperties.line.solidFill = colour
    series.graphicalProperties.line.dashStyle = dash
    series.graphicalProperties.line.width = 28_000


def _floor(values: list[int]) -> int:
    """Where the axis begins: at 0, or so far below the smallest number that the change can be seen and a small one does
    not look large."""
    below = min(values) - max(2 * (max(values) - min(values)), max(values) // 4, 10)
    return max(0, below - below % 10)


def _title(text: str) -> Title:
    """A title in the house font; the standard one is very large."""
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun

    face = CharacterProperties(sz=1200, b=True, latin=Font(typeface=FONT))
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=face), r=[RegularTextRun(rPr=face, t=text)])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)
