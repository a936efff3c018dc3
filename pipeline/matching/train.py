"""Estimates a model of matching on a council's own records, and writes it beside the older ones.

How rarely two children agree (u) is counted on random pairs; how often two records of one child agree (m) is found by
expectation maximisation among pairs that agree on something else; then the prior, so that it agrees with what is found.
"""

from __future__ import annotations

import json
import logging
import math
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError
from pipeline.matching import blocking, comparable, prepare, saved_model, scoring
from pipeline.matching.saved_model import MODELS, Model
from pipeline.store import Connection, count, drop_temporary

RANDOM_PAIRS = 5e6
SEED = 852
RARELY = 2.0**-12
"""The u of levels whose bits are declared: only the ratio to m counts."""
LEAST = 0.001
FREQUENT = 5
"""Names of fewer contents are not listed: they are rare, and whose they are would show."""


def train(con: Connection, day: date, folder: Path = MODELS) -> tuple[Path, list[str]]:
    """Trains on `run.linked.person_record` and writes folder/<day>.json.

    Returns the file, and a sentence for every weight that changed against the newest model before. Raises ModelError
    where a level could not be estimated: then nothing is written.
    """
    said = saved_model.declared(folder)
    for table in ("prepared", "comparable"):
        con.execute(f"DROP TABLE IF EXISTS run.linked.{table}")
    prepare.prepare(con)
    con.execute("CREATE OR REPLACE TEMP VIEW prepared AS FROM run.linked.prepared")
    if count(con, "SELECT count(*) FROM prepared WHERE coalesce(forename_key, surname_key) IS NOT NULL") < 2:
        raise ModelError("No model was written: fewer than two records have a name; train on more records.")
    frequencies, rare = name_frequencies(con)
    untrained: dict[str, Any] = {
        "format": saved_model.FORMAT,
        "name_frequencies": frequencies,
        "rare": rare,
        "blocking": {"at_most": said["blocking"]["at_most"], "keys": said["blocking"]["keys"]},
        "says": {c["name"]: {v["name"]: v["says"] for v in c["level"]} for c in said["comparison"]},
        "guards": {c["name"]: [v["name"] for v in c["level"] if v.get("guard")] for c in said["comparison"]},
        "estimated_on": {"records": 0},
        "splink": splink_settings(said),
    }
    comparable.make_comparable(con, saved_model.of_dict("untrained", untrained))
    splink = _estimated(con, said, untrained["splink"])
    assumed = _assume(said, splink)
    trained = untrained | {"splink": splink, "estimated_on": _estimated_on(con, day) | {"assumed": assumed}}
    _refuse_untrained(splink)
    _soften(splink, set(assumed))
    made = saved_model.of_dict(day.isoformat(), trained)
    splink["probability_two_random_records_match"] = _prior(con, made)
    before = saved_model.load(saved_model.newest(folder)) if any(folder.glob("*.json")) else None
    changes = compare(before, saved_model.of_dict(day.isoformat(), trained))
    path = folder / f"{day.isoformat()}.json"
    again = 2
    while path.exists():
        path = folder / f"{day.isoformat()}_{again}.json"
        again += 1
    written = path.with_suffix(".new")
    written.write_text(as_text(trained), encoding="utf-8")
    written.replace(path)  # A night that begins now reads the old model or the new one, never half of one.
    return path, changes


def name_frequencies(con: Connection) -> tuple[dict[str, dict[str, float]], float]:
    """(part -> name -> share of the records, of names that at least FREQUENT records have; the share of a rarer)."""
    shares: dict[str, dict[str, float]] = {}
    total = count(con, "SELECT count(*) FROM prepared")
    for part in ("forename", "surname"):
        rows = con.execute(
            f"""SELECT {part}_key, count(*) FROM prepared WHERE {part}_key IS NOT NULL
                GROUP BY ALL HAVING count(*) >= {FREQUENT} ORDER BY 1"""
        ).fetchall()
        shares[part] = {name: round(held / total, 7) for name, held in rows}
    return shares, round(min(1e-4, FREQUENT / total), 7)


