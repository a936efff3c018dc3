"""What stands on the sheets of an officers' list: its rows with what officers wrote of each, and who left it.

A row is the pipeline's columns (after the first of them those of the sheet itself: whether the row is new, or when and
why it left), then the officer's, then the pipeline's reference columns, then the row key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from outputs.exception_lists import About, Column, Kind, ListSheet
from outputs.rows import Marked
from pipeline.declared_rules import ListColumn, Rule
from pipeline.roundtrip.subjects import Cell, subject_of
from pipeline.roundtrip.typed import OFFICER_COLUMNS
from pipeline.rulebook import Rulebook
from pipeline.stages.listings import LEFT_FOR, Left, marked_rows
from pipeline.store import Connection

OFFICERS = (
    Column("officer", "Officer", "text", 14, "Who works the case."),
    Column("status", "Status", "text", 24, "One of the list; what is confirmed decides where the child is."),
    Column("next_action", "Next action", "text", 24, "What is to be done next."),
    Column("next_action_date", "Next action date", "date", 12, "By when."),
    Column("notes", "Notes", "notes", 44, "Whatever should be remembered of the case."),
)
assert tuple(column.heading for column in OFFICERS) == OFFICER_COLUMNS
NEW = Column(
    "mark", "New", "text", 7, "new: on the list since this day; back: it had left the list before and is on it again."
)
SINCE = Column(
    "on_list_since", "On list since", "date", about="The run that first saw the row on this list, this time."
)
LEFT_ON = Column("left_the_list_on", "Left the list on", "date", about="The run that no longer found the row.")
WHY = Column("why_it_left", "Why", "notes", 34, "Where the child is now, or what became of the row.")
COUNTED_ON = re.compile(r"\bcounted on ([a-z_]+)(?: (\d{4}))?")
"""What is kept of why a row left names a line by its measure; it is shown in the words of the form."""
LEFT = "Left the list"
LEFT_IS = f"no longer on this list, shown for {LEFT_FOR} days"

OF_THE_OTHER = " of the other"
AMBER = "It wants a look: new on the list, back on it, overdue."
DIFFERS = "New on the list or back on it; in other columns, the two sides of the row differ."

Said = Mapping[Cell, str | None]


def titles(rule: Rule) -> list[str]:
    """The titles of a list's own sheets, in order."""
    return list(rule.get("sheets") or [rule.title])


def empty_sheets(rule: Rule) -> list[ListSheet]:
    """The own sheets of a list that is not due."""
    return [ListSheet(title, [], (NEW,)) for title in titles(rule)]


def sheets_of(con: Connection, book: Rulebook, rule: Rule, as_at: date, said: Said) -> list[ListSheet]:
    """The list's own sheets with the rows that were drawn up."""
    officers = _officers(book, rule)
    rows: dict[str, list[tuple[object, ...]]] = {title: [] for title in titles(rule)}
    for row in marked_rows(con, rule, as_at):
        differs = set((row[rule.get("marked_by")] or "").split(", ")) if rule.get("marked_by") else set()
        title = row["sheet"] if rule.get("sheets") else rule.title
        first, *columns = _cells(book, row, rule.get("columns"), differs)
        reference = _cells(book, row, rule.get("reference", ()), differs)
        mark = Marked(row["mark"]) if row["mark"] else None
        key = row["row_key"]
        rows[title].append(
            (first, mark, *columns, *_officer_cells(officers, said, key), *reference, row["on_list_since"], key)
        )
    return [ListSheet(title, of_sheet, (NEW,)) for title, of_sheet in rows.items()]


def left_sheet(book: Rulebook, rule: Rule, of_list: Iterable[Left], said: Said) -> ListSheet:
    """The sheet of those who left: when and why, and the row as it last stood; officers can still write there."""
    officers = _officers(book, rule)
    rows: list[tuple[object, ...]] = []
    for left in of_list:
        first, *columns = (_as_shown(book.columns[name], left.shown) for name in rule.get("columns"))
        reference = [_as_shown(book.columns[name], left.shown) for name in rule.get("reference", ())]
        officer = _officer_cells(officers, said, left.row_key)
        why = COUNTED_ON.sub(lambda found: f"counted on {_line_of(book, found)}", left.why)
        rows.append((first, left.left_on, why, *columns, *officer, *reference, left.listed_on, left.row_key))
    return ListSheet(LEFT, rows, (LEFT_ON, WHY), aside=LEFT_IS)


def _line_of(book: Rulebook, found: re.Match[str]) -> str:
    measure, year = found.groups()
    return book.on_the_form(measure, int(year) if year else None)


def about(book: Rulebook, rule: Rule) -> About:
    """What the list is, for its Read me."""
    return About(
        code=rule.code,
        title=rule.title,
        rule=rule.get("says"),
        policy=rule.policy,
        how_to_use=tuple(rule.get("use")),
        columns=_columns(book, rule, "columns"),
        officer_columns=_officers(book, rule),
        reference_columns=(*_columns(book, rule, "reference"), SINCE),
        statuses=book.statuses,
        sheets=(*titles(rule), LEFT),
        mark=DIFFERS if rule.get("marked_by") else AMBER,
    )


def _officers(book: Rulebook, rule: Rule) -> tuple[Column, ...]:
    """The officer's columns: the list's own, then those of every list."""
    return (*_columns(book, rule, "officer"), *OFFICERS)


def _columns(book: Rulebook, rule: Rule, key: str) -> tuple[Column, ...]:
    return tuple(
        Column(c.name, c.heading, cast("Kind", c.kind), c.width, c.about, c.choices)
        for c in (book.columns[name] for name in rule.get(key, ()))
    )


def _cells(book: Rulebook, row: Mapping[str, object], names: Iterable[str], differs: set[str]) -> list[object]:
    """The row's values, marked where the two sides of the row differ or what stands there wants a look."""
    return [_marked(row[name], book.columns[name], differs) for name in names]


def _marked(value: object, column: ListColumn, differs: set[str]) -> object:
    wants_a_look = column.amber and value is not None
    return Marked(value) if wants_a_look or column.heading.removesuffix(OF_THE_OTHER) in differs else value


def _as_shown(column: ListColumn, shown: Mapping[str, Any]) -> object:
    """A value as the list last showed it; a column that the list had not yet is empty."""
    value = shown.get(column.name)
    return date.fromisoformat(value) if column.kind == "date" and value else value


def _officer_cells(officers: tuple[Column, ...], said: Said, row_key: str) -> list[object]:
    subject = subject_of(row_key)
    return [_officer_value(column, said.get((subject, column.heading))) for column in officers]


def _officer_value(column: Column, value: str | None) -> object:
    """A date that was typed as one is a date again; anything else stays as it was typed."""
    if column.kind != "date" or value is None:
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value
