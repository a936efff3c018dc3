"""Splink's own charts of the saved model and of the newest run's records, for the analyst."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.matching import scoring, weigh
from pipeline.matching.saved_model import Model
from pipeline.store import Connection

COMPARED = {"forename": "forename", "surname": "surname", "born": "born", "sex": "sex"}
"""Comparison -> the column of a content that it is mainly about. Not the place: an address can be restricted."""


@dataclass(frozen=True)
class Chart:
    """A chart: title, a sentence on how to read it, and its Vega-Lite specification."""

    title: str
    about: str
    spec: dict[str, Any]


def charts(night: Connection, model: Model, pairs: Sequence[tuple[str, str]]) -> list[Chart]:
    """Match weights, m and u, unlinkable records, and a waterfall of the pairs of record keys (none where empty).

    night: a connection with `run.linked` of the newest run, which is only read.
    """
    con = weigh.desk(night)
    weigh.lay_out(con, model)
    api, linker = scoring.make_linker(con, model)
    found = [
        Chart(
            "What each comparison weighs",
            "Bits of evidence for one child (right) or against (left); ten bits are a factor of a thousand.",
            linker.visualisations.match_weights_chart().chart_dict,
        ),
        Chart(
            "How often each level occurs",
            "Among pairs of records of one child (m) and of two children (u), as estimated or declared.",
            linker.visualisations.m_u_parameters_chart().chart_dict,
        ),
        Chart(
            "Records that cannot be linked",
            "The share of records that say too little to reach a probability even when compared with themselves.",
            linker.evaluation.unlinkables_chart().chart_dict,
        ),
    ]
    if pairs:
        found.append(
            Chart(
                "One pair, comparison by comparison",
                "From the prior on the left to the probability on the right; the slider chooses the pair.",
                _waterfall(con, (api, linker), model, pairs),
            )
        )
    con.close()
    return found


def libraries() -> list[str]:
    """The JavaScript that draws the charts, in the order in which it is loaded; Splink carries it."""
    from splink.internals.html_utils import load_chart_libraries

    return list(load_chart_libraries().values())  # type: ignore[no-untyped-call]  # (Splink gives it no types)


def _waterfall(
    con: Connection, linked_by: tuple[Any, Any], model: Model, pairs: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    con.execute("CREATE TEMP TABLE asked (record_a VARCHAR, record_b VARCHAR)")
    con.executemany("INSERT INTO asked VALUES (?, ?)", [list(pair) for pair in pairs])
    con.execute(
        """CREATE TEMP TABLE splink_pairs AS
            SELECT DISTINCT '0' AS match_key, least(a.cid, b.cid) AS join_key_l, greatest(a.cid, b.cid) AS join_key_r
            FROM asked JOIN of_record AS a ON a.record = record_a JOIN of_record AS b ON b.record = record_b"""
    )
    predicted = scoring.predict(con, linked_by, model, weigh.NO_FLOOR)
    result = con.execute(f"FROM {predicted}")
    names = [column[0] for column in result.description or []]
    records = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    spec: dict[str, Any] = json.loads(
        json.dumps(linked_by[1].visualisations.waterfall_chart(records).chart_dict, default=float)
    )
    for bar in spec["data"]["values"]:
        # Splink labels a bar with every column that its comparison mentions; a reader wants the value compared.
        pair = records[bar["record_number"]]
        column = COMPARED.get(bar["column_name"].removeprefix("tf_"))
        bar |= {f"value_{side}": str(pair[f"{column}_{side}"] or "") if column else "" for side in ("l", "r")}
    return spec
