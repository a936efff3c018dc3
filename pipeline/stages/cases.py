"""Cases: a child of total CME has one case, opened, moved from line to line, closed with its reason, reopened.

`cases.event` is append-only and written by runs for the newest day alone; a run for an earlier day moves no case. What
a case is on a day is told again from its events. A second run for the same day adds only what differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.calendar import date_written
from pipeline.errors import CmeError
from pipeline.store import Connection, count, transaction

RECENT = 30
"""Days for which `cme status` counts what was opened and closed."""

OFFICER_CLOSES = {
    "Enrolled - confirmed": "enrolled",
    "Home educated - confirmed": "home_educated",
    "Tracked - destination confirmed": "tracked",
    "Moved abroad - confirmed": "tracked",
    "Deceased": "deceased",
}
"""Status -> reason for which it closes the case of a child whom no extract names any more."""

STATE = """
    WITH told AS (SELECT * FROM {events} WHERE as_at <= $as_at),
    -- The last word of each day, so that what a second run of a day took back has not been.
    day AS (
        SELECT child_id, as_at, max_by(kind <> 'closed', event_id) AS is_open,
            max_by({{'measure': measure, 'year': year}}, event_id) AS line, max_by(reason, event_id) AS reason
        FROM told WHERE kind IN ('opened', 'line', 'reopened', 'closed') GROUP BY child_id, as_at),
    turn AS (
        SELECT *, coalesce(lag(is_open) OVER days, false) AS was_open, lag(line) OVER days AS line_before
        FROM day WINDOW days AS (PARTITION BY child_id ORDER BY as_at)),
    known AS (
        SELECT child_id, max_by(is_open, as_at) AS is_open, max_by(line, as_at) AS line,
            max(as_at) FILTER (WHERE is_open AND (NOT was_open OR line IS DISTINCT FROM line_before)) AS line_since,
            min(as_at) FILTER (WHERE is_open AND NOT was_open) AS first_opened_on,
            max(as_at) FILTER (WHERE is_open AND NOT was_open) AS last_opened_on,
            max(as_at) FILTER (WHERE was_open AND NOT is_open) AS closed_on,
            count(*) FILTER (WHERE was_open AND NOT is_open) AS times_closed, max_by(reason, as_at) AS reason
        FROM turn GROUP BY child_id),
    marked AS (
        SELECT child_id, max(as_at) FILTER (WHERE kind = 'backlog') AS backlog_on, min(opened_on) AS joined_opened_on,
            max_by(kind = 'gone', event_id) FILTER (WHERE kind NOT IN ('backlog', 'joined')) AS is_gone,
            max(as_at) FILTER (WHERE kind = 'gone') AS gone_on
        FROM told GROUP BY child_id)
    SELECT child_id, is_open, is_open AND is_gone AS is_gone, gone_on, line.measure AS measure, line.year AS year,
        line_since, least(first_opened_on, joined_opened_on) AS opened_on,
        CASE WHEN last_opened_on > first_opened_on THEN last_opened_on END AS reopened_on, closed_on,
        CASE WHEN NOT is_open THEN reason END AS reason, times_closed::INTEGER AS times_closed,
        is_open AND coalesce(backlog_on >= last_opened_on, false) AS is_backlog
    FROM known JOIN marked USING (child_id) WHERE first_opened_on IS NOT NULL"""
"""One row per case that has been, as its events up to a day tell it. {events}: where they are."""


@dataclass(frozen=True)
class Figures:
    """What `cme status` and the journal say of the cases on a day; opened, closed: of the last 30 days.

    gone: of the open ones, those of children whom no extract names any more.
    backlog_on: the day of go-live, None before; backlog, backlog_left: how many cases it was, and is.
    """

    open: int
    gone: int
    opened: int
    closed: int
    backlog_on: date | None
    backlog: int
    backlog_left: int

    @property
    def backlog_sentence(self) -> str:
        """How the backlog is being worked off; empty before go-live."""
        if self.backlog_on is None:
            return ""
        cases = "1 case" if self.backlog == 1 else f"{self.backlog} cases"
        closed = self.backlog - self.backlog_left
        return (
            f"Backlog of go-live on {date_written(self.backlog_on)}: {cases}; {closed} closed since, "
            f"{self.backlog_left} left."
        )


def move_cases(con: Connection, as_at: date) -> None:
    """Appends to `cases.event` what the newest day changes; reads `run.linked.*`, `run.assessed.*`, `identity.*`.

    Events that a rehearsal of a later day wrote are taken back: that day has not come.
    """
    con.execute("SET VARIABLE as_at = ?::DATE", [as_at])
    with transaction(con):
        for table in ("event", "night"):
            con.execute(f"DELETE FROM cases.{table} WHERE as_at > ?", [as_at])
        _stand(con, as_at)
        con.execute(
            """CREATE OR REPLACE TEMP TABLE happened (
                step INTEGER, child_id VARCHAR, kind VARCHAR, measure VARCHAR, year INTEGER, reason VARCHAR,
                words VARCHAR, opened_on DATE)"""
        )
        for step in (_CLOSED, _GONE, _COUNTED, _JOINED):
            con.execute(step)
        con.execute(
            """INSERT INTO cases.event
                SELECT (SELECT coalesce(max(event_id), 0) FROM cases.event)
                        + row_number() OVER (ORDER BY step, child_id, reason),
                    ?, * EXCLUDE (step) FROM happened""",
            [as_at],
        )
        con.execute("INSERT INTO cases.night SELECT $1::DATE WHERE $1 NOT IN (SELECT as_at FROM cases.night)", [as_at])


def tell_open_cases(con: Connection, as_at: date) -> None:
    """Fills `run.assessed.open_case`, which the lists read, from the events up to the day."""
    _stand(con, as_at)
    con.execute(
        """INSERT INTO run.assessed.open_case
            SELECT child_id, opened_on, reopened_on, line_since,
                ?::DATE - coalesce(reopened_on, opened_on), times_closed, is_backlog, is_gone
            FROM stood WHERE is_open""",
        [as_at],
    )


def figures(con: Connection, as_at: date, events: str = "cases.event") -> Figures:
    """Counts the cases as on a day. events: where they are, when the store is attached to another."""
    ((is_open, gone, opened, closed, left),) = con.execute(
        f"""SELECT count(*) FILTER (WHERE is_open), count(*) FILTER (WHERE is_gone),
                count(*) FILTER (WHERE coalesce(reopened_on, opened_on) > $as_at::DATE - {RECENT}),
                count(*) FILTER (WHERE closed_on > $as_at::DATE - {RECENT}),
                count(*) FILTER (WHERE is_backlog)
            FROM ({STATE.format(events=events)})""",
        {"as_at": as_at},
    ).fetchall()
    ((on, backlog),) = con.execute(
        f"SELECT min(as_at), count(*) FROM {events} WHERE kind = 'backlog' AND reason IS NULL AND as_at <= ?", [as_at]
    ).fetchall()
    return Figures(is_open, gone, opened, closed, on, backlog, left)


def go_live(con: Connection, today: date) -> tuple[bool, Figures]:
    """Marks every case open at the newest run as the backlog of that day, once; said again it changes nothing. A run
    for a day after today was a rehearsal and is passed over.

    Returns whether it was the first time, and the figures of the newest run. Raises CmeError where there was none.
    """
    ((newest,),) = con.execute("SELECT max(as_at) FROM cases.night WHERE as_at <= ?", [today]).fetchall()
    if newest is None:
        raise CmeError("No run has ended in this folder yet; run `cme nightly` first, then `cme go-live`.")
    is_first = not count(con, "SELECT count(*) FROM cases.event WHERE kind = 'backlog'")
    if is_first:
        with transaction(con):
            _stand(con, newest)
            con.execute(
                """INSERT INTO cases.event (event_id, as_at, child_id, kind)
                    SELECT (SELECT max(event_id) FROM cases.event) + row_number() OVER (ORDER BY child_id), ?,
                        child_id, 'backlog'
                    FROM stood WHERE is_open""",
                [newest],
            )
    return is_first, figures(con, newest)


def _stand(con: Connection, as_at: date) -> None:
    """`stood`: the cases as their events up to the day tell them."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE stood AS {STATE.format(events='cases.event')}", {"as_at": as_at})


