"""A share that hangs ends the run in a sentence, before it begins and before lists are put on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from unittest.mock import patch

import pytest
from command_line import cme
from runs import DONE, FAILED, published, two_leavers
from small_council import TODAY

from pipeline import shares

TOMORROW = TODAY + timedelta(1)


@pytest.fixture
def awake() -> Iterator[Event]:
    """When it is set, what hung goes on."""
    event = Event()
    yield event
    event.set()


@pytest.mark.parametrize("answers", [0, 2])
def test_a_share_that_hangs(council_issued: Path, tmp_path: Path, awake: Event, answers: int) -> None:
    """answers: how often a folder answers before the one of the lists does no longer."""
    home = Path(shutil.copytree(council_issued, tmp_path / "home"))
    two_leavers(home)
    before, asked = published(home), []

    def hang(folder: Path) -> None:
        asked.append(folder)
        if len(asked) > answers:
            awake.wait()

    with patch.object(shares, "_ask", hang), patch.object(shares, "PATIENCE", 0.5):
        done = cme(home, "nightly", today=TOMORROW)
    assert done.exit_code == FAILED
    assert done.stderr.startswith(f"The folder {home / 'lists'} does not answer")
    assert published(home) == before
    if answers:
        assert cme(home, "nightly", today=TOMORROW).exit_code == DONE
