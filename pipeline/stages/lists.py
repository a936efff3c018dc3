"""Lists: the officers' workbooks, one for each rule of rules/lists, with what officers wrote of each case before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from outputs.at_once import writers
from outputs.exception_lists import write_list
from outputs.files import sync_folder
from pipeline.calendar import MONTHS
from pipeline.declared_rules import Rule
from pipeline.roundtrip.added import added_to, with_added
from pipeline.roundtrip.entries import NEWEST, standing
from pipeline.roundtrip.placing import fresh_path, put, put_again
from pipeline.roundtrip.shown import content_of, keep_version, version_of
from pipeline.roundtrip.stamp import Stamp
from pipeline.roundtrip.two_ways import with_two_ways
from pipeline.rulebook import Rulebook
from pipeline.school_days import terms_at
from pipeline.settings import Settings
from pipeline.stages import list_sheets, listings
from pipeline.store import Connection, count

APPROXIMATE = (
    "School days on this list are approximate: weekdays less bank holidays, until [calendar] terms in cme.toml gives "
    "the term dates of this day."
)
NOTHING_DRAWN = listings.Drawn(0, 0)


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
    """Writes every list into the folder, the sheet of the rows that left it behind its own.

    They are put in their places when all are written, so that the lists of one night are of one night.

    stale: table ("source/table") -> sentence that weakens what it feeds.
    live: the folder is the one officers work in, so what is written there is remembered, to tell later what they typed,
    what is new and what has left.
    """
    lapsed = _lapsed(con)
    said = {**standing(con), **{(case, "Status"): None for case in lapsed}}
    if live:
        listings.forget_what_was_rehearsed(con, as_at)
    not_drawn = _why_not_drawn_up(con, book.lists, as_at)
    drawn = listings.draw_up(con, [rule for rule in book.lists if not not_drawn[rule.code]], parameters)
    if live:
        listings.remember(con, as_at)
    left = listings.left_rows(con, book.lists, as_at)
    added = added_to(con, [rule.code for rule in book.lists])
    begun: dict[str, tuple[Written, Path, str, Callable[[], None]]] = {}
    try:
        with writers(sum(of_list.rows for of_list in drawn.values())) as start:
            # The longest first: another process writes them while this one goes on to the others.
            for rule in sorted(book.lists, key=lambda rule: -drawn.get(rule.code, NOTHING_DRAWN).rows):
                why_not, of_list = not_drawn[rule.code], drawn.get(rule.code, NOTHING_DRAWN)
                own = list_sheets.empty_sheets(rule) if why_not else list_sheets.sheets_of(con, book, rule, as_at, said)
                sheets = [*own, list_sheets.left_sheet(book, rule, left[rule.code], said)]
                about, sheets = with_two_ways(con, list_sheets.about(book, rule), sheets)
                about, sheets = with_added(about, sheets, added[rule.code])
                content = content_of(about, sheets, lapsed)
                version = version_of(content)
                if live:
                    keep_version(con, rule.code, content, as_at, today)
                write = partial(
                    write_list,
                    replace(about, stamp=str(Stamp(settings.authority.la_code, rule.code, as_at, version))),
                    sheets,
                    authority=settings.authority.name,
                    as_at=as_at,
                    demonstration=settings.demonstration,
                    warnings=_warnings(con, rule, why_not, of_list.held_back, stale, settings, as_at),
                    mode=mode,
                )
                path = folder / f"{rule.code}.xlsx"
                wait = start(write, fresh_path(path))
                begun[rule.code] = (Written(rule, of_list.rows, not_due=why_not), path, version, wait)
            for _, _, _, wait in begun.values():
                wait()
        put_in_place = [
            replace(written, note=put(con, path, version, today) if live else put_again(path))
            for written, path, version, _ in (begun[rule.code] for rule in book.lists)
        ]
        sync_folder(folder)
        return put_in_place
    finally:
        for _, path, _, _ in begun.values():
            fresh_path(path).unlink(missing_ok=True)


def _warnings(
    con: Connection,
    rule: Rule,
    not_due: str,
    held_back: int,
    stale: Mapping[str, str],
    settings: Settings,
    as_at: date,
) -> tuple[str, ...]:
    """What an officer must know of today's list before reading it."""
    warnings = [not_due] if not_due else [stale[table] for table in rule.get("fed_by", ()) if table in stale]
    warnings += [] if not_due else _held_back(con, rule, held_back)
    if rule.get("counts_school_days") and terms_at(as_at, settings.calendar.terms) == ():
        warnings.append(APPROXIMATE)
    return tuple(warnings)


def _lapsed(con: Connection) -> dict[str, int]:
    """Cases whose Status decides no longer, by the entry that was it. The lists show the cell empty, so that whoever
    finds the same again can choose it again; the register keeps what was decided."""
    rows = con.execute(
        f"""SELECT made.child_id, made.entry_id FROM run.assessed.overruled_decision
            JOIN run.linked.decision_made AS made USING (child_id)
            JOIN ({NEWEST}) AS newest ON newest.subject = made.child_id AND newest.entry_id = made.entry_id
            WHERE made.is_newest"""
    )
    return dict(rows.fetchall())


def _why_not_drawn_up(con: Connection, rules: Sequence[Rule], as_at: date) -> dict[str, str]:
    """By list, why it is empty: it is not due, or none of its own sources ever sent anything; '' where it is drawn."""
    rows = con.execute(
        """SELECT DISTINCT source || '/' || table_name FROM landing.file
            WHERE outcome = 'accepted' AND extract_date <= ?""",
        [as_at],
    ).fetchall()
    sent = {table for (table,) in rows}
    return {
        rule.code: _not_due(rule) if not rule.is_due(as_at) else _not_delivered(rule.get("needs", ()), sent)
        for rule in rules
    }


def _not_delivered(tables: Sequence[str], sent: set[str]) -> str:
    if not tables or sent & set(tables):
        return ""
    return f"Not drawn up: nothing of {' or '.join(tables)} was ever delivered, so nobody was looked for today."


def _held_back(con: Connection, rule: Rule, children: int) -> list[str]:
    """How many stand on mash-reconciliation in the place of the list; a number reveals nobody. Pairs of children, which
    no row key tells, were left out by the list's own rule."""
    children += count(con, f"SELECT count(*) FROM run.assessed.held_back WHERE list = '{rule.code}'")
    who = "1 child" if children == 1 else f"{children} children"
    stands = "stands" if children == 1 else "stand"
    known = f"{who} whom only social care or youth justice know {stands} on mash-reconciliation and not here."
    return [known] if children else []


def _not_due(rule: Rule) -> str:
    """Why a list is empty in a month in which it is not drawn up, so that nobody takes it for 'nobody found'."""
    months = rule.get("months")
    return (
        f"Not due: this list is drawn up from {MONTHS[months[0] - 1]} to {MONTHS[months[-1] - 1]}, so nobody was "
        "looked for today."
    )
