"""What lies in the folder of lists and what is chosen anew: each is read once, left or named, and none is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from desk import Desk, empty_store

OTMAR = "C000000000A"
"""The child of row 2."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path, empty_store())
    made.write()
    return made


def test_a_decision_that_lapsed_can_be_chosen_anew_and_is_no_word_of_anybodys_before(desk: Desk) -> None:
    decided = (OTMAR, "Status", "Moved abroad - confirmed")
    desk.type(2, "Status", decided[2])
    desk.read()
    desk.write()
    shutil.copy(desk.path, desk.folder / "kept.xlsx")
    desk.lapsed = {OTMAR: 1}
    desk.read()
    desk.write()
    assert desk.shows(2, "Status") is None
    # Neither the empty cell nor a copy of before, which shows the status still, says anything.
    desk.type(2, "Notes", "To be looked at again.")
    desk.type(2, "Officer", "P Lee", name="kept.xlsx")
    desk.read()
    assert sorted(desk.entries()[1:]) == [(OTMAR, "Notes", "To be looked at again."), (OTMAR, "Officer", "P Lee")]
    desk.type(2, "Status", decided[2])
    desk.read()
    assert desk.entries()[3:] == [decided]
    assert desk.con.execute("SELECT count(*) FROM decisions.conflict").fetchall() == [(0,)]
    # A second copy of the same list in which it was chosen as well says what stands by now.
    shutil.copy(desk.path, desk.folder / "another.xlsx")
    desk.type(3, "Notes", "A Day", name="another.xlsx")
    desk.read()
    assert len(desk.entries()) == 5
