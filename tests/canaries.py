"""Made-up people who stand nowhere else, planted in good, broken and refused files, and where they are seen."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import openpyxl
from command_line import Done
from small_council import PREPARATORY, TODAY, UPN, D, Row, Tables, deliver, other_tables, person, tables

from pipeline.calendar import date_written

CONSONANTS = "bdfgklmnprt"


class Canaries:
    """Made-up people that stand nowhere else, and every way in which they could be seen."""

    def __init__(self) -> None:
        self._numbers = count()
        self.seen_as: set[str] = set()
        for rows in tables().values():
            for row in rows:
                self._know(row)
        self.seen_as |= set(UPN.values())

    def next(self) -> Row:
        """The columns that every list of people shares, of somebody new."""
        n = next(self._numbers)
        syllables = f"{CONSONANTS[n // 11 % 11]}o{CONSONANTS[n % 11]}i"
        born = date(2011, 9, 3) + timedelta(13 * n)
        row = person(f"Zwy{syllables}ck", f"Xan{syllables}th", str(born), f"{n + 1} Vreugd{syllables} Wharf", "SO14 9")
        row["postcode"] += f"{chr(65 + n // 20)}{'ABDEFGHJLNPQRSTUWXYZ'[n % 20]}"
        self._know(row)
        return row

    def _know(self, row: Row) -> None:
        if "surname" not in row:
            return
        born = date.fromisoformat(row["date_of_birth"])
        self.seen_as |= {row["surname"], row["forename"], row["address_line_1"], row["postcode"]}
        self.seen_as |= {row["postcode"].replace(" ", ""), str(born), f"{born:%d/%m/%Y}", f"{born:%d.%m.%Y}"}
        self.seen_as |= {f"{born:%d-%m-%Y}", f"{born:%Y%m%d}", date_written(born)}

    def in_text(self, text: str) -> set[str]:
        """Those that the text shows, in any case."""
        folded = text.casefold()
        return {canary for canary in self.seen_as if canary.casefold() in folded}


def text_of(path: Path) -> str:
    """Everything that a file says: of a workbook every part of it, of a page its markup too."""
    if path.suffix != ".xlsx":
        return html.unescape(path.read_bytes().decode("utf-8", errors="replace").replace("<wbr>", ""))
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist()]
        return html.unescape("\n".join([*archive.namelist(), *parts]))


def not_for_officers_alone(home: Path) -> Iterator[tuple[str, str]]:
    """(where, text) of everything of a CME_HOME that no child may be named in: logs, reports, names of files."""
    for path in sorted(home.rglob("*")):
        where = path.relative_to(home)
        if where.parts[0] == "inbox":
            continue
        yield "the name of a file", str(where)
        is_list = "lists" in where.parts
        if where.parts[0] in ("logs", "reports") and path.is_file() and not is_list:
            yield str(where), text_of(path)


def leaks(canaries: Canaries, home: Path, *runs: Done) -> list[str]:
    """Every place that shows somebody."""
    said = [(f"what run {n} printed", done.said) for n, done in enumerate(runs, 1)]
    found = ((where, canaries.in_text(text)) for where, text in (*said, *not_for_officers_alone(home)))
    return [f"{where} shows {sorted(canaries)}" for where, canaries in found if canaries]


# What is planted


BROKEN: dict[str, tuple[str, ...]] = {
    "education/students": (
        *("student_id", "upn", "former_upn", "date_of_birth", "sex", "postcode", "uprn", "home_la"),
        *("nc_year_actual", "record_active", "date_of_death", "restricted_address"),
    ),
    "education/enrolments": (
        *("student_id", "laestab", "enrol_status", "entry_date", "leaving_date", "destination_laestab"),
        *("destination", "destination_confirmed_on", "notified_on", "leaving_reason"),
    ),
    "education/involvements": ("student_id", "involvement", "start_date", "end_date", "outcome"),
    "education/establishments": ("laestab", "urn", "statutory_low_age", "la_code", "establishment_status", "open_date"),
    "early_years/headcount": ("date_of_birth", "sex", "postcode", "provider_urn", "start_date", "end_date"),
    "admissions/applications": (
        *("application_ref", "student_id", "upn", "date_of_birth", "application_type", "entry_year", "received_on"),
        *("application_status", "offer_status", "offered_laestab", "offered_on", "delayed_entry_to", "home_la"),
    ),
    "benefits/children": ("date_of_birth", "postcode", "uprn", "from_date", "to_date", "child_number"),
    "independent/returns": (
        *("laestab", "upn", "date_of_birth", "sex", "postcode", "nc_year_actual", "entry_date", "leaving_date"),
        *("destination", "pupil_ref"),
    ),
    "cross_border/rolls": ("laestab", "upn", "date_of_birth", "sex", "postcode", "entry_date", "leaving_date"),
    "social_care/children": (
        *("person_id", "upn", "date_of_birth", "sex", "postcode", "status", "start_date", "end_date"),
        "responsible_la",
    ),
    "youth_justice/children": ("person_id", "date_of_birth", "sex", "postcode", "start_date", "end_date"),
    "health/children": ("nhs_number", "person_id", "date_of_birth", "sex", "postcode", "start_date", "end_date"),
}
"""source/table -> the columns in which somebody's name stands where something else should."""

