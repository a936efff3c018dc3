"""The hand-made town through the real command: each child on its line, every number counted from the children."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import cme

from .town import CHILDREN
from .town.files import NO_GATEWAY, record_keys, write_files
from .town.form import COUNTED_FIRST, LINES, MEMO, numbers, running_total
from .town.lists import (
    MISSING_SINCE,
    NO_JUNIOR_PLACE,
    OFFERS_NOT_TAKEN_UP,
    REAPPEARED,
    RECEPTION_BEFORE_SCHOOL_AGE,
    RECEPTION_NEXT,
    RETURNS,
    TOLD_LATE,
)
from .town.telling import (
    AWAITING,
    DAYS,
    JUNE,
    MARCH,
    NOT_KNOWN,
    OCTOBER,
    OTHER_AUTHORITY,
    UNCOUNTED,
    Answer,
    Child,
    Line,
)

AFTERWARDS = date(2027, 7, 5)
DONE, DONE_BUT_LOOK = 0, 3
HEADINGS = {
    *("Case", "Student ID", "UPN", "Surname", "Forename", "Date of birth"),
    *("Line", "Line year", "Also fits", "Source records"),
}

Who = tuple[str, str, str, str]
"""By whom a row of a list is known: Student ID, surname, forename, date of birth."""


@dataclass(frozen=True)
class Report:
    """What one run has left: the JSON as read and as bytes, the rows of the lists by list name."""

    exit_code: int
    printed: str
    shown: dict[str, Any]
    raw: bytes
    lists: dict[str, list[dict[str, Any]]]

    @property
    def register(self) -> dict[Who, dict[str, Any]]:
        """The children counted: the first sheet of the list."""
        return {_who(row): row for row in self.lists["cme-register"] if row["sheet"] == 1}

    @property
    def awaiting(self) -> dict[Who, dict[str, Any]]:
        """The second sheet: who awaits match review."""
        return {_who(row): row for row in self.lists["cme-register"] if row["sheet"] == 2}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The CME_HOME in which the year passes."""
    return tmp_path_factory.mktemp("town")


@pytest.fixture(scope="module")
def year(home: Path) -> dict[date, Report]:
    """The four reports of the year in their order, the files of each day arriving before its run."""
    reports, before = {}, date.min
    for day in DAYS:
        write_files(home, CHILDREN, after=before, until=day)
        reports[day] = _run(home, day)
        before = day
    return reports


