"""Workbooks written by other processes."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path

import pytest

from outputs import at_once


def write(words: str, path: Path) -> None:
    if not words:
        raise PermissionError(13, "Permission denied")
    path.write_text(words, encoding="utf-8")


def test_small_and_large_ones_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with at_once.writers() as start:
        waits = [start(partial(write, f"{n} rows"), tmp_path / str(n), n) for n in (1, at_once.LARGE, 10_000, 5_000)]
        assert (tmp_path / "1").read_text() == "1 rows"
        for wait in waits:
            wait()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        str(n): f"{n} rows" for n in (1, at_once.LARGE, 10_000, 5_000)
    }


@pytest.mark.parametrize("rows", [1, at_once.LARGE])
def test_what_went_wrong_is_told_as_if_it_had_been_written_here(tmp_path: Path, rows: int) -> None:
    with pytest.raises(PermissionError, match="Permission denied"), at_once.writers() as start:
        start(partial(write, ""), tmp_path / "none", rows)()


def test_a_machine_with_one_core_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    with at_once.writers() as start:
        start(partial(write, "here"), tmp_path / "one", at_once.LARGE)
        assert (tmp_path / "one").read_text() == "here"


def end_or_write(parent: int, path: Path) -> None:
    """In another process it ends that, as a system short of memory does."""
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    path.write_text("written", encoding="utf-8")


def test_where_the_other_process_is_ended_the_workbook_is_written_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with at_once.writers() as start:
        for name in ("one", "two", "three", "four"):
            start(partial(end_or_write, os.getpid()), tmp_path / name, at_once.LARGE)()
    assert {path.read_text() for path in tmp_path.iterdir()} == {"written"}
    assert len(list(tmp_path.iterdir())) == 4
