"""The month as the analyst works it: signing off, commentary that is kept, what changed rules did, days compared."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from command_line import Done, cme
from filelock import FileLock
from openpyxl.worksheet.worksheet import Worksheet
from small_council import D, deliver, put, tables

from pipeline import rulebook

DONE, USAGE, LOOK, NOTHING_PUBLISHED, LOCKED, NOT_ISSUED = 0, 2, 3, 4, 5, 6
NOVEMBER, LATER = date(2026, 11, 30), date(2026, 12, 2)


@pytest.fixture(scope="module")
def issued(council_issued: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CME_HOME whose October report is issued, with November's files, read; tests that change it work on a copy."""
    home = Path(shutil.copytree(council_issued, tmp_path_factory.mktemp("council") / "home"))
    deliver(home, dated=NOVEMBER)
    assert report(home).exit_code == DONE
    return home


@pytest.fixture
def home(issued: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(issued, tmp_path / "home"))


def report(home: Path, *options: str, day: date = D) -> Done:
    return cme(home, "monthly-report", "--as-at", str(day), *options, today=LATER)


def sheet(home: Path, title: str, name: str = "appendix-3.xlsx", day: date = D) -> list[list[Any]]:
    book = openpyxl.load_workbook(home / "reports" / str(day) / name)
    return [[cell.value for cell in row] for row in book[title].iter_rows()]


def text_of(home: Path, title: str, name: str = "appendix-3.xlsx", day: date = D) -> str:
    return "\n".join(str(cell) for row in sheet(home, title, name, day) for cell in row if cell is not None)


def analyst_types(home: Path, key: str, text: str, name: str = "appendix-3.xlsx", day: date = D) -> None:
    path = home / "reports" / str(day) / name
    book = openpyxl.load_workbook(path)
    form = book["Appendix 3"]
    assert isinstance(form, Worksheet)
    next(row for row in form.iter_rows() if row[6].value == key)[3].value = text
    book.save(path)


def says(home: Path, key: str, name: str = "appendix-3.xlsx", day: date = D) -> object:
    return next(row[3] for row in sheet(home, "Appendix 3", name, day) if row[6] == key)


# Signing off


@pytest.mark.parametrize(
    "options", [("--draft", "--signed-off-by", "Jo"), ("--signed-off-by", " "), ("--signed-off-by", "J" * 101)]
)
def test_a_name_that_cannot_sign_is_a_usage_error(issued: Path, options: tuple[str, ...]) -> None:
    done = report(issued, *options)
    assert (done.exit_code, len(done.stderr.splitlines())) == (USAGE, 1)
    assert "--signed-off-by" in done.stderr


def test_a_report_is_signed_off_when_it_is_issued_and_not_afterwards(home: Path) -> None:
    numbers = (home / "reports" / str(D) / "appendix-3.json").read_bytes()
    refused = report(home, "--signed-off-by", "Jo Bloggs")
    assert refused.exit_code == NOT_ISSUED
    assert "was issued without a sign-off; nothing was changed. Use --reissue" in refused.stderr
    assert report(home, "--reissue", "--signed-off-by", "Jo  Bloggs").exit_code == DONE
    assert (home / "reports" / str(D) / "appendix-3.json").read_bytes() == numbers
    sentence = "Signed off by Jo Bloggs on 2 December 2026."
    assert sheet(home, "Appendix 3")[-1][0] == sentence
    notes = {row[0]: row[1] for row in sheet(home, "Notes")}
    assert notes["Signed off"] == sentence
    assert notes["Issue 2"] == ("Issue 1 of 2 November 2026 is kept beside this one. What differs from it: no number.")
    again = report(home, "--signed-off-by", "Jo Bloggs")
    assert (again.exit_code, "issued before with the same numbers" in again.stdout) == (DONE, True)
    other = report(home, "--signed-off-by", "Sam Other")
    assert (other.exit_code, "signed off by Jo Bloggs" in other.stderr) == (NOT_ISSUED, True)


# What the analyst types


