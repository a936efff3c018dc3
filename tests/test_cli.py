"""The command line: what each command prints, and that everything that goes wrong is said in one plain sentence."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from command_line import Done, cme, contents
from small_council import GATEWAY, TODAY, UPN, D, deliver, other_tables, tables
from typer.main import get_command
from typer.testing import CliRunner

from pipeline.cli import app
from sources.synthetic.city import FEWEST

COMMANDS = (
    *("nightly", "monthly-report", "demo", "check", "explain", "links", "status", "evaluate", "charts", "train"),
    *("go-live", "for-schools", "compare", "import-totals", "rekey", "backup", "restore", "verify"),
)
FAILED, USAGE, REFUSED_TO_ISSUE = 1, 2, 6


@pytest.fixture
def copy(council_issued: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(council_issued, tmp_path / "home"))


def sentence(done: Done, exit_code: int) -> str:
    """The one sentence that the failed command said, on standard error and nowhere else."""
    assert done.exit_code == exit_code, done.said
    said = done.stderr.strip()
    assert "\n" not in said
    assert said.endswith(".")
    assert "Traceback" not in done.said
    assert done.stdout == ""
    return said


# Help


def test_help_names_every_command_and_every_exit_code() -> None:
    shown = CliRunner().invoke(app, ["--help"])
    assert shown.exit_code == 0
    assert all(f"\n  {name} " in shown.stdout for name in COMMANDS)
    words = " ".join(shown.stdout.split())
    assert all(f" {code} " in words for code in range(7))


def test_the_commands_are_those_of_the_contract() -> None:
    names = set(get_command(app).commands)  # type: ignore[attr-defined] # an app of several commands is a group
    assert names == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_for_itself_and_each_option(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"], terminal_width=200)
    assert shown.exit_code == 0
    usage, about, *_ = [line for line in shown.stdout.splitlines() if line.strip()]
    assert command in usage
    assert about.strip().endswith(".")
    options = [line for line in shown.stdout.splitlines() if line.strip().startswith("--")]
    assert "--home" in shown.stdout
    assert all(line.rstrip().endswith((".", "]")) for line in options), options


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(command: str) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"\bcme {command}\b", readme)


def test_a_command_that_does_not_exist_is_a_matter_of_usage() -> None:
    assert CliRunner().invoke(app, ["monthly"]).exit_code == USAGE


def test_the_home_can_be_named_by_the_environment(council_issued: Path) -> None:
    shown = CliRunner().invoke(app, ["status"], env={"CME_HOME": str(council_issued)})
    assert "Newest run: as at 2026-10-31" in shown.stdout


# Settings


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ("[rules]\nregistr_grace_days = 5", ("rules.registr_grace_days", "register_grace_days")),
        ("[authority]\nla_cod = '851'", ("authority.la_cod", "la_code")),
        ("demonstation = true", ("demonstation", "demonstration")),
        ("[sources.benefit]\nlegal_gateway = 'x'", ("sources.benefit", "benefits")),
        ("[ingest.max_age_days]\n'education/student' = 3", ("education/student", "education/students")),
        ("[rules]\nregister_grace_days = '7'", ("rules.register_grace_days", "whole number")),
        ("[authority]\nla_code = 852", ("authority.la_code", "quotation marks")),
        ("[authority\nla_code = '852'", ("cme.toml", "TOML")),
    ],
)
@pytest.mark.parametrize("command", ["nightly", "status"])
def test_a_wrong_setting_is_named(tmp_path: Path, settings: str, names: tuple[str, str], command: str) -> None:
    deliver(tmp_path, settings=settings)
    said = sentence(cme(tmp_path, command, today=TODAY), USAGE)
    assert all(name in said for name in names)
    assert not (tmp_path / "store" / "cme.duckdb").exists()


def test_a_group_that_does_not_exist_is_named(tmp_path: Path) -> None:
    deliver(tmp_path, settings="[paths]\ngroup = 'nobody-has-this-group'")
    said = sentence(cme(tmp_path, "nightly", today=TODAY), USAGE)
    assert "paths.group" in said
    assert "nobody-has-this-group" in said


def test_a_table_that_may_shrink_must_be_one(copy: Path) -> None:
    said = sentence(cme(copy, "nightly", "--accept-shrink", "education/pupils", today=TODAY), USAGE)
    assert "education/pupils" in said
    assert "education/students" in said


@pytest.mark.parametrize("day", ["31/10/2026", "2026-02-30", "tomorrow"])
def test_a_day_that_is_none_is_a_matter_of_usage(copy: Path, day: str) -> None:
    done = cme(copy, "nightly", "--as-at", day, today=TODAY)
    assert done.exit_code == USAGE
    assert day in done.stderr


# What cannot be done


def test_nothing_can_be_looked_up_before_the_first_run(tmp_path: Path) -> None:
    for command in (("links",), ("status",), ("explain", "1001")):
        assert "cme nightly" in sentence(cme(tmp_path, *command, today=TODAY), FAILED)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_store_is_said_and_left_alone(copy: Path) -> None:
    store = copy / "store" / "cme.duckdb"
    store.write_bytes(b"no database " * 1000)
    lists = contents(copy / "lists")
    assert "backup" in sentence(cme(copy, "nightly", today=TODAY), FAILED)
    assert store.read_bytes() == b"no database " * 1000
    assert contents(copy / "lists") == lists


def test_a_file_that_cannot_be_written_is_said(council_issued: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "links.csv"
    sentence(cme(council_issued, "links", "--csv", str(nowhere), today=TODAY), FAILED)


def test_debug_shows_where_and_the_sentence_all_the_same(copy: Path) -> None:
    done = cme(copy, "monthly-report", "--as-at", "2026-07-31", "--debug", today=TODAY)
    assert done.exit_code == REFUSED_TO_ISSUE
    assert "Traceback" in done.stderr
    assert "--force" in done.stderr.splitlines()[-1]


def test_main_ends_with_the_exit_code_and_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "status", "--home", str(tmp_path)],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert done.stderr == "No run has ended in this folder yet; run `cme nightly` first.\n"


# demo


def test_demo_leaves_real_extracts_alone(tmp_path: Path) -> None:
    deliver(tmp_path)
    before = contents(tmp_path)
    assert "empty folder" in sentence(cme(tmp_path, "demo", "--children", "600", today=TODAY), USAGE)
    assert contents(tmp_path) == before


def test_demo_writes_one_city_and_no_second_into_the_same_home(tmp_path: Path) -> None:
    done = cme(tmp_path, "demo", "--children", str(FEWEST), today=TODAY)
    assert done.exit_code == 0, done.said
    assert "as at 2026-10-31" in done.stdout
    assert "demonstration = true" in (tmp_path / "cme.toml").read_text(encoding="utf-8")
    assert (tmp_path / "truth" / "appendix-3_2026-10-31.json").is_file()
    before = contents(tmp_path)
    other = cme(tmp_path, "demo", "--children", str(FEWEST), "--seed", "2", today=TODAY)
    assert "another made-up city" in sentence(other, USAGE)
    assert contents(tmp_path) == before


def test_demo_says_how_small_a_city_can_be(tmp_path: Path) -> None:
    done = cme(tmp_path, "demo", "--children", str(FEWEST - 1), today=TODAY)
    assert done.exit_code == USAGE
    assert str(FEWEST) in done.stderr


# explain


@pytest.mark.parametrize("said", ["1002", UPN["1002"], UPN["1002"].lower()])
def test_explain_finds_a_child_by_student_id_and_upn(council_issued: Path, said: str) -> None:
    done = cme(council_issued, "explain", said, today=TODAY)
    assert done.exit_code == 0, done.said
    assert "Otmar Tarnsworth, born 2013-02-11" in done.stdout
    assert "education/students:1002" in done.stdout
    assert "leavers 2025, counted here" in done.stdout


def test_explain_finds_a_child_by_child_id(council_issued: Path) -> None:
    links = json.loads(cme(council_issued, "links", "--json", today=TODAY).stdout)
    child = next(row["child"] for row in links if row["record"] == "admissions/applications:852-A-1")
    story = json.loads(cme(council_issued, "explain", child, "--json", today=TODAY).stdout)
    assert story["child_id"] == child
    assert story["name"] == "Sabetha Dunnockshaw"
    assert {row["record"] for row in story["records"]} == {
        "admissions/applications:852-A-1",
        "benefits/children:HB7-1",
    }
    assert story["status"]["number"] == 9
    assert [(line["measure"], line["year"], line["counted_here"]) for line in story["lines"]] == [
        ("in_year_processing", 2026, True)
    ]


def test_explain_goes_through_the_status_rule_by_rule_to_the_first_that_fits(council_issued: Path) -> None:
    story = json.loads(cme(council_issued, "explain", "1004", "--json", today=TODAY).stdout)
    steps = story["status"]["steps"]
    assert [step["fits"] for step in steps] == ["no", "no", "no", "yes"]
    assert "EHE" in steps[-1]["why"]
    assert [(line["measure"], line["counted_here"]) for line in story["lines"]] == [("ehe", False)]


def test_explain_shows_no_address_that_is_restricted(council_issued: Path) -> None:
    for arguments in (("1003",), ("1003", "--json")):
        shown = cme(council_issued, "explain", *arguments, today=TODAY).stdout
        assert "permanently_excluded" in shown
        assert "Safehaven" not in shown
        assert "SO16" not in shown


@pytest.mark.parametrize("said", ["9999", "CAAAAAAAAAA", "H852200120999", "", "' OR 1=1 --"])
def test_explain_of_a_number_that_nobody_has(council_issued: Path, said: str) -> None:
    assert sentence(cme(council_issued, "explain", "--", said, today=TODAY), FAILED)


# links, status


def test_links_are_the_records_of_the_newest_run(council_issued: Path, tmp_path: Path) -> None:
    out = tmp_path / "links.csv"
    assert cme(council_issued, "links", "--csv", str(out), today=TODAY).exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert text.splitlines()[0] == "record,child,how,score"
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["record"] for row in rows] == [
        "admissions/applications:852-A-1",
        "benefits/children:HB7-1",
        "early_years/headcount:EY1",
        "education/students:1001",
        "education/students:1002",
        "education/students:1003",
        "education/students:1004",
        "independent/returns:8526001-RH-5",
    ]
    assert {row["record"] for row in rows if row["how"] == "alone"} == {
        *("education/students:1002", "education/students:1003", "education/students:1004"),
        "independent/returns:8526001-RH-5",
    }
    by_record = {row["record"]: row["child"] for row in rows}
    assert by_record["early_years/headcount:EY1"] == by_record["education/students:1001"]
    assert by_record["benefits/children:HB7-1"] == by_record["admissions/applications:852-A-1"]
    assert len(set(by_record.values())) == 6
    assert cme(council_issued, "links", today=TODAY).stdout == text


def test_status_says_what_is_there_how_old_and_what_is_open(council_issued: Path) -> None:
    state = json.loads(cme(council_issued, "status", "--json", today=TODAY).stdout)
    assert state["newest_run"] == "2026-10-31"
    assert {table["table"]: (table["newest"], table["age_days"]) for table in state["tables"]} == {
        **{table: (str(D), 2) for table in tables()},
        **dict.fromkeys(other_tables(), (None, None)),
    }
    states = {table["table"]: table["state"] for table in state["tables"]}
    assert {states[table] for table in other_tables()} == {"not delivered"}
    assert {case["line"]: case["cases"] for case in state["open_cases"]} == {
        **{"permanently_excluded": 1, "leavers": 1, "in_year_processing": 1}
    }
    assert state["issued"] == [{"as_at": "2026-10-31", "issue": 1}]
    shown = cme(council_issued, "status", today=TODAY).stdout
    assert all(table in shown for table in tables())


def test_status_names_what_is_stale_or_off(copy: Path) -> None:
    (copy / "cme.toml").write_text("", encoding="utf-8")
    state = json.loads(cme(copy, "status", "--json", today=date(2026, 11, 20)).stdout)
    words = {table["table"]: table["state"] for table in state["tables"]}
    assert words["education/students"] == "stale"
    assert words["early_years/headcount"] == "up to date"
    assert words["benefits/children"].startswith("off")
    (copy / "cme.toml").write_text(GATEWAY, encoding="utf-8")
    state = json.loads(cme(copy, "status", "--json", today=date(2026, 11, 20)).stdout)
    assert {t["table"]: t["state"] for t in state["tables"]}["benefits/children"] == "up to date"


def test_looking_things_up_changes_nothing(copy: Path) -> None:
    before = contents(copy)
    for command in (("links",), ("status",), ("explain", "1001"), ("status", "--json")):
        assert cme(copy, *command, today=TODAY).exit_code == 0
    assert contents(copy) == before
