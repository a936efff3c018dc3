"""Whatever somebody typed arrives in the cell as text, and comes back as it was."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from outputs.rows import stream
from outputs.sheet import Look, Marks, cell_value, new_workbook, put, save, sheet_title
from outputs.text import CUT, LONGEST, clean, lines_needed, looks_like_formula

AS_AT = date(2026, 10, 31)
MARKS = Marks("Anytown", AS_AT, demonstration=False)


def written_and_read(path: Path, values: list[object]) -> list[tuple[object, object]]:
    """Each value as put into a cell and as streamed, read back."""
    workbook = new_workbook("Test", MARKS)
    sheet = workbook.create_sheet("Test")
    put(sheet, 1, 1, "Heading", Look())
    put(sheet, 1, 2, "Streamed", Look())
    for row, value in enumerate(values, start=1):
        put(sheet, row, 3, value, Look())
    rows = [(value, None) for value in values]
    save(workbook, path, AS_AT, streamed={"Test": stream(sheet, len(values) + 1, rows, [Look()] * 2, [20.0] * 2)})
    read = load_workbook(path)["Test"]
    return [(read.cell(row, 3).value, read.cell(len(values) + row, 1).value) for row in range(1, len(values) + 1)]


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 23", "-", "@SUM(A1)", "=", "#N/A", "#REF!", "{=1}", "007", "1e5", "TRUE"]
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xlsx"
    assert written_and_read(path, [text]) == [(text, text)]
    sheet = load_workbook(path)["Test"]
    assert {sheet["C1"].data_type, sheet["A2"].data_type} == {"s"}


@pytest.mark.parametrize(
    ("text", "quoted"), [("=1", True), ("\tx", True), ("-1", True), ("＝1", True), ("Smith-Jones", False)]
)
def test_text_like_a_formula_is_marked_as_text(tmp_path: Path, text: str, quoted: bool) -> None:
    path = tmp_path / "a.xlsx"
    written_and_read(path, [text])
    sheet = load_workbook(path)["Test"]
    assert [bool(sheet[cell].quotePrefix) for cell in ("C1", "A2")] == [quoted, quoted]
    assert looks_like_formula(text) is quoted


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=12))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    expected = [(clean(text) or None, clean(text) or None) for text in texts]
    assert written_and_read(tmp_path_factory.mktemp("any") / "a.xlsx", list(texts)) == expected


def test_no_sheet_passes_through_the_machines_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "there is no such folder"))
    assert written_and_read(tmp_path / "a.xlsx", ["Otmar"]) == [("Otmar", "Otmar")]
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_what_a_cell_cannot_hold_is_taken_out_visibly() -> None:
    assert clean("a\x00b\x0bc\ud800d\uffffe\r\nf\rg") == "abcde\nf\ng"
    long = clean("x" * (LONGEST + 1))
    assert len(long) == LONGEST
    assert long.endswith(CUT)
    assert clean("x" * LONGEST) == "x" * LONGEST


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (None, None),
        ("", None),
        (True, "Yes"),
        (False, "No"),
        (0, 0),
        (Decimal("1.5"), 1.5),
        (time(9, 5), "09:05"),
        (float("nan"), None),
        (date(1899, 12, 31), "31/12/1899"),
        (date(1900, 1, 1), date(1900, 1, 1)),
        (datetime(2026, 10, 31), date(2026, 10, 31)),  # noqa: DTZ001 - a database gives days as times without a zone
        (datetime(2026, 10, 31, 9, 5), datetime(2026, 10, 31, 9, 5)),  # noqa: DTZ001 - likewise
    ],
)
def test_values_of_a_cell(value: object, held: object) -> None:
    assert cell_value(value) == held


def test_a_list_is_no_value() -> None:
    with pytest.raises(TypeError, match="cannot hold a list"):
        cell_value([1])


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2016, 2, 29)])
def test_days_are_days_in_excel(tmp_path: Path, day: date) -> None:
    path = tmp_path / "a.xlsx"
    put_there, streamed = written_and_read(path, [day])[0]
    assert isinstance(put_there, datetime)
    assert isinstance(streamed, datetime)
    assert (put_there.date(), streamed.date()) == (day, day)
    assert load_workbook(path)["Test"]["A2"].number_format == "dd/mm/yyyy"


@pytest.mark.parametrize(
    ("title", "taken", "given"),
    [
        ("Leavers", [], "Leavers"),
        ("Y3/Y7: [new]?", [], "Y3-Y7- -new--"),
        ("x" * 40, [], "x" * 31),
        ("Leavers", ["LEAVERS"], "Leavers (2)"),
        ("'quoted'", [], "quoted"),
        ("", [], "Sheet"),
    ],
)
def test_sheet_titles(title: str, taken: list[str], given: str) -> None:
    assert sheet_title(title, taken) == given


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("", 10, 1), ("short", 10, 1), ("one\ntwo\nthree", 40, 3), ("word " * 20, 26, 4), ("x" * 100, 26, 4)],
)
def test_lines_of_wrapped_text(text: str, width: float, lines: int) -> None:
    assert lines_needed(text.strip(), width) == lines
