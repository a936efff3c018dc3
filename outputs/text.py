"""Text on its way into a workbook: what a cell can hold, what looks like a formula, and how many lines it takes."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

LONGEST = 32_767
CUT = " [... cut: longer than a cell can hold]"

# What XML 1.0 cannot carry at all, single surrogates included; tab and line feed stay.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The wide forms begin a formula where the computer is set to Chinese, Japanese or Korean.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")

# How wide letters are in the house font, in parts of its size; anything else is taken for a wide capital.
_LETTERS = (
    (0.23, "ijl'|"),
    (0.28, " I!,./:;\\[]ft"),
    (0.34, 'r()-`"{}'),
    (0.50, "cksvxyzJ"),
    (0.56, "abdeghnopqu0123456789?_$#L"),
    (0.61, "FTZ+=<>~"),
    (0.67, "ABEKPSVXY&"),
    (0.73, "CDHNRUw"),
    (0.84, "GOQmM"),
    (0.95, "W%"),
)
_WIDTHS = {letter: width for width, letters in _LETTERS for letter in letters}
_OTHER = 0.73
_BOLD = 1.08
_SAFETY = 1.03


def clean(text: str) -> str:
    """The text as a cell can hold it: line ends as line feeds, no illegal characters, cut visibly when too long."""
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula if a person pressed Enter on it."""
    return text.startswith(_FORMULA_STARTS)


@lru_cache(maxsize=20_000)
def lines_needed(text: str, width: float, *, size: float = 10, bold: bool = False) -> int:
    """How many lines the text takes when wrapped in a column of that width (characters of the standard 10 point
    font, as a spreadsheet counts them). An estimate, a little on the generous side; at least 1."""
    room = (width * 7 - 2) * 0.75 / size / _SAFETY / (_BOLD if bold else 1.0)
    if len(text) * _OTHER <= room and "\n" not in text:
        return 1
    return sum(_lines_of_paragraph(paragraph, room) for paragraph in text.split("\n"))


def _lines_of_paragraph(text: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in text.split(" "):
        wide = sum(_WIDTHS.get(letter, _OTHER) for letter in word)
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
        if wide > room:  # a word longer than the line is broken wherever the line ends
            lines, wide = lines + int(wide // room), wide % room
        used += wide + _WIDTHS[" "]
    return lines


def uk_date(day: date | None) -> str:
    """31/10/2026, or nothing."""
    return "" if day is None else f"{day:%d/%m/%Y}"


def long_date(day: date) -> str:
    """31 October 2026."""
    return f"{day.day} {day:%B %Y}"


def count_of(number: int, one: str, many: str | None = None) -> str:
    """1 child, 2 children; many: one + s unless given."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
