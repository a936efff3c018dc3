"""What the children of the newest run would be, had links been made at another probability: the matching, run again."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.databases import beside
from pipeline.matching import comparable, compare, linking, officers, passes, prepare, resolver, saved_model, twins
from pipeline.schema import DURABLE
from pipeline.store import Connection

THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)


def at_thresholds(con: Connection) -> Iterator[float]:
    """Each threshold in turn; while it is, the temporary table `would_be` (record, gid) of con says which records would
    be one child.

    Pairs are compared once, in a database of its own in memory; what keys and officers link stays.
    """
    apart = _same_records(con)
    try:
        used = saved_model.load(saved_model.newest())
        prepare.prepare(apart)
        apart.execute("CREATE TEMP VIEW prepared AS FROM run.linked.prepared")
        officers.officers_pairs(apart)
        passes.find_candidates(apart)
        resolver.start(apart)
        resolver.settle(apart)
        comparable.learn_names(apart, used)
        compare.compare(apart, used, review_above=min(THRESHOLDS))
        apart.execute("CREATE TEMP TABLE member_by_key AS FROM member")
        apart.execute("CREATE TEMP TABLE candidate_by_key AS FROM run.linked.candidate")
        for threshold in THRESHOLDS:
            apart.execute("CREATE OR REPLACE TEMP TABLE member AS FROM member_by_key")
            apart.execute("CREATE OR REPLACE TABLE run.linked.candidate AS FROM candidate_by_key")
            linking.add_links(apart, used, threshold)
            resolver.settle(apart, twins.twins(used))
            _copy(apart, "SELECT record, gid FROM member JOIN prepared USING (rid)", con, "TEMP TABLE would_be")
            yield threshold
    finally:
        apart.close()


def _same_records(con: Connection) -> Connection:
    """A database with the run's person records and the officers' decisions, and nothing that was compared before."""
    apart = beside(con)
    apart.execute(DURABLE)
    apart.execute("ATTACH ':memory:' AS run")
    apart.execute("CREATE SCHEMA run.linked")
    _copy(con, "FROM run.linked.person_record", apart, "TABLE run.linked.person_record")
    _copy(con, "FROM cme.decisions.entry", apart, "TABLE decisions.entry")
    apart.execute(
        "SET VARIABLE as_at = ?", [con.execute("SELECT max(as_at) FROM cme.identity.newest").fetchall()[0][0]]
    )
    return apart


def _copy(con: Connection, query: str, other: Connection, table: str) -> None:
    other.register("copied", con.execute(query).to_arrow_table())
    other.execute(f"CREATE OR REPLACE {table} AS FROM copied")
    other.unregister("copied")
