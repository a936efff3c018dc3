"""A night after another: only what changed is matched, with whom it can touch; the rest is what it was.

touched    records that changed, came or went, or of which an officer spoke, and those that share a key of the passes
passes     for the touched, among all that a pass could hold against them
compare    new contents with all, and pairs under keys that became crowded or no longer are
reached    the touched and whomever links or scored pairs, of tonight or last night, lead to from there
the rest of matching is done for the reached alone: nothing of theirs depends on another, and nobody else's on them
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.matching import blocking, comparable, compare, linking, memory, passes, resolver, scoring
from pipeline.matching.saved_model import Model
from pipeline.store import Connection, count, drop_temporary, transaction

PAIRED = ("candidate", "vetoed", "possible_link")


def match_changes(
    con: Connection, model: Model, judge: Callable[[], None], *, link_above: float, review_above: float
) -> bool:
    """Writes what `match` writes. False, with nothing lost, where the prior moved and all has to be weighed anew.

    Reads `now` and `run.linked.prepared` of tonight, and `matching.*` of last night. judge: the steps from pairs to
    children, for the records in the view `prepared`.
    """
    _touched(con)
    _keyed(con)
    _contents(con, model)
    prior = compare.prior_bits(model, memory.contents(con))
    if prior != memory.prior_before(con):
        return False
    _compare(con, model, compare.floor_of(review_above))
    compare.write_scores(con, prior, compare.floor_of(review_above), "pair")
    con.execute("ALTER TABLE run.linked.scored RENAME TO all_scored")
    con.execute("ALTER TABLE run.linked.comparable RENAME TO all_comparable")
    _reached(con, prior, min(linking.nearly(link_above), review_above))
    _among(con, "SELECT * FROM run.linked.prepared SEMI JOIN reached ON reached.node = rid")
    comparable.describe(con, model)
    con.execute("CREATE OR REPLACE TABLE run.linked.candidate AS FROM keyed SEMI JOIN prepared ON prepared.rid = rid_a")
    con.execute(
        """CREATE TABLE run.linked.scored AS
            FROM run.linked.all_scored
            SEMI JOIN content AS a ON a.cid = cid_a SEMI JOIN content AS b ON b.cid = cid_b"""
    )
    judge()
    _remember(con)
    _whole(con)
    return True


def _among(con: Connection, records: str) -> None:
    """The view `prepared` is of these records from here on."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE some_prepared AS {records}")
    con.execute("CREATE OR REPLACE TEMP VIEW prepared AS FROM temp.some_prepared")


def _touched(con: Connection) -> None:
    """`altered` (rid, cid, keys: as they were; is_there), `touched` (rid) and `context` (rid).

    context: the touched, who shares a key with them, and who does with those: a link of two records by a key can fail
    because of the twin of one, and names that a crowd shares make none.
    """
    con.execute(
        """CREATE OR REPLACE TEMP TABLE altered AS
            SELECT rid, before.cid, before.keys, now.rid IS NOT NULL AS is_there
            FROM now FULL JOIN matching.record AS before USING (rid)
            WHERE now.fingerprint IS DISTINCT FROM before.fingerprint OR rid IN (
                SELECT unnest([rid_a, rid_b]) FROM (FROM officer_pair UNION ALL FROM matching.officer_pair))"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE now_key AS
            SELECT rid, key FROM (SELECT rid, unnest(keys) AS key FROM now) WHERE key IS NOT NULL"""
    )
    con.execute("CREATE OR REPLACE TEMP TABLE context AS SELECT rid FROM altered WHERE is_there")
    con.execute(
        """CREATE OR REPLACE TEMP TABLE shared AS
            SELECT unnest(keys) AS key FROM altered UNION SELECT key FROM now_key SEMI JOIN context USING (rid)"""
    )
    for name in ("touched", "context", "context"):
        con.execute(
            """INSERT INTO context
                SELECT DISTINCT rid FROM now_key SEMI JOIN shared USING (key) ANTI JOIN context USING (rid)"""
        )
        if name == "touched":
            con.execute("CREATE OR REPLACE TEMP TABLE touched AS FROM context")
        con.execute(
            "CREATE OR REPLACE TEMP TABLE shared AS SELECT DISTINCT key FROM now_key SEMI JOIN context USING (rid)"
        )
    drop_temporary(con, "now_key", "shared")