# A case whose child is counted no more and is known: it closes for the reason where the child is. Of a child that was
# found to be one with another, that is where the other is; where the other is counted, its case carries on.
_CLOSED = """
    INSERT INTO happened
    SELECT 1, stood.child_id, 'closed', stood.measure, stood.year,
        CASE WHEN child_now.now IN (SELECT child_id FROM run.assessed.counted) THEN 'merged'
            ELSE whereabouts.reason_code END,
        CASE WHEN child_now.now IS NULL THEN whereabouts.words
            ELSE 'one child with ' || child_now.now || ': ' || whereabouts.words END,
        NULL
    FROM stood LEFT JOIN identity.child_now ON child_now.child_id = stood.child_id
    JOIN run.assessed.whereabouts ON whereabouts.child_id = coalesce(child_now.now, stood.child_id)
    WHERE stood.is_open AND stood.child_id NOT IN (SELECT child_id FROM run.assessed.counted)"""

# A child whom no extract names any more is a finding, and its case stays open, marked, until an officer has said
# where the child is (since the last run that knew it) or compulsory school age has ended.
_GONE = f"""
    INSERT INTO happened
    WITH missing AS (
        SELECT stood.*, coalesce(child_now.now, stood.child_id) AS known_as, (
                SELECT coalesce(max(night.as_at), DATE '1900-01-01') FROM cases.night
                WHERE night.as_at < coalesce(CASE WHEN stood.is_gone THEN stood.gone_on END, getvariable('as_at'))
            ) AS last_known_on
        FROM stood LEFT JOIN identity.child_now ON child_now.child_id = stood.child_id
        ANTI JOIN run.linked.child ON child.child_id = coalesce(child_now.now, stood.child_id)
        WHERE stood.is_open),
    past_age AS (
        SELECT child_id FROM run.linked.gone_record GROUP BY child_id HAVING max(csa_ends_on) < getvariable('as_at')),
    said AS (
        SELECT decision.child_id, CASE decision.status
            {" ".join(f"WHEN '{status}' THEN '{reason}'" for status, reason in OFFICER_CLOSES.items())} END AS reason,
            decision.status
        FROM run.linked.decision AS decision JOIN missing ON missing.known_as = decision.child_id
            AND decision.decided_on >= missing.last_known_on)
    SELECT 2, missing.child_id, CASE WHEN reason.reason IS NULL THEN 'gone' ELSE 'closed' END, measure, year,
        coalesce(reason.reason, 'no_record'), reason.words, NULL
    FROM missing LEFT JOIN (
        SELECT child_id, reason, 'officer: ' || status AS words FROM said WHERE reason IS NOT NULL
        UNION ALL SELECT child_id, 'not_school_age', 'not of compulsory school age' FROM past_age
        WHERE child_id NOT IN (SELECT child_id FROM said WHERE reason IS NOT NULL)) AS reason
        ON reason.child_id = missing.known_as
    WHERE reason.reason IS NOT NULL OR NOT missing.is_gone"""

