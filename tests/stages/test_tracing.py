"""The sixteen tracing checks as officers work through them, from the workbook to the next morning's list."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from office import Office
from small_council import deliver, enrolment, tables

from pipeline import rulebook
from pipeline.rulebook import RULES

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)
OWN = [column for rule in rulebook.load(MONDAY).lists if rule.code == "tracing" for column in rule.get("officer")]
CHECKS = [rulebook.load(MONDAY).columns[name] for name in OWN][:16]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Otmar left school in 2022 for nobody knows where, and Quillon was failed to track in 2024."""
    home = tmp_path_factory.mktemp("office")
    told = tables()
    told["education/enrolments"][1] = enrolment("1002", "8524001", "2021-09-03", "2022-07-20")
    told["education/involvements"] = [{"student_id": "1004", "involvement": "FTT", "start_date": "2024-11-01"}]
    deliver(home, told)
    office = Office(home)
    office.night(MONDAY)
    return office


def test_the_columns_are_the_sixteen_checks_in_order() -> None:
    assert [int(column.heading.split()[0]) for column in CHECKS] == list(range(1, 17))


def test_each_choice_answers_a_check() -> None:
    said = (RULES / "facts" / "tracing_said.sql").read_text(encoding="utf-8")
    for choice in {choice for column in CHECKS for choice in column.choices}:
        assert f"WHEN '{choice}'" in said


def test_what_officers_answer_is_shown_back_with_the_day_and_counts(office: Office) -> None:
    (left,) = office.said("tracing", "Otmar", "Checks to be done")
    office.type(
        "tracing", "Otmar", TUESDAY, **{"7 YOS": "done: NOT known", "3 Lost Pupil Database": "Done: known, see Notes"}
    )
    office.type("tracing", "Quillon", TUESDAY, on_sheet=2, Checked_again_on="2 November 2026")
    assert office.said("tracing", "Quillon", "Yearly check") == ("overdue since 01/11/2025, due again on 01/11/2026",)
    office.night(TUESDAY)
    assert office.said("tracing", "Otmar", "7 YOS", "7 YOS: result", "Other checks: results", "Proposal") == (
        "Done: not known",
        "done 03/11/2026: not known (officer)",
        "3 done 03/11/2026: known, see Notes (officer)",
        f"{left - 2} checks to be done",
    )
    assert office.said("tracing", "Quillon", "Checked again on", "Yearly check", "Check again on") == (
        datetime(2026, 11, 2),  # noqa: DTZ001 (as Excel has it)
        None,
        datetime(2027, 11, 2),  # noqa: DTZ001 (as Excel has it)
    )
