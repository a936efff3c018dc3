"""No child's data in what a run prints, logs, or publishes to more than the officers.

Names, UPNs, dates of birth, addresses and postcodes that stand nowhere else are planted in good rows, in rows broken in
every way and in files that are refused; then everything that is not for officers is searched for them. Lists and store
may hold them; a restricted address is in neither list nor report.
"""

from __future__ import annotations

import html
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import openpyxl
import pytest
from command_line import Done, cme, contents
from small_council import PREPARATORY, TODAY, UPN, D, Row, Tables, deliver, other_tables, person, put, tables, write

from pipeline import rulebook, run
from pipeline.calendar import date_written

DONE, FAILED, LOOK = 0, 1, 3
CONSONANTS = "bdfgklmnprt"


class Canaries:
    """Made-up people that stand nowhere else, and every way in which they could be seen."""

    def __init__(self) -> None:
        self._numbers = count()
        self.seen_as: set[str] = set()
        for rows in tables().values():
            for row in rows:
                self._know(row)
        self.seen_as |= set(UPN.values())

    def next(self) -> Row:
        """The columns that every list of people shares, of somebody new."""
        n = next(self._numbers)
        syllables = f"{CONSONANTS[n // 11 % 11]}o{CONSONANTS[n % 11]}i"
        born = date(2011, 9, 3) + timedelta(13 * n)
        row = person(f"Zwy{syllables}ck", f"Xan{syllables}th", str(born), f"{n + 1} Vreugd{syllables} Wharf", "SO14 9")
        row["postcode"] += f"{chr(65 + n // 20)}{'ABDEFGHJLNPQRSTUWXYZ'[n % 20]}"
        self._know(row)
        return row

    def _know(self, row: Row) -> None:
        if "surname" not in row:
            return
        born = date.fromisoformat(row["date_of_birth"])
        self.seen_as |= {row["surname"], row["forename"], row["address_line_1"], row["postcode"]}
        self.seen_as |= {row["postcode"].replace(" ", ""), str(born), f"{born:%d/%m/%Y}", f"{born:%d.%m.%Y}"}
        self.seen_as |= {f"{born:%d-%m-%Y}", f"{born:%Y%m%d}", date_written(born)}

    def in_text(self, text: str) -> set[str]:
        """Those that the text shows, in any case."""
        folded = text.casefold()
        return {canary for canary in self.seen_as if canary.casefold() in folded}


def text_of(path: Path) -> str:
    """Everything that a file says: of a workbook every part of it, of a page its markup too."""
    if path.suffix != ".xlsx":
        return html.unescape(path.read_bytes().decode("utf-8", errors="replace").replace("<wbr>", ""))
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist()]
        return html.unescape("\n".join([*archive.namelist(), *parts]))


def not_for_officers_alone(home: Path) -> Iterator[tuple[str, str]]:
    """(where, text) of everything of a CME_HOME that no child may be named in: logs, reports, names of files."""
    for path in sorted(home.rglob("*")):
        where = path.relative_to(home)
        if where.parts[0] == "inbox":
            continue
        yield "the name of a file", str(where)
        is_list = "lists" in where.parts
        if where.parts[0] in ("logs", "reports") and path.is_file() and not is_list:
            yield str(where), text_of(path)


def leaks(canaries: Canaries, home: Path, *runs: Done) -> list[str]:
    """Every place that shows somebody."""
    said = [(f"what run {n} printed", done.said) for n, done in enumerate(runs, 1)]
    found = ((where, canaries.in_text(text)) for where, text in (*said, *not_for_officers_alone(home)))
    return [f"{where} shows {sorted(canaries)}" for where, canaries in found if canaries]


# What is planted


