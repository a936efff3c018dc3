"""Disks and memory that fail under a run: one sentence that names the place and what to do, and the next run ends."""

from __future__ import annotations

import errno
import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

import duckdb
import pytest
import typer
from command_line import Done, cme
from runs import DONE, FAILED, published, two_leavers
from small_council import TODAY

from outputs import files
from pipeline import databases, store
from pipeline.cli_options import plainly
from pipeline.errors import OUT_OF_MEMORY, StoreError
from pipeline.stages import lists

TOMORROW = TODAY + timedelta(1)


@pytest.fixture
def copy(council_issued: Path, tmp_path: Path) -> Path:
    """A CME_HOME whose October report is issued, with news in its inbox."""
    home = Path(shutil.copytree(council_issued, tmp_path / "home"))
    two_leavers(home)
    return home


def _sentence(done: Done) -> str:
    assert done.exit_code == FAILED, done.said
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.mark.parametrize("error", [MemoryError(), duckdb.OutOfMemoryException("Tarnsworth")])
def test_memory_that_ran_out(copy: Path, error: BaseException) -> None:
    before = published(copy)

    def fail(*_: Any, **__: Any) -> NoReturn:
        raise error

    with patch.object(lists, "write_list", fail):
        said = _sentence(cme(copy, "nightly", today=TOMORROW))
    assert "memory_mb" in said
    assert "Tarnsworth" not in said
    assert {name: content for name, content in published(copy).items() if name in before} == before


@pytest.mark.parametrize(
    "error",
    [
        ImportError("libarrow.so: failed to map segment from shared object"),
        RuntimeError("can't start new thread"),
        OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)),
    ],
)
def test_memory_that_ran_out_where_python_has_no_error_for_it(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended, plainly(debug=False):
        raise error
    assert (ended.value.exit_code, capsys.readouterr().err) == (FAILED, f"{OUT_OF_MEMORY}\n")


def test_memory_that_ran_out_in_a_transaction() -> None:
    con = store.open_durable(None)
    con.execute("SET temp_directory = ''; SET memory_limit = '8MB'")
    with pytest.raises(StoreError, match="memory_mb"), store.transaction(con):
        con.execute("CREATE TABLE random AS SELECT hash(range) FROM range(2000000)")


def test_a_share_that_fails_is_named_by_its_folder_alone(copy: Path) -> None:
    lost = OSError(errno.ESTALE, os.strerror(errno.ESTALE), str(copy / "lists" / "Tarnsworth.xlsx"))

    def fail(*_: Any, **__: Any) -> NoReturn:
        raise lost

    with patch.object(lists, "write_list", fail):
        said = _sentence(cme(copy, "nightly", today=TOMORROW))
    assert f"in the folder {copy / 'lists'} " in said
    assert os.strerror(errno.ESTALE) in said
    assert "Tarnsworth" not in said


def test_a_full_disk_is_not_taken_for_a_damaged_store(tmp_path: Path) -> None:
    """A person who is told of damage puts an old backup in its place."""
    full = duckdb.IOException(f'Could not write file "x": {os.strerror(errno.ENOSPC)}')

    class Refusing:
        def execute(self, _: str) -> NoReturn:
            raise full

    with pytest.raises(StoreError, match="could not be opened") as told:
        databases.attach(Refusing(), tmp_path / "cme.duckdb", "cme", None)  # type: ignore[arg-type]  # a stand-in
    assert os.strerror(errno.ENOSPC) in str(told.value)
    assert not isinstance(told.value, databases.DamagedError)


def test_what_a_run_renamed_is_flushed_to_its_disk(copy: Path) -> None:
    flushed: list[Path] = []
    with patch.object(store, "sync_folder", flushed.append), patch.object(lists, "sync_folder", flushed.append):
        assert cme(copy, "nightly", today=TOMORROW).exit_code == DONE
    assert flushed == [copy / "lists", copy / "store"]
    files.sync_folder(copy / "store")
