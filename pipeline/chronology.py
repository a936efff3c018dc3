"""What happened to one child in order of time: what sources say, what officers wrote, how the case went, the reports.

It names the child, because someone asked for that child. Of a restricted address no destination is told.
"""

from __future__ import annotations

from typing import Any

from pipeline.lookups import rows
from pipeline.store import Connection

TOLD = """
    WITH ids AS (SELECT $child AS child_id UNION SELECT child_id FROM cme.identity.child_now WHERE now = $child),
    hidden AS (SELECT coalesce(bool_or(is_restricted), false) AS is_hidden FROM (
            SELECT child_id, is_restricted FROM child UNION ALL SELECT child_id, is_restricted FROM gone_record)
        WHERE child_id = $child),
    roll AS (
        SELECT *, coalesce(establishment_name, laestab) AS school,
            CASE WHEN NOT is_hidden THEN coalesce(destination, destination_laestab) END AS told_destination
        FROM roll_episode CROSS JOIN hidden WHERE child_id = $child),
    place AS (
        SELECT *, replace(source, '_', ' ') AS system, coalesce(' at ' || place, '') AS seen_at
        FROM sighting WHERE child_id = $child),
    applied AS (
        SELECT *, lower(application_type) || ' application ' || application_ref AS which
        FROM application WHERE child_id = $child),
    told AS (
        SELECT entry_date AS day, 1 AS rank, 'came on the roll of ' || school AS what, record AS source FROM roll
        UNION ALL SELECT leaving_date, 3, 'left the roll of ' || school || coalesce(' for ' || told_destination, ''),
            record FROM roll
        UNION ALL SELECT destination_confirmed_on, 4, 'destination confirmed' || coalesce(': ' || told_destination, ''),
            record FROM roll
        UNION ALL SELECT received_on, 1, which || ' received', record FROM applied
        UNION ALL SELECT offered_on, 2,
            which || ': ' || lower(coalesce(offer_status, 'offer')) || coalesce(', ' || establishment_name, ''), record
            FROM applied LEFT JOIN establishment ON laestab = offered_laestab
        UNION ALL SELECT outcome_notified_on, 3, which || ': the outcome was notified', record FROM applied
        UNION ALL SELECT start_date, 1, involvement || ' involvement began', record FROM involvement
            WHERE child_id = $child
        UNION ALL SELECT end_date, 3, involvement || ' involvement ended' || coalesce(': ' || outcome, ''), record
            FROM involvement WHERE child_id = $child
        UNION ALL SELECT began_on, 1, 'known to ' || system || seen_at || ' from here', record FROM place
        UNION ALL SELECT coalesce(ended_on, extract_date), 3, CASE WHEN ended_on IS NULL
            THEN 'last named by ' || system ELSE 'known to ' || system || ' until here' END || seen_at, record
            FROM place
        UNION ALL SELECT date_of_death, 5, 'died', record FROM person WHERE child_id = $child
        UNION ALL SELECT decided_on, 6, coalesce(officer, 'an officer') || CASE WHEN value IS NULL
            THEN ' emptied ' || column_name ELSE ' wrote in ' || column_name || ': ' || value END, 'lists/' || file
            FROM cme.decisions.entry_now WHERE subject = $child OR contains(subject, ': ' || $child)
        UNION ALL SELECT as_at, CASE kind WHEN 'backlog' THEN 8 ELSE 7 END, CASE kind
                WHEN 'opened' THEN 'case opened' WHEN 'line' THEN 'case moved' WHEN 'reopened' THEN 'case reopened'
                WHEN 'closed' THEN 'case closed: '
                    || CASE WHEN is_hidden OR words IS NULL THEN replace(reason, '_', ' ') ELSE words END
                WHEN 'gone' THEN 'in no extract any more; the case stays open'
                WHEN 'found' THEN 'in the extracts again'
                WHEN 'backlog' THEN 'case marked as backlog of go-live'
                WHEN 'joined' THEN 'takes over the case ' || reason || ', opened on ' || opened_on END
            || CASE WHEN kind IN ('opened', 'line', 'reopened') THEN CASE kind WHEN 'line' THEN ' to ' ELSE ' on ' END
                || measure || coalesce(' ' || year, '') ELSE '' END,
            'case ' || child_id
            FROM cme.cases.event CROSS JOIN hidden WHERE child_id IN (SELECT child_id FROM ids)
        UNION ALL SELECT as_at, 9, 'counted in the report on ' || measure || coalesce(' ' || year, ''),
            'Appendix 3 of ' || as_at || CASE WHEN issue > 1 THEN ', issue ' || issue ELSE '' END
            FROM cme.issued.child WHERE child_id IN (SELECT child_id FROM ids)
        UNION ALL SELECT as_at, 7, 'found to be one child with ' || child_id, 'match review and matching'
            FROM cme.identity.child_event WHERE kind = 'merged into' AND other_child_id = $child)
    SELECT DISTINCT day, what, source, rank FROM told WHERE day IS NOT NULL ORDER BY day, rank, what, source"""


def chronology(con: Connection, child_id: str) -> list[dict[str, Any]]:
    """What is known of a child, oldest first, each with `day`, `what` and `source`: a record, a list, a report."""
    told = rows(con, TOLD, {"child": child_id})
    return [{key: row[key] for key in ("day", "what", "source")} for row in told]
