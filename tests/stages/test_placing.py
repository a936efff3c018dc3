"""Putting the new list in its place, unless somebody is at work on the one that lies there."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk import Desk

from pipeline.roundtrip import placing


def test_a_list_saved_in_the_instant_before_it_is_replaced_is_left_and_read_next_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.read()
    look = placing._places

    def meanwhile(path: Path) -> list[Path]:
        desk.type(2, "Notes", "Just now.")
        return look(path)

    monkeypatch.setattr(placing, "_places", meanwhile)
    assert desk.write() == "leavers.xlsx is open, so the new list lies beside it as leavers (newer).xlsx"
    monkeypatch.undo()
    desk.read()
    assert desk.write() == ""
    assert desk.shows(2, "Notes") == "Just now."
    assert sorted(path.name for path in desk.folder.iterdir()) == ["leavers.xlsx"]


def test_a_share_that_refuses_the_rename_keeps_the_list_as_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.read()
    rename = Path.replace

    def refused(self: Path, target: Path) -> Path:
        if target.name == "leavers.xlsx":
            raise PermissionError(13, "used by another process")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", refused)
    assert "lies beside it as leavers (newer).xlsx" in desk.write()


def test_a_lock_that_a_crash_left_behind_keeps_a_list_for_two_nights_only(desk: Desk) -> None:
    lock = desk.folder / "~$leavers.xlsx"
    lock.write_bytes(b"P Lee")
    later = (desk.path.stat().st_mtime_ns // 10**9) + 60
    os.utime(lock, (later, later))
    opened_on = datetime.fromtimestamp(later, UTC).date()
    desk.day = opened_on - timedelta(days=1)
    for nights, remark in ((1, "open"), (1, "open"), (1, "")):
        desk.read(days=nights)
        assert (remark in desk.write()) if remark else desk.write() == ""
