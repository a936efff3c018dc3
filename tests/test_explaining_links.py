"""Why records are one child, told by the commands: weights, possible matches, charts, and training."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from command_line import cme, contents
from programs import program
from small_council import BRUNHOLD, GATEWAY, OTMAR, SABETHA, TODAY, deliver, tables

from pipeline.matching.saved_model import MODELS

FAILED = 1
APPLICATION, CLAIM = "admissions/applications:852-A-1", "benefits/children:HB7-1"
OTMARS, TWINS = "education/students:1002", "benefits/children:HB8-1"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sabetha moved house and is spelt Sabbetha by benefits; Otmar has a twin on another claim."""
    home = tmp_path_factory.mktemp("council")
    told = tables()
    claimed = told["benefits/children"][0]
    moved = {"address_line_1": "2 Ropewalk Green", "postcode": "SO15 9XB"}
    told["benefits/children"] = [
        {**claimed, "forename": "Sabbetha", **moved},
        {**claimed, **OTMAR, "forename": "Olwen", "claim_ref": "HB8"},
        {**claimed, **BRUNHOLD, "forename": "Brunholdt", "claim_ref": "HB9"},
    ]
    deliver(home, told, settings=GATEWAY)
    done = cme(home, "nightly", "--as-at", "2026-10-31", today=TODAY)
    assert done.exit_code == 0, done.said
    return home


def story(home: Path, said: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(cme(home, "explain", said, "--json", today=TODAY).stdout)
    return found


def links(home: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(cme(home, "links", "--json", today=TODAY).stdout)
    return rows


def child_of(home: Path, record: str) -> str:
    return next(row["child"] for row in links(home) if row["record"] == record and row["how"] != "review")


def test_the_weights_of_a_link_add_up_to_its_score(home: Path) -> None:
    records = story(home, child_of(home, CLAIM))["records"]
    assert {row["record"] for row in records} == {APPLICATION, CLAIM}
    for row in records:
        assert row["how"] == "model"
        bits = sum(weight["bits"] for weight in row["weights"])
        assert 1 / (1 + 2.0**-bits) == pytest.approx(row["score"], abs=0.001)
        levels = {weight["comparison"]: weight["level"] for weight in row["weights"]}
        assert (levels["surname"], levels["born"]) == ("same", "same")
        assert levels["forename"] != "same"


def test_a_link_by_key_has_its_weights_too(home: Path) -> None:
    (record,) = [row for row in story(home, "1001")["records"] if row["record"].startswith("early_years")]
    assert (record["how"], record["score"]) == ("exact", None)
    assert [w["bits"] > 0 for w in record["weights"]] == [False, True, True, True, False, True, False], (
        "no number and no sex to compare"
    )


def test_a_record_alone_has_nothing_to_weigh(home: Path) -> None:
    assert [row["weights"] for row in story(home, "1004")["records"]] == [[]]


def test_a_possible_match_is_told_from_both_sides_and_is_no_record_of_the_child(home: Path) -> None:
    otmar, twin = child_of(home, OTMARS), child_of(home, TWINS)
    assert otmar != twin
    review = {(row["record"], row["child"]) for row in links(home) if row["how"] == "review"}
    assert {(OTMARS, twin), (TWINS, otmar)} <= review
    told = story(home, "1002")
    assert [row["record"] for row in told["records"]] == [OTMARS]
    (possible,) = told["possible_matches"]
    assert (possible["other_record"], possible["other_child"]) == (TWINS, twin)
    assert {weight["comparison"]: weight["bits"] for weight in possible["weights"]}["forename"] < 0
    printed = cme(home, "explain", "1002", today=TODAY).stdout
    assert "Possible matches" in printed
    assert re.search(r"bits: before anything is compared -\d+\.\d; forename .* -\d", printed)


def test_nothing_of_a_restricted_address_is_told(home: Path, tmp_path: Path) -> None:
    page = tmp_path / "matching.html"
    assert cme(home, "charts", str(page), "--child", "1003", today=TODAY).exit_code == 0
    records = story(home, "1003")["records"]
    assert [{w["comparison"] for w in row["weights"]} & {"surname", "place"} for row in records] == [{"surname"}] * 2
    told = json.dumps(story(home, "1003"))
    for text in (told, page.read_text(encoding="utf-8")):
        assert "BRUNHOLD" in text.upper()
        assert not re.search("Safehaven|SO16", text, re.IGNORECASE)


def test_charts_name_nobody_unless_asked(home: Path, tmp_path: Path) -> None:
    page = tmp_path / "matching.html"
    assert cme(home, "charts", str(page), today=TODAY).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert [title in text for title in ("What each comparison weighs", "cannot be linked", "One pair")] == [
        *(True, True, False)
    ]
    assert not re.search("Sabetha|Otmar|Tarnsworth", text, re.IGNORECASE)
    assert not re.search(r'<script[^>]*src=|<link[^>]*href="http', text)
    assert page.stat().st_mode & 0o077 == 0


def test_charts_of_nobody_write_nothing(home: Path, tmp_path: Path) -> None:
    page = tmp_path / "matching.html"
    done = cme(home, "charts", str(page), "--child", "9999", today=TODAY)
    assert (done.exit_code, done.stdout) == (FAILED, "")
    assert not page.exists()


@pytest.mark.office
def test_charts_are_drawn_without_a_network(home: Path, tmp_path: Path) -> None:
    browser = program("chromium", "chromium-browser")
    page = tmp_path / "matching.html"
    assert cme(home, "charts", str(page), "--child", child_of(home, CLAIM), today=TODAY).exit_code == 0
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"]
    dumped = subprocess.run(
        [browser, *options, "--virtual-time-budget=10000", "--dump-dom", page.as_uri()],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    ).stdout
    assert dumped.count("<canvas") == 4
    assert "Javascript Error" not in dumped


def test_training_on_a_handful_of_records_is_refused_and_writes_nothing(home: Path) -> None:
    before = contents(MODELS)
    done = cme(home, "train", today=TODAY)
    assert done.exit_code == FAILED
    assert done.stderr.startswith("No model was written")
    assert done.stderr.strip().endswith("train on more records.")
    assert contents(MODELS) == before
    assert SABETHA["surname"] not in done.said
