"""As at: which rows of which files stand for a day D (`run.asat.*`).

Only accepted files dated on or before D count; a corrected file stands for the earlier one of its day. How the files
of a table add up, the table declares: the newest stands for all, the newest of each establishment, or known once,
known on. A row that the newest file holds unreadable stands as the last earlier file had it, and is marked.
"""

from __future__ import annotations

from datetime import date

from pipeline.store import Connection, table_id
from sources.source import AddsUp, Source, Table

READ = "held.state = 'used'"


def select_as_at(con: Connection, sources: list[Source], as_at: date) -> None:
    """Writes `run.asat.<source>_<table>` for every table of the sources, and `run.asat.unread`.

    Each holds the typed columns, row_id, key, file, sheet, row_number, extract_date (of the newest file naming the
    row), first_named_on, is_unreadable; returns also `establishment`. unread: one row per quarantined row in force.
    """
    con.execute("SET VARIABLE as_at = ?::DATE", [as_at])
    con.execute(
        """CREATE TABLE run.asat.unread (source VARCHAR, table_name VARCHAR, file VARCHAR, sheet VARCHAR,
            row_number INTEGER, row_id BIGINT, record VARCHAR, student_id VARCHAR, upn VARCHAR, stands BOOLEAN)"""
    )
    for source in sources:
        for table in source.tables:
            name = table_id(source, table)
            _effective(con, source, table)
            _named(con, table, name)
            _select(con, table, name)
            _unread(con, source, table, name)


def _effective(con: Connection, source: Source, table: Table) -> None:
    """`effective`: file_id, extract_date, file, establishment (NULL but for returns), is_newest."""
    per_establishment = table.adds_up is AddsUp.SNAPSHOT_PER_ESTABLISHMENT
    scope = "establishment_named.establishment" if per_establishment else "NULL::VARCHAR"
    join = f"JOIN ({_ESTABLISHMENTS}) AS establishment_named USING (file_id)" if per_establishment else ""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE effective AS
            WITH accepted AS (
                SELECT DISTINCT file_id, extract_date, path AS file, {scope} AS establishment
                FROM landing.file {join}
                WHERE source = ? AND table_name = ? AND outcome = 'accepted' AND extract_date <= getvariable('as_at')
                QUALIFY dense_rank() OVER (PARTITION BY {scope}, extract_date ORDER BY file_id DESC) = 1)
            SELECT *, extract_date = max(extract_date) OVER (PARTITION BY establishment) AS is_newest FROM accepted""",
        [source.name, table.name],
    )


_ESTABLISHMENTS = """
    SELECT file_id, coalesce(named.laestab, known.laestab, 'URN ' || named.urn) AS establishment
    FROM landing.establishment_named AS named
    LEFT JOIN (SELECT urn, min(laestab) AS laestab FROM run.asat.education_establishments GROUP BY urn) AS known
        ON known.urn = named.urn
    WHERE establishment IS NOT NULL"""


def _named(con: Connection, table: Table, name: str) -> None:
    """`named`: every row of the effective files, with the identity by which a row is the same from file to file.

    Of a snapshot only the newest file is looked at, and of earlier ones the keys that it holds unreadable.
    """
    if table.adds_up is AddsUp.SNAPSHOT_PER_ESTABLISHMENT:
        identity = "establishment || chr(31) || valid.key_parts[2]"
        of_establishment = """LEFT JOIN (
            SELECT urn, min(laestab) AS of_urn FROM run.asat.education_establishments GROUP BY urn) AS known
                ON known.urn = valid.urn"""
        place = "AND effective.establishment = coalesce(valid.laestab, known.of_urn, 'URN ' || valid.urn)"
    else:
        identity, of_establishment, place = "valid.key", "", ""
    looked_at = "true"
    if table.adds_up is AddsUp.SNAPSHOT:
        looked_at = f"""(is_newest OR row_id IN (
            SELECT earlier.row_id FROM valid.{name} AS earlier, (
                SELECT DISTINCT key_parts FROM landing.held_{name} AS held JOIN valid.{name} USING (row_id)
                JOIN effective USING (file_id) WHERE is_newest AND held.state = 'quarantined') AS unreadable
            WHERE earlier.key_parts[1] = unreadable.key_parts[1]))"""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE named AS
            SELECT held.file_id, held.row_id, held.sheet, held.row_number, held.state, file, extract_date, is_newest,
                establishment, valid.key_parts, {identity} AS identity
            FROM landing.held_{name} AS held JOIN effective USING (file_id) JOIN valid.{name} AS valid USING (row_id)
            {of_establishment}
            WHERE held.state <> 'repeated' {place} AND {looked_at}"""
    )


