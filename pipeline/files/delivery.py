"""A delivered file by its folder and name: which source, which table, which day, and which content."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

NAME = re.compile(r"(?P<table>.+?)_(?P<date>\d{4}-\d{2}-\d{2})(?:[_ .(-].*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Delivery:
    """One file in the inbox.

    inside: its path below the inbox, as a person would name it.   source, table: as the folder and the name say.
    extract_date: the day the extract describes, None where the name has none.
    """

    path: Path
    inside: str
    source: str
    table: str
    extract_date: date | None

    @property
    def form(self) -> str:
        return self.path.suffix.lower()


def named(path: Path, *, source: str, inside: str) -> Delivery:
    """What the file's name says of it."""
    match = NAME.fullmatch(path.stem)
    if match is None:
        return Delivery(path, inside, source, path.stem.split("_20")[0].lower(), None)
    try:
        extract_date = date.fromisoformat(match["date"])
    except ValueError:
        extract_date = None
    return Delivery(path, inside, source, match["table"].lower(), extract_date)


def deliveries(inbox: Path) -> list[Delivery]:
    """Every file below the inbox, in the order in which files count: by day, then by name.

    Excel's lock files and the system's own (.DS_Store, Thumbs.db) are no deliveries.
    """
    found = []
    for path in sorted(inbox.glob("*/*")):
        if path.is_file() and not path.name.startswith((".", "~$")) and path.name not in ("Thumbs.db", "desktop.ini"):
            found.append(named(path, source=path.parent.name.lower(), inside=f"{path.parent.name}/{path.name}"))
    return sorted(found, key=lambda d: (d.extract_date or date.min, d.inside))


def content_hash(path: Path) -> str:
    """SHA-256 of the file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
