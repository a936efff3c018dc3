"""Cores: what of a child stands without the model's links."""

from __future__ import annotations

from pipeline import canonical
from pipeline.store import Connection


def find_cores(con: Connection) -> None:
    """Writes `run.linked.core` (record, core) from `run.linked.link`, for children with a link that the model made.

    core: the first of the records that are joined without the model, by keys, exact names or an officer.
    """
    con.execute(canonical.create("core", "run.linked."))
    con.execute(
        """INSERT INTO run.linked.core
            WITH RECURSIVE modelled AS (
                SELECT DISTINCT child_id FROM run.linked.link JOIN run.linked.record_child ON record = record_a
                WHERE how = 'model'),
            edge AS (
                SELECT record_a AS one, record_b AS two FROM run.linked.link WHERE how <> 'model'
                UNION ALL SELECT record_b, record_a FROM run.linked.link WHERE how <> 'model'),
            reached (record, core) USING KEY (record) AS (
                SELECT record, record FROM run.linked.record_child JOIN modelled USING (child_id)
                UNION
                SELECT now.record, min(reached.core) FROM reached JOIN edge ON edge.one = reached.record
                JOIN recurring.reached AS now ON now.record = edge.two
                WHERE reached.core < now.core GROUP BY now.record)
            FROM reached"""
    )
