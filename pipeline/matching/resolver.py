"""The resolver: from pairs of records to children, by the best link first and never against a veto.

Links by keys are settled first, then those of officers and of the model beside them. Each round merges the pairs of
groups that are each other's best link; a pair is vetoed for good when its groups hold two records that are never one
child. The outcome does not depend on the order of rows.

What stands against a link: two different permanent UPNs and an officer's "Different", always; two records of one list
(two education records, two children of one claim, two pupils of one return), but against an officer's "Same" only two
education records; a twin or sibling anywhere in the two groups, against links of the model.
"""

from __future__ import annotations

from pipeline.store import Connection, drop_temporary

OFFICER, BY_MODEL = 0, 6
"""Strengths of links that are not by keys."""

UPNS, ONE_LIST = "two different permanent UPNs", "two records of one list"
REFUSED, TWIN = "an officer said they are different", "a twin or sibling"
"""Why two groups are never one child, strongest first."""


def resolve(con: Connection) -> None:
    """All at once: writes `run.linked.grouped` and `run.linked.vetoed` from `prepared` and `candidate`."""
    start(con)
    settle(con)
    finish(con)


def start(con: Connection) -> None:
    """Every record is a group of its own (`member`: rid, gid). Creates `run.linked.vetoed` (rid_a, rid_b, why)."""
    con.execute("CREATE OR REPLACE TEMP TABLE member AS SELECT rid, rid AS gid FROM prepared")
    con.execute("CREATE OR REPLACE TEMP TABLE upn_of AS SELECT rid, upn_identity FROM prepared WHERE upn_identity > ''")
    con.execute(
        """CREATE OR REPLACE TEMP TABLE apart_of AS
            SELECT rid, hash(apart) AS apart, split_part(apart, '|', 1) = 'education' AS is_education
            FROM prepared WHERE apart > ''"""
    )
    con.execute("CREATE TEMP TABLE IF NOT EXISTS officer_pair (rid_a BIGINT, rid_b BIGINT, value VARCHAR)")
    con.execute("CREATE TABLE run.linked.vetoed (rid_a BIGINT, rid_b BIGINT, why VARCHAR)")


def settle(con: Connection, twins: str = "false") -> None:
    """Merges groups by the pairs of `run.linked.candidate` until none is left to merge.

    twins: SQL saying of the records l and r of two groups that they are twins or siblings rather than one child.
    """
    con.execute("DELETE FROM run.linked.vetoed")
    for wanted in (f"strength > {OFFICER} AND strength < {BY_MODEL}", "true"):
        con.execute(f"CREATE OR REPLACE TEMP TABLE live AS SELECT * FROM run.linked.candidate WHERE {wanted}")
        while _round(con, twins):
            pass
    drop_temporary(con, "live", "edge", "group_pair", "vetoed_pair", "merged")


def finish(con: Connection) -> None:
    """Writes `run.linked.grouped` (rid, gid: the number of the group's first record)."""
    con.execute("CREATE TABLE run.linked.grouped AS SELECT rid, gid FROM member")


def _round(con: Connection, twins: str) -> bool:
    """One round; False when no pair of groups is left to merge."""
    con.execute(
        """CREATE OR REPLACE TEMP TABLE edge AS
            SELECT live.*, least(a.gid, b.gid) AS gid_a, greatest(a.gid, b.gid) AS gid_b
            FROM live JOIN member AS a ON a.rid = rid_a JOIN member AS b ON b.rid = rid_b
            WHERE a.gid <> b.gid"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE group_pair AS
            SELECT gid_a, gid_b, min(strength) AS strength, max(coalesce(score, 1)) AS score
            FROM edge GROUP BY gid_a, gid_b"""
    )
    _veto(con, twins)
    con.execute(
        """INSERT INTO run.linked.vetoed
            SELECT rid_a, rid_b, min(why) FROM edge JOIN vetoed_pair USING (gid_a, gid_b)
            ANTI JOIN run.linked.vetoed USING (rid_a, rid_b) GROUP BY ALL"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE live AS
            SELECT rid_a, rid_b, how, strength, score, reason FROM edge ANTI JOIN vetoed_pair USING (gid_a, gid_b)"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE merged AS
            WITH best_edge AS (FROM group_pair ANTI JOIN vetoed_pair USING (gid_a, gid_b)),
            sided AS (
                SELECT gid_a AS gid, * FROM best_edge UNION ALL SELECT gid_b AS gid, * FROM best_edge),
            best AS (
                SELECT gid, gid_a, gid_b FROM sided
                QUALIFY row_number() OVER (PARTITION BY gid ORDER BY strength, score DESC, gid_a, gid_b) = 1)
            SELECT gid_a, gid_b FROM best GROUP BY gid_a, gid_b HAVING count(*) = 2"""
    )
    changed = con.execute("UPDATE member SET gid = merged.gid_a FROM merged WHERE member.gid = merged.gid_b").fetchone()
    return bool(changed and changed[0])


def _veto(con: Connection, twins: str) -> None:
    """`vetoed_pair`: gid_a, gid_b, why; of the pairs of groups that have a link."""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE vetoed_pair AS
            WITH touched AS (
                SELECT rid, gid FROM member
                WHERE gid IN (SELECT gid_a FROM group_pair UNION ALL SELECT gid_b FROM group_pair)),
            group_upn AS (SELECT DISTINCT gid, upn_identity FROM upn_of JOIN touched USING (rid)),
            group_apart AS (SELECT DISTINCT gid, apart, is_education FROM apart_of JOIN touched USING (rid)),
            refused AS (
                SELECT least(a.gid, b.gid) AS gid_a, greatest(a.gid, b.gid) AS gid_b
                FROM officer_pair JOIN touched AS a ON a.rid = rid_a JOIN touched AS b ON b.rid = rid_b
                WHERE value = 'Different')
            SELECT gid_a, gid_b, '{UPNS}' AS why
            FROM group_pair JOIN group_upn AS a ON a.gid = gid_a JOIN group_upn AS b ON b.gid = gid_b
            WHERE a.upn_identity <> b.upn_identity
            UNION
            SELECT gid_a, gid_b, '{ONE_LIST}'
            FROM group_pair JOIN group_apart AS a ON a.gid = gid_a
            JOIN group_apart AS b ON b.gid = gid_b AND b.apart = a.apart
            WHERE strength > {OFFICER} OR a.is_education
            UNION
            SELECT gid_a, gid_b, '{REFUSED}' FROM group_pair JOIN refused USING (gid_a, gid_b)"""
    )
    if twins != "false":
        con.execute(
            f"""INSERT INTO vetoed_pair
                SELECT DISTINCT gid_a, gid_b, '{TWIN}'
                FROM (FROM group_pair ANTI JOIN vetoed_pair USING (gid_a, gid_b)) AS pair
                JOIN member AS in_a ON in_a.gid = gid_a JOIN member AS in_b ON in_b.gid = gid_b
                JOIN run.linked.comparable AS is_a ON is_a.rid = in_a.rid
                JOIN run.linked.comparable AS is_b ON is_b.rid = in_b.rid
                JOIN content AS l ON l.cid = is_a.cid JOIN content AS r ON r.cid = is_b.cid
                WHERE strength >= {BY_MODEL} AND ({twins})"""
        )
