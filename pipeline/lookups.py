"""Looking things up in what the newest run made: one child's story, every link, the state of the extracts.

Nothing is written. These name children, because someone asked for that child.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import duckdb

from pipeline import rulebook
from pipeline.calendar import date_written
from pipeline.errors import CmeError, RunInProgress
from pipeline.settings import Settings
from pipeline.stages.coverage import freshness
from pipeline.store import Connection

STATUS_WORDS = {
    1: "deceased",
    2: "not of compulsory school age",
    3: "on roll",
    4: "home educated",
    5: "provision by the authority",
    6: "failed to track",
    7: "tracked to a destination",
    8: "of another authority",
    9: "without provision",
}


@contextmanager
def newest_run(settings: Settings) -> Iterator[Connection]:
    """The newest run's tables (`run`) and the durable ones (`cme`), to be read only.

    Raises CmeError where there was no run, RunInProgress while one is at work.
    """
    store = settings.store
    if not (store / "run.duckdb").exists():
        raise CmeError("No run has ended in this folder yet; run `cme nightly` first.")
    con = duckdb.connect()
    try:
        for name in ("cme", "run"):
            path = str(store / f"{name}.duckdb").replace("'", "''")
            con.execute(f"ATTACH '{path}' AS {name} (READ_ONLY)")
        con.execute("SET search_path = 'run.assessed,run.linked'")
        yield con
    except duckdb.IOException:
        raise RunInProgress("A run is at work in this folder; wait until it has ended and try again.") from None
    finally:
        con.close()


def _rows(con: Connection, query: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
    result = con.execute(query, list(values))
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def find_child(con: Connection, said: str) -> str:
    """The child id of a child id, student id or UPN. Raises CmeError where there is none, or more than one."""
    rows = con.execute(
        """SELECT DISTINCT child_id FROM person
           WHERE child_id = upper(?) OR (student_id = ? AND source = 'education') OR upn = upper(?)""",
        [said, said, said],
    ).fetchall()
    if not rows:
        raise CmeError("No child of the newest run has that child id, student id or UPN.")
    if len(rows) > 1:
        ids = ", ".join(sorted(child for (child,) in rows))
        raise CmeError(f"More than one child has that number ({ids}); ask for one of them by child id.")
    return str(rows[0][0])


def explain(con: Connection, said: str) -> dict[str, Any]:
    """Why a child is where it is: records and links, what is known, the status rule by rule, the lines."""
    child_id = find_child(con, said)
    of = [child_id]
    (child,) = _rows(con, "SELECT * FROM listed_child JOIN child USING (child_id) WHERE child_id = ?", of)
    (age,) = _rows(con, "SELECT * FROM expected_year JOIN home_authority USING (child_id) WHERE child_id = ?", of)
    (status,) = _rows(con, "SELECT status FROM status WHERE child_id = ?", of)
    counted = _rows(con, "SELECT measure, year, also_fits FROM counted WHERE child_id = ?", of)
    return {
        "child_id": child_id,
        "name": f"{child['forename'] or ''} {child['surname']}".strip(),
        "student_id": child["student_id"],
        "upn": child["upn"],
        "date_of_birth": child["date_of_birth"],
        "compulsory_school_age": [child["csa_starts_on"], child["csa_ends_on"]],
        "year_group": child["year_group"],
        "entry_year": age["entry_year"],
        "home_la": age["home_la"],
        "is_ours": age["is_ours"],
        "where_now": child["where_now"],
        "note": child["note"],
        "records": _rows(
            con,
            """SELECT record, how, score, reason, other AS linked_with, file, sheet, row_number AS row, extract_date,
                   is_unreadable AS stands_for_an_unreadable_row
               FROM person JOIN record_how USING (record, child_id) WHERE child_id = ?
               ORDER BY source_rank, record""",
            of,
        ),
        "rolls": _rows(
            con,
            """SELECT establishment_name AS establishment, laestab, entry_date, leaving_date, is_open, is_school,
                   destination, destination_confirmed_on, record
               FROM roll_episode WHERE child_id = ? ORDER BY entry_date, laestab""",
            of,
        ),
        "involvements": _rows(
            con,
            """SELECT involvement, start_date, end_date, outcome, source FROM involvement WHERE child_id = ?
               ORDER BY start_date, involvement""",
            of,
        ),
        "applications": _rows(
            con,
            """SELECT application_ref, application_type, received_on, application_status, offer_status,
                   offered_laestab, offered_on, expected_start
               FROM application WHERE child_id = ? ORDER BY received_on, application_ref""",
            of,
        ),
        "sightings": _rows(
            con,
            """SELECT source, began_on, ended_on, place, extract_date FROM sighting WHERE child_id = ?
               ORDER BY began_on, source""",
            of,
        ),
        "officers": _rows(
            con,
            """SELECT decided_on, officer, column_name AS said_in, value, file FROM cme.decisions.entry_now
               WHERE subject = ? ORDER BY entry_id""",
            of,
        ),
        "status": {"number": status["status"], "is": STATUS_WORDS[status["status"]], "steps": _steps(con, of)},
        "line": counted[0] if counted else None,
        "lines": _lines(con, of, counted),
    }


def _steps(con: Connection, of: Sequence[object]) -> list[dict[str, str]]:
    """The status, rule by rule, until the first that fits."""
    (facts,) = _rows(
        con,
        """SELECT date_of_death, is_csa, csa_starts_on, csa_ends_on, is_ours, home_la, status,
               (SELECT string_agg(establishment_name, ', ') FROM current_roll AS r WHERE r.child_id = child.child_id)
                   AS rolls,
               (SELECT string_agg(involvement, ', ' ORDER BY involvement) FROM open_involvement AS i
                WHERE i.child_id = child.child_id) AS involvements,
               (SELECT how || ' on ' || tracked_on FROM tracked AS t WHERE t.child_id = child.child_id) AS tracked,
               (SELECT began_on FROM came_back AS b WHERE b.child_id = child.child_id) AS came_back,
               (SELECT d.status || ' of ' || decided_on FROM standing_decision AS d
                WHERE d.child_id = child.child_id) AS decision
           FROM child JOIN expected_year USING (child_id) JOIN home_authority USING (child_id)
           JOIN status USING (child_id) WHERE child_id = ?""",
        of,
    )
    involvements = f"open involvements: {facts['involvements'] or 'none'}"
    decided = f"; officer's decision: {facts['decision']}" if facts["decision"] else ""
    age = f"{date_written(facts['csa_starts_on'])} to {date_written(facts['csa_ends_on'])}"
    why = {
        1: f"date of death: {facts['date_of_death'] or 'none'}{decided}",
        2: f"of compulsory school age from {age}",
        3: f"open rolls that count: {facts['rolls'] or 'none'}{decided}",
        4: f"{involvements}{decided}",
        5: involvements,
        6: involvements,
        7: f"{facts['tracked'] or 'no confirmed destination stands'}; last sign: {facts['came_back'] or 'none'}",
        8: f"home authority: {facts['home_la'] or 'unknown, so ours'}; ours: {'yes' if facts['is_ours'] else 'no'}",
        9: "nothing above fits",
    }
    return [
        {"rule": f"{n} {words}", "fits": "yes" if n == facts["status"] else "no", "why": why[n]}
        for n, words in STATUS_WORDS.items()
        if n <= facts["status"]
    ]


def _lines(con: Connection, of: Sequence[object], counted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every line the child fits, with its rule in words and whether it is the one that counts."""
    (run,) = _rows(con, "SELECT as_at FROM cme.identity.newest")
    rules = {rule.measure: rule for rule in rulebook.load(run["as_at"]).lines}
    fits = _rows(con, "SELECT measure, year, rank FROM fit WHERE child_id = ? ORDER BY rank", of)
    fits += _rows(con, "SELECT measure, year, NULL AS rank FROM memo WHERE child_id = ? ORDER BY measure", of)
    on = counted[0]["measure"] if counted else None
    return [
        {
            "measure": fit["measure"],
            "year": fit["year"],
            "counted_here": fit["measure"] == on,
            "rule": rules[fit["measure"]].get("says"),
            "policy": rules[fit["measure"]].policy,
        }
        for fit in fits
    ]


