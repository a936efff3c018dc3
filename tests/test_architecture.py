"""What the folders promise: imports run one way, rules are portable data, the command line is light."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from pipeline import canonical, rulebook
from pipeline.declared_rules import ASSESSED, Rule
from sources import SOURCES

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = ("pipeline", "sources", "outputs")
BOOK = rulebook.load(date(2026, 10, 31))
HEAVY = {"pandas", "pandera", "openpyxl", "jinja2", "duckdb", "numpy", "pyarrow", "rich", "holidays", "faker"}


def modules(package: str) -> list[Path]:
    return sorted((REPOSITORY / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """The top-level packages that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module).split(".")[0]


# The packages


@pytest.mark.parametrize(
    ("package", "may_not_import"),
    [
        ("sources", {"pipeline", "outputs", "tests"}),
        ("outputs", {"pipeline", "sources", "tests"}),
        ("pipeline", {"tests"}),
    ],
)
def test_imports_run_one_way(package: str, may_not_import: set[str]) -> None:
    wrong = {path.name: set(imported(path)) & may_not_import for path in modules(package)}
    assert {name: names for name, names in wrong.items() if names} == {}


def test_there_is_something_to_look_at() -> None:
    assert all(len(modules(package)) > 5 for package in PACKAGES)
    assert len(BOOK.rules) > 40


def test_rules_hold_no_python() -> None:
    assert modules("rules") == []
    assert {path.suffix for path in (REPOSITORY / "rules").rglob("*") if path.is_file()} == {".sql", ".toml"}


def test_outputs_read_neither_database_nor_clock() -> None:
    for path in modules("outputs"):
        assert not set(imported(path)) & {"duckdb", "pandas", "time"}, path.name
        assert not re.search(r"\b(date\.today|datetime\.now|utcnow)\(", path.read_text(encoding="utf-8")), path.name


def test_only_the_command_line_and_the_journal_read_the_clock() -> None:
    clock = re.compile(r"\b(date\.today|datetime\.now|time\.time)\(")
    reads = {path.name for p in PACKAGES for path in modules(p) if clock.search(path.read_text(encoding="utf-8"))}
    assert reads == {"cli_options.py", "home.py"}


def test_the_command_line_alone_is_light() -> None:
    """`cme --help` is instant because nothing heavy is imported with it."""
    show = "import sys, pipeline.cli; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", show], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & HEAVY == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_imported_are_this_repositorys(package: str) -> None:
    """Packages called `rules`, `pipeline` and `sources` can be had elsewhere too."""
    module = importlib.import_module(package)
    assert module.__file__ is not None
    assert Path(module.__file__).resolve().parent == REPOSITORY / package


def test_the_rules_read_are_this_repositorys() -> None:
    assert rulebook.RULES == REPOSITORY / "rules"


@pytest.mark.parametrize("folder", [*PACKAGES, "rules", "tests"])
def test_a_file_fits_in_the_head(folder: str) -> None:
    read = [path for path in (REPOSITORY / folder).rglob("*") if path.suffix in {".py", ".sql", ".toml", ".html"}]
    long = {path.name: n for path in read if (n := len(path.read_text(encoding="utf-8").splitlines())) >= 400}
    assert long == {}


def test_every_module_says_what_it_is() -> None:
    silent = [
        path for p in PACKAGES for path in modules(p) if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert [path.name for path in silent if path.name != "__main__.py" or path.stat().st_size > 200] == []


# The rules


def parsed(rule: Rule) -> exp.Expression:
    return sqlglot.parse_one(rule.declared.sql, read="duckdb")


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.code)
def test_a_rule_is_one_query_that_other_engines_can_run(rule: Rule) -> None:
    assert len(sqlglot.parse(rule.declared.sql, read="duckdb")) == 1
    (spark,) = sqlglot.transpile(
        rule.declared.sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE
    )
    sqlglot.parse_one(spark, read="spark")


COUNTS_WRONGLY = re.compile(
    r"date_?diff|date_?sub|\bage\s*\(|\binterval\b|date_trunc|datepart|\byear\s*\(", re.IGNORECASE
)
NOT_PORTABLE = re.compile(
    r"\blist_|\blist\s*\(|\barray_|unnest|levenshtein|damerau|jaro|jaccard|hamming|soundex|\bstruct_|\bmap\s*\(",
    re.IGNORECASE,
)


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.code)
def test_a_rule_counts_no_months_or_years_and_compares_no_lists(rule: Rule) -> None:
    """Ages and years are worked out once, upstream; engines disagree about them."""
    assert COUNTS_WRONGLY.findall(rule.declared.sql) == []
    assert NOT_PORTABLE.findall(rule.declared.sql) == []


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.code)
def test_a_rule_reads_canonical_tables_only(rule: Rule) -> None:
    tree = parsed(rule)
    own = {with_.alias for with_ in tree.find_all(exp.CTE)}
    read = {table.name for table in tree.find_all(exp.Table)} - own
    assert read == set(rule.reads)
    assert all(not table.db for table in tree.find_all(exp.Table)), "a rule names no schema"


def test_no_rule_names_a_sources_own_column() -> None:
    """A new source must never change a rule, so only columns of the canonical tables may stand in one."""
    facts = {column for fact in BOOK.facts for column in fact.columns}
    shared = {column for table in canonical.TABLES.values() for column in table} | facts
    shared |= {column for table in ASSESSED.values() for column in table}
    own = {c.name for source in SOURCES for table in source.tables for c in table.columns} - shared - set(BOOK.columns)
    assert {"ey_child_id", "claim_ref", "statutory_high_age", "middle_names"} <= own
    named = {
        (rule.code, column.name)
        for rule in BOOK.rules
        for column in parsed(rule).find_all(exp.Column)
        if column.name in own
    }
    assert named == set()


def test_every_column_is_on_a_list_or_an_extract() -> None:
    kinds = ("columns", "officer", "reference")
    used = {name for rule in BOOK.lists for kind in kinds for name in rule.get(kind, ())}
    used |= {name for rule in BOOK.extracts for name in (*rule.columns, *rule.get("answers", ()))}
    files = (REPOSITORY / "rules").glob("columns*.toml")
    declared = [name for path in files for name in tomllib.loads(path.read_text(encoding="utf-8"))]
    assert sorted(declared) == sorted(used)


def test_every_parameter_of_the_policy_is_used() -> None:
    used = {name for rule in BOOK.rules for name in rule.declared.parameters}
    used |= {rule.get("reply_within") for rule in BOOK.extracts}
    assert set(BOOK.parameters) == set(BOOK.parameters) & used


def test_headings_of_the_lists_are_distinct() -> None:
    headings = [column.heading for column in BOOK.columns.values()]
    assert sorted(headings) == sorted(set(headings))


def test_every_list_that_names_a_table_names_one_there_is() -> None:
    tables = {f"{source.name}/{table.name}" for source in SOURCES for table in source.tables}
    fed = {table for rule in BOOK.lists for table in rule.get("fed_by", ())}
    fed |= {table for section in BOOK.form for line in section.lines for table in line.fed_by}
    assert fed <= tables
