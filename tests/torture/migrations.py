"""Stores of every released version: killed while they are migrated, and a whole night on each."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import shutil
import signal
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pipeline import databases, schema, store
from pipeline.settings import Settings
from sources import SOURCES
from tests.torture.homes import NEXT, finish, prepare, published, type_notes

CHILDREN = 1_000
RELEASED = sorted((Path(__file__).parent.parent / "schemas").glob("*.sql"))
KEY = "made up for the tests of stores"
RANG, NOTES = "Rang on Friday", 2
MADE_ANEW = ("matching.", "reference.", "landing.store_version")
CHANGING = ("cases.listing", "decisions.shown", "decisions.written", "identity.newest")
"""What a night writes anew, beside what it adds."""
STORED = f"store/{store.DURABLE_FILE}"
KEPT = "store/before-migration-from-1.duckdb"
Columns = dict[str, list[str]]
"""The tables of a store and their columns, in their order."""


def run(seed: int, count: int) -> list[str]:
    """Kills `count` migrations, each followed by another, and has a night on a migrated store of each release.

    Every second one is killed at a random moment, the others before a random statement; every third store is encrypted.
    Returns what was found, a sentence for each that did harm.
    """
    chance = random.Random(seed)
    harm: list[str] = []
    with tempfile.TemporaryDirectory(prefix="cme-migrations-") as name:
        folder = Path(name)
        home = prepare(folder, CHILDREN, seed, ("nightly",)).home
        finish(home, "nightly", NEXT)
        aged = {release.stem: aged_copy(home, folder / release.stem, release) for release in RELEASED}
        for number in range(count):
            release, key = chance.choice(sorted(aged)), KEY if number % 3 == 0 else None
            if number % 2:
                statement, seconds = chance.randrange(statements(aged[release])), None
            else:
                statement, seconds = None, chance.random() / 2
            found = killed(aged[release], folder / "killed", key, statement, seconds)
            at = f"before statement {statement}" if seconds is None else f"after {seconds:.3f} s"
            harm += [f"{release}, killed {at}{' with a key' * bool(key)}: {what}" for what in found]
        after = night(home, NEXT + timedelta(1))
        for release, place in aged.items():
            wanted = after if "cases.event" in old(place)[0] else None
            harm += [f"a night on {release}: {what}" for what in night_on(place, NEXT + timedelta(1), wanted)]
    return [f"{count} migrations killed, {len(aged)} nights on migrated stores, {len(harm)} did harm", *harm]


def aged_copy(home: Path, place: Path, release: Path) -> Path:
    """A copy of a home whose store is the one that a release would have: its tables, with what they have room for."""
    shutil.copytree(home, place)
    aged = place / "store" / "aged.duckdb"
    con = databases.connect(None)
    databases.attach(con, place / STORED, "today", None)
    databases.attach(con, aged, "aged", None)
    con.execute("USE aged")
    con.execute(release.read_text(encoding="utf-8"))
    for name in (store.table_id(source, table) for source in SOURCES for table in source.tables):
        for table_name in (f"landing.row_{name}", f"landing.held_{name}", f"valid.{name}"):
            con.execute(f"CREATE TABLE {table_name} AS FROM today.{table_name} LIMIT 0")
    for name, columns in _shared(_columns(con, "aged"), _columns(con, "today")).items():
        con.execute(f"INSERT INTO {name} ({', '.join(columns)}) SELECT {', '.join(columns)} FROM today.{name}")
    con.execute("INSERT INTO landing.store_version VALUES (1)")
    con.close()
    aged.replace(place / STORED)
    return place


def _columns(con: store.Connection, database: str) -> Columns:
    return dict(
        con.execute(
            """SELECT format('{}.{}', schema_name, table_name), list(format('"{}"', column_name) ORDER BY column_index)
            FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, table_name)
            WHERE database_name = ? GROUP BY 1""",
            [database],
        ).fetchall()
    )


def _shared(old: Columns, new: Columns) -> Columns:
    """What an old store has and a new one too, but for what nights make anew."""
    return {
        name: [column for column in columns if column in new[name]]
        for name, columns in old.items()
        if not name.startswith(MADE_ANEW)
    }


@cache
def _of_this_version() -> Columns:
    con = store.open_durable(None)
    try:
        return _columns(con, "memory")
    finally:
        con.close()


def lost(aged: Path, home: Path) -> list[str]:
    """The tables of a home's store of which rows of an old one are missing."""
    con = databases.connect(None)
    databases.attach(con, aged / STORED, "old", None, read_only=True)
    databases.attach(con, home / STORED, "now", None, read_only=True)
    shared = _shared(_columns(con, "old"), _of_this_version())
    lists = {name: ", ".join(columns) for name, columns in shared.items()}
    queries = {
        name: f"SELECT {of} FROM old.{name} EXCEPT ALL SELECT {of} FROM now.{name}" for name, of in lists.items()
    }
    found = [name for name, query in queries.items() if store.count(con, f"SELECT count(*) FROM ({query})")]
    con.close()
    return found


@dataclass(frozen=True)
class Looked:
    """A database file. version: of the store.   columns: of every table.   held: of the columns that an old store
    shares with one of this version, a sum of every table."""

    version: int
    columns: Columns
    held: tuple[tuple[Any, ...], ...]


