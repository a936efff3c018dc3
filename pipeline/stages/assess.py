"""Assess: the rules of `rules/` run over the linked children, in their order, into `run.assessed.*`.

A fact or a line that cannot run stops the run; a check of data quality that cannot run says so and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from pipeline.calendar import academic_year
from pipeline.declared_rules import ASSESSED, Rule
from pipeline.errors import RuleError
from pipeline.rulebook import Rulebook
from pipeline.settings import Settings
from pipeline.store import FOR_RULES, Connection, count, named_alone


@dataclass(frozen=True)
class Number:
    """One line of the report. also: how many more children fit it but are counted on an earlier one."""

    measure: str
    year: int | None
    number: int
    also: int


@dataclass(frozen=True)
class Checked:
    """What became of a check of data quality: ran (found: how many), or why it could not run."""

    rule: Rule
    found: int | None
    why_not: str | None = None


@dataclass(frozen=True)
class Waiting:
    """What waits on match-review: pairs of children that may be one, and children who are in no line until decided."""

    pairs: int
    children: int

    @property
    def sentence(self) -> str:
        """For whoever reads what the run did; empty where nothing waits."""
        if not self.pairs:
            return ""
        pairs = "1 pair of children waits" if self.pairs == 1 else f"{self.pairs} pairs of children wait"
        awaiting = {0: "", 1: "; 1 child awaits it and is in no line"}
        more = awaiting.get(self.children, f"; {self.children} children await it and are in no line")
        return f"{pairs} for a decision on match-review{more}."


def waiting_for_review(con: Connection) -> Waiting:
    """Counted in the assessed children of the run."""
    return Waiting(
        count(con, "SELECT count(*) FROM run.assessed.review_pair WHERE decision IS DISTINCT FROM 'Don''t know'"),
        count(con, "SELECT count(*) FROM run.assessed.awaiting_review"),
    )


def run_parameters(book: Rulebook, settings: Settings, as_at: date) -> dict[str, Any]:
    """Every $parameter that a rule may use: the policy's numbers, the day, and the authority's settings."""
    return {
        **book.parameters,
        "as_at": as_at,
        "current_year": academic_year(as_at),
        "la_code": settings.authority.la_code,
        "register_grace_days": settings.rules.register_grace_days,
        "return_valid_days": settings.rules.return_valid_days,
    }


def run_rule(con: Connection, rule: Rule, parameters: Mapping[str, Any], *, prefix: str = "") -> Connection:
    """Executes a rule. prefix: what comes before its query (CREATE TABLE ... AS, INSERT INTO ...)."""
    used = {name: parameters[name] for name in rule.declared.parameters}
    try:
        return con.execute(prefix + rule.declared.sql, used)
    except duckdb.Error as error:
        kind = type(error).__name__
        raise RuleError(f"The rule {rule.code}.sql cannot run ({kind}); mend it or take it out of rules/.") from error


def assess(con: Connection, book: Rulebook, parameters: Mapping[str, Any]) -> tuple[list[Number], list[Checked]]:
    """Runs facts, lines and checks. Returns the numbers of the form in its order, `ehe` last, and the checks.

    Writes run.assessed.<fact>, `fit` (every line a child fits), `counted` (the one it is counted on), `memo` (children
    of the lines that are in no total of their own) and `finding`.
    """
    with named_alone(con, *FOR_RULES):
        checks = _assess(con, book, parameters)
    return numbers_of(con, book, parameters["current_year"]), checks


def _assess(con: Connection, book: Rulebook, parameters: Mapping[str, Any]) -> list[Checked]:
    for name, columns in ASSESSED.items():
        con.execute(f"CREATE TABLE run.assessed.{name} ({', '.join(f'{c} {kind}' for c, kind in columns.items())})")
    for fact in book.facts:
        run_rule(con, fact, parameters, prefix=f"CREATE TABLE run.assessed.{fact.code} AS ")
    ranked = [rule for rule in book.lines if rule.counts_in in ("total", "historical")]
    for rank, rule in enumerate(ranked, 1):
        _collect(con, rule, parameters, rank)
    _count(con)
    for rule in book.lines:
        if rule not in ranked:
            _collect(con, rule, parameters, None)
    return [_check(con, rule, parameters) for rule in book.quality]


def _collect(con: Connection, rule: Rule, parameters: Mapping[str, Any], rank: int | None) -> None:
    """Lines that children are counted on go into `fit`; the others, without a rank, into `memo`."""
    run_rule(con, rule, parameters, prefix="CREATE OR REPLACE TEMP TABLE on_line AS ")
    if rank is None:
        con.execute("INSERT INTO memo SELECT child_id, ?, year FROM on_line", [rule.measure])
    else:
        con.execute("INSERT INTO fit SELECT child_id, ?, year, ? FROM on_line", [rule.measure, rank])


def _count(con: Connection) -> None:
    """`counted`: each child once, on the first line it fits, with the others named beside it."""
    con.execute(
        """INSERT INTO counted
            WITH placed AS (
                SELECT *, row_number() OVER (PARTITION BY child_id ORDER BY rank) AS place FROM fit)
            SELECT child_id, first(measure ORDER BY place), first(year ORDER BY place),
                string_agg(measure || coalesce(' ' || year::VARCHAR, ''), '; ' ORDER BY place) FILTER (WHERE place > 1)
            FROM placed GROUP BY child_id"""
    )


def _check(con: Connection, rule: Rule, parameters: Mapping[str, Any]) -> Checked:
    try:
        run_rule(con, rule, parameters, prefix="CREATE OR REPLACE TEMP TABLE found AS ")
        con.execute("INSERT INTO finding BY NAME SELECT ? AS code, * FROM found", [rule.code])
    except (RuleError, duckdb.Error) as error:
        return Checked(rule, None, f"it failed ({type(error.__cause__ or error).__name__})")
    return Checked(rule, con.execute("SELECT count(*) FROM found").fetchone()[0])  # type: ignore[index] # count: a row


def numbers_of(con: Connection, book: Rulebook, current_year: int) -> list[Number]:
    """The numbers of the form in its order, `ehe` last, of the children that were assessed."""
    counts_in = {rule.measure: rule.counts_in for rule in book.lines}
    on_line = dict(_counts(con, "SELECT measure, year, count(*) FROM run.assessed.counted GROUP BY ALL"))
    fits = dict(_counts(con, "SELECT measure, year, count(DISTINCT child_id) FROM run.assessed.fit GROUP BY ALL"))
    memo = dict(_counts(con, "SELECT measure, year, count(DISTINCT child_id) FROM run.assessed.memo GROUP BY ALL"))
    total = sum(n for (measure, _), n in on_line.items() if counts_in[measure] == "total")
    whole = {"total": total, "total_cme": sum(on_line.values())}
    numbers = []
    for line in (line for section in book.form for line in section.lines):
        key = (line.measure, line.year(current_year))
        if line.measure in whole:
            numbers.append(Number(*key, whole[line.measure], 0))
        elif counts_in[line.measure] in ("total", "historical"):
            numbers.append(Number(*key, on_line.get(key, 0), fits.get(key, 0) - on_line.get(key, 0)))
        else:
            numbers.append(Number(*key, memo.get(key, 0), 0))
    return [*numbers, Number("ehe", None, memo.get(("ehe", None), 0), 0)]


def _counts(con: Connection, query: str) -> list[tuple[tuple[str, int | None], int]]:
    return [((measure, year), int(n)) for measure, year, n in con.execute(query).fetchall()]
