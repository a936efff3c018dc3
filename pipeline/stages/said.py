"""What officers said by the day, as the rules read it."""

from __future__ import annotations

from pipeline import canonical
from pipeline.store import Connection


def said_by_day(con: Connection) -> None:
    """`officer_said`: what stands on the day in each column that officers fill in.   `decision`: the newest status.
    `decision_made`, `said_twice`: see there.

    A cell that was emptied says nothing any more; the rules say which statuses decide. What was said of a child who was
    merged into another later is that child's own on a day before.
    """
    con.execute(
        """CREATE OR REPLACE TEMP TABLE entry_by_day AS
            SELECT now.* REPLACE (
                CASE WHEN said.subject IN (SELECT child_id FROM run.linked.record_child)
                    THEN said.subject ELSE now.subject END AS subject)
            FROM decisions.entry_now AS now JOIN decisions.entry AS said USING (entry_id)
            WHERE now.decided_on <= getvariable('as_at')"""
    )
    con.execute(canonical.create("officer_said", "run.linked."))
    con.execute(
        """INSERT INTO run.linked.officer_said
            SELECT subject, column_name, value, decided_on FROM (
                FROM entry_by_day
                QUALIFY row_number() OVER (
                    PARTITION BY subject, column_name ORDER BY decided_on DESC, entry_id DESC) = 1)
            WHERE value IS NOT NULL"""
    )
    con.execute(canonical.create("decision", "run.linked."))
    con.execute(
        """INSERT INTO run.linked.decision
            SELECT subject, value, decided_on, officer FROM entry_by_day WHERE column_name = 'Status'
            QUALIFY row_number() OVER (PARTITION BY subject ORDER BY decided_on DESC, entry_id DESC) = 1"""
    )
    _decisions_made(con)


def _decisions_made(con: Connection) -> None:
    """`decision_made`: every status there was by the day.   `said_twice`: the conflicts that nobody has settled."""
    con.execute(canonical.create("decision_made", "run.linked."))
    con.execute(
        """INSERT INTO run.linked.decision_made
            WITH told AS (
                SELECT subject, entry_id, value, decided_on, officer, list, file, lead(value) OVER following,
                    lead(decided_on) OVER following, lead(entry_id) OVER following IS NULL
                FROM entry_by_day WHERE column_name = 'Status'
                WINDOW following AS (PARTITION BY subject ORDER BY decided_on, entry_id))
            SELECT * FROM told WHERE value IS NOT NULL"""
    )
    con.execute(canonical.create("said_twice", "run.linked."))
    con.execute(
        """INSERT INTO run.linked.said_twice
            WITH newest AS (
                FROM entry_by_day QUALIFY row_number() OVER (
                    PARTITION BY subject, column_name ORDER BY decided_on DESC, entry_id DESC) = 1),
            pair AS (
                SELECT entry_id, other_entry_id FROM decisions.conflict
                UNION SELECT other_entry_id, entry_id FROM decisions.conflict)
            SELECT newest.subject, newest.column_name, newest.value, newest.officer, other.value, other.officer,
                newest.decided_on
            FROM newest JOIN pair USING (entry_id)
            JOIN entry_by_day AS other ON other.entry_id = pair.other_entry_id
            WHERE other.value IS DISTINCT FROM newest.value
            QUALIFY row_number() OVER (
                PARTITION BY newest.subject, newest.column_name ORDER BY other.entry_id DESC) = 1"""
    )
