"""The model of matching: a file that a person can read, `model/<date>.json`; the newest is used.

It holds how comparisons are made and weighed (Splink's own settings, so Splink's charts read it), which pairs are
compared, how frequent names are, and what it was estimated on. Nothing is estimated at night.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError, place_in_toml
from pipeline.matching.known_names import NAMES

MODELS = Path(__file__).parent / "model"
FORMAT = 1
"""Goes up where a change of the program makes older model files unusable."""


@dataclass(frozen=True)
class Level:
    """A level of a comparison. value: Splink's gamma.   says: to an officer, {l} and {r} being the two values.

    is_guard: no machine links a pair on this level.
    """

    value: int
    name: str
    says: str
    sql: str
    bits: float
    is_guard: bool


@dataclass(frozen=True)
class Comparison:
    """A comparison and its levels, best first; a missing value is gamma -1 and weighs nothing."""

    name: str
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Model:
    """A model file, checked.

    splink: Splink's settings.   frequencies: part of the name -> name -> share of records.   rare: the share that a
    name not listed there is taken to have.   records: how many contents it was estimated on; a larger council has
    more chance agreements.   keys: title -> SQL of a blocking key.   at_most: records that may share a key.
    """

    name: str
    identity: str
    splink: dict[str, Any]
    comparisons: tuple[Comparison, ...]
    frequencies: dict[str, dict[str, float]]
    rare: float
    records: int
    keys: dict[str, str]
    at_most: int

    @property
    def prior_bits(self) -> float:
        """Log-odds (base 2) that two records are one child before anything of them is compared."""
        prior = float(self.splink["probability_two_random_records_match"])
        return math.log2(prior / (1 - prior))


def declared(folder: Path = MODELS) -> dict[str, Any]:
    """What `comparisons.toml` declares. Raises ModelError where it cannot be read."""
    try:
        return tomllib.loads((folder / "comparisons.toml").read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(
            f"comparisons.toml of the matching model cannot be opened ({error.strerror}); put it back as it was."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ModelError(f"comparisons.toml of the matching model is not valid TOML {place_in_toml(error)}.") from None


def newest(folder: Path = MODELS) -> Path:
    """The newest model file of a folder. Raises ModelError where there is none."""
    named = ((re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:_(\d+))?", path.stem), path) for path in folder.glob("*.json"))
    files = [path for _, _, path in sorted((name[1], int(name[2] or 1), path) for name, path in named if name)]
    if not files:
        raise ModelError(f"{folder} holds no matching model; put one back, or run `cme train`.")
    return files[-1]


def load(path: Path) -> Model:
    """The model of a file. Raises ModelError, naming the file, where it is not one that this program can use."""
    try:
        text = path.read_text(encoding="utf-8")
        said = json.loads(text)
    except (OSError, ValueError):
        raise ModelError(f"The matching model {path.name} cannot be read; put it back from the repository.") from None
    found = said.get("format") if isinstance(said, dict) else None
    if found != FORMAT:
        raise ModelError(
            f"The matching model {path.name} does not fit this version of the program "
            f"(format {found}, wanted {FORMAT}); use a newer model, or run `cme train`."
        )
    try:
        model = of_dict(path.stem, said)
    except (KeyError, TypeError):
        raise ModelError(f"The matching model {path.name} is incomplete; run `cme train`.") from None
    untrained = [f"{c.name}: {v.name}" for c in model.comparisons for v in c.levels if math.isnan(v.bits)]
    if untrained:
        raise ModelError(f"The matching model {path.name} has levels without a weight: {', '.join(untrained)}.")
    return model


def of_dict(name: str, said: dict[str, Any]) -> Model:
    """The model that a file's content describes; a level not estimated has NaN bits."""
    comparisons = tuple(_comparison(c, said["says"], said["guards"]) for c in said["splink"]["comparisons"])
    decides = ("splink", "name_frequencies", "rare", "blocking", "guards")
    used = json.dumps([said[part] for part in decides] + [NAMES.read_text(encoding="utf-8")], sort_keys=True)
    return Model(
        name=name,
        identity=hashlib.sha256(used.encode()).hexdigest()[:16],
        splink=said["splink"],
        comparisons=comparisons,
        frequencies=said["name_frequencies"],
        rare=said["rare"],
        records=said["estimated_on"]["records"],
        keys=said["blocking"]["keys"],
        at_most=said["blocking"]["at_most"],
    )


def _comparison(said: dict[str, Any], says: dict[str, dict[str, str]], guards: dict[str, list[str]]) -> Comparison:
    name = said["output_column_name"]
    levels = [level for level in said["comparison_levels"] if not level.get("is_null_level")]
    made = [
        Level(
            value=len(levels) - 1 - at,
            name=level["label_for_charts"],
            says=says[name][level["label_for_charts"]],
            sql=level["sql_condition"],
            bits=_bits(level),
            is_guard=level["label_for_charts"] in guards.get(name, ()),
        )
        for at, level in enumerate(levels)
    ]
    return Comparison(name, tuple(made))


def _bits(level: dict[str, Any]) -> float:
    m, u = level.get("m_probability"), level.get("u_probability")
    return math.log2(m / u) if m and u else math.nan
