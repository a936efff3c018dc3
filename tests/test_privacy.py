"""No child's data in what a run prints, logs, or publishes to more than the officers.

Names, UPNs, dates of birth, addresses and postcodes that stand nowhere else are planted in good rows, in rows broken in
every way and in files that are refused; then everything that is not for officers is searched for them. Lists and store
may hold them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import openpyxl
import pytest
from canaries import Canaries, leaks, plant, refused_files, text_of, typed_return
from command_line import Done, cme, contents
from small_council import TODAY, D, other_tables, tables, write

from pipeline import rulebook, run

DONE, FAILED, LOOK = 0, 1, 3
TOMORROW = TODAY + timedelta(1)
"""A run of the same day and of the same files would not be made again."""


# Runs


@pytest.fixture(scope="module")
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, canaries: Canaries) -> tuple[Path, Done]:
    """A home with good and broken rows after its October report; what the run printed."""
    home = tmp_path_factory.mktemp("planted")
    plant(home, canaries)
    write(home, f"independent/returns_{D}_typed.xlsx", typed_return(canaries))
    done = cme(home, "monthly-report", today=TODAY)
    assert done.exit_code == LOOK
    return home, done


@pytest.fixture
def copy(planted: tuple[Path, Done], tmp_path: Path) -> Path:
    return Path(shutil.copytree(planted[0], tmp_path / "home"))


def test_what_is_planted_is_found_where_it_may_stand(planted: tuple[Path, Done], canaries: Canaries) -> None:
    home, _ = planted
    assert {"Tarnsworth", "Otmar", "12 Lanternbrook Row", "SO15 2AC"} <= canaries.in_text(
        text_of(home / "lists" / "cme-register.xlsx")
    )
    with duckdb.connect(str(home / "store" / "cme.duckdb"), read_only=True) as con:
        quarantined = con.execute(
            """SELECT source || '/' || table_name, count(DISTINCT row_id)
               FROM landing.file JOIN valid.quarantine USING (file_id) GROUP BY 1"""
        ).fetchall()
    assert {table for table, _ in quarantined} == set(tables() | other_tables())
    assert all(rows >= 4 for _, rows in quarantined)


def test_a_run_over_good_and_broken_rows_names_nobody(planted: tuple[Path, Done], canaries: Canaries) -> None:
    home, done = planted
    assert "quarantined" in text_of(home / "reports" / str(D) / "run-report.html")
    assert leaks(canaries, home, done) == []


def test_refused_files_name_nobody(copy: Path, canaries: Canaries) -> None:
    files = refused_files(canaries)
    for name, content in files.items():
        write(copy, name, content)
    done = cme(copy, "nightly", today=TODAY)
    assert done.exit_code == LOOK
    assert {name for name in files if f"{name} was refused" not in done.stderr} == set()
    assert leaks(canaries, copy, done) == []


def test_lists_that_officers_wrote_in_or_broke_name_nobody(copy: Path, canaries: Canaries) -> None:
    someone = canaries.next()
    book = openpyxl.load_workbook(copy / "lists" / "leavers.xlsx")
    sheet = book.worksheets[1]
    headings = [cell.value for cell in sheet[1]]
    for heading in ("Officer", "Status", "Next action", "Next action date", "Notes"):
        sheet.cell(2, headings.index(heading) + 1, f"{someone['surname']} of {someone['address_line_1']}")
    book.save(copy / "lists" / "leavers.xlsx")
    (copy / "lists" / "cme-register.xlsx").write_bytes(f"{someone['surname']}, {someone['postcode']}".encode())
    unkeyed = openpyxl.Workbook()
    unkeyed.worksheets[0].append(list(someone.values()))
    unkeyed.save(copy / "lists" / "out-of-phase.xlsx")
    done = cme(copy, "nightly", "--as-at", str(D), today=TODAY)
    assert "5 cells that officers filled or changed were read back" in done.stdout
    assert "cme-register.xlsx cannot be read" in done.stderr
    assert someone["surname"] in text_of(copy / "lists" / "leavers.xlsx")
    assert leaks(canaries, copy, done) == []


SPILLS = "SELECT CAST(surname || ' ' || date_of_birth || ' ' || coalesce(postcode, '') AS INTEGER) FROM person"


def test_what_is_sent_to_schools_and_parents_is_told_in_counts(copy: Path, canaries: Canaries) -> None:
    done = cme(copy, "for-schools", today=TODAY)
    assert done.exit_code == DONE
    assert leaks(canaries, copy, done) == []


def _with_a_rule_that_spills(kind: str) -> Callable[[date], rulebook.Rulebook]:
    """A rulebook in which the first rule of a kind fails on, and with, a child's data."""
    load = rulebook.load

    def loaded(as_at: date) -> rulebook.Rulebook:
        book = load(as_at)
        first, *others = getattr(book, kind)
        spilling = replace(first, declared=replace(first.declared, sql=SPILLS, parameters=()))
        return replace(book, **{kind: type(getattr(book, kind))((spilling, *others))})

    return loaded


def test_a_check_that_fails_on_a_childs_data_says_that_it_failed(copy: Path, canaries: Canaries) -> None:
    with patch.object(run.rulebook, "load", _with_a_rule_that_spills("quality")):
        done = cme(copy, "nightly", "--as-at", str(D), today=TOMORROW)
    assert done.exit_code == DONE
    shown = text_of(copy / "reports" / str(D) / "run-report.html")
    assert "not run: it failed (ConversionException)" in shown
    assert leaks(canaries, copy, done) == []


@pytest.mark.parametrize("kind", ["facts", "lines", "lists"])
def test_a_rule_that_fails_on_a_childs_data_stops_the_run(copy: Path, canaries: Canaries, kind: str) -> None:
    before = contents(copy / "lists")
    with patch.object(run.rulebook, "load", _with_a_rule_that_spills(kind)):
        done = cme(copy, "nightly", "--as-at", str(D), today=TOMORROW)
    assert done.exit_code == FAILED
    assert re.search(r"The rule \w[\w-]*\.sql cannot run \(ConversionException\)", done.stderr)
    assert leaks(canaries, copy, done) == []
    assert contents(copy / "lists") == before


STAGES = ("collect", "receive", "select_as_at", "link")
ERRORS = (ValueError, OSError, KeyError, duckdb.ConversionException)


@pytest.mark.parametrize(
    ("stage", "error"),
    # What becomes of an error is the same wherever it comes from; the last stages, which take longest, fail once each.
    [*product(STAGES, ERRORS), ("build_report", duckdb.ConversionException), ("write_lists", OSError)],
)
def test_an_error_that_nobody_foresaw_is_said_without_its_words(
    copy: Path, canaries: Canaries, stage: str, error: type[Exception]
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise error("Could not convert string 'Otmar Tarnsworth, 2013-02-11, SO15 2AC'")

    with patch.object(run, stage, fails):
        done = cme(copy, "monthly-report", today=TOMORROW)
    assert done.exit_code == FAILED
    assert len(done.stderr.splitlines()) == 1
    assert leaks(canaries, copy, done) == []
