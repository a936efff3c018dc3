"""Link: the rows of the day become person records, person records become children, and every row finds its child.

Reads `run.asat.*`, `decisions.*` and `identity.*`; writes `run.linked.*`: the canonical tables
(`pipeline/canonical.py`) and how each record came to its child.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline import calendar, canonical
from pipeline.matching import cores, identity, interest, linking, officers, saved_model, withheld
from pipeline.matching.match import match
from pipeline.settings import Settings
from pipeline.stages import canonical_rows, postcodes, school_calendar
from pipeline.stages.canonical_rows import DAY
from pipeline.stages.said import said_by_day
from pipeline.store import Connection, table_id
from sources.authorities import authorities
from sources.source import Source, Table

PERSON_COLUMNS = {
    **dict.fromkeys(("student_id", "upn", "former_upn", "surname", "forename", "middle_names"), "VARCHAR"),
    **{"preferred_surname": "VARCHAR", "preferred_forename": "VARCHAR", "date_of_birth": "DATE", "sex": "VARCHAR"},
    "address_line_1": "VARCHAR",
    **{"postcode": "VARCHAR", "uprn": "VARCHAR", "home_la": "VARCHAR", "date_of_death": "DATE"},
    **{"restricted_address": "VARCHAR", "record_active": "VARCHAR", "nc_year_actual": "VARCHAR"},
}
"""What a table of people may say of a person; NULL where it has no such column."""


def link(
    con: Connection,
    sources: list[Source],
    settings: Settings,
    as_at: date,
    *,
    extend: bool,
    model: saved_model.Model | None = None,
) -> None:
    """Builds `run.linked.*` for the day. extend: it is the newest day, so child ids are remembered.

    model: of matching; None: the newest. Raises ModelError where the saved model of matching cannot be used.
    """
    con.execute("SET VARIABLE as_at = ?::DATE", [as_at])
    _person_records(con, sources)
    postcodes.place_postcodes(con, settings)
    cut = settings.matching
    model = model or saved_model.load(saved_model.newest())
    others = [source.name for source, table in people_tables(sources) if table.people and not table.people.makes_child]
    match(con, model, link_above=cut.link_above, review_above=cut.review_above, remember=extend, of_others=others)
    interest.set_strangers_apart(con, others)
    identity.assign(con, as_at, extend=extend)
    # Whom officers may be asked about: the records of children, and of pupils elsewhere who may be one of them.
    con.execute(
        """CREATE VIEW run.linked.known AS
            FROM run.linked.record_child SELECT rid, record, child_id
            UNION ALL FROM run.linked.elsewhere SELECT rid, record, child_id"""
    )
    linking.possible_children(con, cut.link_above)
    _links(con)
    cores.find_cores(con)
    officers.pair_decisions(con)
    _persons(con, sources)
    _children(con)
    canonical_rows.write_pupils_elsewhere(con, sources)
    withheld.withhold_places(con)
    canonical_rows.write_rows(con, sources)
    school_calendar.count_school_days(con, as_at, settings.calendar.terms)
    canonical_rows.write_establishments(con, sources)
    _findings(con, sources)
    _settings(con, settings)
    said_by_day(con)


def people_tables(sources: list[Source]) -> Iterator[tuple[Source, Table]]:
    """The tables of the sources whose rows are people."""
    return ((source, table) for source in sources for table in source.tables if table.people is not None)


def _person_records(con: Connection, sources: list[Source]) -> None:
    """`run.linked.person_record`: one row per person record of the day, the newest row of each."""
    selects = []
    for rank, source in enumerate(sources, 1):
        for table in source.tables:
            if table.people is None:
                continue
            has = {column.name for column in table.columns}
            said = ", ".join(
                f"{name if name in has else f'NULL::{kind}'} AS {name}" for name, kind in PERSON_COLUMNS.items()
            )
            people = table.people
            selects.append(
                f"""SELECT {table.record_of(source.name)} AS record, '{source.name}' AS source,
                        {rank} AS source_rank, '{source.name}|' || ({people.apart}) AS apart, {said}, extract_date,
                        {people.recorded_on} AS recorded_on, file, sheet, row_number, is_unreadable, row_id
                    FROM run.asat.{table_id(source, table)}
                    WHERE coalesce(({people.exists_from}) <= {DAY}, true)"""
            )
    con.execute(
        f"""CREATE TABLE run.linked.person_record AS
            SELECT * FROM ({" UNION ALL ".join(selects)}) QUALIFY row_number() OVER (
                PARTITION BY record ORDER BY extract_date DESC, recorded_on DESC NULLS LAST, row_id DESC) = 1"""
    )


def _links(con: Connection) -> None:
    """`link`: the links within children.   `record_how`: how each record came to its child (the best link it has)."""
    con.execute(
        """CREATE TABLE run.linked.link AS
            SELECT a.record AS record_a, b.record AS record_b, how, strength, score, reason
            FROM run.linked.candidate JOIN run.linked.record_child AS a ON a.rid = rid_a
            JOIN run.linked.record_child AS b ON b.rid = rid_b
            WHERE a.child_id = b.child_id"""
    )
    con.execute(
        """CREATE TABLE run.linked.record_how AS
            WITH sided AS (
                SELECT record_a AS record, record_b AS other, how, strength, score, reason FROM run.linked.link
                UNION ALL SELECT record_b, record_a, how, strength, score, reason FROM run.linked.link),
            best AS (
                SELECT * FROM sided QUALIFY row_number() OVER (
                    PARTITION BY record ORDER BY strength, score DESC NULLS FIRST, other) = 1)
            SELECT record, child_id, coalesce(how, 'alone') AS how, score, reason, other
            FROM run.linked.record_child LEFT JOIN best USING (record)"""
    )


def _persons(con: Connection, sources: list[Source]) -> None:
    # A row that cannot be used has an earlier one stand for it; that the address is restricted counts all the same.
    con.execute("CREATE OR REPLACE TEMP TABLE restricted_since (record VARCHAR)")
    for source, table in people_tables(sources):
        if any(column.name == "restricted_address" for column in table.columns):
            con.execute(
                f"""INSERT INTO restricted_since SELECT record FROM run.asat.unread
                    JOIN valid.{table_id(source, table)} USING (row_id)
                    WHERE source = ? AND table_name = ? AND restricted_address = 'Y' AND record IS NOT NULL""",
                [source.name, table.name],
            )
    columns = ", ".join(canonical.TABLES["person"])
    con.execute(
        f"""CREATE TABLE run.linked.person AS SELECT {columns} FROM (
            SELECT * REPLACE (CASE WHEN date_of_death <= {DAY} THEN date_of_death END AS date_of_death), child_id,
                la_code AS postcode_la, coalesce(restricted_address = 'Y', false)
                    OR record IN (SELECT record FROM restricted_since) AS is_restricted,
                coalesce(record_active <> 'N', true) AS is_active
            FROM run.linked.person_record JOIN run.linked.record_child USING (record)
            LEFT JOIN run.linked.postcode_place USING (postcode)
            JOIN (
                -- Of children born on 1 January the house may tell who they are; of other default dates nothing does.
                SELECT record, upn_identity, coalesce(forename_key, surname_key) IS NOT NULL
                    AND (NOT is_default_birth_date OR coalesce(student_id, permanent_upn) IS NOT NULL
                        OR (month(date_of_birth) = 1 AND day(date_of_birth) = 1 AND year(date_of_birth) > 1900))
                        AS is_matchable
                FROM run.linked.prepared) USING (record))"""
    )


def _children(con: Connection) -> None:
    con.execute(
        """CREATE OR REPLACE TEMP TABLE unread AS
            SELECT record FROM run.linked.person_record WHERE is_unreadable
            UNION SELECT record FROM run.asat.unread WHERE record IS NOT NULL
            UNION SELECT person.record FROM run.linked.person_record AS person JOIN run.asat.unread USING (student_id)
            UNION SELECT person.record FROM run.linked.person_record AS person JOIN run.asat.unread USING (upn)
            UNION SELECT person.record FROM run.linked.person_record AS person JOIN run.asat.unread AS bad
                ON bad.date_of_birth = person.date_of_birth AND upper(bad.surname) = upper(person.surname)
                    AND upper(bad.forename) = upper(person.forename)"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE named_child AS
            SELECT child_id,
                first(student_id ORDER BY source <> 'education', extract_date DESC)
                    FILTER (WHERE source = 'education') AS student_id,
                first(upn ORDER BY source <> 'education', right(upn, 1) > '9', extract_date DESC, source_rank, record)
                    FILTER (WHERE upn IS NOT NULL) AS upn,
                first(surname ORDER BY source <> 'education', extract_date DESC, source_rank, record) AS surname,
                first(forename ORDER BY source <> 'education', forename IS NULL, extract_date DESC, source_rank, record)
                    AS forename,
                first(date_of_birth ORDER BY source <> 'education', extract_date DESC, source_rank, record)
                    AS date_of_birth,
                first(sex ORDER BY source <> 'education', extract_date DESC, source_rank, record)
                    FILTER (WHERE sex IS NOT NULL) AS sex,
                min(date_of_death) AS date_of_death,
                bool_or(source = 'education') AS has_education_record,
                bool_or(is_restricted) AS is_restricted,
                bool_or(record IN (SELECT record FROM unread)) AS has_unreadable_record,
                string_agg(record, '; ' ORDER BY source_rank, record) AS source_records
            FROM run.linked.person GROUP BY child_id"""
    )
    _birth_dates(con)
    con.execute(
        """CREATE TABLE run.linked.gone_record AS
            SELECT record, child_id, is_restricted, csa_starts_on, csa_ends_on, last_named_on, file, sheet, row_number
            FROM run.asat.gone JOIN birth_date USING (date_of_birth)
            LEFT JOIN identity.child_record USING (record)"""
    )
    columns = ", ".join(canonical.TABLES["child"])
    con.execute(
        f"""CREATE TABLE run.linked.child AS SELECT {columns} FROM (
            SELECT * REPLACE (
                is_restricted OR child_id IN (SELECT child_id FROM run.linked.gone_record WHERE is_restricted)
                    AS is_restricted)
            FROM named_child) JOIN birth_date USING (date_of_birth)"""
    )


def _birth_dates(con: Connection) -> None:
    """`birth_date`: what the calendar says of every date of birth there is (a few thousand)."""
    import pyarrow as pa

    of_all = """SELECT date_of_birth FROM named_child UNION SELECT date_of_birth FROM run.asat.gone
        UNION SELECT date_of_birth FROM run.linked.person_record SEMI JOIN run.linked.elsewhere USING (record)"""
    born = [day for (day,) in con.execute(of_all).fetchall()]
    facts = [calendar.of_birth_date(day) for day in born]
    columns = {name: [getattr(fact, name) for fact in facts] for name in calendar.BirthDate.__dataclass_fields__}
    dates = {"date_of_birth": pa.date32(), "csa_starts_on": pa.date32(), "csa_ends_on": pa.date32()}
    con.register(
        "birth_dates", pa.table({name: pa.array(v, dates.get(name, pa.int32())) for name, v in columns.items()})
    )
    con.execute("CREATE OR REPLACE TEMP TABLE birth_date AS FROM birth_dates")
    con.unregister("birth_dates")


def _findings(con: Connection, sources: list[Source]) -> None:
    """`reading_finding`: what was found while the rows in force were read, quarantined rows included."""
    con.execute(canonical.create("reading_finding", "run.linked."))
    for source, table in ((s, t) for s in sources for t in s.tables):
        # What is wrong with the record of a child of no interest is nobody's work here.
        of_interest = (
            ""
            if table.people is None or table.people.makes_child
            else f"AND {table.record_of(source.name)} IN (SELECT record FROM run.linked.record_child)"
        )
        con.execute(
            f"""INSERT INTO run.linked.reading_finding
                SELECT issue.source, issue.table_name, file, sheet, row_number, rows.row_id,
                    {table.record_of(source.name)},
                    issue.column_name, issue.reason, false
                FROM valid.issue AS issue JOIN run.asat.{table_id(source, table)} AS rows USING (row_id)
                WHERE issue.source = ? AND issue.table_name = ? AND NOT issue.quarantines {of_interest}""",
            [source.name, table.name],
        )
    con.execute(
        """INSERT INTO run.linked.reading_finding
            SELECT DISTINCT unread.source, unread.table_name, unread.file, unread.sheet, unread.row_number,
                unread.row_id, unread.record, quarantine.column_name, quarantine.reason, true
            FROM run.asat.unread AS unread JOIN landing.file ON file.path = unread.file
                AND file.source = unread.source AND file.table_name = unread.table_name
            JOIN valid.quarantine AS quarantine ON quarantine.file_id = file.file_id
                AND quarantine.row_id = unread.row_id AND quarantine.row_number = unread.row_number
                AND quarantine.sheet IS NOT DISTINCT FROM unread.sheet"""
    )


def _settings(con: Connection, settings: Settings) -> None:
    con.execute(canonical.create("authority", "run.linked."))
    con.executemany(
        "INSERT INTO run.linked.authority VALUES (?, ?)", [[known.la_code, known.name] for known in authorities()]
    )
    con.execute(canonical.create("not_a_destination", "run.linked."))
    for words in settings.rules.not_a_destination:
        con.execute(
            """INSERT INTO run.linked.not_a_destination
                VALUES (trim(regexp_replace(lower(?), '[^a-z0-9]+', ' ', 'g')))""",
            [words],
        )
