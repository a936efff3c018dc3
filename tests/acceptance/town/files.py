"""The town's files, as the five systems send them: one CSV per table and day, by the contract's names and headings.

A file holds everything told of a child, also what has not happened on its day (a leaving, an offer, an exclusion): what
had happened by the day of report is for the rules to say. Records of the early years, of benefits and of independent
schools stand only in the files that a system would put them in.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from .places import (
    ADMISSIONS_FILES,
    BENEFITS_FILES,
    EARLY_YEARS_FILES,
    EDUCATION_FILES,
    RETURN_DATES,
    RETURNED_BY_URN,
    SCHOOLS,
    School,
)
from .telling import Child, Row, Sighting

OUR_POSTCODE = "SO15 2AB"
EVERY_LINK_IS_AN_OFFICERS = "[matching]\nlink_above = 0.99999\nreview_above = 0.2\n"
"""The town's authority wants a look of its own at whatever keys and exact names do not join."""
GATEWAY = (
    '[sources.benefits]\nlegal_gateway = "Agreement with Revenues and Benefits, made up for the town"\n'
    f"{EVERY_LINK_IS_AN_OFFICERS}"
)
NO_GATEWAY = f"# The benefits source is off: no legal gateway is named.\n{EVERY_LINK_IS_AN_OFFICERS}"

File = tuple[str, str, list[Row]]
"""(folder/table, date, with anything after the date, rows)."""


def write_files(home: Path, children: Iterable[Child], *, after: date, until: date, settings: str = GATEWAY) -> None:
    """Puts the files dated after `after` and not after `until` into home/inbox, and the settings into cme.toml."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "cme.toml").write_text(settings, encoding="utf-8")
    for table, dated, rows in _files(tuple(children)):
        if after < date.fromisoformat(dated[:10]) <= until:
            path = home / "inbox" / f"{table}_{dated}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, restval="")
                writer.writeheader()
                writer.writerows(rows)


def record_keys(child: Child, day: date) -> set[str]:
    """The child's records in all systems known on a day, as the lists name them in `Source records`."""
    until = day.isoformat()
    applications = {row["application_ref"] for row in _applications(child) if row["received_on"] <= until}
    headcounts = any(
        _in_file(seen, on, "start_date") for seen in child.headcounts for on in _to(until, EARLY_YEARS_FILES)
    )
    claims = any(_in_file(seen, on, "from_date") for seen in child.claims for on in _to(until, BENEFITS_FILES))
    schools = {seen.row["laestab"].replace("/", "") for seen in child.returns if _to(until, seen.named_in or ())}
    return {
        *([f"education/students:{child.student_id}"] if child.student is not None else []),
        *(f"admissions/applications:{ref}" for ref in applications),
        *([f"early_years/headcount:{_headcount_id(child)}"] if headcounts else []),
        *([f"benefits/children:{_claim(child)}-1"] if claims else []),
        *(f"independent/returns:{laestab}-{_pupil_ref(child)}" for laestab in schools),
    }


def _to(until: str, days: Iterable[str]) -> list[str]:
    return [day for day in days if day <= until]


def _in_file(seen: Sighting, day: str, begins: str) -> bool:
    """Whether this day's file holds the row: those it is told to be in, else every one from its beginning on."""
    return day in seen.named_in if seen.named_in is not None else seen.row[begins] <= day


def _files(children: tuple[Child, ...]) -> Iterator[File]:
    for day in EDUCATION_FILES:
        named = [c for c in children if c.student is not None and day < c.not_in_education_from]
        yield "education/students", day, [_student(c) for c in named]
        yield "education/enrolments", day, [{"student_id": c.student_id} | row for c in named for row in c.rolls]
        yield (
            "education/involvements",
            day,
            [{"student_id": c.student_id} | row for c in named for row in c.involvements],
        )
        yield "education/establishments", day, [_establishment(school) for school in SCHOOLS if school.listed]
    for day in ADMISSIONS_FILES:
        yield "admissions/applications", day, [row for c in children for row in _applications(c)]
    for day in EARLY_YEARS_FILES:
        yield "early_years/headcount", day, list(_headcount(day, children))
    for day in BENEFITS_FILES:
        yield "benefits/children", day, list(_benefits(day, children))
    for school, days in RETURN_DATES.items():
        for day in days:
            yield "independent/returns", f"{day}_{school.urn}", list(_return(school, day, children))


def _person(child: Child, source: str) -> Row:
    at_home = {
        "surname": child.surname,
        "forename": child.forename,
        "date_of_birth": child.born,
        "address_line_1": f"{child.number} Mariner Row",
        "postcode": OUR_POSTCODE,
    }
    return at_home | dict(child.person.get(source, {}))


def _student(child: Child) -> Row:
    return {"student_id": child.student_id} | _person(child, "education") | (child.student or {})


def _establishment(school: School) -> Row:
    return {
        "laestab": school.laestab,
        "urn": school.urn,
        "establishment_name": school.name,
        "statutory_low_age": "" if school.low_age is None else str(school.low_age),
        "statutory_high_age": "" if school.high_age is None else str(school.high_age),
        "la_code": school.la_code,
        "establishment_status": school.status,
    }


def _applications(child: Child) -> Iterator[Row]:
    for n, row in enumerate(child.applications, 1):
        ref = row["application_ref"] or f"852-{child.number:04}-{n}"
        yield {"student_id": child.student_id} | _person(child, "admissions") | row | {"application_ref": ref}


def _headcount(day: str, children: tuple[Child, ...]) -> Iterator[Row]:
    for child in children:
        for seen in child.headcounts:
            if _in_file(seen, day, "start_date"):
                yield {"ey_child_id": _headcount_id(child)} | _person(child, "early_years") | seen.row


def _benefits(day: str, children: tuple[Child, ...]) -> Iterator[Row]:
    for child in children:
        for seen in child.claims:
            if _in_file(seen, day, "from_date"):
                yield {"claim_ref": _claim(child), "child_number": "1"} | _person(child, "benefits") | seen.row


def _return(school: School, day: str, children: tuple[Child, ...]) -> Iterator[Row]:
    for child in children:
        for seen in child.returns:
            if seen.row["laestab"] == school.laestab and seen.named_in is not None and day in seen.named_in:
                yield {"pupil_ref": _pupil_ref(child)} | _person(child, "independent") | _named(school, day, seen)


def _named(school: School, day: str, seen: Sighting) -> Row:
    """The row, with the school named as this return names it."""
    if (school, day) not in RETURNED_BY_URN:
        return seen.row
    return {"urn": school.urn} | {column: text for column, text in seen.row.items() if column != "laestab"}


def _headcount_id(child: Child) -> str:
    return f"EY{child.number:04}"


def _claim(child: Child) -> str:
    return f"HB{child.number:04}"


def _pupil_ref(child: Child) -> str:
    return f"P{child.number:04}"
