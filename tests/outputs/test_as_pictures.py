"""What LibreOffice and Chromium make of the files: page counts, values after saving again, no sideways scrolling."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path

import pytest
from openpyxl import load_workbook
from programs import program

from outputs.appendix_3 import Report, RunningTotal, Section, write_workbook
from outputs.exception_lists import About, ListSheet, write_list
from outputs.run_report import RunReport, render

pytestmark = pytest.mark.office


def convert(folder: Path, to: str, *files: Path) -> None:
    office = program("soffice", "libreoffice")
    profile = (folder / "profile").as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", to, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=180)


def pages(pdf: Path) -> list[str]:
    command = [program("pdftotext"), "-layout", str(pdf), "-"]
    read = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return read.stdout.split("\f")[:-1]


def talkative(report: Report, sentences: int) -> Report:
    """The report with so many sentences of commentary on every line of page 1, and two full years of issues."""
    said = ("Eleven of them rest on a school whose return is outstanding.",) * sentences

    def more(section: Section) -> Section:
        lines = tuple(replace(line, commentary=said, own=" ".join(said[: sentences // 2])) for line in section.lines)
        return replace(section, lines=lines)

    months = [date(year, month, 28) for year in (2025, 2026) for month in (1, 2, 3, 4, 5, 6, 10, 11, 12)]
    totals = tuple(RunningTotal(month, 50, 62, 430, 4) for month in months)
    return replace(report, page_1=tuple(map(more, report.page_1)), running_totals=totals)


def test_the_form_prints_on_two_pages(tmp_path: Path, report: Report) -> None:
    files = []
    for sentences in (0, 1, 4):
        files.append(tmp_path / f"with-{sentences}.xlsx")
        write_workbook(report if not sentences else talkative(report, sentences), files[-1])
    convert(tmp_path, "pdf", *files)
    for file in files:
        form = [page for page in pages(file.with_suffix(".pdf")) if "MEASURE" in page]
        assert len(form) == 2, file.name
        assert "TOTAL" in form[0]
        assert "No offer recorded" in form[0]
        assert "LAST" in form[0]  # the last column is on the same page
        assert "HISTORICAL CASES" not in form[0]
        assert "HISTORICAL CASES" in form[1]
        assert "38 children of compulsory school age" in form[1]


@pytest.mark.filterwarnings("ignore:Unable to read chart")  # openpyxl cannot read LibreOffice's dates in charts
def test_saved_again_by_another_program_nothing_is_lost(tmp_path: Path, report: Report, about: About) -> None:
    row = ("C1", "=1+1", "Wren", date(2015, 3, 1), 0, "New", None, "@note\nwith <two> lines", "Yes", "leavers/C1")
    write_list(
        about,
        [ListSheet("Leavers", [row] * 3)],
        tmp_path / "leavers.xlsx",
        authority="Anytown",
        as_at=date(2026, 10, 31),
        demonstration=False,
    )
    write_workbook(report, tmp_path / "appendix-3.xlsx")
    again = tmp_path / "again"
    again.mkdir()
    convert(again, "xlsx", tmp_path / "leavers.xlsx", tmp_path / "appendix-3.xlsx")
    for name in ("leavers.xlsx", "appendix-3.xlsx"):
        before, after = load_workbook(tmp_path / name), load_workbook(again / name)
        assert after.sheetnames == before.sheetnames
        for sheet in before.worksheets:
            kept = after[sheet.title]
            for cells in sheet.iter_rows():
                for cell in cells:
                    assert kept.cell(cell.row, cell.column).value == cell.value, (
                        f"{name} {sheet.title} {cell.coordinate}"
                    )
                    assert kept.cell(cell.row, cell.column).data_type != "f"
    saved = load_workbook(again / "leavers.xlsx")["Leavers"]
    assert saved.column_dimensions["J"].hidden
    assert len(saved.data_validations.dataValidation) == 3


@pytest.mark.parametrize("width", [400, 1280])
def test_the_page_never_scrolls_sideways(tmp_path: Path, run: RunReport, width: int) -> None:
    """Shown in a frame of that width (a window cannot be so narrow), whose script tells how wide the page came out."""
    measure = "<script>parent.document.title = innerWidth + ' ' + document.documentElement.scrollWidth</script>"
    page = escape(render(run).replace("</body>", f"{measure}</body>"))
    frame = f'<title></title><iframe style="border:0; width:{width}px; height:800px" srcdoc="{page}"></iframe>'
    (tmp_path / "page.html").write_text(f"<!doctype html>{frame}", encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
    command = [
        program("chromium", "google-chrome"), *options, f"--user-data-dir={tmp_path / 'profile'}",
        "--window-size=1400,900", "--dump-dom", (tmp_path / "page.html").as_uri(),
    ]  # fmt: skip
    dom = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    title = dom.partition("<title>")[2].partition("</title>")[0]
    assert title == f"{width} {width}"
