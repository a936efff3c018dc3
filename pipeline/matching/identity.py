"""Child ids that stay: a group of records keeps the id that its records had, from night to night.

Where groups merge, the older id stays. Where they part again, each has back the id that its records had before; where
one splits that never was two, the education record's group keeps the id. A group that never had an id gets one made
from its first record. A run for a past day only reads, and gives the ids of that day.
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
    con.execute(f"CREATE OR REPLACE TEMP MACRO child_number(t) AS {number_sql('t')}")
    _had(con, as_at, extend=extend)
    con.execute(
        """CREATE OR REPLACE TEMP TABLE known AS
            SELECT child_id, gid, bool_and(is_former) AS is_former, min(since) AS since, min(came_on) AS came_on,
                count(*) AS records, bool_or(source = 'education') AS has_education, min(record) AS first_record
            FROM claim JOIN prepared USING (record) JOIN run.linked.grouped USING (rid)
            GROUP BY child_id, gid"""
    )
    # A split: the id goes to one of its groups, first to one that did not bring it from another. A merge: of the ids
    # that came to one group, the oldest stays. A group that is left without has back one that it had before.
    con.execute(
        """CREATE OR REPLACE TEMP TABLE kept AS
            WITH one_group AS (
                SELECT * FROM known WHERE NOT is_former
                QUALIFY row_number() OVER (
                    PARTITION BY child_id ORDER BY came_on, has_education DESC, records DESC, first_record) = 1)
            SELECT gid, child_id FROM one_group
            QUALIFY row_number() OVER (PARTITION BY gid ORDER BY since, child_id) = 1"""
    )
    con.execute(
        """INSERT INTO kept
            WITH one_group AS (
                SELECT * FROM known ANTI JOIN kept USING (gid) WHERE is_former
                QUALIFY row_number() OVER (
                    PARTITION BY child_id ORDER BY came_on, has_education DESC, records DESC, first_record) = 1)
            SELECT gid, child_id FROM one_group
            QUALIFY row_number() OVER (PARTITION BY gid ORDER BY since DESC, child_id) = 1"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE founded AS
            SELECT gid, first(record ORDER BY source <> 'education', record) AS record
            FROM run.linked.grouped JOIN prepared USING (rid) ANTI JOIN kept USING (gid) GROUP BY gid"""
    )
    con.execute(
        """CREATE TABLE run.linked.record_child AS
            WITH used AS (SELECT child_id FROM had UNION SELECT child_id FROM kept),
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
    `claim`: those (is_former: false) and the ids that they had before and that nobody has now; came_on: the day on
    which the record brought the id from another, the first of all days where it had none before.

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
    con.execute(
        """CREATE OR REPLACE TEMP TABLE claim AS
            WITH held AS (
                SELECT record, child_id, false AS is_former, since FROM had
                UNION ALL SELECT record, child_id, true, max(since) FROM identity.child_record_before
                WHERE ($extend OR since < least(until, $day)) AND child_id NOT IN (SELECT child_id FROM had)
                GROUP BY record, child_id),
            moved AS (
                SELECT DISTINCT held.record, held.child_id
                FROM held JOIN identity.child_record_before AS earlier ON earlier.record = held.record
                    AND earlier.child_id <> held.child_id AND earlier.until <= held.since)
            SELECT held.*, CASE WHEN moved.record IS NOT NULL AND held.since > min(held.since) OVER (
                PARTITION BY held.child_id) THEN held.since ELSE DATE '0001-01-01' END AS came_on
            FROM held LEFT JOIN moved USING (record, child_id)""",
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
            SELECT DISTINCT ?::DATE AS as_at, CASE WHEN still.child_id IS NULL THEN 'merged into' ELSE 'split from' END,
                CASE WHEN still.child_id IS NULL THEN child_id_before ELSE moved.child_id END,
                CASE WHEN still.child_id IS NULL THEN moved.child_id ELSE child_id_before END,
                (SELECT coalesce(max(entry_id), 0) FROM decisions.entry)
            FROM moved LEFT JOIN (SELECT DISTINCT child_id FROM run.linked.record_child) AS still
                ON still.child_id = child_id_before
            WHERE child_id_before IS NOT NULL ORDER BY ALL""",
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


def number_sql(text: str) -> str:
    """SQL for the id that follows from a text: C and ten characters, fifty bits of its hash."""
    digits = " || ".join(
        f"substr('{ALPHABET}', 1 + (md5_number_lower({text}) >> {5 * n} & 31)::INTEGER, 1)" for n in range(10)
    )
    return f"'C' || {digits}"
