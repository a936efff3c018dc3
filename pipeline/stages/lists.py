"""Lists: the officers' workbooks, one for each rule of rules/lists, with what officers wrote of each case before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, cast

from outputs.exception_lists import About, Column, Kind, ListSheet, write_list
from outputs.rows import Marked
from pipeline.calendar import MONTHS
from pipeline.roundtrip.added import added_to, with_added
from pipeline.roundtrip.entries import standing
from pipeline.roundtrip.placing import put
from pipeline.roundtrip.shown import content_of, keep_version, version_of
from pipeline.roundtrip.stamp import Stamp
from pipeline.roundtrip.subjects import Cell, subject_of
from pipeline.roundtrip.typed import OFFICER_COLUMNS
from pipeline.rulebook import Rule, Rulebook
from pipeline.school_days import terms_at
from pipeline.settings import Settings
from pipeline.stages.assess import run_rule
from pipeline.store import Connection

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
    today: date,
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
    for rule in book.lists:
        not_due = "" if rule.is_due(as_at) else _not_due(rule)
        sheets = (
            [ListSheet(title, []) for title in _titles(rule)] if not_due else _sheets(con, book, rule, parameters, said)
        )
        warnings = [not_due] if not_due else [stale[table] for table in rule.get("fed_by", ()) if table in stale]
        if rule.get("counts_school_days") and terms_at(as_at, settings.calendar.terms) == ():
            warnings.append(APPROXIMATE)
        about, sheets = with_added(_about(book, rule), sheets, added_to(con, rule.code))
        content = content_of(about, sheets)
        stamp = Stamp(settings.authority.la_code, rule.code, as_at, version_of(content))
        write = partial(
            write_list,
            replace(about, stamp=str(stamp)),
            sheets,
            authority=settings.authority.name,
            as_at=as_at,
            demonstration=settings.demonstration,
            warnings=tuple(warnings),
            mode=mode,
        )
        path, note = folder / f"{rule.code}.xlsx", ""
        if live:
            keep_version(con, rule.code, content, as_at, today)
            note = put(con, path, write, stamp.version, today)
        else:
            write(path)
        written.append(Written(rule, sum(len(sheet.rows) for sheet in sheets), note, not_due))
    return written


def _sheets(
    con: Connection,
    book: Rulebook,
    rule: Rule,
    parameters: Mapping[str, Any],
    said: Mapping[Cell, str | None],
) -> list[ListSheet]:
    """The rows of a list, officers' cells and row key behind the pipeline's, parted by sheet."""
    con.execute("SET search_path = 'run.assessed,run.linked'")
    result = run_rule(con, rule, parameters)
    at = {column[0]: place for place, column in enumerate(result.description or [])}
    officers = _officers(book, rule)
    sheets: dict[str, list[tuple[object, ...]]] = {title: [] for title in _titles(rule)}
    found = result.fetchall()
    con.execute("RESET search_path")
    for row in found:
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
