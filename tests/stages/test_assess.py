"""Assessing: each child counted once and on the first line; a check that fails, and a rule that fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from one_day import SETTINGS, D, linked, query
from rules_folder import Folder

from pipeline import canonical, rulebook, store
from pipeline.declared_rules import RUN_PARAMETERS
from pipeline.errors import RuleError
from pipeline.rulebook import Rulebook
from pipeline.stages.assess import Checked, Number, assess, run_parameters
from pipeline.store import Connection


class Town(Folder):
    """Lines of three kinds over the children a to e."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.line("l1", "cla", where="child_id IN ('a', 'b')")
        self.line("l2", "leavers", where="child_id IN ('a', 'c')")
        self.line("l3", "historical", "historical", where="child_id IN ('a', 'b', 'd')")
        self.line("m1", "open_to_yos", "subset", where="child_id IN (SELECT child_id FROM counted)")
        self.line("m2", "ehe", "base", where="child_id = 'e'")
        l2 = (path / "lines" / "l2.sql").read_text("utf-8").replace("NULL AS year", "2026 AS year")
        self.put("lines/l2.sql", l2)
        m1 = (path / "lines" / "m1.sql").read_text("utf-8").replace('reads = ["child"]', 'reads = ["child", "counted"]')
        self.put("lines/m1.sql", m1)
        lines = [
            f'{{ measure = "{m}", wording = "W" }}' for m in ("cla", "total", "historical", "total_cme", "open_to_yos")
        ]
        years = [f'{{ measure = "leavers", offset = {n}, wording = "W" }}' for n in (-1, 0)]
        self.put("appendix_3.toml", f'[[section]]\ntitle = "LINES"\npage = 1\nline = [{", ".join([*years, *lines])}]\n')
        self.put("quality/q1.sql", (path / "quality" / "q1.sql").read_text("utf-8") + "WHERE child_id = 'a'\n")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


@pytest.fixture
def con() -> Connection:
    return store.open_durable(None)


@contextmanager
def assessed(con: Connection, book: Rulebook) -> Iterator[tuple[list[Number], list[Checked]]]:
    """What comes of five children by these rules."""
    with store.derived(con, None):
        con.execute(canonical.create("child", "run.linked."))
        for child in "abcde":
            con.execute("INSERT INTO run.linked.child (child_id, surname) VALUES (?, 'Ash')", [child])
        yield assess(con, book, run_parameters(book, SETTINGS, D))


def shown(numbers: list[Number]) -> dict[tuple[str, int | None], tuple[int, int]]:
    return {(n.measure, n.year): (n.number, n.also) for n in numbers}


def test_each_child_is_counted_once_on_the_first_line_it_fits(con: Connection, town: Town) -> None:
    with assessed(con, town.load()) as (numbers, _):
        counted: list[tuple[Any, ...]] = query(con, "FROM run.assessed.counted ORDER BY ALL")
    assert counted == [
        ("a", "cla", None, "leavers 2026; historical"),
        ("b", "cla", None, "historical"),
        ("c", "leavers", 2026, None),
        ("d", "historical", None, None),
    ]
    assert shown(numbers) == {
        ("leavers", 2025): (0, 0),
        ("leavers", 2026): (1, 1),
        ("cla", None): (2, 0),
        ("total", None): (3, 0),
        ("historical", None): (1, 2),
        ("total_cme", None): (4, 0),
        ("open_to_yos", None): (4, 0),
        ("ehe", None): (1, 0),
    }


def test_the_numbers_stand_in_the_order_of_the_form_with_the_base_last(con: Connection, town: Town) -> None:
    with assessed(con, town.load()) as (numbers, _):
        assert [n.measure for n in numbers] == [
            *("leavers", "leavers", "cla", "total", "historical", "total_cme", "open_to_yos", "ehe")
        ]


def test_a_line_of_a_subset_reads_who_is_counted_and_counts_nobody_again(con: Connection, town: Town) -> None:
    with assessed(con, town.load()):
        assert query(con, "SELECT measure, count(*) FROM run.assessed.memo GROUP BY ALL ORDER BY ALL") == [
            ("ehe", 1),
            ("open_to_yos", 4),
        ]


def test_a_check_says_how_many_it_found_and_no_rows_means_none(con: Connection, town: Town) -> None:
    town.put("quality/q2.sql", (town.path / "quality" / "q1.sql").read_text("utf-8").replace("'a'", "'nobody'"))
    with assessed(con, town.load()) as (_, checks):
        assert [(check.rule.code, check.found, check.why_not) for check in checks] == [("q1", 1, None), ("q2", 0, None)]
        assert query(con, "SELECT code, child_id FROM run.assessed.finding") == [("q1", "a")]


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ("WHERE surname::DATE IS NULL", "ConversionException"),
        ("WHERE shoe_size = 3", "BinderException"),
        ("WHERE", "ParserException"),
    ],
)
def test_a_check_that_fails_says_not_run_and_the_rest_goes_on(
    con: Connection, town: Town, wrong: str, kind: str
) -> None:
    text = (town.path / "quality" / "q1.sql").read_text("utf-8")
    town.put("quality/q0.sql", text.replace("WHERE child_id = 'a'", wrong))
    with assessed(con, town.load()) as (numbers, checks):
        assert [(check.rule.code, check.found, check.why_not) for check in checks] == [
            ("q0", None, f"it failed ({kind})"),
            ("q1", 1, None),
        ]
    assert shown(numbers)["total", None] == (3, 0)


def test_a_check_that_yields_a_column_of_its_own_says_not_run(con: Connection, town: Town) -> None:
    text = (town.path / "quality" / "q1.sql").read_text("utf-8")
    town.put("quality/q0.sql", text.replace("SELECT child_id", "SELECT child_id, 3 AS shoe_size"))
    with assessed(con, town.load()) as (_, checks):
        assert [(check.found, check.why_not) for check in checks] == [(None, "it failed (BinderException)"), (1, None)]


@pytest.mark.parametrize("file", ["facts/status.sql", "lines/l1.sql"])
def test_a_fact_or_line_that_fails_stops_the_run_and_shows_no_child(con: Connection, town: Town, file: str) -> None:
    text = (town.path / file).read_text("utf-8").split("*/")[0]
    town.put(file, text + "*/\nSELECT child_id, surname::DATE AS year FROM child\n")
    book = town.load()
    with pytest.raises(RuleError) as error, assessed(con, book):
        pass
    code = Path(file).name
    assert str(error.value) == f"The rule {code} cannot run (ConversionException); mend it or take it out of rules/."
    assert error.value.exit_code == 1


def test_the_real_rules_run_over_nobody(con: Connection) -> None:
    book = rulebook.load(D)
    with linked(con, []):
        numbers, checks = assess(con, book, run_parameters(book, SETTINGS, D))
    assert {(n.number, n.also) for n in numbers} == {(0, 0)}
    assert [check.rule.code for check in checks if check.found != 0] == []
    on_form = [(line.measure, line.year(2026)) for section in book.form for line in section.lines]
    assert [(n.measure, n.year) for n in numbers] == [*on_form, ("ehe", None)]


def test_the_parameters_of_a_run_are_the_day_the_year_and_the_settings() -> None:
    parameters = run_parameters(rulebook.load(date(2026, 8, 31)), SETTINGS, date(2026, 8, 31))
    assert set(RUN_PARAMETERS) <= set(parameters)
    assert (parameters["as_at"], parameters["current_year"]) == (date(2026, 8, 31), 2025)
