"""What the rules must be among themselves: unique, reading what there is, with columns and lines that are declared.

Each check raises RuleError naming the file and what is wrong with it. rules: kind -> the rules in force.
"""

from __future__ import annotations

from typing import Any

from pipeline import canonical
from pipeline.declared_rules import ASSESSED, COUNTS_IN, RUN_PARAMETERS, SENT_TO, FormSection, ListColumn, Rule
from pipeline.errors import RuleError


def check_unique(rules: dict[str, list[Rule]]) -> None:
    """No two rules of one name; one rule for a line, which counts where lines can."""
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


def check_reads(rules: dict[str, list[Rule]], parameters: dict[str, Any]) -> None:
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


def check_lists(rules: dict[str, list[Rule]], columns: dict[str, ListColumn]) -> None:
    """A list has columns that are declared, and months that there are."""
    for rule in rules["lists"]:
        for name in (*rule.get("columns"), *rule.get("officer", ()), *rule.get("reference", ())):
            if name not in columns:
                raise RuleError(f"{rule.code}.sql names the column '{name}', which columns.toml does not have.")
        for column in (columns[name] for name in rule.get("officer", ())):
            if bool(column.choices) == (column.kind == "date"):
                raise RuleError(f"{rule.code}.sql: the officers' column '{column.name}' needs choices or kind 'date'.")
        if any(month not in range(1, 13) for month in rule.get("months", ())):
            raise RuleError(f"{rule.code}.sql: months must be numbers from 1 to 12.")


def check_extracts(rules: dict[str, list[Rule]], columns: dict[str, ListColumn], parameters: dict[str, Any]) -> None:
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


def check_form(form: tuple[FormSection, ...], lines: list[Rule]) -> None:
    """Every line of the form has its rule and every rule its line."""
    on_form = {line.measure for section in form for line in section.lines} - {"total", "total_cme"}
    with_rule = {rule.measure for rule in lines} - {"ehe"}
    for measure in on_form ^ with_rule:
        raise RuleError(f"The line {measure} stands in only one of appendix_3.toml and rules/lines.")