BROKEN: dict[str, tuple[str, ...]] = {
    "education/students": (
        *("student_id", "upn", "former_upn", "date_of_birth", "sex", "postcode", "uprn", "home_la"),
        *("nc_year_actual", "record_active", "date_of_death", "restricted_address"),
    ),
    "education/enrolments": (
        *("student_id", "laestab", "enrol_status", "entry_date", "leaving_date", "destination_laestab"),
        *("destination", "destination_confirmed_on", "notified_on", "leaving_reason"),
    ),
    "education/involvements": ("student_id", "involvement", "start_date", "end_date", "outcome"),
    "education/establishments": ("laestab", "urn", "statutory_low_age", "la_code", "establishment_status", "open_date"),
    "early_years/headcount": ("date_of_birth", "sex", "postcode", "provider_urn", "start_date", "end_date"),
    "admissions/applications": (
        *("application_ref", "student_id", "upn", "date_of_birth", "application_type", "entry_year", "received_on"),
        *("application_status", "offer_status", "offered_laestab", "offered_on", "delayed_entry_to", "home_la"),
    ),
    "benefits/children": ("date_of_birth", "postcode", "uprn", "from_date", "to_date", "child_number"),
    "independent/returns": (
        *("laestab", "upn", "date_of_birth", "sex", "postcode", "nc_year_actual", "entry_date", "leaving_date"),
        *("destination", "pupil_ref"),
    ),
    "cross_border/rolls": ("laestab", "upn", "date_of_birth", "sex", "postcode", "entry_date", "leaving_date"),
    "social_care/children": (
        *("person_id", "upn", "date_of_birth", "sex", "postcode", "status", "start_date", "end_date"),
        "responsible_la",
    ),
    "youth_justice/children": ("person_id", "date_of_birth", "sex", "postcode", "start_date", "end_date"),
    "health/children": ("nhs_number", "person_id", "date_of_birth", "sex", "postcode", "start_date", "end_date"),
}
"""source/table -> the columns in which somebody's name stands where something else should."""

KEYS = {
    **dict.fromkeys(("education/students", "education/enrolments", "education/involvements"), "student_id"),
    **{"education/establishments": "laestab", "early_years/headcount": "ey_child_id"},
    **{"admissions/applications": "application_ref", "benefits/children": "claim_ref"},
    **{"independent/returns": "pupil_ref", "cross_border/rolls": "laestab", "health/children": "person_id"},
    **{"social_care/children": "person_id", "youth_justice/children": "person_id"},
}


def broken_rows(canaries: Canaries, table: str, like: Row) -> Iterator[Row]:
    """Rows like the given one, each of somebody new: one per column with a name in it, two that clash, a blank one."""
    numbers = count(1)

    def somebody() -> Row:
        row = like | ({name: value for name, value in canaries.next().items() if name in like})
        return row | {KEYS[table]: f"852{9000 + next(numbers)}"}

    for column in BROKEN[table]:
        someone = canaries.next()
        yield somebody() | {column: f"{someone['forename']} {someone['surname']}, {someone['postcode']}"}
    clash = somebody()
    yield clash
    yield clash | {name: value for name, value in canaries.next().items() if name in like}
    if "surname" in like:
        yield somebody() | {"surname": ""}
        yield somebody() | {"date_of_birth": ""}


def plant(home: Path, canaries: Canaries) -> None:
    """The small council with good and broken rows of every table, and rows with too many and too few cells."""
    told: Tables = tables() | other_tables()
    # Otmar left the neighbours' school too, so that he stands on the register.
    told["cross_border/rolls"][0]["leaving_date"] = "2026-09-11"
    for table, rows in told.items():
        rows += list(broken_rows(canaries, table, rows[0]))
    deliver(home, told)
    for table in told:
        path = home / "inbox" / f"{table}_{D}.csv"
        someone = canaries.next()
        values = [*someone.values()]
        with path.open("ab") as stream:
            stream.write((",".join([*values, *values, *values, *values, *values]) + "\r\n").encode())
            stream.write((",".join(values[:2]) + "\r\n").encode())