def test_drafts_and_a_reissue_keep_what_was_typed_and_say_what_differs(home: Path) -> None:
    analyst_types(home, "send", "None this month.")
    assert report(home, "--draft").exit_code == DONE
    assert says(home, "send", "appendix-3-draft.xlsx") == "None this month."
    analyst_types(home, "leavers 2026", "Otmar's school was asked.", "appendix-3-draft.xlsx")
    rows = tables()["education/enrolments"]
    rows[0]["leaving_date"] = "2026-10-09"
    put(home, "education/enrolments", rows, suffix="_corrected")
    assert report(home, "--reissue").exit_code == DONE
    assert says(home, "send") == "None this month."
    assert says(home, "leavers 2026") == "Otmar's school was asked."
    assert says(home, "leavers 2026", "appendix-3-issue-1.xlsx") is None
    notes = {row[0]: row[1] for row in sheet(home, "Notes")}
    assert "What differs from it: leavers 2026: 0, now 1; total: 3, now 4; total_cme: 3, now 4." in notes["Issue 2"]


def test_an_issued_workbook_put_back_drops_nothing_that_was_typed_into_the_lost_one(home: Path) -> None:
    analyst_types(home, "send", "None this month.")
    assert report(home).exit_code == DONE
    (home / "reports" / str(D) / "appendix-3.xlsx").unlink()
    assert report(home).exit_code == DONE
    assert says(home, "send") is None
    assert report(home, "--draft", day=NOVEMBER).exit_code == DONE
    assert says(home, "send", "appendix-3-draft.xlsx", NOVEMBER) == "[from 31 October 2026] None this month."


# A file that is not as it was issued, or is gone


def change_number(home: Path, key: str, number: int) -> None:
    path = home / "reports" / str(D) / "appendix-3.xlsx"
    book = openpyxl.load_workbook(path)
    form = book["Appendix 3"]
    assert isinstance(form, Worksheet)
    next(row for row in form.iter_rows() if row[6].value == key)[1].value = number
    book.save(path)


def correct(home: Path) -> None:
    """Ivelle turns out to have left a school before the issue."""
    rows = tables()["education/enrolments"]
    rows[0]["leaving_date"] = "2026-10-09"
    put(home, "education/enrolments", rows, suffix="_corrected")


def test_a_number_changed_by_hand_is_named_on_every_run_and_a_reissue_keeps_what_was_issued(home: Path) -> None:
    folder = home / "reports" / str(D)
    issued = (folder / "appendix-3.xlsx").read_bytes()
    change_number(home, "total", 1)
    by_hand = (folder / "appendix-3.xlsx").read_bytes()
    for _ in range(2):
        done = report(home)
        assert (done.exit_code, "TOTAL (total): 1, issued as 3. The issued numbers stand" in done.stderr) == (
            LOOK,
            True,
        )
    correct(home)
    refused = report(home)
    assert (refused.exit_code, "TOTAL (total): 1, issued as 3." in refused.stderr) == (NOT_ISSUED, True)
    again = report(home, "--reissue")
    assert (again.exit_code, "(appendix-3-issue-1-edited.xlsx)" in again.stdout) == (DONE, True)
    assert (folder / "appendix-3-issue-1.xlsx").read_bytes() == issued
    assert (folder / "appendix-3-issue-1-edited.xlsx").read_bytes() == by_hand
    assert report(home).exit_code == DONE


def test_a_lost_workbook_comes_back_though_the_data_have_moved_on(home: Path) -> None:
    folder = home / "reports" / str(D)
    issued = (folder / "appendix-3.xlsx").read_bytes()
    (folder / "appendix-3.xlsx").unlink()
    correct(home)
    refused = report(home)
    assert refused.exit_code == NOT_ISSUED
    assert "nothing was changed; put back as issued: appendix-3.xlsx. Use --reissue" in refused.stderr
    assert (folder / "appendix-3.xlsx").read_bytes() == issued
    (folder / "appendix-3.xlsx").unlink()
    assert report(home, "--reissue").exit_code == DONE
    assert (folder / "appendix-3-issue-1.xlsx").read_bytes() == issued
    (folder / "appendix-3-issue-1.xlsx").unlink()
    assert report(home).exit_code == DONE
    assert (folder / "appendix-3-issue-1.xlsx").read_bytes() == issued


# What changed rules did


def _make_rules_of_october(home: Path, changed: dict[str, str]) -> None:
    """As if October had been issued by rules of which these files were otherwise."""
    with duckdb.connect(str(home / "store" / "cme.duckdb")) as con:
        con.execute("UPDATE issued.report SET rules_version = 'of October'")
        kept = {**rulebook.texts(), **changed}
        con.executemany("INSERT INTO issued.rules VALUES ('of October', ?, ?)", [[*entry] for entry in kept.items()])


