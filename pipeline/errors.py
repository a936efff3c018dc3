"""Everything that can go wrong in a way a person can mend: one plain sentence each, saying what to do next.

The exit codes are the contract of the command line: 1 failed, 2 usage or settings, 4 nothing published,
5 another run holds the lock, 6 the report is not due or differs from the issued one.
"""

import re

OUT_OF_MEMORY = (
    "Memory ran out, and nothing of this step was stored: set [machine] memory_mb in cme.toml to about half of what "
    "the machine has, see that the disk has room for store/spill, then run again."
)


def place_in_toml(error: Exception) -> str:
    """Of what tomllib says of a text only the place: Python's own limits, and what stands there, are in its words."""
    place = re.search(r"at line \d+, column \d+|at end of document", str(error))
    return place[0] if place else "in one of its values"


class CmeError(Exception):
    """A failure with one sentence for the person at the keyboard."""

    exit_code = 1


class SettingsError(CmeError):
    """cme.toml, an option or an argument is wrong."""

    exit_code = 2


class RuleError(CmeError):
    """A file under rules/ cannot be used."""


class ModelError(CmeError):
    """A matching model cannot be used, or was not good enough to be written."""


class StoreError(CmeError):
    """The database under store/ cannot be used."""


class RefusedFile(CmeError):
    """A delivered file is refused whole; the last accepted one stays in force."""


class MissingRequired(CmeError):
    """A required table has no accepted file for the day asked for, so nothing is published."""

    exit_code = 4


class RunInProgress(CmeError):
    """Another run holds the lock."""

    exit_code = 5


class NotDue(CmeError):
    """The report is not due for that day, or differs from the one that was issued."""

    exit_code = 6


class UnreadableList(CmeError):
    """An officers' workbook cannot be read back."""


class NoList(UnreadableList):
    """A workbook among the lists that is none of them, such as an officer's own sums."""
