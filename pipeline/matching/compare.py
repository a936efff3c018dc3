"""Compare: the scores of all pairs of tonight's records, of which only what is new is scored anew.

What was compared last night is kept (`matching.*` of the store) by content, not by record, together with the model it
was compared with: so a night gives what a night without memory would give, whatever came and went in between.
"""

from __future__ import annotations

import math

import duckdb

from pipeline.matching import blocking, comparable, scoring
from pipeline.matching.saved_model import Model
from pipeline.store import Connection, drop_temporary, transaction

METHOD = 1
"""Goes up with any change to how contents are made or pairs are found, so that nothing older is reused."""

PRIOR_STEP = 1.0
"""The prior moves in whole bits, so that a few children more or less move no score."""


def compare(con: Connection, model: Model, *, review_above: float, remember: bool) -> None:
    """Writes `run.linked.scored`: cid_a, cid_b, score (probability), weight (bits, prior included), gammas, bits.

    remember: the run is for the newest day, so what was compared is kept for the next.
    """
    comparable.make_comparable(con, model)
    floor = min(scoring.FLOOR, review_above)
    identity = f"{model.identity} {METHOD} {floor} {duckdb.__version__}"
    _recall(con, identity)
    blocking.find_pairs(con, model)
    scoring.score_pairs(con, model, floor)
    _put_together(con, model, floor)
    if remember:
        _remember(con, identity)
    drop_temporary(con, "scored", "pair_to_score", "fresh", "fresh_shared", "was_crowded")
    drop_temporary(con, "crowded", "kept_pair", "known_content", "block_key", "name_frequency")


def prior_bits(model: Model, contents: int) -> float:
    """The prior for so many contents: in a larger council than the model was trained on, chance agrees more often."""
    more = math.log2(max(contents, 1) / model.records)
    return model.prior_bits - max(0.0, PRIOR_STEP * round(more / PRIOR_STEP))


def _recall(con: Connection, identity: str) -> None:
    """`fresh`, `fresh_shared` (cid), `was_crowded` (key) and `kept_pair` (cid_a, cid_b, weight, gammas, bits)."""
    row = con.execute("SELECT count(*) FROM matching.compared_by WHERE identity = ?", [identity]).fetchone()
    known = bool(row and row[0])
    con.execute("CREATE OR REPLACE TEMP TABLE known_content AS SELECT * FROM matching.compared WHERE ?", [known])
    con.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT cid FROM content ANTI JOIN known_content USING (content)")
    con.execute(
        """CREATE OR REPLACE TEMP TABLE fresh_shared AS
            SELECT cid FROM content ANTI JOIN (SELECT content FROM known_content WHERE is_shared) USING (content)
            WHERE is_shared"""
    )
    con.execute("CREATE OR REPLACE TEMP TABLE was_crowded AS SELECT key FROM matching.crowded WHERE ?", [known])
    con.execute(
        """CREATE OR REPLACE TEMP TABLE kept_pair AS
            SELECT least(a.cid, b.cid) AS cid_a, greatest(a.cid, b.cid) AS cid_b, weight, gammas, bits
            FROM matching.pair JOIN content AS a ON a.content = content_a JOIN content AS b ON b.content = content_b
            WHERE ? AND (a.cid <> b.cid OR a.is_shared)""",
        [known],
    )


def _put_together(con: Connection, model: Model, floor: float) -> None:
    """What was kept and is still compared, and what was scored tonight."""
    contents = con.execute("SELECT count(*) FROM content").fetchone()
    bits = prior_bits(model, contents[0] if contents else 0)
    # A key that is crowded now no longer makes pairs; a pair stays where it has another key.
    con.execute(
        """CREATE OR REPLACE TEMP TABLE kept_pair AS
            SELECT * FROM kept_pair WHERE NOT EXISTS (FROM crowded) OR cid_a = cid_b
            UNION ALL
            SELECT DISTINCT kept_pair.* FROM kept_pair
            JOIN block_key AS a ON a.cid = cid_a JOIN block_key AS b ON b.cid = cid_b AND b.key = a.key
            WHERE EXISTS (FROM crowded) AND cid_a <> cid_b"""
    )
    con.execute(
        """CREATE TABLE run.linked.scored AS
            SELECT cid_a, cid_b, 1 / (1 + pow(2.0, -(weight + $prior))) AS score, weight + $prior AS weight,
                gammas, bits
            FROM (
                SELECT cid_a, cid_b, weight, gammas, bits FROM scored
                UNION ALL SELECT * FROM kept_pair ANTI JOIN scored USING (cid_a, cid_b))
            WHERE 1 / (1 + pow(2.0, -(weight + $prior))) >= $floor""",
        {"prior": bits, "floor": floor},
    )


def _remember(con: Connection, identity: str) -> None:
    with transaction(con):
        con.execute("DELETE FROM matching.compared_by")
        con.execute("INSERT INTO matching.compared_by VALUES (?)", [identity])
        con.execute("DELETE FROM matching.compared")
        con.execute("INSERT INTO matching.compared SELECT content, is_shared FROM content")
        con.execute("DELETE FROM matching.crowded")
        con.execute("INSERT INTO matching.crowded SELECT key FROM crowded")
        con.execute("DELETE FROM matching.pair")
        con.execute(
            """INSERT INTO matching.pair
                SELECT a.content, b.content, weight, gammas, bits
                FROM (SELECT cid_a, cid_b, weight, gammas, bits FROM scored
                    UNION ALL SELECT * FROM kept_pair ANTI JOIN scored USING (cid_a, cid_b))
                JOIN content AS a ON a.cid = cid_a JOIN content AS b ON b.cid = cid_b"""
        )
