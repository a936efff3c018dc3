"""Every kind of delivery, and an inbox that holds them all."""

from __future__ import annotations

from pathlib import Path

from pipeline.files.delivery import printable
from tests.deliveries import as_no_workbooks, as_text, as_workbooks, in_tables, in_the_inbox

KINDS = (*as_text.KINDS, *in_tables.KINDS, *as_workbooks.KINDS, *as_no_workbooks.KINDS, *in_the_inbox.KINDS)
NUMBERED = tuple(enumerate(KINDS, 1))
ALL = {printable(kind.place(number)): kind for number, kind in NUMBERED}
"""By the place that a night names."""


def put_all(inbox: Path) -> None:
    """Makes every kind at its place."""
    for number, kind in NUMBERED:
        kind.make(inbox / kind.place(number))