def look(path: Path, key: str | None, shared: Columns) -> Looked:
    """Opens a database file and looks at all of it."""
    sums = (f"SELECT '{name}', count(*), sum(hash({', '.join(of)})) FROM cme.{name}" for name, of in shared.items())
    con = databases.connect(key)
    databases.attach(con, path, "cme", key)
    version = store.count(con, "SELECT max(version) FROM cme.landing.store_version")
    looked = Looked(version, _columns(con, "cme"), tuple(con.execute(" UNION ALL ".join(sums)).fetchall()))
    con.close()
    return looked


@cache
def old(aged: Path) -> tuple[Columns, Looked]:
    """(what it shares with a store of this version, the old store itself)."""
    con = databases.connect(None)
    databases.attach(con, aged / STORED, "old", None, read_only=True)
    shared = _shared(_columns(con, "old"), _of_this_version())
    con.close()
    return shared, look(aged / STORED, None, shared)


@cache
def statements(home: Path) -> int:
    """How many statements it takes to open and migrate the store of a home, which is left as it is."""
    with tempfile.TemporaryDirectory(prefix="cme-counting-") as name:
        (Path(name) / "store").mkdir()
        shutil.copyfile(home / STORED, Path(name) / STORED)
        return _migrate(Path(name), None, None)


def _migrate(home: Path, key: str | None, kill_before: int | None) -> int:
    """Opens the store; SIGKILL comes before that statement. Returns how many statements there were."""
    numbers, connect = itertools.count(), databases.connect

    class Counting:
        """A connection that takes statements one by one, and counts them."""

        def __init__(self, key: str | None) -> None:
            self.real = connect(key)
            self.real.execute("SET enable_progress_bar = false")

        def execute(self, query: str, *values: Any) -> store.Connection:
            for statement in self.real.extract_statements(query):
                if next(numbers) == kill_before:
                    os.kill(os.getpid(), signal.SIGKILL)
                self.real.execute(statement, *values)
            return self.real

        def __getattr__(self, name: str) -> Any:
            return getattr(self.real, name)

    with patch.object(databases, "connect", Counting):
        store.open_durable(Settings(home, key=key)).close()
    return next(numbers)


def killed(aged: Path, place: Path, key: str | None, statement: int | None, seconds: float | None) -> list[str]:
    """Kills the migration of a copy of an old store before a statement, or after so many seconds, and opens it again.

    A sentence for whatever is lost, half a store or left lying about, before or after.
    """
    shutil.rmtree(place, ignore_errors=True)
    (place / "store").mkdir(parents=True)
    shutil.copyfile(aged / STORED, place / STORED)
    if key:
        store.rekey(Settings(place, key=key), None)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    process = processes.Process(target=_migrate, args=(place, key, statement))
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    assert seconds is not None or process.exitcode == -signal.SIGKILL, "there is no such statement"
    return _harm(aged, place, key)


def _harm(aged: Path, home: Path, key: str | None) -> list[str]:
    harm, kept = [], home / KEPT
    shared, as_it_was = old(aged)
    migrated = Looked(schema.VERSION, _of_this_version(), as_it_was.held)
    if kept.exists() and look(kept, key, shared) != as_it_was:
        harm.append("what is kept beside is not the store as it was")
    lies = look(home / STORED, key, shared)  # What its log holds is in it then; it is not migrated.
    if lies not in (as_it_was, migrated):
        harm.append("the store is neither the old one nor one of this version with what that held")
    if lies != as_it_was and not kept.exists():
        harm.append("the store was migrated, and is not kept as it was")
    store.open_durable(Settings(home, key=key)).close()
    if look(home / STORED, key, shared) != migrated:
        harm.append("after the next run it is not one of this version with what the old one held")
    if look(kept, key, shared) != as_it_was:
        harm.append("what is kept beside after the next run is not the store as it was")
    left = {path.name for path in (home / "store").iterdir()} - {store.DURABLE_FILE, kept.name}
    return harm + [f"{name} was left" for name in sorted(left)]


def night(home: Path, day: date) -> dict[str, bytes]:
    """A night before which an officer has typed something; what lies in lists and reports then."""
    type_notes(home / "lists" / "cme-register.xlsx", RANG, NOTES)
    finish(home, "nightly", day, day)
    return published(home)


def night_on(aged: Path, day: date, wanted: dict[str, bytes] | None = None) -> list[str]:
    """The same night on a copy of a home with an old store: a sentence for whatever was lost or changed.

    wanted: what lies in lists and reports after that night on a store of this version, where the old one holds all that
    the lists tell (the history of cases).
    """
    home = Path(shutil.copytree(aged, aged.with_name(f"night on {aged.name}")))
    now = night(home, day)
    harm = [f"rows of {name} are lost or changed" for name in lost(aged, home) if name not in CHANGING]
    con = store.open_durable(Settings(home))
    read = store.count(con, f"SELECT count(*) FROM decisions.entry WHERE value = {databases.quoted(RANG)}")
    con.close()
    harm += [f"{read} of {NOTES} notes were read"] * (read != NOTES)
    wanted = wanted or {name: was for name, was in published(aged).items() if name.startswith("reports/")}
    names = [name for name, was in wanted.items() if now.get(name) != was and not name.endswith("run-report.html")]
    return harm + [f"{name} is not as it should be" for name in names]
