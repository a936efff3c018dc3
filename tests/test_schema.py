"""Stores of every released version come to hold what a new one holds, with all their rows; or stay as they were."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipeline import schema, store
from pipeline.settings import Settings
from sources import SOURCES

RELEASED = sorted(Path(__file__).with_name("schemas").glob("*.sql"))
VALUES = {"VARCHAR": "'made up'", "DATE": "DATE '2026-10-31'", "BLOB": "'x'::BLOB", "BOOLEAN": "true"}
FORGOTTEN = "matching."
"""What nights remember for the next is not carried over."""


def of_release(home: Path, released: Path) -> Settings:
    """A store of an earlier version with a row in every table."""
    (home / "store").mkdir()
    with duckdb.connect(str(home / "store" / "cme.duckdb")) as con:
        con.execute(released.read_text(encoding="utf-8"))
        for name, columns in described(con).items():
            if name.startswith("view "):
                continue
            values = [VALUES.get(kind, "[]" if kind.endswith("[]") else "1") for _, kind in columns]
            con.execute(f"INSERT INTO {name} VALUES ({', '.join(values)})")
    return Settings(home)


def described(con: store.Connection) -> dict[str, list[tuple[str, str]]]:
    """Every table and view with its columns and their types, in their order."""
    found: dict[str, list[tuple[str, str]]] = {}
    views = dict(con.execute("SELECT schema_name || '.' || view_name, 'view ' FROM duckdb_views()").fetchall())
    for name, column, kind in con.execute(
        """SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns()
        WHERE NOT internal AND database_name = current_database() ORDER BY schema_name, table_name, column_index"""
    ).fetchall():
        found.setdefault(views.get(name, "") + name, []).append((column, kind))
    return found


def rows(con: store.Connection, tables: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    return {name: con.execute(f"SELECT {', '.join(of)} FROM {name}").fetchall() for name, of in tables.items()}


def still_there(con: store.Connection) -> dict[str, list[str]]:
    """The tables and columns that a new store has too."""
    new = described(store.open_durable(None))
    found = {
        name: [column for column, _ in columns if column in dict(new[name])]
        for name, columns in described(con).items()
        if not name.startswith(("view ", FORGOTTEN))
    }
    del found["landing.store_version"]
    return found


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_store_of_every_release_comes_to_be_as_a_new_one_with_its_rows(tmp_path: Path, released: Path) -> None:
    at = of_release(tmp_path, released)
    with duckdb.connect(str(at.store / "cme.duckdb"), read_only=True) as old:
        tables = still_there(old)
        before = rows(old, tables)
    con = store.open_durable(at)
    assert rows(con, tables) == before
    assert described(con) == described(store.open_durable(None))
    assert con.execute("FROM landing.store_version").fetchall() == [(schema.VERSION,)]
    con.close()
    kept = at.store / "before-migration-from-1.duckdb"
    with duckdb.connect(str(kept), read_only=True) as copy:
        assert rows(copy, tables) == before
        assert copy.execute("FROM landing.store_version").fetchall() == [(1,)]
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("step", [0, 6])
def test_a_migration_that_ends_half_way_leaves_the_old_store(
    tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = of_release(tmp_path, RELEASED[0])
    with duckdb.connect(str(at.store / "cme.duckdb"), read_only=True) as old:
        before, looked = rows(old, still_there(old)), described(old)
    done = ";".join(schema.MIGRATIONS[2].split(";")[: step + 1])
    with monkeypatch.context() as patch:
        patch.setitem(schema.MIGRATIONS, 2, f"{done}; SELECT error('cut off');")
        with pytest.raises(store.StoreError, match="nothing of this step was stored"):
            store.open_durable(at)
    with duckdb.connect(str(at.store / "cme.duckdb"), read_only=True) as old:
        assert (rows(old, still_there(old)), described(old)) == (before, looked)
    con = store.open_durable(at)
    assert described(con) == described(store.open_durable(None))
    con.close()


def test_a_column_that_a_source_has_since_been_declared_with_is_added(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    name, column = store.table_id(SOURCES[0], SOURCES[0].tables[0]), SOURCES[0].tables[0].columns[1]
    con = store.open_durable(Settings(tmp_path))
    con.execute(f"INSERT INTO landing.row_{name} (row_id) VALUES (7)")
    for place in (f"landing.row_{name}", f"valid.{name}"):
        con.execute(f"ALTER TABLE {place} DROP COLUMN {column.name}")
    con.close()
    con = store.open_durable(Settings(tmp_path))
    assert con.execute(f"SELECT row_id, {column.name} FROM landing.row_{name}").fetchall() == [(7, None)]
    assert (column.name, column.field.kind) in described(con)[f"valid.{name}"]
    con.close()


def test_what_was_kept_before_a_migration_gets_the_new_key_as_well(tmp_path: Path) -> None:
    at = of_release(tmp_path, RELEASED[0])
    store.open_durable(at).close()
    store.rekey(Settings(tmp_path, key="a key of many letters"), None)
    for path in at.store.glob("*.duckdb"):
        assert store.opens(path, "a key of many letters")
        assert b"made up" not in path.read_bytes()
