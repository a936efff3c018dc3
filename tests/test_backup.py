"""Backups: a damaged or lost store comes back from one, and nothing newer than it is overwritten."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import pytest
from command_line import cme
from runs import DONE, FAILED, LOOK, published
from small_council import TODAY

from pipeline import backup
from pipeline.errors import CmeError
from pipeline.settings import Settings

TOMORROW = TODAY + timedelta(1)


@pytest.fixture(scope="module")
def backed_up(council_issued: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CME_HOME whose October report is issued, and a backup of it."""
    home = Path(shutil.copytree(council_issued, tmp_path_factory.mktemp("backed up") / "home"))
    done = cme(home, "backup", today=TODAY)
    assert done.exit_code == DONE, done.said
    return home


@pytest.fixture(scope="module")
def next_night(backed_up: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the night after comes to where nothing is damaged."""
    home = Path(shutil.copytree(backed_up, tmp_path_factory.mktemp("untouched") / "home"))
    assert cme(home, "nightly", today=TOMORROW).exit_code == DONE
    return published(home)


@pytest.fixture
def copy(backed_up: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(backed_up, tmp_path / "home"))


def damaged_in_the_middle(store: Path) -> None:
    """Every block but the headers and the list of tables: it opens, and cannot be read."""
    content = bytearray(store.read_bytes())
    for at in range(4096 * 3 + 5000, len(content) - 300_000, 40_000):
        content[at : at + 64] = bytes(64 * [0x5A])
    store.write_bytes(content)


def truncated(store: Path) -> None:
    store.write_bytes(store.read_bytes()[:100_000])


def overwritten(store: Path) -> None:
    store.write_bytes(b"<html>the disk was repaired</html>" * 1000)


def lost(store: Path) -> None:
    store.unlink()


DAMAGES = [damaged_in_the_middle, truncated, overwritten, lost]


def place(home: Path) -> Path:
    """The folder of the backup."""
    return home / "backups" / str(TODAY)


def test_a_backup_has_everything_that_cannot_be_made_again(backed_up: Path) -> None:
    files = json.loads((place(backed_up) / "manifest.json").read_text())["files"]
    assert {"store/cme.duckdb", "cme.toml", "lists/cme-register.xlsx", "reports/2026-10-31/appendix-3.xlsx"} <= set(
        files
    )
    assert not [name for name in files if name.startswith(("inbox", "logs", "store/run"))]
    assert backup.damage_of(place(backed_up)) == []


def test_nobody_else_may_read_it(backed_up: Path) -> None:
    for path in [backed_up / "backups", *(backed_up / "backups").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name


def test_a_second_one_of_a_day_stands_beside_the_first(copy: Path) -> None:
    assert f"{TODAY}-2" in cme(copy, "backup", today=TODAY).stdout
    assert backup.newest_backup(Settings(copy)) == place(copy).with_name(f"{TODAY}-2")


def test_the_tenth_of_a_day_is_newer_than_the_second(tmp_path: Path) -> None:
    for name in ("2026-11-01-2", "2026-11-01-10", "2026-10-31-11", ".2026-11-02.tmp", "2026-11-03 - Copy"):
        (tmp_path / "backups" / name).mkdir(parents=True)
    assert backup.newest_backup(Settings(tmp_path)) == tmp_path / "backups" / "2026-11-01-10"


def test_half_a_backup_is_never_seen(copy: Path) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with patch("pipeline.backup.shutil.copyfile", full):
        done = cme(copy, "backup", today=TOMORROW)
    assert (done.exit_code, done.stderr.count("\n")) == (FAILED, 1)
    assert [path.name for path in (copy / "backups").iterdir()] == [str(TODAY)]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_comes_back_and_the_next_night_is_as_if_nothing_had_been(
    copy: Path, next_night: dict[str, bytes], damage: Any
) -> None:
    damage(copy / "store" / "cme.duckdb")
    for command in ("nightly", "verify", "backup"):
        done = cme(copy, command, today=TOMORROW)
        assert done.exit_code in (FAILED, LOOK), (command, done.said)
        assert "Traceback" not in done.said
        assert "cme restore" in done.said or "cme verify" in done.said
    assert [path.name for path in (copy / "backups").iterdir()] == [str(TODAY)]
    done = cme(copy, "restore", today=TOMORROW)
    assert done.exit_code == DONE, done.said
    assert cme(copy, "nightly", today=TOMORROW).exit_code == DONE
    assert published(copy) == next_night
    assert cme(copy, "verify", today=TOMORROW).exit_code == DONE


def test_what_lay_there_is_set_aside(copy: Path) -> None:
    truncated(copy / "store" / "cme.duckdb")
    was = (copy / "store" / "cme.duckdb").read_bytes()
    cme(copy, "restore", today=TOMORROW)
    assert (copy / "store" / "set-aside" / str(TOMORROW) / "cme.duckdb").read_bytes() == was


def test_a_store_that_is_whole_is_not_replaced(copy: Path) -> None:
    done = cme(copy, "restore", today=TOMORROW)
    assert done.exit_code == FAILED
    assert "--force" in done.stderr
    assert cme(copy, "restore", "--force", today=TOMORROW).exit_code == DONE


def test_what_is_missing_comes_back_and_what_is_there_stays(copy: Path) -> None:
    report, register = copy / "reports" / "2026-10-31" / "appendix-3.xlsx", copy / "lists" / "cme-register.xlsx"
    was = report.read_bytes()
    report.unlink()
    register.write_bytes(b"saved by an officer since")
    assert "1 files that were missing" in cme(copy, "restore", "--force", today=TOMORROW).stdout
    assert report.read_bytes() == was
    assert register.read_bytes() == b"saved by an officer since"


def test_a_damaged_backup_is_not_restored(copy: Path) -> None:
    overwritten(place(copy) / "store" / "cme.duckdb")
    before = (copy / "store" / "cme.duckdb").read_bytes()
    with pytest.raises(CmeError, match="is damaged"):
        backup.restore(Settings(copy), None, TOMORROW, force=True)
    assert (copy / "store" / "cme.duckdb").read_bytes() == before
    assert cme(copy, "verify", today=TOMORROW).exit_code == LOOK


@pytest.mark.parametrize(
    "manifest",
    [
        *('{"files": []}', "[]", "{", '{"files": {}}'),
        '{"files": {"store/cme.duckdb": "", "lists/../../outside.txt": ""}}',
        '{"files": {"store/cme.duckdb": "", "/outside.txt": ""}}',
        '{"files": {"store/cme.duckdb": "", "lists": ""}}',
    ],
)
def test_a_manifest_that_no_backup_has_written(copy: Path, manifest: str) -> None:
    (place(copy) / "manifest.json").write_text(manifest)
    assert backup.damage_of(place(copy)) == ["manifest.json"]


def test_what_a_killed_run_left_in_the_log_is_kept_when_the_store_is_set_aside(copy: Path) -> None:
    """By then it is in the store."""
    left = "import duckdb, os, sys; con = duckdb.connect(sys.argv[1]); con.execute(sys.argv[2]); os._exit(1)"
    durable = copy / "store" / "cme.duckdb"
    entry = "INSERT INTO decisions.conflict VALUES (77, 77)"
    subprocess.run([sys.executable, "-c", left, str(durable), entry], check=False)
    assert durable.with_name("cme.duckdb.wal").exists()
    assert cme(copy, "restore", "--force", today=TOMORROW).exit_code == DONE
    with duckdb.connect(str(copy / "store" / "set-aside" / str(TOMORROW) / "cme.duckdb"), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM decisions.conflict WHERE entry_id = 77").fetchall() == [(1,)]


def test_there_is_a_store_at_every_moment(copy: Path) -> None:
    """Cut off at the last moment before the backup is in its place, what lay there lies there still."""
    real = Path.replace

    def cut(path: Path, target: Path) -> Path:
        if Path(target).name == "cme.duckdb":
            assert (copy / "store" / "cme.duckdb").exists()
            raise KeyboardInterrupt
        return real(path, target)

    with patch.object(Path, "replace", cut), pytest.raises(KeyboardInterrupt):
        backup.restore(Settings(copy), None, TOMORROW, force=True)
    assert cme(copy, "nightly", today=TOMORROW).exit_code == DONE
    assert not list((copy / "store").glob("*restoring*"))


def test_without_a_backup(tmp_path: Path) -> None:
    for command in ("restore", "backup", "verify"):
        done = cme(tmp_path, command, today=TODAY)
        assert (done.exit_code, done.stderr.count("\n")) == (FAILED, 1), command


def test_a_lost_store_is_not_begun_anew_in_silence(copy: Path) -> None:
    lost(copy / "store" / "cme.duckdb")
    done = cme(copy, "nightly", today=TOMORROW)
    assert done.exit_code == FAILED
    assert "cme restore" in done.stderr
    assert not (copy / "store" / "cme.duckdb").exists()


def test_verify_names_what_is_not_as_it_was(copy: Path) -> None:
    assert cme(copy, "verify", today=TODAY).exit_code == DONE
    (copy / "lists" / "leavers.xlsx").unlink()
    (copy / "reports" / "2026-10-31" / "appendix-3.json").write_text("{}")
    (copy / "store" / "run.duckdb").write_bytes(b"nothing")
    found = json.loads(cme(copy, "verify", "--json", today=TODAY).stdout)["wrong"]
    assert len(found) == 3
    for name in ("leavers.xlsx", "appendix-3.json", "run.duckdb"):
        assert any(name in sentence for sentence in found)


def test_verify_names_every_backup_that_is_damaged(copy: Path) -> None:
    newer = place(copy).with_name(f"{TODAY}-2")
    shutil.copytree(place(copy), newer)
    done = cme(copy, "verify", today=TODAY)
    assert (done.exit_code, "2 of 2 backups are whole" in done.stdout) == (DONE, True)
    damages = {place(copy): ("lists/leavers.xlsx", "take its folder away"), newer: ("manifest.json", "`cme backup`")}
    for number, (folder, (file, what_to_do)) in enumerate(damages.items(), 1):
        (folder / file).write_bytes(b"overwritten")
        done = cme(copy, "verify", "--json", today=TODAY)
        wrong = [
            sentence for sentence in json.loads(done.stdout)["wrong"] if f"The backup {folder.name} is" in sentence
        ]
        assert (done.exit_code, len(wrong), len(json.loads(done.stdout)["wrong"])) == (LOOK, 1, number)
        assert file in wrong[0]
        assert what_to_do in wrong[0]


def test_verify_finds_rows_that_do_not_belong_together(copy: Path) -> None:
    from pipeline import store

    con = store.open_durable(Settings(copy))
    con.execute(
        "DELETE FROM valid.education_students WHERE row_id = (SELECT min(row_id) FROM valid.education_students)"
    )
    con.execute("UPDATE landing.file SET used = used + 1 WHERE file_id = 1")
    con.close()
    found = json.loads(cme(copy, "verify", "--json", today=TODAY).stdout)["wrong"]
    assert any("rows of education/students" in sentence for sentence in found)
    assert any("not all accounted for" in sentence for sentence in found)
