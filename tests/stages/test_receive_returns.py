"""Independent schools' returns, typed by hand: titles, notes, totals, nil returns, schools named above the headings."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import Inbox, Rows

CSV = "independent/returns_2026-10-01_oak-house.csv"
PUPILS = ["Surname", "Forename", "DOB", "Date of entry"]
ANN: list[object] = ["Ash", "Ann", "02/01/2015", "01/09/2020"]
OAK = ("8526001", "Oak House")


@pytest.mark.parametrize(
    "above",
    [
        [["School: Oak House DfE No: 852/6001"]],
        [["School: Oak House", "", "DfE No: 852/6001"]],
        [["School", "Oak House"], ["DfE number", "852/6001"]],
        [["Pupil return - autumn term"], [], ["Name of school:", "Oak House"], ["LAEstab:", "", "8526001"]],
        [["School name = Oak House; DfE No. 852/6001"]],
        [["Oak House School - pupil return"], ["Establishment name: Oak House"], ["DfE No (LA/Estab): 852 6001"]],
    ],
)
def test_a_school_named_above_the_headings_is_that_of_every_row(inbox: Inbox, above: Rows) -> None:
    inbox.csv(CSV, [*above, PUPILS, ANN])
    inbox.receive()
    assert inbox.said == [f"read {CSV}: 1 rows, 1 used, 0 quarantined, 0 repeated"]
    assert inbox.used("independent_returns", "laestab, establishment_name") == [OAK]


def test_titles_notes_totals_sections_and_repeated_headings_are_no_rows(inbox: Inbox) -> None:
    inbox.csv(
        CSV,
        [
            ["School: Oak House", "DfE No: 852/6001"],
            PUPILS,
            ["Year 1"],
            ANN,
            [],
            PUPILS,
            ["Please ring us about the two new pupils."],
            ["Contact: the office"],
            ["Beech", "Bo", "03/01/2015", ""],
            ["Total", "", "2"],
            ["Number of pupils", 2],
        ],
    )
    inbox.receive()
    assert inbox.used("independent_returns", "row_number, surname") == [(4, "Ash"), (9, "Beech")]
    assert inbox.ledger(CSV, "rows, quarantined, passed_over") == (2, 0, 8)


def test_a_lone_surname_is_no_note_and_is_not_lost(inbox: Inbox) -> None:
    inbox.csv(CSV, [["School: Oak House", "DfE No: 852/6001"], PUPILS, ["Smith", "", "", ""]])
    inbox.receive()
    assert inbox.quarantined() == [(3, "date_of_birth", None, "date_of_birth is missing")]


@pytest.mark.parametrize(
    "rows",
    [
        [["School: Oak House", "DfE No: 852/6001"], PUPILS],
        [["School: Oak House", "DfE No: 852/6001"], PUPILS, [], ["Total", "0"]],
        [["School: Oak House", "DfE No: 852/6001"], PUPILS, ["NIL RETURN"]],
        [["School: Oak House", "DfE No: 852/6001"], PUPILS, ["No pupils", "", "", ""]],
        [["DfE No", "School", *PUPILS], ["852/6001", "Oak House", "Nil", "", "", ""]],
        [["DfE No", "School", *PUPILS], ["852/6001", "Oak House", "", "", "", ""]],
    ],
)
def test_a_nil_return_is_welcome(inbox: Inbox, rows: Rows) -> None:
    inbox.csv(CSV, rows)
    inbox.receive()
    assert inbox.ledger(CSV, "outcome, rows") == ("accepted", 0)
    assert inbox.query("SELECT laestab, pupils FROM landing.establishment_named") == [("8526001", 0)]


def test_headings_without_a_row_and_without_a_school_are_refused(inbox: Inbox) -> None:
    inbox.csv(CSV, [["DfE No", "School", *PUPILS]])
    inbox.receive()
    assert "a nil return must name its school" in inbox.reason(CSV)


def test_a_nil_return_whose_number_cannot_be_read_is_refused(inbox: Inbox) -> None:
    inbox.csv(CSV, [["School: Oak House", "DfE No: 85/26"], PUPILS])
    inbox.receive()
    assert "cannot be read" in inbox.reason(CSV)


def test_several_schools_in_one_file_and_a_nil_row_among_them(inbox: Inbox) -> None:
    inbox.csv(
        "independent/returns_2026-10-01.csv",
        [
            ["DfE No", "URN", "School", *PUPILS],
            ["852/6001", "", "Oak House", *ANN],
            ["852/6002", "", "Elm House", "", "", "", ""],
            ["", "123456", "Fir House", *ANN],
        ],
    )
    inbox.receive()
    assert sorted(inbox.query("SELECT laestab, urn, pupils FROM landing.establishment_named"), key=str) == [
        ("8526001", None, 1),
        ("8526002", None, 0),
        (None, "123456", 1),
    ]


def test_a_workbook_with_a_sheet_for_each_school(inbox: Inbox) -> None:
    name = "independent/returns_2026-10-01.xlsx"
    sheets: dict[str, Rows] = {
        "Oak": [["School:", "Oak House"], ["DfE No:", "852/6001"], [], PUPILS, ["Ash", "Ann", date(2015, 1, 2), None]],
        "Elm": [["School:", "Elm House"], ["DfE No:", "852/6002"], [], PUPILS, ["Nil"]],
    }
    inbox.workbook(name, sheets)
    inbox.receive()
    assert inbox.query("SELECT laestab, pupils FROM landing.establishment_named ORDER BY 1") == [
        ("8526001", 1),
        ("8526002", 0),
    ]


def test_laestab_or_urn_must_be_there_and_be_filled(inbox: Inbox) -> None:
    inbox.csv(CSV, [["School", *PUPILS], ["Oak House", *ANN]])
    inbox.receive()
    assert inbox.reason(CSV).startswith("it lacks the column laestab or urn;")
    inbox.csv(
        CSV,
        [
            ["DfE No", "URN", "School", *PUPILS],
            ["", "", "Oak House", *ANN],
            ["85/26", "", "Oak House", *ANN],
            ["85/26", "123456", "Oak House", *ANN],
        ],
    )
    inbox.receive()
    assert inbox.quarantined() == [
        (2, "laestab", None, "laestab or urn is missing"),
        (3, "laestab", "85/26", "laestab or urn cannot be read"),
    ]
    assert inbox.used("independent_returns", "row_number, laestab, urn") == [(4, None, "123456")]


def test_a_return_that_shrank_is_named_and_used(inbox: Inbox) -> None:
    above = ["School: Oak House", "DfE No: 852/6001"]
    pupils = [["Ash", f"Ann {n}", "02/01/2015", ""] for n in range(10)]
    inbox.csv("independent/returns_2026-05-01.csv", [above, PUPILS, *pupils])
    inbox.csv("independent/returns_2026-10-01.csv", [above, PUPILS, *pupils[:6]])
    inbox.csv("independent/returns_2026-10-08.csv", [above, PUPILS, *pupils[:5]])
    inbox.receive()
    notes = inbox.query("SELECT notes FROM landing.file ORDER BY file_id")
    assert notes == [([],), (["8526001 names 6 pupils where its last return named 10"],), ([],)]


def test_a_return_that_shrank_is_named_where_it_gives_its_number_otherwise(inbox: Inbox) -> None:
    pupils = [["Ash", f"Ann {n}", "02/01/2015", ""] for n in range(10)]
    by_both = ["School: Oak House", "DfE No: 852/6001", "URN: 116001"]
    inbox.csv("independent/returns_2026-05-01.csv", [["School: Oak House", "URN: 116001"], PUPILS, *pupils])
    inbox.csv("independent/returns_2026-10-01.csv", [by_both, PUPILS, *pupils[:6]])
    inbox.receive()
    notes = inbox.query("SELECT notes FROM landing.file ORDER BY file_id")
    assert notes == [([],), (["8526001 names 6 pupils where its last return named 10"],)]


@pytest.mark.parametrize(
    ("below", "quarantined"),
    [
        ([["Signed: Mrs Smith"], ["Date: 24/09/2026"], ["24/09/2026"]], [24]),
        ([["Signed", "Mrs Smith"]], [22]),
    ],
    ids=["passed over, and a date", "two cells"],
)
def test_what_stands_below_the_column_of_the_dfe_number_is_no_nil_return(
    inbox: Inbox, below: Rows, quarantined: list[int]
) -> None:
    """A signature in the first column once had the whole return refused as a nil one of an unknown school."""
    pupils = [["852/6001", "Oak House", "Ash", f"Ann {n}", "02/01/2015", ""] for n in range(20)]
    inbox.workbook(CSV.replace(".csv", ".xlsx"), {"Autumn": [["DfE No", "School", *PUPILS], *pupils, *below]})
    inbox.receive()
    assert len(inbox.used("independent_returns", "laestab")) == 20
    assert sorted({row for row, *_ in inbox.quarantined()}) == quarantined
    assert inbox.query("SELECT laestab, pupils FROM landing.establishment_named") == [("8526001", 20)]