def links(con: Connection) -> list[dict[str, Any]]:
    """Every person record of the newest run: record, child, how, score (None for keys)."""
    return _rows(con, "SELECT record, child_id AS child, how, score FROM record_how ORDER BY record")


@dataclass(frozen=True)
class TableState:
    """One table for `cme status`: newest extract, its age and limit in days, and the state in words."""

    table: str
    newest: date | None
    age_days: int | None
    limit_days: int
    state: str


def status(con: Connection, settings: Settings, today: date) -> dict[str, Any]:
    """The newest run, the extracts and their age today, open cases, and what is overdue."""
    con.execute("USE cme")
    tables = freshness(con, settings, today)
    con.execute("USE memory")
    con.execute("SET search_path = 'run.assessed,run.linked'")
    (newest,) = _rows(con, "SELECT max(as_at) AS as_at FROM cme.identity.newest")
    cases = _rows(con, "SELECT measure AS line, count(*) AS cases FROM counted GROUP BY measure ORDER BY measure")
    overdue = con.execute(
        """WITH due AS (
               SELECT subject, try_cast(value AS DATE) AS due_on FROM cme.decisions.entry_now
               WHERE column_name = 'Next action date'
               QUALIFY row_number() OVER (PARTITION BY subject ORDER BY decided_on DESC, entry_id DESC) = 1)
           SELECT count(*) FROM due JOIN counted ON counted.child_id = due.subject WHERE due_on < ?""",
        [today],
    ).fetchall()[0][0]
    issued = _rows(
        con, "SELECT as_at, max(issue) AS issue FROM cme.issued.report GROUP BY as_at ORDER BY as_at DESC LIMIT 9"
    )
    return {
        "newest_run": newest["as_at"],
        "tables": [asdict(TableState(t.name, t.newest, t.age_days, t.limit_days, t.state)) for t in tables],
        "open_cases": cases,
        "next_actions_overdue": int(overdue),
        "issued": issued,
    }
