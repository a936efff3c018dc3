"""Extracts for those who can tell: a workbook for each school and setting, and the letters to parents.

Reads the newest run and writes below the folder of lists; the store is left as it is. What comes back is an officer's
to enter on the lists: nothing here is read by a run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

from outputs.exception_lists import Column, Kind
from outputs.files import replace_folder
from outputs.for_schools import Request, write_for_school
from outputs.letters import write_letters
from outputs.sheet import Marks
from outputs.text import count_of
from pipeline import lookups, rulebook
from pipeline.declared_rules import Rule
from pipeline.errors import CmeError
from pipeline.files.delivery import content_hash
from pipeline.home import journal, locked, make_folders, make_within, mode_of_files
from pipeline.rulebook import Rulebook
from pipeline.school_days import nth_school_day
from pipeline.settings import Settings
from pipeline.stages.assess import run_parameters, run_rule
from pipeline.store import Connection

SCHOOLS, PARENTS, KEPT = "for-schools", "for-parents", "for-schools-kept"
WRITTEN = ".written"
"""In the folder for schools: a line per workbook as it was written, its hash and where it lies."""
NOBODYS = (WRITTEN, "Thumbs.db", "desktop.ini", ".DS_Store")
"""Files there that no person wrote."""
LOCKS = ("~$*", ".~lock.*#")
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
LONGEST_NAME = 100


@dataclass
class SentOut:
    """What was written. said: sentences with folders and counts, none of a child."""

    as_at: date
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Recipient:
    """A school or setting, and its rows."""

    key: str
    name: str
    rows: list[tuple[object, ...]]


def write_extracts(settings: Settings, today: date) -> SentOut:
    """Writes every extract of `rules/extracts` from the newest run.

    lists/for-schools/<list>/<LAEstab or setting> <name>.xlsx is replaced as a whole, so no earlier workbook stays; a
    file that somebody put or changed there is moved to lists/for-schools-kept. lists/for-parents/<list>.csv holds the
    letters. Raises CmeError where there was no run, where it is of an earlier version of the rules, or where a workbook
    is open there; RunInProgress while a run is at work.
    """
    with lookups.newest_run(settings) as con:
        as_at = lookups.day_of_run(con)
        book = rulebook.load(as_at)
        _refuse_older_run(con, book)
        make_folders(settings)
        with locked(settings), journal(settings, "for-schools", as_at, today) as log:
            done = SentOut(as_at)
            parameters = run_parameters(book, settings, as_at)
            marks = Marks(settings.authority.name, as_at, settings.demonstration)
            _write_for_schools(con, book, parameters, settings, marks, done)
            _write_letters(con, book, parameters, settings, marks, done)
            log("sent out", said=done.said)
            return done


def _refuse_older_run(con: Connection, book: Rulebook) -> None:
    there = {
        name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'run'").fetchall()
    }
    if {table for rule in book.extracts for table in rule.reads} - there:
        raise CmeError("The newest run was made by an earlier version of the program; run `cme nightly` first.")


# Schools and settings


def _write_for_schools(
    con: Connection, book: Rulebook, parameters: Mapping[str, Any], settings: Settings, marks: Marks, done: SentOut
) -> None:
    folder = settings.lists / SCHOOLS
    _refuse_open(folder)
    if kept := _keep_what_others_put(folder, settings.lists / KEPT):
        files = count_of(kept, "file")
        done.said.append(
            f"{files} that somebody put or changed in lists/{SCHOOLS} now in lists/{KEPT}: look into them."
        )
    rules = [rule for rule in book.extracts if rule.get("sent_to") == "schools"]
    found = {rule.code: _recipients(con, rule, parameters) for rule in rules}

    def write(new: Path) -> None:
        for rule in rules:
            request = _request(book, rule, parameters, settings, marks.as_at)
            below = new / rule.get("list")
            make_within(below)
            for name, recipient in _named(found[rule.code]):
                path = below / name
                write_for_school(
                    request, recipient.name, recipient.rows, path, marks=marks, mode=mode_of_files(settings)
                )
        written = sorted(path for path in new.rglob("*.xlsx"))
        (new / WRITTEN).write_text(
            "".join(f"{content_hash(path)} {path.relative_to(new)}\n" for path in written), encoding="utf-8"
        )

    try:
        replace_folder(folder, write)
    except PermissionError:
        raise CmeError(f"lists/{SCHOOLS} cannot be replaced; close what is open there and try again.") from None
    for rule in rules:
        rows = sum(len(recipient.rows) for recipient in found[rule.code])
        books = count_of(len(found[rule.code]), "workbook")
        done.said.append(f"lists/{SCHOOLS}/{rule.get('list')}: {books}, {count_of(rows, 'row')}.")


def _refuse_open(folder: Path) -> None:
    if any(path for pattern in LOCKS for path in folder.rglob(pattern)):
        raise CmeError(
            f"Somebody has a workbook of lists/{SCHOOLS} open; close it (or remove the lock file that a crash left "
            "beside it) and try again."
        )


def _keep_what_others_put(folder: Path, kept: Path) -> int:
    """Moves away what is not, byte for byte, a workbook that this program wrote. Returns how many files."""
    known: set[str] = set()
    with suppress(FileNotFoundError):
        known = set((folder / WRITTEN).read_text(encoding="utf-8").splitlines())
    others = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name not in NOBODYS
        and f"{content_hash(path)} {path.relative_to(folder)}" not in known
    ]
    if others:
        make_within(kept)
    for path in others:
        path.rename(kept / f"{path.stem}-{content_hash(path)[:8]}{path.suffix}")
    return len(others)


def _recipients(con: Connection, rule: Rule, parameters: Mapping[str, Any]) -> list[_Recipient]:
    """The rows parted by whom they go to, in the order of their keys."""
    result = run_rule(con, rule, parameters)
    at = {column[0]: place for place, column in enumerate(result.description or [])}
    recipients: dict[str, _Recipient] = {}
    for row in result.fetchall():
        key = str(row[at["sent_to"]])
        recipient = recipients.setdefault(key, _Recipient(key, str(row[at["sent_to_name"]] or key), []))
        recipient.rows.append(tuple(row[at[name]] for name in rule.columns))
    return [recipients[key] for key in sorted(recipients)]


def _request(book: Rulebook, rule: Rule, parameters: Mapping[str, Any], settings: Settings, as_at: date) -> Request:
    days = int(parameters[rule.get("reply_within")])
    return Request(
        title=rule.title,
        list=rule.get("list"),
        asked=tuple(rule.get("asked")),
        columns=tuple(_column(book, name, means) for name, means in rule.columns.items()),
        answers=tuple(_column(book, name, book.columns[name].about) for name in rule.get("answers")),
        reply_by=nth_school_day(as_at + timedelta(days=1), days, settings.calendar.terms),
    )


def _column(book: Rulebook, name: str, means: str) -> Column:
    column = book.columns[name]
    return Column(name, column.heading, cast("Kind", column.kind), column.width, means, column.choices)


def _named(recipients: Sequence[_Recipient]) -> Iterator[tuple[str, _Recipient]]:
    """Each with the name of its file, as Windows allows it, no two alike in any case."""
    taken: set[str] = set()
    for recipient in recipients:
        said = (
            recipient.name
            if recipient.key.casefold() == recipient.name.casefold()
            else f"{recipient.key} {recipient.name}"
        )
        stem = " ".join(_NOT_IN_NAMES.sub(" ", said).split())[:LONGEST_NAME].strip(". ") or "unnamed"
        stem = f"_{stem}" if _DEVICES.fullmatch(stem.partition(".")[0]) else stem
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} ({number})"
        taken.add(name.casefold())
        yield f"{name}.xlsx", recipient


# Parents


def _write_letters(
    con: Connection, book: Rulebook, parameters: Mapping[str, Any], settings: Settings, marks: Marks, done: SentOut
) -> None:
    for rule in (rule for rule in book.extracts if rule.get("sent_to") == "parents"):
        result = run_rule(con, rule, parameters)
        at = {column[0]: place for place, column in enumerate(result.description or [])}
        letters: list[list[object]] = []
        withheld: Counter[str] = Counter()
        for row in result.fetchall():
            if why := row[at["withheld"]]:
                withheld[why] += 1
            else:
                letters.append([_cell(rule, name, row[at[name]]) for name in rule.columns])
        folder = settings.lists / PARENTS
        make_within(folder)
        path = folder / f"{rule.get('list')}.csv"
        headings = [book.columns[name].heading for name in rule.columns]
        write_letters(headings, letters, path, marks=marks, mode=mode_of_files(settings))
        done.said.append(f"lists/{PARENTS}/{path.name}: {count_of(len(letters), 'letter')}.")
        if withheld:
            reasons = ", ".join(f"{why} {number}" for why, number in sorted(withheld.items()))
            done.said.append(f"Withheld from the letters, for an officer to write by hand or to put right: {reasons}.")


def _cell(rule: Rule, name: str, value: object) -> object:
    """A day that falls on a weekend or a bank holiday moves to the next that does not, where the rule says so."""
    return nth_school_day(value, 1, ()) if name in rule.get("on_working_day", ()) and isinstance(value, date) else value
