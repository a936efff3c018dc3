"""A council of six made-up children, as its five systems send them: names that stand nowhere else, easy to search for.

As at 31 October 2026 (D): Ivelle is on roll, Otmar left school in July for nobody knows where, Brunhold is excluded and
his address is restricted, Quillon is home educated, Sabetha is known to benefits and admissions alone (an application
in process), Wenzella to an independent school that has her on roll.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

D = date(2026, 10, 31)
TODAY = date(2026, 11, 2)
GATEWAY = '[sources.benefits]\nlegal_gateway = "Agreement of 1 May 2026, made up"\n'

Row = dict[str, str]
Tables = dict[str, list[Row]]
"""source/table -> its rows."""


def person(surname: str, forename: str, born: str, address: str, postcode: str) -> Row:
    """The columns that every list of people shares."""
    return {
        "surname": surname,
        "forename": forename,
        "date_of_birth": born,
        "address_line_1": address,
        "postcode": postcode,
    }


IVELLE = person("Marchgrove", "Ivelle", "2016-05-04", "11 Lanternbrook Row", "SO15 2AB")
OTMAR = person("Tarnsworth", "Otmar", "2013-02-11", "12 Lanternbrook Row", "SO15 2AC")
BRUNHOLD = person("Eskerdale", "Brunhold", "2012-12-09", "13 Safehaven Yard", "SO16 7QX")
QUILLON = person("Yarrowmere", "Quillon", "2014-03-23", "14 Lanternbrook Row", "SO15 2AD")
SABETHA = person("Dunnockshaw", "Sabetha", "2015-07-19", "15 Lanternbrook Row", "SO15 2AE")
WENZELLA = person("Fennimoor", "Wenzella", "2014-08-08", "16 Lanternbrook Row", "SO15 2AF")
UPN = {"1001": "H852200120101", "1002": "X852200120102", "1003": "L852200120103", "1004": "A852200120104"}
PRIMARY, SECONDARY, PREPARATORY = "8522001", "8524001", "8526001"
NEIGHBOURS = "8504001"


def tables() -> Tables:
    """A fresh copy of every table as it stands on D, to be changed at will."""
    return {
        "education/students": [
            {"student_id": number, "upn": UPN[number], **who, "home_la": "852", "restricted_address": hidden}
            for number, who, hidden in (
                ("1001", IVELLE, ""),
                ("1002", OTMAR, ""),
                ("1003", BRUNHOLD, "Y"),
                ("1004", QUILLON, ""),
            )
        ],
        "education/enrolments": [
            enrolment("1001", PRIMARY, "2020-09-02"),
            enrolment("1002", SECONDARY, "2024-09-03", "2026-07-17"),
            enrolment("1003", SECONDARY, "2024-09-03", "2026-10-02"),
            enrolment("1004", PRIMARY, "2018-09-04", "2025-06-20"),
        ],
        "education/involvements": [
            {"student_id": "1003", "involvement": "PEX", "start_date": "2026-10-02", "end_date": ""},
            {"student_id": "1004", "involvement": "EHE", "start_date": "2025-06-23", "end_date": ""},
        ],
        "education/establishments": [
            establishment(PRIMARY, "Kittiwake Primary", "4", "11"),
            establishment(SECONDARY, "Guillemot Academy", "11", "16"),
            establishment(PREPARATORY, "Razorbill House", "4", "18"),
        ],
        "early_years/headcount": [
            {
                **{"ey_child_id": "EY1", **IVELLE, "provider_name": "Puffin Nursery"},
                **{"start_date": "2019-09-10", "end_date": "2020-07-20"},
            }
        ],
        "admissions/applications": [
            {
                **{"application_ref": "852-A-1", **SABETHA, "application_type": "IN-YEAR"},
                **{"received_on": "2026-10-12", "application_status": "OPEN", "offer_status": ""},
            }
        ],
        "benefits/children": [
            {"claim_ref": "HB7", "child_number": "1", **SABETHA, "from_date": "2026-09-28", "to_date": ""}
        ],
        "independent/returns": [
            {
                **{"laestab": PREPARATORY, "establishment_name": "Razorbill House", "pupil_ref": "RH-5"},
                **{**WENZELLA, "entry_date": "2018-09-05", "leaving_date": ""},
            }
        ],
    }


def other_tables() -> Tables:
    """What the sources beyond the five may say of the six: each is known to one of them."""
    at_home = {name: value for name, value in OTMAR.items() if name != "address_line_1"}
    return {
        "cross_border/rolls": [
            {
                **{"laestab": NEIGHBOURS, "establishment_name": "Turnstone School", "upn": UPN["1002"], **at_home},
                **{"entry_date": "2026-09-03", "leaving_date": "", "destination": ""},
            }
        ],
        "social_care/children": [
            {
                **{"person_id": "PARIS77001", "upn": "", **IVELLE, "status": "CIN", "start_date": "2026-03-02"},
                **{"end_date": "", "responsible_la": ""},
            }
        ],
        "youth_justice/children": [
            {
                **{"person_id": "YOS77002", **{name: IVELLE[name] for name in at_home}},
                **{"start_date": "2026-04-01", "end_date": ""},
            }
        ],
        "health/children": [
            {
                **{"nhs_number": "9990000018", "person_id": "CH77003", **SABETHA},
                **{"start_date": "2015-07-19", "end_date": ""},
            }
        ],
    }


def enrolment(student_id: str, laestab: str, entry: str, leaving: str = "") -> Row:
    """A row of education/enrolments."""
    return {
        **{"student_id": student_id, "laestab": laestab, "enrol_status": "C"},
        **{"entry_date": entry, "leaving_date": leaving},
    }


def establishment(laestab: str, name: str, low: str, high: str) -> Row:
    """A row of education/establishments."""
    return {
        **{"laestab": laestab, "establishment_name": name, "statutory_low_age": low, "statutory_high_age": high},
        **{"la_code": "852", "establishment_status": "OPEN"},
    }


def deliver(home: Path, told: Tables | None = None, *, dated: date = D, settings: str = GATEWAY) -> None:
    """Puts every table into home/inbox, dated as said, and the settings into cme.toml."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "cme.toml").write_text(settings, encoding="utf-8")
    for table, rows in (tables() if told is None else told).items():
        put(home, table, rows, dated=dated)


def put(home: Path, table: str, rows: Sequence[Row], *, dated: date = D, suffix: str = "") -> Path:
    """Puts one table into home/inbox as CSV, as if it had just been delivered."""
    path = home / "inbox" / f"{table}_{dated}{suffix}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(dict.fromkeys(name for row in rows for name in row)), restval="")
        writer.writeheader()
        writer.writerows(rows)
    _later(path)
    return path


def write(home: Path, name: str, content: bytes) -> Path:
    """Puts a file into home/inbox as it is."""
    path = home / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    _later(path)
    return path


_deliveries = iter(range(1, 1_000_000))


def _later(path: Path) -> None:
    """A time of change that no file before had: two files of one size within one tick of the clock differ by it."""
    when = path.stat().st_mtime_ns + next(_deliveries) * 1_000
    os.utime(path, ns=(when, when))
