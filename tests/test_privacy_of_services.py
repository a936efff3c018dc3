"""What social care, youth justice and child health say of a child stands where it has to, and nowhere else.

Ivelle is at school, in need and open to the youth offending service: no list has any reason to name her for it. Merrick
is known to social care alone, so that he is missing, and stands on the lists of the missing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from command_line import cme
from python_calamine import CalamineWorkbook
from small_council import IVELLE, TODAY, D, deliver, other_tables, person, tables

NHS_NUMBERS = ("9990000018", "9990000019")
TAMSIN = person("Rosthwaite", "Tamsin", "2023-02-11", "19 Lanternbrook Row", "SO15 2AG")
"""Of next September's Reception cohort, and known to social care alone."""
MERRICK = person("Quernmore", "Merrick", "2014-10-10", "17 Lanternbrook Row", "SO15 2AG")
MISSING = {"cme-register", "mash-reconciliation"}
"""Lists on which who is missing stands, and which says why."""
OTHERS = {
    "PARIS77011": ("CIN", person("Ardwick", "Bryony", "2022-05-11", "21 Lanternbrook Row", "SO15 2AG")),
    "PARIS77012": ("CIN", person("Blaxland", "Corin", "2021-05-11", "22 Lanternbrook Row", "SO15 2AG")),
    "PARIS77013": ("OPEN", person("Cawthorne", "Delphi", "2013-05-11", "23 Far Row", "PO1 2AB")),
    "PARIS77014": ("CLA", person("Dymchurch", "Evander", "2012-05-11", "24 Lanternbrook Row", "SO15 2AG")),
    "PARIS77015": ("CP", person("Eskdale", "Ffion", "2016-05-11", "25 Lanternbrook Row", "SO15 2AG")),
}
"""Known to social care alone as well: of this September's Reception, of last September's, of Portsmouth, looked after,
and of Year 5."""
YOUTH = person("Farnley", "Gethin", "2011-05-11", "26 Far Row", "PO1 2AB")
"""Known to the youth offending service alone, and of Portsmouth."""
ONLY_SERVICES = (TAMSIN, MERRICK, YOUTH, *(child for _, child in OTHERS.values()))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("services")
    told = tables() | other_tables()
    (in_need,) = told["social_care/children"]
    told["social_care/children"] += [
        in_need | MERRICK | {"person_id": "PARIS77009", "status": "CP", "upn": "none", "responsible_la": "no idea"},
        in_need | TAMSIN | {"person_id": "PARIS77010", "status": "CP", "upn": ""},
        *(in_need | child | {"person_id": key, "status": kind} for key, (kind, child) in OTHERS.items()),
        in_need | {"status": "OPEN", "start_date": "2026-05-01", "postcode": "nowhere", "upn": "none"},
    ]
    told["youth_justice/children"][0]["sex"] = "girl?"
    youth = told["youth_justice/children"][0] | {name: YOUTH[name] for name in YOUTH if name != "address_line_1"}
    told["youth_justice/children"].append(youth | {"person_id": "YOS77016", "sex": "M"})
    told["health/children"].append(told["health/children"][0] | {"nhs_number": NHS_NUMBERS[1], "person_id": "CH77004"})
    deliver(home, told)
    done = cme(home, "monthly-report", today=TODAY)
    assert done.exit_code == 0, done.said
    return home


def cells(home: Path, code: str) -> list[list[str]]:
    """The rows of every sheet of a list."""
    book = CalamineWorkbook.from_path(str(home / "lists" / f"{code}.xlsx"))
    rows: list[list[Any]] = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return [[str(cell) for cell in row] for row in rows]


def lists_showing(home: Path, *words: str) -> set[str]:
    """The lists in which a cell has one of the words in it."""
    return {
        path.stem
        for path in (home / "lists").glob("*.xlsx")
        if any(word in cell for row in cells(home, path.stem) for cell in row for word in words)
    }


def test_a_child_at_school_stands_on_no_list_for_being_known_to_a_service(home: Path) -> None:
    assert lists_showing(home, "PARIS77001", "YOS77002", IVELLE["surname"]) == set()


