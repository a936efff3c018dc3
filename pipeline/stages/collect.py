"""Collect: what officers wrote into the lists is read back before anything is written, and kept for good.

A cell of an officer's column that is not as the list showed it is an entry: for which case, which column, what, by
whom, from which file. Entries are only ever added. How a workbook is read and compared: pipeline/roundtrip.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from outputs.exception_lists import ROW_KEY
from pipeline.errors import NoList, UnreadableList
from pipeline.files.delivery import content_hash, is_text, printable
from pipeline.home import make_within
from pipeline.roundtrip.astray import astray
from pipeline.roundtrip.entries import Book, Source, keep_all
from pipeline.roundtrip.parted import parted_since
from pipeline.roundtrip.placing import is_open
from pipeline.roundtrip.reading import ReadSheet, ReadWorkbook, read_workbook, saved_at
from pipeline.roundtrip.remarks import Choices, Remark, sentences
from pipeline.roundtrip.shown import forget_old_versions
from pipeline.roundtrip.subjects import subject_of
from pipeline.roundtrip.taking import Taker, memory_of
from pipeline.roundtrip.versions import Version, version_of_sheet
from pipeline.store import Connection

SET_ASIDE = "set-aside"
WORKBOOKS = (".xlsx", ".xlsm")
OTHER_FORMATS = (".xls", ".xlsb", ".csv", ".ods")
COPY = re.compile(r"( \(newer( \d+)?\))?(( -|_) ?(copy|kopie))?( ?\(\d+\))?")
"""What a list's own name is followed by where a run or a program put a copy beside it."""
KEPT_AS_COPY = ("disputed", "keyless", "unknown", "parted", "foreign", "moved", "sheet")
"""Remarks after which the workbook is copied before the next list takes its place."""


@dataclass
class Collected:
    """entries: how many cells were new or changed.   set_aside, unclear: what to look at, in sentences.

    left_alone: files that are no lists, in sentences.   remarks: every place that the sentences are about.
    """

    entries: int = 0
    set_aside: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True)
class _File:
    path: Path
    digest: str
    saved: tuple[datetime, datetime, str]


@dataclass(frozen=True)
class _Collection:
    """What every workbook of one night is read with. known: the cases there are, None in a new store."""

    con: Connection
    book: Book
    today: date
    choices: Choices
    la_code: str
    known: frozenset[str] | None
    mode: int


def collect(
    con: Connection,
    lists: Path,
    today: date,
    choices: Choices,
    *,
    la_code: str = "",
    codes: Collection[str] = (),
    mode: int = 0o600,
) -> Collected:
    """Reads every workbook of the folder of lists into `decisions.entry`; one that cannot be read is set aside.

    choices: what Status offers, and the lists' own columns for officers; a choice is read in any case. la_code: whose
    lists they are (empty: anybody's). codes: what the lists are called; a file of another name that is no list is left
    alone. mode: the permissions of copies.
    Leaves in `temp.read_back` (file, content_hash) what was read, so that nothing else is overwritten later.
    """
    collected = Collected()
    con.execute("CREATE OR REPLACE TEMP TABLE read_back (file VARCHAR, content_hash VARCHAR)")
    forget_old_versions(con, today)
    files = sorted(_new_files(con, lists, collected), key=lambda file: file.saved)
    if files:
        night = _Collection(con, Book(con), today, choices, la_code, _known_cases(con), mode)
        for file in files:
            _collect_file(night, file, codes, collected)
    collected.unclear = sentences(collected.remarks) + astray(
        con, lists, endings=WORKBOOKS, passed_over=SET_ASIDE, is_called_as_list=partial(_is_called_as_list, codes)
    )
    return collected


def _new_files(con: Connection, lists: Path, collected: Collected) -> list[_File]:
    """The files that differ from what was written and from all that was read before. Locks and half-written files of
    Excel and LibreOffice are none."""
    seen = con.execute(
        """SELECT NULL, content_hash FROM decisions.written
            UNION SELECT CASE WHEN outcome = 'left alone' THEN file END, content_hash FROM decisions.workbook"""
    )
    known = set(seen.fetchall())
    found = []
    for path in sorted(lists.iterdir()):
        if path.name.startswith(("~$", ".")) or path.suffix.lower() not in (*WORKBOOKS, *OTHER_FORMATS):
            continue
        if not path.is_file():
            continue
        if not is_text(path.name):
            collected.set_aside.append(
                f"lists/{printable(path.name)} has a name of bytes that are no letters; rename it."
            )
            continue
        try:
            digest, saved = content_hash(path), _saved_when(path)
        except OSError as error:
            collected.set_aside.append(_not_opened(path, error))
            continue
        con.execute("INSERT INTO read_back VALUES (?, ?)", [path.name, digest])
        if known.isdisjoint({(None, digest), (path.name, digest)}):
            found.append(_File(path, digest, saved))
    return found


def _saved_when(path: Path) -> tuple[datetime, datetime, str]:
    """Workbooks are read in the order in which they were saved, so that of two sayings the later one stands. What a
    workbook says itself is to the second, or not so much as touched by some programs: then the disk tells."""
    by_disk = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
    return saved_at(path) or by_disk, by_disk, path.name


def _known_cases(con: Connection) -> frozenset[str] | None:
    if con.execute("SELECT 1 FROM decisions.shown LIMIT 1").fetchone() is None:
        return None
    rows = con.execute(
        """SELECT child_id FROM identity.child_record UNION SELECT child_id FROM identity.child_event
            UNION SELECT subject FROM decisions.entry"""
    )
    return frozenset(subject for (subject,) in rows.fetchall())


