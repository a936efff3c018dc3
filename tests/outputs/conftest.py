"""A small made-up report, list and run, whose every figure can be checked by eye."""

from __future__ import annotations

from datetime import date

import pytest

from outputs.appendix_3 import CoverageRow, Line, Movement, MovementRow, MovementSection, Report, RunningTotal, Section
from outputs.exception_lists import About, Column
from outputs.run_report import FileRow, LineRow, ListRow, QuarantineRow, RuleRow, RunReport

AS_AT = date(2026, 10, 31)


def year_of_applications(year: int) -> tuple[Line, ...]:
    return (
        Line("Applications being processed", "in_year_processing", year, 3),
        Line("'Under offer' with a start date in the future", "in_year_under_offer", year, 2),
        Line("Have failed to register at the school place offered", "in_year_failed_to_register", year, 1, also=1),
    )


@pytest.fixture
def report() -> Report:
    """The whole form. 2+0+1+4 +1 +5+6 +1 +0 +8 +2 +3*(3+2+1) +1+0 = 49; historical 11; total CME 60."""
    transition = (
        Line("Failed to start in Reception 2025", "failed_to_start_reception", 2025, 2, 1, ("Down 3.", "And 1 more.")),
        Line("Failed to start in Reception 2026", "failed_to_start_reception", 2026, 0),
        Line("Failed to transfer to junior school 2026", "failed_to_transfer_junior", 2026, 1),
        Line("Failed to transfer to secondary school 2026", "failed_to_transfer_secondary", 2026, 4, own="=1+1 seen"),
        Line("Deferred entry until Reception 2027 (not in TOTAL)", "deferred_entry_reception", 2027, 7, in_total=False),
    )
    one_liners = (
        ("SEND", Line("With an EHCP, or under assessment, without a school place", "send", None, 1)),
        ("CLA", Line("Children looked after by the authority without education provision", "cla", None, 0)),
        ("CME", Line("Children removed from the admission process, for example", "cme_other", None, 8)),
        ("OUT OF PHASE", Line("Provision incorrect for the child's chronological age", "out_of_phase", None, 2)),
    )
    page_1 = (
        Section("TRANSITION - How many children have:", transition),
        Section("PERMANENT EXCLUSIONS", (Line("Remain without provision", "permanently_excluded", None, 1),)),
        Section(
            "LEAVERS (destination unknown, unconfirmed or not yet processed)",
            (
                Line("During 2025/26", "leavers", 2025, 5),
                Line("During 2026/27", "leavers", 2026, 6, last=5, last_year=7),
            ),
        ),
        *(Section(title, (line,)) for title, line in one_liners),
        Section("IN YEAR ADMISSIONS WHO ARE CME - 2026/27", year_of_applications(2026)),
        Section("2025/26", year_of_applications(2025)),
        Section("2024/25", year_of_applications(2024)),
        Section(
            "2023/24",
            (
                Line("Have failed to register at the school place offered", "in_year_failed_to_register", 2023, 1),
                Line("No offer recorded", "in_year_no_offer", 2023, 0),
            ),
        ),
        Section("", (Line("TOTAL", "total", None, 49),)),
    )
    page_2 = (
        Section("HISTORICAL CASES", (Line("On the historical tracking list", "historical", None, 11, in_total=False),)),
        Section("", (Line("Total CME (including cases listed on page 1)", "total_cme", None, 60, in_total=False),)),
        Section("YOUTH OFFENDING SERVICE", (Line("Open to YOS", "open_to_yos", None, 3, in_total=False),)),
    )
    return Report(
        authority="Anytown & District Council",
        as_at=AS_AT,
        demonstration=True,
        draft=False,
        definition="Children of compulsory school age who are not registered pupils at a school.",
        page_1=page_1,
        page_2=page_2,
        lines=tuple(line for section in page_1 + page_2 for line in section.lines),
        running_totals=(
            RunningTotal(date(2025, 10, 31), 55, 66, 410, 5, is_imported=True),
            RunningTotal(date(2026, 6, 30), 50, 62, 430, 4),
            RunningTotal(AS_AT, 49, 60, 431, 3),
        ),
        footnote="38 children of compulsory school age are in the base.",
        movement=Movement(
            since=date(2026, 6, 30),
            sections=(
                MovementSection(
                    "LEAVERS",
                    (
                        MovementRow("During 2025/26", 4, 0, 0, 1, 0, 0, 2, 0, 5),
                        MovementRow("During 2026/27", 5, 1, -1, 2, 1, 1, 2, 1, 6),
                    ),
                    MovementRow("LEAVERS", 9, 1, -1, 3, 1, 1, 4, 1, 11),
                ),
                MovementSection("", (MovementRow("TOTAL", None, 0, 0, 49, 0, 0, 0, 0, 49),)),
            ),
            causes=("Settings changed: register_grace_days 7 -> 10.",),
            reasons=("On a roll", "Home educated"),
            closed=(("LEAVERS: During 2025/26", (2, 0)), ("LEAVERS: During 2026/27", (1, 1))),
        ),
        coverage=(
            CoverageRow("Education database", "students", AS_AT, 0, 7, 45_210, 2, 0, "up to date", "", 3, 41, 5),
            CoverageRow("Benefits", "children", None, None, None, 0, 0, 0, "off: no legal gateway", "New families."),
        ),
        coverage_notes=("1 child was left out.",),
        notes=(("As at", "31/10/2026"),),
    )


@pytest.fixture
def about() -> About:
    return About(
        code="leavers",
        title="Leavers",
        rule="Every child who fits the leavers line.",
        policy="Policy 2021, Appendix 3",
        how_to_use=("Filter.", "Type."),
        columns=(
            Column("case", "Case", width=12, about="The reference."),
            Column("surname", "Surname"),
            Column("forename", "Forename"),
            Column("date_of_birth", "Date of birth", "date"),
            Column("days_missing", "Days missing", "number"),
        ),
        officer_columns=(
            Column("status", "Status", width=24),
            Column("next_action_date", "Next action date", "date"),
            Column("notes", "Notes", "notes"),
            Column("decision", "Decision", choices=("Yes", "No")),
        ),
        statuses=("New", "In progress", "Tracked - destination confirmed"),
        sheets=("Leavers",),
    )


@pytest.fixture
def run() -> RunReport:
    return RunReport(
        authority="Anytown & District Council",
        as_at=AS_AT,
        demonstration=True,
        command="nightly",
        warnings=("A file was refused.",),
        new_files=(
            FileRow("education", "students", "education/students_2026-10-31.csv", AS_AT, "accepted", "", 10, 7, 2, 1),
            FileRow("benefits", "children", "<b>&.csv", None, "refused", "the column Rent is financial"),
            FileRow("admissions", "applications", "a.csv", AS_AT, "accepted", "", 1234, 1234, ignored_columns=("X",)),
        ),
        quarantine=(QuarantineRow("education/students_2026-10-31.csv", "", 7, "date_of_birth", "This is no date."),),
        findings=(
            RuleRow("q01_upn", "UPN is wrong", "Policy", "ran", 0),
            RuleRow("q02_health", "Not seen", "Policy", "not run: no file of health/children", None),
        ),
        lists=(ListRow("leavers", "Leavers", 77),),
        lines=(LineRow("During 2026/27", "leavers", 2026, 44, 2, "LEAVERS"),),
        totals=(("Total CME", 60),),
    )
