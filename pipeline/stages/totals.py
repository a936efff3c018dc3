"""Totals: those of the reports issued before, and of reports made before this program, which can be imported."""

from __future__ import annotations

import json
from datetime import date

from outputs.appendix_3 import RunningTotal
from pipeline.calendar import academic_year
from pipeline.stages.movement import Key
from pipeline.store import Connection


def totals_before(con: Connection, as_at: date) -> list[RunningTotal]:
    """The running totals of this and the last academic year before a day; an issue goes before an imported total."""
    first = date(academic_year(as_at) - 1, 9, 1)
    rows = con.execute(
        """SELECT as_at, numbers FROM issued.report WHERE as_at < $day AND as_at >= $first
           QUALIFY row_number() OVER (PARTITION BY as_at ORDER BY issue DESC) = 1""",
        {"day": as_at, "first": first},
    ).fetchall()
    imported = con.execute(
        """SELECT as_at, cme, cme_incl_historical, ehe, open_to_yos FROM issued.imported_total
           WHERE as_at < $day AND as_at >= $first""",
        {"day": as_at, "first": first},
    ).fetchall()
    totals = {
        day: RunningTotal(day, cme, historical_too, ehe, yos, is_imported=True)
        for day, cme, historical_too, ehe, yos in imported
    }
    for day, numbers in rows:
        own = next(t for t in json.loads(numbers)["running_totals"] if t["as_at"] == day.isoformat())
        totals[day] = RunningTotal(day, own["cme"], own["cme_incl_historical"], own["ehe"], own["open_to_yos"])
    return [totals[day] for day in sorted(totals)]


def of_last_year(con: Connection, as_at: date) -> dict[Key, int]:
    """Line -> its number in the report for the same month of last year; of an imported one the totals alone."""
    first = date(as_at.year - 1, as_at.month, 1)
    until = date(as_at.year - 1 + as_at.month // 12, as_at.month % 12 + 1, 1)
    row = con.execute(
        "SELECT numbers FROM issued.report WHERE as_at >= ? AND as_at < ? ORDER BY as_at DESC, issue DESC LIMIT 1",
        [first, until],
    ).fetchone()
    if row is not None:
        return {(line["measure"], line["year"]): line["number"] for line in json.loads(row[0])["lines"]}
    row = con.execute(
        """SELECT cme, cme_incl_historical, open_to_yos FROM issued.imported_total WHERE as_at >= ? AND as_at < ?
           ORDER BY as_at DESC LIMIT 1""",
        [first, until],
    ).fetchone()
    measures = ("total", "total_cme", "open_to_yos")
    return {} if row is None else {(measure, None): number for measure, number in zip(measures, row, strict=True)}
