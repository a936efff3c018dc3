"""Records of other people's children: those that may be a child of ours are matched, the others cost nothing.

A neighbouring authority sends the rolls of all its schools. A record of a source that makes no child by itself is of
interest where it has a postcode of ours, resembles a record that does make one, or is the same pupil's elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.matching import blocking, comparable, identity
from pipeline.matching.saved_model import Model
from pipeline.store import Connection, count, drop_temporary

NUMBERS = ("upn", "former_upn")
"""One kind of number, beside the keys of the model: a temporary one links nobody, a former one does."""


def leave_out(con: Connection, model: Model, of_others: Sequence[str]) -> None:
    """Takes out of `run.linked.prepared` the records of the sources `of_others` that resemble none of interest.

    Two records resemble each other where the model would compare them, or a number is the same. Reads what
    `comparable.learn_names` made, `officer_pair` (an officer spoke of the record) and `run.linked.postcode_place`.
    """
    listed = ", ".join(f"'{source}'" for source in of_others)
    if not listed or not count(con, f"SELECT count(*) FROM run.linked.prepared WHERE source IN ({listed})"):
        return
    comparable.describe(con, model)
    blocking.make_keys(con, model, "content_key")
    numbers = " UNION ALL ".join(
        f"SELECT rid, hash('number', {number}), true FROM run.linked.prepared WHERE {number} IS NOT NULL"
        for number in NUMBERS
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE resembling AS
            WITH of_interest AS (
                SELECT rid, source NOT IN ({listed}) OR coalesce(is_ours, false) OR rid IN (
                    SELECT unnest([rid_a, rid_b]) FROM officer_pair) AS is_of_interest
                FROM run.linked.prepared LEFT JOIN run.linked.postcode_place USING (postcode))
            SELECT rid, key, is_number, is_of_interest FROM (
                SELECT rid, key, false AS is_number FROM content_key JOIN run.linked.comparable USING (cid)
                UNION ALL {numbers}) JOIN of_interest USING (rid)"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE kept AS
            SELECT DISTINCT rid FROM resembling
            WHERE key IN (SELECT key FROM resembling WHERE is_of_interest)"""
    )
    # Then the same pupil, by the number, at another school of theirs.
    con.execute(
        """INSERT INTO kept SELECT DISTINCT rid FROM resembling ANTI JOIN kept USING (rid)
            WHERE key IN (SELECT key FROM resembling SEMI JOIN kept USING (rid) WHERE is_number)"""
    )
    con.execute(f"DELETE FROM run.linked.prepared WHERE source IN ({listed}) AND rid NOT IN (SELECT rid FROM kept)")
    drop_temporary(con, "resembling", "kept", "content_key", "content")


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
