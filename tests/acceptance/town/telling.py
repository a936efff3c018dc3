"""How the town's children are told: one `child(...)` each, with what the systems hold and the line it must fall on.

A child says what each system's rows say, only the fields that matter, and, as an officer would put it, where the report
must have it and why. `line` is the answer on every day of report; `oct`, `dec`, `mar` or `jun` say it for one of them
where it differs. An answer is a line ("leavers 2026"), a line and the lines it fits but is counted above ("send, also
leavers 2026"), or one of UNCOUNTED.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from .places import School

OCTOBER, DECEMBER, MARCH, JUNE = date(2026, 10, 31), date(2026, 12, 31), date(2027, 3, 31), date(2027, 6, 30)
DAYS = (OCTOBER, DECEMBER, MARCH, JUNE)
"""The days of report, all in the academic year 2026/27: Y is 2026, Y-1 2025, Y-2 2024, Y-3 2023."""

ON_ROLL = "on roll"
EHE = "home educated"
LA_PROVISION = "LA provision"
FAILED_TO_TRACK = "failed to track"
TRACKED = "tracked"
OTHER_AUTHORITY = "another authority's child"
TOO_YOUNG = "not yet of compulsory school age"
TOO_OLD = "past compulsory school age"
DECEASED = "deceased"
NOT_KNOWN = "in no system that counts"
AWAITING = "awaiting match review"
UNCOUNTED = frozenset(
    {
        *(ON_ROLL, EHE, LA_PROVISION, FAILED_TO_TRACK, TRACKED),
        *(OTHER_AUTHORITY, TOO_YOUNG, TOO_OLD, DECEASED, NOT_KNOWN, AWAITING),
    }
)

SUBSETS = ("deferred_entry_reception", "open_to_yos", "child_protection", "child_in_need", "ehe", "failed_to_track")
"""Numbers of the report that are no line of their own in the total: who stands in them is said by `counted_in`."""

Line = tuple[str, int | None]
"""A line of the form: (measure, year), the year None where the line has none."""

Row = dict[str, str]
"""What a file says about one record, by the contract's column names; a column left out is blank."""


@dataclass(frozen=True)
class Answer:
    """Where a child stands: the line that counts it (None: no line), the other lines it fits, in words."""

    words: str
    line: Line | None
    also: tuple[Line, ...]


@dataclass(frozen=True)
class Sighting:
    """A row of a source that is read file by file. named_in: the dates of the files that hold it (None: every file)."""

    row: Row
    named_in: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Child:
    """One made-up child: its rows in the five sources, and the answer for each day of report.

    answers, without_benefits: by day of report.  counted_in: subset -> the days of report on which it counts there.
    not_in_education_from: the first day whose education file no longer names the child.
    """

    forename: str
    surname: str
    born: str
    why: str
    answers: Mapping[date, Answer]
    without_benefits: Answer
    counted_in: Mapping[str, tuple[date, ...]]
    student: Row | None
    not_in_education_from: str
    rolls: tuple[Row, ...]
    involvements: tuple[Row, ...]
    applications: tuple[Row, ...]
    headcounts: tuple[Sighting, ...]
    claims: tuple[Sighting, ...]
    returns: tuple[Sighting, ...]
    person: Mapping[str, Row] = field(default_factory=dict)
    number: int = 0

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}"

    @property
    def student_id(self) -> str:
        return f"7{self.number:05}" if self.student is not None else ""


