"""The campaigns of `make torture`: one point of each, with few children."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from small_council import TODAY

from sources.synthetic.city import FEWEST
from tests.torture import full_disk, homes, kills, memory, migrations


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> homes.Prepared:
    return homes.prepare(tmp_path_factory.mktemp("torture"), FEWEST, 7, ("nightly",))


def test_a_run_that_is_killed(prepared: homes.Prepared, tmp_path: Path) -> None:
    had_stored, harm = kills.one(tmp_path / "killed", prepared, "nightly", prepared.seconds["nightly"] / 2)
    assert had_stored
    assert harm == []


def test_a_disk_that_is_full(prepared: homes.Prepared, tmp_path: Path) -> None:
    with full_disk.small_disk(tmp_path / "disk", 200) as is_mounted:
        if not is_mounted:
            pytest.skip("no file system may be mounted here: it takes the rights of root")
        assert full_disk.one(tmp_path / "disk", prepared, "nightly", 1_000_000) == (True, [])


def test_memory_that_does_not_suffice(prepared: homes.Prepared, tmp_path: Path) -> None:
    """Of the database, whose store is encrypted."""
    assert memory.one(tmp_path / "short", prepared, "nightly", 0, 8, memory.KEY) == (memory.SAID_SO, [])


@pytest.fixture(scope="module")
def aged(council_issued: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small council with its October report and what an officer typed, on a store of the first release."""
    home = Path(shutil.copytree(council_issued, tmp_path_factory.mktemp("aged") / "home"))
    homes.type_notes(home / "lists" / "cme-register.xlsx", rows=2)
    homes.finish(home, "nightly", TODAY, TODAY)
    return migrations.aged_copy(home, home.with_name("aged"), migrations.RELEASED[0])


@pytest.mark.parametrize(
    ("key", "statement", "seconds"), [(None, 60, None), (migrations.KEY, 150, None), (None, None, 0.1)]
)
def test_a_migration_that_is_killed(
    aged: Path, tmp_path: Path, key: str | None, statement: int | None, seconds: float | None
) -> None:
    assert migrations.killed(aged, tmp_path / "killed", key, statement, seconds) == []


def test_a_night_on_a_store_of_the_first_release(aged: Path) -> None:
    assert migrations.night_on(aged, TODAY + timedelta(1)) == []