def test_what_a_changed_rule_did_stands_apart(home: Path) -> None:
    """By October's rules nobody was a leaver, so that Otmar was on another line; the issue says he was on none."""
    leavers = rulebook.texts()["lines/l08_leavers.sql"]
    _make_rules_of_october(home, {"lines/l08_leavers.sql": f"{leavers.rstrip().rstrip(';')}\nLIMIT 0\n"})
    with duckdb.connect(str(home / "store" / "cme.duckdb")) as con:
        con.execute("UPDATE issued.child SET measure = 'cme_other', year = NULL WHERE measure = 'leavers'")
    assert report(home, "--draft", day=NOVEMBER).exit_code == DONE
    rows = {row[0]: row[1:] for row in sheet(home, "Movement", "appendix-3-draft.xlsx", NOVEMBER)}
    assert [said for said in rows if said and said.startswith("Rules changed")] == [
        "Rules changed: Leavers (l08_leavers.sql)."
    ]
    assert rows["During 2025/26"] == [0, 0, 1, 0, 0, 0, 0, 0, 1, "yes"]
    assert rows["TOTAL"] == [3, 0, 0, 0, 0, 0, 0, 0, 3, "yes"]


def test_rules_that_this_program_cannot_run_are_told_together_with_the_files(home: Path) -> None:
    leavers = rulebook.texts()["lines/l08_leavers.sql"]
    _make_rules_of_october(home, {"lines/l08_leavers.sql": f"{leavers.rstrip().rstrip(';')}\nORDER BY of_old\n"})
    _correct_october(home)
    assert report(home, "--draft", day=NOVEMBER).exit_code == DONE
    rows = sheet(home, "Movement", "appendix-3-draft.xlsx", NOVEMBER)
    by_name = {row[0]: row[1:] for row in rows}
    assert by_name["Line"][:3] == ["Last issue", "Late files, rules and settings (net)", "+ New"]
    assert by_name["During 2026/27"][:3] == [0, 1, 0]
    assert "cannot be run by this version" in text_of(home, "Movement", "appendix-3-draft.xlsx", NOVEMBER)


def _correct_october(home: Path) -> None:
    """Hildebrand, who was on a roll, turns out to have left it before the issue."""
    rows = tables()["education/enrolments"]
    rows[0]["leaving_date"] = "2026-10-09"
    put(home, "education/enrolments", rows, suffix="_corrected")
    put(home, "education/enrolments", rows, dated=NOVEMBER, suffix="_corrected")


@pytest.mark.parametrize("made_by", ["an earlier one", None])
def test_what_another_version_of_the_program_did_is_not_told_as_late_files(home: Path, made_by: str | None) -> None:
    """That of October read one leaver as somebody else; an issue of long ago does not say which version made it."""
    with duckdb.connect(str(home / "store" / "cme.duckdb")) as con:
        con.execute("UPDATE issued.basis SET program = ?", [made_by])
        con.execute("UPDATE issued.child SET measure = 'cme_other', year = NULL WHERE measure = 'leavers'")
    assert report(home, "--draft", day=NOVEMBER).exit_code == DONE
    rows = {row[0]: row[1:] for row in sheet(home, "Movement", "appendix-3-draft.xlsx", NOVEMBER)}
    assert rows["Line"][:4] == ["Last issue", "Late files (net)", "Rules or settings (net)", "+ New"]
    assert rows["During 2025/26"][:4] == [0, 0, 1, 0]
    assert "made by another version of the program; what that did stands with the rules" in " ".join(filter(None, rows))


def test_late_files_and_another_version_of_the_program_stand_together(home: Path) -> None:
    with duckdb.connect(str(home / "store" / "cme.duckdb")) as con:
        con.execute("UPDATE issued.basis SET program = 'an earlier one'")
    _correct_october(home)
    assert report(home, "--draft", day=NOVEMBER).exit_code == DONE
    rows = {row[0]: row[1:] for row in sheet(home, "Movement", "appendix-3-draft.xlsx", NOVEMBER)}
    assert rows["Line"][:3] == ["Last issue", "Late files, rules and settings (net)", "+ New"]
    assert rows["During 2026/27"][:3] == [0, 1, 0]
    assert "a changed rule, setting or version of the program did stand in one column" in " ".join(filter(None, rows))


