"""The store: what is durable survives, a failed step leaves nothing, a killed run leaves yesterday's answers."""

from __future__ import annotations

import stat
from pathlib import Path

import duckdb
import pytest

from pipeline import store
from pipeline.errors import StoreError
from pipeline.settings import Settings
from pipeline.store import Connection
from sources import SOURCES


@pytest.fixture
def con() -> Connection:
    return store.open_durable(None)


def settings_of(home: Path) -> Settings:
    """Of a home with an empty store."""
    (home / "store").mkdir(exist_ok=True)
    return Settings(home)


def schemas(con: Connection) -> set[str]:
    return {name for (name,) in con.execute("SELECT schema_name FROM duckdb_schemas() WHERE NOT internal").fetchall()}


def test_a_new_store_has_a_place_for_everything(con: Connection) -> None:
    assert schemas(con) >= {"landing", "valid", "decisions", "identity", "issued"}
    for source in SOURCES:
        for table in source.tables:
            name = store.table_id(source, table)
            for place in (f"landing.row_{name}", f"landing.held_{name}", f"valid.{name}"):
                assert store.count(con, f"SELECT count(*) FROM {place}") == 0


def test_what_was_stored_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    at = settings_of(tmp_path)
    con = store.open_durable(at)
    con.execute("INSERT INTO identity.child_record VALUES ('education/students:1', 'C1', DATE '2026-10-31')")
    con.close()
    con = store.open_durable(at)
    assert store.count(con, "SELECT count(*) FROM identity.child_record") == 1
    assert store.count(con, "SELECT count(*) FROM landing.store_version") == 1
    con.close()


def test_a_store_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    at = settings_of(tmp_path)
    con = store.open_durable(at)
    con.execute("UPDATE landing.store_version SET version = version + 1")
    con.close()
    with pytest.raises(StoreError, match="written by a newer version of the program"):
        store.open_durable(at)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    at = settings_of(tmp_path)
    (at.store / "cme.duckdb").write_text("Ash, Jack, 03/05/2016" * 500, encoding="utf-8")
    with pytest.raises(StoreError) as error:
        store.open_durable(at)
    assert "Ash" not in str(error.value)


def test_a_step_that_ends_well_is_stored(con: Connection) -> None:
    with store.transaction(con):
        con.execute("INSERT INTO identity.newest VALUES (DATE '2026-10-31')")
    assert store.count(con, "SELECT count(*) FROM identity.newest") == 1


def test_a_step_that_fails_leaves_nothing(con: Connection) -> None:
    def step() -> None:
        with store.transaction(con):
            con.execute("INSERT INTO identity.newest VALUES (DATE '2026-10-31')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        step()
    assert store.count(con, "SELECT count(*) FROM identity.newest") == 0


def test_the_databases_own_words_are_left_out(con: Connection) -> None:
    def step() -> None:
        with store.transaction(con):
            con.execute("INSERT INTO identity.newest VALUES (DATE '2026-10-31')")
            con.execute("SELECT 'Jack Ash'::DATE")

    with pytest.raises(StoreError) as error:
        step()
    assert "Ash" not in str(error.value)
    assert "ConversionException" in str(error.value)
    assert store.count(con, "SELECT count(*) FROM identity.newest") == 0


def answers(folder: Path) -> list[str]:
    """What stands in run.duckdb."""
    with duckdb.connect(str(folder / "store" / "run.duckdb"), read_only=True) as con:
        return [what for (what,) in con.execute("SELECT what FROM linked.answer").fetchall()]


def build(con: Connection, folder: Path, what: str, *, keep: bool = True, fail: bool = False) -> None:
    with store.derived(con, settings_of(folder), keep=keep):
        con.execute("CREATE TABLE run.linked.answer AS SELECT ? AS what", [what])
        if fail:
            raise KeyboardInterrupt


def test_a_run_puts_its_answers_in_place_of_yesterdays(con: Connection, tmp_path: Path) -> None:
    build(con, tmp_path, "yesterday")
    build(con, tmp_path, "today")
    assert answers(tmp_path) == ["today"]
    assert stat.S_IMODE((tmp_path / "store" / "run.duckdb").stat().st_mode) == 0o600


def test_a_run_that_fails_leaves_yesterdays_answers(con: Connection, tmp_path: Path) -> None:
    build(con, tmp_path, "yesterday")
    with pytest.raises(KeyboardInterrupt):
        build(con, tmp_path, "today", fail=True)
    assert answers(tmp_path) == ["yesterday"]
    build(con, tmp_path, "tomorrow")
    assert answers(tmp_path) == ["tomorrow"]


def test_what_a_killed_run_left_lying_about_is_no_hindrance(con: Connection, tmp_path: Path) -> None:
    settings_of(tmp_path)
    (tmp_path / "store" / "run.building.duckdb").write_bytes(b"half written")
    (tmp_path / "store" / "run.building.duckdb.wal").write_bytes(b"half written")
    build(con, tmp_path, "today")
    assert sorted(path.name for path in (tmp_path / "store").iterdir()) == ["run.duckdb"]


def test_a_past_day_is_thrown_away(con: Connection, tmp_path: Path) -> None:
    build(con, tmp_path, "today")
    build(con, tmp_path, "long ago", keep=False)
    assert answers(tmp_path) == ["today"]
    assert sorted(path.name for path in (tmp_path / "store").iterdir()) == ["run.duckdb"]


def test_what_does_not_fit_in_memory_is_spilt_into_the_store_and_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    con = store.open_durable(None)
    store.keep_within(con, Settings(tmp_path))
    con.execute("SET memory_limit = '60MB'")
    con.execute("CREATE TEMP TABLE wide AS SELECT md5(range::VARCHAR) AS words FROM range(3_000_000)")
    assert sum(path.stat().st_size for path in (tmp_path / "store" / store.SPILL).iterdir()) > 1_000_000
    con.close()
    assert not list((tmp_path / "store").glob(f"{store.SPILL}/*"))
    assert not list((tmp_path / "elsewhere").iterdir())
