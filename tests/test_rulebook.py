"""The rulebook: small folders of rules, each with one thing wrong, and rules that hold only for some days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rules_folder import FACT, LIST, PARAMETERS, QUALITY, Folder

from pipeline import rulebook
from pipeline.errors import SettingsError


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_folder_that_is_right(folder: Folder) -> None:
    book = folder.load()
    assert [rule.code for rule in book.rules] == ["status", "l1", "register", "q1"]
    assert book.columns["case"].heading == "Case"
    assert book.statuses == ("New",)
    (section,) = book.form
    assert [(line.measure, line.year(2026)) for line in section.lines] == [("leavers", 2025), ("total", None)]


def test_a_list_may_have_a_column_of_its_own_for_officers(folder: Folder) -> None:
    own = '[decision]\nheading = "Decision"\nkind = "text"\nabout = "What."\nchoices = ["Same", "Different"]\n'
    folder.put("columns.toml", f'[case]\nheading = "Case"\nkind = "text"\nabout = "The case."\n{own}')
    assert folder.load().choices == {"Status": ("New",)}
    folder.put(
        "lists/register.sql", LIST.format(columns='"case"').replace("columns =", 'officer = ["decision"]\ncolumns =')
    )
    rulebook.load.cache_clear()
    assert folder.load().choices == {"Status": ("New",), "Decision": ("Same", "Different")}


def test_an_officers_column_offers_choices_or_is_of_dates(folder: Folder) -> None:
    own = '[checked_on]\nheading = "Checked on"\nkind = "{kind}"\nabout = "When."\n'
    case = '[case]\nheading = "Case"\nkind = "text"\nabout = "The case."\n'
    folder.put(
        "lists/register.sql", LIST.format(columns='"case"').replace("columns =", 'officer = ["checked_on"]\ncolumns =')
    )
    folder.put("columns.toml", case + own.format(kind="date"))
    assert folder.load().choices == {"Status": ("New",), "Checked on": ()}
    rulebook.load.cache_clear()
    folder.put("columns.toml", case + own.format(kind="text"))
    assert folder.refused() == "register.sql: the officers' column 'checked_on' needs choices or kind 'date'."


def test_an_officers_column_that_is_not_declared(folder: Folder) -> None:
    folder.put(
        "lists/register.sql", LIST.format(columns='"case"').replace("columns =", 'officer = ["choice"]\ncolumns =')
    )
    assert folder.refused() == "register.sql names the column 'choice', which columns.toml does not have."


def test_front_matter_is_held_to_its_kind(folder: Folder) -> None:
    folder.put("quality/q1.sql", QUALITY.format(reads="").replace("reads = []\n", ""))
    assert folder.refused() == "q1.sql lacks 'reads' in its front matter."


def test_a_key_that_is_not_known(folder: Folder) -> None:
    folder.line("l1", more="untill = 2026-08-31")
    assert folder.refused() == "l1.sql has an unknown key 'untill' in its front matter."


def test_a_day_must_be_a_date(folder: Folder) -> None:
    folder.line("l1", more='since = "2026-09-01"')
    assert folder.refused() == "'since' in the front matter of l1.sql must be a date."


def test_two_rules_for_one_line(folder: Folder) -> None:
    folder.line("l2")
    assert folder.refused() == "Two rules in force decide the line leavers."


def test_two_rules_of_one_name(folder: Folder) -> None:
    folder.put("quality/status.sql", QUALITY.format(reads='"child"'))
    assert folder.refused() == "Two rules are called status."


def test_a_rule_without_a_line_on_the_form(folder: Folder) -> None:
    folder.line("l2", measure="historical", counts_in="historical")
    assert folder.refused() == "The line historical stands in only one of appendix_3.toml and rules/lines."


def test_a_line_of_the_form_without_a_rule(folder: Folder) -> None:
    folder.line("l1", measure="ehe", counts_in="base")
    assert folder.refused() == "The line leavers stands in only one of appendix_3.toml and rules/lines."


def test_a_line_counts_somewhere_known(folder: Folder) -> None:
    folder.line("l1", counts_in="sometimes")
    assert folder.refused() == "l1.sql: counts_in must be one of total, historical, memo, subset, base."


def test_a_table_that_is_none(folder: Folder) -> None:
    folder.put("quality/q1.sql", QUALITY.format(reads='"enrolments"'))
    assert folder.refused() == "q1.sql reads 'enrolments', which is no table."


def test_a_column_that_is_not_declared(folder: Folder) -> None:
    folder.put("lists/register.sql", LIST.format(columns='"case", "shoe_size"'))
    assert folder.refused() == "register.sql names the column 'shoe_size', which columns.toml does not have."


def test_a_column_that_is_declared_twice(folder: Folder) -> None:
    folder.put("columns_more.toml", '[case]\nheading = "Case"\nkind = "text"\nabout = "The case."\n')
    assert folder.refused() == "The column case of columns_more.toml is declared in another file too."


def test_a_month_that_is_none(folder: Folder) -> None:
    folder.put("lists/register.sql", LIST.format(columns='"case"').replace("use =", "months = [12, 13]\nuse ="))
    assert folder.refused() == "register.sql: months must be numbers from 1 to 12."


@pytest.mark.parametrize(("month", "is_due"), [(2, False), (3, True), (8, True), (9, False)])
def test_a_list_is_due_in_its_months(folder: Folder, month: int, is_due: bool) -> None:
    folder.put("lists/register.sql", LIST.format(columns='"case"').replace("use =", "months = [3, 8]\nuse ="))
    (rule,) = folder.load().lists
    assert rule.is_due(date(2027, month, 1)) is is_due


def test_a_fact_that_reads_what_is_written_later(folder: Folder) -> None:
    folder.put("facts/status.sql", FACT.format(reads='"counted"'))
    assert folder.refused() == "The fact status.sql reads 'counted', which is written after the facts."


def test_a_parameter_that_is_not_known(folder: Folder) -> None:
    folder.line("l1", where="$as_at > $grace_daze")
    assert folder.refused() == "l1.sql uses the unknown parameter $grace_daze."


@pytest.mark.parametrize(
    ("measure", "year", "words"),
    [
        ("cme_other", None, "CME"),
        ("leavers", 2026, "LEAVERS: During 2026/27"),
        ("failed_to_start_reception", 2025, "TRANSITION: Failed to start in Reception 2025"),
        ("in_year_processing", 2024, "IN YEAR ADMISSIONS WHO ARE CME 2024/25: Applications being processed"),
        ("in_year_no_offer", 2023, "IN YEAR ADMISSIONS WHO ARE CME 2023/24: No offer recorded"),
        ("child_protection", None, "YOUTH OFFENDING SERVICE: In our total CME number, CP"),
        ("of_long_ago", 2026, "of_long_ago 2026"),
    ],
)
def test_a_line_is_named_in_the_words_of_the_form(measure: str, year: int | None, words: str) -> None:
    assert rulebook.load(date(2026, 10, 31)).on_the_form(measure, year) == words


def test_facts_that_read_each_other_in_a_circle(folder: Folder) -> None:
    folder.put("facts/status.sql", FACT.format(reads='"tracked"'))
    folder.put("facts/tracked.sql", FACT.format(reads='"status"'))
    said = folder.refused()
    assert said.startswith("These facts read each other in a circle: ")
    assert {"status", "tracked"} <= set(said.rstrip(".").replace(",", "").split())


def test_facts_come_in_the_order_in_which_they_read_each_other(folder: Folder) -> None:
    folder.put("facts/a_last.sql", FACT.format(reads='"m_middle"'))
    folder.put("facts/m_middle.sql", FACT.format(reads='"z_first", "child"'))
    folder.put("facts/z_first.sql", FACT.format(reads='"child"'))
    codes = [fact.code for fact in folder.load().facts]
    assert codes.index("z_first") < codes.index("m_middle") < codes.index("a_last")


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 8, 31), "old"), (date(2026, 9, 1), "new"), (date(2020, 1, 1), "old")],
)
def test_a_superseded_rule_stays_for_its_days(folder: Folder, day: date, code: str) -> None:
    (folder.path / "lines" / "l1.sql").unlink()
    folder.line("old", more="until = 2026-08-31")
    folder.line("new", more="since = 2026-09-01")
    assert [rule.code for rule in folder.load(day).lines] == [code]


def test_two_rules_whose_days_overlap(folder: Folder) -> None:
    (folder.path / "lines" / "l1.sql").unlink()
    folder.line("old", more="until = 2026-09-01")
    folder.line("new", more="since = 2026-09-01")
    assert folder.refused(date(2026, 9, 1)) == "Two rules in force decide the line leavers."


def test_a_day_between_two_rules_has_none(folder: Folder) -> None:
    folder.line("l1", more="since = 2026-11-01")
    assert folder.refused() == "The line leavers stands in only one of appendix_3.toml and rules/lines."


@pytest.mark.parametrize(("day", "days"), [(date(2026, 8, 31), 14), (date(2026, 9, 1), 10), (date(2030, 1, 1), 10)])
def test_a_number_of_the_policy_is_that_of_the_day(folder: Folder, day: date, days: int) -> None:
    assert folder.load(day).parameters == {"grace_days": days}


def test_a_day_before_the_first_numbers_has_no_rules(folder: Folder) -> None:
    with pytest.raises(SettingsError) as refused:
        folder.load(date(2000, 1, 1))
    assert str(refused.value) == "There are no rules for 2000-01-01: the policy's numbers begin on 2005-09-01."


def test_a_number_with_two_values_of_one_day(folder: Folder) -> None:
    folder.put("parameters.toml", PARAMETERS.replace("2026-09-01", "2005-09-01"))
    assert folder.refused() == "The parameter grace_days has two values from the same day."


def test_a_number_without_its_reference(folder: Folder) -> None:
    folder.put("parameters.toml", PARAMETERS.replace('policy = "Policy"\n', ""))
    assert folder.refused() == "The parameter grace_days needs unit, policy and values."


@pytest.mark.parametrize("name", ["columns.toml", "appendix_3.toml", "parameters.toml", "statuses.toml"])
def test_a_file_beside_the_rules_that_is_no_toml(folder: Folder, name: str) -> None:
    folder.put(name, "this is no TOML")
    assert name in folder.refused()


def test_the_version_changes_with_any_rule(folder: Folder, tmp_path: Path) -> None:
    before = folder.load().version
    folder.line("l1", where="child_id IS NOT NULL")
    rulebook.load.cache_clear()
    after = folder.load().version
    assert len(before) == 12
    assert before != after


EXTRACT = """/*
title = "An extract"
policy = "Policy"
says = "Who"
list = "{list}"
sent_to = "{sent_to}"
reply_within = "{reply_within}"
reads = ["counted"]
answers = ["{answers}"]
[columns]
case = "Ours."
*/
SELECT child_id AS "case", child_id AS sent_to, child_id AS sent_to_name FROM counted
"""
RIGHT = {"list": "register", "sent_to": "schools", "reply_within": "grace_days", "answers": "case"}


def test_an_extract_that_is_right(folder: Folder) -> None:
    folder.put("extracts/ask-register.sql", EXTRACT.format(**RIGHT))
    assert [rule.code for rule in folder.load().extracts] == ["ask-register"]


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"list": "leavers"}, "ask-register.sql is an extract of 'leavers', which is no list."),
        ({"sent_to": "everybody"}, "ask-register.sql: sent_to must be one of schools, parents."),
        (
            {"reply_within": "some_days"},
            "ask-register.sql: reply_within must name the parameter that says by when to answer.",
        ),
        ({"answers": "went_to"}, "ask-register.sql names the column 'went_to', which no file of columns has."),
    ],
)
def test_an_extract_that_is_wrong(folder: Folder, wrong: dict[str, str], refused: str) -> None:
    folder.put("extracts/ask-register.sql", EXTRACT.format(**RIGHT | wrong))
    assert folder.refused() == refused
