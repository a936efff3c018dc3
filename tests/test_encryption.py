"""The store encrypted at rest: no plain text in it, one sentence where the key is not the one, another key or none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from itertools import count
from pathlib import Path
from unittest.mock import patch

import duckdb
import pytest
from command_line import cme
from runs import DONE, FAILED, two_leavers
from small_council import GATEWAY, TODAY, deliver, tables

from pipeline import databases, settings, store
from pipeline.errors import SettingsError, StoreError

KEY, OTHER_KEY = "a key that is long enough", "another that is long enough"
ENCRYPTED = f'{GATEWAY}[encryption]\nkey_file = "key"\n'
USAGE = 2
READABLE = {
    b"date_of_birth",
    b"CREATE TABLE",
    *(row["surname"].encode() for rows in tables().values() for row in rows if len(row.get("surname", "")) > 4),
}
"""What every store in plain shows to whoever looks into its files."""


def write_key(home: Path, key: str = KEY, name: str = "key") -> Path:
    """A key file that nobody else can read."""
    file = home / name
    file.touch(mode=0o600)
    file.write_text(key + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CME_HOME after a night with a key."""
    home = tmp_path_factory.mktemp("encrypted")
    deliver(home, settings=ENCRYPTED)
    write_key(home)
    assert cme(home, "nightly", today=TODAY).exit_code == DONE
    return home


@pytest.fixture
def copy(encrypted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(encrypted, tmp_path / "home"))


def in_plain(folder: Path) -> dict[str, list[bytes]]:
    """The files under a store that show something, and what."""
    contents = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shown = {name: sorted(one for one in READABLE if one in content) for name, content in contents.items()}
    return {name: found for name, found in shown.items() if found}


def test_nothing_under_the_store_is_readable(encrypted: Path) -> None:
    assert {path.name for path in (encrypted / "store").iterdir()} >= {"cme.duckdb", "run.duckdb"}
    assert in_plain(encrypted / "store") == {}


def test_without_a_key_it_is_readable(council_issued: Path) -> None:
    """So that the test above can fail."""
    assert set(in_plain(council_issued / "store")) == {"cme.duckdb", "run.duckdb"}


def test_the_lists_are_those_of_a_store_in_plain(encrypted: Path, tmp_path: Path) -> None:
    home = tmp_path / "plain"
    home.mkdir()
    deliver(home)
    cme(home, "nightly", today=TODAY)
    for path in (home / "lists").glob("*.xlsx"):
        assert path.read_bytes() == (encrypted / "lists" / path.name).read_bytes(), path.name


def test_nothing_is_readable_while_a_run_is_at_work(copy: Path) -> None:
    looks = []
    two_leavers(copy)
    with patch("pipeline.printing.progress", lambda: nullcontext(lambda _: looks.append(in_plain(copy / "store")))):
        assert cme(copy, "nightly", today=TODAY + timedelta(1)).exit_code == DONE
    assert len(looks) >= 5
    assert not any(looks)


@pytest.mark.parametrize("opened", [lambda con: con, databases.beside], ids=["by a run", "beside one"])
def test_what_is_spilt_is_encrypted(tmp_path: Path, opened: Callable[[store.Connection], store.Connection]) -> None:
    (tmp_path / "store").mkdir(parents=True)
    said = settings.Settings(tmp_path, key=KEY)
    con = opened(store.open_durable(said))
    con.execute("SET memory_limit = '60MB'")
    con.execute("CREATE TEMP TABLE wide AS SELECT 'CANARY' || md5(range::VARCHAR) AS words FROM range(2_000_000)")
    spilt = [path.read_bytes() for path in (tmp_path / "store" / store.SPILL).iterdir()]
    con.close()
    assert sum(map(len, spilt)) > 1_000_000
    assert not any(b"CANARY" in content for content in spilt)


def test_a_wrong_key_is_one_sentence(copy: Path) -> None:
    write_key(copy, OTHER_KEY)
    for command in (("nightly",), ("status",), ("explain", "1001"), ("links",)):
        done = cme(copy, *command, today=TODAY)
        assert (done.exit_code, done.stderr.count("\n")) == (FAILED, 1), command
        assert "another key" in done.stderr
        assert OTHER_KEY not in done.said


def test_no_key_is_one_sentence(copy: Path) -> None:
    (copy / "cme.toml").write_text(GATEWAY, encoding="utf-8")
    done = cme(copy, "nightly", today=TODAY)
    assert (done.exit_code, done.stderr.count("\n")) == (FAILED, 1)
    assert "encrypted and no key is given" in done.stderr


def test_a_key_for_a_store_in_plain_is_one_sentence(council_issued: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(council_issued, tmp_path / "home"))
    (home / "cme.toml").write_text(ENCRYPTED, encoding="utf-8")
    write_key(home)
    done = cme(home, "nightly", today=TODAY)
    assert (done.exit_code, done.stderr.count("\n")) == (FAILED, 1)
    assert "`cme rekey`" in done.stderr


