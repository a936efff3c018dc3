"""Runs: their exit codes, what is news to a person, and what is left when nothing is published."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from command_line import cme
from filelock import FileLock
from python_calamine import CalamineWorkbook
from runs import (
    DONE,
    LISTS,
    LOCKED,
    LOOK,
    NOTHING_PUBLISHED,
    cells,
    published,
    report,
)
from small_council import GATEWAY, TODAY, D, deliver, put, tables, write

from pipeline import settings
from pipeline.errors import MissingRequired
from pipeline.stages.coverage import freshness, refuse_missing

TOMORROW = TODAY + timedelta(1)


@pytest.fixture
def copy(council_issued: Path, tmp_path: Path) -> Path:
    """A CME_HOME whose October report is issued."""
    return Path(shutil.copytree(council_issued, tmp_path / "home"))


# 0: done


def test_a_first_night_writes_lists_and_run_report_and_issues_nothing(council_after_a_night: Path) -> None:
    """That it is done, without a word on standard error, the fixture says."""
    home = council_after_a_night
    assert {path.name for path in (home / "lists").iterdir()} == LISTS
    assert {path.name for path in (home / "reports" / str(TODAY)).iterdir()} == {"run-report.html"}
    assert json.loads(cme(home, "status", "--json", today=TODAY).stdout)["issued"] == []


def test_a_night_on_which_nothing_arrived_or_the_same_file_again_changes_nothing(copy: Path) -> None:
    cme(copy, "nightly", "--as-at", str(D), today=TODAY)
    before = published(copy)
    done = cme(copy, "nightly", "--as-at", str(D), today=TOMORROW)
    assert (done.exit_code, done.stderr) == (DONE, "")
    assert "read " not in done.stdout
    assert published(copy) == before
    students = copy / "inbox" / "education" / f"students_{D}.csv"
    shutil.copy2(students, students.with_name(f"students_{D}_again.csv"))
    done = cme(copy, "nightly", "--as-at", str(D), today=TOMORROW)
    assert (done.exit_code, done.stderr) == (DONE, "")
    assert {part: b for part, b in published(copy).items() if part.startswith("lists/")} == {
        part: b for part, b in before.items() if part.startswith("lists/")
    }


def test_a_source_without_its_gateway_is_off_which_is_not_missing(tmp_path: Path) -> None:
    deliver(tmp_path, settings="")
    done = cme(tmp_path, "monthly-report", today=TODAY)
    assert (done.exit_code, done.stderr) == (DONE, "")
    assert "benefits is off" in done.stdout
    links = cme(tmp_path, "links", today=TODAY).stdout
    assert "benefits/" not in links
    with duckdb.connect(str(tmp_path / "store" / "cme.duckdb"), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM landing.row_benefits_children").fetchone() == (0,)


def test_a_rehearsal_for_a_day_to_come_leaves_tonights_lists_to_tonight(copy: Path) -> None:
    rehearsal = date(2026, 11, 30)
    assert cme(copy, "nightly", "--as-at", str(rehearsal), today=TODAY).exit_code == LOOK
    assert cme(copy, "nightly", today=TOMORROW).exit_code == DONE
    assert {path.name for path in (copy / "lists").glob("*.xlsx")} == LISTS
    assert not (copy / "reports" / str(TOMORROW) / "lists").exists()


# 3: done, but look


def test_a_refused_file_and_a_quarantined_row_are_news_once_and_what_was_accepted_stays_in_force(copy: Path) -> None:
    write(copy, f"education/students_{TODAY}.csv", b"<html><body>Your session has ended</body></html>")
    rows = tables()["education/enrolments"]
    rows[1]["leaving_date"] = "soon"
    put(copy, "education/enrolments", rows, dated=TODAY)
    first = cme(copy, "nightly", today=TODAY)
    assert first.exit_code == LOOK
    refused, quarantined = first.stderr.splitlines()
    assert f"education/students_{TODAY}.csv was refused" in refused
    assert "quarantine" in quarantined
    assert number_on_register(copy) == 3
    put(copy, "education/enrolments", rows, dated=TOMORROW)
    second = cme(copy, "nightly", today=TOMORROW)
    assert "1 quarantined" in second.stdout
    assert (second.exit_code, second.stderr) == (DONE, "")


def number_on_register(home: Path) -> int:
    book = CalamineWorkbook.from_path(str(home / "lists" / "cme-register.xlsx"))
    return len(book.get_sheet_by_index(1).to_python()) - 1


def test_a_refused_file_is_taken_once_its_heading_is_known(copy: Path) -> None:
    rows = [
        {"KidNo" if column == "student_id" else column: value for column, value in row.items()}
        for row in tables()["education/students"]
    ]
    put(copy, "education/students", rows, dated=TODAY)
    refused = cme(copy, "nightly", today=TODAY)
    assert refused.exit_code == LOOK
    assert "student_id" in refused.stdout
    (copy / "cme.toml").write_text(f'{GATEWAY}[sources.education.aliases]\nKidNo = "student_id"\n', encoding="utf-8")
    taken = cme(copy, "nightly", today=TODAY)
    assert (taken.exit_code, taken.stderr) == (DONE, "")
    assert f"read education/students_{TODAY}.csv: 4 rows, 4 used" in taken.stdout


def test_a_stale_required_table_is_named_every_night(copy: Path) -> None:
    later = D + timedelta(8)
    for night in (later, later + timedelta(1)):
        done = cme(copy, "nightly", today=night)
        assert done.exit_code == LOOK
        assert "education/students" in done.stderr
        assert "31 October 2026" in done.stderr
        assert "early_years" not in done.stderr
    readme = " ".join(cells(copy / "lists" / "cme-register.xlsx"))
    assert "The newest education/students extract is of 31 October 2026" in readme


def test_how_old_a_table_may_be_is_a_setting(copy: Path) -> None:
    ages = "\n".join(f'"{table}" = 90' for table in tables())
    (copy / "cme.toml").write_text(f"{GATEWAY}[ingest.max_age_days]\n{ages}\n", encoding="utf-8")
    assert cme(copy, "nightly", today=D + timedelta(60)).exit_code == DONE


def test_a_table_that_shrank_is_refused_until_let_through_once(copy: Path) -> None:
    put(copy, "education/enrolments", tables()["education/enrolments"][:2], dated=TODAY)
    assert cme(copy, "nightly", today=TODAY).exit_code == LOOK
    through = cme(copy, "nightly", "--accept-shrink", "education/enrolments", today=TODAY)
    assert through.exit_code == DONE
    assert f"read education/enrolments_{TODAY}.csv: 2 rows" in through.stdout
    put(copy, "education/enrolments", tables()["education/enrolments"][:1], dated=TOMORROW)
    assert cme(copy, "nightly", today=TOMORROW).exit_code == LOOK


def test_what_a_run_read_that_published_nothing_is_news_to_the_next(tmp_path: Path) -> None:
    told = tables()
    told["education/enrolments"][1]["leaving_date"] = "soon"
    del told["independent/returns"]
    deliver(tmp_path, told)
    write(tmp_path, f"education/pupils_{D}.csv", b"no such table")
    assert cme(tmp_path, "nightly", "--as-at", str(D), today=TODAY).exit_code == NOTHING_PUBLISHED
    put(tmp_path, "independent/returns", tables()["independent/returns"])
    done = cme(tmp_path, "nightly", "--as-at", str(D), today=TOMORROW)
    assert done.exit_code == LOOK
    assert f"education/pupils_{D}.csv was refused" in done.stderr
    assert "1 row could not be used" in done.stderr
    ledger = (tmp_path / "reports" / str(D) / "run-report.html").read_text(encoding="utf-8")
    ledger = ledger.replace("<wbr>", "")
    assert all(f"{table}_{D}.csv" in ledger for table in (*tables(), "education/pupils"))
    assert cme(tmp_path, "nightly", "--as-at", str(D), today=TOMORROW).exit_code == DONE


# 4: nothing published


@pytest.fixture(scope="module")
def store_of(council_issued: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path = Path(shutil.copy(council_issued / "store" / "cme.duckdb", tmp_path_factory.mktemp("store")))
    with duckdb.connect(str(path)) as con:
        yield con


@pytest.mark.parametrize("missing", sorted(tables()))
def test_each_required_table_that_never_arrived_is_named(
    council_issued: Path, store_of: duckdb.DuckDBPyConnection, missing: str
) -> None:
    said = settings.load(council_issued)
    refuse_missing(freshness(store_of, said, D), D)
    store_of.begin()
    store_of.execute("DELETE FROM landing.file WHERE source || '/' || table_name = ?", [missing])
    found = freshness(store_of, said, D)
    store_of.rollback()
    with pytest.raises(MissingRequired) as error:
        refuse_missing(found, D)
    assert f"for {missing};" in str(error.value)


def test_where_a_required_table_is_missing_nothing_is_published(tmp_path: Path) -> None:
    told = tables()
    del told["benefits/children"]
    deliver(tmp_path, told)
    done = cme(tmp_path, "monthly-report", today=TODAY)
    assert done.exit_code == NOTHING_PUBLISHED
    assert "for benefits/children;" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert published(tmp_path) == {}


def test_a_required_table_whose_only_file_is_refused_or_later_is_missing(tmp_path: Path) -> None:
    deliver(tmp_path)
    students = tmp_path / "inbox" / "education" / f"students_{D}.csv"
    students.rename(students.with_name(f"students_{TODAY}.csv"))
    assert "education/students" in cme(tmp_path, "monthly-report", today=TODAY).stderr
    write(tmp_path, f"education/students_{D}.csv", b"")
    done = cme(tmp_path, "monthly-report", today=TODAY)
    assert done.exit_code == NOTHING_PUBLISHED
    assert published(tmp_path) == {}
    put(tmp_path, "education/students", tables()["education/students"])
    done = cme(tmp_path, "monthly-report", today=TODAY)
    assert done.exit_code == LOOK
    assert f"education/students_{D}.csv was refused" in done.stderr
    assert report(tmp_path)["as_at"] == str(D)


def test_a_missing_table_leaves_what_was_published(copy: Path) -> None:
    before = published(copy)
    done = cme(copy, "nightly", "--as-at", "2026-10-30", today=TODAY)
    assert done.exit_code == NOTHING_PUBLISHED
    assert "30 October 2026" in done.stderr
    assert published(copy) == before


def test_which_sources_are_required_is_a_setting(tmp_path: Path) -> None:
    told = tables()
    del told["independent/returns"]
    settings = '[sources]\nrequired = ["education", "early_years", "admissions"]\n'
    deliver(tmp_path, told, settings=settings)
    assert cme(tmp_path, "nightly", today=TODAY).exit_code == DONE


# 5: another run is at work


def test_two_runs_never_meet(copy: Path) -> None:
    before = published(copy)
    with FileLock(copy / "store" / "run.lock"):
        for command in ("nightly", "monthly-report"):
            done = cme(copy, command, today=TODAY)
            assert done.exit_code == LOCKED
            assert len(done.stderr.splitlines()) == 1
    assert published(copy) == before
    assert cme(copy, "nightly", today=TODAY).exit_code == DONE


def test_while_a_run_is_at_work_nothing_is_looked_up(copy: Path) -> None:
    holder = (
        "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()",
        str(copy / "store" / "cme.duckdb"),
    )
    with subprocess.Popen([sys.executable, "-c", *holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        done = cme(copy, "status", today=TODAY)
        other.communicate()
    assert done.exit_code == LOCKED
    assert len(done.stderr.splitlines()) == 1
