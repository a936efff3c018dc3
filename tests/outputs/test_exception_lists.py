"""The officers' lists."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from outputs.exception_lists import About, Column, ListSheet, write_list
from outputs.rows import Marked

AS_AT = date(2026, 10, 31)
HEADINGS = [
    "Case", "Surname", "Forename", "Date of birth", "Days missing", "Status", "Next action date", "Notes", "Decision",
    "Row key",
]  # fmt: skip


def child(number: int, surname: str = "Hollow", notes: str | None = None) -> tuple[object, ...]:
    born, due = date(2015, 3, number), date(2026, 11, 5)
    return (f"C{number}", surname, "Wren", born, number, "New", due, notes, None, f"leavers/C{number}")


def written(
    about: About, sheets: list[ListSheet], folder: Path, *, demonstration: bool = False, warnings: tuple[str, ...] = ()
) -> Workbook:
    path = folder / f"{about.code}.xlsx"
    write_list(about, sheets, path, authority="Anytown", as_at=AS_AT, demonstration=demonstration, warnings=warnings)
    return load_workbook(path)


def words(sheet: Worksheet) -> list[str]:
    return [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None]


def test_rows_come_back_as_they_went_in(tmp_path: Path, about: About) -> None:
    rows = [child(2, "=HYPERLINK()", "two\nlines"), child(1, "Łukasz & <Co>")]
    sheet = written(about, [ListSheet("Leavers", rows)], tmp_path)["Leavers"]
    read = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert read[0] == HEADINGS
    assert read[1][:3] == ["C2", "=HYPERLINK()", "Wren"]
    assert read[1][3].date() == date(2015, 3, 2)
    assert read[1][4:] == [2, "New", read[1][6], "two\nlines", None, "leavers/C2"]
    assert read[2][1] == "Łukasz & <Co>"
    assert sheet["B2"].data_type == "s"
    assert sheet["D2"].number_format == "dd/mm/yyyy"


def test_headings_stay_filter_and_print(tmp_path: Path, about: About) -> None:
    sheet = written(about, [ListSheet("Leavers", [child(1), child(2)])], tmp_path)["Leavers"]
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == "A1:J3"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.dimensions == "A1:J3"
    assert sheet.column_dimensions["J"].hidden
    assert not sheet.protection.sheet


def test_drop_downs_point_at_their_choices(tmp_path: Path, about: About) -> None:
    workbook = written(about, [ListSheet("Leavers", [child(n) for n in range(1, 8)])], tmp_path)
    rules = {str(rule.sqref): rule for rule in workbook["Leavers"].data_validations.dataValidation}
    assert sorted(rules) == ["F2:F8", "G2:G8", "I2:I8"]
    offered = {}
    for cells in ("F2:F8", "I2:I8"):
        title, _, area = str(rules[cells].formula1).partition("!")
        offered[cells] = [row[0].value for row in workbook[title.strip("'")][area.replace("$", "")]]
    assert offered == {"F2:F8": ["New", "In progress", "Tracked - destination confirmed"], "I2:I8": ["Yes", "No"]}
    assert rules["G2:G8"].type == "date"


def test_columns_that_offer_the_same_share_their_choices(tmp_path: Path, about: About) -> None:
    decision = about.officer_columns[-1]
    third = replace(decision, name="third", heading="Third", choices=("Maybe",))
    alike = replace(
        about, officer_columns=(*about.officer_columns, replace(decision, name="b", heading="Again"), third)
    )
    rows = [(*child(1)[:-1], None, None, "leavers/C1")]
    workbook = written(alike, [ListSheet("Leavers", rows)], tmp_path)
    rules = {str(rule.sqref): str(rule.formula1) for rule in workbook["Leavers"].data_validations.dataValidation}
    assert rules["I2"] == rules["J2"] != rules["K2"]
    assert words(workbook["Read me"]).count("Yes") == 1
    assert "Decision to Again: the choices" in words(workbook["Read me"])


def test_grey_is_the_pipelines_and_white_the_officers(tmp_path: Path, about: About) -> None:
    sheet = written(about, [ListSheet("Leavers", [child(1)])], tmp_path)["Leavers"]
    fills = [sheet.cell(2, column).fill.fill_type for column in range(1, 11)]
    assert fills == ["solid"] * 5 + [None] * 4 + ["solid"]
    headings = [sheet.cell(1, column).fill.fill_type for column in range(1, 10)]
    assert headings == ["solid"] * 5 + [None] * 4


def test_marked_cells_are_bold_on_amber_whatever_they_hold(tmp_path: Path, about: About) -> None:
    case, surname, forename, born, days, *rest = child(1)
    row = (case, Marked("=Hollow"), forename, Marked(born), Marked(days), *rest)
    workbook = written(replace(about, mark="They differ."), [ListSheet("Leavers", [row])], tmp_path)
    sheet = workbook["Leavers"]
    looks = [(bool(cell.font.b), cell.fill.fgColor.rgb) for cell in sheet[2][:5]]
    amber, grey = (True, "00FFF2CC"), (False, "00EFEFEF")
    assert looks == [grey, amber, grey, amber, amber]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=Hollow", "s")
    assert (sheet["D2"].value.date(), sheet["D2"].number_format) == (born, "dd/mm/yyyy")
    assert (surname, sheet["E2"].value) == ("Hollow", 1)
    assert words(workbook["Read me"])[words(workbook["Read me"]).index("Bold on amber") + 1] == "They differ."


def test_both_forenames_of_a_pair_stay_in_sight(tmp_path: Path, about: About) -> None:
    other = (*about.columns[:3], Column("forename_other", "Forename of the other"), *about.columns[3:])
    rows = [(*child(1)[:3], "Ren", *child(1)[3:])]
    sheet = written(replace(about, columns=other), [ListSheet("Leavers", rows)], tmp_path)["Leavers"]
    assert sheet.freeze_panes == "E2"


@pytest.mark.parametrize(("one", "two", "opens"), [(1, 0, "One"), (1, 1, "One"), (0, 1, "Two"), (0, 0, "Read me")])
def test_opens_on_the_first_sheet_with_somebody_on_it(
    tmp_path: Path, about: About, one: int, two: int, opens: str
) -> None:
    sheets = [ListSheet("One", [child(n) for n in range(1, one + 1)]), ListSheet("Two", [child(9)] * two)]
    workbook = written(about, sheets, tmp_path)
    assert workbook.sheetnames == ["Read me", "One", "Two"]
    assert workbook.active is workbook[opens]
    assert [sheet.title for sheet in workbook.worksheets if sheet.sheet_view.tabSelected] == [opens]


def test_read_me_says_what_it_is(tmp_path: Path, about: About) -> None:
    sheets = [ListSheet("One", [child(1), child(2)]), ListSheet("Two", [])]
    says = words(written(about, sheets, tmp_path, warnings=("Returns are 141 days old.",))["Read me"])
    for expected in (
        "Leavers", "Every child who fits the leavers line.", "Policy 2021, Appendix 3", "Returns are 141 days old.",
        "2 rows", "Nobody on this sheet", "Filter.", "The reference.",
    ):  # fmt: skip
        assert expected in says
    assert says.index("Returns are 141 days old.") < says.index("What it is")


def test_a_reader_that_trusts_the_stated_size_sees_every_row(tmp_path: Path, about: About) -> None:
    written(about, [ListSheet("Leavers", [child(n) for n in range(1, 8)])], tmp_path)
    sheet = load_workbook(tmp_path / "leavers.xlsx", read_only=True)["Leavers"]
    assert [row[0].value for row in sheet.rows] == ["Case", "C1", "C2", "C3", "C4", "C5", "C6", "C7"]
    sheet.parent.close()


def test_an_empty_list_has_headings_and_says_so(tmp_path: Path, about: About) -> None:
    workbook = written(about, [ListSheet("Leavers", [])], tmp_path)
    assert [list(row) for row in workbook["Leavers"].iter_rows(values_only=True)] == [HEADINGS]
    assert "Nobody on this list" in words(workbook["Read me"])


def test_demonstration_stands_on_every_sheet(tmp_path: Path, about: About) -> None:
    workbook = written(about, [ListSheet("Leavers", [child(1)])], tmp_path, demonstration=True)
    assert workbook.sheetnames == ["Read me", "Leavers demo"]
    assert "Demonstration data: every child is made up." in words(workbook["Read me"])
    assert {sheet.oddHeader.right.text for sheet in workbook.worksheets} == {
        "Demonstration data: every child is made up"
    }


def test_the_same_list_gives_the_same_bytes(tmp_path: Path, about: About) -> None:
    content = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        written(about, [ListSheet("Leavers", [child(1), child(2)])], tmp_path / name)
        content.append((tmp_path / name / "leavers.xlsx").read_bytes())
    assert content[0] == content[1]


def test_a_long_note_makes_its_row_taller(tmp_path: Path, about: About) -> None:
    rows = [child(1), child(2, notes="Rang again, no answer; will visit with the EWO. " * 6)]
    sheet = written(about, [ListSheet("Leavers", rows)], tmp_path)["Leavers"]
    short, tall = sheet.row_dimensions[2].height, sheet.row_dimensions[3].height
    assert short == 15
    assert tall is not None
    assert tall > 60
    with zipfile.ZipFile(tmp_path / "leavers.xlsx") as archive:
        assert "customHeight" not in archive.read("xl/worksheets/sheet2.xml").decode().split('<row r="2"')[1]


def test_a_row_with_a_value_too_few_is_refused_and_the_old_list_stays(tmp_path: Path, about: About) -> None:
    written(about, [ListSheet("Leavers", [child(1)])], tmp_path)
    with pytest.raises(ValueError, match="shorter"):
        written(about, [ListSheet("Leavers", [child(2)[:-1]])], tmp_path)
    assert load_workbook(tmp_path / "leavers.xlsx")["Leavers"]["A2"].value == "C1"
    assert [path.name for path in tmp_path.iterdir()] == ["leavers.xlsx"]
