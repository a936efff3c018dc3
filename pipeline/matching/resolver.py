"""The resolver: from pairs of records to children, by the best link first and never against a veto.

Each round merges the pairs of groups that are each other's best link; a pair is vetoed for good when its groups hold
two records that are never one child (two education records, two children of one claim, two pupils of one return), or
two different permanent UPNs. The outcome does not depend on the order of rows.
"""

from __future__ import annotations

from pipeline.store import Connection


def resolve(con: Connection) -> None:
    """Writes `run.linked.grouped` (rid, gid: the number of the group's first record) and `run.linked.vetoed`
    (rid_a, rid_b, why) from `prepared` and `candidate`."""
    con.execute("CREATE OR REPLACE TEMP TABLE member AS SELECT rid, rid AS gid FROM prepared")
    con.execute("CREATE OR REPLACE TEMP TABLE upn_of AS SELECT rid, upn_identity FROM prepared WHERE upn_identity > ''")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE apart_of AS SELECT rid, hash(apart) AS apart FROM prepared WHERE apart > ''"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE live AS SELECT * FROM run.linked.candidate")
    con.execute("CREATE TABLE run.linked.vetoed (rid_a BIGINT, rid_b BIGINT, why VARCHAR)")
    while _round(con):
        pass
    con.execute("CREATE TABLE run.linked.grouped AS SELECT rid, gid FROM member")


def _round(con: Connection) -> bool:
    """One round; False when no pair of groups is left to merge."""
    con.execute(
        """CREATE OR REPLACE TEMP TABLE edge AS
            SELECT live.*, least(a.gid, b.gid) AS gid_a, greatest(a.gid, b.gid) AS gid_b
            FROM live JOIN member AS a ON a.rid = rid_a JOIN member AS b ON b.rid = rid_b
            WHERE a.gid <> b.gid"""
    )
    con.execute("CREATE OR REPLACE TEMP TABLE group_pair AS SELECT DISTINCT gid_a, gid_b FROM edge")
    con.execute(
        """CREATE OR REPLACE TEMP TABLE vetoed_pair AS
            WITH group_upn AS (SELECT DISTINCT gid, upn_identity FROM upn_of JOIN member USING (rid)),
            group_apart AS (SELECT DISTINCT gid, apart FROM apart_of JOIN member USING (rid))
            SELECT gid_a, gid_b, 'two different permanent UPNs' AS why
            FROM group_pair JOIN group_upn AS a ON a.gid = gid_a JOIN group_upn AS b ON b.gid = gid_b
            WHERE a.upn_identity <> b.upn_identity
            UNION
            SELECT gid_a, gid_b, 'two records of one list' AS why
            FROM group_pair JOIN group_apart AS a ON a.gid = gid_a JOIN group_apart AS b ON b.gid = gid_b
            WHERE a.apart = b.apart"""
    )
    con.execute(
        """INSERT INTO run.linked.vetoed
            SELECT rid_a, rid_b, min(why) FROM edge JOIN vetoed_pair USING (gid_a, gid_b) GROUP BY ALL"""
    )
    con.execute("CREATE OR REPLACE TEMP TABLE edge AS SELECT * FROM edge ANTI JOIN vetoed_pair USING (gid_a, gid_b)")
    con.execute("CREATE OR REPLACE TEMP TABLE live AS SELECT rid_a, rid_b, how, strength, score, reason FROM edge")
    con.execute(
        """CREATE OR REPLACE TEMP TABLE merged AS
            WITH best_edge AS (
                SELECT gid_a, gid_b, min(strength) AS strength, max(coalesce(score, 1)) AS score
                FROM edge GROUP BY gid_a, gid_b),
            sided AS (
                SELECT gid_a AS gid, * FROM best_edge UNION ALL SELECT gid_b AS gid, * FROM best_edge),
            best AS (
                SELECT gid, gid_a, gid_b FROM sided
                QUALIFY row_number() OVER (PARTITION BY gid ORDER BY strength, score DESC, gid_a, gid_b) = 1)
            SELECT gid_a, gid_b FROM best GROUP BY gid_a, gid_b HAVING count(*) = 2"""
    )
    changed = con.execute("UPDATE member SET gid = merged.gid_a FROM merged WHERE member.gid = merged.gid_b").fetchone()
    return bool(changed and changed[0])
