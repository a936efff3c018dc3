"""A delivered file by its folder and name: which source, which table, which day, and which content."""

from __future__ import annotations

import hashlib
import re
import stat
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import RefusedFile
from pipeline.files.sheet import cannot_be_opened

NAME = re.compile(r"(?P<table>.+?)_(?P<date>\d{4}-\d{2}-\d{2})(?:[_ .(-].*)?", re.IGNORECASE)
NOT_DELIVERED = ("thumbs.db", "desktop.ini")
"""What Windows leaves in folders; so do Excel (~$...) and others (names that begin with a point)."""


@dataclass(frozen=True)
class Delivery:
    """One file in the inbox.

    inside: its path below the inbox, as a person would name it.   source, table: as the folder and the name say.
    extract_date: the day the extract describes, None where the name has none.
    size (bytes), modified (nanoseconds): as it lay there when it was found, -1 where that cannot be told.
    """

    path: Path
    inside: str
    source: str
    table: str
    extract_date: date | None
    size: int
    modified: int

    @property
    def form(self) -> str:
        return self.path.suffix.lower()

    def refuse_changed(self) -> None:
        """Raises RefusedFile where the file is no longer the one that was found: it is being written, or is gone."""
        if _size_and_time(self.path) != (self.size, self.modified):
            raise RefusedFile("it changed or vanished while it was read; it is read again at the next run")

    def content_hash(self) -> str:
        """SHA-256 of the file's bytes. Raises RefusedFile where it is no plain file or cannot be opened."""
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise RefusedFile("it is no plain file; put the file itself there")
            if self.path.is_symlink() and not self.path.resolve().is_relative_to(self.path.parent.resolve()):
                raise RefusedFile("it is a link to a file elsewhere; put the file itself there")
            return content_hash(self.path)
        except OSError as error:
            raise cannot_be_opened(error) from None


def content_hash(path: Path) -> str:
    """SHA-256 of the file's bytes. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def printable(name: str) -> str:
    """A name as it can be shown and stored: what would colour a screen, break a line, turn the direction of writing, or
    is no text at all, stands there as its number."""
    odd = {c for c in name if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    return name.translate({ord(c): c.encode("unicode_escape").decode() for c in odd})


def is_text(name: str) -> bool:
    """Whether a name is text, and not bytes of another encoding, which no other program can be told."""
    return not any(unicodedata.category(c) == "Cs" for c in name)


def named(path: Path, *, source: str, inside: str) -> Delivery:
    """What the file's name says of it."""
    stem, inside = printable(path.stem), printable(inside)
    match = NAME.fullmatch(stem)
    size, modified = _size_and_time(path)
    if match is None:
        return Delivery(path, inside, source, stem.split("_20")[0].lower(), None, size, modified)
    try:
        extract_date = date.fromisoformat(match["date"])
    except ValueError:
        extract_date = None
    return Delivery(path, inside, source, match["table"].lower(), extract_date, size, modified)


def _size_and_time(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return -1, -1
    return found.st_size, found.st_mtime_ns


def deliveries(inbox: Path) -> list[Delivery]:
    """Everything in the inbox's folders, and every file beside them, in the order in which files count: by day, then
    by name (2 before 10). A folder within a source's folder is one entry, to be refused: nothing is passed by unsaid.
    """
    found = []
    for path in inbox.glob("*"):
        inner = path.glob("*") if path.is_dir() else (path,)
        for file in inner:
            if not file.name.startswith((".", "~$")) and file.name.lower() not in NOT_DELIVERED:
                source = printable(path.name.lower()) if file is not path else ""
                found.append(named(file, source=source, inside=file.relative_to(inbox).as_posix()))
    return sorted(found, key=lambda d: (d.extract_date or date.min, _natural(d.path.stem), d.inside))


def _natural(name: str) -> list[tuple[bool, int, str]]:
    """A name to be sorted as a person would: its numbers as numbers."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [(n % 2 == 1, int(part) if n % 2 else 0, part) for n, part in enumerate(parts)]
