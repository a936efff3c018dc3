"""The saved model: what its scores are made of, and which files are refused."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from records import MODEL, night, person

from pipeline import store
from pipeline.errors import ModelError
from pipeline.matching import linking, saved_model, train
from pipeline.matching.known_names import known_names

KATHERINE = person("1", "education", "Miah", "Katherine", "2016-05-04", sex="F", student_id="4712")
PAIRS = {
    "number": person("2", "benefits", "Miah", "Katherine", "2016-05-04", student_id="4711"),
    "same": person("2", "benefits", "Miah", "Katherine", "2016-05-04"),
    "short form": person("2", "benefits", "Miah", "Katie", "2016-05-04"),
    "day and month": person("2", "benefits", "Miah", "Katherine", "2016-04-05"),
    "moved": person("2", "benefits", "Miah", "Katherine", "2016-05-04", postcode="SO18 2BB", address_line_1="9 Lee St"),
    "married": person("2", "benefits", "Wood", "Katherine", "2016-05-04", sex=None),
}
LEVELS = {
    "number": ("same", "same", "same", "same", "same house", "different"),
    "same": ("same", "same", "same", "same", "same house", None),
    "short form": ("short form", "same", "same", "same", "same house", None),
    "day and month": ("same", "same", "day and month exchanged", "same", "same house", None),
    "moved": ("same", "same", "same", "same", "different", None),
    "married": ("same", "different", "same", None, "same house", None),
}


def by_hand(levels: tuple[str | None, ...], other: dict[str, str | None]) -> float:
    """The score from the levels that a person sees: prior and weights added, a frequent name weighing less."""
    bits = MODEL.prior_bits
    for comparison, name in zip(MODEL.comparisons, levels, strict=True):
        if name is not None:
            bits += next(level.bits for level in comparison.levels if level.name == name)
        if name == "same" and comparison.name in MODEL.frequencies:
            ordinary = next(
                level["u_probability"]
                for said in MODEL.splink["comparisons"]
                if said["output_column_name"] == comparison.name
                for level in said["comparison_levels"]
                if level["label_for_charts"] == "same"
            )
            share = MODEL.frequencies[comparison.name].get(str(other[comparison.name]).upper(), MODEL.rare)
            bits += math.log2(ordinary / share)
    return 1 / (1 + 2**-bits)


@pytest.mark.parametrize("kind", PAIRS)
def test_a_score_is_the_sum_of_what_a_person_sees(kind: str) -> None:
    con = store.open_durable(None)
    with night(con, [KATHERINE, PAIRS[kind]]):
        ((score, gammas),) = con.execute("SELECT score, gammas FROM run.linked.scored").fetchall()
    said = tuple(
        next((level.name for level in comparison.levels if level.value == gamma), None)
        for comparison, gamma in zip(MODEL.comparisons, gammas, strict=True)
    )
    assert said == LEVELS[kind]
    assert score == pytest.approx(by_hand(LEVELS[kind], PAIRS[kind]), rel=1e-4)


def test_every_level_of_the_shipped_model_has_its_weight() -> None:
    weights = {(c.name, level.name): level.bits for c in MODEL.comparisons for level in c.levels}
    assert not [level for level, bits in weights.items() if math.isnan(bits)]
    assert weights["forename", "twin or sibling"] == pytest.approx(-16, abs=0.01)
    assert weights["forename", "same"] > weights["forename", "spelling"] > weights["forename", "short form"] > 0
    assert weights["number", "same"] > 10
    assert weights["number", "different"] < 0
    assert weights["place", "same house"] > weights["place", "same postcode"] > weights["place", "different"]


def _said() -> dict[str, Any]:
    said: dict[str, Any] = json.loads(saved_model.newest().read_text(encoding="utf-8"))
    return said


def _saved(folder: Path, said: object) -> Path:
    path = folder / "2026-09-01.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


def test_a_model_of_another_format_is_refused_by_name(tmp_path: Path) -> None:
    path = _saved(tmp_path, _said() | {"format": 99})
    with pytest.raises(ModelError, match=r"2026-09-01\.json does not fit this version"):
        saved_model.load(path)


def test_a_model_with_an_untrained_level_is_refused(tmp_path: Path) -> None:
    said = _said()
    del said["splink"]["comparisons"][0]["comparison_levels"][-1]["m_probability"]
    with pytest.raises(ModelError, match="without a weight: forename: different"):
        saved_model.load(_saved(tmp_path, said))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 1}'])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "2026-09-01.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"2026-09-01\.json"):
        saved_model.load(path)


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no matching model"):
        saved_model.newest(tmp_path)


def test_training_on_too_little_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "comparisons.toml").write_bytes((saved_model.MODELS / "comparisons.toml").read_bytes())
    con = store.open_durable(None)
    people = [person(str(n), "benefits", f"Miah{chr(65 + n)}", "Katherine", f"2016-05-{n + 1:02}") for n in range(20)]
    with night(con, people), pytest.raises(ModelError, match="train on more records"):
        train.train(con, date(2026, 11, 1), tmp_path)
    assert not list(tmp_path.glob("*.json"))


def test_a_change_of_model_is_told_in_bits() -> None:
    said = _said()
    level = said["splink"]["comparisons"][0]["comparison_levels"][1]
    told = train.compare(MODEL, saved_model.of_dict("later", said))
    assert told == [f"Prior: {MODEL.prior_bits:+.1f} bits, now {MODEL.prior_bits:+.1f}."]
    level["m_probability"] = level["u_probability"] * 4
    assert "forename, no forename: +0.0 bits, now +2.0." in train.compare(MODEL, saved_model.of_dict("later", said))


def test_a_short_form_of_two_names_does_not_make_them_one() -> None:
    alike = {known.name: set(known.alike) for known in known_names()}
    assert "SAM" in alike["SAMUEL"]
    assert "SAM" in alike["SAMANTHA"]
    assert "SAMANTHA" not in alike["SAMUEL"]
    assert "MUHAMMAD" in alike["MOHAMMED"]
    assert "HUSSEIN" not in alike["HASSAN"]


@pytest.mark.parametrize(("link_above", "nearly"), [(0.5, 1 / 9), (0.95, 19 / 27), (1.0, 1.0)])
def test_what_competes_with_a_link_is_three_bits_below(link_above: float, nearly: float) -> None:
    assert linking.nearly(link_above) == pytest.approx(nearly, abs=1e-9)
