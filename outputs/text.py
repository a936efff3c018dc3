"""Text on its way into a workbook: what a cell can hold, what looks like a formula, and how many lines it takes."""

from __future__ import annotations

import re
from datetime import date

LONGEST = 32_767
CUT = " [... cut: longer than a cell can hold]"

# What XML 1.0 cannot carry at all, single surrogates included; tab and line feed stay.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")

# Widths of a proportional sans-serif face in thousandths of the font size: the common classes of letter, and the rest.
_NARROW = frozenset("ijl'|")
_SLIM = frozenset('fItr!()[]{},.:;/\\- `"')
_WIDE = frozenset("mMW@%")
_WIDTHS = ((_NARROW, 0.23), (_SLIM, 0.33), (_WIDE, 0.89))


def clean(text: str) -> str:
    """The text as a cell can hold it: line ends as line feeds, no illegal characters, cut visibly when too long."""
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula if a person pressed Enter on it."""
    return text.startswith(_FORMULA_STARTS)


def lines_needed(text: str, width: float, *, size: float = 10, bold: bool = False) -> int:
    """How many lines the text takes when wrapped in a column of that width (characters of the standard 10 point
    font, as a spreadsheet counts them). An estimate, on the generous side; at least 1."""
    room = (width * 7 - 3) * 0.75 / size
    space = 0.33
    total = 0
    for paragraph in text.split("\n"):
        lines, used = 1, 0.0
        for word in paragraph.split(" "):
            wide = _em(word) * (1.08 if bold else 1.0)
            if used and used + space + wide > room:
                lines, used = lines + 1, 0.0
            used += wide + (space if used else 0.0)
            if used > room:  # one word longer than the line is broken wherever the line ends
                lines, used = lines + int(used // room), used % room
        total += lines
    return max(total, 1)


def _em(word: str) -> float:
    return sum(_letter(letter) for letter in word)


def _letter(letter: str) -> float:
    for letters, width in _WIDTHS:
        if letter in letters:
            return width
    return 0.7 if letter.isupper() else 0.57


def uk_date(day: date | None) -> str:
    """31/10/2026, or nothing."""
    return "" if day is None else f"{day:%d/%m/%Y}"


def long_date(day: date) -> str:
    """31 October 2026."""
    return f"{day.day} {day:%B %Y}"


def count_of(number: int, one: str, many: str | None = None) -> str:
    """1 child, 2 children; many: one + s unless given."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
