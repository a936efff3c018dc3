"""The comments and notes that officers hang on cells, the old kind and the threads of newer Excels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from pipeline.files.members import place_of
from pipeline.roundtrip.parts import Part, parsed, related

THREAD = "tc="
"""How the author of the old comment begins that Excel puts beside a thread, for programs that know none."""


@dataclass(frozen=True)
class Comment:
    """row: as Excel shows it. column: from 0. who: "" where the program that saved it has lost the name."""

    row: int
    column: int
    who: str
    text: str

    def line(self, heading: str) -> str:
        """The comment on one line of the list's column of comments."""
        who = f"{self.who} on {heading}" if self.who else f"On {heading}"
        return f"{who}: {' / '.join(part.strip() for part in self.text.splitlines() if part.strip())}"


def comments_of(archive: ZipFile, part: Part) -> list[Comment]:
    """Every comment on a sheet, in the order of rows and columns."""
    names = set(archive.namelist())
    linked = [(kind, path) for kind, path in related(archive, part.path).values() if path in names]
    old = [comment for kind, path in linked if kind == "comments" for comment in _old(parsed(archive, path))]
    threads = [path for kind, path in linked if kind == "threadedComment"]
    people = _people(archive, names) if threads else {}
    new = [comment for path in threads for comment in _threaded(parsed(archive, path), people)]
    return sorted(old + new, key=lambda comment: (comment.row, comment.column))


def _old(root: Any) -> list[Comment]:
    authors = [(element.text or "").strip() for element in root.iter() if element.tag.endswith("}author")]
    found = []
    for element in (e for e in root.iter() if e.tag.endswith("}comment")):
        author = int(element.get("authorId") or 0)
        who = authors[author] if author < len(authors) else ""
        text = "".join(run.text or "" for run in element.iter() if run.tag.endswith("}t")).strip()
        if not who.startswith(THREAD):
            found += _at(element.get("ref", ""), who, text.removeprefix(f"{who}:").strip() if who else text)
    return found


def _threaded(root: Any, people: dict[str, str]) -> list[Comment]:
    found = []
    for element in (e for e in root.iter() if e.tag.endswith("}threadedComment")):
        text = "".join(part.text or "" for part in element if part.tag.endswith("}text")).strip()
        found += _at(element.get("ref", ""), people.get(element.get("personId", ""), ""), text)
    return found


def _at(reference: str, who: str, text: str) -> list[Comment]:
    place = place_of(f'r="{reference}"'.encode())
    return [Comment(place[0] + 1, place[1], who, text)] if place and text else []


def _people(archive: ZipFile, names: set[str]) -> dict[str, str]:
    """Who takes part in threads: id -> name."""
    return {
        person.get("id", ""): person.get("displayName", "")
        for path in sorted(names)
        if path.startswith("xl/persons/") and path.endswith(".xml")
        for person in parsed(archive, path).iter()
        if person.tag.endswith("}person")
    }
