"""Running totals of reports made before the program: read whole or not at all, and told from the program's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from outputs.appendix_3 import RunningTotal
from pipeline import store
from pipeline.errors import SettingsError
from pipeline.stages.totals import of_last_year, totals_before
from pipeline.stages.totals_file import import_totals
from pipeline.store import Connection

TODAY = date(2026, 11, 2)
D = date(2026, 10, 31)
HEADINGS = "as_at,cme,cme_incl_historical,ehe,open_to_yos"
OCTOBER, JUNE = "31/10/2025,60,75,30,2", "2026-06-30,50,70,36,0"


@pytest.fixture
def con() -> Connection:
    return store.open_durable(None)


def bring(con: Connection, folder: Path, *lines: str, headings: str = HEADINGS) -> str:
    path = folder / "totals.csv"
    path.write_text("\n".join((headings, *lines)) + "\n", encoding="utf-8")
    return import_totals(con, path, TODAY)


def refused(con: Connection, folder: Path, *lines: str, headings: str = HEADINGS) -> list[str]:
    with pytest.raises(SettingsError) as error:
        bring(con, folder, OCTOBER, *lines, headings=headings)
    assert totals_before(con, D) == []
    assert error.value.exit_code == 2
    return str(error.value).splitlines()


def issue(con: Connection, day: date, cme: int) -> None:
    own = f'{{"as_at": "{day}", "cme": {cme}, "cme_incl_historical": 99, "ehe": 1, "open_to_yos": 0}}'
    lines = f'{{"measure": "leavers", "year": 2025, "number": {cme}, "also": 0}}'
    numbers = f'{{"lines": [{lines}], "running_totals": [{own}]}}'
    con.execute("INSERT INTO issued.report VALUES (?, 1, ?, NULL, '{}', 'v', ?)", [day, numbers, day])


def test_totals_are_brought_in_whatever_the_case_of_headings_and_the_form_of_dates(
    con: Connection, tmp_path: Path
) -> None:
    said = bring(
        con, tmp_path, '31-Oct-25,"1,060",1075,30,2', JUNE, headings="As At,CME,Cme Incl Historical,EHE,Open to YOS"
    )
    assert said == "The totals of 2 reports were imported."
    assert totals_before(con, D) == [
        RunningTotal(date(2025, 10, 31), 1060, 1075, 30, 2, is_imported=True),
        RunningTotal(date(2026, 6, 30), 50, 70, 36, 0, is_imported=True),
    ]


def test_a_day_imported_again_is_replaced_and_the_others_stay(con: Connection, tmp_path: Path) -> None:
    bring(con, tmp_path, OCTOBER, JUNE)
    said = bring(con, tmp_path, "31/10/2025,61,75,30,2")
    assert said == "The totals of 1 report were imported, 1 of them in the place of earlier ones."
    assert [total.cme for total in totals_before(con, D)] == [61, 50]


def test_the_programs_own_issue_goes_before_an_imported_one(con: Connection, tmp_path: Path) -> None:
    issue(con, date(2026, 6, 30), 48)
    assert bring(con, tmp_path, OCTOBER, JUNE).endswith("for 1 report the issue of this program stands instead.")
    assert [(total.cme, total.is_imported) for total in totals_before(con, D)] == [(60, True), (48, False)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("31/02/2026,1,1,1,1", "as_at is not a date (write day/month/year, for example 31/10/2025)"),
        (",1,1,1,1", "as_at is not a date (write day/month/year, for example 31/10/2025)"),
        ("30/11/2026,1,1,1,1", "as_at is in the future"),
        ("31/10/2025,1,1,1,1", "as_at is the day of row 2 too"),
        ("30/11/2025,many,1,1,1", "cme is not a whole number of children"),
        ("30/11/2025,-1,1,1,1", "cme is not a whole number of children"),
        ("30/11/2025,1.5,2,1,1", "cme is not a whole number of children"),
        ("30/11/2025,1,2,,1", "ehe is not a whole number of children"),
        ("30/11/2025,3,2,1,1", "cme_incl_historical is smaller than cme"),
        ("30/11/2025,1,2,1,3", "open_to_yos is larger than cme_incl_historical, of which it is a part"),
    ],
)
def test_one_bad_row_is_named_and_nothing_is_stored(con: Connection, tmp_path: Path, row: str, why: str) -> None:
    first, *rows = refused(con, tmp_path, row)
    assert first == "totals.csv was not imported; mend these and import it again."
    assert rows == [f"Row 3: {why}."]


def test_every_bad_row_is_named(con: Connection, tmp_path: Path) -> None:
    assert [said[:6] for said in refused(con, tmp_path, "x,1,1,1,1", JUNE, "30/11/2025,x,1,1,1")[1:]] == [
        "Row 3:",
        "Row 5:",
    ]


def test_a_file_without_a_column_or_a_row_is_refused(con: Connection, tmp_path: Path) -> None:
    (said,) = refused(con, tmp_path, headings="as_at,cme,cme_incl_historical,ehe,x")
    assert "it has no column open_to_yos" in said
    with pytest.raises(SettingsError, match="no row below its headings"):
        bring(con, tmp_path)
    with pytest.raises(SettingsError, match="cannot be opened"):
        import_totals(con, tmp_path / "none.csv", TODAY)


def test_the_same_month_of_last_year_is_found_by_its_month(con: Connection, tmp_path: Path) -> None:
    """November of last year was not issued; of October the program's own issue has every line."""
    bring(con, tmp_path, OCTOBER, "28/11/2025,64,80,31,2")
    issue(con, date(2025, 10, 31), 7)
    assert of_last_year(con, D) == {("leavers", 2025): 7}
    assert of_last_year(con, date(2026, 11, 30)) == {
        ("total", None): 64,
        ("total_cme", None): 80,
        ("open_to_yos", None): 2,
    }
    assert of_last_year(con, date(2026, 12, 31)) == {}


def test_running_totals_begin_with_last_years_first_day(con: Connection, tmp_path: Path) -> None:
    bring(con, tmp_path, "31/08/2025,1,1,1,1", "01/09/2025,2,2,2,2", JUNE)
    assert [total.cme for total in totals_before(con, D)] == [2, 50]
    assert [total.cme for total in totals_before(con, date(2026, 6, 30))] == [1, 2]
