"""As at: which rows of which files stand for a day D (`run.asat.*`).

Only accepted files dated on or before D count; a corrected file stands for the earlier one of its day. How the files
of a table add up, the table declares: the newest stands for all, the newest of each establishment, or known once,
known on. A row that the newest file holds unreadable stands as the last earlier file had it, and is marked.
"""

from __future__ import annotations

from datetime import date

from pipeline.store import Connection, drop_temporary, table_id
from sources.source import AddsUp, Source, Table


def select_as_at(con: Connection, sources: list[Source], as_at: date) -> None:
    """Writes `run.asat.<source>_<table>` for every table of the sources, `run.asat.unread`, `gone` and `returned`.

    Those of sources are views, of what is stored under `valid` and of `standing_<source>_<table>`. Each holds the
    typed columns, row_id, key, file, sheet, row_number, extract_date (of the newest file naming the row),
    first_named_on (date of the first file naming it; of a snapshot extract_date), is_unreadable (the newest file's
    version could not be read, so an earlier one stands) and establishment (returns: LAEstab, or "URN ..." where none is
    known).
    unread: one row per quarantined row that no later file has readable; stands: an earlier version of it does.
    gone: one row per person whom an earlier file of a table that keeps everyone named, and the newest does not. Its
    upn is the permanent one.
    returned: one row per establishment that has sent a return, of its newest.
    """
    con.execute("SET VARIABLE as_at = ?::DATE", [as_at])
    con.execute(
        """CREATE TABLE run.asat.unread (source VARCHAR, table_name VARCHAR, file VARCHAR, sheet VARCHAR,
            row_number INTEGER, row_id BIGINT, record VARCHAR, student_id VARCHAR, upn VARCHAR, surname VARCHAR,
            forename VARCHAR, date_of_birth DATE, stands BOOLEAN)"""
    )
    con.execute(
        """CREATE TABLE run.asat.gone (record VARCHAR, date_of_birth DATE, is_restricted BOOLEAN, last_named_on DATE,
            file VARCHAR, sheet VARCHAR, row_number INTEGER, upn VARCHAR)"""
    )
    con.execute("CREATE TABLE run.asat.returned (source VARCHAR, establishment VARCHAR, returned_on DATE)")
    con.execute("CREATE OR REPLACE TEMP TABLE known_urn (urn VARCHAR, of_urn VARCHAR)")
    tables = [(source, table) for source in sources for table in source.tables]
    # An establishment named by its URN is found among the establishments, so these come first.
    for source, table in sorted(tables, key=lambda pair: pair[1].is_by_establishment):
        name = table_id(source, table)
        if "urn" in table.numbers_of_establishment:
            _learn_urns(con, source, table)
        _effective(con, source, table)
        _named(con, table, name)
        if table.is_by_establishment:
            _same_pupils(con, name)
            if "pupil_ref" in {column.name for column in table.columns}:
                _other_pupils(con, name)
            con.execute(
                "INSERT INTO run.asat.returned SELECT DISTINCT ?, establishment, extract_date FROM effective "
                "WHERE is_newest AND establishment IS NOT NULL",
                [source.name],
            )
        _last_read(con, table)
        _select(con, table, name, as_at)
        _unread(con, source, table, name)
        if table.keeps_everyone:
            _gone(con, source, table, name)
        if "establishment" in table.canonical:
            con.execute(
                f"""INSERT INTO known_urn
                    SELECT urn, min(laestab) FROM run.asat.{name} WHERE urn IS NOT NULL GROUP BY urn"""
            )
    drop_temporary(con, "effective", "named", "last_read", "known_urn")


def _learn_urns(con: Connection, source: Source, table: Table) -> None:
    """Adds to `known_urn` the numbers that a return gives side by side, of establishments not in the database."""
    con.execute(
        """INSERT INTO known_urn
            SELECT urn, max_by(laestab, (extract_date, file_id))
            FROM landing.establishment_named JOIN landing.file USING (file_id) ANTI JOIN known_urn USING (urn)
            WHERE source = ? AND table_name = ? AND outcome = 'accepted' AND extract_date <= getvariable('as_at')
                AND laestab IS NOT NULL AND urn IS NOT NULL
            GROUP BY urn""",
        [source.name, table.name],
    )


