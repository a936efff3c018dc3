"""Database files: opened in one way, in plain or encrypted at rest, their trouble told in one sentence.

With a key, everything that the database writes is encrypted (AES-256-GCM): the files, their write-ahead logs, and what
is spilt for want of memory. DuckDB writes encrypted only with the OpenSSL that its extension httpfs brings along; that
comes as a package (extra `encryption`) and is loaded from there, never fetched.
"""

from __future__ import annotations

import errno
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb

from pipeline.errors import RunInProgress, SettingsError, StoreError

Connection = duckdb.DuckDBPyConnection


class DamagedError(StoreError):
    """A database file that cannot be opened, whatever the key."""


def connect(key: str | None) -> Connection:
    """A connection to attach database files to. Raises SettingsError where what encrypts is not installed."""
    con = duckdb.connect()
    if key:
        _load_what_encrypts(con)
    return con


def beside(other: Connection) -> Connection:
    """A connection in memory that takes of the machine what another one does, and spills where and as that one does.

    One opened by itself would spill in plain into the folder that the program was started in.
    """
    is_encrypted, memory, threads, folder = _one_row(
        other,
        """SELECT current_setting('temp_file_encryption'), current_setting('memory_limit'), current_setting('threads'),
               current_setting('temp_directory')""",
    )
    con = duckdb.connect()
    if is_encrypted:
        _load_what_encrypts(con)
    con.execute(f"SET memory_limit = {quoted(memory)}")
    con.execute(f"SET threads = {threads}")
    con.execute(f"SET temp_directory = {quoted(folder)}")
    return con


def _one_row(con: Connection, query: str) -> tuple[Any, ...]:
    (row,) = con.execute(query).fetchall()
    return tuple(row)


def _load_what_encrypts(con: Connection) -> None:
    con.execute(f"LOAD {quoted(str(_extension()))}")
    con.execute("SET temp_file_encryption = true")


def _extension() -> Path:
    package = find_spec("duckdb_extension_httpfs")
    if package is None or package.origin is None:
        raise SettingsError(
            "A key is set, but what encrypts is not installed; install this program with its extra `encryption`."
        )
    return next(Path(package.origin).parent.glob("extensions/*/httpfs.duckdb_extension"))


def attach(
    con: Connection, path: Path, name: str, key: str | None, *, read_only: bool = False, disposable: bool = False
) -> None:
    """Opens a database file, or creates it, under a name. disposable: it needs no write-ahead log.

    Raises StoreError where it cannot be opened (damaged, another key, no key), RunInProgress where another program
    holds it.
    """
    options = [f"ENCRYPTION_KEY {quoted(key)}", "ENCRYPTION_CIPHER 'GCM'"] if key else []
    options += ["READ_ONLY"] * read_only + ["RECOVERY_MODE no_wal_writes"] * disposable
    try:
        con.execute(f"ATTACH {quoted(str(path))} AS {name} (TYPE duckdb{''.join(f', {one}' for one in options)})")
    except duckdb.CatalogException:
        raise StoreError(_IN_PLAIN if key else _WITHOUT_KEY) from None
    except duckdb.InvalidInputException:
        raise (StoreError(_OTHER_KEY) if key else _damaged(path)) from None
    except duckdb.IOException as error:
        if _is_held(path):
            raise RunInProgress("A run is at work in this folder; wait until it has ended and try again.") from None
        raise _full_or_away(path, str(error)) or _damaged(path) from None
    except duckdb.Error:
        raise _damaged(path) from None


_WITHOUT_KEY = (
    "The store is encrypted and no key is given: name its file as [encryption] key_file in cme.toml, or set CME_KEY."
)
_OTHER_KEY = (
    "The store is encrypted with another key than the one given; see [encryption] key_file in cme.toml and CME_KEY."
)
_IN_PLAIN = "A key is given, but the store is not encrypted yet; encrypt it with `cme rekey`."


def _damaged(path: Path) -> DamagedError:
    return DamagedError(
        f"The database store/{path.name} is damaged and cannot be opened; put the newest backup back: `cme restore`."
    )


def _full_or_away(path: Path, said: str) -> StoreError | None:
    """What the disk refused, where it is the disk: nobody is to put a backup in the place of a sound store."""
    codes = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ESTALE, errno.EMFILE)
    why = next((os.strerror(code) for code in codes if os.strerror(code) in said), None)
    if why is None:
        return None
    return StoreError(
        f"The database store/{path.name} could not be opened ({why}), and nothing was changed; see that its disk can "
        "be written and is not full, then run again."
    )


def _is_held(path: Path) -> bool:
    """Whether another program has the file locked, as DuckDB does: its own words name the file and the program."""
    import fcntl

    try:
        with path.open("rb+") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def quoted(text: str) -> str:
    """The text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def copy_under_key(path: Path, copy: Path, key: str | None, new_key: str | None) -> None:
    """Copies a database file into a new one that is encrypted with the new key (None: in plain).

    Raises StoreError where the file cannot be opened with its key, or the copy is not whole.
    """
    con = connect(key or new_key)
    try:
        attach(con, path, "old", key)
        con.execute(
            "CHECKPOINT old"
        )  # What a killed run left in its log would be added again to the copy in its place.
        attach(con, copy, "new", new_key)
        copy.chmod(0o600)
        con.execute("COPY FROM DATABASE old TO new")
        con.execute("CHECKPOINT new")
        if _rows(con, "old") != _rows(con, "new"):
            raise StoreError(f"The copy of store/{path.name} is not whole, so nothing was changed; try again.")
    except duckdb.Error:
        raise StoreError(
            f"store/{path.name} could not be copied, so nothing was changed; see that the disk is not full."
        ) from None
    finally:
        con.close()


def _rows(con: Connection, name: str) -> list[tuple[str, str, int]]:
    """Every table of a database with its rows."""
    tables = con.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ? ORDER BY ALL", [name]
    ).fetchall()
    return [
        (schema, table, con.execute(f'SELECT count(*) FROM {name}."{schema}"."{table}"').fetchall()[0][0])
        for schema, table in tables
    ]
