"""What lies in the folder of lists and what is chosen anew: each is read once, left or named, and none is lost."""

from __future__ import annotations

import shutil
from datetime import timedelta
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


def test_another_format_is_named_under_any_name_and_moved_only_from_the_place_of_a_list(desk: Desk) -> None:
    names = ("leavers (2).ods", "leavers of Jo.ods", "Jo.xls", "budget.csv")
    for name in names:
        (desk.folder / name).write_bytes(name.encode())
    collected = desk.read()
    assert sorted(text.split(" cannot")[0] for text in collected.set_aside) == [
        "lists/Jo.xls",
        "lists/leavers (2).ods",
        "lists/leavers of Jo.ods",
    ]
    assert collected.left_alone == ["lists/budget.csv is none of the lists and was left alone."]
    assert {name for name in names if (desk.folder / name).exists()} == {*names} - {"leavers (2).ods"}
    # What was left alone is looked at again under a name that is a list's.
    (desk.folder / "budget.csv").rename(desk.folder / "leavers.csv")
    assert any(text.startswith("lists/leavers.csv cannot be read back: it is of") for text in desk.read().set_aside)


def test_a_list_that_cannot_be_read_stays_where_it_is_open_or_cannot_be_moved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.path.write_bytes(b"cut off")
    lock = desk.folder / "~$leavers.xlsx"
    lock.write_bytes(b"P Lee")
    (said,) = desk.read(0).set_aside
    assert said.endswith("Somebody has it open, so it was left where it is.")
    lock.unlink()

    def refuse(path: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    (said,) = desk.read().set_aside
    assert said.endswith("It could not be moved (Permission denied) and was left where it is.")
    assert desk.path.exists()


def test_a_list_saved_in_a_folder_below_is_named_each_night_until_it_is_moved(desk: Desk) -> None:
    for name in ("old/of Jo", "set-aside", ".snapshot", "untouched"):
        (desk.folder / name).mkdir(parents=True)
        shutil.copy(desk.path, desk.folder / name / "leavers of June.xlsx")
    desk.day += timedelta(days=1)
    for name in ("old/of Jo", "set-aside", ".snapshot"):
        desk.type(2, "Notes", "Rang twice.", f"{name}/leavers of June.xlsx")
    (desk.folder / "old" / "budget.xlsx").write_bytes(b"no list")
    (desk.folder / "old" / "Leavers - Copy.xlsx").write_bytes(b"cut off")
    (desk.folder / "old" / "~$leavers.xlsx").write_bytes(b"P Lee")
    told = (
        " lies in a folder of its own, where nothing is read back: move it into lists/ itself for what was typed there "
    )
    named = [
        f"lists/{name}{told}to count, else out of lists/."
        for name in ("old/Leavers - Copy.xlsx", "old/of Jo/leavers of June.xlsx")
    ]
    assert desk.read().unclear == named
    desk.write()
    assert (desk.read().unclear, desk.entries()) == (named, [])
    (desk.folder / "old" / "Leavers - Copy.xlsx").unlink()
    (desk.folder / "old" / "of Jo" / "leavers of June.xlsx").rename(desk.folder / "leavers of June.xlsx")
    assert desk.read().unclear == []
    assert desk.entries() == [(OTMAR, "Notes", "Rang twice.")]
    # Put away once it was read, it is nothing to look at.
    (desk.folder / "leavers of June.xlsx").rename(desk.folder / "old" / "leavers of June.xlsx")
    assert desk.read().unclear == []
