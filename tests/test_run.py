"""Runs: their exit codes, issuing and issuing again, who may read what, and runs that are cut off."""

from __future__ import annotations

import grp
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import pytest
from command_line import cme, contents
from filelock import FileLock
from python_calamine import CalamineWorkbook
from small_council import GATEWAY, TODAY, D, deliver, put, tables, write

from sources.synthetic import write_city

DONE, FAILED, LOOK, NOTHING_PUBLISHED, LOCKED, NOT_ISSUED = 0, 1, 3, 4, 5, 6
REPOSITORY = Path(__file__).parents[1]
TOMORROW = TODAY + timedelta(1)
LISTS = {
    *("cme-register.xlsx", "data-quality.xlsx", "failed-transfers.xlsx", "leavers.xlsx", "match-review.xlsx"),
    "out-of-phase.xlsx",
    *("not-on-education-database.xlsx", "refer-to-home-authority.xlsx", "unregistered-offers.xlsx"),
    *("vulnerable.xlsx", "reception-cohort.xlsx", "no-place-september.xlsx", "tracing.xlsx", "reappeared.xlsx"),
    *("returns.xlsx", "school-notifications.xlsx", "admissions-deadlines.xlsx", "decisions.xlsx"),
    "mash-reconciliation.xlsx",
}


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CME_HOME whose October report is issued; tests that change it work on a copy."""
    home = tmp_path_factory.mktemp("council")
    deliver(home)
    assert cme(home, "monthly-report", today=TODAY).exit_code == DONE
    return home


@pytest.fixture
def copy(issued: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(issued, tmp_path / "home"))


def published(home: Path) -> dict[str, bytes]:
    """Every file of reports and lists."""
    return {part: content for part, content in contents(home).items() if part.startswith(("reports/", "lists/"))}


def report(home: Path, day: date = D, name: str = "appendix-3.json") -> dict[str, Any]:
    shown: dict[str, Any] = json.loads((home / "reports" / str(day) / name).read_bytes())
    return shown


def number(shown: dict[str, Any], measure: str) -> int:
    return sum(line["number"] for line in shown["lines"] if line["measure"] == measure)


def cells(workbook: Path) -> list[str]:
    """Every text of a workbook."""
    book = CalamineWorkbook.from_path(str(workbook))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return [str(cell) for sheet in sheets for row in sheet for cell in row if cell != ""]


# 0: done


def test_a_first_night_writes_lists_and_run_report_and_issues_nothing(tmp_path: Path) -> None:
    deliver(tmp_path)
    done = cme(tmp_path, "nightly", today=TODAY)
    assert (done.exit_code, done.stderr) == (DONE, "")
    assert {path.name for path in (tmp_path / "lists").iterdir()} == LISTS
    assert {path.name for path in (tmp_path / "reports" / str(TODAY)).iterdir()} == {"run-report.html"}
    assert json.loads(cme(tmp_path, "status", "--json", today=TODAY).stdout)["issued"] == []


def test_a_night_on_which_nothing_arrived_changes_nothing(copy: Path) -> None:
    cme(copy, "nightly", "--as-at", str(D), today=TODAY)
    before = published(copy)
    done = cme(copy, "nightly", "--as-at", str(D), today=TOMORROW)
    assert (done.exit_code, done.stderr) == (DONE, "")
    assert "read " not in done.stdout
    assert published(copy) == before


def test_the_same_file_under_another_name_changes_nothing(copy: Path) -> None:
    cme(copy, "nightly", "--as-at", str(D), today=TODAY)
    before = contents(copy / "lists")
    students = copy / "inbox" / "education" / f"students_{D}.csv"
    shutil.copy2(students, students.with_name(f"students_{D}_again.csv"))
    done = cme(copy, "nightly", "--as-at", str(D), today=TOMORROW)
    assert (done.exit_code, done.stderr) == (DONE, "")
    assert contents(copy / "lists") == before


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


def test_a_refused_file_is_news_once_and_the_last_accepted_one_stays_in_force(copy: Path) -> None:
    write(copy, f"education/students_{TODAY}.csv", b"<html><body>Your session has ended</body></html>")
    first = cme(copy, "nightly", today=TODAY)
    assert first.exit_code == LOOK
    assert f"education/students_{TODAY}.csv was refused" in first.stderr
    assert number_on_register(copy) == 3
    second = cme(copy, "nightly", today=TOMORROW)
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


def test_a_quarantined_row_is_news_once(copy: Path) -> None:
    rows = tables()["education/enrolments"]
    rows[1]["leaving_date"] = "soon"
    put(copy, "education/enrolments", rows, dated=TODAY)
    first = cme(copy, "nightly", today=TODAY)
    assert first.exit_code == LOOK
    assert "quarantine" in first.stderr
    put(copy, "education/enrolments", rows, dated=TOMORROW)
    second = cme(copy, "nightly", today=TOMORROW)
    assert "1 quarantined" in second.stdout
    assert (second.exit_code, second.stderr) == (DONE, "")


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


@pytest.mark.parametrize("missing", sorted(tables()))
def test_a_missing_required_table_is_named_and_nothing_is_published(tmp_path: Path, missing: str) -> None:
    told = tables()
    del told[missing]
    deliver(tmp_path, told)
    done = cme(tmp_path, "monthly-report", today=TODAY)
    assert done.exit_code == NOTHING_PUBLISHED
    assert f"for {missing};" in done.stderr
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


@pytest.mark.parametrize("command", ["nightly", "monthly-report"])
def test_two_runs_never_meet(copy: Path, command: str) -> None:
    before = published(copy)
    with FileLock(copy / "store" / "run.lock"):
        done = cme(copy, command, today=TODAY)
    assert done.exit_code == LOCKED
    assert len(done.stderr.splitlines()) == 1
    assert published(copy) == before
    assert cme(copy, command, today=TODAY).exit_code == DONE


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


# 6: not due, or differs; issuing


@pytest.mark.parametrize("day", ["2026-07-31", "2026-08-31", "2026-09-30", "2026-10-30", "2026-11-01"])
def test_a_day_without_a_report_needs_force(copy: Path, day: str) -> None:
    done = cme(copy, "monthly-report", "--as-at", day, today=TODAY)
    assert done.exit_code == NOT_ISSUED
    assert "--force" in done.stderr
    assert not (copy / "reports" / day).exists()


def test_force_issues_it_all_the_same(copy: Path) -> None:
    done = cme(copy, "monthly-report", "--as-at", "2026-11-01", "--force", today=TODAY)
    assert done.exit_code == DONE
    assert [total["as_at"] for total in report(copy, date(2026, 11, 1))["running_totals"]] == [
        *("2026-10-31", "2026-11-01")
    ]


@pytest.mark.parametrize(
    ("today", "newest"),
    [("2026-10-31", "2026-10-31"), ("2026-11-29", "2026-10-31"), ("2027-09-30", "2027-06-30")],
)
def test_the_day_defaults_to_the_newest_month_end_with_a_report(copy: Path, today: str, newest: str) -> None:
    cme(copy, "monthly-report", today=date.fromisoformat(today))
    assert report(copy, date.fromisoformat(newest))["as_at"] == newest


def _two_leavers(home: Path) -> None:
    """A correction of October's enrolments: Ivelle has left as well."""
    rows = tables()["education/enrolments"]
    rows[0]["leaving_date"] = "2026-10-09"
    put(home, "education/enrolments", rows, suffix="_corrected")


