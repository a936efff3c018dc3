"""Collect: what officers wrote into the lists is read back before anything is written, and kept for good.

A cell of an officer's column that differs from what the run wrote there is an entry: for which case, which column,
what, by whom, from which file. Entries are only ever added. The columns are found by their headings and the rows by
their key, so the order of rows, columns and sheets does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from outputs.exception_lists import README, ROW_KEY
from pipeline.errors import UnreadableList
from pipeline.files.delivery import content_hash
from pipeline.home import make_within
from pipeline.matching.officers import STATUS_MEANS
from pipeline.store import Connection, transaction

OFFICER_COLUMNS = ("Officer", "Status", "Next action", "Next action date", "Notes")
DATE_COLUMN = "Next action date"
OF_CHILD = re.compile(r"(C[A-Z0-9]{10})( .*)?", re.DOTALL)
OF_PLACE = re.compile(r".* confirmed|Deceased")
"""The statuses that decide where a child is."""
SAVED_ON = "{http://purl.org/dc/terms/}modified"
SET_ASIDE = "set-aside"

Choices = Mapping[str, Sequence[str]]
"""Heading -> what may be chosen there; nothing: it is a column of dates."""

Cell = tuple[str, str]
"""(subject, column). subject: the case, or the key of a row that is no child's."""


@dataclass
class Collected:
    """entries: how many cells were new or changed.   set_aside: lists that cannot be read, each in a sentence.

    unclear: cells that were filled in two ways, that hold none of what is offered, or that decide nothing where they
    stand, in sentences.
    """

    entries: int = 0
    set_aside: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def collect(con: Connection, lists: Path, today: date, choices: Choices) -> Collected:
    """Reads every workbook of the folder of lists into `decisions.entry`; one that cannot be read is set aside.

    choices: what Status offers, and the lists' own columns for officers; a choice is read in any case.
    Leaves in `temp.read_back` (file, content_hash) what was read, so that nothing else is overwritten later.
    """
    collected = Collected()
    said: dict[Cell, str | None] = {}
    con.execute("CREATE OR REPLACE TEMP TABLE read_back (file VARCHAR, content_hash VARCHAR)")
    for path in sorted(lists.glob("*.xlsx")):
        if path.name.startswith("~$"):
            continue
        try:
            digest = content_hash(path)
            con.execute("INSERT INTO read_back VALUES (?, ?)", [path.name, digest])
            written = _written(con, path.name)
            if (written is not None and written[0] == digest) or _is_read(con, path.name, digest):
                continue
            cells = [_tidy(con, choices, *cell) for cell in read_cells(path, choices)]
            saved = min(_saved_on(path) or today, today)
        except OSError as error:
            collected.set_aside.append(f"lists/{path.name} cannot be opened ({error.strerror}); it was left as it is.")
        except UnreadableList as error:
            collected.set_aside.append(f"lists/{path.name} {error}; it now lies in lists/{SET_ASIDE}/.")
            _set_aside(path, digest)
        else:
            base = standing(con, up_to=written[1] if written else 0)
            changed = list(dict.fromkeys((cell, value) for cell, value in cells if value != base.get(cell)))
            _keep(con, changed, path.name, digest, saved, today)
            collected.entries += len(changed)
            collected.unclear += _unclear(path.name, changed, said, choices)
            said |= dict(changed)
    return collected


def _unclear(
    file: str, changed: Sequence[tuple[Cell, str | None]], said: dict[Cell, str | None], choices: Choices
) -> list[str]:
    """What an officer should look at again. said: what other lists of this run said of the same cells."""
    values: dict[Cell, set[str | None]] = {}
    for cell, value in changed:
        values.setdefault(cell, {said[cell]} if cell in said else set()).add(value)
    conflicts = sum(len(found) > 1 for found in values.values())
    unclear = []
    if conflicts:
        unclear.append(f"lists/{file}: cells filled in two ways: {conflicts}; both are kept, the later one stands.")
    for heading, offered in choices.items():
        if not offered:
            continue
        unknown = sum(column == heading and value not in (None, *offered) for (_, column), value in changed)
        if unknown:
            unclear.append(
                f"lists/{file}: cells of {heading} that hold none of its choices: {unknown}; they decide nothing."
            )
    statuses = [(subject, value) for (subject, column), value in changed if column == "Status" and value]
    of_no_pair = sum(value in STATUS_MEANS and not subject.startswith("pair ") for subject, value in statuses)
    of_no_child = sum(bool(OF_PLACE.fullmatch(value)) and not OF_CHILD.fullmatch(s) for s, value in statuses)
    if of_no_child:
        unclear.append(
            f"lists/{file}: cells of Status that say where a child is, in rows of no one child: {of_no_child}; they "
            "decide nothing there, say it on a list of children."
        )
    if of_no_pair:
        unclear.append(
            f"lists/{file}: cells of Status with {' or '.join(STATUS_MEANS)}: {of_no_pair}; they decide nothing there, "
            "say which two records you mean on lists/match-review.xlsx."
        )
    return unclear


