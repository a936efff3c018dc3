"""What a file's folder and name say of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.files.delivery import named


@pytest.mark.parametrize(
    ("name", "table", "day"),
    [
        ("students_2026-10-31.csv", "students", date(2026, 10, 31)),
        ("Students_2026-10-31_corrected.CSV", "students", date(2026, 10, 31)),
        ("students_2026-10-31 (2).xlsx", "students", date(2026, 10, 31)),
        ("students_2026-10-31.final.csv", "students", date(2026, 10, 31)),
        ("students_2026-10-31_to_2026-11-01.csv", "students", date(2026, 10, 31)),
        ("students_2026-10-310.csv", "students", None),
        ("students_2026-13-01.csv", "students", None),
        ("students-2026-10-31.csv", "students-2026-10-31", None),
        ("students_20261031.csv", "students", None),
        ("_2026-10-31.csv", "", None),
        ("students.csv", "students", None),
    ],
)
def test_table_and_date_are_read_from_the_name(name: str, table: str, day: date | None) -> None:
    found = named(Path("nowhere") / name, source="education", inside=f"education/{name}")
    assert (found.table, found.extract_date) == (table, day)