@pytest.fixture(scope="module")
def all_at_once(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """March's report made when the files of the whole year are there."""
    home = tmp_path_factory.mktemp("late")
    write_files(home, CHILDREN, after=date.min, until=JUNE)
    return _run(home, MARCH)


@pytest.fixture(scope="module")
def no_gateway(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """March's report of an authority that has named no legal gateway for benefits."""
    home = tmp_path_factory.mktemp("gateway")
    write_files(home, CHILDREN, after=date.min, until=MARCH, settings=NO_GATEWAY)
    return _run(home, MARCH)


def _run(home: Path, day: date) -> Report:
    done = cme(home, "monthly-report", "--as-at", day.isoformat(), today=AFTERWARDS)
    assert done.exit_code in (DONE, DONE_BUT_LOOK), f"{day}: exit code {done.exit_code}\n{done.said}"
    raw = (home / "reports" / day.isoformat() / "appendix-3.json").read_bytes()
    lists = {path.stem: _rows(path) for path in sorted((home / "lists").glob("*.xlsx"))}
    return Report(done.exit_code, done.said, json.loads(raw), raw, lists)


def _rows(path: Path) -> list[dict[str, Any]]:
    """The rows of every sheet of a list but the first, "Read me", and the last, "Left the list".

    `sheet` is the number of the sheet, from 1.
    """
    book = openpyxl.load_workbook(path)
    found: list[dict[str, Any]] = []
    for number, sheet in enumerate(book.worksheets[1:-1], 1):
        headings, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
        names = [str(heading) for heading in headings]
        found += [{"sheet": number, **dict(zip(names, row, strict=True))} for row in rows if any(row)]
    return found


def _who(row: dict[str, Any]) -> Who:
    born = row["Date of birth"]
    return (
        str(row["Student ID"] or ""),
        str(row["Surname"]),
        str(row["Forename"]),
        born.date().isoformat() if hasattr(born, "date") else str(born),
    )


def _is(child: Child) -> Who:
    return child.student_id, child.surname, child.forename, child.born


def _in_words(row: dict[str, Any] | None) -> str:
    """What a register row says, as an answer is written."""
    if row is None:
        return "not on the register"
    year = f" {row['Line year']}" if row["Line year"] else ""
    return f"{row['Line']}{year}" + (f", also {row['Also fits'].replace('; ', ', ')}" if row["Also fits"] else "")


def _expected_words(answer: Answer) -> str:
    return answer.words if answer.line else "not on the register"


def _differences(report: Report, expected: dict[Who, tuple[Child, Answer]]) -> list[str]:
    return [
        f"{child.name}, born {child.born} ({child.student_id or 'no education record'}): "
        f"expected {answer.words!r}, because: {child.why}. Came out: {_in_words(report.register.get(who))!r}"
        for who, (child, answer) in expected.items()
        if _in_words(report.register.get(who)) != _expected_words(answer)
    ]


# The town itself


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_line_of_the_form_has_a_child(day: date) -> None:
    may_be_empty = {("in_year_under_offer", 2026), ("in_year_under_offer", 2025), ("in_year_failed_to_register", 2026)}
    empty = {line for line, shown in zip(LINES, numbers(CHILDREN, day), strict=False) if not shown["number"]}
    assert empty <= (set() if day == MARCH else may_be_empty)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_status_has_a_child(day: date) -> None:
    words = {child.answers[day].words for child in CHILDREN}
    assert words >= UNCOUNTED


def test_lines_are_told_in_the_order_in_which_children_are_counted() -> None:
    for child in CHILDREN:
        for answer in child.answers.values():
            if answer.also:
                assert answer.line is not None
                order = [COUNTED_FIRST.index(measure) for measure, _ in (answer.line, *answer.also)]
                assert order == sorted(set(order)), child.name
            if answer.line:
                assert answer.line in {*LINES, ("historical", None)} - {MEMO}, child.name


def test_nobody_in_the_town_is_confusable() -> None:
    born_and_named = Counter((child.forename, child.surname) for child in CHILDREN)
    assert [name for name, n in born_and_named.items() if n > 1] == [("Gloria", "Mensah-Boadi")]
    surnames = Counter(child.surname for child in CHILDREN)
    assert {name for name, n in surnames.items() if n > 1} == {"Garland", "Mensah-Boadi"}


# The report on each of its days


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_each_child_is_on_its_line(year: dict[date, Report], day: date) -> None:
    expected = {_is(child): (child, child.answers[day]) for child in CHILDREN}
    wrong = _differences(year[day], expected)
    strangers = [f"{who}: nobody of the town" for who in year[day].register if who not in expected]
    assert not wrong + strangers, "\n".join([f"As at {day}:", *wrong, *strangers])


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_number_of_the_report_is_the_number_of_children(year: dict[date, Report], day: date) -> None:
    wrong = []
    shown, expected = year[day].shown["lines"], numbers(CHILDREN, day)
    for should, did in zip(expected, shown, strict=False):
        if should != did:
            line = (should["measure"], should["year"])
            names = ", ".join(child.name for child in CHILDREN if child.answers[day].line == line)
            wrong.append(f"expected {should} ({names}), came out {did}")
    assert shown == expected, "\n".join([f"As at {day}:", *wrong])


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_running_totals_are_those_of_the_reports_so_far(year: dict[date, Report], day: date) -> None:
    assert year[day].shown["running_totals"] == [running_total(CHILDREN, d) for d in DAYS if d <= day]
    assert (year[day].shown["authority"], year[day].shown["as_at"]) == ("Southampton City Council", day.isoformat())


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_register_has_its_headings_and_each_childs_records(year: dict[date, Report], day: date) -> None:
    register = year[day].register
    assert all(set(row) >= HEADINGS for row in register.values())
    assert all(row["Case"] for row in register.values())
    assert len({row["Case"] for row in year[day].lists["cme-register"]}) == len(year[day].lists["cme-register"])
    wrong = [
        f"{child.name}: expected {sorted(record_keys(child, day))}, came out {row['Source records']}"
        for child in CHILDREN
        if (row := register.get(_is(child))) and set(row["Source records"].split("; ")) != record_keys(child, day)
    ]
    assert not wrong, "\n".join(wrong)


def test_days_missing_run_from_school_age_or_the_day_after_leaving(year: dict[date, Report]) -> None:
    by_name = {f"{row['Forename']} {row['Surname']}": row for row in year[MARCH].lists["cme-register"]}
    shown = {name: by_name[name]["Days missing"] for name in MISSING_SINCE}
    assert shown == {name: (MARCH - since).days for name, since in MISSING_SINCE.items()}


# Who awaits match review


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_who_awaits_match_review_is_on_a_sheet_of_its_own_and_first_to_be_decided(
    year: dict[date, Report], day: date
) -> None:
    waiting = {_is(child) for child in CHILDREN if child.answers[day].words == AWAITING}
    assert set(year[day].awaiting) == waiting
    assert {row["Line"] for row in year[day].awaiting.values()} == {None}
    to_decide = [row for row in year[day].lists["match-review"] if row["sheet"] == 1]
    assert {_who(row) for row in to_decide[: len(waiting)]} == waiting
    assert all("counted as missing" in row["What hangs on it"] for row in to_decide[: len(waiting)])
    # Then one missing and one not, both missing, an education record beside a child without one, the rest.
    words = ("as missing", "leaves the register", "two cases", "education record is", "Nothing changes today")
    order = [next(n for n, said in enumerate(words) if said in row["What hangs on it"]) for row in to_decide]
    assert order == sorted(order)
    assert {0, 1, 2} <= set(order)


def test_the_commentary_says_how_many_await(home: Path, year: dict[date, Report]) -> None:
    sheet = openpyxl.load_workbook(home / "reports" / str(OCTOBER) / "appendix-3.xlsx")["Appendix 3"]
    text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    waiting = sum(child.answers[OCTOBER].words == AWAITING for child in CHILDREN)
    assert f"{waiting} children without an education record" in text
    assert "await match review and are in no line." in text
    assert f"; {waiting} children await it and are in no line." in year[OCTOBER].printed


# The lists that stand beside it


def _named_on(report: Report, name: str) -> Counter[str]:
    return Counter(f"{row['Forename']} {row['Surname']}" for row in report.lists[name])


def _named_on_sheet(report: Report, name: str, sheet: int) -> Counter[str]:
    return Counter(f"{row['Forename']} {row['Surname']}" for row in report.lists[name] if row["sheet"] == sheet)


def _fits(child: Child, day: date, *measures: str) -> bool:
    answer = child.answers[day]
    lines: tuple[Line, ...] = (answer.line, *answer.also) if answer.line else ()
    return any(measure in measures for measure, _ in lines)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_leavers_list_has_every_child_who_fits_the_line(year: dict[date, Report], day: date) -> None:
    assert _named_on(year[day], "leavers") == Counter(c.name for c in CHILDREN if _fits(c, day, "leavers"))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_out_of_phase_list_has_the_children_of_the_line(year: dict[date, Report], day: date) -> None:
    assert _named_on(year[day], "out-of-phase") == Counter(c.name for c in CHILDREN if _fits(c, day, "out_of_phase"))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_other_authorities_children_are_referred(year: dict[date, Report], day: date) -> None:
    theirs = Counter(c.name for c in CHILDREN if c.answers[day].words == OTHER_AUTHORITY)
    assert _named_on(year[day], "refer-to-home-authority") == theirs


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_children_whom_education_does_not_have_are_listed(year: dict[date, Report], day: date) -> None:
    not_here = {NOT_KNOWN, OTHER_AUTHORITY}
    unrecorded = Counter(c.name for c in CHILDREN if c.student is None and c.answers[day].words not in not_here)
    assert _named_on(year[day], "not-on-education-database") == unrecorded


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_failed_transfers_has_a_sheet_for_each_line(year: dict[date, Report], day: date) -> None:
    rows = year[day].lists["failed-transfers"]
    for sheet, measure in enumerate((m for m in COUNTED_FIRST if m.startswith("failed_to_")), 1):
        on_sheet = Counter(f"{row['Forename']} {row['Surname']}" for row in rows if row["sheet"] == sheet)
        assert on_sheet == Counter(c.name for c in CHILDREN if _fits(c, day, measure)), measure


def test_who_is_of_reception_and_not_of_school_age_is_on_the_last_sheet(year: dict[date, Report]) -> None:
    rows = [row for row in year[MARCH].lists["failed-transfers"] if row["sheet"] == 4]
    assert sorted(f"{row['Forename']} {row['Surname']}" for row in rows) == sorted(RECEPTION_BEFORE_SCHOOL_AGE)


def test_offers_that_no_roll_shows_are_listed(year: dict[date, Report]) -> None:
    assert _named_on(year[MARCH], "unregistered-offers") == Counter(OFFERS_NOT_TAKEN_UP)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_vulnerable_children_are_on_every_sheet_they_fit(year: dict[date, Report], day: date) -> None:
    for sheet, measure in enumerate(("permanently_excluded", "cla", "send"), 1):
        expected = Counter(c.name for c in CHILDREN if _fits(c, day, measure))
        assert _named_on_sheet(year[day], "vulnerable", sheet) == expected, measure


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_historical_and_failed_to_track_children_are_traced(year: dict[date, Report], day: date) -> None:
    historical = Counter(c.name for c in CHILDREN if c.answers[day].line == ("historical", None))
    untracked = Counter(c.name for c in CHILDREN if day in c.counted_in.get("failed_to_track", ()))
    assert _named_on_sheet(year[day], "tracing", 1) == historical
    assert _named_on_sheet(year[day], "tracing", 2) == untracked


def test_next_septembers_children(year: dict[date, Report]) -> None:
    assert _named_on_sheet(year[MARCH], "reception-cohort", 1) == Counter()
    assert _named_on_sheet(year[MARCH], "reception-cohort", 2) == Counter(RECEPTION_NEXT)
    assert _named_on(year[MARCH], "no-place-september") == Counter(NO_JUNIOR_PLACE)
    assert year[OCTOBER].lists["no-place-september"] == [], "the list is drawn up from March"


def test_who_reappeared(year: dict[date, Report]) -> None:
    assert _named_on(year[MARCH], "reappeared") == Counter(REAPPEARED)


def test_applications_between_the_tenth_and_the_fifteenth_school_day(year: dict[date, Report]) -> None:
    assert _named_on_sheet(year[MARCH], "admissions-deadlines", 2) == Counter(TOLD_LATE)


def test_returns_by_their_age(year: dict[date, Report]) -> None:
    shown = [
        (row["School or setting"], row["State"], row["Last return"] and row["Last return"].date())
        for row in year[MARCH].lists["returns"]
    ]
    assert shown[:2] == list(RETURNS[:2]), "what is to be asked for comes first, the oldest return on top"
    assert set(shown[2:]) == set(RETURNS[2:])


# The same report, made later or with less


def test_files_of_later_days_change_nothing(year: dict[date, Report], all_at_once: Report) -> None:
    expected = {_is(child): (child, child.answers[MARCH]) for child in CHILDREN}
    assert not _differences(all_at_once, expected)
    assert all_at_once.shown["lines"] == year[MARCH].shown["lines"]


def test_without_the_gateway_what_benefits_alone_knew_is_not_known(no_gateway: Report) -> None:
    expected = {_is(child): (child, child.without_benefits) for child in CHILDREN}
    wrong = _differences(no_gateway, expected)
    assert not wrong, "\n".join(wrong)
    assert "benefits/" not in "".join(str(row["Source records"]) for row in no_gateway.register.values())


def test_october_again_in_july_is_octobers_report(home: Path, year: dict[date, Report]) -> None:
    assert _run(home, OCTOBER).raw == year[OCTOBER].raw
