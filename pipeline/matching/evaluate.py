"""How good the newest run's matching is, against a truth: which records are in fact of one person.

A pair of records is right when it is of one person and of one child of the run; false when only of one child; missed
when only of one person. Records of which the truth says nothing are left out.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.errors import SettingsError
from pipeline.matching import intervals
from pipeline.matching.thresholds import at_thresholds
from pipeline.store import Connection

PER = 20_000
"""False links between children of one household are told per this many children."""
WITHOUT = "no error"


@dataclass(frozen=True)
class Tally:
    """What was counted of some pairs (or children), and the shares that follow, None where nothing was counted.

    recall_low, recall_high: its 95% interval.
    """

    right: int
    false: int
    missed: int

    def shares(self) -> dict[str, Any]:
        """right, false, missed, precision, recall, f1, recall_low, recall_high."""
        linked, true = self.right + self.false, self.right + self.missed
        low, high = intervals.share(self.right, true)
        return {
            **asdict(self),
            "precision": self.right / linked if linked else None,
            "recall": self.right / true if true else None,
            "f1": 2 * self.right / (linked + true) if linked + true else None,
            "recall_low": low,
            "recall_high": high,
        }


def evaluate(con: Connection, truth: Path, *, thresholds: bool = True) -> dict[str, Any]:
    """What the truth says of the newest run (`lookups.newest_run`).

    truth: CSV with record and person_id. Beside it, where there are such files: children.csv (person_id, community,
    household, date_of_birth) and noise.csv (record, kinds of error joined by "; "); without them the parts that need
    them are empty. thresholds: whether to say what other thresholds had given; it resolves all links anew for each.
    Gives: records, pairs, children (each a tally and its shares), by_source, by_link (how, right, false), by_error,
    by_community (with missed_with: the errors most often on its missed pairs), recall_gap (of the communities, in
    points), false_children, review, thresholds. Raises SettingsError where the truth cannot be used.
    """
    _read_truth(con, truth)
    _pairs(con)
    communities = _by_community(con)
    recalls = [row["recall"] for row in communities if row["recall"] is not None]
    return {
        "truth": truth.name,
        "records": _records(con),
        "pairs": _tally(con, "FROM pair"),
        "children": _children(con),
        "by_source": _tallies(con, "sources", "FROM pair"),
        "by_link": _by_link(con),
        "by_error": _tallies(con, "kind", _ERRORS),
        "by_community": communities,
        "recall_gap": 100 * (max(recalls) - min(recalls)) if recalls else None,
        "false_children": _false_children(con),
        "review": _review(con),
        "thresholds": [_at(con, threshold) for threshold in at_thresholds(con)] if thresholds else [],
    }


def _read_truth(con: Connection, truth: Path) -> None:
    """`told` (record, person_id), `told_child` (person_id, community, household, born), `told_error` (record, kind)."""
    _read(con, "told", truth, ("record", "person_id"))
    if _one(con, "SELECT count(*) FROM (SELECT record FROM told GROUP BY record HAVING count(*) > 1)"):
        raise SettingsError(f"{truth.name} names a record more than once; each record is of one person.")
    children, noise = truth.parent / "children.csv", truth.parent / "noise.csv"
    _read(con, "told_child", children, ("person_id", "community", "household", "date_of_birth"), needed=False)
    _read(con, "told_noise", noise, ("record", "kinds"), needed=False)
    con.execute(
        """CREATE OR REPLACE TEMP TABLE told_error AS
            SELECT DISTINCT record, trim(unnest(string_split(kinds, ';'))) AS kind FROM told_noise"""
    )


def _read(con: Connection, table: str, path: Path, columns: tuple[str, ...], *, needed: bool = True) -> None:
    """A CSV file as a temporary table of text; empty where a file that is not needed is not there."""
    if not path.is_file():
        if needed:
            raise SettingsError(f"There is no file {path.name}; give a CSV file with {' and '.join(columns)}.")
        empty = ", ".join(f"{column} VARCHAR" for column in columns)
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({empty})")
        return
    try:
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS FROM read_csv(?, header = true, all_varchar = true, delim = ',')",
            [str(path)],
        )
    except duckdb.Error:
        raise SettingsError(f"{path.name} cannot be read as CSV in UTF-8; save it as 'CSV UTF-8'.") from None
    there = {name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall()}
    lacking = [column for column in columns if column not in there]
    if lacking:
        raise SettingsError(f"{path.name} has no column {' and no '.join(lacking)}.")


def _pairs(con: Connection) -> None:
    """`known`: record, source, child_id, person_id of the records with a truth.   `pair`: two of them that are of one
    person or of one child: record_a, record_b, sources, person_a, person_b, is_true, is_linked."""
    con.execute(
        """CREATE OR REPLACE TEMP TABLE known AS
            SELECT record, split_part(record, '/', 1) AS source, child_id, person_id
            FROM run.linked.record_child JOIN told USING (record)"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE pair AS
            WITH of_one AS (
                SELECT a.record AS record_a, b.record AS record_b
                FROM known AS a JOIN known AS b ON b.person_id = a.person_id AND b.record > a.record
                UNION
                SELECT a.record, b.record FROM known AS a JOIN known AS b ON b.child_id = a.child_id
                    AND b.record > a.record)
            SELECT record_a, record_b, least(a.source, b.source) || ' - ' || greatest(a.source, b.source) AS sources,
                a.person_id AS person_a, b.person_id AS person_b, a.child_id AS child_a, b.child_id AS child_b,
                a.person_id = b.person_id AS is_true, a.child_id = b.child_id AS is_linked
            FROM of_one JOIN known AS a ON a.record = record_a JOIN known AS b ON b.record = record_b"""
    )


_COUNT = """count(*) FILTER (WHERE is_true AND is_linked), count(*) FILTER (WHERE is_linked AND NOT is_true),
    count(*) FILTER (WHERE is_true AND NOT is_linked)"""


def _tally(con: Connection, pairs: str) -> dict[str, Any]:
    (row,) = con.execute(f"SELECT {_COUNT} {pairs}").fetchall()
    return Tally(*row).shares()


def _tallies(con: Connection, by: str, pairs: str) -> list[dict[str, Any]]:
    """A tally for each value of a column, the one with the most missed pairs first."""
    rows = con.execute(f"SELECT {by}, {_COUNT} {pairs} GROUP BY {by} ORDER BY 4 DESC, {by}").fetchall()
    return [{by: value, **Tally(*numbers).shares()} for value, *numbers in rows]


_ERRORS = f"""FROM (
    SELECT DISTINCT record_a, record_b, is_true, is_linked, kind FROM pair
    JOIN told_error ON told_error.record IN (record_a, record_b)
    UNION ALL
    SELECT record_a, record_b, is_true, is_linked, '{WITHOUT}' FROM pair
    WHERE record_a NOT IN (SELECT record FROM told_error) AND record_b NOT IN (SELECT record FROM told_error)
        AND EXISTS (FROM told_error))"""


def _records(con: Connection) -> dict[str, int]:
    """known: with a truth.   without_truth: of the run only.   not_in_run: of the truth only."""
    known = _one(con, "SELECT count(*) FROM known")
    return {
        "known": known,
        "without_truth": _one(con, "SELECT count(*) FROM run.linked.record_child") - known,
        "not_in_run": _one(con, "SELECT count(*) FROM told") - known,
    }


def _children(con: Connection) -> dict[str, Any]:
    """A child is right when it has the records of one person, all of them and no other."""
    (row,) = con.execute(
        """WITH cell AS (SELECT child_id, person_id, count(*) AS records FROM known GROUP BY ALL),
            of_child AS (SELECT child_id, sum(records) AS records FROM cell GROUP BY child_id),
            of_person AS (SELECT person_id, sum(records) AS records FROM cell GROUP BY person_id),
            whole AS (
                SELECT count(*) AS n FROM cell JOIN of_child USING (child_id, records)
                JOIN of_person USING (person_id, records))
            SELECT n, (SELECT count(*) FROM of_child) - n, (SELECT count(*) FROM of_person) - n FROM whole"""
    ).fetchall()
    return Tally(*(int(number) for number in row)).shares()


def _by_link(con: Connection) -> list[dict[str, Any]]:
    """Of the links within children, how many of each kind join records of one person (right) and of two (false)."""
    rows = con.execute(
        """SELECT how, count(*) FILTER (WHERE a.person_id = b.person_id),
            count(*) FILTER (WHERE a.person_id <> b.person_id)
        FROM run.linked.link JOIN known AS a ON a.record = record_a JOIN known AS b ON b.record = record_b
        GROUP BY how ORDER BY min(strength), how"""
    ).fetchall()
    return [{"how": how, "right": right, "false": false} for how, right, false in rows]


def _by_community(con: Connection) -> list[dict[str, Any]]:
    """A tally for each community; a false pair counts for those of both its records."""
    pairs = """FROM (
        SELECT DISTINCT record_a, record_b, is_true, is_linked, community FROM pair
        JOIN told_child ON told_child.person_id IN (person_a, person_b))"""
    missed_with = con.execute(
        """WITH counted AS (
            SELECT community, kind, count(DISTINCT (record_a, record_b)) AS pairs
            FROM pair JOIN told_child ON told_child.person_id = person_a
            JOIN told_error ON told_error.record IN (record_a, record_b)
            WHERE is_true AND NOT is_linked GROUP BY ALL)
        SELECT community, kind, pairs FROM counted
        QUALIFY row_number() OVER (PARTITION BY community ORDER BY pairs DESC, kind) <= 3
        ORDER BY community, pairs DESC, kind"""
    ).fetchall()
    rows = _tallies(con, "community", pairs)
    for row in rows:
        row["missed_with"] = {kind: pairs for community, kind, pairs in missed_with if community == row["community"]}
    return rows


def _false_children(con: Connection) -> dict[str, Any]:
    """How many pairs of different persons share a child, by what they are to each other, with 95% intervals."""
    persons = _one(con, "SELECT count(DISTINCT person_id) FROM known")
    counted = dict(
        con.execute(
            """WITH merged AS (
                SELECT DISTINCT least(person_a, person_b) AS a, greatest(person_a, person_b) AS b
                FROM pair WHERE is_linked AND NOT is_true)
            SELECT CASE WHEN one.household IS DISTINCT FROM two.household OR one.household IS NULL THEN 'others'
                WHEN one.date_of_birth = two.date_of_birth THEN 'twins' ELSE 'siblings' END AS relation, count(*)
            FROM merged LEFT JOIN told_child AS one ON one.person_id = a
            LEFT JOIN told_child AS two ON two.person_id = b GROUP BY relation"""
        ).fetchall()
    )
    counted["twins_and_siblings"] = counted.get("twins", 0) + counted.get("siblings", 0)
    found: dict[str, Any] = {"persons": persons}
    for relation in ("twins", "siblings", "twins_and_siblings", "others"):
        number = counted.get(relation, 0)
        per = PER / persons if persons else 0.0
        low, high = intervals.rare(number)
        found[relation] = {"number": number, "per_20000": number * per, "low": low * per, "high": high * per}
    return found


def _review(con: Connection) -> dict[str, Any]:
    """What becomes of the true pairs: linked, waiting (a possible match joins their two children) or lost; and how many
    possible matches wait, and how many of them are true."""
    con.execute(
        """CREATE OR REPLACE TEMP TABLE waits AS
            SELECT DISTINCT least(a.child_id, b.child_id) AS child_a, greatest(a.child_id, b.child_id) AS child_b
            FROM run.linked.possible_link AS possible
            JOIN run.linked.record_child AS a ON a.record = possible.record_a
            JOIN run.linked.record_child AS b ON b.record = possible.record_b"""
    )
    (row,) = con.execute(
        """SELECT count(*) FILTER (WHERE is_linked),
            count(*) FILTER (WHERE NOT is_linked AND waits.child_a IS NOT NULL),
            count(*) FILTER (WHERE NOT is_linked AND waits.child_a IS NULL)
        FROM pair LEFT JOIN waits ON waits.child_a = least(pair.child_a, pair.child_b)
            AND waits.child_b = greatest(pair.child_a, pair.child_b)
        WHERE is_true"""
    ).fetchall()
    true = _one(
        con,
        """SELECT count(*) FROM run.linked.possible_link AS possible
        JOIN known AS a ON a.record = possible.record_a JOIN known AS b ON b.record = possible.record_b
        WHERE a.person_id = b.person_id""",
    )
    return {
        "possible_matches": _one(con, "SELECT count(*) FROM run.linked.possible_link"),
        "possible_matches_true": true,
        "children_waiting": _one(con, "SELECT count(*) FROM waits"),
        **dict(zip(("true_pairs_linked", "true_pairs_waiting", "true_pairs_lost"), row, strict=True)),
    }


def _at(con: Connection, threshold: float) -> dict[str, Any]:
    """The pairs as they would be, had links been made at this threshold (`would_be`: record, gid)."""
    tally = _tally(
        con,
        """FROM (
            WITH grouped AS (SELECT gid, person_id, record FROM would_be JOIN told USING (record))
            SELECT a.person_id = b.person_id AS is_true, true AS is_linked
            FROM grouped AS a JOIN grouped AS b ON b.gid = a.gid AND b.record > a.record
            UNION ALL
            SELECT true, false FROM grouped AS a JOIN grouped AS b
                ON b.person_id = a.person_id AND b.record > a.record AND b.gid <> a.gid)""",
    )
    return {"threshold": threshold, **tally}


def by_decisions(con: Connection, link_above: float, review_above: float) -> dict[str, Any]:
    """The model against officers, where there is no truth: what it says of the pairs of records that they decided.

    Officers decide only what is shown to them, so this says little of what was missed. Gives decided: for Same and
    Different pairs (how many), and how many of them the model would link, send to review or leave apart, or does not
    compare (a record is gone, or the pair shares nothing to look for it by).
    """
    con.execute(
        """CREATE OR REPLACE TEMP TABLE decided AS
            SELECT decision, least(of_a.cid, of_b.cid) AS cid_a, greatest(of_a.cid, of_b.cid) AS cid_b
            FROM run.linked.pair_decision
            LEFT JOIN run.linked.prepared AS a ON a.record = record_a
            LEFT JOIN run.linked.comparable AS of_a ON of_a.rid = a.rid
            LEFT JOIN run.linked.prepared AS b ON b.record = record_b
            LEFT JOIN run.linked.comparable AS of_b ON of_b.rid = b.rid"""
    )
    found: dict[str, dict[str, int]] = {}
    for decision in ("Same", "Different"):
        (row,) = con.execute(
            """SELECT count(*), count(*) FILTER (WHERE score >= $link),
                count(*) FILTER (WHERE score >= $review AND score < $link), count(*) FILTER (WHERE score < $review),
                count(*) FILTER (WHERE score IS NULL)
            FROM decided LEFT JOIN run.linked.scored USING (cid_a, cid_b) WHERE decision = $decision""",
            {"link": link_above, "review": review_above, "decision": decision},
        ).fetchall()
        found[decision] = dict(zip(("pairs", "link", "review", "apart", "not_compared"), row, strict=True))
    return {"truth": "officers' decisions", "decided": found}


def _one(con: Connection, query: str) -> int:
    row = con.execute(query).fetchone()
    return int(row[0]) if row else 0
