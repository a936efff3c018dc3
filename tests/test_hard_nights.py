"""Nights on which the machine is against it: a disk that only reads, a share that fails, a clock that jumps."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from command_line import Done, cme
from runs import DONE, FAILED, LOOK, published, two_leavers
from small_council import GATEWAY, TODAY, deliver

from tests.torture.full_disk import small_disk

USAGE = 2
TOMORROW = TODAY + timedelta(1)


@pytest.fixture
def copy(council_issued: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(council_issued, tmp_path / "home"))


def one_sentence(done: Done) -> str:
    said = done.stderr.strip()
    assert done.exit_code in (FAILED, USAGE), done.said
    assert said
    assert "\n" not in said
    assert "Traceback" not in done.said
    return said


def test_a_disk_that_only_reads(council_issued: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 100) as is_mounted:
        if not is_mounted:
            pytest.skip("no file system may be mounted here: it takes the rights of root")
        home = Path(shutil.copytree(council_issued, tmp_path / "disk" / "home"))
        before = published(home)
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "disk")], check=True)
        for command in ("nightly", "monthly-report", "backup", "rekey", "verify", "go-live", "for-schools"):
            assert "ead-only" in one_sentence(cme(home, command, today=TOMORROW)), command
        assert cme(home, "status", today=TOMORROW).exit_code in (DONE, LOOK)
        subprocess.run(["mount", "-o", "remount,rw", str(tmp_path / "disk")], check=True)
        assert published(home) == before
        assert cme(home, "nightly", today=TOMORROW).exit_code == DONE


def test_a_share_that_fails_when_lists_are_put_in_place(copy: Path) -> None:
    """The report and what was read are kept, every list is the old one, and the next night has them all."""
    undisturbed = Path(shutil.copytree(copy, copy.parent / "undisturbed"))
    before = published(copy)
    real = Path.replace

    def fail(path: Path, target: Path) -> Path:
        if Path(target).parent == copy / "lists":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(path, target)

    for home in (copy, undisturbed):
        two_leavers(home)
    with patch.object(Path, "replace", fail):
        assert os.strerror(errno.EIO) in one_sentence(cme(copy, "nightly", today=TOMORROW))
    lists = {name: content for name, content in published(copy).items() if name.startswith("lists/")}
    assert lists == {name: content for name, content in before.items() if name.startswith("lists/")}
    for home in (copy, undisturbed):
        assert cme(home, "nightly", today=TOMORROW).exit_code == DONE
    assert {name: content for name, content in published(copy).items() if name.startswith("lists/")} == {
        name: content for name, content in published(undisturbed).items() if name.startswith("lists/")
    }


def test_a_share_that_is_not_there_for_a_night_takes_nothing_with_it(tmp_path: Path) -> None:
    """The lists that lie on it are read when it is back, with what was typed."""
    import openpyxl

    home, share = tmp_path / "home", tmp_path / "share"
    share.mkdir()
    deliver(home, settings=f'{GATEWAY}[paths]\nlists = "{share}/lists"\n')
    assert cme(home, "nightly", today=TODAY).exit_code == DONE
    register = share / "lists" / "cme-register.xlsx"
    workbook = openpyxl.load_workbook(register)
    sheet = workbook.worksheets[1]
    heading = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Notes")
    sheet.cell(heading.row + 1, heading.column).value = "Visited on Thursday"
    workbook.save(register)
    share.rename(tmp_path / "away")
    done = cme(home, "nightly", today=TOMORROW)
    assert done.exit_code == LOOK
    assert "None of the 19 lists" in done.said
    shutil.rmtree(share)
    (tmp_path / "away").rename(share)
    assert cme(home, "nightly", today=TOMORROW + timedelta(1)).exit_code == DONE
    shown = openpyxl.load_workbook(register).worksheets[1]
    assert "Visited on Thursday" in [cell.value for row in shown.iter_rows() for cell in row]


def test_days_on_which_clocks_and_calendars_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every night ends well, and the last one comes to what it comes to where it is the first."""
    monkeypatch.setenv("TZ", "Europe/London")
    days = (
        *(date(2026, 10, 25), date(2026, 11, 2), date(2026, 11, 1)),  # summer time ends; the clock goes back a day
        *(date(2027, 9, 1), date(2028, 2, 29)),  # a new academic year; a leap day
    )
    home, alone = tmp_path / "home", tmp_path / "alone"
    for place in (home, alone):
        deliver(place, dated=days[0] - timedelta(3))
    for day in days:
        done = cme(home, "nightly", today=day)
        assert done.exit_code in (DONE, LOOK), done.said
    assert cme(alone, "nightly", today=days[-1]).exit_code in (DONE, LOOK)
    links = [cme(place, "links", today=days[-1]).stdout.split() for place in (home, alone)]
    assert sorted(links[0]) == sorted(links[1])
