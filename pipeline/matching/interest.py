"""Records of other people's children: those that may be a child of ours are matched, the others cost nothing.

A neighbouring authority sends the rolls of all its schools. A record of a source that makes no child by itself is of
interest where it has a postcode of ours, resembles a record that does make one, or is the same pupil's elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.matching import identity
from pipeline.store import Connection, count, drop_temporary

KEYS = (
    "upn",
    "former_upn",
    "born_on || '|' || forename_sound",
    "born_on || '|' || surname_sound",
    "born_on || '|' || postcode",
    "least(forename_key, surname_key) || '|' || greatest(forename_key, surname_key) || '|' || year(date_of_birth)",
    "postcode || '|' || forename_sound",
    "postcode || '|' || surname_key",
    "forename_sound || '|' || surname_sound || '|' || regexp_extract(postcode, '^(\\S+ \\d)', 1)",
)
"""What two records of one child have in common, one of them at least: those of the model's blocking and the passes."""


def leave_out(con: Connection, of_others: Sequence[str]) -> None:
    """Takes out of `run.linked.prepared` the records of the sources `of_others` that resemble none of interest.

    Reads `name_sound`, `officer_pair` (an officer spoke of the record) and `run.linked.postcode_place`.
    """
    listed = ", ".join(f"'{source}'" for source in of_others)
    if not listed or not count(con, f"SELECT count(*) FROM run.linked.prepared WHERE source IN ({listed})"):
        return
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE resembling AS
            WITH said AS (
                SELECT rid, source NOT IN ({listed}) OR is_ours OR rid IN (
                        SELECT unnest([rid_a, rid_b]) FROM officer_pair) AS is_of_interest,
                    prepared.*, CASE WHEN NOT is_default_birth_date THEN date_of_birth END AS born_on,
                    f.sound AS forename_sound, s.sound AS surname_sound
                FROM run.linked.prepared LEFT JOIN run.linked.postcode_place USING (postcode)
                LEFT JOIN name_sound AS f ON f.name = forename_key LEFT JOIN name_sound AS s ON s.name = surname_key)
            {" UNION ALL ".join(_key(number, key) for number, key in enumerate(KEYS))}"""
    )
    con.execute("CREATE OR REPLACE TEMP TABLE kept AS SELECT DISTINCT rid FROM resembling WHERE is_of_interest")
    # Twice: then the same pupil, by the number, at another school of theirs.
    for _ in range(2):
        con.execute(
            """INSERT INTO kept SELECT DISTINCT rid FROM resembling ANTI JOIN kept USING (rid)
                WHERE said IN (
                    SELECT said FROM resembling SEMI JOIN kept USING (rid) WHERE number = 1 OR is_of_interest)"""
        )
    con.execute(f"DELETE FROM run.linked.prepared WHERE source IN ({listed}) AND rid NOT IN (SELECT rid FROM kept)")
    drop_temporary(con, "resembling", "kept")


def _key(number: int, key: str) -> str:
    # A UPN and a former UPN are one kind of number.
    kind = max(number, 1)
    return f"""SELECT rid, is_of_interest, {kind} AS number, hash({kind}, {key}) AS said FROM said
        WHERE ({key}) IS NOT NULL"""


def set_strangers_apart(con: Connection, of_others: Sequence[str]) -> None:
    """Takes out of `run.linked.grouped` the groups that make no child.

    Writes `run.linked.elsewhere` (rid, record, child_id) of those that may be a child of ours, or of which an officer
    said something: one side of a pair to review, and no child. The id is the same every night and no child's.
    `possible_link` keeps the pairs with a child of ours on one side at least.
    """
    listed = ", ".join(f"'{source}'" for source in of_others) or "''"
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE stranger AS
            SELECT rid, gid FROM run.linked.grouped WHERE gid NOT IN (
                SELECT gid FROM run.linked.grouped JOIN run.linked.prepared USING (rid)
                LEFT JOIN run.linked.postcode_place USING (postcode)
                WHERE source NOT IN ({listed}) OR is_ours)"""
    )
    con.execute(
        """DELETE FROM run.linked.possible_link
            WHERE rid_a IN (SELECT rid FROM stranger) AND rid_b IN (SELECT rid FROM stranger)"""
    )
    con.execute("DELETE FROM run.linked.grouped WHERE rid IN (SELECT rid FROM stranger)")
    con.execute(
        f"""CREATE TABLE run.linked.elsewhere AS
            SELECT rid, record, {identity.number_sql("'elsewhere ' || min(record) OVER (PARTITION BY gid)")} AS child_id
            FROM stranger JOIN run.linked.prepared USING (rid)
            WHERE gid IN (SELECT gid FROM stranger JOIN (
                SELECT unnest([rid_a, rid_b]) AS rid FROM (
                    SELECT rid_a, rid_b FROM run.linked.possible_link UNION ALL SELECT rid_a, rid_b FROM officer_pair)
                ) USING (rid))"""
    )
    drop_temporary(con, "stranger")