def child(
    name: str,
    *,
    born: str,
    line: str,
    why: str,
    oct: str | None = None,
    dec: str | None = None,
    mar: str | None = None,
    jun: str | None = None,
    without_benefits: str | None = None,
    counted_in: Iterable[str] | Mapping[str, tuple[date, ...]] = (),
    rolls: Iterable[Row] = (),
    involvements: Iterable[Row] = (),
    applications: Iterable[Row] = (),
    headcounts: Iterable[Sighting] = (),
    claims: Iterable[Sighting] = (),
    returns: Iterable[Sighting] = (),
    student: Row | None = None,
    in_education: bool = True,
    not_in_education_from: str = "9999-12-31",
    elsewhere_as: Mapping[str, Row] | None = None,
) -> Child:
    """A child of the town.

    student: what the education record says beyond name and date of birth (`postcode` and `home_la` among it); with
    in_education False there is no such record.  elsewhere_as: source -> what its record of the child says differently
    (names, postcode).  without_benefits: the answer at 31 March where the benefits source is off.
    """
    forename, surname = name.split(" ", 1)
    said = dict(zip(DAYS, (oct, dec, mar, jun), strict=True))
    answers = {day: answer(words if words is not None else line) for day, words in said.items()}
    days = dict(counted_in) if isinstance(counted_in, Mapping) else dict.fromkeys(counted_in, DAYS)
    unknown = set(days) - set(SUBSETS)
    if unknown:
        raise ValueError(f"{name}: no such number of the report: {unknown}")
    return Child(
        forename=forename,
        surname=surname,
        born=born,
        why=why,
        answers=answers,
        without_benefits=answers[MARCH] if without_benefits is None else answer(without_benefits),
        counted_in=days,
        student=(student or {}) if in_education else None,
        not_in_education_from=not_in_education_from,
        rolls=tuple(rolls),
        involvements=tuple(involvements),
        applications=tuple(applications),
        headcounts=tuple(headcounts),
        claims=tuple(claims),
        returns=tuple(returns),
        person=elsewhere_as or {},
    )


def answer(words: str) -> Answer:
    """Reads an answer: "leavers 2026", "send, also leavers 2026", or one of UNCOUNTED."""
    if words in UNCOUNTED:
        return Answer(words, None, ())
    first, _, others = words.partition(", also ")
    return Answer(words, _line(first), tuple(_line(other) for other in others.split(", ") if other))


def _line(words: str) -> Line:
    measure, _, year = words.partition(" ")
    return measure, int(year) if year else None


def roll(school: School, entry: str, leaving: str = "", status: str = "C", **more: str) -> Row:
    """A row of education/enrolments. more: destination, destination_laestab, destination_confirmed_on."""
    return {
        "laestab": school.laestab,
        "enrol_status": status,
        "entry_date": entry,
        "leaving_date": leaving,
    } | more


def involvement(kind: str, start: str, end: str = "", outcome: str = "") -> Row:
    """A row of education/involvements."""
    return {"involvement": kind, "start_date": start, "end_date": end, "outcome": outcome}


def application(
    kind: str, received: str, *, status: str = "OPEN", ref: str = "", offered: School | None = None, **more: str
) -> Row:
    """A row of admissions/applications. offered: the school named; the offer is OFFERED unless `more` says another."""
    offer = {"offer_status": "OFFERED", "offered_laestab": offered.laestab} if offered else {}
    return (
        {
            "application_ref": ref,
            "application_type": kind,
            "received_on": received,
            "application_status": status,
        }
        | offer
        | more
    )


def headcount(start: str, end: str = "", *, named_in: tuple[str, ...] | None = None) -> Sighting:
    """A row of early_years/headcount; it stands in every headcount from the start on, unless told otherwise."""
    return Sighting({"provider_name": "Little Gulls Pre-school", "start_date": start, "end_date": end}, named_in)


def claim(start: str, end: str = "", *, named_in: tuple[str, ...] | None = None) -> Sighting:
    """A row of benefits/children; it stands in every file from the start on, unless told otherwise."""
    return Sighting({"from_date": start, "to_date": end}, named_in)


def returned(school: School, named_in: tuple[str, ...], *, entry: str = "", leaving: str = "", **more: str) -> Sighting:
    """A pupil on an independent school's returns of these dates."""
    place = {"laestab": school.laestab, "establishment_name": school.name}
    return Sighting(place | {"entry_date": entry, "leaving_date": leaving} | more, named_in)
