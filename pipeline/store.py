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

from outputs.files import sync_folder
from pipeline import databases, schema
from pipeline.errors import OUT_OF_MEMORY, StoreError
from pipeline.settings import Settings
from sources.fields import MACROS

Connection = databases.Connection

DURABLE_FILE, DERIVED_FILE = "cme.duckdb", "run.duckdb"
FOR_RULES = ("run.assessed", "run.linked")
"""The schemas of what rules read: facts first, then the canonical tables."""
table_id = schema.table_id
SPILL = "spill"
"""The folder under store/ for what does not fit in memory: made when it is needed, and empty again afterwards."""


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
        if settings and not in_memory and (version := schema.is_old(con)):
            _keep_copy(con, settings, version)
        prepare(con)
    except BaseException:
        con.close()
        raise
    return con


def _keep_copy(con: Connection, settings: Settings, version: int) -> None:
    """Keeps the store as it was, beside it: what is to be migrated can be gone back to."""
    path = settings.store / DURABLE_FILE
    building = settings.store / "cme.copying.duckdb"
    _remove(building)
    con.execute("USE memory")
    con.execute("DETACH cme")
    databases.copy_under_key(path, building, settings.key, settings.key)
    building.replace(settings.store / f"before-migration-from-{version}.duckdb")
    sync_folder(settings.store)
    databases.attach(con, path, "cme", settings.key)
    con.execute("USE cme")


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
    """Gives a store what one of this version holds, and the readers of values. Raises StoreError as `schema.bring`."""
    for macro in MACROS:
        con.execute(macro)
    with transaction(con):
        schema.bring(con)


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
        if isinstance(error, duckdb.OutOfMemoryException):
            raise StoreError(OUT_OF_MEMORY) from error
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
        sync_folder(settings.store)
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

    The databases are copied beside, what was kept before a migration first, and put in place by renames when they are
    whole. Cut off in between, the derived one is gone and the next run makes it again.
    Raises StoreError where the store cannot be opened with the old key.
    """
    durable, answers = settings.store / DURABLE_FILE, settings.store / DERIVED_FILE
    if opens(durable, settings.key) and (not answers.exists() or opens(answers, settings.key)):
        return False
    copies = []
    kept = [path for path in settings.store.glob("before-migration-*.duckdb") if "rekeyed" not in path.name]
    for path in (*kept, durable, answers):
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
