"""What the durable store holds, and how a store of an earlier version comes to hold it.

DURABLE is the one description of it. A migration changes what an earlier version left otherwise; what is only new
(tables, views) needs none, for DURABLE is run after the migrations. All of it is one transaction: a store is of its old
version or of this one, and nothing in between.
"""

from __future__ import annotations

from pipeline.databases import Connection
from pipeline.errors import StoreError
from sources import SOURCES
from sources.source import Source, Table

MIGRATIONS = {
    2: """
ALTER TABLE IF EXISTS identity.child_event ADD COLUMN IF NOT EXISTS last_entry_id BIGINT;
ALTER TABLE IF EXISTS decisions.entry ADD COLUMN IF NOT EXISTS version VARCHAR;
ALTER TABLE IF EXISTS decisions.written DROP COLUMN IF EXISTS last_entry_id;
ALTER TABLE IF EXISTS decisions.written ADD COLUMN IF NOT EXISTS version VARCHAR;
ALTER TABLE IF EXISTS decisions.shown ADD COLUMN IF NOT EXISTS last_event BIGINT;
ALTER TABLE IF EXISTS issued.basis ADD COLUMN IF NOT EXISTS program VARCHAR;
DROP SCHEMA IF EXISTS matching CASCADE; -- What nights remember; without it the next one matches all anew.
"""
}
"""By the version of the store that they lead to. Columns come last, as in DURABLE: rows are put in by their places."""
VERSION = max(MIGRATIONS)

