"""The file for a mail merge: one letter per row, in a form that Word opens by itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import IO

from outputs.files import replace_file
from outputs.sheet import DEMONSTRATION, Marks
from outputs.text import clean, long_date, looks_like_formula

MARK = "Mark"


def write_letters(
    headings: Sequence[str], rows: Sequence[Sequence[object]], path: Path, *, marks: Marks, mode: int
) -> None:
    """Writes the rows as CSV in UTF-8 with a byte order mark, dates in words, each cell on one line.

    A cell that a spreadsheet would take for a formula begins with an apostrophe. On a demonstration a last column
    says so in every row. Raises OSError when the folder cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    last = [DEMONSTRATION] if marks.demonstration else []
    writer.writerow([*headings, *([MARK] if last else [])])
    writer.writerows([*map(_cell, row), *last] for row in rows)

    def write(file: IO[bytes]) -> None:
        file.write(text.getvalue().encode("utf-8-sig"))

    replace_file(path, write, mode)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return long_date(value)
    text = " ".join(clean(str(value)).split())
    return f"'{text}" if looks_like_formula(text) else text
