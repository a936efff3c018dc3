"""Which version of the program this is: by its code, so that an update can be told whoever numbers it."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

CODE = Path(__file__).resolve().parent.parent
DECIDING = ("pipeline", "sources")
"""What reads, matches and counts. Rules have a version of their own, and how a workbook looks changes no number."""
MADE_UP = CODE / "sources" / "synthetic"


@cache
def version() -> str:
    """Twelve hexadecimal digits: the same for the same code."""
    files = (file for folder in DECIDING for file in (CODE / folder).rglob("*.py") if MADE_UP not in file.parents)
    code = sha256()
    for file in sorted(files):
        code.update(file.relative_to(CODE).as_posix().encode() + file.read_bytes())
    return code.hexdigest()[:12]