def splink_settings(said: dict[str, Any]) -> dict[str, Any]:
    """Splink's settings of what `comparisons.toml` declares, nothing estimated yet."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "cid",
        "probability_two_random_records_match": 1e-5,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_comparison(comparison) for comparison in said["comparison"]],
    }


def _comparison(said: dict[str, Any]) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": said["missing"], "label_for_charts": "missing", "is_null_level": True}
    ]
    for level in said["level"]:
        made = {"sql_condition": level["sql"], "label_for_charts": level["name"]}
        if "frequency" in level:
            made |= {"tf_adjustment_column": level["frequency"], "tf_adjustment_weight": 1.0}
        if "bits" in level:
            # Fixed so that their ratio is what was declared, whatever is estimated for the levels beside it.
            made |= {"m_probability": RARELY * 2.0 ** level["bits"], "u_probability": RARELY}
            made |= {"fix_m_probability": True, "fix_u_probability": True}
        levels.append(made)
    return {"output_column_name": said["name"], "comparison_levels": levels}


def _estimated(con: Connection, said: dict[str, Any], untrained: dict[str, Any]) -> dict[str, Any]:
    """The settings with m and u."""
    from splink import DuckDBAPI, Linker
    from splink.internals.exceptions import EMTrainingException

    api = DuckDBAPI(connection=con)
    table = api.register("content")
    linker = Linker(table, untrained, log_level=logging.ERROR)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED, min_count_per_level=None)
    settings = linker.misc.save_model_to_json()
    by_name = {c["output_column_name"]: c for c in settings["comparisons"]}
    for session in said["session"]:
        part = settings | {"comparisons": [by_name[name] for name in session["trains"]]}
        # The columns agreed on go by other names, so that Splink does not leave out what mentions them.
        agreed = ", ".join(f"{column} AS agreed_{column}" for column in session["agree"])
        con.execute(f"CREATE OR REPLACE TEMP TABLE session_content AS SELECT *, {agreed} FROM content")
        session_api = DuckDBAPI(connection=con)
        learner = Linker(session_api.register("session_content"), part, log_level=logging.ERROR)
        rule = " AND ".join(f"l.agreed_{column} = r.agreed_{column}" for column in session["agree"])
        try:
            learner.training.estimate_parameters_using_expectation_maximisation(rule, fix_u_probabilities=True)
        except EMTrainingException:
            raise ModelError(
                f"No model was written: no two records agree on {' and '.join(session['agree'])}; "
                "train on more records."
            ) from None
        for comparison in learner.misc.save_model_to_json()["comparisons"]:
            by_name[comparison["output_column_name"]] = comparison
    return settings | {"comparisons": [by_name[c["output_column_name"]] for c in settings["comparisons"]]}


def _levels(splink: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """(comparison, level) -> Splink's level, those for missing values left out."""
    return {
        (comparison["output_column_name"], level["label_for_charts"]): level
        for comparison in splink["comparisons"]
        for level in comparison["comparison_levels"]
        if not level.get("is_null_level")
    }


def _soften(splink: dict[str, Any], assumed: set[str]) -> None:
    """No estimated m below LEAST: that these records show no such slip does not mean that it is never made."""
    for (comparison, name), level in _levels(splink).items():
        if f"{comparison}: {name}" not in assumed and not level.get("fix_m_probability"):
            level["m_probability"] = max(level["m_probability"], LEAST)


def _is_trained(level: dict[str, Any]) -> bool:
    return bool(level.get("m_probability") and level.get("u_probability"))


def _assume(said: dict[str, Any], splink: dict[str, Any]) -> list[str]:
    """Gives levels of which the records hold no pair the bits that `comparisons.toml` assumes; names them."""
    levels = _levels(splink)
    assumed = []
    for comparison in said["comparison"]:
        for level in comparison["level"]:
            found = levels[comparison["name"], level["name"]]
            if "assumed" in level and not _is_trained(found):
                found |= {"m_probability": RARELY * 2.0 ** level["assumed"], "u_probability": RARELY}
                assumed.append(f"{comparison['name']}: {level['name']}")
    return assumed


def _refuse_untrained(splink: dict[str, Any]) -> None:
    untrained = [f"{comparison}: {name}" for (comparison, name), v in _levels(splink).items() if not _is_trained(v)]
    if untrained:
        raise ModelError(
            f"No model was written: nothing in these records shows how to weigh {', '.join(untrained)}; "
            "train on more records."
        )


def _prior(con: Connection, made: Model) -> float:
    """The share of all pairs that are of one child, such that the pairs compared add up to it."""
    blocking.find_pairs(con, made)
    scoring.score_pairs(con, made, floor=1e-6)
    records = count(con, "SELECT count(*) FROM content")
    pairs = records * (records - 1) / 2
    prior = 1e-5
    for _ in range(20):
        bits = math.log2(prior / (1 - prior))
        row = con.execute("SELECT sum(1 / (1 + pow(2.0, -(weight + ?)))) FROM scored", [bits]).fetchone()
        prior = float(row[0]) / pairs if row and row[0] else prior
    drop_temporary(con, "scored", "pair_to_score")
    return float(f"{prior:.4g}")


def _estimated_on(con: Connection, day: date) -> dict[str, Any]:
    return {"day": day.isoformat(), "records": count(con, "SELECT count(*) FROM content")}


def compare(before: Model | None, after: Model) -> list[str]:
    """What changed from one model to the next, a sentence per level, in bits."""
    if before is None:
        return [f"{after.name} is the first model."]
    old = {(c.name, v.name): v.bits for c in before.comparisons for v in c.levels}
    new = {(c.name, v.name): v.bits for c in after.comparisons for v in c.levels}
    said = [f"Prior: {before.prior_bits:+.1f} bits, now {after.prior_bits:+.1f}."]
    for (comparison, level), bits in new.items():
        was = old.get((comparison, level))
        if was is None:
            said.append(f"{comparison}, {level}: new, {bits:+.1f} bits.")
        elif abs(was - bits) >= 0.05:
            said.append(f"{comparison}, {level}: {was:+.1f} bits, now {bits:+.1f}.")
    said += [f"{comparison}, {level}: gone." for comparison, level in old if (comparison, level) not in new]
    return said


def as_text(said: dict[str, Any]) -> str:
    """The model as readable JSON: parameters first, names last, figures short."""
    short = json.loads(json.dumps(said), parse_float=lambda text: float(f"{float(text):.6g}"))
    short["splink"] = {key: value for key, value in short["splink"].items() if key != "linker_uid"}
    order = ("format", "estimated_on", "splink", "guards", "says", "blocking", "rare", "name_frequencies")
    return json.dumps({key: short[key] for key in order}, indent=1, ensure_ascii=False) + "\n"