def test_a_store_in_plain_is_encrypted_and_written_in_plain_again(council_issued: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(council_issued, tmp_path / "home"))
    links = cme(home, "links", today=TODAY).stdout
    (home / "cme.toml").write_text(ENCRYPTED, encoding="utf-8")
    key = write_key(home)
    assert "encrypted with the key that is set" in cme(home, "rekey", today=TODAY).stdout
    assert in_plain(home / "store") == {}
    assert cme(home, "links", today=TODAY).stdout == links
    assert "already" in cme(home, "rekey", today=TODAY).stdout
    (home / "cme.toml").write_text(GATEWAY, encoding="utf-8")
    assert cme(home, "rekey", today=TODAY).exit_code == FAILED
    assert "not encrypted" in cme(home, "rekey", "--from", str(key), today=TODAY).stdout
    assert cme(home, "links", today=TODAY).stdout == links
    assert cme(home, "nightly", today=TODAY).exit_code == DONE


def test_another_key(copy: Path) -> None:
    old = write_key(copy, KEY, "old")
    write_key(copy, OTHER_KEY)
    modes = {path.name: path.stat().st_mode for path in (copy / "store").iterdir()}
    assert cme(copy, "rekey", "--from", str(old), today=TODAY).exit_code == DONE
    assert {path.name: path.stat().st_mode for path in (copy / "store").iterdir()} == modes
    assert cme(copy, "status", today=TODAY).exit_code == DONE
    with pytest.raises(StoreError, match="another key"):
        store.open_durable(settings.Settings(copy, key=KEY))


@pytest.mark.parametrize("cut_off_at", [1, 2])
def test_cut_off_while_it_is_put_in_place(copy: Path, cut_off_at: int) -> None:
    """What is done is done: `cme rekey` ends it, and the next night has everything."""
    old = write_key(copy, KEY, "old")
    write_key(copy, OTHER_KEY)
    calls = count(1)

    def cut(path: Path, target: Path) -> None:
        if next(calls) == cut_off_at:
            raise KeyboardInterrupt
        os.replace(path, target)  # noqa: PTH105 (Path.replace is what is cut off here)

    with patch.object(Path, "replace", cut), pytest.raises(KeyboardInterrupt):
        store.rekey(settings.load(copy), KEY)
    assert cme(copy, "rekey", "--from", str(old), today=TODAY).exit_code == DONE
    assert cme(copy, "nightly", today=TODAY).exit_code == DONE
    assert {path.name for path in (copy / "store").iterdir()} == {"cme.duckdb", "run.duckdb", "run.lock"}


@pytest.mark.parametrize(
    ("mode", "text", "said"),
    [(0o644, KEY, "chmod 600"), (0o600, "short", "fewer than 16"), (0o600, "", "fewer than 16")],
)
def test_a_key_file_that_will_not_do(tmp_path: Path, mode: int, text: str, said: str) -> None:
    (tmp_path / "cme.toml").write_text(ENCRYPTED, encoding="utf-8")
    write_key(tmp_path, text).chmod(mode)
    done = cme(tmp_path, "status", today=TODAY)
    assert (done.exit_code, done.stderr.count("\n")) == (USAGE, 1)
    assert said in done.stderr


def test_a_key_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "cme.toml").write_text(ENCRYPTED, encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot be opened"):
        settings.load(tmp_path)


def test_the_key_of_the_environment_goes_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cme.toml").write_text(ENCRYPTED, encoding="utf-8")
    monkeypatch.setenv("CME_KEY", OTHER_KEY)
    said = settings.load(tmp_path)
    assert said.key == OTHER_KEY
    assert OTHER_KEY not in repr(said)


def test_without_what_encrypts(tmp_path: Path) -> None:
    with (
        patch.object(databases, "find_spec", lambda name: None),
        pytest.raises(SettingsError, match="extra `encryption`"),
    ):
        store.open_durable(settings.Settings(tmp_path, key=KEY))


def test_a_copy_that_is_not_whole_changes_nothing(copy: Path) -> None:
    before = {path.name: path.read_bytes() for path in (copy / "store").glob("*.duckdb")}
    with (
        patch.object(databases, "_rows", lambda con, name: [("", "", len(name) + (name == "new"))]),
        pytest.raises(StoreError, match="not whole"),
    ):
        store.rekey(settings.Settings(copy, key=OTHER_KEY), KEY)
    assert {name: (copy / "store" / name).read_bytes() for name in before} == before
    with duckdb.connect() as con:
        databases.attach(con, copy / "store" / "cme.duckdb", "cme", KEY, read_only=True)


def test_what_a_killed_run_left_in_the_log_is_there_once_and_under_the_key(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    store.open_durable(settings.Settings(tmp_path)).close()
    left = "import duckdb, os, sys; con = duckdb.connect(sys.argv[1]); con.execute(sys.argv[2]); os._exit(1)"
    entry = "INSERT INTO decisions.conflict VALUES (77, 78)"
    subprocess.run([sys.executable, "-c", left, str(tmp_path / "store" / "cme.duckdb"), entry], check=False)
    assert (tmp_path / "store" / "cme.duckdb.wal").exists()
    encrypted = settings.Settings(tmp_path, key=KEY)
    assert store.rekey(encrypted, None)
    assert not (tmp_path / "store" / "cme.duckdb.wal").exists()
    con = store.open_durable(encrypted)
    assert con.execute("FROM decisions.conflict").fetchall() == [(77, 78)]
    con.close()
