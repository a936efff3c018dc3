"""What a night remembers for the next (`matching.*` of the store): what every record said, and what followed from it.

record         rid, fingerprint (of all that matching reads of it), cid, keys (by which passes find it)
block_key, crowded, pair                             what was compared, as `blocking` and `compare` have it
candidate, vetoed, grouped, possible_link            what came of it, as in `run.linked`
officer_pair                                         what officers had said
night          identity (which model, cuts and program) and prior; where either differs, everything is matched anew
"""

from __future__ import annotations

import duckdb

from pipeline.matching.saved_model import Model
from pipeline.store import Connection, count, transaction

METHOD = 4
"""Goes up with any change to what matching makes of the same records, so that nothing older is used."""

KEYS = (
    ("student", "student_id", "student_id"),
    ("upn", "upn", "upn"),
    ("upn", "former_upn", "former_upn"),
    ("born", "surname_key", "surname_key, date_of_birth"),
    ("born", "preferred_surname_key", "preferred_surname_key, date_of_birth"),
)
"""What the passes find a record by: kind, the column it takes, what the key is of."""

TABLES = {
    "record": "SELECT now.*, cid FROM now LEFT JOIN run.linked.comparable USING (rid)",
    "block_key": "FROM block_key",
    "crowded": "FROM crowded",
    "pair": "FROM pair",
    "candidate": "FROM run.linked.candidate",
    "vetoed": "FROM run.linked.vetoed",
    "grouped": "FROM run.linked.grouped",
    "possible_link": "FROM run.linked.possible_link",
    "officer_pair": "FROM officer_pair",
}


def identity(model: Model, link_above: float, review_above: float) -> str:
    """Of a night's judgement: nights of one identity and one prior make the same of the same records."""
    return f"{model.identity} {METHOD} {link_above} {review_above} {duckdb.__version__}"


def prior_before(con: Connection, said: str | None = None) -> float | None:
    """The prior of the night that is remembered; None where none is, or not of that identity."""
    row = con.execute("SELECT max(prior) FROM matching.night WHERE identity = coalesce(?, identity)", [said])
    found = row.fetchone()
    return found[0] if found else None


def look(con: Connection) -> None:
    """Writes the temporary table `now` (rid, fingerprint, keys), from all of `prepared`.

    Two records with no key in common have nothing to do with each other in any pass.
    """
    keys = ", ".join(f"CASE WHEN {has} IS NOT NULL THEN hash('{kind}', {key}) END" for kind, has, key in KEYS)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE now AS
            SELECT rid, hash(prepared, student_id IN (FROM crowded_number), upn_identity IN (FROM crowded_number))
                AS fingerprint, [{keys}] AS keys
            FROM run.linked.prepared"""
    )


def remember_all(con: Connection, said: str, prior: float) -> None:
    """Remembers a night in which everything was matched."""
    with transaction(con):
        con.execute("DELETE FROM matching.night")
        con.execute("INSERT INTO matching.night VALUES (?, ?)", [said, prior])
        for table, query in TABLES.items():
            con.execute(f"CREATE OR REPLACE TABLE matching.{table} AS {query}")


def contents(con: Connection) -> int:
    """How many contents tonight's records have."""
    return count(con, "SELECT count(DISTINCT cid) FROM run.linked.comparable")
