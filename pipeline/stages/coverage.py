"""Coverage: how fresh and complete each table is on the day, and what a gap does to which line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from outputs.appendix_3 import CoverageRow
from pipeline.calendar import academic_year, date_written
from pipeline.errors import MissingRequired
from pipeline.rulebook import Rulebook
from pipeline.settings import Settings
from pipeline.store import Connection, count, table_id
from sources import SOURCES
from sources.source import Source, Table


@dataclass(frozen=True)
class Freshness:
    """One table on the day. newest: date of the newest accepted extract dated no later."""

    source: Source
    table: Table
    newest: date | None
    age_days: int | None
    limit_days: int
    is_on: bool
    is_required: bool

    @property
    def name(self) -> str:
        return f"{self.source.name}/{self.table.name}"

    @property
    def is_stale(self) -> bool:
        return self.is_on and self.age_days is not None and self.age_days > self.limit_days

    @property
    def state(self) -> str:
        if not self.is_on:
            return "off: no legal gateway"
        if self.newest is None:
            return "missing" if self.is_required else "not delivered"
        return "stale" if self.is_stale else "up to date"

    @property
    def sentence(self) -> str:
        """What a stale table means to who reads a list fed by it."""
        return (
            f"The newest {self.name} extract is of {date_written(self.newest or date.min)}, {self.age_days} days old "
            f"(limit {self.limit_days}): what happened since is not in this list."
        )


def freshness(con: Connection, settings: Settings, as_at: date) -> list[Freshness]:
    """Every table of every source, as at the day."""
    newest = {
        (source, table): day
        for source, table, day in con.execute(
            """SELECT source, table_name, max(extract_date) FROM landing.file
               WHERE outcome = 'accepted' AND extract_date <= ? GROUP BY source, table_name""",
            [as_at],
        ).fetchall()
    }
    found = []
    for source, table in ((s, t) for s in SOURCES for t in s.tables):
        day = newest.get((source.name, table.name))
        is_on = settings.is_on(source.name)
        limit = settings.max_age_days(source.name, table.name, table.max_age_days)
        age = (as_at - day).days if day else None
        required = is_on and source.name in settings.required
        found.append(Freshness(source, table, day, age, limit, is_on, required))
    return found


def refuse_missing(tables: list[Freshness], as_at: date, what: str = "Nothing was published") -> None:
    """Raises MissingRequired where a required table has no accepted file for the day. what: cannot be done without."""
    missing = [table.name for table in tables if table.is_required and table.newest is None]
    if missing:
        raise MissingRequired(
            f"{what}: no accepted file dated {date_written(as_at)} or earlier for "
            f"{', '.join(missing)}; put one into inbox/{missing[0]}_YYYY-MM-DD.csv and run again."
        )


@dataclass(frozen=True)
class OutstandingReturn:
    """A school with pupils on roll whose newest return, a nil one included, is older than its limit."""

    table: str
    laestab: str
    name: str
    returned_on: date
    pupils: int


def outstanding_returns(con: Connection, tables: Sequence[Freshness], as_at: date) -> list[OutstandingReturn]:
    """Every such school, by table and name. Pupils: children with an open episode there."""
    found = []
    for table in (table for table in tables if table.table.is_by_establishment):
        rows = con.execute(
            """WITH returned AS (
                   SELECT laestab, max(returned_on) AS returned_on FROM run.linked.establishment_return
                   WHERE source = ? GROUP BY laestab)
               SELECT laestab, coalesce(any_value(establishment_name), laestab), any_value(returned.returned_on),
                   count(DISTINCT child_id)
               FROM returned JOIN run.assessed.roll_episode USING (laestab)
               WHERE is_open AND returned.returned_on < ?::DATE - ?::INTEGER
               GROUP BY laestab ORDER BY 2, laestab""",
            [table.source.name, as_at, table.limit_days],
        ).fetchall()
        found += [OutstandingReturn(table.name, *row) for row in rows]
    return found


def coverage_rows(con: Connection, book: Rulebook, tables: Sequence[Freshness], as_at: date) -> list[CoverageRow]:
    """The sheet "Coverage": one row per table, with its rows in force on the day and those that cannot be read."""
    outstanding = outstanding_returns(con, tables, as_at)
    resting = Counter[str]()
    for school in outstanding:
        resting[school.table] += school.pupils
    in_force = {
        table.name: count(con, f"SELECT count(*) FROM run.asat.{table_id(table.source, table.table)}")
        for table in tables
        if table.is_on
    }
    unread = dict(
        con.execute(
            "SELECT source || '/' || table_name AS name, count(*) FROM run.asat.unread GROUP BY name"
        ).fetchall()
    )
    not_assessed = _not_assessed(con)
    awaiting = dict(
        con.execute(
            """SELECT split_part(record, ':', 1) AS name, count(DISTINCT child_id)
               FROM run.linked.person JOIN run.assessed.awaiting_review USING (child_id) GROUP BY name"""
        ).fetchall()
    )
    return [
        CoverageRow(
            source=table.source.title,
            table=table.table.name,
            newest=table.newest,
            age_days=table.age_days,
            limit_days=table.limit_days,
            rows=in_force.get(table.name, 0),
            quarantined=unread.get(table.name, 0),
            not_assessed=not_assessed.get(table.name, 0),
            state=table.state,
            meaning=meaning(book, table, as_at, resting.get(table.name, 0)),
            outstanding=sum(school.table == table.name for school in outstanding),
            resting=resting.get(table.name, 0),
            awaiting=awaiting.get(table.name, 0),
        )
        for table in tables
    ]


def _not_assessed(con: Connection) -> dict[str, int]:
    """Table -> people whose row could not be read and who have no earlier one that stands for it."""
    people = [f"{s.name}/{t.name}" for s in SOURCES for t in s.tables if t.people is not None]
    rows = con.execute(
        """SELECT source || '/' || table_name AS name, count(*) FROM run.asat.unread
           WHERE NOT stands AND (record IS NULL OR record NOT IN (SELECT record FROM run.linked.person_record))
           GROUP BY name"""
    ).fetchall()
    return {name: int(n) for name, n in rows if name in people}


def meaning(book: Rulebook, table: Freshness, as_at: date, resting: int) -> str:
    """What is not known, what stands all the same, and what the table feeds, in the words of the form, where something
    is lacking of it.

    resting: children who stay on roll by returns that are overdue.
    """
    if table.state == "up to date" and not resting:
        return ""
    said = []
    if table.state != "up to date":
        words = table.table.old if table.is_stale else table.table.gap
        said += [f"{table.state[:1].upper()}{table.state[1:]}: {words}."] if words else []
    if resting:
        said.append(f"{'1 child stays' if resting == 1 else f'{resting} children stay'} on roll by old returns.")
    titles = [
        section.heading(academic_year(as_at)).split(" (")[0].split(" - ")[0]
        for section in book.form
        if any(table.name in line.fed_by for line in section.lines)
    ]
    # A section headed by its year alone carries on the one before it.
    named = [title for title in dict.fromkeys(titles) if title and not title[0].isdigit()]
    return " ".join([*said, *([f"Weakens: {'; '.join(named)}."] if named else [])])