DURABLE = """
CREATE SCHEMA IF NOT EXISTS landing;
CREATE SCHEMA IF NOT EXISTS valid;
CREATE SCHEMA IF NOT EXISTS decisions;
CREATE SCHEMA IF NOT EXISTS identity;
CREATE SCHEMA IF NOT EXISTS cases;
CREATE SCHEMA IF NOT EXISTS issued;
CREATE SCHEMA IF NOT EXISTS matching;
CREATE SCHEMA IF NOT EXISTS reference;
CREATE TABLE IF NOT EXISTS reference.postcode (postcode VARCHAR, la_code VARCHAR);
CREATE TABLE IF NOT EXISTS reference.postcode_file (path VARCHAR, size BIGINT, modified BIGINT, areas VARCHAR);
CREATE TABLE IF NOT EXISTS landing.store_version (version INTEGER);
CREATE TABLE IF NOT EXISTS landing.file (
    file_id INTEGER PRIMARY KEY, source VARCHAR, table_name VARCHAR, extract_date DATE, path VARCHAR,
    content_hash VARCHAR, size BIGINT, modified BIGINT, outcome VARCHAR, reason VARCHAR, rows INTEGER, used INTEGER,
    quarantined INTEGER, repeated INTEGER, passed_over INTEGER, ignored VARCHAR[], notes VARCHAR[],
    replaces INTEGER, landed_on DATE);
CREATE TABLE IF NOT EXISTS landing.reported (file_id INTEGER);
CREATE TABLE IF NOT EXISTS landing.establishment_named (file_id INTEGER, laestab VARCHAR, urn VARCHAR, pupils INTEGER);
CREATE TABLE IF NOT EXISTS valid.issue (
    source VARCHAR, table_name VARCHAR, row_id BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR,
    quarantines BOOLEAN);
CREATE TABLE IF NOT EXISTS valid.quarantine (
    file_id INTEGER, sheet VARCHAR, row_number INTEGER, row_id BIGINT, column_name VARCHAR, value VARCHAR,
    reason VARCHAR, is_new BOOLEAN);
CREATE TABLE IF NOT EXISTS identity.child_record (record VARCHAR, child_id VARCHAR, since DATE);
CREATE TABLE IF NOT EXISTS identity.child_record_before (record VARCHAR, child_id VARCHAR, since DATE, until DATE);
CREATE TABLE IF NOT EXISTS identity.child_event (
    as_at DATE, kind VARCHAR, child_id VARCHAR, other_child_id VARCHAR, last_entry_id BIGINT);
CREATE TABLE IF NOT EXISTS identity.newest (as_at DATE);
CREATE OR REPLACE VIEW identity.child_now AS -- Of an id that was merged away: the id that the child goes by now.
    WITH RECURSIVE merged AS (
        SELECT child_id, other_child_id FROM identity.child_event
        WHERE kind = 'merged into' AND child_id NOT IN (SELECT child_id FROM identity.child_record)
        QUALIFY row_number() OVER (PARTITION BY child_id ORDER BY rowid DESC) = 1),
    led_to AS (
        SELECT child_id, other_child_id FROM merged
        UNION SELECT led_to.child_id, merged.other_child_id
        FROM led_to JOIN merged ON merged.child_id = led_to.other_child_id)
    SELECT child_id, max(other_child_id) AS now FROM led_to
    WHERE other_child_id NOT IN (SELECT child_id FROM merged) GROUP BY child_id;
CREATE TABLE IF NOT EXISTS matching.night (identity VARCHAR, prior DOUBLE);
CREATE TABLE IF NOT EXISTS decisions.entry (
    entry_id BIGINT, subject VARCHAR, column_name VARCHAR, value VARCHAR, officer VARCHAR, decided_on DATE,
    read_on DATE, list VARCHAR, file VARCHAR, file_hash VARCHAR, version VARCHAR);
CREATE OR REPLACE VIEW decisions.entry_now AS
    SELECT entry.* REPLACE (
        CASE WHEN child_now.now IS NULL THEN subject ELSE replace(subject, child_id, child_now.now) END AS subject)
    FROM decisions.entry LEFT JOIN identity.child_now
        ON child_id = regexp_extract(subject, '^(.*: )?(C[A-Z0-9]{10})( .*)?$', 2);
CREATE OR REPLACE VIEW decisions.yielding AS -- Statuses of a child that decide nothing, when it became one with another
    WITH side AS ( -- whose status decided where it is: that one stands, whichever was said later.
        SELECT event.as_at, event.child_id, event.other_child_id, subject, list(entry_id) AS entries,
            max_by(coalesce(value LIKE '% confirmed' OR value = 'Deceased', false), (decided_on, entry_id)) AS decides
        FROM identity.child_event AS event JOIN decisions.entry
            ON subject IN (event.child_id, event.other_child_id) AND entry_id <= last_entry_id
        WHERE kind = 'merged into' AND column_name = 'Status' GROUP BY ALL)
    SELECT DISTINCT unnest(side.entries) AS entry_id
    FROM side JOIN side AS other USING (as_at, child_id, other_child_id)
    WHERE other.subject <> side.subject AND other.decides AND NOT side.decides;
CREATE TABLE IF NOT EXISTS decisions.conflict (entry_id BIGINT, other_entry_id BIGINT);
CREATE TABLE IF NOT EXISTS decisions.written (file VARCHAR, content_hash VARCHAR, version VARCHAR);
CREATE TABLE IF NOT EXISTS decisions.shown (
    list VARCHAR, version VARCHAR, as_at DATE, written_on DATE, newest_said DATE, content BLOB, last_event BIGINT);
CREATE TABLE IF NOT EXISTS decisions.workbook (
    file VARCHAR, content_hash VARCHAR, version VARCHAR, read_on DATE, outcome VARCHAR, said VARCHAR);
CREATE TABLE IF NOT EXISTS cases.night (as_at DATE);
CREATE TABLE IF NOT EXISTS cases.event (
    event_id BIGINT, as_at DATE, child_id VARCHAR, kind VARCHAR, measure VARCHAR, year INTEGER, reason VARCHAR,
    words VARCHAR, opened_on DATE);
CREATE TABLE IF NOT EXISTS cases.first_drawn (list VARCHAR, as_at DATE);
CREATE TABLE IF NOT EXISTS cases.listing (
    list VARCHAR, row_key VARCHAR, listed_on DATE, left_on DATE, shown VARCHAR, why VARCHAR);
CREATE TABLE IF NOT EXISTS issued.report (
    as_at DATE, issue INTEGER, numbers VARCHAR, workbook BLOB, settings VARCHAR, rules_version VARCHAR,
    issued_on DATE);
CREATE TABLE IF NOT EXISTS issued.child (
    as_at DATE, issue INTEGER, child_id VARCHAR, measure VARCHAR, year INTEGER, also_fits VARCHAR);
CREATE TABLE IF NOT EXISTS issued.basis (
    as_at DATE, issue INTEGER, last_file_id INTEGER, last_entry_id BIGINT, signed_off_by VARCHAR, program VARCHAR);
CREATE TABLE IF NOT EXISTS issued.rules (rules_version VARCHAR, file VARCHAR, text VARCHAR);
CREATE TABLE IF NOT EXISTS issued.movement (
    as_at DATE, issue INTEGER, since DATE, child_id VARCHAR, cause VARCHAR, kind VARCHAR, from_measure VARCHAR,
    from_year INTEGER, to_measure VARCHAR, to_year INTEGER, reason VARCHAR);
CREATE TABLE IF NOT EXISTS issued.imported_total (
    as_at DATE, cme INTEGER, cme_incl_historical INTEGER, ehe INTEGER, open_to_yos INTEGER, imported_on DATE);
CREATE TABLE IF NOT EXISTS issued.commentary (
    entry_id BIGINT, as_at DATE, measure VARCHAR, year INTEGER, text VARCHAR, read_on DATE, file VARCHAR,
    file_hash VARCHAR);
CREATE TABLE IF NOT EXISTS issued.commentary_seen (file VARCHAR, file_hash VARCHAR, texts VARCHAR);
"""