def _gone(con: Connection, source: Source, table: Table, name: str) -> None:
    """Adds who was named before and is not in the newest file, readable or not, with the last row naming them."""
    has = {column.name for column in table.columns}
    restricted = "coalesce(restricted_address = 'Y', false)" if "restricted_address" in has else "false"
    upn = "CASE WHEN regexp_matches(upn, '\\d$') THEN upn END" if "upn" in has else "NULL"
    con.execute(
        f"""INSERT INTO run.asat.gone
            WITH last_held AS (
                SELECT row_id, max_by({{'sheet': sheet, 'row_number': row_number, 'file': file, 'day': extract_date}},
                    extract_date) AS place
                FROM landing.held_{name} AS held JOIN effective USING (file_id)
                WHERE held.state = 'used' AND NOT is_newest AND NOT is_superseded GROUP BY row_id)
            SELECT {table.record_of(source.name)} AS record, date_of_birth, {restricted}, place.day, place.file,
                place.sheet, place.row_number, {upn}
            FROM last_held JOIN valid.{name} AS valid USING (row_id)
            WHERE key NOT IN (SELECT key FROM run.asat.{name})
                AND record NOT IN (
                    SELECT record FROM run.asat.unread WHERE record IS NOT NULL AND table_name = '{table.name}')
            QUALIFY row_number() OVER (PARTITION BY record ORDER BY place.day DESC, row_id DESC) = 1"""
    )


def _effective(con: Connection, source: Source, table: Table) -> None:
    """`effective`: file_id, extract_date, file, establishment (NULL but for returns; one row per file and
    establishment), is_superseded (a corrected file of its day, or at its
    place, stands for it), is_newest (of
    the establishment)."""
    scope, join = "NULL::VARCHAR", ""
    if table.is_by_establishment:
        scope = "establishment_named.establishment"
        join = """JOIN (
            SELECT file_id, coalesce(laestab, of_urn, 'URN ' || urn) AS establishment
            FROM landing.establishment_named LEFT JOIN known_urn USING (urn)) AS establishment_named USING (file_id)"""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE effective AS
            WITH accepted AS (
                SELECT DISTINCT file_id, extract_date, path AS file, {scope} AS establishment,
                    dense_rank() OVER (PARTITION BY {scope}, extract_date ORDER BY file_id DESC) > 1
                        OR file_id < max(file_id) OVER (PARTITION BY path) AS is_superseded
                FROM landing.file {join}
                WHERE source = ? AND table_name = ? AND outcome = 'accepted' AND extract_date <= getvariable('as_at'))
            SELECT *, NOT is_superseded
                    AND extract_date = max(extract_date) FILTER (NOT is_superseded) OVER (PARTITION BY establishment)
                    AS is_newest
            FROM accepted""",
        [source.name, table.name],
    )


def _named(con: Connection, table: Table, name: str) -> None:
    """`named`: every row of the effective files, with the identity by which a row is the same from file to file.

    Of a snapshot only the newest file is looked at, and of earlier ones the keys that it holds unreadable.
    """
    identity, parts, known, place, looked_at = "valid.key", "valid.key_parts", "", "", "true"
    if table.is_by_establishment:
        # The establishment, however it is named in this file, stands for the first part of the key.
        parts = "list_prepend(effective.establishment, valid.key_parts[2:])"
        identity = f"CASE WHEN valid.key IS NOT NULL THEN array_to_string({parts}, chr(31)) END"
        # A row whose own school cannot be read may be of any school of its file.
        of_row = "valid.laestab"
        if "urn" in table.numbers_of_establishment:
            known = "LEFT JOIN known_urn ON known_urn.urn = valid.urn"
            of_row = "coalesce(valid.laestab, of_urn, 'URN ' || valid.urn)"
        place = f"AND (effective.establishment = {of_row} OR {of_row} IS NULL)"
    if table.adds_up is AddsUp.SNAPSHOT:
        looked_at = f"""(is_newest OR row_id IN (
            SELECT earlier.row_id FROM valid.{name} AS earlier, (
                SELECT DISTINCT key_parts FROM landing.held_{name} AS held JOIN valid.{name} USING (row_id)
                JOIN effective USING (file_id) WHERE is_newest AND held.state = 'quarantined') AS unreadable
            WHERE earlier.key_parts[1] = unreadable.key_parts[1]))"""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE named AS
            SELECT held.file_id, held.row_id, held.sheet, held.row_number, held.state, file, extract_date, is_newest,
                is_superseded, establishment, {parts} AS key_parts, {identity} AS identity,
                NULL::VARCHAR AS other_ref
            FROM landing.held_{name} AS held JOIN effective USING (file_id) JOIN valid.{name} AS valid USING (row_id)
            {known}
            WHERE held.state <> 'repeated' {place} AND {looked_at}"""
    )
    # A superseded file names nobody any more; but where its correction holds a row unreadable, it has the last reading.
    con.execute(
        """DELETE FROM named WHERE is_superseded AND (identity IS NULL OR identity NOT IN (
            SELECT identity FROM named WHERE is_newest AND state = 'quarantined' AND identity IS NOT NULL))"""
    )


