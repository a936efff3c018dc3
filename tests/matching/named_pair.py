"""A case of the table of named pairs: records, and which of them are one child."""

from __future__ import annotations

import re
from dataclasses import dataclass

from one_day import Row

MOVED = {"address_line_1": "9 Hill Street", "postcode": "SO16 9ZZ"}
NOWHERE = {"address_line_1": None, "postcode": None}
NEXT_DOOR = {"address_line_1": "3 Quay Road"}
NEW_YEAR = {"date_of_birth": "2016-01-01"}
IN_1900 = {"date_of_birth": "1900-01-01"}


@dataclass(frozen=True)
class Case:
    """Records, and by their labels which of them are one child: "E1 A1 | E2" are two children.

    "E1 ? A1": two children, and that they may be one waits for an officer's look.
    """

    name: str
    answer: str
    why: str
    records: tuple[Row, ...]

    @property
    def expected(self) -> set[frozenset[str]]:
        return {frozenset(child.split()) for child in re.split(r"[|?]", self.answer)}

    @property
    def expected_waiting(self) -> list[set[str]]:
        """The records of each two neighbours with a question mark between them."""
        parts = re.split(r"([|?])", self.answer)
        return [set(parts[at - 1].split() + parts[at + 1].split()) for at, mark in enumerate(parts) if mark == "?"]


def case(name: str, answer: str, why: str, *records: Row) -> Case:
    return Case(name, answer, why, records)
