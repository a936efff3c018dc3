"""The canonical rows of the day: what each source's tables say of rolls, applications, involvements and sightings."""

from __future__ import annotations

from pipeline import canonical
from pipeline.store import Connection, table_id
from sources.source import Source, Table

NOT_YET: dict[str, tuple[str, dict[str, str]]] = {
    "roll_record": (
        "entry_date > {day}",
        {
            "leaving_date": "CASE WHEN leaving_date <= {day} THEN leaving_date END",
            "destination_confirmed_on": "CASE WHEN destination_confirmed_on <= {day} THEN destination_confirmed_on END",
            "notified_on": "CASE WHEN notified_on <= {day} THEN notified_on END",
        },
    ),
    "application": (
        "received_on > {day}",
        {
            "offer_status": "CASE WHEN NOT coalesce(offered_on > {day}, false) THEN offer_status END",
            "offered_laestab": "CASE WHEN NOT coalesce(offered_on > {day}, false) THEN offered_laestab END",
            "offered_on": "CASE WHEN offered_on <= {day} THEN offered_on END",
            "outcome_notified_on": "CASE WHEN outcome_notified_on <= {day} THEN outcome_notified_on END",
            "notified_by_school_on": "CASE WHEN notified_by_school_on <= {day} THEN notified_by_school_on END",
        },
    ),
    "involvement": ("start_date > {day}", {"end_date": "CASE WHEN end_date <= {day} THEN end_date END"}),
    "sighting": ("began_on > {day}", {"ended_on": "CASE WHEN ended_on <= {day} THEN ended_on END"}),
}
"""Canonical table -> (which rows have not happened yet on the day, which values are blank until they have)."""

DAY = "getvariable('as_at')"


def write_rows(con: Connection, sources: list[Source]) -> None:
    """The canonical rows of every source, with their child, as they were known to have happened on the day."""
    for name, (not_yet, blank) in NOT_YET.items():
        con.execute(canonical.create(name, "run.linked."))
        columns = canonical.TABLES[name]
        for source, table in ((s, t) for s in sources for t in s.tables if name in t.canonical):
            select = said(source, table, name)
            replaced = ", ".join(f"{expr.format(day=DAY)} AS {column}" for column, expr in blank.items())
            con.execute(
                f"""INSERT INTO run.linked.{name} BY NAME
                    SELECT {_columns(con, select, columns)} FROM (
                        SELECT * REPLACE ({replaced}), {_derived(name)} record_child.child_id
                        FROM ({select}) AS said JOIN run.linked.record_child USING (record)
                        WHERE NOT coalesce({not_yet.format(day=DAY)}, false))"""
            )
    _orphans(con, sources)


def _columns(con: Connection, said: str, columns: dict[str, str]) -> str:
    there = {row[0] for row in con.execute(f"DESCRIBE {said}").fetchall()}
    derived = {"child_id", "entered_in_year", "left_in_year", "destination_key", "received_in_year"}
    return ", ".join(name for name in columns if name in there or name in derived)


def _derived(name: str) -> str:
    if name == "roll_record":
        key = "nullif(trim(regexp_replace(lower(destination), '[^a-z0-9]+', ' ', 'g')), '')"
        return f"""CASE WHEN leaving_date <= {DAY} THEN {_academic_year("leaving_date")} END AS left_in_year,
            {_academic_year("entry_date")} AS entered_in_year, {key} AS destination_key,"""
    return f"{_academic_year('received_on')} AS received_in_year," if name == "application" else ""


def _orphans(con: Connection, sources: list[Source]) -> None:
    """Rows of a person whom the source does not hold as a person: they count as used and belong to no child."""
    con.execute(canonical.create("orphan", "run.linked."))
    for name in NOT_YET:
        for source, table in ((s, t) for s in sources for t in s.tables if name in t.canonical and t.people is None):
            con.execute(
                f"""INSERT INTO run.linked.orphan
                    SELECT '{table.name}', record, file, sheet, row_number, row_id
                    FROM (SELECT *, {table.of_record} AS record FROM run.asat.{table_id(source, table)})
                    ANTI JOIN run.linked.record_child USING (record)"""
            )


def write_establishments(con: Connection, sources: list[Source]) -> None:
    """`establishment` and `establishment_return`, as the sources name them."""
    columns = ", ".join(canonical.TABLES["establishment"])
    con.execute(canonical.create("establishment", "run.linked."))
    for source, table in ((s, t) for s in sources for t in s.tables if "establishment" in t.canonical):
        select = said(source, table, "establishment")
        con.execute(f"INSERT INTO run.linked.establishment SELECT {columns} FROM ({select})")
    con.execute(
        "CREATE TABLE run.linked.establishment_return AS SELECT source, establishment AS laestab, returned_on "
        "FROM run.asat.returned"
    )


def write_pupils_elsewhere(con: Connection, sources: list[Source]) -> None:
    """`pupil_elsewhere`: the rolls of `run.linked.elsewhere`, one row per record, its newest place.

    Reads `birth_date`, what the calendar says of dates of birth.
    """
    con.execute(canonical.create("pupil_elsewhere", "run.linked."))
    columns = ", ".join(canonical.TABLES["pupil_elsewhere"])
    not_yet, blank = NOT_YET["roll_record"]
    for source, table in ((s, t) for s in sources for t in s.tables if t.people and not t.people.makes_child):
        con.execute(
            f"""INSERT INTO run.linked.pupil_elsewhere SELECT {columns} FROM (
                SELECT rolls.* REPLACE ({blank["leaving_date"].format(day=DAY)} AS leaving_date),
                    person.* EXCLUDE (record, source, file, sheet, row_number, row_id), child_id
                FROM ({said(source, table, "roll_record")}) AS rolls JOIN run.linked.elsewhere USING (record)
                JOIN run.linked.person_record AS person USING (record)
                WHERE NOT coalesce({not_yet.format(day=DAY)}, false)
                QUALIFY row_number() OVER (
                    PARTITION BY record ORDER BY leaving_date DESC NULLS FIRST, entry_date DESC, rolls.row_id) = 1)
            JOIN birth_date USING (date_of_birth)"""
        )


def said(source: Source, table: Table, name: str) -> str:
    """What the table says for a canonical table: its declared SELECT over its rows in force."""
    rows = f"SELECT *, '{source.name}' AS source, {table.record_of(source.name)} AS record"
    return f"WITH rows AS ({rows} FROM run.asat.{table_id(source, table)}) {table.canonical[name]}"


def _academic_year(column: str) -> str:
    return f"(year({column}) - CASE WHEN month({column}) < 9 THEN 1 ELSE 0 END)::INTEGER"
