"""One child's story: why it is on a line, from the rows of the sources to the rules. Nothing is written.

It names the child, because someone asked for that child.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline import rulebook
from pipeline.calendar import date_written
from pipeline.chronology import chronology
from pipeline.errors import CmeError
from pipeline.lookups import rows
from pipeline.matching import saved_model, weigh
from pipeline.matching.saved_model import Model
from pipeline.matching.weigh import Weighed
from pipeline.settings import Settings
from pipeline.store import Connection

IN_NO_EXTRACT = "No extract names this child any more."
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


def find_child(con: Connection, said: str) -> str:
    """The child id of a child id (one that was merged away too), student id or UPN; also of a child who is in no
    extract any more and had a case. Raises CmeError where there is none, or more than one."""
    found = con.execute(
        """SELECT DISTINCT child_id FROM person
           WHERE child_id = upper($said) OR (student_id = $said AND source = 'education') OR upn = upper($said)""",
        {"said": said},
    ).fetchall()
    found = (
        found
        or con.execute(
            """SELECT DISTINCT coalesce(child_now.now, event.child_id)
           FROM cme.cases.event LEFT JOIN cme.identity.child_now ON child_now.child_id = event.child_id
           WHERE event.child_id = upper($said) OR event.child_id IN (
               SELECT child_id FROM gone_record WHERE record = 'education/students:' || $said)""",
            {"said": said},
        ).fetchall()
    )
    if not found:
        raise CmeError("No child of the newest run has that child id, student id or UPN.")
    if len(found) > 1:
        ids = ", ".join(sorted(child for (child,) in found))
        raise CmeError(f"More than one child has that number ({ids}); ask for one of them by child id.")
    return str(found[0][0])


def explain(con: Connection, said: str) -> dict[str, Any]:
    """Why a child is where it is: records and links, what is known, the story in order of time, the status rule by
    rule, the lines. Of a child whom no extract names any more only `child_id`, `note` and `story`."""
    child_id = find_child(con, said)
    of = [child_id]
    if not rows(con, "SELECT child_id FROM child WHERE child_id = ?", of):
        return {"child_id": child_id, "note": IN_NO_EXTRACT, "story": chronology(con, child_id)}
    (child,) = rows(con, "SELECT * FROM listed_child JOIN child USING (child_id) WHERE child_id = ?", of)
    (age,) = rows(con, "SELECT * FROM expected_year JOIN home_authority USING (child_id) WHERE child_id = ?", of)
    (status,) = rows(con, "SELECT status FROM status WHERE child_id = ?", of)
    counted = rows(con, "SELECT measure, year, also_fits FROM counted WHERE child_id = ?", of)
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
        "records": _records(con, of),
        "possible_matches": _possible(con, of),
        "rolls": rows(
            con,
            """SELECT establishment_name AS establishment, laestab, entry_date, leaving_date, is_open, is_school,
                   destination, destination_confirmed_on, record
               FROM roll_episode WHERE child_id = ? ORDER BY entry_date, laestab""",
            of,
        ),
        "involvements": rows(
            con,
            """SELECT involvement, start_date, end_date, outcome, source FROM involvement WHERE child_id = ?
               ORDER BY start_date, involvement""",
            of,
        ),
        "applications": rows(
            con,
            """SELECT application_ref, application_type, received_on, application_status, offer_status,
                   offered_laestab, offered_on, expected_start
               FROM application WHERE child_id = ? ORDER BY received_on, application_ref""",
            of,
        ),
        "sightings": rows(
            con,
            """SELECT source, began_on, ended_on, place, extract_date FROM sighting WHERE child_id = ?
               ORDER BY began_on, source""",
            of,
        ),
        "officers": rows(
            con,
            """SELECT decided_on, officer, column_name AS said_in, value, file FROM cme.decisions.entry_now
               WHERE subject = ? ORDER BY entry_id""",
            of,
        ),
        "story": chronology(con, child_id),
        "status": {"number": status["status"], "is": STATUS_WORDS[status["status"]], "steps": _steps(con, of)},
        "line": counted[0] if counted else None,
        "lines": _lines(con, of, counted),
    }


def _records(con: Connection, of: Sequence[object]) -> list[dict[str, Any]]:
    """The child's records: how each came in, and what each comparison with the record it is linked to weighs."""
    records = rows(
        con,
        """SELECT record, how, score, reason, other AS linked_with, file, sheet, row_number AS row, extract_date,
               is_unreadable AS stands_for_an_unreadable_row
           FROM person JOIN record_how USING (record, child_id) WHERE child_id = ?
           ORDER BY source_rank, record""",
        of,
    )
    pairs = [(row["record"], row["linked_with"]) for row in records if row["linked_with"]]
    weighed = {one.record_a: one for one in weigh.weigh(con, _model(), pairs)} if pairs else {}
    (child,) = rows(con, "SELECT is_restricted FROM child WHERE child_id = ?", of)
    return [row | {"weights": _weights(weighed.get(row["record"]), child["is_restricted"])} for row in records]


