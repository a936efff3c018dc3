"""Lists that are open, or saved meanwhile, when the night comes: none is overwritten, and each is read."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desk import Desk, empty_store
from office import Office, headings
from small_council import TODAY

from pipeline import run

TUESDAY, WEDNESDAY = TODAY.replace(day=3), TODAY.replace(day=4)
EXCEL, LIBREOFFICE, MEANWHILE = (
    ("leavers", "~$leavers.xlsx"),
    ("cme-register", ".~lock.cme-register.xlsx#"),
    "vulnerable",
)
"""Lists and their locks; and the list that is saved while the run is at work."""


def test_lists_open_in_either_program_or_saved_meanwhile_are_written_beside_and_all_are_read(
    council_after_a_night: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(Path(shutil.copytree(council_after_a_night, tmp_path / "home")))
    link = run.link

    def meanwhile(*arguments: Any, **more: Any) -> None:
        """Read back at the start, saved by an officer a minute later, before the run writes its own."""
        office.type(MEANWHILE, "Brunhold", TUESDAY, Notes="Seen.")
        monkeypatch.setattr(run, "link", link)
        link(*arguments, **more)

    monkeypatch.setattr(run, "link", meanwhile)
    office.type(EXCEL[0], "Otmar", TUESDAY, Notes="Rang twice.")
    office.type(LIBREOFFICE[0], "Sabetha", TUESDAY, Notes="Wrote.")
    for _, lock in (EXCEL, LIBREOFFICE):
        (office.lists / lock).write_bytes(b"P Lee")
    before = {name: (office.lists / f"{name}.xlsx").read_bytes() for name, _ in (EXCEL, LIBREOFFICE)}
    done = office.night(TUESDAY)
    assert done.exit_code == 3
    for name in (*before, MEANWHILE):
        said = f"{name}.xlsx is open, so the new list lies beside it as {name} (newer).xlsx"
        assert said in done.stderr
    assert {name: (office.lists / f"{name}.xlsx").read_bytes() for name in before} == before
    assert office.said("leavers (newer)", "Otmar", "Notes") == ("Rang twice.",)
    assert office.said("cme-register (newer)", "Otmar", "Notes") == ("Rang twice.",)
    assert office.said("cme-register (newer)", "Sabetha", "Notes") == ("Wrote.",)
    assert office.said(MEANWHILE, "Brunhold", "Notes") == ("Seen.",)
    # The officer goes on in the open one, a colleague takes the newer one.
    office.type("leavers", "Otmar", WEDNESDAY, Officer="P Lee")
    office.type("leavers (newer)", "Brunhold", WEDNESDAY, Officer="A Day")
    office.type("cme-register", "Sabetha", WEDNESDAY, Officer="P Lee")
    office.type("cme-register (newer)", "Otmar", WEDNESDAY, Next_action="Visit")
    for _, lock in (EXCEL, LIBREOFFICE):
        (office.lists / lock).unlink()
    assert office.night(WEDNESDAY).exit_code == 0
    for name in ("leavers", "cme-register"):
        assert office.said(name, "Otmar", "Officer", "Notes", "Next action") == ("P Lee", "Rang twice.", "Visit")
        assert office.said(name, "Brunhold", "Officer", "Notes") == ("A Day", "Seen.")
    assert office.said("cme-register", "Sabetha", "Officer", "Notes") == ("P Lee", "Wrote.")
    assert office.said(MEANWHILE, "Brunhold", "Officer", "Notes") == ("A Day", "Seen.")
    assert [path.name for path in office.lists.glob("*(newer)*")] == []


# One list, without a night

NEWER = "leavers (newer).xlsx"
OTMAR = 2
"""His row."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path, empty_store())
    made.write()
    return made


def night(desk: Desk) -> str:
    """Reads back and writes anew; returns the remark."""
    desk.read()
    return desk.write()


def shown(path: Path, heading: str) -> object:
    sheet = openpyxl.load_workbook(path).worksheets[1]
    return sheet.cell(OTMAR, headings(sheet)[heading]).value


def test_a_list_that_stays_open_for_days_says_each_thing_once(desk: Desk) -> None:
    desk.type(OTMAR, "Notes", "Rang twice.")
    (desk.folder / "~$leavers.xlsx").write_bytes(b"P Lee")
    night(desk)
    desk.type(OTMAR, "Notes", "Found the aunt.", NEWER)
    for _ in range(2):
        night(desk)
        assert shown(desk.folder / NEWER, "Notes") == "Found the aunt."
    assert [value for _, _, value in desk.entries()] == ["Rang twice.", "Found the aunt."]


def test_where_both_are_open_neither_is_touched(desk: Desk) -> None:
    (desk.folder / "~$leavers.xlsx").write_bytes(b"P Lee")
    night(desk)
    (desk.folder / f"~${NEWER}").write_bytes(b"A Day")
    desk.type(OTMAR, "Notes", "Rang twice.")
    before = {name: (desk.folder / name).read_bytes() for name in ("leavers.xlsx", NEWER)}
    assert "leavers (newer 2).xlsx" in night(desk)
    assert {name: (desk.folder / name).read_bytes() for name in before} == before
    assert shown(desk.folder / "leavers (newer 2).xlsx", "Notes") == "Rang twice."
    for lock in desk.folder.glob("~$*"):
        lock.unlink()
    night(desk)
    assert sorted(path.name for path in desk.folder.glob("leavers*")) == ["leavers.xlsx"]


def test_however_many_copies_are_open_none_is_overwritten(desk: Desk) -> None:
    names = ["leavers", "leavers (newer)", *(f"leavers (newer {n})" for n in (2, 3, 4))]
    for number, name in enumerate(names):
        if number:
            shutil.copy(desk.path, desk.folder / f"{name}.xlsx")
        (desk.folder / f"~${name}.xlsx").write_bytes(b"P Lee")
    before = {name: (desk.folder / f"{name}.xlsx").read_bytes() for name in names}
    night(desk)
    assert {name: (desk.folder / f"{name}.xlsx").read_bytes() for name in names} == before
    assert (desk.folder / "leavers (newer 5).xlsx").exists()
