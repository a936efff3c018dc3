"""The extracts of the next morning: what a day changes at a council, in one child of a hundred."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb

EVERY = 100
"""One student in so many changes, by a hash of the Stud ID: a fourth of them each a new address, a leaver, a newcomer
and an offer."""


def write_next_day(home: Path, day: date) -> None:
    """Writes the education and admissions extracts of the day after into the inbox, from those of the day."""
    con = duckdb.connect()
    nightly = ("education/students", "education/enrolments", "education/establishments", "education/involvements")
    for name in (*nightly, "admissions/applications"):
        table = name.replace("/", "_")
        source = home / "inbox" / f"{name}_{day}.csv"
        again = home / "inbox" / f"{name}_{day + timedelta(1)}.csv"
        again.write_text(_text(source), encoding="utf-8")
        con.execute(f"CREATE TABLE {table} AS FROM read_csv('{again}', all_varchar = true, header = true)")
    following = day + timedelta(1)
    chosen = f'hash("Stud ID") % {EVERY} = 0'
    turn = f'hash("Stud ID") // {EVERY} % 4'
    con.execute(f'CREATE TABLE changed AS SELECT "Stud ID", {turn} AS turn FROM education_students WHERE {chosen}')
    con.execute(
        """UPDATE education_students
            SET "Post Code" = home."Post Code", "Addr Line 1" = home."Addr Line 1", UPRN = NULL
            FROM (SELECT *, row_number() OVER (ORDER BY "Stud ID") AS n FROM education_students) AS home,
                (SELECT "Stud ID", row_number() OVER (ORDER BY "Stud ID" DESC) AS n
                    FROM changed WHERE turn = 0) AS mover
            WHERE home.n = mover.n AND education_students."Stud ID" = mover."Stud ID" """
    )
    con.execute(
        f"""UPDATE education_enrolments SET "Date of Leaving" = '{following:%d/%m/%Y}', "Reason for Leaving" = 'Moved'
            WHERE "Date of Leaving" IS NULL AND "Stud ID" IN (SELECT "Stud ID" FROM changed WHERE turn = 1)"""
    )
    # A newcomer has the age and the school of a child who is there, and the names of two others.
    con.execute(
        """CREATE TABLE newcomer AS
            SELECT "Stud ID" AS like_id, ('9' || "Stud ID") AS new_id,
                lag("Legal Surname") OVER (ORDER BY "Stud ID") AS surname,
                lag("Legal Forename", 2) OVER (ORDER BY "Stud ID") AS forename
            FROM education_students WHERE "Stud ID" IN (SELECT "Stud ID" FROM changed WHERE turn = 2)"""
    )
    con.execute(
        """INSERT INTO education_students
            SELECT * EXCLUDE (like_id, new_id, surname, forename) REPLACE (
                new_id AS "Stud ID", NULL AS UPN, NULL AS "Former UPN", surname AS "Legal Surname",
                forename AS "Legal Forename", NULL AS UPRN)
            FROM education_students JOIN newcomer ON like_id = "Stud ID" """
    )
    con.execute(
        f"""INSERT INTO education_enrolments
            SELECT * EXCLUDE (like_id, new_id, surname, forename) REPLACE (
                new_id AS "Stud ID", '{following:%d/%m/%Y}' AS "Date of Entry")
            FROM education_enrolments JOIN newcomer ON like_id = "Stud ID" WHERE "Date of Leaving" IS NULL"""
    )
    con.execute(
        f"""UPDATE admissions_applications SET "Offer Status" = 'OFFERED', "Offered On" = '{following}',
                "Offered LAEstab" = coalesce(
                    "Offered LAEstab", (SELECT min("DfE Number") FROM education_establishments))
            WHERE "Application Status" <> 'CLOSED'
                AND "One Student ID" IN (SELECT "Stud ID" FROM changed WHERE turn = 3)"""
    )
    for name in (*nightly, "admissions/applications"):
        table = name.replace("/", "_")
        con.execute(f"COPY {table} TO '{home}/inbox/{name}_{following}.csv' (HEADER)")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return path.read_text(encoding="cp1252")
