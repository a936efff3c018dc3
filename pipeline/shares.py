"""Folders on a share that does not answer: a run must not hold its lock for ever because one of them hangs."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from threading import Thread

from pipeline.errors import CmeError
from pipeline.settings import Settings

PATIENCE = 60.0
"""Seconds; a share that wakes up its disks answers sooner."""


class SilentShareError(CmeError):
    """A folder of lists or reports does not answer."""


def refuse_silent(settings: Settings) -> None:
    """Raises SilentShareError where the folder of lists or of reports does not answer within PATIENCE.

    One that answers with an error does answer: whoever works in it tells.
    """
    for folder in (settings.lists, settings.reports):
        # What hangs in the system cannot be called off, only left behind: such a thread does not keep the program.
        asking = Thread(target=_ask, args=(folder,), daemon=True)
        asking.start()
        asking.join(PATIENCE)
        if asking.is_alive():
            raise SilentShareError(
                f"The folder {folder} does not answer, so the run stopped; see "
                "that the share can be reached, then run again."
            )


def _ask(folder: Path) -> None:
    with suppress(OSError):
        os.listdir(folder)  # noqa: PTH208 (asked for alone, nothing is done with what is said)
