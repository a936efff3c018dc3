"""Scores pairs of contents with the saved model: Splink, on the run's own connection."""

from __future__ import annotations

import copy
import logging
import math
from typing import Any

from pipeline.matching.saved_model import Model
from pipeline.store import Connection, count, drop_temporary

FLOOR = 0.01
"""Pairs less probable than this are forgotten."""
AT_ONCE = 1_000_000
"""Pairs given to Splink at once: both sides of a pair are held in full while it is scored."""


def score_pairs(con: Connection, model: Model, floor: float = FLOOR) -> None:
    """Writes the temporary table `scored` (cid_a, cid_b, weight, gammas, bits) from `pair_to_score` and `content`.

    weight: log2 of the Bayes factor of everything compared, without the prior.   gammas, bits: lists in the order of
    the model's comparisons: the level found (-1: a value is missing), and what it weighs with the name's frequency.
    Only pairs whose probability, prior included, is at least floor.
    """
    con.execute(
        """CREATE OR REPLACE TEMP TABLE scored (
            cid_a BIGINT, cid_b BIGINT, weight DOUBLE, gammas TINYINT[], bits FLOAT[])"""
    )
    for first in range(0, count(con, "SELECT count(*) FROM pair_to_score"), AT_ONCE):
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE splink_pairs AS
                SELECT '0' AS match_key, cid_a AS join_key_l, cid_b AS join_key_r FROM pair_to_score
                WHERE rowid >= {first} AND rowid < {first + AT_ONCE}"""
        )
        predicted = predict(con, make_linker(con, model), model, floor)
        con.execute(f"INSERT INTO scored {_scores(con, model, predicted)}")
        con.execute(f"DROP TABLE {predicted}")


def _scores(con: Connection, model: Model, predicted: str) -> str:
    """The query of a table that Splink made, as `scored` has it."""
    names = [comparison.name for comparison in model.comparisons]
    present = {row[0] for row in con.execute(f"DESCRIBE {predicted}").fetchall()}
    gammas = ", ".join(f"gamma_{name}" for name in names)
    bits = [f"mw_{name}" + (f" + mw_tf_adj_{name}" if f"mw_tf_adj_{name}" in present else "") for name in names]
    return f"""SELECT cid_l, cid_r, match_weight - {model.prior_bits!r}, [{gammas}], [{", ".join(bits)}]
        FROM {predicted}"""


def make_linker(con: Connection, model: Model) -> tuple[Any, Any]:
    """Splink's (api, linker) on the run's own `content`, with the frequencies of names that the model says."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=con)
    linker = Linker(api.register("content"), runnable(model.splink), log_level=logging.ERROR, validate_settings=False)
    for part in model.frequencies:
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE splink_tf_{part} AS
                SELECT name AS {part}, frequency AS tf_{part} FROM name_frequency WHERE part = '{part}'"""
        )
        linker.table_management.register_term_frequency_lookup(api.register(f"splink_tf_{part}"), part)
    return api, linker


def predict(con: Connection, linked_by: tuple[Any, Any], model: Model, floor: float) -> str:
    """The name of the table that Splink makes of `splink_pairs` (match_key, join_key_l, join_key_r).

    Only pairs at least as probable as floor.
    """
    api, linker = linked_by
    linker.table_management.register_blocked_pairs_for_predict(api.register("splink_pairs"))
    weight = math.log2(floor / (1 - floor))
    predicted = linker.inference.predict(threshold_match_weight=weight, warning_mode="never")
    drop_temporary(con, "splink_pairs", *(f"splink_tf_{part}" for part in model.frequencies))
    return str(predicted.physical_name)


def runnable(splink: dict[str, Any]) -> dict[str, Any]:
    """Splink's settings as a night needs them; it keeps the levels only together with the values."""
    return copy.deepcopy(splink) | {
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
        "unique_id_column_name": "cid",
    }
