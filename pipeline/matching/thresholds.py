"""What the children of the newest run would be, had links been made at another probability: the resolver, run again."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from pipeline.matching import resolver
from pipeline.store import Connection

THRESHOLDS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999)


def at_thresholds(con: Connection) -> Iterator[float]:
    """Each threshold in turn; while it is, `would_be` (record, gid) says which records would be one child."""
    apart = duckdb.connect()
    try:
        apart.execute("ATTACH ':memory:' AS run")
        apart.execute("CREATE SCHEMA run.linked")
        apart.register("prepared_rows", con.execute("FROM run.linked.prepared").to_arrow_table())
        apart.execute("CREATE TABLE run.linked.prepared AS FROM prepared_rows")
        apart.execute("CREATE TEMP VIEW prepared AS FROM run.linked.prepared")
        apart.register("scored_rows", con.execute(_SCORED).to_arrow_table())
        apart.execute("CREATE TEMP TABLE scored AS FROM scored_rows")
        for threshold in THRESHOLDS:
            for table in ("candidate", "grouped", "vetoed"):
                apart.execute(f"DROP TABLE IF EXISTS run.linked.{table}")
            apart.execute("CREATE TABLE run.linked.candidate AS FROM scored WHERE coalesce(score, 1) >= ?", [threshold])
            resolver.resolve(apart)
            would_be = apart.execute("SELECT record, gid FROM run.linked.grouped JOIN prepared USING (rid)")
            con.register("would_be_rows", would_be.to_arrow_table())
            con.execute("CREATE OR REPLACE TEMP TABLE would_be AS FROM would_be_rows")
            con.unregister("would_be_rows")
            yield threshold
    finally:
        apart.close()


_SCORED = """
FROM run.linked.candidate
UNION ALL
SELECT rid_a, rid_b, 'model', 6, score, reason FROM run.linked.possible_match
ANTI JOIN run.linked.candidate USING (rid_a, rid_b)"""