def _possible(con: Connection, of: Sequence[object]) -> list[dict[str, Any]]:
    """Records of other children that may be this child's, with what each comparison weighs."""
    found = rows(
        con,
        """WITH sided AS (
               SELECT record_a AS record, record_b AS other_record, score, reason, why FROM possible_link
               UNION ALL SELECT record_b, record_a, score, reason, why FROM possible_link)
           SELECT sided.record, other_record, theirs.child_id AS other_child, score, reason, why
           FROM sided JOIN record_child AS ours ON ours.record = sided.record
           JOIN known AS theirs ON theirs.record = other_record
           WHERE ours.child_id = ? ORDER BY score DESC, sided.record, other_record""",
        of,
    )
    pairs = [(row["record"], row["other_record"]) for row in found]
    weighed = {(one.record_a, one.record_b): one for one in weigh.weigh(con, _model(), pairs)} if pairs else {}
    hidden = {child for (child,) in con.execute("SELECT child_id FROM child WHERE is_restricted").fetchall()}
    return [
        row | {"weights": _weights(weighed.get(pair), bool(hidden & {of[0], row["other_child"]}))}
        for row, pair in zip(found, pairs, strict=True)
    ]


def write_charts(con: Connection, settings: Settings, said: str | None, page: Path) -> None:
    """Splink's charts as a page of their own; of a child (child id, student id or UPN), its pairs too.

    Raises CmeError where there is no such child, OSError where the page cannot be written.
    """
    from outputs.matching_page import ChartRow, MatchingPage, write_matching_page
    from pipeline.matching import charts

    pairs: list[tuple[str, str]] = []
    if said:
        of = [find_child(con, said)]
        pairs = [(row["record"], row["linked_with"]) for row in _records(con, of) if row["linked_with"]]
        pairs += [(row["record"], row["other_record"]) for row in _possible(con, of)]
    model = _model()
    (newest,) = rows(con, "SELECT max(as_at) AS as_at FROM cme.identity.newest")
    write_matching_page(
        MatchingPage(
            authority=settings.authority.name,
            as_at=newest["as_at"],
            demonstration=settings.demonstration,
            model=model.name,
            charts=tuple(ChartRow(c.title, c.about, c.spec) for c in charts.charts(con, model, pairs)),
            libraries=tuple(charts.libraries()),
        ),
        page,
    )


def _model() -> Model:
    return saved_model.load(saved_model.newest())


def _weights(pair: Weighed | None, is_restricted: bool) -> list[dict[str, Any]]:
    """What the model makes of a pair: comparison, level and bits of each, the prior first; empty where a record has no
    name to compare. Of a restricted address nothing is said, not even that it is the same."""
    if pair is None:
        return []
    prior = {"comparison": "before anything is compared", "level": None, "bits": round(pair.prior, 2)}
    told = (weight for weight in pair.weights if not (is_restricted and weight.comparison == "place"))
    return [prior, *(asdict(weight) for weight in told)]


def _steps(con: Connection, of: Sequence[object]) -> list[dict[str, str]]:
    """The status, rule by rule, until the first that fits."""
    (facts,) = rows(
        con,
        """SELECT date_of_death, is_csa, csa_starts_on, csa_ends_on, is_ours, home_la, status,
               (SELECT string_agg(establishment_name, ', ') FROM current_roll AS r WHERE r.child_id = child.child_id)
                   AS rolls,
               (SELECT string_agg(involvement, ', ' ORDER BY involvement) FROM open_involvement AS i
                WHERE i.child_id = child.child_id) AS involvements,
               (SELECT how || ' on ' || tracked_on FROM tracked AS t WHERE t.child_id = child.child_id) AS tracked,
               (SELECT began_on FROM came_back AS b WHERE b.child_id = child.child_id) AS came_back,
               (SELECT d.status || ' of ' || decided_on FROM standing_decision AS d
                WHERE d.child_id = child.child_id) AS decision,
               (SELECT other_child_id FROM awaiting_review AS w WHERE w.child_id = child.child_id) AS awaits
           FROM child JOIN expected_year USING (child_id) JOIN home_authority USING (child_id)
           JOIN status USING (child_id) WHERE child_id = ?""",
        of,
    )
    involvements = f"open involvements: {facts['involvements'] or 'none'}"
    decided = f"; officer's decision: {facts['decision']}" if facts["decision"] else ""
    awaits = f"; may be {facts['awaits']}, so it awaits match review, in no line" if facts["awaits"] else ""
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
        9: f"nothing above fits{awaits}",
    }
    return [
        {"rule": f"{n} {words}", "fits": "yes" if n == facts["status"] else "no", "why": why[n]}
        for n, words in STATUS_WORDS.items()
        if n <= facts["status"]
    ]


def _lines(con: Connection, of: Sequence[object], counted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every line the child fits, with its rule in words and whether it is the one that counts."""
    (run,) = rows(con, "SELECT as_at FROM cme.identity.newest")
    rules = {rule.measure: rule for rule in rulebook.load(run["as_at"]).lines}
    fits = rows(con, "SELECT measure, year, rank FROM fit WHERE child_id = ? ORDER BY rank", of)
    fits += rows(con, "SELECT measure, year, NULL AS rank FROM memo WHERE child_id = ? ORDER BY measure", of)
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
