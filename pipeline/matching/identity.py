"""Child ids that stay: a group of records keeps the id that its records had, from night to night.

Where groups merge, the older id stays; where one splits, the education record's group keeps it. A group that never
had an id gets one made from its first record. A run for a past day only reads, and gives the ids of that day.
"""

from __future__ import annotations

from datetime import date

from pipeline.store import Connection

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"
"""Without I, L, O and U, so that an id read over the telephone is not misheard or misread."""


def assign(con: Connection, as_at: date, *, extend: bool) -> None:
    """Writes `run.linked.record_child` (rid, record, child_id) from `grouped`, `prepared` and `identity.*`.

    extend: the run is for the newest day, so what is new in it is remembered in `identity.*`.
    """
    con.execute(f"CREATE OR REPLACE TEMP MACRO child_number(t) AS {_number_sql()}")
    _had(con, as_at, extend=extend)
    con.execute(
        """CREATE OR REPLACE TEMP TABLE known AS
            SELECT child_id, gid, min(since) AS since, count(*) AS records,
                bool_or(source = 'education') AS has_education, min(record) AS first_record
            FROM had JOIN prepared USING (record) JOIN run.linked.grouped USING (rid)
            GROUP BY child_id, gid"""
    )
    # A split: the id goes to one of its groups. A merge: of the ids that came to one group, the oldest stays.
    con.execute(
        """CREATE OR REPLACE TEMP TABLE kept AS
            WITH one_group AS (
                SELECT * FROM known
                QUALIFY row_number() OVER (
                    PARTITION BY child_id ORDER BY has_education DESC, records DESC, first_record) = 1)
            SELECT gid, child_id FROM one_group
            QUALIFY row_number() OVER (PARTITION BY gid ORDER BY since, child_id) = 1"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE founded AS
            SELECT gid, first(record ORDER BY source <> 'education', record) AS record
            FROM run.linked.grouped JOIN prepared USING (rid) ANTI JOIN kept USING (gid) GROUP BY gid"""
    )
    con.execute(
        """CREATE TABLE run.linked.record_child AS
            WITH used AS (SELECT DISTINCT child_id FROM had),
            new AS (
                SELECT gid, CASE WHEN child_number(record) IN (FROM used)
                    THEN child_number(record || ' from ' || getvariable('as_at')::VARCHAR)
                    ELSE child_number(record) END AS child_id
                FROM founded)
            SELECT rid, record, child_id FROM run.linked.grouped JOIN prepared USING (rid)
            JOIN (FROM kept SELECT gid, child_id UNION ALL FROM new) AS named USING (gid)"""
    )
    if extend:
        _remember(con, as_at)


def _had(con: Connection, as_at: date, *, extend: bool) -> None:
    """`had` (record, child_id, since): the ids that records have; of a day in the past, the ids they had on it.

    A record that came later has the first that it got.
    """
    con.execute(
        """CREATE OR REPLACE TEMP TABLE had AS
            SELECT record, child_id, since FROM (
                SELECT record, child_id, since FROM identity.child_record
                UNION ALL SELECT record, child_id, since FROM identity.child_record_before
                WHERE NOT $extend AND since < until)
            QUALIFY row_number() OVER (
                PARTITION BY record ORDER BY since > $day, CASE WHEN since <= $day THEN since END DESC, since) = 1""",
        {"day": as_at, "extend": extend},
    )


def _remember(con: Connection, as_at: date) -> None:
    con.execute(
        """CREATE OR REPLACE TEMP TABLE moved AS
            SELECT record, record_child.child_id, before.child_id AS child_id_before
            FROM run.linked.record_child LEFT JOIN identity.child_record AS before USING (record)
            WHERE before.child_id IS DISTINCT FROM record_child.child_id"""
    )
    con.execute(
        """INSERT INTO identity.child_event
            SELECT DISTINCT ?::DATE, CASE WHEN still.child_id IS NULL THEN 'merged into' ELSE 'split from' END,
                CASE WHEN still.child_id IS NULL THEN child_id_before ELSE moved.child_id END,
                CASE WHEN still.child_id IS NULL THEN moved.child_id ELSE child_id_before END
            FROM moved LEFT JOIN (SELECT DISTINCT child_id FROM run.linked.record_child) AS still
                ON still.child_id = child_id_before
            WHERE child_id_before IS NOT NULL""",
        [as_at],
    )
    con.execute(
        """INSERT INTO identity.child_record_before
            SELECT record, child_id, since, ?::DATE FROM identity.child_record SEMI JOIN moved USING (record)""",
        [as_at],
    )
    con.execute("DELETE FROM identity.child_record WHERE record IN (SELECT record FROM moved)")
    con.execute("INSERT INTO identity.child_record SELECT record, child_id, ?::DATE FROM moved", [as_at])
    con.execute("DELETE FROM identity.newest")
    con.execute("INSERT INTO identity.newest VALUES (?)", [as_at])


def newest_day(con: Connection) -> date | None:
    """The newest day for which a run extended the identities."""
    row = con.execute("SELECT max(as_at) FROM identity.newest").fetchone()
    return row[0] if row else None


def _number_sql() -> str:
    """C and ten characters, fifty bits of the record's hash."""
    digits = " || ".join(
        f"substr('{ALPHABET}', 1 + (md5_number_lower(t) >> {5 * n} & 31)::INTEGER, 1)" for n in range(10)
    )
    return f"'C' || {digits}"
