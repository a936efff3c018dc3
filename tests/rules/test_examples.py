"""Every example beside a rule, run in an empty database: the given tables in, the expected rows out."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from pipeline import canonical, rulebook
from pipeline.declared_rules import ASSESSED, Rule
from pipeline.declared_sql import Example, TextTable

DAY = date(2026, 10, 31)
BOOK = rulebook.load(DAY)
DEFAULTS = {
    "as_at": DAY,
    "current_year": 2026,
    "la_code": "852",
    "register_grace_days": 7,
    "return_valid_days": 400,
    **BOOK.parameters,
}
LINE = {"child_id": "VARCHAR", "year": "INTEGER"}


def columns_of(name: str) -> dict[str, str]:
    """The columns of a table that a rule may read."""
    known = {**canonical.TABLES, **ASSESSED, **{fact.code: fact.columns for fact in BOOK.facts}}
    return known[name]


def yields(rule: Rule) -> dict[str, str]:
    match rule.kind:
        case "facts":
            return rule.columns
        case "lines":
            return LINE
        case "lists":
            sheet = ("sheet",) if rule.get("sheets") else ()
            return dict.fromkeys((*rule.get("columns"), *rule.get("reference", ()), *sheet, "row_key"), "VARCHAR")
        case "extracts":
            more = ("withheld",) if rule.get("sent_to") == "parents" else ("sent_to", "sent_to_name")
            return dict.fromkeys((*more, *rule.columns), "VARCHAR")
        case _:
            return {**ASSESSED["finding"]}


def create(con: duckdb.DuckDBPyConnection, name: str, given: TextTable | None) -> None:
    columns = columns_of(name)
    con.execute(f"CREATE TABLE {name} ({', '.join(f'{c} {kind}' for c, kind in columns.items())})")
    if given is not None:
        unknown = set(given.columns) - set(columns)
        assert not unknown, f"the example gives {name} columns that it has not: {unknown}"
        for row in given.rows:
            marks = ", ".join("?" for _ in row)
            con.execute(f"INSERT INTO {name} ({', '.join(given.columns)}) VALUES ({marks})", list(row))


def written(value: Any) -> str | None:
    """A value as the example writes it."""
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


CASES = [(rule, example) for rule in BOOK.rules for example in rule.declared.examples]


@pytest.mark.parametrize(("rule", "example"), CASES, ids=[f"{r.code}: {e.name}" for r, e in CASES])
def test_example(rule: Rule, example: Example) -> None:
    with duckdb.connect() as con:
        for name in rule.reads:
            create(con, name, example.given.get(name))
        assert not set(example.given) - set(rule.reads), "the example gives a table that the rule does not read"
        parameters = {name: {**DEFAULTS, **example.params}[name] for name in rule.declared.parameters}
        got = con.execute(rule.declared.sql, parameters)
        names = [column[0] for column in got.description or []]
        if rule.kind == "quality":
            assert set(names) <= set(yields(rule)) - {"code"}
        elif rule.kind in ("lists", "extracts"):
            assert sorted(names) == sorted(yields(rule)), "the list yields other columns than it declares"
        else:
            assert names == list(yields(rule)), "the rule yields other columns than it declares"
        rows = [dict(zip(names, row, strict=True)) for row in got.fetchall()]
    found = sorted((tuple(written(row[c]) for c in example.expect.columns) for row in rows), key=str)
    assert found == sorted(example.expect.rows, key=str)


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.code)
def test_every_rule_has_an_example(rule: Rule) -> None:
    assert rule.declared.examples


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.code)
def test_a_rule_reads_just_what_it_says(rule: Rule) -> None:
    """Run over empty tables: a table read but not named in `reads` does not exist, one named and not read is a lie."""
    with duckdb.connect() as con:
        for name in rule.reads:
            create(con, name, None)
        con.execute(rule.declared.sql, {name: DEFAULTS[name] for name in rule.declared.parameters})
    for name in rule.reads:
        assert name in rule.declared.sql
