"""`cme check`: what the pipeline would make of one file, in the form that others rely on."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from conftest import Inbox

HEAD = "Student ID,Surname,Forename,DOB,UPN,Ethnicity\n"
ROWS = (
    "1,Ash,Ann,01/02/2016,,W\n"
    "2,Beech,,01/02/2016,A123,W\n"
    "3,Cedar,Cy,31/02/2016,,W\n"
    ",Deal,Di,never,,W\n"
    "1,Ash,Ann,01/02/2016,,W\n"
)


def test_a_file_in_an_inbox_folder_needs_no_more_to_be_said(inbox: Inbox) -> None:
    path = inbox.put("education/students_2026-10-31.csv", HEAD + ROWS)
    form = "write day/month/year, for example 31/08/2016, no later than the day of the extract"
    not_a_date = f"date_of_birth is not a date of birth ({form})"
    assert asdict(inbox.check(path)) == {
        "file": str(path),
        "source": "education",
        "table": "students",
        "accepted": True,
        "reason": None,
        "rows": 5,
        "used": 2,
        "quarantined": [
            {"row": 4, "column": "date_of_birth", "value": "31/02/2016", "reason": not_a_date},
            {"row": 5, "column": "student_id", "value": None, "reason": f"student_id is missing; {not_a_date}"},
        ],
        "repeated": 1,
        "findings": [
            {"row": 3, "column": "upn", "reason": "upn is not a valid UPN (its check letter or form is wrong)"},
            {"row": 3, "column": "forename", "reason": "forename is blank"},
        ],
        "ignored_columns": ["Ethnicity"],
    }


def test_rows_of_a_workbook_say_their_sheet(inbox: Inbox) -> None:
    headings = ["Student ID", "Surname", "Forename", "DOB"]
    path = inbox.workbook("education/students_2026-10-31.xlsx", {"Export": [headings, [1, "Ash", "Ann", "x"]]})
    assert inbox.check(path).quarantined[0]["sheet"] == "Export"


def test_a_file_elsewhere_is_told_its_source_and_table(inbox: Inbox, tmp_path: Path) -> None:
    path = tmp_path / "from the school.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    assert not inbox.check(path).accepted
    assert inbox.check(path, "education", "students").used == 2


def test_a_refused_file_says_why(inbox: Inbox, tmp_path: Path) -> None:
    path = inbox.put("education/students_2026-10-31.csv", "Student ID,Surname,DOB\n1,Ash,01/02/2016\n")
    checked = inbox.check(path)
    assert (checked.accepted, checked.source, checked.table) == (False, "education", "students")
    assert checked.reason == "it lacks the column forename; add what is missing, or name its heading in cme.toml"
    assert inbox.check(tmp_path / "none.csv").reason == "there is no such file"
    assert inbox.check(inbox.put("education/pupils_2026-10-31.csv", HEAD)).table is None


def test_of_benefits_without_a_gateway_only_the_headings_are_looked_at(inbox: Inbox) -> None:
    headings = "Claim ref,Child no,Surname,Forename,DOB,Address,Postcode,From"
    row = "1,1,Ash,Ann,01/02/2016,1 High Street,SO14 7DU,01/01/2026"
    path = inbox.put("benefits/children_2026-10-31.csv", f"{headings}\n{row}\n")
    assert inbox.check(path).reason == "benefits is off until cme.toml names its legal_gateway, so it is not read"
    path.write_text(f"{headings},Weekly rent\n{row},100\n", encoding="utf-8")
    assert "financial column 'Weekly rent'" in str(inbox.check(path).reason)


def test_nothing_is_stored(inbox: Inbox) -> None:
    inbox.check(inbox.put("education/students_2026-10-31.csv", HEAD + ROWS))
    assert not (inbox.home / "store").exists()
    assert inbox.query("FROM landing.file") == []
