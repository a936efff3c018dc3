"""What officers said by the day, as the rules read it."""

from __future__ import annotations

from pipeline import canonical
from pipeline.roundtrip.entries import UNKNOWN
from pipeline.store import Connection

NEWEST = "yields, decided_on DESC, entry_id DESC"
"""Which of the entries of one cell stands: the first in this order."""


def said_by_day(con: Connection) -> None:
    """`officer_said`: what stands on the day in each column that officers fill in.   `decision`: the newest status.
    `decision_made`, `said_twice`: see there.

    A cell that was emptied says nothing any more; the rules say which statuses decide. What was said of a child who was
    merged into another later is that child's own on a day before; what was said of two who are two again is of the
    one they were on a day between.
    """
    con.execute(_ONE_WITH)
    con.execute(_ENTRY_NOW)
    con.execute("CREATE OR REPLACE TEMP TABLE entry_by_day AS FROM entry_now WHERE decided_on <= getvariable('as_at')")
    con.execute(canonical.create("officer_said", "run.linked."))
    con.execute(
        f"""INSERT INTO run.linked.officer_said
            SELECT subject, column_name, value, decided_on FROM (
                FROM entry_by_day
                QUALIFY row_number() OVER (PARTITION BY subject, column_name ORDER BY {NEWEST}) = 1)
            WHERE value IS NOT NULL"""
    )
    con.execute(canonical.create("decision", "run.linked."))
    con.execute(
        f"""INSERT INTO run.linked.decision
            SELECT subject, value, decided_on, officer FROM entry_by_day WHERE column_name = 'Status'
            QUALIFY row_number() OVER (PARTITION BY subject ORDER BY {NEWEST}) = 1"""
    )
    con.execute(canonical.create("decision_made", "run.linked."))
    con.execute(_DECISIONS_MADE)
    con.execute(canonical.create("said_twice", "run.linked."))
    con.execute(_SAID_TWICE)


# Two children who had become one by the day, both ways round, with the last entry read before.
_ONE_WITH = """
    CREATE OR REPLACE TEMP TABLE one_with AS
    WITH event AS (
        SELECT as_at, child_id, other_child_id, last_entry_id FROM identity.child_event
        WHERE kind = 'merged into' AND as_at <= getvariable('as_at'))
    SELECT child_id, other_child_id, max(as_at) AS as_at, max(last_entry_id) AS last_entry_id
    FROM (FROM event UNION ALL SELECT as_at, other_child_id, child_id, last_entry_id FROM event)
    GROUP BY child_id, other_child_id"""

# said_of: whose cell it was typed into.   yields: it was said of one of two who became one, and gives way.
_ENTRY_NOW = """
    CREATE OR REPLACE TEMP TABLE entry_now AS
    WITH RECURSIVE last_event AS (
        FROM identity.child_event WHERE as_at <= getvariable('as_at')
        QUALIFY row_number() OVER (PARTITION BY child_id ORDER BY rowid DESC) = 1),
    led_to AS (
        SELECT child_id, other_child_id FROM last_event WHERE kind = 'merged into'
        UNION SELECT led_to.child_id, further.other_child_id
        FROM led_to JOIN last_event AS further
            ON further.child_id = led_to.other_child_id AND further.kind = 'merged into'),
    by_day AS (
        SELECT child_id, max(other_child_id) AS one FROM led_to
        WHERE other_child_id IN (SELECT child_id FROM run.linked.record_child) GROUP BY child_id)
    SELECT now.* REPLACE (
            CASE WHEN said.subject IN (SELECT child_id FROM run.linked.record_child) THEN said.subject
                ELSE coalesce(by_day.one, now.subject) END AS subject),
        said.subject AS said_of, now.entry_id IN (FROM decisions.yielding) AS yields
    FROM decisions.entry_now AS now JOIN decisions.entry AS said USING (entry_id)
    LEFT JOIN by_day ON by_day.child_id = said.subject"""

