"""Which pairs are compared: contents that agree on a key of the model, where not too many records share it.

Only pairs with something new in them are made: a content that was not there last night, or a key that too many had
last night and no longer have.
"""

from __future__ import annotations

from pipeline.matching.saved_model import Model
from pipeline.store import Connection, count, drop_temporary


def find_pairs(con: Connection, model: Model) -> None:
    """Writes the temporary table `pair_to_score` (cid_a <= cid_b), one row per pair.

    Reads `content`, `fresh` (cid: of contents not compared before), `fresh_shared` (cid: of contents that a few
    records have and did not before, so that they are compared with themselves) and `was_crowded` (key: of those that
    too many had when last compared). Writes `block_key` (cid, key) without the crowded ones, and `crowded` (key).
    """
    keys = " UNION ".join(
        f"SELECT cid, hash('{title}', {sql}) AS key FROM content WHERE {_filled(sql)}"
        for title, sql in model.keys.items()
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE block_key AS {keys}")
    con.execute(
        """CREATE OR REPLACE TEMP TABLE crowded AS
            SELECT key FROM block_key JOIN content USING (cid) GROUP BY key HAVING sum(holders) > ?""",
        [model.at_most],
    )
    if count(con, "SELECT count(*) FROM crowded"):
        con.execute("CREATE OR REPLACE TEMP TABLE block_key AS SELECT * FROM block_key ANTI JOIN crowded USING (key)")
    # The keys under which there is anything new; all pairs under them but those of two known contents.
    con.execute(
        """CREATE OR REPLACE TEMP TABLE stirred AS
            SELECT block_key.cid, key, key IN (FROM was_crowded) AS is_reopened, fresh.cid IS NOT NULL AS is_fresh
            FROM block_key LEFT JOIN fresh USING (cid)
            WHERE key IN (SELECT key FROM block_key SEMI JOIN fresh USING (cid)) OR key IN (FROM was_crowded)"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE pair_to_score AS
            SELECT DISTINCT a.cid AS cid_a, b.cid AS cid_b
            FROM stirred AS a JOIN stirred AS b ON b.key = a.key AND a.cid < b.cid
            WHERE a.is_fresh OR b.is_fresh OR a.is_reopened
            UNION ALL
            SELECT cid, cid FROM fresh_shared"""
    )
    drop_temporary(con, "stirred")


def _filled(sql: str) -> str:
    """A key that is incomplete is none. (unnest of an empty list makes no row of itself.)"""
    return "true" if "unnest" in sql else f"({sql}) IS NOT NULL"
