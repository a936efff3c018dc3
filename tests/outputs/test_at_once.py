"""Workbooks written by other processes."""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from outputs import at_once


def write(words: str, path: Path) -> None:
    if not words:
        raise PermissionError(13, "Permission denied")
    path.write_text(words, encoding="utf-8")


@pytest.mark.parametrize("rows", [1, at_once.LARGE])
def test_few_and_many_rows_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with at_once.writers(rows) as start:
        waits = [start(partial(write, f"workbook {n}"), tmp_path / str(n)) for n in range(5)]
        assert rows > 1 or (tmp_path / "4").is_file()
        for wait in waits:
            wait()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {str(n): f"workbook {n}" for n in range(5)}


def test_what_the_other_process_has_no_time_for_is_written_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with at_once.writers(at_once.LARGE) as start:
        for name in ("at work", "waiting"):
            start(partial(write_when_told, tmp_path / "told"), tmp_path / name)
        start(partial(write, "here"), tmp_path / "here")
        assert [path.name for path in tmp_path.iterdir()] == ["here"]
        (tmp_path / "told").touch()


def write_when_told(told: Path, path: Path) -> None:
    while not told.exists():
        time.sleep(0.01)
    path.touch()


@pytest.mark.parametrize("rows", [1, at_once.LARGE])
def test_what_went_wrong_is_told_as_if_it_had_been_written_here(tmp_path: Path, rows: int) -> None:
    with pytest.raises(PermissionError, match="Permission denied"), at_once.writers(rows) as start:
        start(partial(write, ""), tmp_path / "none")()


def test_a_machine_with_one_core_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    with at_once.writers(at_once.LARGE) as start:
        start(partial(write, "here"), tmp_path / "one")
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
    with at_once.writers(at_once.LARGE) as start:
        for name in ("one", "two", "three", "four"):
            start(partial(end_or_write, os.getpid()), tmp_path / name)()
    assert {path.read_text() for path in tmp_path.iterdir()} == {"written"}
    assert len(list(tmp_path.iterdir())) == 4