def table_id(source: Source, table: Table) -> str:
    """The name of a source's table within a schema: education_students."""
    return f"{source.name}_{table.name}"


def is_old(con: Connection) -> int:
    """The version of a store that is older than this program's; else 0."""
    version = _version(con)
    return version if version and version < VERSION else 0


def _version(con: Connection) -> int | None:
    """The version of a store; None where it is new."""
    there = "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND table_name = $1"
    if con.execute(there, ["store_version"]).fetchall() == [(0,)]:
        return None
    found = con.execute("SELECT max(version) FROM landing.store_version").fetchall()
    return None if found[0][0] is None else int(found[0][0])


def bring(con: Connection) -> None:
    """Brings a store, new or of an earlier version, to this one. To be called within a transaction.

    Raises StoreError where it was written by a newer version of the program: nothing is changed then.
    """
    version = _version(con)
    if version is not None and version > VERSION:
        raise StoreError(f"The store was written by a newer version of the program (store {version}); update it.")
    if version != VERSION:
        for number, migration in sorted(MIGRATIONS.items()):
            if version is not None and number > version:
                con.execute(migration)
        con.execute(DURABLE)
        con.execute("DELETE FROM landing.store_version")
        con.execute("INSERT INTO landing.store_version VALUES (?)", [VERSION])
    there = _columns(con)
    for source in SOURCES:
        for table in source.tables:
            for name, columns in _of_table(source, table).items():
                _create(con, name, columns, there.get(name))


def _columns(con: Connection) -> dict[str, list[str]]:
    """The columns of every table: schema.table to names."""
    return dict(
        con.execute(
            """SELECT schema_name || '.' || table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()
            WHERE database_name = current_database() AND schema_name IN ('landing', 'valid') GROUP BY ALL"""
        ).fetchall()
    )


def _of_table(source: Source, table: Table) -> dict[str, dict[str, str]]:
    """What the store holds of a table of a source: schema.table to columns with their types."""
    name = table_id(source, table)
    return {
        f"landing.row_{name}": {"row_id": "BIGINT", "content": "UHUGEINT", "file_id": "INTEGER", "malformed": "VARCHAR"}
        | {column.name: "VARCHAR" for column in table.columns},
        f"landing.held_{name}": {
            "file_id": "INTEGER",
            "row_id": "BIGINT",
            "sheet": "VARCHAR",
            "row_number": "INTEGER",
            "state": "VARCHAR",
        },
        f"valid.{name}": {
            "row_id": "BIGINT",
            "key": "VARCHAR",
            "key_parts": "VARCHAR[]",
            "is_usable": "BOOLEAN",
            "is_malformed": "BOOLEAN",
        }
        | {column.name: column.field.kind for column in table.columns},
    }


def _create(con: Connection, name: str, columns: dict[str, str], there: list[str] | None) -> None:
    """Creates a table, or adds the columns that its source has since been declared with."""
    if there is None:
        con.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})")
        return
    for column, kind in columns.items():
        if column not in there:
            con.execute(f"ALTER TABLE {name} ADD COLUMN {column} {kind}")
