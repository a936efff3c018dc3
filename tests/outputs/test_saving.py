"""A file is replaced whole or not at all, is readable for whom it is meant, and says nothing of when it was written."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import IO

import pytest

from outputs.appendix_3 import Report, write_json, write_workbook
from outputs.files import replace_file


def test_mode_and_nothing_left_beside(tmp_path: Path, report: Report) -> None:
    write_workbook(report, tmp_path / "a.xlsx")
    write_json(report, tmp_path / "a.json", 0o660)
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {
        "a.xlsx": "0o600",
        "a.json": "0o660",
    }


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail(file: IO[bytes]) -> None:
        file.write(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_file(path, fail)
    assert [(found.name, found.read_text()) for found in tmp_path.iterdir()] == [("a.txt", "old")]


def test_every_time_in_the_workbook_is_the_reports_day(tmp_path: Path, report: Report) -> None:
    write_workbook(report, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert archive.testzip() is None
        assert {part.date_time for part in archive.infolist()} == {(2026, 10, 31, 0, 0, 0)}
        properties = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"20\d\d-\d\d-\d\dT[\d:]*", properties)) == {"2026-10-31T00:00:00"}
