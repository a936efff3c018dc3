"""Where a child lives whose address is restricted is in neither list nor report."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from canaries import text_of
from command_line import cme
from office import Office
from small_council import (
    PREPARATORY,
    SECONDARY,
    TODAY,
    D,
    Tables,
    deliver,
    enrolment,
    person,
    put,
    tables,
)

DONE, LOOK = 0, 3


def restricted_places(home: Path) -> list[str]:
    """Every list and report that shows where Brunhold lives."""
    shown = {path: text_of(path).casefold() for part in ("lists", "reports") for path in (home / part).rglob("*.*")}
    return [path.name for path, text in shown.items() if any(w in text for w in ("safehaven", "so16 7qx", "so167qx"))]


SAID = {"y": "Ansgar", "Yes": "Berengar", "TRUE": "Childeric", "1": "Dagobert", "see file": "Evermar"}
"""What stands in the column -> the forename of a child of whom it says so; each of them left school."""


def with_hidden_children() -> Tables:
    """Brunhold in every source, and the others in the education database alone."""
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
    for n, (said, forename) in enumerate(SAID.items()):
        who = person(f"{forename}holt", forename, f"2013-0{n + 1}-17", f"2{n} Safehaven Yard", "SO16 7QX")
        row = {"student_id": f"110{n}", "upn": "", **who, "home_la": "852", "restricted_address": said}
        told["education/students"].append(row)
        told["education/enrolments"].append(enrolment(f"110{n}", SECONDARY, "2024-09-03", "2026-07-17"))
    return told


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("hidden")
    deliver(home, with_hidden_children())
    assert cme(home, "monthly-report", today=TODAY).exit_code == DONE
    return home


def test_a_restricted_address_is_in_no_list_whichever_source_it_comes_from(home: Path) -> None:
    assert "Eskerdale" in text_of(home / "lists" / "cme-register.xlsx")
    assert "Eskerdale" in text_of(home / "lists" / "unregistered-offers.xlsx")
    assert "withheld" in text_of(home / "lists" / "cme-register.xlsx")
    assert restricted_places(home) == []
    links = cme(home, "links", today=TODAY).stdout.splitlines()
    of_hidden = [line for line in links if line.split(",")[0].endswith((":1003", ":852-A-2", ":HB8-1", ":EY2"))]
    assert len({line.split(",")[1] for line in of_hidden}) == 1
    assert len(of_hidden) == 4


def test_whatever_stands_in_the_column_but_no_withholds_the_address(home: Path) -> None:
    """Where they live stands nowhere, as the test above says of all of them."""
    shown = {row["Forename"]: (row["Address"], row["Postcode"]) for row in Office(home).rows("cme-register")}
    assert {said: shown[forename] for said, forename in SAID.items()} == dict.fromkeys(SAID, ("withheld", "withheld"))


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