def _select(con: Connection, table: Table, name: str) -> None:
    """Each identity's last readable row; whether the newest file names it decides what that row means now."""
    con.execute(
        """CREATE OR REPLACE TEMP TABLE last_read AS
            WITH newest AS (SELECT DISTINCT identity, state FROM named WHERE is_newest),
            unreadable AS (
                SELECT row_id, establishment, key_parts FROM named
                WHERE is_newest AND state = 'quarantined' AND identity IS NULL AND key_parts[1] IS NOT NULL),
            newest_return AS (
                SELECT establishment, extract_date FROM effective),
            read AS (
                SELECT named.*, min(extract_date) OVER (PARTITION BY identity) AS first_named_on
                FROM named WHERE state = 'used' AND identity IS NOT NULL
                QUALIFY row_number() OVER (PARTITION BY identity ORDER BY extract_date DESC, file_id DESC) = 1)
            SELECT read.*,
                NOT is_newest AND identity IN (SELECT identity FROM newest WHERE identity IS NOT NULL) AS stands,
                (SELECT min(later.extract_date) FROM newest_return AS later
                 WHERE later.establishment IS NOT DISTINCT FROM read.establishment
                     AND later.extract_date > read.extract_date) AS missed_on
            FROM read"""
    )
    # A row whose key itself became unreadable stands as it was, where just one earlier row can have been it.
    con.execute(
        f"""UPDATE last_read SET stands = true WHERE row_id IN (
            SELECT any_value(last_read.row_id)
            FROM named AS bad JOIN last_read ON NOT last_read.is_newest AND NOT last_read.stands
                AND last_read.establishment IS NOT DISTINCT FROM bad.establishment
                AND {" AND ".join(_agrees(n) for n in range(1, len(table.key) + 1))}
            WHERE bad.is_newest AND bad.state = 'quarantined' AND bad.identity IS NULL AND bad.key_parts[1] IS NOT NULL
            GROUP BY bad.row_id HAVING count(*) = 1)"""
    )
    columns, keep = _as_it_stands(table)
    con.execute(
        f"""CREATE TABLE run.asat.{name} AS
            SELECT valid.* EXCLUDE (is_usable, is_malformed, key_parts) {columns}, file, sheet, row_number,
                extract_date, first_named_on, stands AS is_unreadable, establishment
            FROM last_read JOIN valid.{name} AS valid USING (row_id) WHERE {keep}"""
    )


def _agrees(n: int) -> str:
    return f"(bad.key_parts[{n}] IS NULL OR bad.key_parts[{n}] = last_read.key_parts[{n}])"


def _as_it_stands(table: Table) -> tuple[str, str]:
    """(how columns are replaced, which rows are kept), by how the table's files add up."""
    gone = "NOT is_newest AND NOT stands"
    if table.adds_up is AddsUp.SNAPSHOT:
        return "", "is_newest OR stands"
    if table.adds_up is AddsUp.KNOWN_ONCE:
        end = table.ended_by
        ended = f"CASE WHEN {gone} AND ({end} IS NULL OR {end} > getvariable('as_at')) THEN extract_date ELSE {end} END"
        return f"REPLACE ({ended} AS {end})", "true"
    vanished = f"{gone} AND (leaving_date IS NULL OR leaving_date > getvariable('as_at'))"
    return (
        f"""REPLACE (
            CASE WHEN {vanished} THEN missed_on - 1 ELSE leaving_date END AS leaving_date,
            CASE WHEN NOT ({vanished}) THEN destination END AS destination,
            coalesce(entry_date, first_named_on) AS entry_date)""",
        "true",
    )


def _unread(con: Connection, source: Source, table: Table, name: str) -> None:
    """Adds the table's quarantined rows in force; `stands` where an earlier version of the row does."""
    has = {column.name for column in table.columns}
    record = f"'{source.name}/{table.name}:' || ({table.people.record})" if table.people else "NULL"
    con.execute(
        f"""INSERT INTO run.asat.unread
            SELECT '{source.name}', '{table.name}', named.file, named.sheet, named.row_number, named.row_id, {record},
                {"student_id" if "student_id" in has else "NULL"}, {"upn" if "upn" in has else "NULL"},
                coalesce(named.identity IN (SELECT identity FROM last_read WHERE stands), false)
            FROM named JOIN valid.{name} USING (row_id)
            WHERE named.is_newest AND named.state = 'quarantined'"""
    )
