"""Compare: the scores of all pairs of tonight's records that may be one child."""

from __future__ import annotations

import math

from pipeline.matching import blocking, comparable, scoring
from pipeline.matching.saved_model import Model
from pipeline.store import Connection, count, drop_temporary

PRIOR_STEP = 1.0
"""The prior moves in whole bits, so that a few children more or less move no score."""


def compare(con: Connection, model: Model, *, review_above: float) -> None:
    """Writes `run.linked.scored`: cid_a, cid_b, score (probability), weight (bits, prior included), gammas, bits.

    Reads `prepared`, and what `comparable.learn_names` made. Writes `content`, `run.linked.comparable` and the
    temporary tables `block_key`, `crowded` and `pair` (cid_a, cid_b, weight without the prior, gammas, bits).
    """
    comparable.describe(con, model)
    blocking.find_pairs(con, model)
    floor = floor_of(review_above)
    scoring.score_pairs(con, model, floor)
    con.execute("CREATE OR REPLACE TEMP TABLE pair AS FROM scored")
    drop_temporary(con, "scored", "pair_to_score")
    write_scores(con, prior_bits(model, count(con, "SELECT count(*) FROM content")), floor, "pair")


def floor_of(review_above: float) -> float:
    """The probability below which a pair is forgotten."""
    return min(scoring.FLOOR, review_above)


def prior_bits(model: Model, contents: int) -> float:
    """The prior for so many contents: in a larger council than the model was trained on, chance agrees more often."""
    more = math.log2(max(contents, 1) / model.records)
    return model.prior_bits - max(0.0, PRIOR_STEP * round(more / PRIOR_STEP))


def write_scores(con: Connection, prior: float, floor: float, pairs: str) -> None:
    """`run.linked.scored` of the pairs of a query or table, by the prior of tonight."""
    con.execute(
        f"""CREATE OR REPLACE TABLE run.linked.scored AS
            SELECT cid_a, cid_b, 1 / (1 + pow(2.0, -(weight + $prior))) AS score, weight + $prior AS weight,
                gammas, bits
            FROM {pairs} WHERE 1 / (1 + pow(2.0, -(weight + $prior))) >= $floor""",
        {"prior": prior, "floor": floor},
    )