def test_a_child_known_to_social_care_alone_is_missing_and_stands_where_the_missing_do(home: Path) -> None:
    assert lists_showing(home, "PARIS77009", MERRICK["surname"]) == MISSING
    (row,) = [row for row in cells(home, "mash-reconciliation") if MERRICK["surname"] in row]
    assert "no education record, no provision" in row
    assert "social care: CP" in row
    (youth,) = [row for row in cells(home, "mash-reconciliation") if YOUTH["surname"] in row]
    assert "youth justice" in youth


def test_a_small_child_known_to_social_care_alone_stands_on_mash_reconciliation_and_is_a_number_elsewhere(
    home: Path,
) -> None:
    assert lists_showing(home, "PARIS77010", TAMSIN["forename"]) == {"mash-reconciliation"}
    (row,) = [row for row in cells(home, "mash-reconciliation") if TAMSIN["forename"] in row]
    assert "no education record, not yet of school age" in row


def test_whom_only_the_services_know_no_other_list_names_and_each_says_how_many(home: Path) -> None:
    lists = {path.stem: cells(home, path.stem) for path in (home / "lists").glob("*.xlsx")}
    names = {child["surname"] for child in ONLY_SERVICES}
    shown = {code: {cell for row in rows for cell in row} & names for code, rows in lists.items()}
    assert len(lists) >= 19
    assert shown.pop("mash-reconciliation") == names
    assert shown.pop("cme-register") == {MERRICK["surname"], "Blaxland", "Dymchurch", "Eskdale"}
    assert {code for code, children in shown.items() if children} == set()
    known = re.compile("([0-9]+) child(?:ren)? whom only social care or youth justice know stands? on mash-rec")
    found = {code: known.findall(str(rows)) for code, rows in lists.items()}
    assert {code: int(number) for code, (number,) in ((c, n) for c, n in found.items() if n)} == {
        "failed-transfers": 2,
        "not-on-education-database": 6,
        "reception-cohort": 1,
        "refer-to-home-authority": 2,
        "vulnerable": 1,
    }
    for surname in ("Cawthorne", "Farnley"):
        (row,) = [row for row in lists["mash-reconciliation"] if surname in row]
        assert "another authority, by the postcode" in row


def test_what_is_found_of_a_services_row_says_file_and_row_and_not_whose_it_is(home: Path) -> None:
    found = [row for row in cells(home, "data-quality") if "social_care" in row or "youth_justice" in row]
    assert len(found) >= 3
    assert not [cell for row in found for cell in row if "77" in cell]
    said = [cell for row in found for cell in row]
    assert {
        "responsible_la is neither an authority's three digits nor a known one's name",
        f"social_care/children_{D}.csv",
    } <= set(said)


def test_the_nhs_number_is_shown_nowhere(home: Path) -> None:
    assert lists_showing(home, *NHS_NUMBERS) == set()
    (case,) = [row[0] for row in cells(home, "mash-reconciliation") if MERRICK["surname"] in row]
    explained = cme(home, "explain", case, today=TODAY)
    assert "PARIS77009" in explained.said
    links = cme(home, "links", today=TODAY)
    for number in NHS_NUMBERS:
        assert number not in explained.said + links.said


def test_reports_and_logs_name_nobody_of_them(home: Path) -> None:
    secret = ("PARIS77", "YOS77", "CH77", MERRICK["surname"], TAMSIN["forename"], IVELLE["surname"], *NHS_NUMBERS)
    for folder in ("reports", "logs"):
        for path in (path for path in (home / folder).rglob("*") if path.is_file()):
            if path.suffix == ".xlsx":
                book = CalamineWorkbook.from_path(str(path))
                text = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
            else:
                text = path.read_text(encoding="utf-8")
            assert not [word for word in secret if word in text], path.name


def test_a_child_placed_at_a_neighbours_school_is_placed(home: Path) -> None:
    """Otmar left in July for nobody knows where; the neighbour's roll has him since September."""
    assert not [row for row in cells(home, "cme-register") if "Otmar" in row]


def test_a_list_whose_source_never_sent_anything_says_so(council_after_a_night: Path) -> None:
    said = [cell for row in cells(council_after_a_night, "mash-reconciliation") for cell in row]
    sentence = (
        "nothing of social_care/children or youth_justice/children was ever delivered, so nobody was looked for today."
    )
    assert [cell for cell in said if sentence in cell]
    report = (council_after_a_night / "reports" / str(TODAY) / "run-report.html").read_text(encoding="utf-8")
    assert "Not drawn up: nothing of social_care/children" in report