def _collect_file(night: _Collection, file: _File, codes: Collection[str], collected: Collected) -> None:
    path = file.path
    try:
        if path.suffix.lower() in OTHER_FORMATS:
            raise UnreadableList(f"is of another format; save it as {path.stem}.xlsx (Excel Workbook)")
        remarks = _read(night, file, collected)
        if any(remark.kind in KEPT_AS_COPY for remark in remarks):
            copy = _place_aside(file)
            shutil.copyfile(path, copy)
            copy.chmod(night.mode)
        collected.remarks += remarks
    except OSError as error:
        collected.set_aside.append(_not_opened(path, error))
    except UnreadableList as error:
        _put_aside(night, file, error, codes, collected)


def _put_aside(night: _Collection, file: _File, error: UnreadableList, codes: Collection[str], to: Collected) -> None:
    """Moves what takes the place of a list and is none, unless somebody has it open; names it, or what is left."""
    path, names = file.path, tuple(code.casefold() for code in codes)
    is_called_as_list = not codes or _is_called_as_list(codes, path.stem)
    is_export = path.suffix.lower() == ".csv" and not path.stem.casefold().startswith(names)
    if not is_called_as_list and (isinstance(error, NoList) or is_export):
        to.left_alone.append(f"lists/{path.name} is none of the lists and was left alone.")
        keep_all(night.con, night.book, [path.name, file.digest, None, night.today, "left alone", None])
        return
    became = "it was left where it is"
    if is_called_as_list and is_open(path, night.today):
        became = "somebody has it open, so it was left where it is"
    elif is_called_as_list:
        try:
            path.rename(_place_aside(file))
            became = f"it now lies in lists/{SET_ASIDE}/"
        except OSError as refused:
            became = f"it could not be moved ({refused.strerror}) and was left where it is"
    to.set_aside.append(f"lists/{path.name} cannot be read back: it {error}. {became[0].upper()}{became[1:]}.")


def _is_called_as_list(codes: Collection[str], name: str) -> bool:
    """Whether a file's name, without its ending, is a list's own or what a program makes of that for a copy."""
    own, names = name.casefold(), [code.casefold() for code in codes]
    return any(own.startswith(code) and COPY.fullmatch(own[len(code) :]) for code in names)


def _not_opened(path: Path, error: OSError) -> str:
    return f"lists/{path.name} cannot be opened ({error.strerror}); it was left as it is."


def _place_aside(file: _File) -> Path:
    folder = file.path.parent / SET_ASIDE
    make_within(folder)
    return folder / f"{file.path.stem}-{file.digest[:8]}{file.path.suffix}"


def _read(night: _Collection, file: _File, collected: Collected) -> list[Remark]:
    """Takes what a workbook says. Raises UnreadableList where nothing may be taken from it, OSError."""
    workbook = read_workbook(file.path)
    if not workbook.sheets:
        if workbook.stamps:
            raise UnreadableList(
                f"has lost its hidden last column '{ROW_KEY}', by which its rows are told apart, so nothing was taken "
                "from it: type what is missing into the new list"
            )
        raise NoList(f"holds no list: no sheet has a column '{ROW_KEY}'")
    by_version: dict[Version, list[ReadSheet]] = {}
    for sheet in workbook.sheets:
        version = version_of_sheet(night.con, workbook, sheet, file.path.stem)
        version.refuse_foreign_or_old(night.la_code, night.today)
        by_version.setdefault(version, []).append(sheet)
    _refuse_unknown(night, by_version)
    remarks = [Remark("sheet", file.path.name, None) for _ in workbook.keyless]
    for version, sheets in by_version.items():
        taker = _taker(night, file, workbook, version)
        for sheet in sheets:
            taker.take(sheet, version.shown)
        said = taker.enter()
        remarks += taker.remarks
        read = [file.path.name, file.digest, version.name, night.today, "read", said]
        collected.entries += keep_all(night.con, night.book, read)
    return remarks


def _taker(night: _Collection, file: _File, workbook: ReadWorkbook, version: Version) -> Taker:
    saved = workbook.saved_at.date() if workbook.saved_at else night.today
    # A list cannot have been saved before it was written, whatever the clock of the program says that saved it.
    decided_on = min(max(saved, version.shown.newest_said or saved), night.today)
    source = Source(version.code, file.path.name, file.digest, version.name, decided_on, night.today)
    last = night.con.execute(
        "SELECT said FROM decisions.workbook WHERE file = ? AND version = ? ORDER BY rowid DESC LIMIT 1",
        [file.path.name, version.name],
    ).fetchone()
    as_at = version.stamp.as_at if version.stamp else version.shown.as_at
    parted = parted_since(night.con, as_at, version.shown.last_event)
    memory = memory_of(last[0]) if last else None
    return Taker(night.con, night.book, source, night.choices, memory, night.known, parted)


def _refuse_unknown(night: _Collection, by_version: dict[Version, list[ReadSheet]]) -> None:
    """Raises UnreadableList where a workbook without a stamp holds no row that is known here."""
    keys = [
        key in version.shown.rows or night.known is None or subject_of(key) in night.known
        for version, sheets in by_version.items()
        for sheet in sheets
        for cells in sheet.rows.values()
        if (key := cells[sheet.key])
    ]
    if keys and not any(keys) and not any(version.is_stamped for version in by_version):
        raise UnreadableList(
            "holds no case that is known here, as a list of another council would; nothing was taken from it"
        )
