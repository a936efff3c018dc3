"""The rules as data: loads `rules/` for a day D and refuses what is malformed, duplicated or overlapping.

facts are worked out first, in the order in which they read each other; then the lines of Appendix 3, in the order of
the rules; then the officers' lists and the checks of data quality.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline import canonical
from pipeline.calendar import year_written
from pipeline.declared_sql import DeclaredSql, read_declared
from pipeline.errors import RuleError, SettingsError

RULES = Path(__file__).resolve().parent.parent / "rules"
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
            **{"left": str, "officer": list, "reference": list, "marked_by": str, "sheets": list, "fed_by": list},
            **{"months": list, "counts_school_days": bool},
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


@dataclass(frozen=True)
class Rulebook:
    """facts in the order in which they are worked out; lines in the order in which a child is counted."""

    facts: tuple[Rule, ...]
    lines: tuple[Rule, ...]
    lists: tuple[Rule, ...]
    extracts: tuple[Rule, ...]
    quality: tuple[Rule, ...]
    columns: dict[str, ListColumn]
    statuses: tuple[str, ...]
    form: tuple[FormSection, ...]
    parameters: dict[str, Any]
    version: str

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """Heading -> what may be chosen: Status, which every list has, and the lists' own columns for officers.

        Nothing may be chosen in a column of dates.
        """
        own = (self.columns[name] for rule in self.lists for name in rule.get("officer", ()))
        return {"Status": self.statuses} | {column.heading: column.choices for column in own}

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (*self.facts, *self.lines, *self.lists, *self.extracts, *self.quality)


@cache
def load(day: date, folder: Path = RULES) -> Rulebook:
    """The rules in force on a day. Raises RuleError naming the file and what is wrong with it."""
    found = {kind: [Rule(kind, _read(kind, path)) for path in sorted((folder / kind).glob("*.sql"))] for kind in KINDS}
    in_force = {kind: [rule for rule in rules if rule.in_force(day)] for kind, rules in found.items()}
    _check_unique(in_force)
    parameters = _parameters(folder / "parameters.toml", day)
    form = _form(folder / "appendix_3.toml")
    _check_form(form, in_force["lines"])
    columns = _columns(sorted(folder.glob("columns*.toml")), in_force["lists"])
    _check_extracts(in_force, columns, parameters)
    _check_reads(in_force, parameters)
    facts = _in_reading_order(in_force["facts"])
    files = _files(folder)
    version = sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()[:12]
    return Rulebook(
        facts,
        tuple(in_force["lines"]),
        tuple(in_force["lists"]),
        tuple(in_force["extracts"]),
        tuple(in_force["quality"]),
        columns,
        tuple(_toml(folder / "statuses.toml")["statuses"]),
        form,
        parameters,
        version,
    )


def texts(folder: Path = RULES) -> dict[str, str]:
    """Every file of the rules as it is written: its path within the folder -> its text."""
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in _files(folder)}


def _files(folder: Path) -> list[Path]:
    return sorted([*folder.rglob("*.sql"), *folder.glob("*.toml")])


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{path.name} is not valid TOML: {error}.") from None


def _read(kind: str, path: Path) -> DeclaredSql:
    needed, allowed = KINDS[kind]
    return read_declared(path, needed=needed, allowed=allowed)


def _check_unique(rules: dict[str, list[Rule]]) -> None:
    codes: set[str] = set()
    measures: set[str] = set()
    for rule in (rule for kind in rules.values() for rule in kind):
        if rule.code in codes:
            raise RuleError(f"Two rules are called {rule.code}.")
        codes.add(rule.code)
    for rule in rules["lines"]:
        if rule.measure in measures:
            raise RuleError(f"Two rules in force decide the line {rule.measure}.")
        measures.add(rule.measure)
        if rule.counts_in not in COUNTS_IN:
            raise RuleError(f"{rule.code}.sql: counts_in must be one of {', '.join(COUNTS_IN)}.")


def _check_reads(rules: dict[str, list[Rule]], parameters: dict[str, Any]) -> None:
    """Every table read is there; every $parameter is known."""
    known = {*canonical.TABLES, *ASSESSED, *(fact.code for fact in rules["facts"])}
    for rule in (rule for kind in rules.values() for rule in kind):
        for table in rule.reads:
            if table not in known:
                raise RuleError(f"{rule.code}.sql reads '{table}', which is no table.")
            if rule.kind == "facts" and table in ASSESSED:
                raise RuleError(f"The fact {rule.code}.sql reads '{table}', which is written after the facts.")
        unknown = rule.declared.parameters - {*parameters, *RUN_PARAMETERS}
        if unknown:
            raise RuleError(f"{rule.code}.sql uses the unknown parameter ${sorted(unknown)[0]}.")


RUN_PARAMETERS = ("as_at", "current_year", "la_code", "register_grace_days", "return_valid_days")
"""What the run itself gives: the day D, its academic year Y, and the settings of cme.toml."""


def _in_reading_order(facts: list[Rule]) -> tuple[Rule, ...]:
    by_code = {fact.code: fact for fact in facts}
    graph = {fact.code: [read for read in fact.reads if read in by_code] for fact in facts}
    try:
        return tuple(by_code[code] for code in TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise RuleError(f"These facts read each other in a circle: {', '.join(error.args[1])}.") from None


def _parameters(path: Path, day: date) -> dict[str, Any]:
    """The policy's numbers on a day. Each has dated values, of which the newest not after it counts."""
    values = {}
    for name, said in _toml(path).items():
        if not {"unit", "policy", "values"} <= set(said):
            raise RuleError(f"The parameter {name} needs unit, policy and values.")
        if len({entry["since"] for entry in said["values"]}) < len(said["values"]):
            raise RuleError(f"The parameter {name} has two values from the same day.")
        dated = [entry for entry in said["values"] if entry["since"] <= day]
        if not dated:
            first = min(entry["since"] for entry in said["values"])
            raise SettingsError(f"There are no rules for {day}: the policy's numbers begin on {first}.")
        values[name] = max(dated, key=lambda entry: entry["since"])["value"]
    return values


