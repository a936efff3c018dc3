"""Lists: the officers' workbooks, one for each rule of rules/lists, with what officers wrote of each case before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from outputs.exception_lists import About, Column, Kind, ListSheet, write_list
from outputs.rows import Marked
from pipeline.calendar import MONTHS
from pipeline.files.delivery import content_hash
from pipeline.rulebook import Rule, Rulebook
from pipeline.school_days import terms_at
from pipeline.settings import Settings
from pipeline.stages.assess import run_rule
from pipeline.stages.collect import OFFICER_COLUMNS, Cell, last_entry_id, standing, subject_of
from pipeline.store import Connection, transaction

OFFICERS = (
    Column("officer", "Officer", "text", 14, "Who works the case."),
    Column("status", "Status", "text", 24, "One of the list; what is confirmed decides where the child is."),
    Column("next_action", "Next action", "text", 24, "What is to be done next."),
    Column("next_action_date", "Next action date", "date", 12, "By when."),
    Column("notes", "Notes", "notes", 44, "Whatever should be remembered of the case."),
)
APPROXIMATE = (
    "School days on this list are approximate: weekdays less bank holidays, until [calendar] terms in cme.toml gives "
    "the term dates of this day."
)
assert tuple(column.heading for column in OFFICERS) == OFFICER_COLUMNS
OF_THE_OTHER = " of the other"
DIFFERS = "In this column the two sides of the row differ."


@dataclass(frozen=True)
class Written:
    """One list that was written: its rule, how many rows, a remark where it lies beside an open one, and why it is
    empty where it is not due."""

    rule: Rule
    rows: int
    note: str = ""
    not_due: str = ""


def write_lists(
    con: Connection,
    book: Rulebook,
    parameters: Mapping[str, Any],
    settings: Settings,
    as_at: date,
    folder: Path,
    stale: Mapping[str, str],
    *,
    mode: int,
    live: bool,
) -> list[Written]:
    """Writes every list into the folder. stale: table ("source/table") -> sentence that weakens what it feeds.

    live: the folder is the one officers work in, so what is written there is remembered, to tell later what they typed.
    """
    said = standing(con)
    written = []
    paths = []
    con.execute("SET search_path = 'run.assessed,run.linked'")
    for rule in book.lists:
        not_due = "" if rule.is_due(as_at) else _not_due(rule)
        sheets = (
            [ListSheet(title, []) for title in _titles(rule)] if not_due else _sheets(con, book, rule, parameters, said)
        )
        path, note = _place(con, folder / f"{rule.code}.xlsx", live=live)
        warnings = [not_due] if not_due else [stale[table] for table in rule.get("fed_by", ()) if table in stale]
        if rule.get("counts_school_days") and terms_at(as_at, settings.calendar.terms) == ():
            warnings.append(APPROXIMATE)
        write_list(
            _about(book, rule),
            sheets,
            path,
            authority=settings.authority.name,
            as_at=as_at,
            demonstration=settings.demonstration,
            warnings=tuple(warnings),
            mode=mode,
        )
        paths.append(path)
        written.append(Written(rule, sum(len(sheet.rows) for sheet in sheets), note, not_due))
    con.execute("RESET search_path")
    if live:
        _remember(con, paths)
    return written


def _sheets(
    con: Connection,
    book: Rulebook,
    rule: Rule,
    parameters: Mapping[str, Any],
    said: Mapping[Cell, str | None],
) -> list[ListSheet]:
    """The rows of a list, officers' cells and row key behind the pipeline's, parted by sheet."""
    result = run_rule(con, rule, parameters)
    at = {column[0]: place for place, column in enumerate(result.description or [])}
    officers = _officers(book, rule)
    sheets: dict[str, list[tuple[object, ...]]] = {title: [] for title in _titles(rule)}
    for row in result.fetchall():
        key = row[at["row_key"]]
        subject = subject_of(key)
        officer = [_officer_value(column, said.get((subject, column.heading))) for column in officers]
        title = row[at["sheet"]] if rule.get("sheets") else rule.title
        marked = set((row[at[rule.get("marked_by")]] or "").split(", ")) if rule.get("marked_by") else set()
        columns, reference = (
            [_marked(row[at[name]], book.columns[name].heading, marked) for name in rule.get(key, ())]
            for key in ("columns", "reference")
        )
        sheets[title].append((*columns, *officer, *reference, key))
    return [ListSheet(title, rows) for title, rows in sheets.items()]


def _titles(rule: Rule) -> list[str]:
    return list(rule.get("sheets") or [rule.title])


def _not_due(rule: Rule) -> str:
    """Why a list is empty in a month in which it is not drawn up, so that nobody takes it for 'nobody found'."""
    months = rule.get("months")
    return (
        f"Not due: this list is drawn up from {MONTHS[months[0] - 1]} to {MONTHS[months[-1] - 1]}, so nobody was "
        "looked for today."
    )


def _marked(value: object, heading: str, marked: set[str]) -> object:
    """The value, marked where its column is one of those in which the two sides of the row differ."""
    return Marked(value) if heading.removesuffix(OF_THE_OTHER) in marked else value


def _officers(book: Rulebook, rule: Rule) -> tuple[Column, ...]:
    """The officer's columns: the list's own, then those of every list."""
    return (*_columns(book, rule, "officer"), *OFFICERS)


def _columns(book: Rulebook, rule: Rule, key: str) -> tuple[Column, ...]:
    return tuple(
        Column(c.name, c.heading, cast("Kind", c.kind), c.width, c.about, c.choices)
        for c in (book.columns[name] for name in rule.get(key, ()))
    )


def _officer_value(column: Column, value: str | None) -> object:
    """A date that was typed as one is a date again; anything else stays as it was typed."""
    if column.kind != "date" or value is None:
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


def _about(book: Rulebook, rule: Rule) -> About:
    return About(
        code=rule.code,
        title=rule.title,
        rule=rule.get("says"),
        policy=rule.policy,
        how_to_use=tuple(rule.get("use")),
        columns=_columns(book, rule, "columns"),
        officer_columns=_officers(book, rule),
        reference_columns=_columns(book, rule, "reference"),
        statuses=book.statuses,
        sheets=tuple(_titles(rule)),
        mark=DIFFERS if rule.get("marked_by") else "",
    )


def _place(con: Connection, path: Path, *, live: bool) -> tuple[Path, str]:
    """Where the list goes: in its place, or beside it while an officer is at work on it.

    What was read back before this run wrote anything may be replaced; what was saved or opened since may not.
    """
    places = [path, path.with_name(f"{path.stem} (newer).xlsx")]
    while places[-1].exists() or (live and _is_at_work(con, places[-1])):
        places.append(path.with_name(f"{path.stem} (newer {len(places)}).xlsx"))
    free = [place for place in places if not (live and _is_at_work(con, place))]
    chosen = free[0]
    for place in free:
        if place not in (chosen, path):
            place.unlink(missing_ok=True)
    return chosen, "" if chosen == path else f"{path.name} is open, so the new list lies beside it as {chosen.name}"


def _is_at_work(con: Connection, path: Path) -> bool:
    """Whether the file is open in Excel or LibreOffice, or is not the one that was read back."""
    if any(path.with_name(lock).exists() for lock in (f"~${path.name}", f".~lock.{path.name}#")):
        return True
    try:
        digest = content_hash(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return (
        con.execute("SELECT 1 FROM read_back WHERE file = ? AND content_hash = ?", [path.name, digest]).fetchone()
        is None
    )


def _remember(con: Connection, paths: Sequence[Path]) -> None:
    mark = last_entry_id(con)
    with transaction(con):
        for path in paths:
            con.execute("DELETE FROM decisions.written WHERE file = ?", [path.name])
            con.execute("INSERT INTO decisions.written VALUES (?, ?, ?)", [path.name, content_hash(path), mark])
