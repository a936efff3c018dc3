"""What a rule, a column and the form declare, and the tables that rules may read beside the canonical ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.calendar import year_written
from pipeline.declared_sql import DeclaredSql

ASSESSED: dict[str, dict[str, str]] = {
    # Written by the assess stage as it goes: every line a child fits, the one it is counted on, the
    # children of lines without a place in that order, and what the checks found.
    "fit": {"child_id": "VARCHAR", "measure": "VARCHAR", "year": "INTEGER", "rank": "INTEGER"},
    "counted": {"child_id": "VARCHAR", "measure": "VARCHAR", "year": "INTEGER", "also_fits": "VARCHAR"},
    "memo": {"child_id": "VARCHAR", "measure": "VARCHAR", "year": "INTEGER"},
    "finding": {
        "code": "VARCHAR",
        "child_id": "VARCHAR",
        "record": "VARCHAR",
        "file": "VARCHAR",
        "sheet": "VARCHAR",
        "row_number": "INTEGER",
        "row_id": "BIGINT",
        "what": "VARCHAR",
    },
    # Written by the cases stage, read by the lists: one row per case open on D. opened_on: the run that first counted
    # the child; reopened_on: the last time it did so again; days_open: since the later of the two; line_since: the run
    # that first counted the case on its line; is_backlog: open since go-live; is_gone: in no extract any more.
    "open_case": {
        "child_id": "VARCHAR",
        "opened_on": "DATE",
        "reopened_on": "DATE",
        "line_since": "DATE",
        "days_open": "INTEGER",
        "times_closed": "INTEGER",
        "is_backlog": "BOOLEAN",
        "is_gone": "BOOLEAN",
    },
}
"""Tables that the assess and cases stages themselves write, readable by the rules that come later."""

COMMON: dict[str, type] = {"title": str, "policy": str, "reads": list}
KINDS: dict[str, tuple[dict[str, type], dict[str, type]]] = {
    "facts": ({**COMMON, "columns": dict}, {"says": str}),
    "lines": ({**COMMON, "measure": str, "counts_in": str, "says": str}, {"since": date, "until": date}),
    "lists": (
        {**COMMON, "says": str, "use": list, "columns": list},
        {
            **{
                "left": str,
                "officer": list,
                "reference": list,
                "marked_by": str,
                "sheets": list,
                "fed_by": list,
                "needs": list,
            },
            **{"months": list, "counts_school_days": bool, "names_whom_only_services_know": bool},
        },
    ),
    "extracts": (
        {**COMMON, "says": str, "list": str, "sent_to": str, "columns": dict},
        {"asked": list, "answers": list, "reply_within": str, "on_working_day": list},
    ),
    "quality": (COMMON, {"says": str, "since": date, "until": date}),
}
"""Kind (the folder) -> keys of the front matter that are needed, and that are allowed."""
SENT_TO = ("schools", "parents")
"""To whom an extract is sent: a workbook for each school or setting, or a file for letters to parents."""
RUN_PARAMETERS = ("as_at", "current_year", "la_code", "register_grace_days", "return_valid_days")
"""What the run itself gives: the day D, its academic year Y, and the settings of cme.toml."""
COUNTS_IN = ("total", "historical", "memo", "subset", "base")
"""Where a line counts: in TOTAL, in total CME only, nowhere, as part of total CME, as a base of its own."""


@dataclass(frozen=True)
class Rule:
    """One file of rules/."""

    kind: str
    declared: DeclaredSql

    @property
    def code(self) -> str:
        return self.declared.code

    @property
    def title(self) -> str:
        return str(self.declared.front["title"])

    @property
    def policy(self) -> str:
        return str(self.declared.front["policy"])

    @property
    def reads(self) -> tuple[str, ...]:
        return tuple(self.declared.front["reads"])

    @property
    def columns(self) -> dict[str, str]:
        """What a fact yields: column -> DuckDB type; of an extract: column -> what it means to who receives it."""
        return dict(self.declared.front["columns"])

    @property
    def measure(self) -> str:
        return str(self.declared.front["measure"])

    @property
    def counts_in(self) -> str:
        return str(self.declared.front["counts_in"])

    def get(self, key: str, default: Any = None) -> Any:
        return self.declared.front.get(key, default)

    def is_due(self, day: date) -> bool:
        """Whether a list is drawn up in the month of a day; one without `months` always is."""
        return day.month in self.get("months", (day.month,))

    def in_force(self, day: date) -> bool:
        since, until = self.get("since"), self.get("until")
        return (since is None or since <= day) and (until is None or day <= until)


@dataclass(frozen=True)
class ListColumn:
    """A column of the officers' lists, the same on every list. kind: text, date, number or notes.

    choices: what its drop-down offers, of a list's own columns for officers. amber: what stands there wants a look.
    """

    name: str
    heading: str
    kind: str
    about: str
    width: int | None = None
    choices: tuple[str, ...] = ()
    amber: bool = False


@dataclass(frozen=True)
class FormLine:
    """One line of the form. offset: years from Y, None where the line has no year; wording has {year} and {written}."""

    measure: str
    offset: int | None
    wording: str
    fed_by: tuple[str, ...]

    def year(self, current: int) -> int | None:
        return None if self.offset is None else current + self.offset

    def words(self, current: int) -> str:
        """The wording in the report of a year."""
        return _of_year(self.wording, self.offset, current)


@dataclass(frozen=True)
class FormSection:
    """Lines under one heading. offset: as of a line, where the title names a year."""

    title: str
    page: int
    offset: int | None
    lines: tuple[FormLine, ...]

    def heading(self, current: int) -> str:
        """The title in the report of a year."""
        return _of_year(self.title, self.offset, current)


def _of_year(words: str, offset: int | None, current: int) -> str:
    return words if offset is None else words.format(year=current + offset, written=year_written(current + offset))
