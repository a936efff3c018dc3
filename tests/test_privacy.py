"""No child's data in what a run prints, logs, or publishes to more than the officers.

Names, UPNs, dates of birth, addresses and postcodes that stand nowhere else are planted in good rows, in rows broken in
every way and in files that are refused; then everything that is not for officers is searched for them. Lists and store
may hold them. The commands are started in an empty folder, which stays empty.
"""

from __future__ import annotations

import csv
import errno
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import duckdb
import openpyxl
import pytest
from canaries import Canaries, leaks, plant, refused_files, text_of, typed_return
from command_line import Done, cme, contents
from small_council import TODAY, D, other_tables, tables, write

from outputs.text import looks_like_formula
from pipeline import backup, for_schools, lookups, rulebook, run

DONE, FAILED, USAGE, LOOK = 0, 1, 2, 3
OTMAR = "Otmar Tarnsworth, 2013-02-11, SO15 2AC"
TOMORROW = TODAY + timedelta(1)
"""A run of the same day and of the same files would not be made again."""


# Runs


@pytest.fixture(scope="module", autouse=True)
def started_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("started_in")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        yield
    assert list(folder.iterdir()) == []


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
KINDS = (ValueError, OSError, KeyError, duckdb.ConversionException)


@pytest.mark.parametrize(
    ("stage", "error"),
    # What becomes of an error is the same wherever it comes from: each stage fails once.
    [*zip(STAGES, KINDS, strict=True), ("build_report", duckdb.ConversionException), ("write_lists", OSError)],
)
def test_an_error_that_nobody_foresaw_is_said_without_its_words(
    copy: Path, canaries: Canaries, stage: str, error: type[Exception]
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise error(f"Could not convert string '{OTMAR}'")

    with patch.object(run, stage, fails):
        done = cme(copy, "monthly-report", today=TOMORROW)
    assert done.exit_code == FAILED
    assert len(done.stderr.splitlines()) == 1
    assert leaks(canaries, copy, done) == []


# What runs or calls when a file is opened


PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/(workbook|styles|sharedStrings|theme/theme1)\.xml"
    r"|xl/(_rels/workbook|worksheets/_rels/sheet\d+|drawings/_rels/drawing\d+)\.xml\.rels"
    r"|xl/(worksheets/sheet|drawings/drawing|charts/chart)\d+\.xml"
)
CALLS = re.compile(rb'TargetMode="External"|macroEnabled|<(\w+:)?(ddeLink|oleObject|hyperlink)|HYPERLINK|WEBSERVICE')


def test_no_workbook_holds_a_formula_a_macro_or_a_link(copy: Path) -> None:
    assert cme(copy, "for-schools", today=TODAY).exit_code == DONE
    books = [*(copy / "lists").rglob("*.xlsx"), *(copy / "reports").rglob("*.xlsx")]
    assert {book.relative_to(copy).parts[:2] for book in books} >= {("lists", "for-schools"), ("reports", str(D))}
    for book in books:
        with zipfile.ZipFile(book) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        assert [name for name in parts if not PARTS.fullmatch(name)] == [], book.name
        assert [name for name, content in parts.items() if CALLS.search(content)] == [], book.name
        assert [n for n, content in parts.items() if "worksheets" in n and re.search(rb"<f[ >/]", content)] == []


def test_no_cell_of_a_csv_file_is_taken_for_a_formula(copy: Path, tmp_path: Path) -> None:
    links, changes = tmp_path / "links.csv", tmp_path / "changes.csv"
    compare = ("compare", str(D), "2027-10-31", "--csv", str(changes))
    for command in (("for-schools",), ("links", "--csv", str(links)), compare):
        assert cme(copy, *command, today=TODAY).exit_code == DONE
    assert len(changes.read_text().splitlines()) > 1, "children changed from one day to the other"
    files = [links, changes, copy / "lists" / "for-parents" / "reception-cohort.csv"]
    lines = [line for file in files for line in file.read_text(encoding="utf-8-sig").splitlines()]
    assert len(lines) > 100
    assert [cell for row in csv.reader(lines) for cell in row if looks_like_formula(cell)] == []


# Commands that fail


ROOT = Path(run.__file__).parent.parent


def said_in_one_sentence(done: Done, exit_code: int = FAILED) -> None:
    assert (done.exit_code, len(done.stderr.splitlines())) == (exit_code, 1), done.said


