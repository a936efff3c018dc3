"""`cme check`: what it says of files, as JSON and in words, before anything is stored."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import cme, contents
from small_council import TODAY, put, tables, write

CHECKED = [
    *("file", "source", "table", "accepted", "reason", "rows", "used"),
    *("quarantined", "repeated", "findings", "ignored_columns"),
]


def _students_with_faults(home: Path) -> Path:
    rows = tables()["education/students"]
    rows[1]["date_of_birth"] = "31/02/2013"
    rows[2]["upn"] = "L852200120109"
    rows = [row | {"Ethnicity": "any"} for row in [*rows, rows[0]]]
    return put(home, "education/students", rows)


def test_check_as_json_counts_rows_as_a_person_does(tmp_path: Path) -> None:
    path = _students_with_faults(tmp_path)
    done = cme(tmp_path, "check", str(path), "--json", today=TODAY)
    found = json.loads(done.stdout)
    assert (done.exit_code, done.stderr) == (0, "")
    assert list(found) == CHECKED
    assert found["file"] == str(path)
    assert (found["source"], found["table"], found["accepted"], found["reason"]) == (
        "education",
        "students",
        True,
        None,
    )
    assert (found["rows"], found["used"], found["repeated"]) == (5, 3, 1)
    (quarantined,) = found["quarantined"]
    assert list(quarantined) == ["row", "column", "value", "reason"]
    assert (quarantined["row"], quarantined["column"], quarantined["value"]) == (3, "date_of_birth", "31/02/2013")
    (finding,) = found["findings"]
    assert list(finding) == ["row", "column", "reason"]
    assert (finding["row"], finding["column"]) == (4, "upn")
    assert found["ignored_columns"] == ["Ethnicity"]


def test_check_of_several_files_is_a_list_in_their_order(tmp_path: Path) -> None:
    good = put(tmp_path, "education/involvements", tables()["education/involvements"])
    bad = write(tmp_path, "education/students_2026-10-31.csv", b"<html><body>Signed out</body></html>")
    found = json.loads(cme(tmp_path, "check", str(good), str(bad), "--json", today=TODAY).stdout)
    assert [(one["file"], one["accepted"]) for one in found] == [(str(good), True), (str(bad), False)]
    assert [list(one) for one in found] == [CHECKED, CHECKED]
    assert (found[1]["rows"], found[1]["used"], found[1]["quarantined"]) == (0, 0, [])
    assert found[1]["reason"]


def test_check_in_words_names_row_column_and_value(tmp_path: Path) -> None:
    shown = cme(tmp_path, "check", str(_students_with_faults(tmp_path)), today=TODAY).stdout
    assert "5 rows, 3 used, 1 quarantined, 1 repeated" in shown
    assert "row 3, quarantined: date_of_birth is not a date" in shown
    assert "31/02/2013" in shown
    assert "row 4, finding: upn" in shown
    assert "Ethnicity" in shown


def test_check_of_a_file_elsewhere_is_told_what_it_is(tmp_path: Path) -> None:
    path = put(tmp_path, "education/students", tables()["education/students"]).rename(tmp_path / "from IT.csv")
    untold = json.loads(cme(tmp_path, "check", str(path), "--json", today=TODAY).stdout)
    assert not untold["accepted"]
    told = cme(tmp_path, "check", str(path), "--json", "--source", "education", "--table", "students", today=TODAY)
    assert json.loads(told.stdout)["used"] == 4


def test_check_of_no_file_at_all(tmp_path: Path) -> None:
    found = json.loads(cme(tmp_path, "check", str(tmp_path / "students_2026-10-31.csv"), "--json", today=TODAY).stdout)
    assert not found["accepted"]


def test_check_stores_nothing(tmp_path: Path) -> None:
    path = _students_with_faults(tmp_path)
    before = contents(tmp_path)
    assert cme(tmp_path, "check", str(path), today=TODAY).exit_code == 0
    assert contents(tmp_path) == before
    assert {entry.name for entry in tmp_path.iterdir()} == {"inbox"}


def test_check_says_that_a_source_is_off(tmp_path: Path) -> None:
    path = put(tmp_path, "benefits/children", tables()["benefits/children"])
    found = json.loads(cme(tmp_path, "check", str(path), "--json", today=TODAY).stdout)
    assert not found["accepted"]
    assert "legal_gateway" in found["reason"]
