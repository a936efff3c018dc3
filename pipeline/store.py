"""The database under CME_HOME/store: what is durable, and what is computed for one day and disposable.

`cme.duckdb` holds what arrived, what officers said, how cases went and what was issued. `run.duckdb` holds what follows
from it for one day; it is built in a temporary file and put in place by one rename when the run has succeeded, so a run
that was killed leaves yesterday's answers whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from pipeline import databases
from pipeline.errors import StoreError
from pipeline.settings import Settings
from sources import SOURCES
from sources.fields import MACROS
from sources.source import Source, Table

Connection = databases.Connection

VERSION = 1
DURABLE_FILE, DERIVED_FILE = "cme.duckdb", "run.duckdb"
FOR_RULES = ("run.assessed", "run.linked")
"""The schemas of what rules read: facts first, then the canonical tables."""
SPILL = "spill"
"""The folder under store/ for what does not fit in memory: made when it is needed, and empty again afterwards."""

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
ALTER TABLE identity.child_event ADD COLUMN IF NOT EXISTS last_entry_id BIGINT;
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
ALTER TABLE decisions.entry ADD COLUMN IF NOT EXISTS version VARCHAR;
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
ALTER TABLE decisions.written ADD COLUMN IF NOT EXISTS version VARCHAR;
CREATE TABLE IF NOT EXISTS decisions.shown (
    list VARCHAR, version VARCHAR, as_at DATE, written_on DATE, newest_said DATE, content BLOB, last_event BIGINT);
ALTER TABLE decisions.shown ADD COLUMN IF NOT EXISTS last_event BIGINT;
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
ALTER TABLE issued.basis ADD COLUMN IF NOT EXISTS program VARCHAR;
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


def open_durable(settings: Settings | None, *, in_memory: bool = False) -> Connection:
    """Opens or creates the durable store (in memory, as without settings: for looking at a file
    without storing anything).

    Raises StoreError where it cannot be opened or was written by a newer version of the program, RunInProgress where
    another program holds it.
    """
    con = databases.connect(settings.key if settings else None)
    try:
        if settings:
            keep_within(con, settings)
        if settings and not in_memory:
            path = settings.store / DURABLE_FILE
            databases.attach(con, path, "cme", settings.key)
            path.chmod(0o600)
            con.execute("USE cme")
        con.execute("SET preserve_insertion_order = true")
        prepare(con)
    except BaseException:
        con.close()
        raise
    return con


def keep_within(con: Connection, settings: Settings) -> None:
    """Bounds what the database takes of the machine; what does not fit in memory is spilt into store/ alone."""
    machine = settings.machine
    con.execute(f"SET memory_limit = '{machine.memory_mb}MB'")
    if machine.threads:
        con.execute(f"SET threads = {machine.threads}")
    con.execute(f"SET temp_directory = {databases.quoted(str(settings.store / SPILL))}")


@contextmanager
def named_alone(con: Connection, *schemas: str) -> Iterator[None]:
    """Inside, tables of these schemas are found without their schema, as rules name them."""
    (before,) = con.execute("SELECT current_setting('search_path')").fetchone() or ("",)
    con.execute(f"SET search_path = {databases.quoted(','.join(schemas))}")
    yield
    con.execute(f"SET search_path = {databases.quoted(before)}" if before else "RESET search_path")


def prepare(con: Connection) -> None:
    """Creates what a store of this version holds, and the readers of values."""
    for macro in MACROS:
        con.execute(macro)
    con.execute(DURABLE)
    found = con.execute("SELECT max(version) FROM landing.store_version").fetchone()
    version = found[0] if found else None
    if version is not None and version > VERSION:
        raise StoreError(f"The store was written by a newer version of the program (store {version}); update it.")
    if version is None:
        con.execute("INSERT INTO landing.store_version VALUES (?)", [VERSION])
    for source in SOURCES:
        for table in source.tables:
            _create_table(con, source, table)


def _create_table(con: Connection, source: Source, table: Table) -> None:
    name = table_id(source, table)
    texts = ", ".join(f"{column.name} VARCHAR" for column in table.columns)
    typed = ", ".join(f"{column.name} {column.field.kind}" for column in table.columns)
    con.execute(
        f"""CREATE TABLE IF NOT EXISTS landing.row_{name} (
            row_id BIGINT, content UHUGEINT, file_id INTEGER, malformed VARCHAR, {texts})"""
    )
    con.execute(
        f"""CREATE TABLE IF NOT EXISTS landing.held_{name} (
            file_id INTEGER, row_id BIGINT, sheet VARCHAR, row_number INTEGER, state VARCHAR)"""
    )
    con.execute(
        f"""CREATE TABLE IF NOT EXISTS valid.{name} (
            row_id BIGINT, key VARCHAR, key_parts VARCHAR[], is_usable BOOLEAN, is_malformed BOOLEAN, {typed})"""
    )


def count(con: Connection, query: str) -> int:
    """The one number that a query gives."""
    row = con.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def unreadable_tables(con: Connection, database: str) -> list[str]:
    """The tables of a database that cannot be read to the end, which DuckDB finds out by a checksum for every block."""
    tables = con.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ? ORDER BY ALL", [database]
    ).fetchall()
    return [
        f"{schema}.{table}" for schema, table in tables if not _is_readable(con, f'{database}."{schema}"."{table}"')
    ]


def _is_readable(con: Connection, table: str) -> bool:
    try:
        con.execute(f"SELECT bit_xor(hash(COLUMNS(*))) FROM {table}").fetchall()
    except duckdb.Error:
        return False
    return True


def drop_temporary(con: Connection, *tables: str) -> None:
    """Frees the memory of temporary tables that have done their work."""
    for table in tables:
        con.execute(f"DROP TABLE IF EXISTS temp.{table}")


@contextmanager
def transaction(con: Connection) -> Iterator[None]:
    """All or nothing: what happens inside is stored whole, or not at all.

    Raises StoreError where the database fails; its own words, which can hold a child's values, are left out.
    """
    con.execute("BEGIN")
    try:
        yield
        con.execute("COMMIT")
    except BaseException as error:
        with suppress(duckdb.Error):  # Where the database itself failed there may be no transaction left.
            con.execute("ROLLBACK")
        if isinstance(error, duckdb.Error):
            kind = type(error).__name__
            raise StoreError(
                f"The database under store/ failed ({kind}), nothing of this step was stored; "
                "see that the disk is not full, then run again."
            ) from error
        raise


@contextmanager
def derived(con: Connection, settings: Settings | None, *, keep: bool = True) -> Iterator[None]:
    """A new derived database, attached as `run` with schemas asat, linked and assessed.

    settings: whose store it is put into when the block ends without an error (None: in memory).
    keep: False for a day in the past: it is thrown away, and run.duckdb stays that of the newest day.
    """
    building = settings.store / "run.building.duckdb" if settings else None
    durable = con.execute("SELECT current_database()").fetchone() or ("memory",)
    # What is made anew every night is not worth the packing that takes longest: the file is twice as large, the night
    # an eighth shorter.
    con.execute("SET disabled_compression_methods = 'fsst,dict_fsst,zstd'")
    if settings and building:
        _remove(building)
        # What is thrown away where it does not end well needs no write-ahead log.
        databases.attach(con, building, "run", settings.key, disposable=True)
    else:
        con.execute("ATTACH ':memory:' AS run")
    try:
        for schema in ("asat", "linked", "assessed"):
            con.execute(f"CREATE SCHEMA run.{schema}")
        yield
        if building and keep:
            con.execute("CHECKPOINT run")
    finally:
        con.execute(f'USE "{durable[0]}"')
        con.execute("DETACH run")
        con.execute("RESET disabled_compression_methods")
    if settings and building and keep:
        building.chmod(0o600)
        building.replace(settings.store / DERIVED_FILE)
    elif building:
        _remove(building)


@contextmanager
def newest(con: Connection, settings: Settings) -> Iterator[None]:
    """The derived database of the newest run, attached as `run`, to be read only. Raises StoreError where it cannot be
    opened."""
    databases.attach(con, settings.store / DERIVED_FILE, "run", settings.key, read_only=True)
    try:
        yield
    finally:
        con.execute("DETACH run")


def rekey(settings: Settings, old_key: str | None) -> bool:
    """Has the store under the key of the settings (None: in plain), from the old one. Returns whether that was new.

    Both databases are copied beside and put in place by renames when they are whole. Cut off in between, the derived
    one is gone and the next run makes it again.
    Raises StoreError where the store cannot be opened with the old key.
    """
    durable, answers = settings.store / DURABLE_FILE, settings.store / DERIVED_FILE
    if opens(durable, settings.key) and (not answers.exists() or opens(answers, settings.key)):
        return False
    copies = []
    for path in (durable, answers):
        copy = path.with_name(f"{path.stem}.rekeyed.duckdb")
        _remove(copy)
        if path.exists() and not opens(path, settings.key):
            databases.copy_under_key(path, copy, old_key, settings.key)
            copies.append((copy, path))
    answers_copied = [path for _, path in copies if path == answers]
    for path in answers_copied:
        path.unlink()
    for copy, path in copies:
        copy.replace(path)
    return True


def opens(path: Path, key: str | None) -> bool:
    """Whether a database file opens with that key."""
    con = databases.connect(key)
    try:
        databases.attach(con, path, "tried", key, read_only=True)
    except StoreError:
        return False
    finally:
        con.close()
    return True


def _remove(database: Path) -> None:
    for file in (database, database.with_name(database.name + ".wal")):
        file.unlink(missing_ok=True)
