"""As issued: whether what lies in the folder of an issued report still says the numbers that were issued.

What the analyst types beside a number is the analyst's; a number is frozen. The store keeps every issued workbook, so
that one is held against the other: by the keys of the form's lines and the days of the running totals, whatever order
rows and columns are in by then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from outputs.appendix_3 import (
    KEY_HEADING,
    LAST_HEADING,
    LAST_YEAR_HEADING,
    MEASURE_HEADING,
    NUMBER_HEADING,
    TOTALS_HEADINGS,
)
from pipeline.errors import RefusedFile
from pipeline.files.sheet import Row, sheets
from pipeline.store import Connection

WORKBOOK, NUMBERS = "appendix-3.xlsx", "appendix-3.json"
ROWS_BY = {
    KEY_HEADING: (NUMBER_HEADING, LAST_HEADING, LAST_YEAR_HEADING),
    TOTALS_HEADINGS[0]: TOTALS_HEADINGS[1:5],
}
"""Of each table: the heading by which its rows are known -> the headings of its numbers."""
CELLS_SAID = 6

Place = tuple[str, str]
"""The row, as its table knows it, and the heading of a number."""


def altered(con: Connection, folder: Path) -> list[str]:
    """What differs in the folder of a day from the newest issue of that day, a sentence per file.

    A file that is not there says nothing, nor does a folder whose day has no issue.
    """
    row = con.execute(
        "SELECT numbers, workbook FROM issued.report WHERE as_at = ? ORDER BY issue DESC LIMIT 1",
        [date.fromisoformat(folder.name)],
    ).fetchone()
    if row is None:
        return []
    numbers, workbook = row
    return [*_altered_workbook(folder / WORKBOOK, workbook), *_altered_numbers(folder / NUMBERS, numbers)]


def _altered_workbook(path: Path, issued: bytes) -> Iterator[str]:
    if not path.exists():
        return
    try:
        if path.read_bytes() == issued:
            return
        now = dict(_numbers(path))
    except (OSError, RefusedFile):
        yield f"{_named(path)} cannot be read, so nobody can tell whether it is as it was issued: {_remedy(path)}"
        return
    with TemporaryDirectory() as apart:
        (Path(apart) / WORKBOOK).write_bytes(issued)
        was = dict(_numbers(Path(apart) / WORKBOOK))
        words = _words(Path(apart) / WORKBOOK)
    wrong = [
        f"{_said(place, words)}: {now.get(place) or 'nothing'}, issued as {number or 'nothing'}"
        for place, number in was.items()
        if now.get(place, "") != number
    ]
    if wrong:
        more = f"; and {len(wrong) - CELLS_SAID} more" if len(wrong) > CELLS_SAID else ""
        yield (
            f"{_named(path)} is not as it was issued: {'; '.join(wrong[:CELLS_SAID])}{more}. The issued numbers "
            f"stand: {_remedy(path)} What was typed as the analyst's commentary is kept."
        )


def _altered_numbers(path: Path, issued: str) -> Iterator[str]:
    if not path.exists():
        return
    try:
        is_as_issued = json.loads(path.read_bytes()) == json.loads(issued)
    except (OSError, ValueError):
        is_as_issued = False
    if not is_as_issued:
        yield f"{_named(path)} is not as it was issued: {_remedy(path)}"


def _named(path: Path) -> str:
    return f"reports/{path.parent.name}/{path.name}"


def _remedy(path: Path) -> str:
    return f"delete the file and run monthly-report --as-at {path.parent.name}, and it comes back as issued."


def _said(place: Place, words: dict[str, str]) -> str:
    row, heading = place
    name = f"{words[row]} ({row})" if row in words else f"running total of {row}"
    return name if heading == NUMBER_HEADING else f"{name}, {heading}"


def _numbers(path: Path) -> Iterator[tuple[Place, str]]:
    """Every number of a report's workbook, as text. Raises RefusedFile."""
    for by, headings, rows in _tables(path):
        for row in rows:
            # Below the running totals the same headings do not stand again, but other tables do.
            if not row[by]:
                if headings is ROWS_BY[KEY_HEADING]:
                    continue
                break
            yield from (((row[by], name), _plain(cell)) for name, cell in row.items() if name in headings)


def _words(path: Path) -> dict[str, str]:
    """Line key -> the wording of the line on the form."""
    return {
        row[KEY_HEADING]: row.get(MEASURE_HEADING, "")
        for by, _, rows in _tables(path)
        if by == KEY_HEADING
        for row in rows
        if row[by]
    }


def _tables(path: Path) -> Iterator[tuple[str, tuple[str, ...], list[dict[str, str]]]]:
    """The tables that hold numbers: by which heading rows are known, headings of numbers, the rows by heading."""
    for sheet in sheets(path, lambda rows: 0):
        rows = [[cell.strip() for cell in row] for row in sheet.rows()]
        for by, headings in ROWS_BY.items():
            at = next((n for n, row in enumerate(rows) if by in row and headings[0] in row), None)
            if at is not None:
                yield by, headings, [_by_heading(rows[at], row) for row in rows[at + 1 :]]


def _by_heading(headings: Row, row: Row) -> dict[str, str]:
    return {name: cell for name, cell in zip(headings, row, strict=True) if name}


def _plain(cell: str) -> str:
    """A number as it is compared: "1,204" typed as text, or 1204.0, is 1204."""
    try:
        return f"{float(cell.replace(',', '')):g}" if cell else ""
    except ValueError:
        return cell
