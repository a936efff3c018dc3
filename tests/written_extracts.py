"""Reads an extract as written, by the columns its source declares, without the pipeline's own reader."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from sources import source_named
from sources.source import heading_key

Row = dict[str, str]


def decoded(path: Path) -> str:
    raw = path.read_bytes()
    if raw.startswith(b"\xff\xfe"):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def rows_of(path: Path, source: str, table: str) -> list[Row]:
    """The rows of a CSV extract by declared column; undeclared columns under their own heading."""
    text = decoded(path)
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    declared = source_named(source)
    assert declared is not None
    of_table = declared.table(table)
    assert of_table is not None
    index = of_table.heading_index()
    heading, *rows = csv.reader(io.StringIO(text), delimiter=separator)
    names = [index.get(heading_key(h), h) for h in heading]
    return [dict(zip(names, row, strict=True)) for row in rows]
