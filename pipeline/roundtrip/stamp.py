"""The stamp on every sheet of a list, by which a workbook is known again whatever it is called by then.

It is a name that the sheet defines (Formulas, Name Manager): Excel and LibreOffice keep it with the sheet, also when
the sheet is copied into another workbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Stamp:
    """Whose list it is, which, as at which day, and which version of it (see `shown`)."""

    la_code: str
    code: str
    as_at: date
    version: str

    def __str__(self) -> str:
        return "|".join((self.la_code, self.code, self.as_at.isoformat(), self.version))


def parse(text: str) -> Stamp | None:
    """The stamp that a text is; None for any other text."""
    parts = text.strip().strip('"').split("|")
    if len(parts) != 4:
        return None
    try:
        return Stamp(parts[0], parts[1], date.fromisoformat(parts[2]), parts[3])
    except ValueError:
        return None