def standing(con: Connection, up_to: int | None = None) -> dict[Cell, str | None]:
    """What officers last said of each case, of a child merged into another as of that one.

    up_to: as it stood after that entry (None: now).
    """
    rows = con.execute(
        """SELECT subject, column_name, value FROM decisions.entry_now WHERE entry_id <= coalesce(?, entry_id)
           QUALIFY row_number() OVER (PARTITION BY subject, column_name ORDER BY decided_on DESC, entry_id DESC) = 1""",
        [up_to],
    ).fetchall()
    return {(subject, column): value for subject, column, value in rows}


def last_entry_id(con: Connection) -> int:
    """The number of the newest entry."""
    row = con.execute("SELECT coalesce(max(entry_id), 0) FROM decisions.entry").fetchone()
    return int(row[0]) if row else 0


def subject_of(row_key: str) -> str:
    """Officers' columns belong to the case: of a child's row the child id, else the whole key."""
    match = OF_CHILD.fullmatch(row_key)
    return match[1] if match else row_key


def read_cells(path: Path, own: Collection[str] = ()) -> list[tuple[Cell, str | None]]:
    """The officers' cells of every row of every list sheet; None where one is empty. A case can stand in several rows.

    own: headings of officers' columns that only some lists have. Raises UnreadableList, OSError.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = [name for name in workbook.sheet_names if name != README]
        sheets = [workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names]
    except CalamineError:
        raise UnreadableList("cannot be read as a workbook") from None
    cells: list[tuple[Cell, str | None]] = []
    found = False
    for rows in sheets:
        at = next((n for n, row in enumerate(rows) if ROW_KEY in row), None)
        if at is None:
            continue
        found = True
        headings = [str(cell).strip() for cell in rows[at]]
        key = headings.index(ROW_KEY)
        read = dict.fromkeys((*OFFICER_COLUMNS, *own))
        columns = {name: headings.index(name) for name in read if name in headings}
        for row in rows[at + 1 :]:
            if row[key]:
                subject = subject_of(str(row[key]))
                cells += [((subject, name), _text(row[place]) or None) for name, place in columns.items()]
    if not found:
        raise UnreadableList(f"has no column '{ROW_KEY}', so its rows cannot be told apart")
    return cells


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _tidy(con: Connection, choices: Choices, cell: Cell, value: str | None) -> tuple[Cell, str | None]:
    """A choice in any case is that of the list; a date typed as text is read as the extracts' dates are (never in US
    order). What is neither stays as typed."""
    if value and cell[1] in choices:
        typed = value.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold()
        value = next((choice for choice in choices[cell[1]] if choice.casefold() == typed), value)
    if value and (cell[1] == DATE_COLUMN or choices.get(cell[1]) == ()):
        (day,) = con.execute("SELECT read_date(upper(?))", [value]).fetchall()[0]
        value = day.isoformat() if day else value
    return cell, value


def _saved_on(path: Path) -> date | None:
    """The day the workbook was last saved, as it says itself."""
    from defusedxml import ElementTree

    try:
        with ZipFile(path) as archive:
            said = ElementTree.fromstring(archive.read("docProps/core.xml")).findtext(SAVED_ON) or ""
        return date.fromisoformat(said[:10])
    except (BadZipFile, KeyError, ValueError, ElementTree.ParseError):
        return None


def _written(con: Connection, file: str) -> tuple[str, int] | None:
    """(content hash, last entry shown) of the list as the pipeline last wrote it."""
    return con.execute("SELECT content_hash, last_entry_id FROM decisions.written WHERE file = ?", [file]).fetchone()


def _is_read(con: Connection, file: str, digest: str) -> bool:
    """Whether this very file was read back before: a copy, or one that stayed open since."""
    read = "SELECT 1 FROM decisions.entry WHERE file = ? AND file_hash = ? LIMIT 1"
    return con.execute(read, [file, digest]).fetchone() is not None


def _set_aside(path: Path, digest: str) -> None:
    folder = path.parent / SET_ASIDE
    make_within(folder)
    path.rename(folder / f"{path.stem}-{digest[:8]}{path.suffix}")


def _keep(
    con: Connection, changed: Sequence[tuple[Cell, str | None]], file: str, digest: str, saved: date, today: date
) -> None:
    if not changed:
        return
    officers = standing(con) | dict(changed)
    first = last_entry_id(con) + 1
    with transaction(con):
        con.executemany(
            "INSERT INTO decisions.entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                [
                    *(
                        number,
                        subject,
                        column,
                        value,
                        officers.get((subject, "Officer")),
                    ),
                    *(saved, today, file.removesuffix(".xlsx"), file, digest),
                ]
                for number, ((subject, column), value) in enumerate(changed, first)
            ],
        )
