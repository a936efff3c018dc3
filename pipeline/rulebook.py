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

from pipeline import rule_checks
from pipeline.calendar import year_written
from pipeline.declared_rules import KINDS, FormLine, FormSection, ListColumn, Rule
from pipeline.declared_sql import DeclaredSql, read_declared
from pipeline.errors import RuleError, SettingsError, place_in_toml

RULES = Path(__file__).resolve().parent.parent / "rules"


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

    def on_the_form(self, measure: str, year: int | None) -> str:
        """A line in the form's words: "CME", or of a section of several "LEAVERS: During 2026/27"; its measure where
        the form does not have it."""
        title = ""
        for section in self.form:
            if section.title and not section.title.startswith("{"):
                title = section.title.split(" (")[0].split(" - ")[0]
            for line in section.lines:
                if line.measure != measure or (year is None) != (line.offset is None):
                    continue
                if year is None or line.offset is None:
                    return title if len(section.lines) == 1 else f"{title}: {line.words(0)}"
                # The words stand for every year of the measure: they are asked for as of the year that fits.
                dated = f"{title} {year_written(year)}" if section.offset is not None else title
                return f"{dated}: {line.words(year - line.offset)}"
        return measure if year is None else f"{measure} {year}"


@cache
def load(day: date, folder: Path = RULES) -> Rulebook:
    """The rules in force on a day. Raises RuleError naming the file and what is wrong with it."""
    found = {kind: [Rule(kind, _read(kind, path)) for path in sorted((folder / kind).glob("*.sql"))] for kind in KINDS}
    in_force = {kind: [rule for rule in rules if rule.in_force(day)] for kind, rules in found.items()}
    rule_checks.check_unique(in_force)
    parameters = _parameters(folder / "parameters.toml", day)
    form = _form(folder / "appendix_3.toml")
    rule_checks.check_form(form, in_force["lines"])
    columns = _columns(sorted(folder.glob("columns*.toml")))
    rule_checks.check_lists(in_force, columns)
    rule_checks.check_extracts(in_force, columns, parameters)
    rule_checks.check_reads(in_force, parameters)
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
        raise RuleError(f"{path.name} is not valid TOML {place_in_toml(error)}.") from None


def _read(kind: str, path: Path) -> DeclaredSql:
    needed, allowed = KINDS[kind]
    return read_declared(path, needed=needed, allowed=allowed)


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


def _columns(paths: list[Path]) -> dict[str, ListColumn]:
    """The columns of lists and extracts; raises RuleError where one is declared twice or badly."""
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
    return columns


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