def test_a_report_that_differs_is_refused_and_everything_stays(copy: Path) -> None:
    before = published(copy)
    _two_leavers(copy)
    done = cme(copy, "monthly-report", today=TODAY)
    assert done.exit_code == NOT_ISSUED
    assert "leavers 2026: 0, now 1" in done.stderr
    assert "total: 3, now 4" in done.stderr
    assert "--reissue" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert published(copy) == before


def test_force_does_not_overrule_what_was_issued(copy: Path) -> None:
    before = published(copy)
    _two_leavers(copy)
    assert cme(copy, "monthly-report", "--force", today=TODAY).exit_code == NOT_ISSUED
    assert published(copy) == before


def test_reissue_keeps_both(copy: Path) -> None:
    folder = copy / "reports" / str(D)
    first = contents(folder)
    _two_leavers(copy)
    assert cme(copy, "monthly-report", "--reissue", today=TODAY).exit_code == DONE
    second = contents(folder)
    for name in ("appendix-3.xlsx", "appendix-3.json"):
        stem, ending = name.split(".")
        assert second[f"{stem}-issue-1.{ending}"] == first[name]
        assert second[name] != first[name]
    assert (number(report(copy), "leavers"), number(report(copy), "total")) == (2, 4)
    assert len(report(copy)["running_totals"]) == 1
    again = cme(copy, "monthly-report", today=TOMORROW)
    assert (again.exit_code, "issued before with the same numbers" in again.stdout) == (DONE, True)
    kept = contents(folder)
    assert {name: kept[name] for name in second if name.startswith("appendix")} == {
        name: content for name, content in second.items() if name.startswith("appendix")
    }


def test_reissue_of_a_report_that_does_not_differ_is_no_second_issue(copy: Path) -> None:
    before = contents(copy / "reports" / str(D))
    assert cme(copy, "monthly-report", "--reissue", today=TOMORROW).exit_code == DONE
    after = contents(copy / "reports" / str(D))
    assert {name: after[name] for name in before if name.startswith("appendix")} == {
        name: content for name, content in before.items() if name.startswith("appendix")
    }
    assert set(after) == set(before)


