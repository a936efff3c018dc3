"""What a cell says, as text: the same whether it was written by a run or read from a workbook, however it is shown."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}) \d{2}:\d{2}")
NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?")
EXCELS_FIRST_DAY = date(1899, 12, 30)
LONGEST_PARAGRAPH = 16_000
DAYS_OF_THIS_AGE = range(36_526, 73_051)
"""Serial numbers of the days from 2000 to 2099."""


def as_text(cell: object) -> str:
    """Dates as 2026-10-31 (with a time of day where there is one), whole numbers without a point, no outer spaces."""
    if type(cell) is str:
        return cell.replace("\r\n", "\n").replace("\r", "\n").strip() if "\r" in cell else cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, datetime):
        # Excel counts days in floating point: 14:30 comes back as 14:29:59.999.
        moment = cell.replace(tzinfo=None) + timedelta(milliseconds=500)
        return f"{moment:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    return f"{cell:%H:%M}" if isinstance(cell, time) else str(cell).strip()


def _number(cell: float) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return str(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else f"{cell:.12g}"


def say_the_same(one: str, other: str) -> bool:
    """Whether two texts are one value shown in two ways: 5 and 5.0, 02/11/2026 and 2026-11-02, spaces or none."""
    return one == other or plain(one) == plain(other)


def plain(text: str) -> str:
    """The value however it is shown: the same text for the same day, number or words."""
    if slashed := SLASHED.fullmatch(text):
        return f"{slashed[3]}-{int(slashed[2]):02}-{int(slashed[1]):02}"
    if text.isdecimal() and len(text) == 5 and int(text) in DAYS_OF_THIS_AGE:
        return day_of_serial(int(text)).isoformat()
    if NUMBER.fullmatch(text):
        return f"{float(text):.9g}"
    return " ".join(text.split())


def day_of_serial(number: int) -> date:
    """The day that Excel knows by that number."""
    return EXCELS_FIRST_DAY + timedelta(days=number)


def day_of(text: str) -> date | None:
    """The day that a text such as 2026-10-31 is; None where it is none."""
    try:
        return date.fromisoformat(text) if ISO_DATE.fullmatch(text) else None
    except ValueError:
        return None


def is_unchanged(before: str, now: str) -> bool:
    """Whether an officer's cell holds what it held. LibreOffice breaks paragraphs of more than 16,000 characters where
    it saves a cell of several lines."""
    if before == now or len(now) <= LONGEST_PARAGRAPH:
        return before == now
    return before.replace("\n", "") == now.replace("\n", "")


def same_heading(text: str) -> str:
    """A heading as it is compared: whatever its case and its spaces."""
    return " ".join(text.split()).casefold()


def retyped(value: str) -> object:
    """A value that an officer typed into a column of their own, as a cell holds it: a date, a number, or the text."""
    if day := day_of(value):
        return day
    if NUMBER.fullmatch(value) and value != "-0":
        return float(value) if "." in value else int(value)
    return value
