"""The rows of one day, put straight into the tables that linking reads, and what linking makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline import store
from pipeline.settings import Settings
from pipeline.stages.as_at import select_as_at
from pipeline.stages.link import link
from pipeline.store import Connection
from sources import SOURCES

D = date(2026, 10, 31)
SETTINGS = Settings(Path("nowhere"))
JACKS_UPN, JILLS_UPN, LATER_UPN = "T852200016001", "G852200016002", "W852200016003"
TEMPORARY_UPN, OTHER_TEMPORARY_UPN = "A85220001601A", "B85220001602B"


@dataclass(frozen=True)
class Row:
    """A row of a source's table, typed. label: what the test calls the person record it is, or is of."""

    table: str
    label: str
    said: Mapping[str, object]

    @property
    def record(self) -> str:
        prefix = {"education_enrolments": "education_students", "education_involvements": "education_students"}
        source, name = prefix.get(self.table, self.table).rsplit("_", 1)
        return f"{source}/{name}:{self.label}"


def person(name: str, said: Mapping[str, object]) -> dict[str, object]:
    """Who someone is: "Forename Surname", or "- Surname" without a forename; a home, unless `said` names another."""
    forename, surname = name.rsplit(" ", 1)
    return {
        "surname": surname,
        "forename": None if forename == "-" else forename,
        "date_of_birth": "2016-05-03",
        "address_line_1": "1 Quay Road",
        "postcode": "SO14 1AA",
        "extract_date": D,
    } | dict(said)


def student(label: str, name: str, **said: object) -> Row:
    """A record of the education database; the label is its student id."""
    return Row("education_students", label, {"student_id": label} | person(name, said))


def application(label: str, name: str, **said: object) -> Row:
    """An application; the label is its reference."""
    about = {"application_type": "IN-YEAR", "received_on": "2026-09-20", "application_status": "OPEN"}
    return Row("admissions_applications", label, {"application_ref": label} | about | person(name, said))


def pupil(label: str, name: str, **said: object) -> Row:
    """A pupil of an independent school's return; the label is LAEstab-reference."""
    laestab, pupil_ref = label.split("-")
    about = {"laestab": laestab, "pupil_ref": pupil_ref, "establishment": laestab, "entry_date": "2026-09-01"}
    return Row("independent_returns", label, about | person(name, said))


def at_nursery(label: str, name: str, **said: object) -> Row:
    """A child of the early-years headcount; the label is the child's number there."""
    about = {"ey_child_id": label, "provider_name": "Little Gulls", "start_date": "2020-09-01"}
    return Row("early_years_headcount", label, about | person(name, said))


def on_claim(label: str, name: str, **said: object) -> Row:
    """A child of a benefits claim; the label is claim-number."""
    claim_ref, child_number = label.split("-")
    about = {"claim_ref": claim_ref, "child_number": child_number, "from_date": "2026-01-01"}
    return Row("benefits_children", label, about | person(name, said))


def enrolment(student_id: str, **said: object) -> Row:
    """A row of enrolments."""
    about = {"laestab": "8522000", "enrol_status": "C", "entry_date": "2026-09-01", "extract_date": D}
    return Row("education_enrolments", student_id, {"student_id": student_id} | about | said)


def involvement(student_id: str, kind: str, **said: object) -> Row:
    """A row of involvements."""
    about = {"involvement": kind, "start_date": "2026-09-01", "extract_date": D}
    return Row("education_involvements", student_id, {"student_id": student_id} | about | said)


def unread(**said: object) -> Row:
    """A quarantined row in force: what it says of record, student_id or upn."""
    return Row("unread", "", {"source": "education", "table_name": "enrolments", "stands": False} | said)


@contextmanager
def linked(
    con: Connection, rows: Iterable[Row], *, day: date = D, extend: bool = True, settings: Settings = SETTINGS
) -> Iterator[None]:
    """`run.linked.*` of a day on which these rows are in force."""
    with store.derived(con, None):
        select_as_at(con, list(SOURCES), day)
        put(con, rows)
        link(con, list(SOURCES), settings, day, extend=extend)
        yield


def put(con: Connection, rows: Iterable[Row]) -> None:
    """Adds rows to `run.asat.*`, numbered as they come."""
    rows = list(rows)
    for table in {row.table for row in rows} - {"unread"}:
        make_table(con, table)
    for number, row in enumerate(rows, 2):
        place = {"row_id": number, "row_number": number, "file": "f.csv"}
        said = place | ({} if row.table == "unread" else {"is_unreadable": False}) | dict(row.said)
        marks = ", ".join("?" for _ in said)
        con.execute(f"INSERT INTO run.asat.{row.table} ({', '.join(said)}) VALUES ({marks})", list(said.values()))


def make_table(con: Connection, name: str) -> None:
    """Has the rows in force of a table in a table of their own, for rows to be added that no file brought."""
    if query(con, f"SELECT 1 FROM duckdb_views() WHERE schema_name = 'asat' AND view_name = '{name}'"):
        con.execute(f"CREATE TEMP TABLE in_force AS FROM run.asat.{name}")
        con.execute(f"DROP VIEW run.asat.{name}")
        con.execute(f"CREATE TABLE run.asat.{name} AS FROM in_force")
        con.execute("DROP TABLE temp.in_force")


def children(con: Connection) -> dict[str, str]:
    """record -> child id."""
    return dict(con.execute("SELECT record, child_id FROM run.linked.record_child").fetchall())


def groups(con: Connection) -> set[frozenset[str]]:
    """The labels of the records of each child."""
    found: dict[str, set[str]] = {}
    for record, child_id in children(con).items():
        found.setdefault(child_id, set()).add(record.split(":", 1)[1])
    return {frozenset(labels) for labels in found.values()}


def query(con: Connection, sql: str) -> list[tuple[Any, ...]]:
    return con.execute(sql).fetchall()


def said(con: Connection, rows: Iterable[Row], table: str, columns: str) -> list[tuple[Any, ...]]:
    """Those columns of a canonical table of the day."""
    with linked(con, rows):
        return query(con, f"SELECT {columns} FROM run.linked.{table} ORDER BY ALL")
