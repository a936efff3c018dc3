"""Where what another copy said is told: before the officers' columns, on whichever list shows the cell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk import ABOUT, BRUNHOLD, OFFICER, OTMAR, PEOPLE, SABETHA

from outputs.exception_lists import Column, ListSheet
from outputs.rows import Marked
from pipeline import store
from pipeline.roundtrip.two_ways import TWO_WAYS, with_two_ways

LEFT_ON = Column("left_on", "Left the list on", "date")


@pytest.fixture
def con() -> store.Connection:
    con = store.open_durable(None)
    con.execute("ATTACH ':memory:' AS run")
    con.execute("CREATE SCHEMA run.assessed")
    con.execute("CREATE TABLE run.assessed.filled_in_two_ways (child_id VARCHAR, what VARCHAR)")
    return con


def test_it_stands_before_the_officers_columns_of_the_row_on_every_sheet(con: store.Connection) -> None:
    con.execute(
        f"""INSERT INTO run.assessed.filled_in_two_ways VALUES ('{OTMAR}', 'Notes, A Roy said: Seen'),
            ('leavers: {OTMAR} 7', 'Visits, P Lee said: 2'), ('cme-register: {BRUNHOLD}', 'Visits, P Lee said: 3'),
            ('return 8521001', 'Status, A Roy said: New')"""
    )
    white = [f"{heading} typed" for heading in OFFICER]
    keys = (f"{OTMAR} 7", BRUNHOLD, "return 8521001")
    rows = [(*who, *white, "T1", key) for who, key in zip(PEOPLE, keys, strict=False)]
    left = ListSheet("Left the list", [(rows[0][0], "2026-10-30", *rows[0][1:])], (LEFT_ON,))
    about, (first, second) = with_two_ways(con, ABOUT, [ListSheet("Leavers", rows), left])
    assert about.columns == (*ABOUT.columns, TWO_WAYS)
    at = len(ABOUT.columns)
    told = [row[at] for row in first.rows]
    both = Marked("Notes, A Roy said: Seen; Visits, P Lee said: 2")
    assert told == [both, None, Marked("Status, A Roy said: New")]
    assert [row[at + 1 : at + 3] for row in first.rows] == [("Officer typed", "Status typed")] * 3
    assert [row[at + 1 : at + 3] for row in second.rows] == [(both, "Officer typed")]


def test_a_list_on_which_nothing_was_said_twice_has_no_such_column(con: store.Connection) -> None:
    con.execute(f"INSERT INTO run.assessed.filled_in_two_ways VALUES ('{SABETHA}', 'Notes, A Roy emptied it')")
    sheets = [ListSheet("Leavers", [(*PEOPLE[0], *OFFICER, "T1", OTMAR)])]
    assert with_two_ways(con, replace(ABOUT), sheets) == (ABOUT, sheets)
