"""Cores: what of a child stands without the model's links."""

from __future__ import annotations

from pipeline import canonical
from pipeline.store import Connection, drop_temporary


def find_cores(con: Connection) -> None:
    """Writes `run.linked.core` (record, core) from `run.linked.link`, for children with a link that the model made.

    core: the first of the records that are joined without the model, by keys, exact names or an officer.
    """
    con.execute(canonical.create("core", "run.linked."))
    con.execute(
        """CREATE OR REPLACE TEMP TABLE modelled AS
            SELECT record FROM run.linked.record_child WHERE child_id IN (
                SELECT child_id FROM run.linked.link JOIN run.linked.record_child ON record = record_a
                WHERE how = 'model')"""
    )
    # Every step looks at all the links, so only those of these children are kept for it.
    con.execute(
        """INSERT INTO run.linked.core
            WITH RECURSIVE other AS MATERIALIZED (
                SELECT record_a, record_b FROM run.linked.link SEMI JOIN modelled ON record = record_a
                WHERE how <> 'model'),
            edge AS (SELECT record_a AS one, record_b AS two FROM other UNION ALL SELECT record_b, record_a FROM other),
            reached (record, core) USING KEY (record) AS (
                SELECT record, record FROM modelled
                UNION
                SELECT now.record, min(reached.core) FROM reached JOIN edge ON edge.one = reached.record
                JOIN recurring.reached AS now ON now.record = edge.two
                WHERE reached.core < now.core GROUP BY now.record)
            FROM reached"""
    )
    drop_temporary(con, "modelled")