def test_a_report_ahead_of_its_day_says_so(home: Path) -> None:
    done = cme(home, "monthly-report", "--draft", "--as-at", str(NOVEMBER), today=date(2026, 11, 20))
    said = "30 November 2026 has not come: this report was made on 20 November 2026"
    assert said in done.stdout
    assert "has not come" not in text_of(home, "Notes", "appendix-3-draft.xlsx", NOVEMBER)


# Two days compared; totals of years before


def test_two_days_are_compared_in_numbers_and_to_the_child_on_request(home: Path, tmp_path: Path) -> None:
    rows = tables()["education/enrolments"]
    rows[1]["leaving_date"] = ""
    put(home, "education/enrolments", rows, dated=date(2026, 11, 1))
    assert cme(home, "nightly", "--as-at", "2026-11-01", today=LATER).exit_code == DONE
    before = (home / "store" / "run.duckdb").read_bytes()
    file = tmp_path / "moved.csv"
    done = cme(home, "compare", str(D), "2026-11-01", "--csv", str(file), today=LATER)
    assert done.exit_code == DONE, done.said
    assert "leavers 2025                              1        -        -" in done.stdout
    assert (
        "total_cme                                 3        -        -        -        -        -        1"
        in done.stdout
    )
    assert not any(name in done.said for name in ("Otmar", "Tarnsworth", "C2"))
    with file.open(encoding="utf-8") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["kind"], row["from"], row["reason"], row["child"][0]) == ("closed", "leavers 2025", "enrolled", "C")
    back = json.loads(cme(home, "compare", "2026-11-01", "2026-11-01", "--json", today=LATER).stdout)
    assert (back["is_issued"], back["children"]) == (False, [])
    assert (home / "store" / "run.duckdb").read_bytes() == before
    with FileLock(home / "store" / "run.lock"):
        assert cme(home, "compare", str(D), "2026-11-01", today=LATER).exit_code == LOCKED


def test_days_that_cannot_be_compared_say_so(issued: Path, tmp_path: Path) -> None:
    assert cme(issued, "compare", "2026-11-01", str(D), today=LATER).exit_code == USAGE
    nothing = cme(issued, "compare", "2026-09-30", str(D), today=LATER)
    assert nothing.exit_code == NOTHING_PUBLISHED
    assert "The days cannot be compared: no accepted file dated 30 September 2026 or earlier" in nothing.stderr
    before = cme(tmp_path, "compare", str(D), "2026-11-01", today=LATER)
    assert (before.exit_code, "cme nightly" in before.stderr) == (1, True)


def test_imported_totals_stand_among_the_running_totals_and_beside_the_totals_of_the_form(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "totals.csv"
    file.write_text("AS_AT;CME;CME_INCL_HISTORICAL;EHE;OPEN_TO_YOS\n30/11/2025;60;75;30;2\nsoon;1;1;1;1\n", "utf-8")
    refused = cme(home, "import-totals", str(file), today=LATER)
    assert (refused.exit_code, refused.stderr.splitlines()[1:]) == (
        USAGE,
        ["Row 3: as_at is not a date (write day/month/year, for example 31/10/2025)."],
    )
    file.write_text("AS_AT;CME;CME_INCL_HISTORICAL;EHE;OPEN_TO_YOS\n30/11/2025;60;75;30;2\n", "utf-8")
    assert cme(home, "import-totals", str(file), today=LATER).exit_code == DONE
    assert report(home, "--draft", day=NOVEMBER).exit_code == DONE
    shown = json.loads((home / "reports" / str(NOVEMBER) / "appendix-3-draft.json").read_bytes())["running_totals"]
    assert shown[0] == {"as_at": "2025-11-30", "cme": 60, "cme_incl_historical": 75, "ehe": 30, "open_to_yos": 2}
    assert [row["as_at"] for row in shown] == ["2025-11-30", "2026-10-31", "2026-11-30"]
    form = {row[6]: row for row in sheet(home, "Appendix 3", "appendix-3-draft.xlsx", NOVEMBER)}
    assert (form["total"][5], form["total_cme"][5], form["leavers 2026"][5]) == (60, 75, None)
    totals = sheet(home, "Running totals", "appendix-3-draft.xlsx", NOVEMBER)
    assert [row[5] for row in totals[4:7]] == ["imported", "issued", "this report"]
