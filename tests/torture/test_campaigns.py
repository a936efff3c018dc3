"""The campaigns of `make torture`: one point of each, with few children."""

from __future__ import annotations

from pathlib import Path

import pytest

from sources.synthetic.city import FEWEST
from tests.torture import full_disk, homes, kills


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