def test_an_issued_file_that_is_gone_comes_back_as_it_was(copy: Path) -> None:
    folder = copy / "reports" / str(D)
    before = contents(folder)
    (folder / "appendix-3.xlsx").unlink()
    (folder / "appendix-3.json").unlink()
    assert cme(
        copy,
        "monthly-report",
        today=date(2027, 3, 1),
    ).exit_code in (DONE, LOOK)
    assert cme(copy, "monthly-report", "--as-at", str(D), today=date(2027, 3, 1)).exit_code in (DONE, LOOK)
    after = contents(folder)
    assert (after["appendix-3.xlsx"], after["appendix-3.json"]) == (
        before["appendix-3.xlsx"],
        before["appendix-3.json"],
    )


def test_a_draft_is_shown_marked_and_issues_nothing(tmp_path: Path) -> None:
    deliver(tmp_path)
    done = cme(tmp_path, "monthly-report", "--draft", today=TODAY)
    assert done.exit_code == DONE
    folder = tmp_path / "reports" / str(D)
    assert {path.name for path in folder.iterdir()} == {
        *("appendix-3-draft.xlsx", "appendix-3-draft.json", "run-report.html")
    }
    assert any("DRAFT" in cell.upper() for cell in cells(folder / "appendix-3-draft.xlsx"))
    assert str(folder / "appendix-3-draft.xlsx") in done.stdout
    assert json.loads(cme(tmp_path, "status", "--json", today=TODAY).stdout)["issued"] == []
    _two_leavers(tmp_path)
    assert cme(tmp_path, "monthly-report", today=TODAY).exit_code == DONE
    assert number(report(tmp_path), "total") == 4
    assert number(report(tmp_path, name="appendix-3-draft.json"), "total") == 3
    assert not any("DRAFT" in cell.upper() for cell in cells(folder / "appendix-3.xlsx"))


def test_a_draft_needs_no_day_on_which_one_is_due_and_enters_no_running_total(copy: Path) -> None:
    assert cme(copy, "monthly-report", "--draft", "--as-at", "2026-11-01", today=TODAY).exit_code == DONE
    november = date(2026, 11, 30)
    assert cme(copy, "monthly-report", "--as-at", str(november), today=november).exit_code == LOOK
    assert [total["as_at"] for total in report(copy, november)["running_totals"]] == ["2026-10-31", "2026-11-30"]


def test_a_draft_of_an_issued_report_leaves_it_as_it_was(copy: Path) -> None:
    before = contents(copy / "reports" / str(D))
    _two_leavers(copy)
    assert cme(copy, "monthly-report", "--draft", today=TODAY).exit_code == DONE
    after = contents(copy / "reports" / str(D))
    assert (after["appendix-3.xlsx"], after["appendix-3.json"]) == (
        before["appendix-3.xlsx"],
        before["appendix-3.json"],
    )
    assert number(report(copy, name="appendix-3-draft.json"), "total") == 4


def test_what_the_analyst_typed_into_the_issued_workbook_is_not_overwritten(copy: Path) -> None:
    workbook = copy / "reports" / str(D) / "appendix-3.xlsx"
    workbook.write_bytes(workbook.read_bytes() + b" typed")
    assert cme(copy, "monthly-report", today=TOMORROW).exit_code == DONE
    assert workbook.read_bytes().endswith(b" typed")


# Who may read what


def _modes(folder: Path) -> dict[str, int]:
    """The permissions of the folder and of everything in it, by its path."""
    every = {path.relative_to(folder).as_posix(): path for path in (folder, *folder.rglob("*"))}
    return {name: stat.S_IMODE(path.stat().st_mode) for name, path in every.items()}