def _columns(paths: list[Path], lists: list[Rule]) -> dict[str, ListColumn]:
    """The columns of the lists; raises RuleError where one is declared twice, or a list names one that is not."""
    columns: dict[str, ListColumn] = {}
    for file, name, said in ((path.name, name, said) for path in paths for name, said in _toml(path).items()):
        if name in columns:
            raise RuleError(f"The column {name} of {file} is declared in another file too.")
        try:
            columns[name] = ListColumn(name, **{**said, "choices": tuple(said.get("choices", ()))})
        except TypeError:
            raise RuleError(
                f"The column {name} of {file} needs heading, kind and about, and may have width, choices and amber."
            ) from None
    for rule in lists:
        for name in (*rule.get("columns"), *rule.get("officer", ()), *rule.get("reference", ())):
            if name not in columns:
                raise RuleError(f"{rule.code}.sql names the column '{name}', which columns.toml does not have.")
        for column in (columns[name] for name in rule.get("officer", ())):
            if bool(column.choices) == (column.kind == "date"):
                raise RuleError(f"{rule.code}.sql: the officers' column '{column.name}' needs choices or kind 'date'.")
        if any(month not in range(1, 13) for month in rule.get("months", ())):
            raise RuleError(f"{rule.code}.sql: months must be numbers from 1 to 12.")
    return columns


def _check_extracts(rules: dict[str, list[Rule]], columns: dict[str, ListColumn], parameters: dict[str, Any]) -> None:
    """An extract is of a list there is, goes to somebody known, and has columns that are declared."""
    lists = {rule.code for rule in rules["lists"]}
    for rule in rules["extracts"]:
        if rule.get("list") not in lists:
            raise RuleError(f"{rule.code}.sql is an extract of '{rule.get('list')}', which is no list.")
        if rule.get("sent_to") not in SENT_TO:
            raise RuleError(f"{rule.code}.sql: sent_to must be one of {', '.join(SENT_TO)}.")
        if rule.get("sent_to") == "schools" and rule.get("reply_within") not in parameters:
            raise RuleError(f"{rule.code}.sql: reply_within must name the parameter that says by when to answer.")
        for name in (*rule.columns, *rule.get("answers", ())):
            if name not in columns:
                raise RuleError(f"{rule.code}.sql names the column '{name}', which no file of columns has.")


def _form(path: Path) -> tuple[FormSection, ...]:
    sections = []
    for said in _toml(path)["section"]:
        lines = tuple(
            FormLine(
                line["measure"],
                line.get("offset"),
                line["wording"],
                tuple(line.get("fed_by", said.get("fed_by", ()))),
            )
            for line in said["line"]
        )
        sections.append(FormSection(said["title"], said["page"], said.get("offset"), lines))
    return tuple(sections)


def _check_form(form: tuple[FormSection, ...], lines: list[Rule]) -> None:
    """Every line of the form has its rule and every rule its line."""
    on_form = {line.measure for section in form for line in section.lines} - {"total", "total_cme"}
    with_rule = {rule.measure for rule in lines} - {"ehe"}
    for measure in on_form ^ with_rule:
        raise RuleError(f"The line {measure} stands in only one of appendix_3.toml and rules/lines.")