@pytest.mark.parametrize(
    ("command", "module", "name", "error"),
    [
        ("nightly", run, "_stages", OSError(errno.ENOSPC, OTMAR, f"/somewhere/{OTMAR}")),
        ("nightly", run, "_stages", shutil.Error([("a", "b", OTMAR)])),
        ("for-schools", for_schools, "write_for_school", MemoryError(OTMAR)),
        ("backup", backup, "replace_folder", duckdb.OutOfMemoryException(OTMAR)),
        ("status", lookups, "freshness", duckdb.ConversionException(OTMAR)),
        ("links", lookups, "keep_within", KeyError(OTMAR)),
    ],
)
def test_no_command_passes_on_what_an_error_says(
    copy: Path, canaries: Canaries, command: str, module: ModuleType, name: str, error: Exception
) -> None:
    with patch.object(module, name, side_effect=error):
        done = cme(copy, command, today=TODAY)
    said_in_one_sentence(done)
    assert leaks(canaries, copy, done) == []


@pytest.mark.parametrize("file", ["cme.duckdb", "run.duckdb"])
def test_a_damaged_store_names_nobody(copy: Path, canaries: Canaries, file: str) -> None:
    (copy / "store" / file).write_bytes(OTMAR.encode() * 500)
    for command in (("status",), ("explain", "1001"), ("train",), ("verify",), ("backup",)):
        done = cme(copy, *command, today=TODAY)
        assert leaks(canaries, copy, done) == [], command
        assert done.exit_code != DONE or file == "run.duckdb", command


def test_files_named_on_the_command_line_are_refused_without_their_words(
    copy: Path, tmp_path: Path, canaries: Canaries
) -> None:
    file = tmp_path / "file.csv"
    for content in (
        f"{OTMAR}\r\n",
        f"as_at,cme,cme_incl_historical,ehe,open_to_yos\r\n{OTMAR},x,y\r\n",
        f"record,person_id\r\n{OTMAR}\r\n{OTMAR}\r\n",
        f"record,person_id,{OTMAR}\r\n\xff\r\n",
    ):
        file.write_bytes(content.encode("latin-1"))
        for command in (("import-totals", str(file)), ("evaluate", "--truth", str(file))):
            done = cme(copy, *command, today=TODAY)
            assert done.exit_code in (FAILED, USAGE), (command, content)
            assert leaks(canaries, copy, done) == [], (command, content)


@pytest.mark.parametrize("settings", [f"[authority]\nname = {OTMAR}", f'a = "{OTMAR}\n', f"# {OTMAR}\n[x]\n[x]\n"])
def test_settings_that_are_no_toml_are_told_by_their_place(copy: Path, canaries: Canaries, settings: str) -> None:
    (copy / "cme.toml").write_text(settings, encoding="utf-8")
    done = cme(copy, "nightly", today=TODAY)
    said_in_one_sentence(done, USAGE)
    assert re.search(r"not valid TOML at line \d, column \d+", done.stderr)
    assert leaks(canaries, copy, done) == []


def test_what_asks_for_a_temporary_file_in_a_run_gets_one_in_the_store(copy: Path) -> None:
    before = set((copy / "store").iterdir())
    places = []

    def asks(*_: Any, **__: Any) -> None:
        with tempfile.NamedTemporaryFile() as file:
            folder = Path(file.name).parent
            places.append((folder.parent, folder.stat().st_mode & 0o777))
        raise KeyError

    with patch.object(run, "_stages", asks):
        said_in_one_sentence(cme(copy, "nightly", today=TODAY))
    assert places == [(copy / "store", 0o700)]
    assert set((copy / "store").iterdir()) == before


NOISY = f"""
import logging, threading, warnings
from pipeline import cli

class Failing:
    def __del__(self):
        raise ValueError({OTMAR!r})

def fails():
    raise ValueError({OTMAR!r})

def app():
    warnings.warn({OTMAR!r})
    logging.getLogger("library").critical({OTMAR!r})
    Failing()
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()

cli.app = app
cli.main()
"""


def test_what_libraries_say_of_their_own_accord_is_not_shown() -> None:
    done = subprocess.run([sys.executable, "-c", NOISY], capture_output=True, text=True, check=True, cwd=ROOT)
    sentence = "Something unforeseen failed beside the run (ValueError); see that the run says it has ended."
    assert (done.stdout, done.stderr.splitlines()) == ("", [sentence] * 2)