def _run_as_cron_does(home: Path, *arguments: str) -> None:
    """By the program itself, from a shell that would let everybody read what it writes."""
    done = subprocess.run(
        [sys.executable, "-c", "import os, sys; os.umask(0o022); from pipeline.cli import main; main()", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "CME_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (DONE, LOOK), done.stderr


def _deliver_to_all(home: Path, settings: str = GATEWAY) -> None:
    """An inbox that somebody made readable for everybody, a list that cannot be read, a past day, a draft."""
    deliver(home, settings=settings)
    for path in (home, *(home / "inbox").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    _run_as_cron_does(home, "nightly", "--as-at", "2026-11-02")
    (home / "lists" / "cme-register.xlsx").write_bytes(b"not a workbook")
    _run_as_cron_does(home, "monthly-report", "--as-at", str(D))
    assert (home / "lists" / "set-aside").is_dir()
    assert (home / "reports" / str(D) / "lists").is_dir()


def test_nobody_else_may_read_anything(tmp_path: Path) -> None:
    home = tmp_path / "home"
    _deliver_to_all(home)
    for part in ("store", "logs", "lists", "reports"):
        for name, mode in _modes(home / part).items():
            assert mode == (0o700 if (home / part / name).is_dir() else 0o600), f"{part}/{name}: {mode:o}"
    folders = {name: mode for name, mode in _modes(home / "inbox").items() if (home / "inbox" / name).is_dir()}
    assert set(folders.values()) == {0o700}


def test_a_group_may_read_and_write_lists_and_reports_and_nothing_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    group = grp.getgrgid(os.getgid()).gr_name
    _deliver_to_all(home, f'{GATEWAY}[paths]\ngroup = "{group}"\n')
    for part in ("lists", "reports"):
        for name, mode in _modes(home / part).items():
            assert mode == (0o2770 if (home / part / name).is_dir() else 0o660), f"{part}/{name}: {mode:o}"
            assert (home / part / name).stat().st_gid == os.getgid()
    for part in ("store", "logs"):
        for name, mode in _modes(home / part).items():
            assert mode == (0o700 if (home / part / name).is_dir() else 0o600), f"{part}/{name}: {mode:o}"


# Runs that are cut off


def test_lists_that_could_not_all_be_written_are_written_the_next_night(copy: Path) -> None:
    """The disk is full at the third list: the sentence says so, no half file lies about, the next night completes."""
    untouched = shutil.copytree(copy, copy.parent / "untouched")
    for home in (copy, untouched):
        _two_leavers(home)
    from outputs import exception_lists
    from pipeline.stages import lists

    written = []

    def write_two(*arguments: Any, **named: Any) -> None:
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        written.append(exception_lists.write_list(*arguments, **named))

    with patch.object(lists, "write_list", write_two):
        done = cme(copy, "nightly", "--as-at", str(D), today=TODAY)
    assert done.exit_code == FAILED
    assert "No space left on device" in done.stderr
    assert {path.name for path in (copy / "lists").iterdir()} == LISTS
    for home in (copy, untouched):
        assert cme(home, "nightly", "--as-at", str(D), today=TOMORROW).exit_code == DONE
    assert contents(copy / "lists") == contents(untouched / "lists")
    assert _entries(copy) == _entries(untouched) == []


def _entries(home: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "store" / "cme.duckdb"), read_only=True) as con:
        return con.execute("FROM decisions.entry").fetchall()


def _killed_after(home: Path, line: str, *arguments: str) -> None:
    """Starts a run as cron does and kills it (kill -9) as soon as it says the line."""
    command = [sys.executable, "-m", "pipeline", *arguments, "--home", str(home)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        assert any(said.startswith(line) for said in run.stdout), f"the run never said {line!r}"
        run.send_signal(signal.SIGKILL)
    assert run.returncode == -signal.SIGKILL, f"the run had ended by then (exit code {run.returncode})"


POINTS = (
    *("read admissions/applications_2026-12-31", "read education/students_2026-12-31", "Applying the rules"),
    *("Writing Appendix 3", "Writing the lists"),
)


@pytest.fixture(scope="module")
def october_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up city after October's report, with December's files in its inbox."""
    home = tmp_path_factory.mktemp("city")
    write_city(home, children=1_500, seed=1, as_at=D)
    assert cme(home, "monthly-report", today=TODAY).exit_code == DONE
    write_city(home, children=1_500, seed=1, as_at=date(2026, 12, 31))
    return home


def test_a_run_killed_anywhere_leaves_whole_files_and_the_next_one_completes(
    october_city: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(october_city, tmp_path / "home"))
    december = ("monthly-report", "--as-at", "2026-12-31")
    octobers_links = cme(home, "links", today=TODAY).stdout
    for point in POINTS:
        _killed_after(home, point, *december)
        assert cme(home, "links", today=TODAY).stdout == octobers_links, point
        for path in (*(home / "lists").glob("*.xlsx"), *(home / "reports").glob("*/*.xlsx")):
            assert cells(path), path
    today = date(2027, 1, 4)
    assert cme(home, *december, today=today).exit_code == DONE
    assert cme(october_city, *december, today=today).exit_code == DONE
    # The run report says what came in with its own run, and the killed ones took the files in.
    names = {name for name in published(october_city) if not name.endswith("2026-12-31/run-report.html")}
    disturbed, undisturbed = published(home), published(october_city)
    assert {name for name in names if disturbed.get(name) != undisturbed[name]} == set()
    assert cme(home, "links", today=today).stdout == cme(october_city, "links", today=today).stdout
    assert _entries(home) == []
    assert not [path for path in (home / "store").iterdir() if "building" in path.name]