def _same_pupils(con: Connection, name: str) -> None:
    """A pupil whose reference or UPN is given in one return and not in another is the same pupil of that school: by
    names and date of birth, where no return names two such."""
    con.execute(
        f"""UPDATE named SET identity = pupil.identity FROM (
            SELECT list(DISTINCT row_id) AS row_ids, max(identity) AS identity
            FROM named JOIN valid.{name} AS valid USING (row_id)
            WHERE identity IS NOT NULL AND date_of_birth IS NOT NULL
            GROUP BY establishment, upper(surname), upper(forename), date_of_birth
            HAVING count(DISTINCT identity) = 2 AND count(DISTINCT nullif(named.key_parts[2], '')) = 1
                AND count(*) = count(DISTINCT file_id)) AS pupil
            WHERE list_contains(pupil.row_ids, named.row_id)"""
    )


def _other_pupils(con: Connection, name: str) -> None:
    """A pupil of another forename and another date of birth than the first one by that reference is another pupil, as
    where a school numbers its rows anew for every return: by a reference of its own, so that nobody's child id and
    case go over to another child."""
    con.execute(
        f"""UPDATE named SET identity = concat_ws(chr(31), identity, who), other_ref = concat_ws('/', ref, who) FROM (
            WITH said AS (
                SELECT DISTINCT row_id, identity, extract_date, named.file_id, valid.pupil_ref AS ref,
                    upper(forename) AS forename, date_of_birth
                FROM named JOIN valid.{name} AS valid USING (row_id)
                WHERE identity IS NOT NULL AND valid.pupil_ref IS NOT NULL AND forename IS NOT NULL
                    AND date_of_birth IS NOT NULL),
            first_said AS (
                SELECT identity, min_by({{'forename': forename, 'born': date_of_birth}}, (extract_date, file_id)) AS one
                FROM said GROUP BY identity)
            SELECT DISTINCT row_id, identity AS by_ref, ref, substr(md5(forename || date_of_birth), 1, 6) AS who
            FROM said JOIN first_said USING (identity)
            WHERE forename <> one.forename AND date_of_birth <> one.born) AS other
            WHERE named.row_id = other.row_id AND named.identity = by_ref"""
    )


def _last_read(con: Connection, table: Table) -> None:
    """`last_read`: each identity's last readable row, with first_named_on; stands: it stands for one that the newest
    file holds unreadable; missed_on: date of the first later file (of its establishment) that does not name it."""
    if table.adds_up is AddsUp.SNAPSHOT:
        con.execute(_LAST_READ_OF_SNAPSHOT)
    else:
        con.execute(_LAST_READ)
    # A row whose key itself became unreadable stands as it was, where just one row can have been it when it was last
    # readable.
    con.execute(
        f"""UPDATE last_read SET stands = true WHERE row_id IN (
            SELECT any_value(row_id) FROM (
                SELECT bad.row_id AS bad_row_id, last_read.row_id
                FROM named AS bad JOIN last_read ON NOT last_read.is_newest AND NOT last_read.stands
                    AND bad.key_parts[1] = last_read.key_parts[1]
                    AND {_agree("bad.key_parts", "last_read.key_parts", table)}
                WHERE bad.is_newest AND bad.state = 'quarantined' AND bad.identity IS NULL
                QUALIFY rank() OVER (PARTITION BY bad.row_id ORDER BY last_read.extract_date DESC) = 1)
            GROUP BY bad_row_id HAVING count(*) = 1)"""
    )


_LAST_READ_OF_SNAPSHOT = """
    CREATE OR REPLACE TEMP TABLE last_read AS
    WITH unreadable AS (SELECT identity FROM named WHERE is_newest AND state = 'quarantined' AND identity IS NOT NULL),
    earlier AS (
        SELECT * FROM named
        WHERE NOT is_newest AND state = 'used' AND identity IS NOT NULL
            AND identity NOT IN (SELECT identity FROM named WHERE is_newest AND state = 'used')
        QUALIFY row_number() OVER (PARTITION BY identity ORDER BY extract_date DESC, file_id DESC) = 1)
    SELECT *, extract_date AS first_named_on, NULL::DATE AS missed_on, false AS stands
    FROM named WHERE is_newest AND state = 'used'
    UNION ALL SELECT *, extract_date, NULL, identity IN (SELECT identity FROM unreadable) FROM earlier"""

