"""What an officer's cell is about: the case, a row of one list, or a pair of records."""

from __future__ import annotations

import re

OF_CHILD = re.compile(r"(C[A-Z0-9]{10})( .*)?", re.DOTALL)

Cell = tuple[str, str]
"""(subject, column). subject: the case, or the key of a row that is no child's; of a column that officers added to a
list, the list and the row key."""


def subject_of(row_key: str) -> str:
    """Officers' columns belong to the case: of a child's row the child id, else the whole key."""
    match = OF_CHILD.fullmatch(row_key)
    return match[1] if match else row_key


def subject_on(code: str, row_key: str) -> str:
    """What an officer's own column on a list is about: that row of that list."""
    return f"{code}: {row_key}"
