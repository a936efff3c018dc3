"""Which pairs are compared: contents that agree on a key of the model, where not too many records share it."""

from __future__ import annotations

from pipeline.matching.saved_model import Model
from pipeline.store import Connection, drop_temporary

ALIKE = 20
"""Where more records than this have one content, it is nobody's, and they are not compared with each other."""


def find_pairs(con: Connection, model: Model) -> None:
    """Writes the temporary table `pair_to_score` (cid_a <= cid_b), one row per pair of all of `content`.

    Also `block_key` (cid, key), `holding` (cid, holders) and `crowded` (key: of more than at_most records). A content
    that a few records have is paired with itself.
    """
    make_keys(con, model)
    count_holders(con)
    find_crowded(con, model.at_most, "block_key")
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE pair_to_score AS
            WITH keyed AS (SELECT * FROM block_key ANTI JOIN crowded USING (key))
            SELECT DISTINCT a.cid AS cid_a, b.cid AS cid_b
            FROM keyed AS a JOIN keyed AS b ON b.key = a.key AND a.cid < b.cid
            UNION ALL
            SELECT cid, cid FROM holding WHERE {is_shared()}"""
    )


def find_new_pairs(con: Connection) -> None:
    """Writes `pair_to_score` of the pairs that were not compared last night.

    Reads `block_key` of all contents, `crowded`, `fresh` (cid: of contents not there last night),
    `fresh_shared` (cid: of contents that a few records have now) and `was_crowded` (key: of those that too many had).
    """
    # The keys under which there is anything new; all pairs under them but those of two known contents.
    con.execute(
        """CREATE OR REPLACE TEMP TABLE stirred AS
            SELECT block_key.cid, key, key IN (FROM was_crowded) AS is_reopened, fresh.cid IS NOT NULL AS is_fresh
            FROM (SELECT * FROM block_key
                WHERE key IN (SELECT key FROM block_key SEMI JOIN fresh USING (cid)) OR key IN (FROM was_crowded)
            ) AS block_key LEFT JOIN fresh USING (cid) ANTI JOIN crowded USING (key)"""
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


def make_keys(con: Connection, model: Model, table: str = "block_key") -> None:
    """Writes the temporary table `block_key` (cid, key) of `content`."""
    # A key that is incomplete is none.
    keys = " UNION ALL ".join(
        f"SELECT cid, hash('{title}', said) AS key FROM (SELECT cid, {sql} AS said FROM content) WHERE said IS NOT NULL"
        for title, sql in model.keys.items()
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {keys}")


def count_holders(con: Connection) -> None:
    """Writes the temporary table `holding` (cid, holders: how many records have the content)."""
    con.execute(
        """CREATE OR REPLACE TEMP TABLE holding AS
            SELECT cid, count(*)::INTEGER AS holders FROM run.linked.comparable GROUP BY cid"""
    )


def is_shared() -> str:
    """SQL saying of `holding` that a few records have the content, so that they are compared with each other."""
    return f"holders BETWEEN 2 AND {ALIKE}"


def find_crowded(con: Connection, at_most: int, keys: str) -> None:
    """Writes the temporary table `crowded` (key), of the keys, by `holding`."""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE crowded AS
            SELECT key FROM {keys} JOIN holding USING (cid) GROUP BY key HAVING sum(holders) > ?""",
        [at_most],
    )
