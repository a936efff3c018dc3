"""Children who were one when a list was written and are two since: what stands beside their key may be of either."""

from __future__ import annotations

from datetime import date

from pipeline.store import Connection


def parted_since(con: Connection, as_at: date | None, last_event: int | None) -> frozenset[str]:
    """The children of a list as at that day whose records are more than one child's by now.

    last_event: how many events of identity there were when the list was written, which tells two runs for one day
    apart; None of a list that did not record it. Children who parted and were found to be one again are not among them,
    nor are those who only became one with another.
    """
    if as_at is None:
        return frozenset()
    rows = con.execute(
        """WITH event AS (SELECT *, row_number() OVER (ORDER BY rowid) AS number FROM identity.child_event),
            later AS (FROM event WHERE as_at > $as_at OR number > $last_event),
            moved AS (
                SELECT record, before.child_id FROM identity.child_record_before AS before
                WHERE since <= $as_at AND EXISTS (
                    FROM later WHERE later.as_at = until AND before.child_id IN (child_id, other_child_id))),
            held AS (SELECT record, child_id FROM identity.child_record WHERE since <= $as_at UNION FROM moved),
            now AS (
                SELECT held.child_id, coalesce(child_now.now, record_now.child_id) AS child_now
                FROM held JOIN identity.child_record AS record_now USING (record)
                LEFT JOIN identity.child_now ON child_now.child_id = record_now.child_id
                WHERE held.child_id IN (SELECT child_id FROM moved)),
            split AS (SELECT unnest([child_id, other_child_id]) FROM later WHERE kind = 'split from')
        -- A record that is in no extract any more keeps its id, also of a child that became one with another.
        SELECT child_id FROM now GROUP BY child_id
        HAVING count(DISTINCT child_now) > 1 AND (child_id IN (FROM split) OR NOT bool_or(child_now = child_id))""",
        {"as_at": as_at, "last_event": last_event},
    )
    return frozenset(child for (child,) in rows.fetchall())
