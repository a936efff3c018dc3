"""School days, counted once for every application and exclusion, so that no rule has to.

Where the terms of cme.toml say nothing of a day, weekdays less bank holidays count.
"""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.school_days import Terms, is_school_day, terms_at
from pipeline.store import Connection, drop_temporary

FIRST = date(2005, 9, 1)
"""Since when the council tracks children; what is older counts from here."""
AHEAD = timedelta(days=120)
"""Days after D that are numbered, for the sixth school day of an exclusion just begun before the summer."""


def count_school_days(con: Connection, as_at: date, terms: Terms) -> None:
    """Fills `school_days_open`, `school_days_to_notice` and `sixth_school_day_on` of `run.linked.*`."""
    _numbered(con, as_at + AHEAD, terms)
    day = "greatest(least({}, getvariable('as_at')), DATE '" + FIRST.isoformat() + "')"
    con.execute(
        f"""UPDATE run.linked.application AS application
            SET school_days_open = until.number - received.number, school_days_to_notice = told.number - received.number
            FROM run.linked.application AS said
            JOIN numbered_day AS received ON received.day = {day.format("said.received_on")}
            JOIN numbered_day AS until
                ON until.day = {day.format("coalesce(said.outcome_notified_on, getvariable('as_at'))")}
            LEFT JOIN numbered_day AS told
                ON told.day = said.notified_by_school_on
            WHERE said.record = application.record"""
    )
    con.execute(
        f"""UPDATE run.linked.involvement AS exclusion
            SET school_days_open = until.number - begun.before, sixth_school_day_on = sixth.day
            FROM run.linked.involvement AS said
            JOIN numbered_day AS begun ON begun.day = {day.format("said.start_date")}
            JOIN numbered_day AS until
                ON until.day = {day.format("coalesce(said.end_date, getvariable('as_at'))")}
            LEFT JOIN numbered_day AS sixth ON sixth.is_school_day AND sixth.number = begun.before + 6
            WHERE said.rowid = exclusion.rowid AND exclusion.involvement = 'PEX'"""
    )
    drop_temporary(con, "numbered_day")


def _numbered(con: Connection, last: date, terms: Terms) -> None:
    """`numbered_day`: day, is_school_day, number (of school days until it, itself included), before (itself not)."""
    import pyarrow as pa

    days = [FIRST + timedelta(days=n) for n in range((last - FIRST).days + 1)]
    open_on = [is_school_day(day, terms_at(day, terms)) for day in days]
    con.register("day_by_day", pa.table({"day": pa.array(days, pa.date32()), "is_school_day": open_on}))
    con.execute(
        """CREATE OR REPLACE TEMP TABLE numbered_day AS
            SELECT day, is_school_day, (sum(is_school_day::INTEGER) OVER (ORDER BY day))::INTEGER AS number,
                number - is_school_day::INTEGER AS before
            FROM day_by_day"""
    )
    con.unregister("day_by_day")
