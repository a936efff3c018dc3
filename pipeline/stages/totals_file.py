"""Totals file: the running totals of reports made before this program, read from a CSV file and checked row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import RefusedFile, SettingsError
from pipeline.files.sheet import Row, Sheet, sheets
from pipeline.store import Connection, transaction
from sources.source import heading_key

COLUMNS = ("as_at", "cme", "cme_incl_historical", "ehe", "open_to_yos")
NUMBER = re.compile(r"\d+|\d{1,3}(,\d{3})+")
KEYS = {heading_key(name): name for name in COLUMNS}


@dataclass(frozen=True)
class TotalsRow:
    """One earlier report: numbers of children."""

    as_at: date
    cme: int
    cme_incl_historical: int
    ehe: int
    open_to_yos: int


def import_totals(con: Connection, path: Path, today: date) -> str:
    """Stores the totals of a file, all or none; a day that was imported before is replaced. Returns what was done.

    The headings are COLUMNS in any case, dates as extracts have them. Raises SettingsError, a sentence for each row
    that cannot be used.
    """
    try:
        (sheet,) = sheets(path, lambda rows: max((len(_known(row)) for row in rows), default=0))[:1]
        rows, wrong = _read(con, sheet, today)
    except RefusedFile as refusal:
        raise SettingsError(f"{path.name} was not imported: {refusal}.") from None
    if wrong:
        raise SettingsError("\n".join([f"{path.name} was not imported; mend these and import it again.", *wrong]))
    days = [row.as_at for row in rows]
    with transaction(con):
        replaced = con.execute(
            "DELETE FROM issued.imported_total WHERE as_at IN (SELECT unnest(?))", [days]
        ).fetchall()[0][0]
        con.executemany(
            "INSERT INTO issued.imported_total VALUES (?, ?, ?, ?, ?, ?)",
            [[row.as_at, row.cme, row.cme_incl_historical, row.ehe, row.open_to_yos, today] for row in rows],
        )
    issued = con.execute(
        "SELECT count(DISTINCT as_at) FROM issued.report WHERE as_at IN (SELECT unnest(?))", [days]
    ).fetchall()[0][0]
    said = f"The totals of {_reports(len(rows))} were imported"
    if replaced:
        said += f", {replaced} of them in the place of earlier ones"
    return said + (f"; for {_reports(issued)} the issue of this program stands instead." if issued else ".")


def _reports(number: int) -> str:
    return "1 report" if number == 1 else f"{number} reports"


def _known(row: Row) -> dict[str, int]:
    """Column -> its place in a row of headings."""
    return {KEYS[key]: at for at, cell in enumerate(row) if (key := heading_key(cell)) in KEYS}


def _read(con: Connection, sheet: Sheet, today: date) -> tuple[list[TotalsRow], list[str]]:
    """The rows that can be used, and a sentence for each that cannot. Raises RefusedFile."""
    at = next((n for n, row in enumerate(sheet.head) if len(_known(row)) > 1), None)
    places = _known(sheet.head[at]) if at is not None else {}
    missing = [name for name in COLUMNS if name not in places]
    if at is None or missing:
        raise RefusedFile(f"it has no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}")
    rows: list[TotalsRow] = []
    wrong: list[str] = []
    first: dict[date, int] = {}
    for number, cells in _cells(sheet, at):
        if not any(cell.strip() for cell in cells):
            continue
        said = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        row = _row(con, said, today)
        if isinstance(row, str):
            wrong.append(f"Row {number}: {row}.")
        elif row.as_at in first:
            wrong.append(f"Row {number}: as_at is the day of row {first[row.as_at]} too.")
        else:
            first[row.as_at] = number
            rows.append(row)
    if not rows and not wrong:
        raise RefusedFile("it has no row below its headings")
    return rows, wrong


def _cells(sheet: Sheet, headings: int) -> Iterator[tuple[int, Row]]:
    """Every row below the headings with its number, as a person sees it in Excel."""
    width = len(sheet.head[headings])
    found: list[tuple[int, Row]] = []
    for block in sheet.body(headings + 1, width):
        columns = (column.to_pylist() for column in block.cells.columns)
        found += [(n, list(row)) for n, row in zip(block.numbers.to_pylist(), zip(*columns, strict=True), strict=True)]
        found += [(row.number, row.cells) for row in block.irregular]
    yield from sorted(found)


def _row(con: Connection, said: dict[str, str], today: date) -> TotalsRow | str:
    """The row, or what is wrong with it."""
    (day,) = con.execute("SELECT read_date(upper(?))", [said["as_at"]]).fetchall()[0]
    if day is None:
        return "as_at is not a date (write day/month/year, for example 31/10/2025)"
    if day > today:
        return "as_at is in the future"
    numbers = []
    for name in COLUMNS[1:]:
        if not NUMBER.fullmatch(said[name]):
            return f"{name} is not a whole number of children"
        numbers.append(int(said[name].replace(",", "")))
    row = TotalsRow(day, *numbers)
    if row.cme_incl_historical < row.cme:
        return "cme_incl_historical is smaller than cme"
    if row.open_to_yos > row.cme_incl_historical:
        return "open_to_yos is larger than cme_incl_historical, of which it is a part"
    return row
