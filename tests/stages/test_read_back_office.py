"""A list that LibreOffice saved is read as if Excel had."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from desk import ABOUT, BRUNHOLD, MONDAY, OTMAR, SABETHA, Desk, add_column
from office import headings
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet
from programs import program

from outputs.exception_lists import Column, ListSheet, write_list
from pipeline.roundtrip.shown import content_of, keep_version, version_of
from pipeline.roundtrip.stamp import Stamp
from pipeline.stages.collect import collect


def resave(path: Path) -> None:
    """Opens a workbook in LibreOffice and saves it."""
    office = program("soffice", "libreoffice")
    profile, saved = path.parent.parent / "profile", path.parent.parent / "saved"
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(saved), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shutil.move(saved / path.name, path)


@pytest.mark.office
@pytest.mark.parametrize("what", ["as it was", "with everything"])
def test_a_list_saved_by_libreoffice_is_read_as_if_excel_had_saved_it(desk: Desk, what: str) -> None:
    def everything(sheet: Worksheet) -> None:
        at = headings(sheet)
        add_column(sheet, "Visit on", date(2026, 11, 20))
        at = headings(sheet)
        sheet.cell(2, at["Notes"]).value = "long " * 6_500
        sheet.cell(3, at["Next action date"]).value = date(2026, 11, 21)
        sheet.cell(3, at["Status"]).value = "Moved abroad – confirmed"
        sheet.cell(4, at["Officer"]).value = "=1+1"
        sheet.cell(4, at["Surname"]).comment = Comment("Born Smith", "P Lee")
        sheet.delete_cols(at["Line"])

    desk.type(3, "Notes", "Rang twice.\n" + "long " * 6_000)
    desk.read()
    desk.write()
    desk.con.execute("DELETE FROM decisions.workbook")
    first = len(desk.entries())
    desk.change(everything if what == "with everything" else lambda sheet: None)
    resave(desk.path)
    collected = desk.read()
    assert (collected.set_aside, collected.unclear) == ([], [])
    expected = {
        (OTMAR, "Notes", ("long " * 6_500).strip()),
        (BRUNHOLD, "Next action date", "2026-11-21"),
        (BRUNHOLD, "Status", "Moved abroad - confirmed"),
        (SABETHA, "Officer", "2"),
        (f"leavers: {OTMAR}", "Visit on", "2026-11-20"),
        (f"leavers: {SABETHA}", "Comments", "On Surname: Born Smith"),
    }
    assert set(desk.entries()[first:]) == (expected if what == "with everything" else set())


@pytest.mark.office
def test_decisions_on_pairs_saved_by_libreoffice_are_of_the_pair_they_stand_beside(desk: Desk) -> None:
    """Sorted by the other's surname, the first sheet's rows turned round."""
    records = [
        ("education/students:1001", "benefits/children:HB1-1"),
        ("education/students:1002", "benefits/children:B 2"),
    ]
    keys = [f"pair {one} {other}" for one, other in records]
    columns = ("Case", "Surname", "Surname of the other", "Decision", "Notes", "Record", "Record of the other")
    about = replace(
        ABOUT,
        code="match-review",
        columns=tuple(Column(heading, heading) for heading in columns[:3]),
        officer_columns=(Column("decision", "Decision", choices=("Same", "Different")), Column("notes", "Notes")),
        reference_columns=tuple(Column(heading, heading) for heading in columns[5:]),
    )
    rows: list[tuple[object, ...]] = [
        (OTMAR, "Tarnsworth", "Tarnswort", None, None, *records[0], keys[0]),
        (BRUNHOLD, "Dunnock", "Dunock", None, None, *records[1], keys[1]),
    ]
    content = content_of(about, [ListSheet("To decide", rows)])
    keep_version(desk.con, "match-review", content, MONDAY, MONDAY)
    path = desk.folder / "match-review.xlsx"
    turned = [(*row[:3], decision, *row[4:]) for row, decision in zip(rows, ("same", "Different"), strict=True)]
    write_list(
        replace(about, stamp=str(Stamp("852", "match-review", MONDAY, version_of(content)))),
        [ListSheet("To decide", turned[::-1])],
        path,
        authority="Testley",
        as_at=MONDAY,
        demonstration=False,
    )
    resave(path)
    collected = collect(desk.con, desk.folder, desk.day, {"Decision": ("Same", "Different")}, la_code="852")
    assert (collected.unclear, collected.set_aside) == ([], [])
    assert desk.entries() == [(keys[1], "Decision", "Different"), (keys[0], "Decision", "Same")]