_COUNTED = """
    INSERT INTO happened
    SELECT 3, counted.child_id,
        CASE WHEN stood.child_id IS NULL THEN 'opened' WHEN NOT stood.is_open THEN 'reopened'
            WHEN counted.measure = stood.measure AND counted.year IS NOT DISTINCT FROM stood.year THEN 'found'
            ELSE 'line' END,
        counted.measure, counted.year, NULL, NULL, NULL
    FROM run.assessed.counted LEFT JOIN stood ON stood.child_id = counted.child_id
    WHERE NOT coalesce(stood.is_open AND NOT stood.is_gone AND counted.measure = stood.measure
        AND counted.year IS NOT DISTINCT FROM stood.year, false)"""

# A case that closed into another's hands over since when it has been open, and that it is backlog.
_JOINED = """
    INSERT INTO happened
    SELECT 4 + step.n, child_now.now, CASE step.n WHEN 0 THEN 'joined' ELSE 'backlog' END, NULL, NULL,
        happened.child_id, NULL, CASE step.n WHEN 0 THEN old.opened_on END
    FROM happened JOIN stood AS old ON old.child_id = happened.child_id
    JOIN identity.child_now ON child_now.child_id = happened.child_id
    LEFT JOIN stood AS other ON other.child_id = child_now.now
    CROSS JOIN (VALUES (0), (1)) AS step (n)
    WHERE happened.reason = 'merged' AND (step.n = 0 OR (old.is_backlog AND NOT coalesce(other.is_open, false)))"""
