"""Looking things up in what the newest run made: every link, the state of the extracts. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pipeline.databases import attach, connect
from pipeline.errors import CmeError
from pipeline.settings import Settings
from pipeline.stages import cases
from pipeline.stages.assess import waiting_for_review
from pipeline.stages.coverage import freshness
from pipeline.store import DERIVED_FILE, DURABLE_FILE, FOR_RULES, Connection, keep_within


@contextmanager
def newest_run(settings: Settings) -> Iterator[Connection]:
    """The newest run's tables (`run`) and the durable ones (`cme`), to be read only.

    Raises CmeError where there was no run, RunInProgress while one is at work, StoreError.
    """
    if not (settings.store / DERIVED_FILE).exists():
        raise CmeError("No run has ended in this folder yet; run `cme nightly` first.")
    con = connect(settings.key)
    try:
        keep_within(con, settings)
        for name, file in (("cme", DURABLE_FILE), ("run", DERIVED_FILE)):
            attach(con, settings.store / file, name, settings.key, read_only=True)
        con.execute(f"SET search_path = '{','.join(FOR_RULES)}'")
        yield con
    finally:
        con.close()


def day_of_run(con: Connection) -> date:
    """The day that the newest run was for."""
    day = con.execute("SELECT max(as_at) FROM cme.identity.newest").fetchall()[0][0]
    assert isinstance(day, date), "a run that has ended remembers its day"
    return day


def rows(con: Connection, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[dict[str, Any]]:
    """The rows of a query, each as column -> value. values: in order for ?, or by name for $name."""
    result = con.execute(query, dict(values) if isinstance(values, Mapping) else list(values))
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def links(con: Connection) -> list[dict[str, Any]]:
    """Every person record of the newest run: record, child, how, score (None for keys).

    Then the possible matches, from both sides: the record of one and the child id of the other, how = review.
    """
    records = rows(con, "SELECT record, child_id AS child, how, score FROM record_how ORDER BY record")
    return records + rows(
        con,
        """SELECT sided.record, theirs.child_id AS child, 'review' AS how, score FROM (
               SELECT record_a AS record, record_b AS other, score FROM possible_link
               UNION ALL SELECT record_b, record_a, score FROM possible_link) AS sided
           JOIN known AS theirs ON theirs.record = other
           ORDER BY score DESC, record, child""",
    )


@dataclass(frozen=True)
class TableState:
    """One table for `cme status`: newest extract, its age and limit in days, and the state in words."""

    table: str
    newest: date | None
    age_days: int | None
    limit_days: int
    state: str


def status(con: Connection, settings: Settings, today: date) -> dict[str, Any]:
    """The newest run, the extracts and their age today, open cases and what became of them, and what is overdue."""
    con.execute("USE cme")
    tables = freshness(con, settings, today)
    con.execute("USE memory")
    con.execute(f"SET search_path = '{','.join(FOR_RULES)}'")
    (newest,) = rows(con, "SELECT max(as_at) AS as_at FROM cme.identity.newest")
    by_line = rows(con, "SELECT measure AS line, count(*) AS cases FROM counted GROUP BY measure ORDER BY measure")
    overdue = con.execute(
        "SELECT count(*) FROM next_action JOIN open_case USING (child_id) WHERE is_overdue"
    ).fetchall()[0][0]
    figures = cases.figures(con, newest["as_at"], "cme.cases.event")
    issued = rows(
        con, "SELECT as_at, max(issue) AS issue FROM cme.issued.report GROUP BY as_at ORDER BY as_at DESC LIMIT 9"
    )
    return {
        "newest_run": newest["as_at"],
        "tables": [asdict(TableState(t.name, t.newest, t.age_days, t.limit_days, t.state)) for t in tables],
        "open_cases": by_line,
        "cases": {
            "open": figures.open,
            "in_no_extract": figures.gone,
            "opened_in_30_days": figures.opened,
            "closed_in_30_days": figures.closed,
            "backlog_left": figures.backlog_left,
        },
        "backlog": figures.backlog_sentence,
        "pairs_waiting": waiting_for_review(con).pairs,
        "next_actions_overdue": int(overdue),
        "issued": issued,
    }
