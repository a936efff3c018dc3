"""Analyst: what was typed under ANALYST'S COMMENTARY is read back from the reports' workbooks, kept and offered again.

A cell that differs from what the workbook held when it was written or last read is an entry; entries are only added.
The lines are found by their key and the columns by their headings, so the order of rows and columns does not matter.
A text of an earlier month stands in the next report with a mark before it: left as it is it stays an offer; without
the mark, or changed, it is that month's own; emptied, it is dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from outputs.appendix_3 import KEY_HEADING, OWN_HEADING
from pipeline.calendar import date_written
from pipeline.errors import RefusedFile
from pipeline.files.delivery import content_hash
from pipeline.files.sheet import sheets
from pipeline.stages.as_issued import WORKBOOK, altered
from pipeline.stages.movement import Key
from pipeline.store import Connection, transaction

DRAFT_WORKBOOK = "appendix-3-draft.xlsx"
MARK = re.compile(r"\[from [^\]]*\]\s*")
LINE_KEY = re.compile(r"([a-z_]+)(?: (\d{4}))?")

Texts = Mapping[str, str]
"""Line key -> what stands in the analyst's cell, blank where nothing does."""


@dataclass(frozen=True)
class Own:
    """The analyst's text for a line. is_offered: it is an earlier month's, with the mark before it."""

    text: str
    is_offered: bool


def read_back(con: Connection, reports: Path, today: date, as_at: date | None = None) -> list[str]:
    """Reads the workbooks under reports/<D> that were saved since, into `issued.commentary`.

    Returns what a person should look at, in sentences: a workbook that cannot be read, a line filled in two ways, an
    issued number that was changed there (the issued one stands). Each is said once; as_at: the day of the run, which
    itself says every time what is altered in that day's folder.
    """
    look: list[str] = []
    for folder in sorted(reports.glob("????-??-??")):
        for path in (folder / DRAFT_WORKBOOK, folder / WORKBOOK):
            if path.exists():
                look += _read(con, path, today, is_of_the_day=folder.name == str(as_at))
    return look


def _read(con: Connection, path: Path, today: date, *, is_of_the_day: bool) -> list[str]:
    file = f"{path.parent.name}/{path.name}"
    try:
        digest = content_hash(path)
    except OSError as error:
        return [f"reports/{file} cannot be opened ({error.strerror}); what was typed there is read once it can."]
    seen = _seen(con, file)
    if seen and seen[0] == digest:
        return []
    before = seen[1] if seen else {}
    try:
        cells = list(_cells(path))
    except RefusedFile as refusal:
        _note(con, file, digest, before)
        reason = str(refusal).partition(";")[0]
        return [f"reports/{file} could not be read back: {reason}; save it anew as .xlsx, with its hidden column."]
    texts = dict(cells)
    changed = [(key, text) for key, text in cells if _plain(text) != _plain(before.get(key, ""))]
    changed = list(dict.fromkeys(changed))
    with transaction(con):
        _keep(con, date.fromisoformat(path.parent.name), changed, today, file, digest)
        _note(con, file, digest, {**before, **texts})
    look = altered(con, path.parent) if path.name == WORKBOOK and not is_of_the_day else []
    two_ways = len(changed) - len({key for key, _ in changed})
    if two_ways:
        look.append(f"reports/{file}: lines filled in two ways: {two_ways}; all are kept, the lowest one stands.")
    return look


def _plain(text: str) -> str:
    """Without what programs make of white space."""
    return " ".join(text.split())


def _cells(path: Path) -> Iterator[tuple[str, str]]:
    """(line key, analyst's text) of every row with a key. Raises RefusedFile."""
    found = False
    for sheet in sheets(path, lambda rows: 0):
        rows = sheet.rows()
        names = [[cell.strip().casefold() for cell in row] for row in rows]
        wanted = (KEY_HEADING.casefold(), OWN_HEADING.casefold())
        at = next((n for n, row in enumerate(names) if all(name in row for name in wanted)), None)
        if at is None:
            continue
        found = True
        key, own = (names[at].index(name) for name in wanted)
        for row in rows[at + 1 :]:
            name = row[key].strip()
            if LINE_KEY.fullmatch(name):
                yield name, row[own].strip()
    if not found:
        raise RefusedFile(f"no sheet has the columns '{KEY_HEADING}' and '{OWN_HEADING}'")


def _keep(
    con: Connection, as_at: date, changed: Sequence[tuple[str, str]], today: date, file: str, digest: str
) -> None:
    (first,) = con.execute("SELECT coalesce(max(entry_id), 0) + 1 FROM issued.commentary").fetchone() or (1,)
    for number, (key, text) in enumerate(changed, first):
        own = MARK.sub("", text, count=1) if MARK.match(text) else text
        con.execute(
            "INSERT INTO issued.commentary VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [number, as_at, *_line(key), own or None, today, file, digest],
        )


def _line(key: str) -> Key:
    measure, _, year = key.partition(" ")
    return measure, int(year) if year else None


def commentary_of(con: Connection, as_at: date) -> dict[Key, Own]:
    """What the analyst says in the report of a day, line by line: its own text, else the newest month's before it."""
    rows = con.execute(
        """SELECT measure, year, as_at, text FROM issued.commentary WHERE as_at <= ?
           QUALIFY row_number() OVER (PARTITION BY measure, year ORDER BY as_at DESC, entry_id DESC) = 1""",
        [as_at],
    ).fetchall()
    return {
        (measure, year): Own(text, False) if day == as_at else Own(f"[from {date_written(day)}] {text}", True)
        for measure, year, day, text in rows
        if text
    }


def take_drafts_away(con: Connection, folder: Path, today: date) -> None:
    """Removes the draft of a day that has been issued; one that cannot be read, or taken away, is left."""
    path = folder / DRAFT_WORKBOOK
    # Whoever saved the draft while the report was issued is not to lose what was typed.
    if path.exists():
        _read(con, path, today, is_of_the_day=True)
    for draft in (path, path.with_suffix(".json")):
        try:
            if draft == path and draft.exists():
                dict(_cells(draft))
            draft.unlink(missing_ok=True)
        except (OSError, RefusedFile):
            return


def note_written(con: Connection, path: Path, texts: Texts, digest: str) -> None:
    """Remembers what a workbook of a report holds as it is written, so that only what differs from it is read back."""
    _note(con, f"{path.parent.name}/{path.name}", digest, texts)


def note_put_back(con: Connection, path: Path) -> None:
    """Remembers an issued workbook that was gone and was put back as it was issued: nobody typed what it lacks."""
    note_written(con, path, dict(_cells(path)), content_hash(path))


def _seen(con: Connection, file: str) -> tuple[str, Texts] | None:
    row = con.execute("SELECT file_hash, texts FROM issued.commentary_seen WHERE file = ?", [file]).fetchone()
    return None if row is None else (row[0], json.loads(row[1]))


def _note(con: Connection, file: str, digest: str, texts: Texts) -> None:
    con.execute("DELETE FROM issued.commentary_seen WHERE file = ?", [file])
    con.execute("INSERT INTO issued.commentary_seen VALUES (?, ?, ?)", [file, digest, json.dumps(dict(texts))])