def refused_files(canaries: Canaries) -> dict[str, bytes]:
    """Files of every kind that is refused, with somebody in each; by their place in the inbox."""

    def rows(*headings: str) -> bytes:
        lines = [",".join(canaries.next().values()) for _ in range(3)]
        return "\r\n".join([*([",".join(headings)] if headings else []), *lines, ""]).encode()

    headings = ("surname", "forename", "date_of_birth", "address_line_1", "postcode")
    someone = canaries.next()
    page = f"<html><body><h1>{someone['forename']} {someone['surname']}</h1>{someone['postcode']}</body></html>"
    book = openpyxl.Workbook()
    for _ in range(5):
        book.worksheets[0].append(list(canaries.next().values()))
    whole = io.BytesIO()
    book.save(whole)
    quoted = f'student_id,{",".join(headings)}\r\n1,"{someone["surname"]}\r\n'.encode()
    return {
        f"education/students_{TODAY}_1_no_headings.csv": rows(),
        f"education/students_{TODAY}_2_no_number.csv": rows(*headings),
        f"education/students_{TODAY}_3_twice.csv": rows("student_id", "DOB", "date_of_birth", "surname", "forename"),
        f"education/students_{TODAY}_4_page.csv": page.encode(),
        f"education/students_{TODAY}_5_odd.csv": bytes(range(256)) + someone["surname"].encode() + bytes(900),
        f"education/students_{TODAY}_6_quote.csv": quoted,
        f"education/students_{TODAY}_7_cut.xlsx": whole.getvalue()[: len(whole.getvalue()) // 2],
        f"education/students_{TODAY}_8_no_headings.xlsx": whole.getvalue(),
        f"education/students_{TODAY}_9_shrunk.csv": b"student_id," + rows(*headings).replace(b"\r\nZ", b"\r\n1,Z"),
        f"education/pupils_{TODAY}.csv": rows(*headings),
        "education/students.csv": rows(*headings),
        f"benefits/children_{TODAY}_rent.csv": rows(*headings, "Weekly rent"),
        f"independent/returns_{TODAY}_no_school.csv": rows("pupil_ref", *headings[:4]),
        f"admissions/applications_{TODAY}.txt": rows(*headings),
        f"early_years/headcount_{TODAY}_nothing.csv": ",".join(someone.values()).encode(),
    }


def typed_return(canaries: Canaries) -> bytes:
    """A school's workbook with people above and below its headings and notes beside them."""
    above, below, aside, pupil = (canaries.next() for _ in range(4))
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([f"Return of {above['forename']} {above['surname']}, {above['postcode']}"])
    sheet.append([f"School: Razorbill House  DfE No: {PREPARATORY[:3]}/{PREPARATORY[3:]}"])
    sheet.append(["Pupil ref", "Surname", "Forename", "Date of birth", "Entry date"])
    sheet.append(["RH-6", pupil["surname"], pupil["forename"], pupil["date_of_birth"], aside["surname"]])
    sheet.append(["RH-7", aside["surname"], aside["forename"], aside["date_of_birth"], "2020-09-02"])
    sheet.append([f"Total: 2, not counting {below['forename']} {below['surname']} born {below['date_of_birth']}"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


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
        done = cme(copy, "nightly", "--as-at", str(D), today=TODAY)
    assert done.exit_code == DONE
    shown = text_of(copy / "reports" / str(D) / "run-report.html")
    assert "not run: it failed (ConversionException)" in shown
    assert leaks(canaries, copy, done) == []


@pytest.mark.parametrize("kind", ["facts", "lines", "lists"])
def test_a_rule_that_fails_on_a_childs_data_stops_the_run(copy: Path, canaries: Canaries, kind: str) -> None:
    before = contents(copy / "lists")
    with patch.object(run.rulebook, "load", _with_a_rule_that_spills(kind)):
        done = cme(copy, "nightly", "--as-at", str(D), today=TODAY)
    assert done.exit_code == FAILED
    assert re.search(r"The rule \w[\w-]*\.sql cannot run \(ConversionException\)", done.stderr)
    assert leaks(canaries, copy, done) == []
    assert contents(copy / "lists") == before


@pytest.mark.parametrize("stage", ["collect", "receive", "select_as_at", "link", "build_report", "write_lists"])
@pytest.mark.parametrize("error", [ValueError, OSError, KeyError, duckdb.ConversionException])
def test_an_error_that_nobody_foresaw_is_said_without_its_words(
    copy: Path, canaries: Canaries, stage: str, error: type[Exception]
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise error("Could not convert string 'Otmar Tarnsworth, 2013-02-11, SO15 2AC'")

    with patch.object(run, stage, fails):
        done = cme(copy, "monthly-report", today=TODAY)
    assert done.exit_code == FAILED
    assert len(done.stderr.splitlines()) == 1
    assert leaks(canaries, copy, done) == []


# Restricted addresses


def restricted_places(home: Path) -> list[str]:
    """Every list and report that shows where Brunhold lives."""
    shown = {path: text_of(path).casefold() for part in ("lists", "reports") for path in (home / part).rglob("*.*")}
    return [path.name for path, text in shown.items() if any(w in text for w in ("safehaven", "so16 7qx", "so167qx"))]


def test_a_restricted_address_is_in_no_list_whichever_source_it_comes_from(tmp_path: Path) -> None:
    told = tables()
    (hidden,) = [row for row in told["education/students"] if row["restricted_address"] == "Y"]
    someone = {name: hidden[name] for name in ("surname", "forename", "date_of_birth", "address_line_1", "postcode")}
    told["admissions/applications"].append(
        {
            **{"application_ref": "852-A-2", **someone, "application_type": "IN-YEAR", "received_on": "2026-09-01"},
            **{"application_status": "OPEN", "offer_status": "OFFERED", "offered_laestab": PREPARATORY},
            **{"offered_on": "2026-09-04", "expected_start": "2026-09-14"},
        }
    )
    told["benefits/children"].append(
        {"claim_ref": "HB8", "child_number": "1", **someone, "from_date": "2026-10-20", "to_date": ""}
    )
    told["early_years/headcount"].append(
        {
            **{"ey_child_id": "EY2", **someone, "provider_name": "Puffin Nursery"},
            **{"start_date": "2015-09-10", "end_date": "2016-07-20"},
        }
    )
    deliver(tmp_path, told)
    assert cme(tmp_path, "monthly-report", today=TODAY).exit_code == DONE
    assert "Eskerdale" in text_of(tmp_path / "lists" / "cme-register.xlsx")
    assert "Eskerdale" in text_of(tmp_path / "lists" / "unregistered-offers.xlsx")
    assert "withheld" in text_of(tmp_path / "lists" / "cme-register.xlsx")
    assert restricted_places(tmp_path) == []
    links = cme(tmp_path, "links", today=TODAY).stdout.splitlines()
    of_hidden = [line for line in links if line.split(",")[0].endswith((":1003", ":852-A-2", ":HB8-1", ":EY2"))]
    assert len({line.split(",")[1] for line in of_hidden}) == 1
    assert len(of_hidden) == 4


@pytest.mark.parametrize("said", ["y", "Yes", "TRUE", "1", "see file"])
def test_whatever_stands_in_the_column_but_no_withholds_the_address(tmp_path: Path, said: str) -> None:
    told = tables()
    told["education/students"][2]["restricted_address"] = said
    deliver(tmp_path, told)
    cme(tmp_path, "nightly", "--as-at", str(D), today=TODAY)
    assert restricted_places(tmp_path) == []


def test_an_address_restricted_in_a_row_that_cannot_be_read_is_withheld(tmp_path: Path) -> None:
    """The earlier row stands for the one that cannot be read; that the address is restricted since must count."""
    told = tables()
    told["education/students"][2]["restricted_address"] = ""
    deliver(tmp_path, told)
    assert cme(tmp_path, "nightly", "--as-at", str(D), today=TODAY).exit_code == DONE
    assert restricted_places(tmp_path) != []
    rows = tables()["education/students"]
    rows[2] |= {"restricted_address": "Y", "date_of_birth": "not known"}
    put(tmp_path, "education/students", rows, dated=TODAY)
    shutil.rmtree(tmp_path / "reports")
    assert cme(tmp_path, "nightly", today=TODAY).exit_code == LOOK
    assert "Eskerdale" in text_of(tmp_path / "lists" / "cme-register.xlsx")
    assert restricted_places(tmp_path) == []


def test_an_address_stays_withheld_when_the_student_is_gone_from_the_education_database(tmp_path: Path) -> None:
    told = tables()
    someone = {name: told["education/students"][2][name] for name in ("surname", "forename", "date_of_birth")}
    place = {name: told["education/students"][2][name] for name in ("address_line_1", "postcode")}
    claim = {"claim_ref": "HB8", "child_number": "1", **someone, **place, "from_date": "2026-10-20", "to_date": ""}
    told["benefits/children"].append(claim)
    deliver(tmp_path, told)
    cme(tmp_path, "nightly", "--as-at", str(D), today=TODAY)
    put(
        tmp_path,
        "education/students",
        [row for row in told["education/students"] if row["student_id"] != "1003"],
        dated=TODAY,
    )
    done = cme(tmp_path, "nightly", "--accept-shrink", "education/students", today=TODAY)
    assert done.exit_code == DONE
    assert "Eskerdale" in text_of(tmp_path / "lists" / "not-on-education-database.xlsx")
    assert "is gone: find out why" in text_of(tmp_path / "lists" / "data-quality.xlsx")
    assert restricted_places(tmp_path) == []
