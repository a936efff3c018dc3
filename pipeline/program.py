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
    return _hash(sorted(files))[:12]


@cache
def everything() -> str:
    """A hash of whatever a list, page or number depends on: the code, its templates, the rules, the matching model."""
    files = (
        file for folder in (*DECIDING, "outputs", "rules") for file in (CODE / folder).rglob("*") if file.is_file()
    )
    return _hash(sorted(file for file in files if file.suffix != ".pyc"))


def _hash(files: list[Path]) -> str:
    code = sha256()
    for file in files:
        code.update(file.relative_to(CODE).as_posix().encode() + file.read_bytes())
    return code.hexdigest()
