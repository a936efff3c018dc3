"""The sheet "Movement": how each line's number went from the last issue to this one, and why children left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outputs.appendix_3 import Movement, MovementRow, Report
from outputs.sheet import BOTTOM, TOP, Look, Marks, page, put, put_across
from outputs.tables import (
    AIR,
    ATTENTION,
    BODY,
    FIGURE,
    HEAD,
    HEAD_NUMBER,
    LINE_HEIGHT,
    PLAIN,
    SECTION,
    begin,
    head,
    table_row,
    tall,
)
from outputs.text import lines_needed, long_date

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

NET = replace(FIGURE, number_format='+#,##0;-#,##0;"-"')
MOVED = replace(FIGURE, number_format='#,##0;-#,##0;"-"')
FILES, RULES, TOGETHER = "Late files (net)", "Rules or settings (net)", "Late files, rules and settings (net)"
AFTER = ("+ New", "+ Returned", "+ From other lines", "- Closed", "- To other lines", "= This issue", "Adds up")
TIGHT = 3.0
# Points of a landscape A4 page between the margins, and how much of it is used; per cent below which nobody can read.
PAGE_WIDTH, PAGE_HEIGHT = 842.0 - 72 * 2 * 0.5, 595.0 - 72 * (TOP + BOTTOM)
USED = 0.95
SMALLEST_SCALE = 50


def add_movement(workbook: Workbook, report: Report, marks: Marks) -> None:
    """Line by line what was added and taken away and whether it adds up, on one landscape page; then closed children by
    reason."""
    movement = report.movement
    causes = (TOGETHER,) if movement.is_together else (FILES, RULES)
    headings = ("Line", "Last issue", *causes, *AFTER)
    columns = (80.0, 9.0, *(12.0 for _ in causes), 9.0, 12.0, 12.0, 10.0, 11.0, 10.0, 15.0)
    sheet = begin(workbook, "Movement", _says(movement), marks, columns)
    page(sheet, marks, "Appendix 3: movement", landscape=True, fit=False)
    row = _causes(sheet, 4, movement, len(columns))
    # The table fits on its page, and another one follows on the next.
    head(sheet, row, headings, frozenset(range(2, len(headings))), on_every_page=False)
    for section in movement.sections:
        if section.title:
            row += 1
            _bar(sheet, row, section.title, section.subtotal, movement, len(columns))
        for line in section.rows:
            row += 1
            looks = _looks(movement, is_total=not section.title)
            _line(sheet, row, line.wording, line, looks, movement)
    _fit(sheet, row, columns)
    _closed(sheet, row, movement)


def _says(movement: Movement) -> str:
    if movement.since is None:
        return "There is no earlier issue to compare with: every child counts as new."
    causes = "late files, rules and settings" if movement.is_together else "late files + rules or settings"
    return (
        f"How the number of each line went from the issue of {long_date(movement.since)} to this one: last issue + "
        f"{causes} + new + returned + from other lines - closed - to other lines = this issue. Late files, rules and "
        "settings changed the last issue itself; the columns after them hold what children did since. New: in no issue "
        "before. Returned: in an earlier one."
    )


def _causes(sheet: Worksheet, row: int, movement: Movement, columns: int) -> int:
    """What arrived or changed since, a sentence to a row; returns the row of the headings."""
    for cause in movement.causes:
        height = lines_needed(cause, 140) * LINE_HEIGHT + TIGHT
        put_across(sheet, row, 1, columns, cause, PLAIN, height)
        row += 1
    return row


def _looks(movement: Movement, *, is_total: bool) -> list[Look]:
    nets = 1 if movement.is_together else 2
    looks = [BODY, FIGURE, *[NET] * nets, *[MOVED] * 5, FIGURE]
    return [replace(look, bold=True, border="medium") for look in looks] if is_total else looks


def _bar(
    sheet: Worksheet, row: int, title: str, subtotal: MovementRow | None, movement: Movement, columns: int
) -> None:
    """The heading of a section, with the sum of its lines where it has several."""
    if subtotal is None:
        for column in range(1, columns + 1):
            put(sheet, row, column, title if column == 1 else None, SECTION)
    else:
        looks = [replace(look, bold=True, fill=SECTION.fill) for look in _looks(movement, is_total=False)]
        _line(sheet, row, title, subtotal, [SECTION, *looks[1:]], movement)
    sheet.row_dimensions[row].height = LINE_HEIGHT + TIGHT


def _line(sheet: Worksheet, row: int, name: str, line: MovementRow, looks: list[Look], movement: Movement) -> None:
    off = off_by(line)
    causes = (line.files,) if movement.is_together else (line.files, line.rules)
    values = (
        name, "none" if line.last is None else line.last, *causes, line.new, line.returned, line.from_other_lines,
        line.closed, line.to_other_lines, line.now, "yes" if off == 0 else f"no: off by {off:+,}",
    )  # fmt: skip
    says = replace(looks[0], wrap=True) if off == 0 else ATTENTION
    table_row(sheet, row, values, [*looks, says])
    sheet.row_dimensions[row].height = tall(sheet, values, [looks[0].bold] * len(values)) - AIR + TIGHT


def off_by(line: MovementRow) -> int:
    """What the printed numbers of a line lack to add up; 0 where they do."""
    added = line.files + line.rules + line.new + line.returned + line.from_other_lines
    return line.now - ((line.last or 0) + added - line.closed - line.to_other_lines)


def _closed(sheet: Worksheet, row: int, movement: Movement) -> None:
    """A table of its own on a page of its own: which lines children left for none, and why."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.pagebreak import Break

    if not movement.closed:
        return
    sheet.row_breaks.append(Break(id=row))
    row += 2
    headings = ("Closed, by reason", *movement.reasons, "Closed")
    for column, heading in enumerate(headings, start=1):
        put(sheet, row, column, heading, HEAD if column == 1 else replace(HEAD_NUMBER, wrap=True))
        if column > 11:
            sheet.column_dimensions[get_column_letter(column)].width = 12
    sheet.row_dimensions[row].height = tall(sheet, headings, [True] * len(headings))
    sums = tuple(sum(column) for column in zip(*(numbers for _, numbers in movement.closed), strict=True))
    rows = [(wording, numbers, False) for wording, numbers in movement.closed] + [("All lines", sums, True)]
    for wording, numbers, is_sum in rows:
        row += 1
        looks = [replace(look, bold=is_sum) for look in (BODY, *[MOVED] * len(numbers), FIGURE)]
        table_row(sheet, row, (wording, *numbers, sum(numbers)), looks)


def _fit(sheet: Worksheet, last: int, columns: tuple[float, ...]) -> None:
    """One page wide, and the rows to `last` on one page. A scale of our own rather than "fit to pages", because with
    that Excel takes no notice of page breaks."""
    wide = sum(width * 7 + 5 for width in columns) * 0.75
    high = sum(sheet.row_dimensions[row].height or 15.0 for row in range(1, last + 1))
    scale = min(1.0, USED * PAGE_WIDTH / wide, USED * PAGE_HEIGHT / high)
    sheet.page_setup.scale = max(SMALLEST_SCALE, int(100 * scale))