# What followed is what was said of the same child; a status of another with whom it became one replaced nothing.
_DECISIONS_MADE = f"""
    INSERT INTO run.linked.decision_made
    WITH status AS (FROM entry_by_day WHERE column_name = 'Status'),
    newest AS (FROM status QUALIFY row_number() OVER (PARTITION BY subject ORDER BY {NEWEST}) = 1),
    told AS (
        SELECT status.*, newest.entry_id = status.entry_id AS is_newest, newest.said_of AS newest_of,
            newest.value AS newest_value, newest.decided_on AS newest_on, lead(status.value) OVER own AS next_value,
            lead(status.decided_on) OVER own AS next_on,
            lead(status.entry_id) OVER own IS NULL AND newest.said_of <> status.said_of AS is_beside,
            coalesce(newest.entry_id > one_with.last_entry_id, false) AS is_said_since
        FROM status JOIN newest USING (subject)
        LEFT JOIN one_with ON one_with.child_id = status.said_of AND one_with.other_child_id = newest.said_of
        WINDOW own AS (PARTITION BY status.subject, status.said_of ORDER BY status.decided_on, status.entry_id))
    SELECT subject, entry_id, value, decided_on, officer, list, file,
        CASE WHEN is_beside THEN newest_value ELSE next_value END,
        CASE WHEN is_beside THEN newest_on ELSE next_on END, is_newest,
        CASE WHEN is_beside AND NOT is_said_since THEN newest_of END
    FROM told WHERE value IS NOT NULL"""

# As the cells of the lists, which show what was said last, also after the day of the report. Told is what others said
# without knowing of what stands, or of what was said beside it; of the latter only the last word of each workbook.
_SAID_TWICE = f"""
    INSERT INTO run.linked.said_twice
    WITH RECURSIVE newest AS (
        FROM entry_now QUALIFY row_number() OVER (PARTITION BY subject, column_name ORDER BY {NEWEST}) = 1),
    pair AS (
        SELECT entry_id, other_entry_id FROM decisions.conflict
        UNION SELECT other_entry_id, entry_id FROM decisions.conflict),
    beside AS (
        SELECT newest.entry_id, pair.other_entry_id, true AS is_direct FROM newest JOIN pair USING (entry_id)
        UNION SELECT beside.entry_id, pair.other_entry_id, false
        FROM beside JOIN pair ON pair.entry_id = beside.other_entry_id),
    newest_of_workbook AS (
        SELECT entry_id FROM entry_now QUALIFY row_number() OVER (
            PARTITION BY subject, column_name, file, version ORDER BY entry_id DESC) = 1),
    newest_of_each AS (
        FROM entry_now QUALIFY row_number() OVER (
            PARTITION BY subject, said_of, column_name ORDER BY decided_on DESC, entry_id DESC) = 1),
    told AS (
        SELECT newest, other, greatest(newest.decided_on, newest.read_on, other.read_on) AS said_on
        FROM newest JOIN beside ON beside.entry_id = newest.entry_id
        JOIN entry_now AS other ON other.entry_id = beside.other_entry_id
        WHERE is_direct OR beside.other_entry_id IN (FROM newest_of_workbook)
        -- Of two who became one: both, from that day on, until somebody changes the cell.
        UNION ALL SELECT newest, other, greatest(newest.decided_on, one_with.as_at)
        FROM newest JOIN newest_of_each AS other ON other.subject = newest.subject
            AND other.column_name = newest.column_name AND other.value IS NOT NULL
        JOIN one_with ON one_with.child_id = newest.said_of AND one_with.other_child_id = other.said_of
            AND newest.entry_id <= one_with.last_entry_id)
    SELECT newest.subject, newest.column_name, newest.value, newest.officer, other.value,
        CASE WHEN other.officer = '{UNKNOWN}' THEN other.file ELSE other.officer END, said_on
    FROM told WHERE other.value IS DISTINCT FROM newest.value
    QUALIFY row_number() OVER (
        PARTITION BY newest.subject, newest.column_name, other.value ORDER BY other.entry_id DESC) = 1"""
