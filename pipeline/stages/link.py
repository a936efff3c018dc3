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
from pipeline.stages import postcodes, school_calendar
from pipeline.stages.said import said_by_day
from pipeline.store import Connection, table_id
from sources.source import Source, Table

PERSON_COLUMNS = {
    **dict.fromkeys(("student_id", "upn", "former_upn", "surname", "forename", "middle_names"), "VARCHAR"),
    **{"preferred_surname": "VARCHAR", "preferred_forename": "VARCHAR", "date_of_birth": "DATE", "sex": "VARCHAR"},
    "address_line_1": "VARCHAR",
    **{"postcode": "VARCHAR", "uprn": "VARCHAR", "home_la": "VARCHAR", "date_of_death": "DATE"},
    **{"restricted_address": "VARCHAR", "record_active": "VARCHAR", "nc_year_actual": "VARCHAR"},
}
"""What a table of people may say of a person; NULL where it has no such column."""

NOT_YET: dict[str, tuple[str, dict[str, str]]] = {
    "roll_record": (
        "entry_date > {day}",
        {
            "leaving_date": "CASE WHEN leaving_date <= {day} THEN leaving_date END",
            "destination_confirmed_on": "CASE WHEN destination_confirmed_on <= {day} THEN destination_confirmed_on END",
            "notified_on": "CASE WHEN notified_on <= {day} THEN notified_on END",
        },
    ),
    "application": (
        "received_on > {day}",
        {
            "offer_status": "CASE WHEN NOT coalesce(offered_on > {day}, false) THEN offer_status END",
            "offered_laestab": "CASE WHEN NOT coalesce(offered_on > {day}, false) THEN offered_laestab END",
            "offered_on": "CASE WHEN offered_on <= {day} THEN offered_on END",
            "outcome_notified_on": "CASE WHEN outcome_notified_on <= {day} THEN outcome_notified_on END",
            "notified_by_school_on": "CASE WHEN notified_by_school_on <= {day} THEN notified_by_school_on END",
        },
    ),
    "involvement": ("start_date > {day}", {"end_date": "CASE WHEN end_date <= {day} THEN end_date END"}),
    "sighting": ("began_on > {day}", {"ended_on": "CASE WHEN ended_on <= {day} THEN ended_on END"}),
}
"""Canonical table -> (which rows have not happened yet on the day, which values are blank until they have)."""

DAY = "getvariable('as_at')"


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
    if others:
        interest.drop_strangers(con, others)
    identity.assign(con, as_at, extend=extend)
    linking.possible_children(con, cut.link_above)
    _links(con)
    cores.find_cores(con)
    officers.pair_decisions(con)
    _persons(con, sources)
    _children(con)
    withheld.withhold_places(con)
    _rows(con, sources)
    school_calendar.count_school_days(con, as_at, settings.calendar.terms)
    _establishments(con, sources)
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
            UNION SELECT person.record FROM run.linked.person_record AS person JOIN run.asat.unread AS bad
                ON bad.record = person.record OR bad.student_id = person.student_id OR bad.upn = person.upn"""
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

    of_all = "SELECT date_of_birth FROM named_child UNION SELECT date_of_birth FROM run.asat.gone"
    born = [day for (day,) in con.execute(of_all).fetchall()]
    facts = [calendar.of_birth_date(day) for day in born]
    columns = {name: [getattr(fact, name) for fact in facts] for name in calendar.BirthDate.__dataclass_fields__}
    dates = {"date_of_birth": pa.date32(), "csa_starts_on": pa.date32(), "csa_ends_on": pa.date32()}
    con.register(
        "birth_dates", pa.table({name: pa.array(v, dates.get(name, pa.int32())) for name, v in columns.items()})
    )
    con.execute("CREATE OR REPLACE TEMP TABLE birth_date AS FROM birth_dates")
    con.unregister("birth_dates")


def _academic_year(column: str) -> str:
    return f"(year({column}) - CASE WHEN month({column}) < 9 THEN 1 ELSE 0 END)::INTEGER"


def _rows(con: Connection, sources: list[Source]) -> None:
    """The canonical rows of every source, with their child, as they were known to have happened on the day."""
    for name, (not_yet, blank) in NOT_YET.items():
        con.execute(canonical.create(name, "run.linked."))
        columns = canonical.TABLES[name]
        for source, table in ((s, t) for s in sources for t in s.tables if name in t.canonical):
            said = _said(source, table, name)
            replaced = ", ".join(f"{expr.format(day=DAY)} AS {column}" for column, expr in blank.items())
            con.execute(
                f"""INSERT INTO run.linked.{name} BY NAME
                    SELECT {_columns(con, said, columns)} FROM (
                        SELECT * REPLACE ({replaced}), {_derived(name)} record_child.child_id
                        FROM ({said}) AS said JOIN run.linked.record_child USING (record)
                        WHERE NOT coalesce({not_yet.format(day=DAY)}, false))"""
            )
    _orphans(con, sources)


def _columns(con: Connection, said: str, columns: dict[str, str]) -> str:
    there = {row[0] for row in con.execute(f"DESCRIBE {said}").fetchall()}
    derived = {"child_id", "entered_in_year", "left_in_year", "destination_key", "received_in_year"}
    return ", ".join(name for name in columns if name in there or name in derived)


def _derived(name: str) -> str:
    if name == "roll_record":
        key = "nullif(trim(regexp_replace(lower(destination), '[^a-z0-9]+', ' ', 'g')), '')"
        return f"""CASE WHEN leaving_date <= {DAY} THEN {_academic_year("leaving_date")} END AS left_in_year,
            {_academic_year("entry_date")} AS entered_in_year, {key} AS destination_key,"""
    return f"{_academic_year('received_on')} AS received_in_year," if name == "application" else ""


def _orphans(con: Connection, sources: list[Source]) -> None:
    """Rows of a person whom the source does not hold as a person: they count as used and belong to no child."""
    con.execute(canonical.create("orphan", "run.linked."))
    for name in NOT_YET:
        for source, table in ((s, t) for s in sources for t in s.tables if name in t.canonical and t.people is None):
            con.execute(
                f"""INSERT INTO run.linked.orphan
                    SELECT '{table.name}', record, file, sheet, row_number, row_id
                    FROM (SELECT *, {table.of_record} AS record FROM run.asat.{table_id(source, table)})
                    ANTI JOIN run.linked.record_child USING (record)"""
            )


def _said(source: Source, table: Table, name: str) -> str:
    """What the table says for a canonical table: its declared SELECT over its rows in force."""
    rows = f"SELECT *, '{source.name}' AS source, {table.record_of(source.name)} AS record"
    return f"WITH rows AS ({rows} FROM run.asat.{table_id(source, table)}) {table.canonical[name]}"


def _establishments(con: Connection, sources: list[Source]) -> None:
    columns = ", ".join(canonical.TABLES["establishment"])
    con.execute(canonical.create("establishment", "run.linked."))
    for source, table in ((s, t) for s in sources for t in s.tables if "establishment" in t.canonical):
        said = _said(source, table, "establishment")
        con.execute(f"INSERT INTO run.linked.establishment SELECT {columns} FROM ({said})")
    con.execute(
        "CREATE TABLE run.linked.establishment_return AS SELECT source, establishment AS laestab, returned_on "
        "FROM run.asat.returned"
    )


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
    con.execute(canonical.create("not_a_destination", "run.linked."))
    for words in settings.rules.not_a_destination:
        con.execute(
            """INSERT INTO run.linked.not_a_destination
                VALUES (trim(regexp_replace(lower(?), '[^a-z0-9]+', ' ', 'g')))""",
            [words],
        )