def _keyed(con: Connection) -> None:
    """`keyed`: the candidates by keys, anew for the touched, as they were for others."""
    _among(con, "SELECT * FROM run.linked.prepared SEMI JOIN context USING (rid)")
    passes.find_candidates(con)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE keyed AS
            WITH gone AS (SELECT rid FROM altered UNION SELECT rid FROM touched)
            SELECT * FROM run.linked.candidate WHERE rid_a IN (FROM touched) OR rid_b IN (FROM touched)
            UNION ALL
            SELECT * FROM matching.candidate
            WHERE strength > {resolver.OFFICER} AND strength < {resolver.BY_MODEL}
                AND rid_a NOT IN (FROM gone) AND rid_b NOT IN (FROM gone)"""
    )
    drop_temporary(con, "context")


def _contents(con: Connection, model: Model) -> None:
    """`run.linked.comparable` of all; `content` of what altered.

    `holding`: cid, holders.   `fresh`: cid, of contents not there last night.   `again`: cid, of those that were and
    that an altered record has now.   `fresh_shared`: cid, of those to be compared with themselves.
    """
    _among(con, "SELECT * FROM run.linked.prepared SEMI JOIN altered USING (rid)")
    comparable.describe(con, model)
    con.execute(
        """CREATE OR REPLACE TABLE run.linked.comparable AS
            FROM run.linked.comparable
            UNION ALL SELECT rid, cid FROM matching.record ANTI JOIN altered USING (rid) WHERE cid IS NOT NULL"""
    )
    blocking.count_holders(con)
    con.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT cid FROM content ANTI JOIN matching.record USING (cid)")
    con.execute("CREATE OR REPLACE TEMP TABLE again AS SELECT cid FROM content ANTI JOIN fresh USING (cid)")
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE fresh_shared AS
            SELECT cid FROM holding WHERE {blocking.is_shared()} AND (
                cid IN (SELECT cid FROM content) OR cid IN (SELECT cid FROM altered))"""
    )


def _compare(con: Connection, model: Model, floor: float) -> None:
    """`pair` (cid_a, cid_b, weight, gammas, bits), `block_key`, `crowded` and `flipped` (cid) of all contents."""
    con.execute("DELETE FROM content WHERE cid NOT IN (FROM fresh)")
    blocking.make_keys(con, model, "new_key")
    con.execute(
        """CREATE OR REPLACE TEMP TABLE gone_content AS
            SELECT DISTINCT cid FROM altered ANTI JOIN holding USING (cid) WHERE cid IS NOT NULL"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP VIEW block_key AS
            SELECT * FROM matching.block_key ANTI JOIN gone_content USING (cid) UNION ALL FROM temp.new_key"""
    )
    con.execute("CREATE OR REPLACE TEMP TABLE was_crowded AS FROM matching.crowded")
    con.execute(
        """CREATE OR REPLACE TEMP TABLE recounted AS
            SELECT key FROM new_key UNION SELECT key FROM matching.block_key WHERE cid IN (SELECT cid FROM altered)
            UNION SELECT key FROM matching.block_key WHERE cid IN (SELECT cid FROM again)"""
    )
    blocking.find_crowded(con, model.at_most, "(FROM block_key SEMI JOIN recounted USING (key))")
    con.execute("INSERT INTO crowded FROM was_crowded ANTI JOIN recounted USING (key)")
    blocking.find_new_pairs(con)
    con.execute(
        """CREATE OR REPLACE TEMP TABLE newly_crowded AS
            SELECT cid, key FROM block_key SEMI JOIN (FROM crowded ANTI JOIN was_crowded USING (key)) USING (key)"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE flipped AS
            SELECT cid FROM newly_crowded
            UNION SELECT cid FROM block_key SEMI JOIN (FROM was_crowded ANTI JOIN crowded USING (key)) USING (key)"""
    )
    _among(
        con,
        """SELECT * FROM run.linked.prepared SEMI JOIN (
            SELECT min(rid) AS rid FROM run.linked.comparable
            WHERE cid IN (SELECT cid_a FROM pair_to_score UNION SELECT cid_b FROM pair_to_score) GROUP BY cid
        ) USING (rid)""",
    )
    con.execute("ALTER TABLE run.linked.comparable RENAME TO of_all")
    comparable.describe(con, model)
    con.execute("DROP TABLE run.linked.comparable")
    con.execute("ALTER TABLE run.linked.of_all RENAME TO comparable")
    scoring.score_pairs(con, model, floor)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE pair AS
            WITH kept AS (
                SELECT * FROM matching.pair
                SEMI JOIN holding AS a ON a.cid = cid_a SEMI JOIN holding AS b ON b.cid = cid_b
                ANTI JOIN pair_to_score USING (cid_a, cid_b)),
            doubtful AS (
                SELECT cid_a, cid_b FROM kept SEMI JOIN newly_crowded AS a ON a.cid = cid_a
                SEMI JOIN newly_crowded AS b ON b.cid = cid_b WHERE cid_a <> cid_b),
            left_without AS (
                FROM doubtful ANTI JOIN (
                    SELECT cid_a, cid_b FROM doubtful JOIN block_key AS a ON a.cid = cid_a
                    JOIN block_key AS b ON b.cid = cid_b AND b.key = a.key ANTI JOIN crowded ON crowded.key = a.key
                ) USING (cid_a, cid_b)
                UNION ALL
                SELECT cid, cid FROM holding WHERE NOT ({blocking.is_shared()}))
            FROM scored UNION ALL SELECT * FROM kept ANTI JOIN left_without USING (cid_a, cid_b)"""
    )
    drop_temporary(con, "scored", "pair_to_score", "newly_crowded", "was_crowded", "fresh_shared")


def _reached(con: Connection, prior: float, cut: float) -> None:
    """`reached` (node): records and contents that links of tonight or last night lead to from what changed."""
    con.execute(
        """CREATE OR REPLACE TEMP TABLE way AS
            SELECT rid AS a, cid AS b FROM run.linked.all_comparable
            UNION ALL SELECT rid_a, rid_b FROM keyed
            UNION ALL SELECT rid_a, rid_b FROM matching.candidate
            UNION ALL SELECT cid_a, cid_b FROM matching.pair
                WHERE cid_a <> cid_b AND 1 / (1 + pow(2.0, -(weight + $prior))) >= $cut
            UNION ALL SELECT cid_a, cid_b FROM run.linked.all_scored WHERE score >= $cut AND cid_a <> cid_b
            UNION ALL SELECT rid_a, rid_b FROM officer_pair""",
        {"prior": prior, "cut": cut},
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE reached AS
            SELECT rid AS node FROM touched UNION SELECT rid FROM altered UNION SELECT cid FROM flipped
            UNION SELECT cid FROM altered WHERE cid IS NOT NULL"""
    )
    con.execute("CREATE OR REPLACE TEMP TABLE front AS FROM reached")
    while count(con, "SELECT count(*) FROM front"):
        con.execute(
            """CREATE OR REPLACE TEMP TABLE front AS
                SELECT node FROM (
                    SELECT b AS node FROM way SEMI JOIN front ON node = a
                    UNION SELECT a FROM way SEMI JOIN front ON node = b)
                ANTI JOIN reached USING (node)"""
        )
        con.execute("INSERT INTO reached FROM front")
    drop_temporary(con, "way", "front", "flipped")


