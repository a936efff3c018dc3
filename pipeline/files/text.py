"""A CSV file as one sheet.

Its encoding (UTF-8, UTF-16, cp1252) and delimiter are found here, on its bytes and its first rows; its body is parsed
by Arrow, block by block, so that a file of any length takes the memory of some blocks.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from pipeline.errors import RefusedFile
from pipeline.files.encoding import MIXED, find_encoding
from pipeline.files.sheet import SEARCHED, Block, Irregular, Row, Score, Sheet, cannot_be_opened

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 1 << 18
"""Characters in which the first rows are looked for."""
BLOCK = 2 << 20
"""Bytes parsed at once, and no row is longer. Arrow reads some thirty blocks ahead, so memory is that of these."""
DECLARED_DELIMITER = re.compile(r'"?sep=(.)"?[^\S\r\n]*(?:\r\n|\r|\n)', re.IGNORECASE)
"""Excel's own first line in which a file names its delimiter; Excel neither shows nor counts it."""


@dataclass(frozen=True)
class _Text:
    """How to read the file. before: bytes (as UTF-8) of a line that names the delimiter.

    ends: bytes up to the end of each row of the head.   is_all: nothing follows the head's sample.
    """

    path: Path
    encoding: str
    delimiter: str
    before: int
    ends: list[int]
    length: int
    is_all: bool
    ends_with_line_end: bool


def sheet(path: Path, start: bytes, score: Score) -> Sheet:
    """The file as a sheet. start: its first bytes. score: how many known headings some rows hold.

    Raises RefusedFile where its characters cannot be read.
    """
    try:
        encoding = find_encoding(path, start)
        with path.open(encoding=encoding, newline="") as stream:
            sample = stream.read(SAMPLE)
            is_all = not stream.read(1)
        ends_with_line_end = _ends_with_line_end(path)
    except OSError as error:
        raise cannot_be_opened(error) from None
    declared = DECLARED_DELIMITER.match(sample)
    before = declared.end() if declared else 0
    parsed = {d: _parse(sample[before:], d) for d in ((declared[1],) if declared else DELIMITERS)}
    delimiter = max(parsed, key=lambda d: score(parsed[d][0]))
    head, ends = parsed[delimiter]
    length = len(sample[before:].encode())
    text = _Text(path, encoding, delimiter, before, ends, length, is_all, ends_with_line_end)
    notes = ["some of its characters are not UTF-8 like the others and were read as Windows-1252"]
    return Sheet(None, head, lambda first, width: _blocks(text, first, width), notes if encoding == MIXED else [])


def _parse(sample: str, delimiter: str) -> tuple[list[Row], list[int]]:
    """The first rows of the sample, and the bytes (as UTF-8) up to the end of each."""
    rows: list[Row] = []
    ends: list[int] = []
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in io.StringIO(sample, newline=""):
            taken += len(line.encode())
            yield line

    try:
        for row in islice(csv.reader(lines(), delimiter=delimiter), SEARCHED):
            rows.append(row)
            ends.append(taken)
    except csv.Error:
        # A cell of more than 128 kB, so not in rows of headings; what stands above it has been read.
        pass
    return rows, ends


