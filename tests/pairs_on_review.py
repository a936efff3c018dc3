"""Pairs of made-up children who wait on match-review, and what officers say of them there.

Each pupil is on roll; benefits know one of the same forename and day of birth and nearly the same surname elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import openpyxl
from command_line import cme
from office import Office, headings, save
from small_council import GATEWAY, PRIMARY, Row, Tables, enrolment, person, tables

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in range(2, 7))
EVERY_LINK_IS_AN_OFFICERS = f"{GATEWAY}[matching]\nlink_above = 0.999999\n"


@dataclass(frozen=True)
class Pair:
    """A pupil and who benefits know: numbered, so that their records are too."""

    forename: str
    number: int

    @property
    def student_id(self) -> str:
        return f"20{self.number:02}"

    @property
    def born(self) -> str:
        return f"2014-{self.number % 12 + 1:02}-{self.number + 3:02}"

    @property
    def pupil(self) -> Row:
        return person(f"{self.forename}mouth", self.forename, self.born, f"4{self.number} Lanternbrook Row", "SO15 2AG")

    @property
    def seen(self) -> Row:
        return person(f"{self.forename}moth", self.forename, self.born, f"6{self.number} Elsewhere Road", "SO19 9ZZ")

    @property
    def on_roll(self) -> str:
        return f"education/students:{self.student_id}"

    @property
    def in_benefits(self) -> str:
        return f"benefits/children:HB9{self.number}-1"

    @property
    def key(self) -> str:
        return f"pair {self.in_benefits} {self.on_roll}"

    def student(self, upn: str = "", restricted: str = "") -> Row:
        return student(self.student_id, self.pupil, upn, restricted)

    def claim(self) -> Row:
        return claim(f"HB9{self.number}", self.seen)


def student(number: str, who: Row, upn: str = "", restricted: str = "") -> Row:
    return {"student_id": number, "upn": upn, **who, "home_la": "852", "restricted_address": restricted}


def claim(reference: str, who: Row) -> Row:
    return {"claim_ref": reference, "child_number": "1", **who, "from_date": "2026-09-28", "to_date": ""}


def council(*pairs: Pair, restricted: Pair | None = None) -> Tables:
    """The small council with these pairs; where the restricted one lives is to be withheld."""
    told = tables()
    told["education/students"] += [pair.student(restricted="Y" if pair == restricted else "") for pair in pairs]
    told["education/enrolments"] += [enrolment(pair.student_id, PRIMARY, "2021-09-02") for pair in pairs]
    told["benefits/children"] += [pair.claim() for pair in pairs]
    return told


def rows_of(office: Office, title: str, *records: str) -> list[dict[str, Any]]:
    """The rows of one sheet of match-review that are of any of these records (none: all rows)."""
    titles, *rows = openpyxl.load_workbook(office.lists / "match-review.xlsx")[title].iter_rows(values_only=True)
    found = [dict(zip([str(t) for t in titles], row, strict=True)) for row in rows if any(row)]
    return [row for row in found if not records or set(records) & set(row["Row key"].split())]


def decide(office: Office, saved: date, said: Mapping[str, Mapping[str, object]], *, on: str = "To decide") -> None:
    """Types into rows of a sheet of match-review: by row key, cells by heading."""
    path = office.lists / "match-review.xlsx"
    book = openpyxl.load_workbook(path)
    at = headings(book[on])
    rows = {book[on].cell(n, at["Row key"]).value: n for n in range(2, book[on].max_row + 1)}
    for key, cells in said.items():
        for heading, value in cells.items():
            book[on].cell(rows[key], at[heading]).value = value
    save(book, path, saved)


def say(office: Office, day: date, decision: str, *pairs: tuple[str, str]) -> None:
    """Decisions as they would stand in the store after a night."""
    with duckdb.connect(str(office.home / "store" / "cme.duckdb")) as con:
        for number, (one, other) in enumerate(pairs):
            con.execute(
                """INSERT INTO decisions.entry
                    SELECT coalesce(max(entry_id), 0) + 1, ?, 'Decision', ?, NULL, ?, ?, 'match-review', 'a.xlsx', ?,
                        NULL
                    FROM decisions.entry""",
                [f"pair {min(one, other)} {max(one, other)}", decision, day, day, f"{number}"],
            )


def children(office: Office) -> dict[str, str]:
    """record -> child, of every record of the newest run."""
    rows = json.loads(cme(office.home, "links", "--json", today=FRIDAY).stdout)
    return {row["record"]: row["child"] for row in rows if row["how"] != "review"}


def are_one_child(office: Office, one: str, other: str) -> bool:
    known = children(office)
    return known[one] == known[other]


def awaiting(office: Office) -> list[str]:
    """The cases of the children who are in no line until an officer has looked."""
    book = openpyxl.load_workbook(office.lists / "cme-register.xlsx")
    return [str(row[0]) for row in book["Awaiting match review"].iter_rows(min_row=2, values_only=True) if row[0]]


def line(office: Office, record: str) -> str | None:
    """The line that the child of a record is on."""
    case = children(office)[record]
    return next((row["Line"] for row in office.rows("cme-register") if row["Case"] == case), None)


def findings(office: Office, words: str) -> list[tuple[str, str]]:
    """(record, what was found) on data-quality where it says so."""
    rows = office.rows("data-quality")
    return [(row["Record"], row["What was found"]) for row in rows if words in row["What was found"]]