_LAST_READ = """
    CREATE OR REPLACE TEMP TABLE last_read AS
    WITH about AS (
        SELECT identity, min(extract_date) AS first_named_on, max(extract_date) AS last_named_on,
            bool_or(is_newest) AS is_in_newest
        FROM named WHERE identity IS NOT NULL GROUP BY identity),
    read AS (
        SELECT * FROM named WHERE state = 'used' AND identity IS NOT NULL
        QUALIFY row_number() OVER (
            PARTITION BY identity ORDER BY extract_date DESC, file_id DESC, sheet, row_number) = 1),
    missed AS (
        SELECT identity, min(effective.extract_date) AS missed_on
        FROM read JOIN about USING (identity) JOIN effective
            ON effective.establishment IS NOT DISTINCT FROM read.establishment
            AND effective.extract_date > last_named_on AND NOT effective.is_superseded
        WHERE NOT read.is_newest GROUP BY identity)
    SELECT read.* REPLACE (last_named_on AS extract_date), first_named_on, missed_on,
        NOT is_newest AND is_in_newest AS stands
    FROM read JOIN about USING (identity) LEFT JOIN missed USING (identity)"""


def _select(con: Connection, table: Table, name: str, as_at: date) -> None:
    """The rows in force, as they stand on the day: a view, for what they say is stored once, under `valid`."""
    columns, keep = _as_it_stands(table, as_at)
    (database,) = con.execute("SELECT current_database()").fetchone() or ("",)
    con.execute(
        f"""CREATE TABLE run.asat.standing_{name} AS
            SELECT row_id, file, sheet, row_number, extract_date, first_named_on, stands, establishment, is_newest,
                missed_on, other_ref
            FROM last_read WHERE {keep}"""
    )
    con.execute(
        f"""CREATE VIEW run.asat.{name} AS
            SELECT valid.* EXCLUDE (is_usable, is_malformed, key_parts) {columns}, file, sheet, row_number,
                extract_date, first_named_on, stands AS is_unreadable, establishment
            FROM run.asat.standing_{name} JOIN {database}.valid.{name} AS valid USING (row_id)"""
    )


def _agree(bad: str, other: str, table: Table) -> str:
    """Whether two keys are the same as far as the first can be read."""
    parts = range(1, len(table.key) + 1)
    return " AND ".join(f"({bad}[{n}] IS NULL OR {bad}[{n}] = {other}[{n}])" for n in parts)


def _as_it_stands(table: Table, as_at: date) -> tuple[str, str]:
    """(how columns are replaced, which rows are kept), by how the table's files add up."""
    day = f"DATE '{as_at}'"
    gone = "NOT is_newest AND NOT stands"
    if table.adds_up is AddsUp.SNAPSHOT:
        return "", "is_newest OR stands"
    if table.adds_up is AddsUp.KNOWN_ONCE:
        end = table.ended_by
        ended = f"CASE WHEN {gone} AND ({end} IS NULL OR {end} > {day}) THEN extract_date ELSE {end} END"
        return f"REPLACE ({ended} AS {end})", "true"
    vanished = f"{gone} AND (leaving_date IS NULL OR leaving_date > {day})"
    named = {column.name for column in table.columns}
    reference = "coalesce(other_ref, pupil_ref) AS pupil_ref," if "pupil_ref" in named else ""
    return (
        f"""REPLACE (
            {reference} CASE WHEN {vanished} THEN missed_on - 1 ELSE leaving_date END AS leaving_date,
            CASE WHEN NOT ({vanished}) THEN destination END AS destination,
            coalesce(entry_date, first_named_on) AS entry_date)""",
        "true",
    )


def _unread(con: Connection, source: Source, table: Table, name: str) -> None:
    """Adds the table's quarantined rows in force: of a snapshot the newest file's, of others also those of earlier
    files, where no later file has the record readable."""
    has = {column.name for column in table.columns}
    record = table.record_of(source.name)
    read_later = f"""EXISTS (
        SELECT 1 FROM last_read
        WHERE last_read.extract_date > named.extract_date AND named.key_parts[1] = last_read.key_parts[1]
            AND {_agree("named.key_parts", "last_read.key_parts", table)})"""
    in_force = "" if table.adds_up is AddsUp.SNAPSHOT else f"OR NOT {read_later}"
    said = [name if name in has else f"NULL AS {name}" for name in _OF_A_PERSON]
    con.execute(
        f"""INSERT INTO run.asat.unread BY NAME
            SELECT '{source.name}' AS source, '{table.name}' AS table_name, named.file, named.sheet, named.row_number,
                named.row_id, {record} AS record, {", ".join(said)},
                bool_or(standing.row_id IS NOT NULL) AS stands
            FROM named JOIN valid.{name} USING (row_id)
            LEFT JOIN (SELECT row_id, key_parts FROM last_read WHERE stands) AS standing
                ON named.key_parts[1] = standing.key_parts[1]
                    AND {_agree("named.key_parts", "standing.key_parts", table)}
            WHERE named.state = 'quarantined' AND (named.is_newest {in_force})
            GROUP BY ALL"""
    )


_OF_A_PERSON = ("student_id", "upn", "surname", "forename", "date_of_birth")
"""What tells of whom a row is that cannot be used."""
