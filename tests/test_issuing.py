"""The monthly report: when it is due, issued, issued again, and drafts of it."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from command_line import cme, contents
from runs import (
    DONE,
    LOOK,
    NOT_ISSUED,
    cells,
    number,
    published,
    report,
    two_leavers,
)
from small_council import TODAY, D, deliver

TOMORROW = TODAY + timedelta(1)


@pytest.fixture
def copy(council_issued: Path, tmp_path: Path) -> Path:
    """A CME_HOME whose October report is issued."""
    return Path(shutil.copytree(council_issued, tmp_path / "home"))


# When it is due


@pytest.mark.parametrize("day", ["2026-07-31", "2026-08-31", "2026-09-30", "2026-10-30", "2026-11-01"])
def test_a_day_without_a_report_needs_force(copy: Path, day: str) -> None:
    done = cme(copy, "monthly-report", "--as-at", day, today=TODAY)
    assert done.exit_code == NOT_ISSUED
    assert "--force" in done.stderr
    assert not (copy / "reports" / day).exists()


def test_force_issues_it_all_the_same(copy: Path) -> None:
    done = cme(copy, "monthly-report", "--as-at", "2026-11-01", "--force", today=TODAY)
    assert done.exit_code == DONE
    assert [total["as_at"] for total in report(copy, date(2026, 11, 1))["running_totals"]] == [
        *("2026-10-31", "2026-11-01")
    ]


def test_the_day_defaults_to_the_newest_month_end_with_a_report(copy: Path) -> None:
    """Of September, for June; for other days see `calendar.newest_reporting_day`."""
    cme(copy, "monthly-report", today=date(2027, 9, 30))
    assert report(copy, date(2027, 6, 30))["as_at"] == "2027-06-30"


# Issued once


def test_a_report_that_differs_is_refused_even_by_force_and_everything_stays(copy: Path) -> None:
    before = published(copy)
    two_leavers(copy)
    done = cme(copy, "monthly-report", today=TODAY)
    assert done.exit_code == NOT_ISSUED
    assert "leavers 2026: 0, now 1" in done.stderr
    assert "total: 3, now 4" in done.stderr
    assert "--reissue" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert published(copy) == before
    assert cme(copy, "monthly-report", "--force", today=TODAY).exit_code == NOT_ISSUED
    assert published(copy) == before


def test_reissue_keeps_both(copy: Path) -> None:
    folder = copy / "reports" / str(D)
    first = contents(folder)
    two_leavers(copy)
    assert cme(copy, "monthly-report", "--reissue", today=TODAY).exit_code == DONE
    second = contents(folder)
    for name in ("appendix-3.xlsx", "appendix-3.json"):
        stem, ending = name.split(".")
        assert second[f"{stem}-issue-1.{ending}"] == first[name]
        assert second[name] != first[name]
    assert (number(report(copy), "leavers"), number(report(copy), "total")) == (2, 4)
    assert len(report(copy)["running_totals"]) == 1
    again = cme(copy, "monthly-report", today=TOMORROW)
    assert (again.exit_code, "issued before with the same numbers" in again.stdout) == (DONE, True)
    kept = contents(folder)
    assert {name: kept[name] for name in second if name.startswith("appendix")} == {
        name: content for name, content in second.items() if name.startswith("appendix")
    }


def test_reissue_of_a_report_that_does_not_differ_is_no_second_issue(copy: Path) -> None:
    before = contents(copy / "reports" / str(D))
    assert cme(copy, "monthly-report", "--reissue", today=TOMORROW).exit_code == DONE
    after = contents(copy / "reports" / str(D))
    assert {name: after[name] for name in before if name.startswith("appendix")} == {
        name: content for name, content in before.items() if name.startswith("appendix")
    }
    assert set(after) == set(before)


def test_an_issued_file_that_is_gone_comes_back_as_it_was(copy: Path) -> None:
    folder = copy / "reports" / str(D)
    before = contents(folder)
    (folder / "appendix-3.xlsx").unlink()
    (folder / "appendix-3.json").unlink()
    assert cme(
        copy,
        "monthly-report",
        today=date(2027, 3, 1),
    ).exit_code in (DONE, LOOK)
    assert cme(copy, "monthly-report", "--as-at", str(D), today=date(2027, 3, 1)).exit_code in (DONE, LOOK)
    after = contents(folder)
    assert (after["appendix-3.xlsx"], after["appendix-3.json"]) == (
        before["appendix-3.xlsx"],
        before["appendix-3.json"],
    )


def test_a_draft_is_shown_marked_and_issues_nothing(tmp_path: Path) -> None:
    deliver(tmp_path)
    done = cme(tmp_path, "monthly-report", "--draft", today=TODAY)
    assert done.exit_code == DONE
    folder = tmp_path / "reports" / str(D)
    assert {path.name for path in folder.iterdir()} == {
        *("appendix-3-draft.xlsx", "appendix-3-draft.json", "run-report.html")
    }
    assert any("DRAFT" in cell.upper() for cell in cells(folder / "appendix-3-draft.xlsx"))
    assert str(folder / "appendix-3-draft.xlsx") in done.stdout
    assert json.loads(cme(tmp_path, "status", "--json", today=TODAY).stdout)["issued"] == []
    assert number(report(tmp_path, name="appendix-3-draft.json"), "total") == 3
    two_leavers(tmp_path)
    assert cme(tmp_path, "monthly-report", today=TODAY).exit_code == DONE
    assert number(report(tmp_path), "total") == 4
    assert {path.name for path in folder.iterdir()} == {"appendix-3.xlsx", "appendix-3.json", "run-report.html"}
    assert not any("DRAFT" in cell.upper() for cell in cells(folder / "appendix-3.xlsx"))


def test_a_draft_needs_no_day_on_which_one_is_due_and_enters_no_running_total(copy: Path) -> None:
    assert cme(copy, "monthly-report", "--draft", "--as-at", "2026-11-01", today=TODAY).exit_code == DONE
    november = date(2026, 11, 30)
    assert cme(copy, "monthly-report", "--as-at", str(november), today=november).exit_code == LOOK
    assert [total["as_at"] for total in report(copy, november)["running_totals"]] == ["2026-10-31", "2026-11-30"]


def test_a_draft_of_an_issued_report_leaves_it_as_it_was(copy: Path) -> None:
    before = contents(copy / "reports" / str(D))
    two_leavers(copy)
    assert cme(copy, "monthly-report", "--draft", today=TODAY).exit_code == DONE
    after = contents(copy / "reports" / str(D))
    assert (after["appendix-3.xlsx"], after["appendix-3.json"]) == (
        before["appendix-3.xlsx"],
        before["appendix-3.json"],
    )
    assert number(report(copy, name="appendix-3-draft.json"), "total") == 4


def test_what_the_analyst_typed_into_the_issued_workbook_is_not_overwritten(copy: Path) -> None:
    workbook = copy / "reports" / str(D) / "appendix-3.xlsx"
    workbook.write_bytes(workbook.read_bytes() + b" typed")
    assert cme(copy, "monthly-report", today=TOMORROW).exit_code == DONE
    assert workbook.read_bytes().endswith(b" typed")