KEYS = {
    **dict.fromkeys(("education/students", "education/enrolments", "education/involvements"), "student_id"),
    **{"education/establishments": "laestab", "early_years/headcount": "ey_child_id"},
    **{"admissions/applications": "application_ref", "benefits/children": "claim_ref"},
    **{"independent/returns": "pupil_ref", "cross_border/rolls": "laestab", "health/children": "person_id"},
    **{"social_care/children": "person_id", "youth_justice/children": "person_id"},
}


def broken_rows(canaries: Canaries, table: str, like: Row) -> Iterator[Row]:
    """Rows like the given one, each of somebody new: one per column with a name in it, two that clash, a blank one."""
    numbers = count(1)

    def somebody() -> Row:
        row = like | ({name: value for name, value in canaries.next().items() if name in like})
        return row | {KEYS[table]: f"852{9000 + next(numbers)}"}

    for column in BROKEN[table]:
        someone = canaries.next()
        yield somebody() | {column: f"{someone['forename']} {someone['surname']}, {someone['postcode']}"}
    clash = somebody()
    yield clash
    yield clash | {name: value for name, value in canaries.next().items() if name in like}
    if "surname" in like:
        yield somebody() | {"surname": ""}
        yield somebody() | {"date_of_birth": ""}


def plant(home: Path, canaries: Canaries) -> None:
    """The small council with good and broken rows of every table, and rows with too many and too few cells."""
    told: Tables = tables() | other_tables()
    # Otmar left the neighbours' school too, so that he stands on the register.
    told["cross_border/rolls"][0]["leaving_date"] = "2026-09-11"
    for table, rows in told.items():
        rows += list(broken_rows(canaries, table, rows[0]))
    deliver(home, told)
    for table in told:
        path = home / "inbox" / f"{table}_{D}.csv"
        someone = canaries.next()
        values = [*someone.values()]
        with path.open("ab") as stream:
            stream.write((",".join([*values, *values, *values, *values, *values]) + "\r\n").encode())
            stream.write((",".join(values[:2]) + "\r\n").encode())


def refused_files(canaries: Canaries) -> dict[str, bytes]:
    """Files of every kind that is refused, with somebody in each; by their place in the inbox."""

    def rows(*headings: str) -> bytes:
        lines = [",".join(canaries.next().values()) for _ in range(3)]
        return "\r\n".join([*([",".join(headings)] if headings else []), *lines, ""]).encode()

    headings = ("surname", "forename", "date_of_birth", "address_line_1", "postcode")
    someone = canaries.next()
    page = f"<html><body><h1>{someone['forename']} {someone['surname']}</h1>{someone['postcode']}</body></html>"
    book = openpyxl.Workbook()
    for _ in range(5):
        book.worksheets[0].append(list(canaries.next().values()))
    whole = io.BytesIO()
    book.save(whole)
    quoted = f'student_id,{",".join(headings)}\r\n1,"{someone["surname"]}\r\n'.encode()
    return {
        f"education/students_{TODAY}_1_no_headings.csv": rows(),
        f"education/students_{TODAY}_2_no_number.csv": rows(*headings),
        f"education/students_{TODAY}_3_twice.csv": rows("student_id", "DOB", "date_of_birth", "surname", "forename"),
        f"education/students_{TODAY}_4_page.csv": page.encode(),
        f"education/students_{TODAY}_5_odd.csv": bytes(range(256)) + someone["surname"].encode() + bytes(900),
        f"education/students_{TODAY}_6_quote.csv": quoted,
        f"education/students_{TODAY}_7_cut.xlsx": whole.getvalue()[: len(whole.getvalue()) // 2],
        f"education/students_{TODAY}_8_no_headings.xlsx": whole.getvalue(),
        f"education/students_{TODAY}_9_shrunk.csv": b"student_id," + rows(*headings).replace(b"\r\nZ", b"\r\n1,Z"),
        f"education/pupils_{TODAY}.csv": rows(*headings),
        "education/students.csv": rows(*headings),
        f"benefits/children_{TODAY}_rent.csv": rows(*headings, "Weekly rent"),
        f"independent/returns_{TODAY}_no_school.csv": rows("pupil_ref", *headings[:4]),
        f"admissions/applications_{TODAY}.txt": rows(*headings),
        f"early_years/headcount_{TODAY}_nothing.csv": ",".join(someone.values()).encode(),
    }


def typed_return(canaries: Canaries) -> bytes:
    """A school's workbook with people above and below its headings and notes beside them."""
    above, below, aside, pupil = (canaries.next() for _ in range(4))
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([f"Return of {above['forename']} {above['surname']}, {above['postcode']}"])
    sheet.append([f"School: Razorbill House  DfE No: {PREPARATORY[:3]}/{PREPARATORY[3:]}"])
    sheet.append(["Pupil ref", "Surname", "Forename", "Date of birth", "Entry date"])
    sheet.append(["RH-6", pupil["surname"], pupil["forename"], pupil["date_of_birth"], aside["surname"]])
    sheet.append(["RH-7", aside["surname"], aside["forename"], aside["date_of_birth"], "2020-09-02"])
    sheet.append([f"Total: 2, not counting {below['forename']} {below['surname']} born {below['date_of_birth']}"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
