"""What officers said of pairs of records: the decisions on the review list that stand on the day."""

from __future__ import annotations

from pipeline import canonical
from pipeline.matching import resolver
from pipeline.store import Connection

SAME, DIFFERENT, NOT_KNOWN = "Same", "Different", "Don't know"
"""What the column Decision offers."""

STATUS_MEANS = {"Duplicate record": SAME, "Not this child": DIFFERENT}
"""Statuses that say the same of a pair as a decision."""

PAIR = r"^pair (.+?:.*) ([a-z_]+/[a-z_]+:.*)$"
"""The subject of an entry on a pair of records."""


def officers_pairs(con: Connection) -> None:
    """Writes the temporary tables `pair_said` and `officer_pair` from `decisions.entry` by the day.

    pair_said (record_a, record_b, decision, decided_on, officer): one row per pair of which something stands, records
    in the order of text; decision: the newer of Decision and what Status means, None where only notes were made.
    An emptied cell says nothing any more.   officer_pair (rid_a, rid_b, value): Same and Different, of records there.
    """
    means = " ".join(f"WHEN '{status}' THEN '{decision}'" for status, decision in STATUS_MEANS.items())
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE pair_said AS
            WITH named AS (
                SELECT unnest(regexp_extract(subject, '{PAIR}', ['one', 'two'])), column_name, value, decided_on,
                    officer, entry_id
                FROM decisions.entry WHERE subject LIKE 'pair %' AND decided_on <= getvariable('as_at')),
            standing AS (
                SELECT least(one, two) AS record_a, greatest(one, two) AS record_b, * EXCLUDE (one, two),
                    CASE WHEN column_name = 'Decision' THEN value
                        WHEN column_name = 'Status' THEN CASE value {means} END END AS means
                FROM named WHERE one > '' AND one <> two
                QUALIFY row_number() OVER (
                    PARTITION BY record_a, record_b, column_name ORDER BY decided_on DESC, entry_id DESC) = 1),
            decided AS (
                SELECT record_a, record_b, means AS decision, decided_on, officer FROM standing
                WHERE means IN ('{SAME}', '{DIFFERENT}', ?)
                QUALIFY row_number() OVER (
                    PARTITION BY record_a, record_b ORDER BY decided_on DESC, entry_id DESC) = 1)
            SELECT record_a, record_b, decision, decided.decided_on, decided.officer
            FROM (SELECT DISTINCT record_a, record_b FROM standing WHERE value IS NOT NULL)
            LEFT JOIN decided USING (record_a, record_b)""",
        [NOT_KNOWN],
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE officer_pair AS
            SELECT least(a.rid, b.rid) AS rid_a, greatest(a.rid, b.rid) AS rid_b, decision AS value
            FROM pair_said JOIN prepared AS a ON a.record = record_a JOIN prepared AS b ON b.record = record_b
            WHERE decision IN ('{SAME}', '{DIFFERENT}')"""
    )


def pair_decisions(con: Connection) -> None:
    """Writes `run.linked.pair_decision`: what officers said of pairs, the children they are of, what stands against it.

    From `pair_said` and the children found (`known`, `vetoed`). A record that is gone is taken to have the UPN
    it had, or another one where that is not known any more. An officer's Same is set aside by two different permanent
    UPNs and by an officer's Different.
    """
    con.execute(canonical.create("pair_decision", "run.linked."))
    con.execute(
        f"""INSERT INTO run.linked.pair_decision BY NAME
            WITH said AS (
                SELECT pair_said.*, a.child_id AS child_a, b.child_id AS child_b,
                    least(a.rid, b.rid) AS rid_a, greatest(a.rid, b.rid) AS rid_b
                FROM pair_said LEFT JOIN run.linked.known AS a ON a.record = record_a
                LEFT JOIN run.linked.known AS b ON b.record = record_b),
            child_upn AS (
                SELECT DISTINCT child_id, upn_identity FROM run.linked.prepared JOIN run.linked.known USING (rid)
                WHERE child_id IN (SELECT child_a FROM said UNION SELECT child_b FROM said)),
            side_upn AS (
                SELECT record_a AS record, upn_identity FROM said JOIN child_upn ON child_id = child_a
                UNION SELECT record_b, upn_identity FROM said JOIN child_upn ON child_id = child_b
                UNION SELECT record, upn FROM run.asat.gone WHERE regexp_matches(upn, '[0-9]$')
                UNION SELECT record, 'unknown ' || record FROM (
                    SELECT record_a AS record FROM said WHERE child_a IS NULL
                    UNION SELECT record_b FROM said WHERE child_b IS NULL) ANTI JOIN run.asat.gone USING (record)),
            two_upns AS (
                SELECT DISTINCT record_a, record_b FROM said
                JOIN side_upn AS a ON a.record = record_a JOIN side_upn AS b ON b.record = record_b
                WHERE a.upn_identity <> b.upn_identity),
            refusal AS (SELECT rid_a, rid_b, min(why) AS why FROM run.linked.vetoed GROUP BY rid_a, rid_b)
            SELECT record_a, record_b, decision, decided_on, officer, said.child_a, said.child_b,
                two_upns.record_a IS NOT NULL AS has_two_upns,
                CASE WHEN decision = '{SAME}' AND said.child_a <> said.child_b THEN
                    CASE WHEN two_upns.record_a IS NOT NULL THEN '{resolver.UPNS}'
                        ELSE coalesce(refusal.why, '{resolver.REFUSED}') END
                END AS against
            FROM said LEFT JOIN two_upns USING (record_a, record_b)
            LEFT JOIN refusal USING (rid_a, rid_b)"""
    )