def _ends_with_line_end(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(max(0, stream.seek(0, 2) - 2))
        end = stream.read()
    return b"\n" in end or b"\r" in end


def _blocks(text: _Text, first: int, width: int) -> Iterator[Block]:
    """The rows from index `first` of the head on. Raises RefusedFile where the file cannot be parsed on."""
    if text.is_all and text.ends[first - 1] >= text.length:
        return
    odd: list[pyarrow.csv.InvalidRow] = []
    rows = told = 0
    places: list[int] = []
    try:
        for batch in _parsed(text, first, width, odd):
            # The last odd row waits: only when nothing follows is it known to be the end of the file.
            places.extend(row.number - 1 - place for place, row in enumerate(odd[len(places) :], len(places)))
            now = odd[told:-1]
            told += len(now)
            cells = pa.Table.from_batches([batch])
            index = np.arange(rows, rows + len(cells))
            numbers = index + np.searchsorted(places, index, side="right") + first + 1
            rows += len(cells)
            yield Block(
                _not_swallowed(cells, numbers, text.delimiter),
                pa.array(numbers, pa.int32()),
                [_irregular(row, text, first, width) for row in now],
            )
    except pa.ArrowInvalid:
        # Arrow's own words hold what the row holds.
        raise RefusedFile(
            f"row {first + rows + len(odd) + 1} or one below it cannot be read as cells (an unclosed quotation mark?); "
            "mend or export it again"
        ) from None
    except OSError as error:
        raise cannot_be_opened(error) from None
    if odd[told:]:
        last = odd[-1].number if odd[-1].number == rows + len(odd) else None
        rest = [_irregular(row, text, first, width, is_last=row.number == last) for row in odd[told:]]
        yield Block(
            pa.table({f"c{n}": pa.array([], pa.string()) for n in range(width)}), pa.array([], pa.int32()), rest
        )


def _parsed(text: _Text, first: int, width: int, odd: list[pyarrow.csv.InvalidRow]) -> Iterator[pa.RecordBatch]:
    """The rows of `width` cells; the others are added to `odd`, which runs ahead of them by a block at most."""

    def set_aside(row: pyarrow.csv.InvalidRow) -> str:
        odd.append(row)
        return "skip"

    names = [f"c{position}" for position in range(width)]
    yield from pyarrow.csv.open_csv(
        _utf8(text, text.before + text.ends[first - 1]),
        # One thread: only then are odd rows given their number.
        read_options=pyarrow.csv.ReadOptions(column_names=names, use_threads=False, block_size=BLOCK),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=text.delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=set_aside
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
        ),
    )


def _utf8(text: _Text, skipped: int) -> pa.NativeFile:
    """The file as a stream of UTF-8, from behind its first `skipped` bytes (without the mark at its start)."""
    raw = pa.OSFile(str(text.path))
    if text.encoding == "utf-8":
        stream = raw
    elif text.encoding == "utf-8-sig":
        stream, skipped = raw, skipped + len(codecs.BOM_UTF8)
    else:
        stream = pa.transcoding_input_stream(raw, text.encoding, "utf-8")
    stream.read(skipped)
    return stream


def _irregular(row: pyarrow.csv.InvalidRow, text: _Text, first: int, width: int, *, is_last: bool = False) -> Irregular:
    number = first + row.number
    try:
        cells = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=text.delimiter), [])
    except csv.Error:
        raise RefusedFile(_UNCLOSED.format(number)) from None
    for cell in cells:
        _refuse_swallowed(cell, number, width, text.delimiter)
    is_unclosed = re.search(rf'(?:^|{re.escape(text.delimiter)})"(?:[^"]|"")*$', row.text) is not None
    is_cut_off = is_last and (is_unclosed or (len(cells) < width and not text.ends_with_line_end))
    return Irregular(number, cells, is_cut_off)


_UNCLOSED = "row {} has an unclosed quotation mark that swallows the rows below it; mend or export it again"


def _not_swallowed(cells: pa.Table, numbers: np.ndarray, delimiter: str) -> pa.Table:
    """The cells. Raises RefusedFile where one of them holds whole rows: its quotation mark was never closed."""
    for column in cells.columns:
        for at in pc.indices_nonzero(pc.match_substring(column, "\n")).to_pylist():
            _refuse_swallowed(column[at].as_py(), int(numbers[at]), cells.num_columns, delimiter)
    return cells


def _refuse_swallowed(cell: str, number: int, width: int, delimiter: str) -> None:
    if any(line.count(delimiter) >= max(width - 1, 3) for line in cell.split("\n")[1:]):
        raise RefusedFile(_UNCLOSED.format(number))
