"""CSV bodies are parsed block by block; whatever stands in them, cells and row numbers are those of a plain reading."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.errors import RefusedFile
from pipeline.files import text
from pipeline.files.sheet import Row, sheets

HEADINGS = ["a", "b", "c", "d"]
CELL = st.text(st.sampled_from("xyé\",;|\t\n\r '0"), max_size=6)
TABLE = st.lists(st.lists(CELL, max_size=6), max_size=30)


def plainly(content: str, delimiter: str) -> dict[int, Row]:
    """Row number -> cells, of every row that is not empty, by the csv module."""
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    return {number: row for number, row in enumerate(rows, 1) if number > 1 and any(row)}


def in_blocks(path: Path) -> dict[int, Row]:
    """The same, as the pipeline reads the file."""
    (sheet,) = sheets(path, lambda rows: sum(row == HEADINGS for row in rows))
    found: dict[int, Row] = {}
    for block in sheet.body(1, len(HEADINGS)):
        rows = zip(*(column.to_pylist() for column in block.cells.columns), strict=True)
        found |= dict(zip(block.numbers.to_pylist(), map(list, rows), strict=True))
        found |= {row.number: row.cells for row in block.irregular}
    return {number: row for number, row in found.items() if any(row)}


def _with_one_line_end(rows: dict[int, Row]) -> dict[int, Row]:
    """Arrow drops the line feed of a line end within a cell where a block ends in the middle of it."""
    return {number: [cell.replace("\r\n", "\r") for cell in row] for number, row in rows.items()}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    TABLE, st.sampled_from(text.DELIMITERS), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["utf-8", "utf-16"])
)
@example([["", "", "", ""], [], ["1"], ["x"] * 4, ["x"] * 5], ",", "\n", "utf-8")
def test_blocks_hold_what_the_file_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: list[Row], delimiter: str, end: str, encoding: str
) -> None:
    monkeypatch.setattr(text, "BLOCK", 64)
    content = io.StringIO()
    csv.writer(content, delimiter=delimiter, lineterminator=end).writerows([HEADINGS, *table])
    path = tmp_path / "made-up.csv"
    path.write_text(content.getvalue(), encoding=encoding, newline="")
    try:
        found = in_blocks(path)
    except RefusedFile:
        # A cell with whole rows in it looks like one that was never closed; a row longer than a block is refused.
        assert max((len(cell) for row in table for cell in row), default=0) > 3
        return
    assert _with_one_line_end(found) == _with_one_line_end(plainly(content.getvalue(), delimiter))


def test_a_delimiter_is_chosen_by_the_headings_it_yields(tmp_path: Path) -> None:
    path = tmp_path / "made-up.csv"
    path.write_text("Title, with, many, commas, in, it\na;b;c;d\n1,5;2;3;4\n", encoding="utf-8")
    (sheet,) = sheets(path, lambda rows: sum(row == HEADINGS for row in rows))
    assert sheet.head[2] == ["1,5", "2", "3", "4"]


def test_memory_is_that_of_blocks_and_not_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "BLOCK", 1 << 16)
    path = tmp_path / "made-up.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("a,b,c,d\n")
        for _ in range(15):
            stream.write("some text,some more text,and yet more text,the end of it\n" * 10_000)
    before = pa.total_allocated_bytes()
    (sheet,) = sheets(path, lambda rows: sum(row == HEADINGS for row in rows))
    rows = most = 0
    for block in sheet.body(1, 4):
        rows += len(block.numbers)
        most = max(most, pa.total_allocated_bytes() - before)
    assert rows == 150_000
    assert most < path.stat().st_size / 2
