"""The evaluation on a small city with noise: it agrees with itself, with the bench and with the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import Done, cme

from pipeline import lookups, settings
from pipeline.matching.evaluate import evaluate
from tests.bench import product, scores, towns

CHILDREN, SEED = 700, 7


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    towns.make_city(folder, CHILDREN, SEED)
    return folder


@pytest.fixture(scope="module")
def found(home: Path) -> Iterator[dict[str, Any]]:
    with lookups.newest_run(settings.load(home)) as con:
        yield evaluate(con, home / "truth" / "people.csv")


def test_every_record_of_the_city_is_evaluated(found: dict[str, Any]) -> None:
    assert found["records"]["without_truth"] == found["records"]["not_in_run"] == 0
    assert found["records"]["known"] > CHILDREN


def test_each_pair_is_counted_once_by_source(found: dict[str, Any]) -> None:
    for count in ("right", "false", "missed"):
        assert sum(row[count] for row in found["by_source"]) == found["pairs"][count]
    for count in ("right", "missed"):
        assert sum(row[count] for row in found["by_community"]) == found["pairs"][count]
    review = found["review"]
    assert review["true_pairs_linked"] == found["pairs"]["right"]
    assert review["true_pairs_waiting"] + review["true_pairs_lost"] == found["pairs"]["missed"]


def test_noise_is_hard_and_most_of_it_is_overcome(found: dict[str, Any]) -> None:
    assert found["pairs"]["precision"] > 0.98
    assert found["pairs"]["recall"] > 0.9
    clear = next(row for row in found["by_error"] if row["kind"] == "no error")
    assert clear["missed"] <= 0.002 * clear["right"]


def test_the_threshold_in_use_gives_what_the_run_gave(found: dict[str, Any]) -> None:
    rows = {row["threshold"]: row for row in found["thresholds"]}
    in_use = rows[settings.Matching().link_above]
    assert [in_use[count] for count in ("right", "false", "missed")] == [
        found["pairs"][count] for count in ("right", "false", "missed")
    ]
    assert rows[0.999]["recall"] <= rows[0.5]["recall"]


def test_the_bench_links_as_the_night_does(home: Path, found: dict[str, Any], tmp_path: Path) -> None:
    towns.export(home, tmp_path)
    product.main(tmp_path)
    assert scores.of_clusters(tmp_path, "product") == found["pairs"]


def test_the_command_prints_it(home: Path, found: dict[str, Any]) -> None:
    def evaluated(*arguments: str) -> Done:
        return cme(home, "evaluate", *arguments, today=towns.AS_AT)

    truth = ("--truth", str(home / "truth" / "people.csv"))
    assert json.loads(evaluated(*truth, "--json").stdout) == json.loads(json.dumps(found))
    assert "Largest gap in recall between communities" in evaluated(*truth).stdout
    assert "No truth was given" in evaluated().stdout
    refused = evaluated("--truth", str(home / "none.csv"))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "none.csv" in refused.stderr