def _remember(con: Connection) -> None:
    """What is new, in the place of what the reached had; what came of the others is as it was."""
    with transaction(con):
        con.execute("DELETE FROM matching.record WHERE rid IN (SELECT rid FROM altered)")
        con.execute(
            """INSERT INTO matching.record
                SELECT now.*, cid FROM now SEMI JOIN altered USING (rid)
                LEFT JOIN run.linked.all_comparable USING (rid)"""
        )
        con.execute("DELETE FROM matching.block_key WHERE cid IN (SELECT cid FROM gone_content)")
        con.execute("INSERT INTO matching.block_key FROM new_key")
        for table, query in (("crowded", "crowded"), ("pair", "pair"), ("officer_pair", "officer_pair")):
            con.execute(f"CREATE OR REPLACE TABLE matching.{table} AS FROM {query}")
        for table in PAIRED:
            con.execute(f"DELETE FROM matching.{table} WHERE rid_a IN (FROM reached) OR rid_b IN (FROM reached)")
            con.execute(f"INSERT INTO matching.{table} FROM run.linked.{table}")
        con.execute("DELETE FROM matching.grouped WHERE rid IN (FROM reached)")
        con.execute("INSERT INTO matching.grouped FROM run.linked.grouped")


def _whole(con: Connection) -> None:
    """`run.linked.*` of all records, of whom only the reached were matched tonight."""
    for table in (*PAIRED, "grouped"):
        con.execute(f"CREATE OR REPLACE TABLE run.linked.{table} AS FROM matching.{table}")
    for table in ("scored", "comparable"):
        con.execute(f"DROP TABLE run.linked.{table}")
        con.execute(f"ALTER TABLE run.linked.all_{table} RENAME TO {table}")
    con.execute("CREATE OR REPLACE TEMP VIEW prepared AS FROM run.linked.prepared")
    drop_temporary(con, "some_prepared", "keyed", "touched", "altered", "reached", "holding", "fresh", "content")
    con.execute("DROP VIEW temp.block_key")
    drop_temporary(con, "pair", "new_key", "gone_content", "recounted", "again", "crowded", "now")
